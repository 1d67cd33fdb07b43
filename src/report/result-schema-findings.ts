/** Measurements and findings: the part of the result schema that holds the figures and the verdicts. */
import { z } from "zod";
import { figure, list, maybe, names, object, pick, shaped, text, yes } from "./result-schema-parts.js";

const sums = {
  units: figure("People in the metric's scope (or rows, where each row is its own unit)."),
  rows: figure("All decisions of the group, in the scope or not."),
  y: figure("Sum of the units' numerators Y."),
  d: figure("Sum of the units' denominators D."),
};

const whole = object(
  "Sums over the units of one group; null where withheld. In a public result a rate may be shown without them.",
  {
    ...sums,
    yy: figure("Sum of Y squared."),
    dd: figure("Sum of D squared."),
    yd: figure("Sum of Y times D."),
  },
).meta({ id: "moments" });

const alone = object("In a public result, where sums of squares say more than the sums: without them.", {
  ...sums,
  yy: z.null().describe("Sum of Y squared: left out."),
  dd: z.null().describe("Sum of D squared: left out."),
  yd: z.null().describe("Sum of Y times D: left out."),
}).meta({ id: "sums" });

const moments = z.union([whole, alone]);

export const estimate = object("A number with its interval.", {
  value: maybe(figure("The number; null where it does not exist.")),
  low: maybe(figure("Lower end of the interval.")),
  high: maybe(figure("Upper end; null beside a low end means unbounded above.")),
  method: text("How the interval was made."),
  reason: maybe(text("Why there is no value.")),
}).meta({ id: "estimate" });

export const test = object("A test that figures are equal.", {
  test: text("Which test."),
  statistic: maybe(figure("Its statistic; null for exact tests.")),
  df: maybe(figure("Its degrees of freedom.")),
  p: figure("Its p-value, before adjustment."),
}).meta({ id: "test" });

const measurement = object("What one group shows on one metric.", {
  group: names("One group name for each crossed attribute."),
  unknown: yes("Some attribute is unknown for these people."),
  disclosure: pick(["shown", "withheld"], "Whether the figures are shown, or withheld as too few people."),
  moments: maybe(moments),
  missing_rows: maybe(figure("Rows whose numerator or denominator is missing.")),
  rate: estimate,
  standard_error: maybe(figure("Standard error of the rate, in the rate's unit.")),
  design_effect: maybe(figure("Variance over that of as many independent rows.")),
  effective_n: maybe(figure("Effective sample size, in rows of the denominator.")),
  thin: yes("Fewer than 5 effective events or non-events."),
  largest_unit_share: maybe(figure("Largest share of the group's rows that one person makes.")),
}).meta({ id: "group_measurement" });

const likeliest = object("The rows whose likeliest group this is; all null where withheld.", {
  group: names("Group name."),
  unknown: yes("Rows of unknown group, and those in which two groups are alike likely."),
  units: maybe(figure("People with such a row in the metric's scope.")),
  y: maybe(figure("Sum of the numerators.")),
  d: maybe(figure("Sum of the denominators.")),
  rate: maybe(figure("y over d; null where d is 0.")),
}).meta({ id: "likeliest_group" });

export const family = object("One metric by one attribute or crossing.", {
  id: text("metric/attribute."),
  metric: text("Metric id."),
  attributes: names("Attribute ids, one or more crossed."),
  proportion: yes("The figure is a share between 0 and 1."),
  mixed_units: maybe(figure("Units that sit in more than one group; null when withheld.")),
  groups: list(measurement, "Sorted by name, unknown last."),
  overall: maybe(moments),
  omnibus: maybe(test),
  omnibus_reason: maybe(text("Why there is no omnibus test.")),
  likeliest: list(
    likeliest,
    "Only of an attribute given as probabilities, and in no public result: each row in its likeliest group.",
  ).exactOptional(),
}).meta({ id: "family" });

const comparison = object("A group beside its comparator.", {
  comparator_rate: maybe(figure("Rate of the comparator.")),
  difference: estimate,
  ratio: estimate,
  ratio_to_rest: maybe(figure("Ratio to everybody else together.")),
  shared_units: maybe(figure("Units in both groups; null when withheld.")),
  test: maybe(test),
  p_adjusted: maybe(figure("p adjusted within the family.")),
  effect: object("Effect size.", {
    name: pick(["cohens_h", "standardised_mean_difference"], "Which effect size."),
    value: maybe(figure("Its value.")),
  }),
  shortfall: object("How many more favourable decisions the group would have had.", {
    at_parity: maybe(figure("At the comparator's rate.")),
    at_threshold: maybe(figure("At the threshold.")),
  }),
  minimum_detectable_ratio: maybe(figure("The ratio found with 80% power.")),
  units_needed: maybe(figure("Units the group would need to be decided at the ratio seen.")),
  score_interval: maybe(
    z
      .tuple([maybe(figure("Lower end.")), maybe(figure("Upper end."))])
      .readonly()
      .describe("Miettinen-Nurminen interval of the ratio, where units do not repeat."),
  ),
  unknown_bounds: maybe(
    object("The ratio if every unknown person were in the worst, and in the best, place.", {
      low: maybe(figure("Lowest ratio.")),
      high: maybe(figure("Highest ratio.")),
    }),
  ),
  likeliest: object("Only where the family has it: the comparison with each row in its likeliest group.", {
    comparator_rate: maybe(figure("Rate of the comparator.")),
    difference: maybe(figure("Group minus comparator.")),
    ratio: maybe(figure("Group over comparator.")),
  }).exactOptional(),
}).meta({ id: "comparison" });

export const finding = object("One group judged by one rule.", {
  id: shaped(/^EH-[0-9a-f]{8}$/u, "Stable across runs: EH- and 8 hex digits."),
  rule: text("Rule id."),
  level: pick(["off", "warn", "error"], "How much the rule weighs."),
  family: text("Family id."),
  metric: text("Metric id."),
  attributes: names("Attribute ids."),
  group: names("Group names."),
  verdict: pick(["fail", "pass", "inconclusive", "not_judged"], "The verdict."),
  reason: pick(
    [
      "breach_established",
      "breach_confirmed",
      "within_threshold",
      "breach_not_established",
      "breach_not_excluded",
      "thin",
      "below_minimum",
      "withheld",
      "unknown_group",
      "no_denominator",
      "no_comparator",
      "no_variance",
      "zero_comparator",
    ],
    "Why the verdict is what it is.",
  ),
  expected: object("What the ratio was held against.", {
    operator: pick([">=", "<=", "within"], "Operator; within means from the threshold to its inverse."),
    threshold: figure("Threshold on the ratio."),
  }),
  comparator: object("What the group was compared with.", {
    kind: pick(["best", "reference", "rest", "overall"], "Kind of comparator."),
    group: maybe(names("Its group names; null for rest and overall, or when there is none.")),
  }),
  comparison: maybe(comparison),
  waived: yes("A breach that a waiver covers: reported, and not counted by the gate."),
}).meta({ id: "finding" });
