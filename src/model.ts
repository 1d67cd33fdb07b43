/**
 * The nouns that cross folders. Types only: nothing here runs.
 *
 * Names inside `Plan` and `AuditResult` are spelled as they are in the plan
 * file, in result.json and in the docs (snake_case), so that one word means
 * one thing everywhere.
 */

import type { FrozenReport, Publication, WaiverReport } from "./model/assurance.js";
import type { LikeliestComparison, LikeliestGroup } from "./model/likeliest.js";
import type { MedianReport } from "./model/medians.js";
import type { ProxyPlan, ProxyReport } from "./model/proxies.js";
import type { PresetId, RecordPlan } from "./model/record.js";

export type * from "./model/assurance.js";
export type * from "./model/comparison.js";
export type * from "./model/likeliest.js";
export type * from "./model/medians.js";
export type * from "./model/profile.js";
export type * from "./model/proxies.js";
export type * from "./model/record.js";

// ---------------------------------------------------------------- the plan

/** The audit plan after reading: every default filled in, every shorthand written out. */
export interface Plan {
  /** Version of the plan format. */
  readonly evenhand: 1;
  readonly system: SystemPlan;
  readonly log: LogPlan;
  readonly attributes: readonly AttributePlan[];
  /** Crossings of attributes to audit, each a list of attribute ids, in plan order. */
  readonly intersections: readonly (readonly string[])[];
  readonly metrics: readonly MetricPlan[];
  readonly rules: readonly RulePlan[];
  readonly proxies: ProxyPlan;
  readonly settings: Settings;
  readonly thresholds: ThresholdRecord;
  /** What the plan's own rules and settings stand on; null where it names none. */
  readonly preset: PresetId | null;
  readonly record: RecordPlan;
}

/** What is audited, in the auditee's words; `null` where the plan does not say. */
export interface SystemPlan {
  readonly name: string | null;
  readonly owner: string | null;
  readonly purpose: string | null;
  readonly version: string | null;
}

export interface LogPlan {
  /** Paths or globs of the log, relative to the plan file; empty when given on the command line. */
  readonly files: readonly string[];
  readonly format: "auto" | "csv" | "ndjson" | "parquet";
  /** Field separator of a CSV; `null` finds it in the header line. */
  readonly delimiter: string | null;
  /** Column that names the decision (unique per row), or `null`. */
  readonly decision: string | null;
  /** Column that names the unit of analysis (the person), or `null`: then each row is its own unit. */
  readonly unit: string | null;
  /** Column with the time of the decision, or `null`. */
  readonly time: string | null;
  /** Column with how many decisions a row stands for (aggregated exports), or `null`. */
  readonly count: string | null;
  /** Column that names the item recommended, or `null`. Described, not yet measured. */
  readonly item: string | null;
  /** Columns examined as stand-ins for protected attributes; empty: every column without another role. */
  readonly features: readonly string[];
  /** Spellings, beside the empty field, that mean "no value". Exact, after trimming. */
  readonly missing: readonly string[];
  /** What to do with rows that name no unit. */
  readonly missing_unit: "refuse" | "reject";
  /** How exact copies of a decision id are treated. */
  readonly duplicates: "refuse" | "drop_identical";
  /** Rows outside these values are left out and counted as filtered. */
  readonly keep: readonly Condition[];
  /** What the plan says about single columns. */
  readonly columns: readonly ColumnPlan[];
}

export interface ColumnPlan {
  readonly column: string;
  readonly type: "text" | "flag" | "number" | "time" | null;
  /** Spellings of yes and no for a flag; replace the built-in ones when given. */
  readonly true: readonly string[] | null;
  readonly false: readonly string[] | null;
  /** Inclusive bounds of a number. */
  readonly range: readonly [number, number] | null;
}

/** A row is kept where the column's text is one of these values. */
export interface Condition {
  readonly column: string;
  readonly in: readonly string[];
}

