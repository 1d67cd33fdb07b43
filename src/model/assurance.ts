/** What stands behind a result beside its figures: accepted breaches, the plan fixed beforehand, what was made public. */

/** A breach somebody has accepted for a time, as the waivers file says it. */
export interface Waiver {
  /** Id of the finding: "EH-..." or "EP-...". */
  readonly finding: string;
  readonly reason: string;
  /** Who answers for the breach. */
  readonly owner: string;
  /** Who accepted it. */
  readonly approver: string;
  /** Last day it holds, YYYY-MM-DD, held against the last day of the log. */
  readonly expires: string;
  /** Ratio below which it no longer covers; null for none. */
  readonly floor: number | null;
}

/**
 * covers           the finding is a breach, and is not counted by the gate
 * expired          the log goes on after its last day
 * no_days          the log has no days, so nobody can tell whether it has expired
 * beyond_floor     the gap has grown beyond what was accepted
 * no_breach        the finding is there, and is no breach
 * no_such_finding  nothing in this audit has this id
 */
export type WaiverState = "covers" | "expired" | "no_days" | "beyond_floor" | "no_breach" | "no_such_finding";

export interface WaiverReport extends Waiver {
  readonly state: WaiverState;
}

/** How the plan audited stands to the one that was frozen before. */
export interface FrozenReport {
  readonly plan_sha256: string;
  /** The day it was frozen, YYYY-MM-DD. */
  readonly frozen_on: string;
  /** Whether that day lies before the first day of the log; null where the log has no days. */
  readonly before_data: boolean | null;
  /** Every place in which the plan audited differs; empty where it is the frozen one. */
  readonly deviations: readonly Deviation[];
}

export interface Deviation {
  /** Keys and item numbers from the top, e.g. "rules.0.threshold". */
  readonly path: string;
  /** The value there as JSON; null where there is none. */
  readonly frozen: string | null;
  readonly audited: string | null;
}

/** How much people differ on a metric, in all groups alike: the intervals of a public result are made from it. */
export interface Spread {
  readonly metric: string;
  /** Sum of squared distances for each person; of shares for each decision, as chance would spread them. */
  readonly each: number;
  /** 1 for counts; of amounts about as much as people differ. */
  readonly unit: number;
}

/** What was done to a result before it was made public. */
export interface Publication {
  /** Cells with fewer people than this are withheld. */
  readonly minimum: number;
  /** Groups withheld, counted once a table. How many of them are too small is not told: two of two would be. */
  readonly withheld: number;
  /** In the order of the plan; of metrics on which each person has one decision, a yes or a no, there is none. */
  readonly spreads: readonly Spread[];
  /** HMAC-SHA256 of the private result's digest under the publisher's key, in hexadecimal; null where no key was given. */
  readonly commitment: string | null;
}
