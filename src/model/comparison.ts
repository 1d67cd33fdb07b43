/** Two results held against each other, month on month. */
import type {
  AuditResult,
  Comparator,
  Estimate,
  Finding,
  ProxyFinding,
  Verdict,
  VerdictCounts,
} from "../model.js";

/**
 * new            a breach now; none, no such finding, or one that was waived or justified, before
 * worse          the gap grew, and the interval of its change excludes 0
 * levelled_down  the gap shrank because the better-off group lost, and the group itself did not gain
 * undecided      the change cannot be told from noise, or there is none to tell
 * gone           a breach before; none, or no such finding, now
 * better         the gap shrank, and the interval of its change excludes 0
 * unchanged      within the rule, or not judged, in both, and no change established
 */
export type ChangeState = "new" | "worse" | "levelled_down" | "undecided" | "gone" | "better" | "unchanged";

/** Why the state is what it is; the words for each code are in the reports. */
export type ChangeReason =
  | "breach_appeared"
  | "finding_appeared" // new: the other result has no such finding
  | "waiver_ended" // new: a breach in both, waived before only
  | "justification_ended" // new: likewise, of a rule on features
  | "gap_grew"
  | "comparator_lost" // levelled down
  | "within_noise"
  | "thin" // too few events, in either, to lean on the interval
  | "no_interval" // a ratio is absent, or its interval is absent or one-sided
  | "only_in_old"
  | "only_in_new"
  | "breach_ended"
  | "finding_ended" // gone: the other result has no such finding
  | "gap_shrank"
  | "within_rule_in_both"
  | "not_judged_in_both"
  | "breach_in_both" // undecided, of a rule on features, as is the next
  | "breach_in_neither";

/** Why a result has no finding that the other has. */
export type Absence =
  | "no_metric" // the plan has no such metric
  | "no_attribute"
  | "is_comparator" // the group is the one the others are held against
  | "no_group" // nobody of this group is in the log
  | "not_asked" // no rule asks this
  | "not_examined"; // features are not examined

/** One figure in both results, and new minus old. */
export interface FigureChange {
  readonly old: Estimate | null;
  readonly new: Estimate | null;
  readonly change: Estimate;
}

/** What a thing is in either result; null where a result does not have it. */
export interface InBoth<T> {
  readonly old: T | null;
  readonly new: T | null;
}

export interface FindingChange {
  readonly id: string;
  readonly state: ChangeState;
  readonly reason: ChangeReason;
  /** Why one result has no such finding; null where both have it. */
  readonly absent: Absence | null;
  /** Level of the rule in the new result; in the old one where the finding is gone from the new. */
  readonly level: Finding["level"];
  readonly metric: string;
  readonly metric_title: string;
  /** The metric's figure is a share between 0 and 1. */
  readonly proportion: boolean;
  readonly attributes: readonly string[];
  readonly group: readonly string[];
  readonly comparator: Comparator;
  /** Group names of the comparator; null for rest and overall, or where there is none. */
  readonly comparator_group: InBoth<readonly string[]>;
  readonly verdict: InBoth<Verdict>;
  readonly expected: InBoth<Finding["expected"]>;
  readonly waived: InBoth<boolean>;
  readonly ratio: FigureChange;
  /** How far the ratio lies on the wrong side of 1; on the log scale, either side, where either is wrong. */
  readonly gap: FigureChange;
  readonly group_rate: FigureChange;
  /** Rate of the old result's comparator, the same group in both. */
  readonly comparator_rate: FigureChange;
}

export interface ProxyChange {
  readonly id: string;
  readonly state: "new" | "undecided" | "gone" | "unchanged";
  readonly reason: ChangeReason;
  readonly absent: Absence | null;
  readonly level: ProxyFinding["level"];
  readonly feature: string;
  readonly attribute: string;
  readonly bound: ProxyFinding["bound"];
  readonly limit: InBoth<ProxyFinding["limit"]>;
  readonly metric: string | null;
  readonly verdict: InBoth<Verdict>;
  readonly justified: InBoth<boolean>;
  readonly waived: InBoth<boolean>;
  /** What was held against the limit; null where a result has no figure. */
  readonly actual: FigureChange | null;
}

/** What a reader of the comparison must know; the words for each code are in the reports. */
export type ComparisonNote =
  | "other_rules" // thresholds or other rules of judging differ
  | "other_rows" // log.keep differs
  | "periods_overlap"
  | "order_not_known" // a result has no days
  | "other_medians" // a scoring rate is held against another median
  | "same_inputs" // the same files
  | "one_is_public"
  | "other_tool_version";

/** One of the two results. */
export interface ComparedResult {
  readonly sha256: string;
  readonly plan_sha256: string;
  readonly tool_version: string;
  readonly period: AuditResult["period"];
  readonly units: AuditResult["units"];
  readonly rows: number;
  readonly verdicts: VerdictCounts;
  readonly public: boolean;
}

export interface PlanChange {
  /** Keys, ids and item numbers from the top, e.g. "rules.0.threshold", "metrics.ctr.title". */
  readonly path: string;
  /** The value there as JSON; null where there is none. */
  readonly old: string | null;
  readonly new: string | null;
}

export interface AddedRemoved {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** All a comparison found. Like a result it carries no clock, no path and no random order. */
export interface ResultComparison {
  readonly schema: "evenhand-comparison/1";
  readonly tool: AuditResult["tool"];
  /** Name of the system, by the new plan. */
  readonly system: string | null;
  readonly old: ComparedResult;
  readonly new: ComparedResult;
  /** Of every interval, each by itself. */
  readonly confidence: number;
  readonly notes: readonly ComparisonNote[];
  readonly plan_changes: readonly PlanChange[];
  readonly metrics: AddedRemoved;
  readonly attributes: AddedRemoved;
  readonly states: Readonly<Record<ChangeState, number>>;
  readonly proxy_states: Readonly<Record<ProxyChange["state"], number>>;
  /** Gaps whose change has an interval, and so could have been told from noise. */
  readonly tests: number;
  /** Worst first. */
  readonly findings: readonly FindingChange[];
  readonly proxies: readonly ProxyChange[];
}