export interface AttributePlan {
  /** Id used in findings and reports. */
  readonly id: string;
  /** The column that holds the label; `null` for membership probabilities. */
  readonly column: string | null;
  /** Group name to probability column, for inferred attributes; `null` for labels. */
  readonly probabilities: readonly { readonly group: string; readonly column: string }[] | null;
  /** Value to group name; values not listed keep their own name. `null`: no mapping. */
  readonly map: readonly { readonly value: string; readonly group: string }[] | null;
  /** Cut points for a number, lower bound inclusive: [18, 30] makes "<18", "18-29.." and "30+". */
  readonly bins: readonly number[] | null;
  /** Spellings that mean "not known" for this attribute, beside the log's missing spellings. */
  readonly unknown: readonly string[];
  /** Group the rules' `reference` comparator compares with, or `null`. */
  readonly reference: string | null;
  /** Expected share of each group (sums to 1), or `null`. */
  readonly population: readonly { readonly group: string; readonly share: number }[] | null;
  /** Where the attribute came from: asked of the person, or inferred. `null` when the plan does not say. */
  readonly source: "self_reported" | "inferred" | "observed" | null;
  /** Which category of the law it is, where it is one. */
  readonly category: "sex" | "race_ethnicity" | null;
}

/**
 * rate       share of eligible decisions that were favourable (flags; a proportion)
 * ratio      sum of one number over sum of another (clicks over impressions; revenue over orders)
 * mean       mean of a number per decision
 * scoring_rate  share of decisions with a number above the median of all (a proportion)
 * frequency  share of a person's own decisions, averaged over people
 * exposure   1/log2(1+rank) per decision, averaged within the person and over people
 * contacts   how many decisions a person received, averaged over people
 */
export type MetricKind = "rate" | "ratio" | "mean" | "scoring_rate" | "frequency" | "exposure" | "contacts";

/** Which way a higher figure points for the person. */
export type Direction = "favourable" | "unfavourable" | "either";

export interface MetricPlan {
  readonly id: string;
  readonly title: string;
  readonly kind: MetricKind;
  /** `null` counts rows (contacts). */
  readonly numerator: Quantity | null;
  /** `null` counts rows. */
  readonly denominator: Quantity | null;
  /** Rows the metric looks at; all conditions must hold. */
  readonly where: readonly Condition[];
  readonly direction: Direction;
  /** `contacts`: the number of contacts above which a person is over-contacted, or `null`. */
  readonly cap: number | null;
  /** Numerator and denominator columns hold counts of single trials (impressions, clicks). */
  readonly counts: boolean;
}

/** A column read as flag or number, or "the text is one of these". */
export interface Quantity {
  readonly column: string;
  readonly in: readonly string[] | null;
}

export type Comparator = "best" | "reference" | "rest" | "overall";

export interface RulePlan {
  readonly id: string;
  /** Metric id, or "all". */
  readonly metric: string;
  /** Attribute id, an intersection written "a x b", or "all" (attributes and intersections). */
  readonly attribute: string;
  /** Smallest acceptable ratio to the comparator, in (0, 1]. */
  readonly threshold: number;
  readonly comparator: Comparator;
  readonly level: "off" | "warn" | "error";
  /** Line of the rule in the plan file, 1-based; `null` for the built-in rule. */
  readonly line: number | null;
}

export interface Settings {
  /** Confidence level of every interval, e.g. 0.95. */
  readonly confidence: number;
  readonly multiplicity: "holm" | "none";
  /** Fewest people a group needs to be judged. */
  readonly minimum_units: number;
  /** Groups with fewer people than this are named, and nothing of theirs is shown. */
  readonly disclosure_floor: number;
  /** Share of all people a group needs to serve as `best` comparator. */
  readonly comparator_share: number;
  /** Most cells an attribute or intersection may have. */
  readonly max_groups: number;
  /** What the gate does when a gated rule is inconclusive or not judged: pass over it, or exit 3. */
  readonly undecided: "allow" | "stop";
}

/** Who chose the thresholds, when, and whether before the data were seen. */
export interface ThresholdRecord {
  readonly set_by: string | null;
  readonly set_on: string | null;
  readonly before_data: boolean | null;
  readonly reason: string | null;
}

// ------------------------------------------------------------ measurements

/**
 * Sufficient statistics of one group: sums over its units u of the unit's
 * numerator Y_u and denominator D_u and of their squares and product.
 */
