/** All groups, metric by metric and attribute by attribute: every figure behind every verdict. */
import type { AuditResult, Comparison, Family, Finding, GroupMeasurement } from "../../model.js";
import {
  drawing,
  figure,
  named,
  words,
  type Block,
  type Cell,
  type Inline,
  type Section,
} from "../document.js";
import { findingsOn, marks, metricOf, metricTitle } from "../lookup.js";
import { amount, count, interval, NONE, percent, points, pValue, rate, ratio, short } from "../numbers.js";
import { absence, confidence } from "../sentences.js";
import { REASONS } from "../words.js";
import { harmless, KINDS, methodName, testName, unitWord } from "../words-method.js";

export function groups(result: AuditResult): Section {
  return {
    id: "groups",
    title: "All groups, by metric and attribute",
    blocks: result.families.flatMap((family) => [
      {
        kind: "heading",
        text: [named(metricTitle(result, family.metric)), " by ", named(family.attributes)],
      },
      { kind: "paragraph", text: intro(result, family) },
      rates(result, family),
      ...comparisons(result, family),
    ]),
  };
}

function intro(result: AuditResult, family: Family): readonly Inline[] {
  const metric = metricOf(result, family.metric);
  const kind =
    metric === null ? [] : [`${KINDS[metric.kind].definition} `, { code: KINDS[metric.kind].formula }, ". "];
  const { omnibus } = family;
  const test =
    omnibus === null
      ? `Test that all groups are alike: not made${absence(family.omnibus_reason)}.`
      : `Test that all groups are alike: ${testName(omnibus.test)}, p ${pValue(omnibus.p)}.`;
  const mixed =
    family.mixed_units === 0
      ? ""
      : family.mixed_units === null
        ? ` Whether ${unitWord(result).many} are in more than one group is withheld; the intervals allow for it.`
        : ` ${count(family.mixed_units)} ${unitWord(result).many} are in more than one group; the intervals allow for it.`;
  return [...kind, test, mixed];
}

function rates(result: AuditResult, family: Family): Block {
  const shown = family.groups.filter((group) => group.rate.low !== null);
  const methods = [...new Set(shown.map((group) => methodName(group.rate.method)))].join("; ");
  return {
    kind: "table",
    caption: methods === "" ? "Figures of each group" : `Figures of each group; interval: ${methods}`,
    columns: [
      words("Group"),
      figure(unitWord(result).heading),
      figure("Decisions"),
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

function comparisons(result: AuditResult, family: Family): readonly Block[] {
  const found = findingsOn(result, family);
  if (found.length === 0) return [{ kind: "paragraph", text: "No rule of the plan judges these groups." }];
  const verdicts: Block = {
    kind: "table",
    caption: "Verdicts, worst first",
    columns: [
      words("Group"),
      words("Verdict"),
      words("Why"),
      figure("Ratio"),
      figure("Interval"),
      drawing("Against the rule"),
      figure("p"),
      figure("Adjusted p"),
      words("Test"),
      words("Rule"),
      words("Finding"),
    ],
    rows: found.map(verdictRow),
  };
  const compared = found.filter((finding) => finding.comparison !== null);
  if (compared.length === 0) return [verdicts];
  return [verdicts, details(result, family, compared)];
}

function verdictRow(finding: Finding): readonly Cell[] {
  const { comparison } = finding;
  const { value = null, low = null, high = null } = comparison?.ratio ?? {};
  const against = marks(finding.expected);
  return [
    named(finding.group),
    { verdict: finding.verdict },
    REASONS[finding.reason].short,
    ratio(value, against),
    interval(low, high, (end) => ratio(end, against)),
    comparison === null ? NONE : { strip: finding },
    pValue(comparison?.test?.p ?? null),
    pValue(comparison?.p_adjusted ?? null),
    comparison?.test === null || comparison === null ? NONE : testName(comparison.test.test),
    named(finding.rule),
    { code: finding.id },
  ];
}

function details(result: AuditResult, family: Family, found: readonly Finding[]): Block {
  return {
    kind: "table",
    caption: "The size of each gap, and what the data could have shown",
    columns: [
      words("Group"),
      words("Finding"),
      figure("Difference"),
      figure("Interval"),
      figure("Ratio to the rest"),
      figure(EFFECTS[found[0]!.comparison!.effect.name]),
      figure("Short of parity"),
      figure("Short of threshold"),
      figure("Detectable ratio"),
      figure(`${unitWord(result).heading} needed`),
    ],
    rows: found.map((finding) => detailRow(family, finding, finding.comparison!)),
  };
}

function detailRow(family: Family, finding: Finding, comparison: Comparison): readonly Cell[] {
  const spread = family.proportion ? points : amount;
  return [
    named(finding.group),
    { code: finding.id },
    spread(comparison.difference.value),
    interval(comparison.difference.low, comparison.difference.high, spread),
    ratio(comparison.ratio_to_rest),
    ratio(comparison.effect.value),
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
