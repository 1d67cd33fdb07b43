/** Method and policy: how figures are made, and who set the thresholds and when. */
import type { AuditResult, MetricPlan, Quantity } from "../../model.js";
import { PRESETS } from "../../policy/presets.js";
import {
  figure,
  named,
  namedOr,
  words,
  type Block,
  type Inline,
  type Section,
  type Text,
} from "../document.js";
import { amount, count, percent } from "../numbers.js";
import { COMPARATORS, DIRECTIONS, KINDS, methodName, SOURCES, testName, unitWord } from "../words-method.js";
import { frozenPlan } from "./frozen.js";

export function method(result: AuditResult): Section {
  return {
    id: "method",
    title: "Method and policy",
    blocks: [
      policy(result),
      ...preset(result),
      ...frozenPlan(result),
      { kind: "heading", text: "Rules, metrics and attributes" },
      rules(result),
      metrics(result),
      attributes(result),
      { kind: "heading", text: "How figures and verdicts are made" },
      settings(result),
    ],
  };
}

function policy(result: AuditResult): Block {
  const { set_by: by, set_on: on, before_data: before, reason } = result.plan.thresholds;
  return {
    kind: "facts",
    facts: [
      ["Thresholds set by", namedOr(by, "the plan does not say")],
      ["Set on", namedOr(on, "the plan does not say")],
      [
        "Before the data were seen",
        before === null ? "the plan does not say" : before ? "yes, the plan says" : "no",
      ],
      ["Why these thresholds", namedOr(reason, "the plan does not say")],
    ],
  };
}

/** The published rules the plan stands on, with where they come from and what they are not. */
function preset({ plan }: AuditResult): readonly Block[] {
  if (plan.preset === null) return [];
  const { title, source, caveat, rules: own } = PRESETS[plan.preset];
  // Only rules of the plan itself stand in a line of it.
  const written = plan.rules.some((rule) => rule.line !== null);
  const judged = written
    ? "those the plan wrote itself; the preset's are not used"
    : `the preset's: ${own.map((rule) => rule.id).join(", ")}`;
  const facts: readonly (readonly [string, Text])[] = [
    ["Preset", [{ code: plan.preset }, `: ${title}`]],
    ["Source of the preset", source],
    ["What it is not", caveat],
    ["Rules judged", judged],
  ];
  return [{ kind: "facts", facts }];
}

function rules(result: AuditResult): Block {
  return {
    kind: "table",
    caption: "Rules of the plan",
    columns: [
      words("Rule"),
      words("Metric"),
      words("Attribute"),
      figure("Smallest ratio"),
      words("Compared with"),
      words("Level"),
      figure("Plan line"),
    ],
    rows: result.plan.rules.map((rule) => [
      named(rule.id),
      named(rule.metric),
      named(rule.attribute),
      amount(rule.threshold),
      COMPARATORS[rule.comparator],
      rule.level,
      rule.line === null ? "built in" : count(rule.line),
    ]),
  };
}

function metrics(result: AuditResult): Block {
  return {
    kind: "table",
    caption: "Metrics: what each measures",
    columns: [
      words("Metric"),
      words("Definition"),
      words("Numerator"),
      words("Denominator"),
      words("Rows"),
      words("Direction"),
    ],
    rows: result.plan.metrics.map((metric) => [
      metric.title === "" ? named(metric.id) : [named(metric.title), " (", named(metric.id), ")"],
      `${KINDS[metric.kind].definition} ${KINDS[metric.kind].formula}.`,
      quantity(metric.numerator),
      quantity(metric.denominator),
      conditions(metric),
      DIRECTIONS[metric.direction],
    ]),
  };
}

function quantity(one: Quantity | null): readonly Inline[] {
  if (one === null) return ["decisions"];
  return one.in === null ? [named(one.column)] : [named(one.column), " is ", ...listed(one.in)];
}

function conditions(metric: MetricPlan): readonly Inline[] {
  if (metric.where.length === 0) return ["all"];
  return metric.where.flatMap((one, index) => [
    index === 0 ? "" : ", and ",
    named(one.column),
    " is ",
    ...listed(one.in),
  ]);
}

function listed(values: readonly string[]): readonly Inline[] {
  return values.flatMap((value, index) => (index === 0 ? [named(value)] : [" or ", named(value)]));
}

function attributes(result: AuditResult): Block {
  return {
    kind: "table",
    caption: "Attributes: where each comes from",
    columns: [words("Attribute"), words("Column"), words("Source"), words("Reference group")],
    rows: result.plan.attributes.map((attribute) => [
      named(attribute.id),
      attribute.column === null ? "membership probabilities" : named(attribute.column),
      SOURCES[attribute.source ?? "none"],
      namedOr(attribute.reference, "none"),
    ]),
  };
}

/** Each once, in the order of the alphabet. */
function listing(names: readonly (string | null)[]): string {
  const all = [...new Set(names.filter((one) => one !== null))].toSorted();
  return all.length === 0 ? "none" : all.join("; ");
}

function settings(result: AuditResult): Block {
  const { settings: set } = result.plan;
  const { pairwise, families } = result.tests;
  const many = unitWord(result).many;
  const holm = `Holm, within each of ${count(families)} families (one metric by one attribute)`;
  return {
    kind: "facts",
    facts: [
      ["Confidence of every interval", `${amount(set.confidence * 100)}%`],
      [
        "Intervals",
        listing(
          result.families.flatMap((one) =>
            one.groups.map(({ rate }) => (rate.method === "none" ? null : methodName(rate.method))),
          ),
        ) +
          "; of ratios and differences: " +
          listing(
            result.findings
              .flatMap(({ comparison }) => [
                comparison?.ratio.method ?? null,
                comparison?.difference.method ?? null,
              ])
              .map((one) => (one === null || one === "none" ? null : methodName(one))),
          ),
      ],
      [
        "Tests",
        result.publication !== null && !result.findings.some(({ comparison }) => comparison?.test)
          ? "made in the private version, and not published"
          : listing(
              result.findings.map(({ comparison }) =>
                comparison?.test ? testName(comparison.test.test) : null,
              ),
            ),
      ],
      ["Tests made", `${count(pairwise)} pairwise comparisons`],
      ["Adjustment for many tests", set.multiplicity === "holm" ? holm : "none"],
      [
        "Unit of analysis",
        result.units.column === null
          ? `each ${unitWord(result).one}: the plan names no unit column`
          : [
              "one person, named by ",
              named(result.units.column),
              "; all of a person's decisions count as one voice in the uncertainty",
            ],
      ],
      ["Fewest to be judged", `${count(set.minimum_units)} ${many}`],
      ["Fewest to be shown", `${count(set.disclosure_floor)} ${many}`],
      ["Smallest share to serve as best group", percent(set.comparator_share)],
      ["Undecided findings", set.undecided === "stop" ? "stop the gate" : "do not stop the gate"],
      [
        "Verdicts",
        "breach: the ratio is beyond the threshold and differs from parity at the adjusted level; within the rule: the whole interval is inside the threshold; inconclusive: neither; not judged: too few people, or nothing to compare",
      ],
      [
        "Sources",
        "Cochran, Sampling Techniques, ch. 6; Wilson 1927; Newcombe 1998; Donner and Zou 2012; Holm 1979; 29 CFR 1607.4(D)",
      ],
    ],
  };
}