export interface Moments {
  /** People in the metric's scope (or rows, where each row is its own unit). */
  readonly units: number;
  /** All decisions of the group, in the scope or not. */
  readonly rows: number;
  readonly y: number;
  readonly d: number;
  readonly yy: number;
  readonly dd: number;
  readonly yd: number;
}

/** Moments as results carry them: in a public one without the sums of squares, unless these are the sums themselves. */
export type ShownMoments =
  Moments | (Omit<Moments, "yy" | "dd" | "yd"> & { readonly yy: null; readonly dd: null; readonly yd: null });

/** Sums over the units that sit in both of two groups. */
export interface CrossMoments {
  readonly units: number;
  /** Sum of Y_u1 * Y_u2. */
  readonly yy: number;
  /** Sum of Y_u1 * D_u2. */
  readonly yd: number;
  /** Sum of D_u1 * Y_u2. */
  readonly dy: number;
  /** Sum of D_u1 * D_u2. */
  readonly dd: number;
}

/** A number with the interval behind it. `value` is null where it does not exist, and `reason` says why. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  /** `null` beside a non-null `low` means unbounded above. */
  readonly high: number | null;
  /** How the interval was made: "wilson", "wilson-clustered", "t-clustered", "MOVER-D", "MOVER-R", or "none". */
  readonly method: string;
  readonly reason: string | null;
}

/** What one group of one attribute (or crossing) shows on one metric. */
export interface GroupMeasurement {
  /** One group name a crossed attribute. */
  readonly group: readonly string[];
  /** Some attribute of the group is unknown for these people. */
  readonly unknown: boolean;
  /**
   * "shown", or why the figures are withheld: fewer people than the disclosure floor.
   * When withheld every figure below is null.
   */
  readonly disclosure: "shown" | "withheld";
  /** Null beside a rate in a public result: then the people in scope are withheld, and what would tell them. */
  readonly moments: ShownMoments | null;
  /** Rows in scope whose numerator or denominator is missing: in no figure, but counted. */
  readonly missing_rows: number | null;
  readonly rate: Estimate;
  /** Standard error of the rate, in the rate's unit. */
  readonly standard_error: number | null;
  /** Variance over the variance of as many independent rows. */
  readonly design_effect: number | null;
  /** Kish effective sample size, in rows of the denominator. */
  readonly effective_n: number | null;
  /** Fewer than 5 effective events or non-events: the verdict is inconclusive at best. */
  readonly thin: boolean;
  /** Largest share of the group's rows that one person makes. */
  readonly largest_unit_share: number | null;
}

/** One metric by one attribute (or crossing): the family inside which tests are adjusted. */
export interface Family {
  /** "metric/attribute" or "metric/a x b". */
  readonly id: string;
  readonly metric: string;
  readonly attributes: readonly string[];
  /** The figure is a share between 0 and 1. */
  readonly proportion: boolean;
  /** Units that sit in more than one group; null when withheld. */
  readonly mixed_units: number | null;
  /** Sorted by group name (code-unit order), unknown last. */
  readonly groups: readonly GroupMeasurement[];
  /** All groups together, unknown included; null when withheld. */
  readonly overall: ShownMoments | null;
  /** Test that all groups (unknown left out) have the same rate. */
  readonly omnibus: TestResult | null;
  readonly omnibus_reason: string | null;
  /** Only of an attribute given as probabilities, and in no public result: each row in its likeliest group, sorted as `groups`. */
  readonly likeliest?: readonly LikeliestGroup[];
}

export interface TestResult {
  /** E.g. "Rao-Scott adjusted chi-square (second order, F)", "pooled z test", "clustered t test", "Fisher's exact test". */
  readonly test: string;
  readonly statistic: number | null;
  readonly df: number | null;
  readonly p: number;
}

/** A family with what the judgement needs and no report may show: moments of withheld groups, and units in two groups. */
export interface Evidence {
  readonly family: Family;
  /** One a group, withheld ones included. */
  readonly moments: readonly Moments[];
  /** Sums over units in both groups; null where there are none. First factor: first group. */
  readonly cross: (first: number, second: number) => CrossMoments | null;
  /** Each unit counts once in the denominator, in however many groups it sits (contacts per person). */
  readonly onePerUnit: boolean;
  /** Whether the group itself has fewer people than the disclosure floor, whatever the metric's scope leaves of it. */
  readonly small: readonly boolean[];
}

