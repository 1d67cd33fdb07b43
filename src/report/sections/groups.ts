/** All groups, metric by metric and attribute by attribute: every figure behind every verdict. */
import type { AuditResult, Family, Finding, GroupMeasurement } from "../../model.js";
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
import { amount, count, interval, NONE, percent, points, pValue, rate, ratio } from "../numbers.js";
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
      : ` ${count(family.mixed_units)} ${unitWord(result).many} are in more than one group; the intervals allow for it.`;
  return [...kind, test, mixed];
}

function rates(result: AuditResult, family: Family): Block {
  return {
    kind: "table",
    caption: "Figures of each group",
    columns: [
      words("Group"),
      figure(unitWord(result).heading),
      figure("Decisions"),
      figure("Numerator"),
      figure("Denominator"),
      figure(family.proportion ? "Rate" : "Figure"),
      figure(confidence(result)),
      words("Interval method"),
      figure("Design effect"),
      figure("Effective n"),
      figure("Largest share of one"),
      figure("Missing rows"),
      words("Note"),
    ],
    rows: family.groups.map((group) => rateRow(family, group)),
  };
}

function rateRow(family: Family, group: GroupMeasurement): readonly Cell[] {
  const write = (value: number): string => rate(value, family.proportion);
  const { moments, rate: figures } = group;
  const notes = [
    ...(group.disclosure === "withheld" ? ["withheld: fewer people than the disclosure floor"] : []),
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
    methodName(figures.method),
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
  return [
    {
      kind: "table",
      caption: "Comparisons and verdicts, worst first",
      columns: [
        words("Group"),
        words("Verdict"),
        figure("Ratio"),
        figure("Ratio interval"),
        drawing("Against the rule"),
        figure("Difference"),
        figure("Difference interval"),
        figure("Ratio to the rest"),
        words("Test"),
        figure("p"),
        figure("Adjusted p"),
        figure("Effect size"),
        figure("Short of parity"),
        figure("Short of threshold"),
        figure("Detectable ratio"),
        figure(`${unitWord(result).heading} needed`),
        words("Why"),
        words("Rule"),
        words("Finding"),
      ],
      rows: found.map((finding) => comparisonRow(family, finding)),
    },
  ];
}

function comparisonRow(family: Family, finding: Finding): readonly Cell[] {
  const { comparison } = finding;
  const own: readonly Cell[] = [named(finding.group), { verdict: finding.verdict }];
  const why: readonly Cell[] = [REASONS[finding.reason].short, named(finding.rule), { code: finding.id }];
  if (comparison === null) return [...own, ...Array.from({ length: 14 }, () => NONE), ...why];
  const against = marks(finding.expected);
  const spread = family.proportion ? points : amount;
  const { at_parity: parity, at_threshold: threshold } = comparison.shortfall;
  return [
    ...own,
    ratio(comparison.ratio.value, against),
    interval(comparison.ratio.low, comparison.ratio.high, (value) => ratio(value, against)),
    { strip: finding },
    spread(comparison.difference.value),
    interval(comparison.difference.low, comparison.difference.high, spread),
    ratio(comparison.ratio_to_rest),
    comparison.test === null ? NONE : testName(comparison.test.test),
    pValue(comparison.test?.p ?? null),
    pValue(comparison.p_adjusted),
    comparison.effect.value === null
      ? NONE
      : `${ratio(comparison.effect.value)} (${effectName(comparison.effect.name)})`,
    whole(parity),
    whole(threshold),
    ratio(comparison.minimum_detectable_ratio),
    count(comparison.units_needed),
    ...why,
  ];
}

function effectName(name: string): string {
  return name === "cohens_h" ? "Cohen's h" : "standardised mean difference";
}

function whole(figures: number | null): string {
  return figures === null ? NONE : count(Math.round(figures));
}
