/** All groups, metric by metric and attribute by attribute: every figure behind every verdict. */
import type { AuditResult, Comparison, Family, Finding, GroupMeasurement } from "../../model.js";
import {
  figure,
  fold,
  named,
  words,
  type Block,
  type Cell,
  type Inline,
  type Section,
  type Table,
} from "../document.js";
import { findingsOn, isUnmarked, marks, metricOf, metricTitle, sameGroup } from "../lookup.js";
import { amount, count, interval, NONE, percent, points, pValue, rate, ratio, short } from "../numbers.js";
import { absence, confidence, medianLine, ruleText } from "../sentences.js";
import { scaleFor, type Scale } from "../strip.js";
import { reasonWords } from "../words.js";
import { DIRECTIONS, harmless, KINDS, methodName, testName, unitWord } from "../words-method.js";
import { rateChart, ratioChart, WITHHELD } from "./charts.js";
import { likeliest } from "./likeliest.js";
import { bundled, comparatorOf, verdictOf } from "./shared.js";

export function groups(result: AuditResult): Section {
  const legend: Block = {
    kind: "legend",
    text: "In the drawings each mark is a group's ratio to the group it is compared with, and the bar its interval. A square breaches the rule, a ring is inconclusive, a dot is within the rule. The shaded side breaks the rule, the dashed line is its threshold, and the solid line is equality (1).",
  };
  const scale = scaleFor(result);
  const metrics = bundled(result.families, (family) => family.metric);
  return {
    id: "groups",
    title: "All groups, by metric and attribute",
    blocks: [
      ...(result.families.length === 0 ? [] : [legend]),
      ...metrics.flatMap((families) => [
        ...introduction(result, families[0]!.metric),
        ...families.flatMap((family) => familyBlocks(result, family, scale)),
      ]),
    ],
  };
}

function introduction(result: AuditResult, id: string): readonly Block[] {
  const metric = metricOf(result, id);
  const title: Block = { kind: "heading", text: named(metricTitle(result, id)) };
  if (metric === null) return [title];
  const { definition, formula } = KINDS[metric.kind];
  const median = medianLine(result, id);
  const text = [
    `${definition} `,
    { code: formula },
    `. ${median === null ? "" : `${median} `}${DIRECTIONS[metric.direction]}`,
  ];
  return [title, { kind: "paragraph", text }];
}

function familyBlocks(result: AuditResult, family: Family, scale: Scale): readonly Block[] {
  const title = [named(metricTitle(result, family.metric)), " by ", named(family.attributes)];
  const rules = bundled(findingsOn(result, family), ({ rule }) => rule);
  const judged = rules.flatMap((found): readonly Block[] => [
    {
      kind: "beside",
      blocks: [ratioChart(result, family, found, scale, title), judgements(result, family, found)],
    },
  ]);
  const none: Block = { kind: "beside", blocks: rateChart(family, title) };
  return [
    { kind: "heading", text: title, under: true },
    { kind: "paragraph", text: test(result, family) },
    ...(rules.length === 0
      ? [{ kind: "paragraph" as const, text: "No rule of the plan judges these groups." }, none]
      : judged),
    ...likeliest(result, family, rules),
    ...fold(
      ["Every figure of ", ...title],
      [rates(result, family), ...rules.flatMap((found) => details(result, family, found))],
    ),
  ];
}

function test(result: AuditResult, family: Family): readonly Inline[] {
  const { omnibus } = family;
  const made = family.omnibus_reason?.endsWith("withheld") === true ? "not published" : "not made";
  const alike =
    omnibus === null
      ? `Test that all groups are alike: ${made}${absence(family.omnibus_reason)}.`
      : `Test that all groups are alike: ${testName(omnibus.test)}, p ${pValue(omnibus.p)}.`;
  const mixed =
    family.mixed_units === 0
      ? ""
      : family.mixed_units === null
        ? ` Whether ${unitWord(result).many} are in more than one group is withheld; the intervals allow for it.`
        : ` ${count(family.mixed_units)} ${unitWord(result).many} are in more than one group; the intervals allow for it.`;
  return [alike, mixed];
}

function judgements(result: AuditResult, family: Family, found: readonly Finding[]): Table {
  const { level, rule } = found[0]!;
  const held = found.find((one) => one.comparator.group !== null) ?? found[0]!;
  return {
    kind: "table",
    caption: [
      "Rule ",
      named(rule),
      level === "error" ? "" : ` (${level})`,
      `: ${ruleText(held)} of `,
      comparatorOf(held),
    ],
    columns: [
      words("Group"),
      figure(unitWord(result).heading),
      figure(family.proportion ? "Rate" : "Figure"),
      figure("Ratio"),
      figure("Interval"),
      figure("Adjusted p"),
      words("Verdict, and why"),
      words("Finding"),
    ],
    rows: family.groups.flatMap((group): readonly (readonly Cell[])[] => {
      const own = found.filter((one) => sameGroup(one.group, group.group));
      const start = [
        named(group.group),
        count(group.moments?.units ?? null),
        rate(group.rate.value, family.proportion),
      ];
      if (isUnmarked(result, found, group)) return [[...start, NONE, NONE, NONE, WITHHELD, ""]];
      if (own.length > 0) return own.map((finding) => [...start, ...judgement(result, finding)]);
      const compared = sameGroup(held.comparator.group ?? [], group.group);
      return [[...start, NONE, NONE, NONE, compared ? "compared with" : NONE, ""]];
    }),
  };
}