// ----------------------------------------------------------------- verdicts

export type Verdict = "fail" | "pass" | "inconclusive" | "not_judged";

/** Why the verdict is what it is; the words for each code are in the reports. */
export type VerdictReason =
  | "breach_established"
  | "breach_confirmed" // the whole interval lies beyond the threshold
  | "within_threshold"
  | "breach_not_established"
  | "breach_not_excluded"
  | "thin"
  | "below_minimum"
  | "withheld"
  | "unknown_group"
  | "no_denominator"
  | "no_comparator"
  | "no_variance"
  | "zero_comparator";

/** One group judged by one rule. */
export interface Finding {
  /** Stable across runs: made from metric, attributes, group and comparator only. "EH-" and 8 hex digits. */
  readonly id: string;
  readonly rule: string;
  readonly level: "off" | "warn" | "error";
  /** Family id. */
  readonly family: string;
  readonly metric: string;
  readonly attributes: readonly string[];
  readonly group: readonly string[];
  readonly verdict: Verdict;
  readonly reason: VerdictReason;
  /**
   * The bound on the ratio as it was applied: ">=" 0.8, "<=" 1.25 where a high figure is bad for the person (the inverse of
   * the rule's threshold), "within" 0.8 for 0.8 to its inverse.
   */
  readonly expected: { readonly operator: ">=" | "<=" | "within"; readonly threshold: number };
  /** Group names of the comparator, or null for rest/overall or when there is none. */
  readonly comparator: { readonly kind: Comparator; readonly group: readonly string[] | null };
  readonly comparison: Comparison | null;
  /** A breach that a waiver covers: reported, and not counted by the gate. */
  readonly waived: boolean;
}

export interface Comparison {
  /** Rate of the comparator. */
  readonly comparator_rate: number | null;
  /** Group minus comparator, in the metric's unit (proportions: 0 to 1). */
  readonly difference: Estimate;
  readonly ratio: Estimate;
  /** Ratio to everybody else taken together. */
  readonly ratio_to_rest: number | null;
  /** Units in both groups; their covariance is in the intervals. Null when withheld. */
  readonly shared_units: number | null;
  readonly test: TestResult | null;
  /** p adjusted within the family. */
  readonly p_adjusted: number | null;
  readonly effect: {
    readonly name: "cohens_h" | "standardised_mean_difference";
    readonly value: number | null;
  };
  /** How many more favourable decisions the group would have had. */
  readonly shortfall: { readonly at_parity: number | null; readonly at_threshold: number | null };
  /** The ratio this comparison would have found with 80% power. */
  readonly minimum_detectable_ratio: number | null;
  /**
   * Inconclusive findings: units the group would need, everybody growing alike, to be decided at the ratio seen and the
   * adjusted level. Null where the finding is decided, or where no number of units would decide it.
   */
  readonly units_needed: number | null;
  /** Miettinen-Nurminen score interval of the ratio, where units do not repeat. */
  readonly score_interval: readonly [number | null, number | null] | null;
  /** The ratio if every unknown person were in the worst, and in the best, place for this group. */
  readonly unknown_bounds: { readonly low: number | null; readonly high: number | null } | null;
  /** Only where the family has it: the same comparison with each row in its likeliest group. No verdict rests on it. */
  readonly likeliest?: LikeliestComparison;
}

// ------------------------------------------------------------ other tables

/** Who is in the log: one attribute or crossing. */
export interface Representation {
  readonly attributes: readonly string[];
  readonly groups: readonly {
    readonly group: readonly string[];
    readonly unknown: boolean;
    /** null when withheld (under the disclosure floor). */
    readonly units: number | null;
    readonly rows: number | null;
    /** Share of the units whose group is known. */
    readonly share: number | null;
    /** Share expected from the plan's reference population. */
    readonly expected_share: number | null;
    readonly representation_ratio: Estimate | null;
  }[];
  /** null when withheld. */
  readonly mixed_units: number | null;
  /** Goodness of fit to the reference population, on units in one group only. */
  readonly test: TestResult | null;
}

