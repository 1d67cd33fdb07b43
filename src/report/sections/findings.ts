/** The findings, worst first; passes and what was not judged folded away. */
import type { AuditResult, Finding, Verdict } from "../../model.js";
import {
  drawing,
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
import { familyOf, groupOf, marks, metricTitle } from "../lookup.js";
import { count, interval, pValue, ratio, short } from "../numbers.js";
import { ruleText } from "../sentences.js";
import { reasonWords, REASONS, VERDICTS } from "../words.js";
import { unitWord } from "../words-method.js";
import { featureFindings } from "./feature-findings.js";
import { bundled, comparatorOf, verdictOf } from "./shared.js";

export function findings(result: AuditResult): Section {
  const legend: Block = {
    kind: "legend",
    text: "In the drawings the dot is the ratio and the bar its interval. The shaded side breaks the rule, the dashed line is its threshold, and the solid line is equality (1). An arrow at the edge: it goes on beyond the scale.",
  };
  const none: Block = { kind: "paragraph", text: "No rule of the plan had a group to judge." };
  const of = (verdict: Verdict): readonly Finding[] =>
    result.findings.filter((finding) => finding.verdict === verdict);
  return {
    id: "findings",
    title: "Findings, worst first",
    blocks: [
      ...(result.findings.length === 0 ? [none] : [legend]),
      ...breaches(result, of("fail")),
      ...inconclusive(result, of("inconclusive")),
      ...unjudged(result, of("not_judged")),
      ...passes(result, of("pass")),
      ...featureFindings(result),
    ],
  };
}

/** "Breach of the plan's rule: 2". */
function heading(verdict: Verdict, found: readonly Finding[]): string {
  const { label } = VERDICTS[verdict];
  return `${label.slice(0, 1).toUpperCase()}${label.slice(1)}: ${count(found.length)}`;
}

function breaches(result: AuditResult, found: readonly Finding[]): readonly Block[] {
  if (found.length === 0) return [];
  const waived = found.some((finding) => finding.waived);
  const table: Table = {
    kind: "table",
    caption: VERDICTS.fail.meaning,
    columns: [
      ...opening(result),
      ...FIGURES,
      figure("Short of parity"),
      ...(waived ? [words("Verdict")] : []),
      ...closing(),
    ],
    rows: found.map((finding) => [
      ...opened(result, finding),
      ...figures(finding),
      short(finding.comparison?.shortfall.at_parity ?? null),
      ...(waived ? [verdictOf(result, finding)] : []),
      ...closed(finding),
    ]),
  };
  return [{ kind: "heading", text: heading("fail", found) }, table];
}

/** With what would settle each, said once a reason. */
function inconclusive(result: AuditResult, found: readonly Finding[]): readonly Block[] {
  if (found.length === 0) return [];
  const unit = unitWord(result);
  const table: Table = {
    kind: "table",
    caption: VERDICTS.inconclusive.meaning,
    columns: [...opening(result), figure(`${unit.heading} needed`), ...FIGURES, ...closing()],
    rows: found.map((finding) => [
      ...opened(result, finding),
      count(finding.comparison?.units_needed ?? null),
      ...figures(finding),
      ...closed(finding),
    ]),
  };
  const needed: Block = {
    kind: "paragraph",
    text: `“${unit.heading} needed”: as many in the group would decide it, everybody growing alike and the ratio staying as it is; a dash where no number of them would${result.publication === null ? "" : ", or where it is not published"}.`,
  };
  const settled = bundled(found, (finding) => reasonWords(finding).short).map(
    (together): readonly Inline[] => {
      const { short: why, settle } = reasonWords(together[0]!);
      return [`What would settle “${why}” (${count(together.length)}): ${settle}`];
    },
  );
  return [
    { kind: "heading", text: heading("inconclusive", found) },
    { kind: "list", items: settled },
    ...(found.some((one) => (one.comparison?.units_needed ?? null) !== null) ? [needed] : []),
    table,
  ];
}

/** The same few groups stay unjudged on every metric: one row a group and reason. */
function unjudged(result: AuditResult, found: readonly Finding[]): readonly Block[] {
  const bundles = bundled(found, ({ attributes, group, reason }) => [attributes, group, reason]);
  const table: Table = {
    kind: "table",
    caption: VERDICTS.not_judged.meaning,
    columns: [words("Group"), words("Attribute"), words("Why"), words("Metrics, and findings")],
    rows: bundles.map((together): readonly Cell[] => [
      named(together[0]!.group),
      named(together[0]!.attributes),
      REASONS[together[0]!.reason].short,
      together.flatMap((one, index): Inline[] => [
        index === 0 ? "" : ", ",
        named(metricTitle(result, one.metric)),
        " ",
        { code: one.id },
      ]),
    ]),
  };
  return found.length === 0 ? [] : fold(heading("not_judged", found), [table], true);
}

function passes(result: AuditResult, found: readonly Finding[]): readonly Block[] {
  const drawn = FIGURES.findIndex(({ kind }) => kind === "strip");
  const table: Table = {
    kind: "table",
    caption: VERDICTS.pass.meaning,
    columns: [...opening(result), ...FIGURES.toSpliced(drawn, 1), words("Rule"), words("Finding")],
    rows: found.map((finding) => [
      ...opened(result, finding),
      ...figures(finding).toSpliced(drawn, 1),
      rule(finding),
      { code: finding.id },
    ]),
  };
  return found.length === 0 ? [] : fold(heading("pass", found), [table], true);
}

const FIGURES = [figure("Ratio"), figure("Interval"), drawing("Against the rule"), figure("Adjusted p")];

function figures(finding: Finding): readonly Cell[] {
  const { comparison } = finding;
  const against = marks(finding.expected);
  const write = (value: number): string => ratio(value, against);
  return [
    ratio(comparison?.ratio.value ?? null, against),
    interval(comparison?.ratio.low ?? null, comparison?.ratio.high ?? null, write),
    { strip: finding },
    pValue(comparison?.p_adjusted ?? null),
  ];
}

function opening(result: AuditResult) {
  return [words("Group"), words("Metric"), words("Attribute"), figure(unitWord(result).heading)];
}

function opened(result: AuditResult, finding: Finding): readonly Cell[] {
  return [
    named(finding.group),
    named(metricTitle(result, finding.metric)),
    named(finding.attributes),
    count(groupOf(familyOf(result, finding), finding.group)?.moments?.units ?? null),
  ];
}

function closing() {
  return [words("Rule"), words("Why, and finding")];
}

function closed(finding: Finding): readonly Cell[] {
  return [rule(finding), [`${reasonWords(finding).short} `, { code: finding.id }]];
}

/** What the rule asks for, of whom, and whether it only warns. */
function rule(finding: Finding): readonly Inline[] {
  const level = finding.level === "error" ? "" : ` (${finding.level})`;
  return [`${ruleText(finding)} of `, comparatorOf(finding), level];
}
