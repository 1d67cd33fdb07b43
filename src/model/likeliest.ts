/** Attributes given as probabilities, with each row in its likeliest group: shown beside the weighted figures. */

/** The rows whose likeliest group this is; all null where withheld. */
export interface LikeliestGroup {
  readonly group: readonly string[];
  readonly unknown: boolean;
  /** People with such a row in the metric's scope; who has rows in two groups counts in both. */
  readonly units: number | null;
  readonly y: number | null;
  readonly d: number | null;
  /** y over d; null where d is 0. */
  readonly rate: number | null;
}

/** A group's rate over such rows against its comparator's. Figures that do not exist, or rest on a withheld group, are null. */
export interface LikeliestComparison {
  readonly comparator_rate: number | null;
  readonly difference: number | null;
  readonly ratio: number | null;
}
