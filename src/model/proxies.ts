import type { Estimate, Verdict } from "../model.js";

// ---------------------------------------------------------------- the plan

/** How a feature is read. `text` is free text, which is never examined. */
export type FeatureKind = "category" | "number" | "time" | "code" | "text";

/** What the plan says of features that may stand in for protected attributes. */
export interface ProxyPlan {
  /** False: nothing is examined, and the report says so. */
  readonly examine: boolean;
  /** Columns left out of the examination though they have no other role. */
  readonly exclude: readonly string[];
  /** How single features are to be read; the others are recognised by their values. */
  readonly features: readonly FeaturePlan[];
  /** AUC from which an attribute counts as told well from a feature. */
  readonly threshold: number;
  /** Features that are tried together at most: 1 (none together) to 3. */
  readonly together: number;
  readonly justified: readonly Justification[];
  readonly rules: readonly ProxyRulePlan[];
}

export interface FeaturePlan {
  readonly column: string;
  readonly as: FeatureKind;
  /** Steps of a code, as numbers of leading characters, longest first; null otherwise. */
  readonly levels: readonly number[] | null;
}

/** Why a feature may be used although it tells an attribute: the finding stays, marked. */
export interface Justification {
  readonly feature: string;
  /** Attribute ids it holds for; null for all. */
  readonly attributes: readonly string[] | null;
  readonly reason: string;
  readonly owner: string;
  /** Last day it holds (YYYY-MM-DD), held against the last day of the log. */
  readonly expires: string;
}

/** What is judged of features; each bound given makes a finding a feature and attribute. */
export interface ProxyRulePlan {
  readonly id: string;
  /** "all", or a feature's column. */
  readonly feature: string;
  /** "all", or an attribute id. */
  readonly attribute: string;
  /** Largest acceptable AUC; null where it does not matter. */
  readonly max_auc: number | null;
  /** Largest acceptable share of a gap that flows through the feature; null where it does not matter. */
  readonly max_transmitted: number | null;
  /** The verdict that is a breach: "proxy", or "latent" (which a proxy breaks as well); null where it does not matter. */
  readonly verdict: "proxy" | "latent" | null;
  readonly level: "off" | "warn" | "error";
  /** Line of the rule in the plan file, 1-based; `null` for the built-in rule. */
  readonly line: number | null;
}

// -------------------------------------------------------------- the result

export type ProxyVerdict = "proxy" | "latent" | "clear" | "inconclusive";

/** Why; the words for each code are in the reports. */
export type ProxyReason =
  | "strong_and_used" // proxy
  | "attribute_by_another_name" // proxy: it does not vary within groups, and an outcome differs between them
  | "use_not_seen" // latent
  | "weak_established" // clear: every interval lies below the threshold
  | "strength_not_established" // seen above the threshold, but the interval reaches below it
  | "strength_not_excluded" // seen below the threshold, but the interval reaches above it
  | "too_few_people"
  | "not_computed"; // aggregated log, or membership probabilities

/** Why a column is not examined. */
export type SetAside =
  | "one_value"
  | "identifier" // nearly as many values as people
  | "too_many_values"
  | "free_text"
  | "excluded"
  | "all_missing";

/** A candidate and what became of it. */
export interface FeatureReport {
  readonly feature: string;
  readonly kind: FeatureKind;
  /** The plan said so; otherwise the values did. */
  readonly kind_from: "plan" | "values";
  /** Different values, "no value" not counted. */
  readonly values: number;
  /** Null where there are too many values to tell. */
  readonly missing_rows: number | null;
  readonly set_aside: SetAside | null;
  /** Values or bins that entered the tests; a number is cut into bins of about as many decisions each. */
  readonly bins: number;
  /** Folds of people the figures were learned and scored on. */
  readonly folds: number;
}

/** How well one group is told from everybody else, by people not seen in learning. */
export interface GroupStrength {
  readonly group: string;
  readonly people: number;
  readonly auc: Estimate;
}

/** Whether an outcome follows the feature among people of the same group. */
export interface FeatureUse {
  readonly metric: string;
  /** Within groups, out of fold; 0.5: no more than chance. */
  readonly auc: Estimate;
  readonly p: number | null;
}

/** How much of a gap goes away when both groups have the same mix of the feature. */
export interface Transmission {
  readonly metric: string;
  /** The group with the lowest rate (farthest from the plan's reference group), and the group it is held against. */
  readonly group: string;
  readonly comparator: string;
  /** Rate of the group minus that of the comparator. */
  readonly gap: Estimate;
  /** The part of the gap that is mix, in the metric's unit. */
  readonly transmitted: Estimate;
  /** Mix over gap; null with a reason where the gap itself is not established. */
  readonly share: Estimate;
  /** Share of the two groups' decisions at values that both have. */
  readonly overlap: number;
  /** How the mix was held: by value, or by ten bins of the out-of-fold chance of being in the group. */
  readonly by: "values" | "score_bins";
}

