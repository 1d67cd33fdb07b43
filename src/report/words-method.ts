/**
 * The words of metrics, comparators and methods, apart from the logic and keyed by code; and what no audit can show.
 */
import type { AttributePlan, AuditResult, Comparator, Direction, MetricKind } from "../model.js";

export interface KindWords {
  /** What the metric measures. */
  readonly definition: string;
  /** Its formula, y over d. */
  readonly formula: string;
  /** What y and d count, for putting numbers into sentences. */
  readonly y: string;
  readonly d: string;
  /** What more of would close a gap, where that is a number of single decisions; null where it is not. */
  readonly more: string | null;
}

export const KINDS: Readonly<Record<MetricKind, KindWords>> = {
  rate: {
    definition: "The share of eligible decisions that were favourable.",
    formula: "rate = favourable decisions / eligible decisions",
    y: "favourable decisions",
    d: "eligible decisions",
    more: "favourable decisions",
  },
  ratio: {
    definition: "One total divided by another, for example clicks by impressions or revenue by orders.",
    formula: "ratio of sums = sum of the numerator / sum of the denominator",
    y: "numerator",
    d: "denominator",
    more: null,
  },
  mean: {
    definition: "The average of a number over decisions.",
    formula: "mean = sum of the number / decisions",
    y: "sum of the number",
    d: "decisions",
    more: null,
  },
  scoring_rate: {
    definition:
      "The share of decisions whose number lies above the median of all. The median is of everybody's decisions that the metric looks at; a decision exactly at it is not above it. Intervals take the median as given.",
    formula: "scoring rate = decisions above the median / decisions with a number",
    y: "decisions above the median",
    d: "decisions with a number",
    more: "decisions above the median",
  },
  frequency: {
    definition: "The share of a person's own decisions that were favourable, averaged over people.",
    formula: "frequency = sum over people of (favourable / all decisions of the person) / people",
    y: "sum of the people's own shares",
    d: "people",
    more: null,
  },
  exposure: {
    definition:
      "How visible the recommendations were: 1 / log2(1 + rank) for each decision, averaged within each person and then over people. First place counts 1, third place 0.5.",
    formula: "exposure = sum over people of (mean of 1 / log2(1 + rank)) / people",
    y: "sum of the people's mean exposure",
    d: "people",
    more: null,
  },
  contacts: {
    definition: "How many decisions a person received, averaged over people.",
    formula: "contacts = decisions / people",
    y: "decisions",
    d: "people",
    more: null,
  },
};

export const DIRECTIONS: Readonly<Record<Direction, string>> = {
  favourable: "A higher figure is better for the person.",
  unfavourable: "A higher figure is worse for the person.",
  either: "Neither a higher nor a lower figure is better by itself; the rule looks both ways.",
};

export const COMPARATORS: Readonly<Record<Comparator, string>> = {
  best: "the best-placed group with enough people and events",
  reference: "the plan's reference group",
  rest: "everybody else together",
  overall: "everybody together",
};

export const SOURCES: Readonly<Record<NonNullable<AttributePlan["source"]> | "none", string>> = {
  self_reported: "self-reported",
  inferred: "inferred, not asked",
  observed: "observed",
  none: "the plan does not say",
};

const METHODS: Readonly<Record<string, string>> = {
  wilson: "Wilson",
  "wilson-clustered": "Wilson, clustered by person",
  "t-clustered": "t, clustered by person",
  "MOVER-D": "MOVER-D from the two single intervals",
  "MOVER-R": "MOVER-R from the two single intervals",
};

/** A test's name: results carry it in words already. */
export function testName(name: string): string {
  return harmless(name);
}

/** An interval method's name in words; a method without words keeps its own name. */
export function methodName(code: string): string {
  return Object.hasOwn(METHODS, code) ? METHODS[code]! : harmless(code);
}

/** A reason or name the audit gives, without underscores, and without signs that are markup anywhere. */
export function harmless(code: string): string {
  return code.replaceAll("_", " ").replace(/[^\p{L}\p{N} .,:;'()/%-]/gu, "");
}

export interface UnitWords {
  readonly one: string;
  readonly many: string;
  /** Over a column of counts. */
  readonly heading: string;
}

/**
 * What one unit is called. Without a unit column each decision stands for itself; where rows are counts, each of what
 * the denominators count (an impression, say).
 */
export function unitWord({ units, plan }: Pick<AuditResult, "units" | "plan">): UnitWords {
  if (units.column !== null) return { one: "person", many: "people", heading: "People" };
  return plan.metrics.some((metric) => metric.counts)
    ? { one: "trial", many: "trials", heading: "Trials" }
    : { one: "decision", many: "decisions", heading: "Units" };
}

/** Why people are not known, where the plan names no unit column. */
export function noUnits(result: Pick<AuditResult, "units" | "plan">): string {
  const { one } = unitWord(result);
  const trial =
    one === "trial" ? " (a trial is one of what a denominator counts, such as an impression)" : "";
  return `the plan names no unit column, so each ${one} counts as its own unit${trial}`;
}

/** What no audit of a decision log can show, in every report. */
export const LIMITS: readonly string[] = [
  "A gap is not a cause. The audit counts who received what; it does not show why, and it does not show intent.",
  "A verdict is held against this plan's rules and thresholds only. It is not a legal opinion, and no threshold here is a limit set by law unless the plan says so.",
  "“Within the rule” means that a gap as large as the rule forbids is excluded for this log, this period and these groups. Smaller gaps, other groups, other periods and other stages of the campaign were not judged.",
  "“Inconclusive” and “not judged” are not passes. The data were too few, too thin or too incomplete to say.",
  "People who are not in the log (never eligible, never reached, removed before export) cannot be seen here.",
  "Attributes are taken as they stand in the log. Wrong or inferred labels blur the gaps between groups.",
];
