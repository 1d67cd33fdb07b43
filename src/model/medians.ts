/** The medians that scoring rates hold decisions against. */

/** Decisions on one side of a median, or at it. */
export interface MedianSide {
  /** Decisions; an aggregated row counts as often as it says. */
  readonly rows: number;
  /** People with such a decision, each on every side they have one; decisions where no unit is known. Null when withheld. */
  readonly units: number | null;
}

/** The median of one scoring rate: of the numbers of all decisions in the metric's scope that have one. */
export interface MedianReport {
  /** Metric id. */
  readonly metric: string;
  /** In the log's own unit; null when withheld. */
  readonly median: number | null;
  /** Below, exactly at, and above it; null when withheld. What lies at the median is not above it. */
  readonly below: MedianSide | null;
  readonly at: MedianSide | null;
  readonly above: MedianSide | null;
}