/** How many decisions a person received. */
export interface ContactTable {
  readonly metric: string;
  readonly attributes: readonly string[];
  readonly cap: number | null;
  readonly groups: readonly {
    readonly group: readonly string[];
    readonly unknown: boolean;
    readonly units: number | null;
    readonly mean: number | null;
    readonly median: number | null;
    readonly p90: number | null;
    /** Share of people above the cap. */
    readonly above_cap: number | null;
  }[];
}

/** Every input row, accounted for: read = used + out_of_period + filtered + duplicates + rejected. */
export interface Ledger {
  readonly read: number;
  readonly used: number;
  readonly out_of_period: number;
  readonly filtered: number;
  readonly duplicates: number;
  readonly rejected: readonly { readonly reason: string; readonly rows: number }[];
  /** Lines without a row: blank lines, and what stands before the header. */
  readonly blank_lines: number;
}

/** Something about the data a reader must know, that did not stop the audit. No value of the data in it but group names. */
export interface QualityNote {
  readonly code: string;
  readonly column: string | null;
  readonly count: number;
  readonly message: string;
}

export interface InputFile {
  /** Of the raw bytes as they lie on disk (compressed, if compressed). */
  readonly sha256: string;
  readonly bytes: number;
  readonly rows: number;
  readonly format: "csv" | "ndjson" | "parquet";
  readonly compression: "none" | "gzip" | "zstd";
}

// ---------------------------------------------------------------- the result

export interface Gate {
  /** "met", "not_met" or "undecided". */
  readonly outcome: "met" | "not_met" | "undecided";
  readonly exit_code: 0 | 1 | 3;
  /** One plain sentence. */
  readonly reason: string;
  /** Verdicts of the gated (error level) findings. */
  readonly gated: VerdictCounts;
}

export interface VerdictCounts {
  readonly fail: number;
  readonly pass: number;
  readonly inconclusive: number;
  readonly not_judged: number;
}

/** All an audit found. Carries no clock, no path and no random order. */
export interface AuditResult {
  readonly schema: "evenhand-result/1";
  readonly tool: { readonly name: "evenhand"; readonly version: string };
  readonly plan_sha256: string;
  readonly plan: Plan;
  readonly inputs: readonly InputFile[];
  readonly period: {
    /** As asked for on the command line, e.g. "2026-10"; null when the whole log was audited. */
    readonly asked: string | null;
    /** First and last day (YYYY-MM-DD) of the rows used; null without a time column. */
    readonly first_day: string | null;
    readonly last_day: string | null;
  };
  readonly ledger: Ledger;
  /** Units among the rows used. `column` null: each row (or each counted trial) is its own unit. */
  readonly units: {
    readonly column: string | null;
    readonly count: number;
    /** Units with more than one row; null when withheld. */
    readonly repeated: number | null;
  };
  readonly quality: readonly QualityNote[];
  readonly representation: readonly Representation[];
  readonly families: readonly Family[];
  readonly contacts: readonly ContactTable[];
  /** One a scoring rate, in plan order: the median that decisions are held against. */
  readonly medians: readonly MedianReport[];
  /** Worst first: fail, inconclusive, not judged, pass; then by ratio, worst off first; then by id. */
  readonly findings: readonly Finding[];
  /** Features that stand in for protected attributes; null where the plan leaves them out. */
  readonly proxies: ProxyReport | null;
  readonly verdicts: VerdictCounts;
  /** Pairwise tests made in all, and families they were adjusted in. */
  readonly tests: { readonly pairwise: number; readonly families: number };
  readonly gate: Gate;
  /** In the order of the waivers file; empty where there is none. */
  readonly waivers: readonly WaiverReport[];
  /** Null where no frozen plan was named. */
  readonly frozen: FrozenReport | null;
  /** Null for the result itself; what was withheld, for one made public. */
  readonly publication: Publication | null;
  /** SHA-256 of the canonical JSON (RFC 8785) of all the rest. */
  readonly sha256: string;
}