function judgement(result: AuditResult, finding: Finding): readonly Cell[] {
  const { comparison } = finding;
  const { value = null, low = null, high = null } = comparison?.ratio ?? {};
  const against = marks(finding.expected);
  return [
    ratio(value, against),
    interval(low, high, (end) => ratio(end, against)),
    pValue(comparison?.p_adjusted ?? null),
    [verdictOf(result, finding), `: ${reasonWords(finding).short}`],
    { code: finding.id },
  ];
}

function rates(result: AuditResult, family: Family): Table {
  const shown = family.groups.filter((group) => group.rate.low !== null);
  const methods = [...new Set(shown.map((group) => methodName(group.rate.method)))].join("; ");
  return {
    kind: "table",
    caption: methods === "" ? "Figures of each group" : `Figures of each group; interval: ${methods}`,
    columns: [
      words("Group"),
      figure(unitWord(result).heading),
      figure("All decisions"),
      figure("Numerator"),
      figure("Denominator"),
      figure(family.proportion ? "Rate" : "Figure"),
      figure(confidence(result)),
      figure("Design effect"),
      figure("Effective n"),
      figure("Most of all its decisions by one person"),
      figure("Missing rows"),
      words("Note"),
    ],
    rows: family.groups.map((group) => rateRow(result, family, group)),
  };
}

function withheld(result: AuditResult): string {
  return result.publication === null ? "withheld: fewer people than the disclosure floor" : "withheld";
}

function rateRow(result: AuditResult, family: Family, group: GroupMeasurement): readonly Cell[] {
  const write = (value: number): string => rate(value, family.proportion);
  const { moments, rate: figures } = group;
  const notes = [
    ...(group.disclosure === "withheld" ? [withheld(result)] : []),
    ...(group.unknown ? ["attribute not known"] : []),
    ...(group.thin ? ["thin: fewer than 5 effective events"] : []),
    ...(figures.reason !== null && group.disclosure === "shown" ? [harmless(figures.reason)] : []),
  ];
  return [
    named(group.group),
    count(moments?.units ?? null),
    count(moments?.rows ?? null),
    amount(moments?.y ?? null),
    amount(moments?.d ?? null),
    rate(figures.value, family.proportion),
    interval(figures.low, figures.high, write),
    amount(group.design_effect),
    whole(group.effective_n),
    percent(group.largest_unit_share),
    count(group.missing_rows),
    notes.join("; "),
  ];
}

function details(result: AuditResult, family: Family, all: readonly Finding[]): readonly Table[] {
  const found = all.filter((finding) => finding.comparison !== null);
  if (found.length === 0) return [];
  const tests = new Set(found.map(({ comparison }) => comparison?.test?.test ?? NONE));
  const one = tests.size === 1 && !tests.has(NONE) ? `; test: ${testName([...tests][0]!)}` : "";
  return [
    {
      kind: "table",
      caption: [
        found.some(({ comparison }) => comparison?.minimum_detectable_ratio ?? comparison?.units_needed)
          ? "The size of each gap, and what the data could have shown, by rule "
          : "The size of each gap, by rule ",
        named(found[0]!.rule),
        one,
      ],
      columns: [
        words("Group"),
        figure("Difference"),
        figure("Interval"),
        figure("Ratio to the rest"),
        figure(EFFECTS[found[0]!.comparison!.effect.name]),
        ...(one === "" ? [words("Test")] : []),
        figure("p"),
        figure("Short of parity"),
        figure("Short of threshold"),
        figure("Detectable ratio"),
        figure(`${unitWord(result).heading} needed`),
      ],
      rows: found.map((finding) => detailRow(family, finding, finding.comparison!, one === "")),
    },
  ];
}

function detailRow(
  family: Family,
  finding: Finding,
  comparison: Comparison,
  withTest: boolean,
): readonly Cell[] {
  const spread = family.proportion ? points : amount;
  const { test: made } = comparison;
  return [
    named(finding.group),
    spread(comparison.difference.value),
    interval(comparison.difference.low, comparison.difference.high, spread),
    ratio(comparison.ratio_to_rest),
    ratio(comparison.effect.value),
    ...(withTest ? [made === null ? NONE : testName(made.test)] : []),
    pValue(made?.p ?? null),
    short(comparison.shortfall.at_parity),
    short(comparison.shortfall.at_threshold),
    ratio(comparison.minimum_detectable_ratio),
    count(comparison.units_needed),
  ];
}

const EFFECTS: Readonly<Record<Comparison["effect"]["name"], string>> = {
  cohens_h: "Cohen's h",
  standardised_mean_difference: "Standardised mean difference",
};

function whole(figures: number | null): string {
  return figures === null ? NONE : count(Math.round(figures));
}