/** One step of a coarsening ladder. */
export interface LadderStep {
  /** E.g. "5 characters", "3 characters", "10 bins", "month". */
  readonly level: string;
  readonly values: number;
  /** The best-told group's AUC, and the group. */
  readonly group: string;
  readonly auc: Estimate;
  /** Share of each gap transmitted at this step, in the order of the pair's transmissions; null where there is none. */
  readonly shares: readonly (number | null)[];
}

/** Where the feature is unknown exactly where the attribute is: decisions by what is known. */
export interface JointMissing {
  readonly both: number;
  readonly feature_only: number;
  readonly attribute_only: number;
  readonly neither: number;
  /** Phi coefficient of the two kinds of missing; null where one never or always misses. */
  readonly phi: number | null;
  /** Unknown together far more often than chance: phi of 0.3 or more. */
  readonly notable: boolean;
}

/** One feature by one attribute. */
export interface ProxyPair {
  /** Stable across runs: made from feature and attribute only. "EP-" and 8 hex digits. */
  readonly id: string;
  readonly feature: string;
  readonly attribute: string;
  readonly verdict: ProxyVerdict;
  readonly reason: ProxyReason;
  /** The plan's justification that covers it, and whether it held on the last day of the log. */
  readonly justified: {
    readonly reason: string;
    readonly owner: string;
    readonly expires: string;
    readonly expired: boolean;
  } | null;
  /** People and decisions whose group is known; null when withheld. */
  readonly people: number | null;
  readonly rows: number | null;
  /** Groups large enough, best told first. */
  readonly groups: readonly GroupStrength[];
  /** The mean over these groups. */
  readonly auc: Estimate;
  /** The group told best; null where there is none, or it is withheld. */
  readonly worst: GroupStrength | null;
  /** Bergsma's bias-corrected Cramer's V. */
  readonly cramers_v: Estimate;
  /** Share of the attribute's entropy that the feature takes away, Miller-Madow corrected. */
  readonly uncertainty: Estimate;
  /** That no group is told better than the threshold; and adjusted over all pairs. */
  readonly p_strength: number | null;
  readonly q_strength: number | null;
  readonly uses: readonly FeatureUse[];
  readonly q_use: number | null;
  readonly transmissions: readonly Transmission[];
  readonly ladder: readonly LadderStep[];
  readonly missing: JointMissing | null;
}

/** Features that together tell an attribute: one step a feature, the best first. */
export interface JointPath {
  readonly attribute: string;
  readonly steps: readonly {
    readonly features: readonly string[];
    /** The group told best. */
    readonly group: string;
    readonly auc: Estimate;
    /** What the last feature added. */
    readonly gain: Estimate | null;
  }[];
  /** Features of the smallest set that tells the attribute at the threshold; null where none of the path does. */
  readonly smallest: readonly string[] | null;
  /** Combinations tried in the search, on half the people; the figures are of the other half. */
  readonly tried: number;
}

/** One feature and attribute judged by one rule. */
export interface ProxyFinding {
  readonly id: string;
  readonly rule: string;
  readonly level: "off" | "warn" | "error";
  readonly pair: string;
  readonly feature: string;
  readonly attribute: string;
  /** What the rule bounds. */
  readonly bound: "auc" | "transmitted" | "verdict";
  /** Its limit: the largest AUC or share, or the verdict that breaks it. */
  readonly limit: number | "proxy" | "latent";
  readonly verdict: Verdict;
  /** What was held against the limit; null for a verdict. */
  readonly actual: Estimate | null;
  /** The metric of a transmitted share. */
  readonly metric: string | null;
  /** A breach that an unexpired justification covers: reported, and not counted by the gate. */
  readonly justified: boolean;
  /** A breach that a waiver covers, likewise. */
  readonly waived: boolean;
}

export interface ProxyReport {
  readonly threshold: number;
  readonly features: readonly FeatureReport[];
  /** Worst first: proxy, latent, inconclusive, clear; then by AUC, then by id. */
  readonly pairs: readonly ProxyPair[];
  readonly joint: readonly JointPath[];
  readonly findings: readonly ProxyFinding[];
  /** Tests made in all: of strength, and of use. */
  readonly tests: { readonly strength: number; readonly use: number };
  /** What was not computed, and why, in plain sentences. */
  readonly notes: readonly string[];
}
