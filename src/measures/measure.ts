import type { MetricKind } from "../model.js";

/** What a measure declares of itself. The arithmetic of all is one (`family.ts`): a ratio of sums over units. */
export interface Measure {
  readonly id: MetricKind;
  readonly title: string;
  /** The question it answers, in words a campaign manager could ask. */
  readonly asks: string;
  readonly formula: string;
  readonly source: string;
  /** The figure is a share between 0 and 1 of decisions that were each yes or no. */
  readonly proportion: boolean;
  /** A decision's own figure, so that a gap can be taken apart by what the decisions are about. */
  readonly perDecision?: true;
  /** Also shown as how many people had how many: the median and the ninetieth percentile say what a mean does not. */
  readonly histogram?: true;
  /** Decisions are held against the median of all, which is reported beside. */
  readonly median?: true;
}

export function defineMeasure(measure: Measure): Measure {
  return measure;
}
