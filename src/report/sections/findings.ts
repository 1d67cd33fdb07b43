/** The findings, worst first: what a reader acts on. */
import type { AuditResult, Finding, Verdict } from "../../model.js";
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
import { familyOf, groupOf, marks, metricTitle } from "../lookup.js";
import { count, interval, pValue, ratio, short } from "../numbers.js";
import { ruleText } from "../sentences.js";
import { REASONS, VERDICTS, WORST_FIRST } from "../words.js";
import { COMPARATORS, unitWord } from "../words-method.js";

export function findings(result: AuditResult): Section {
  const legend: Block = {
    kind: "legend",
    text: "In the drawings the dot is the ratio and the bar its interval. The shaded side breaks the rule, the dashed line is its threshold, and the solid line is equality (1).",
  };
  const blocks = WORST_FIRST.flatMap((verdict) => table(result, verdict));
  const none: Block = { kind: "paragraph", text: "No rule of the plan had a group to judge." };
  return {
    id: "findings",
    title: "Findings, worst first",
    blocks: blocks.length > 0 ? [legend, ...blocks] : [none],
  };
}

function table(result: AuditResult, verdict: Verdict): readonly Block[] {
  const found = result.findings.filter((finding) => finding.verdict === verdict);
  if (found.length === 0) return [];
  const unjudged = verdict === "not_judged";
  const figures = [figure("Ratio"), figure("Interval"), drawing("Against the rule"), figure("Adjusted p")];
  return [
    { kind: "heading", text: `${capital(VERDICTS[verdict].label)}: ${count(found.length)}` },
    {
      kind: "table",
      caption: VERDICTS[verdict].meaning,
      columns: [
        words("Group"),
        words("Question"),
        figure(unitWord(result).heading),
        ...(unjudged ? [] : figures),
        ...(verdict === "fail" ? [figure("Short of parity")] : []),
        ...(verdict === "inconclusive" ? [figure(`${unitWord(result).heading} needed`)] : []),
        words("Why, and finding"),
        words("Rule"),
      ],
      rows: found.map((finding) => row(result, finding, unjudged)),
    },
  ];
}

function row(result: AuditResult, finding: Finding, unjudged: boolean): readonly Cell[] {
  const family = familyOf(result, finding);
  const { comparison, verdict } = finding;
  const against = marks(finding.expected);
  const write = (value: number): string => ratio(value, against);
  const figures: readonly Cell[] = [
    ratio(comparison?.ratio.value ?? null, against),
    interval(comparison?.ratio.low ?? null, comparison?.ratio.high ?? null, write),
    { strip: finding },
    pValue(comparison?.p_adjusted ?? null),
  ];
  return [
    named(finding.group),
    [named(metricTitle(result, finding.metric)), " by ", named(finding.attributes)],
    count(groupOf(family, finding.group)?.moments?.units ?? null),
    ...(unjudged ? [] : figures),
    ...(verdict === "fail" ? [short(comparison?.shortfall.at_parity ?? null)] : []),
    ...(verdict === "inconclusive" ? [count(comparison?.units_needed ?? null)] : []),
    [`${REASONS[finding.reason].short} `, { code: finding.id }],
    [`${ruleText(finding)} of `, comparator(finding), finding.level === "error" ? "" : ` (${finding.level})`],
  ];
}

function comparator({ comparator: { kind, group } }: Finding): Inline {
  return group === null ? COMPARATORS[kind] : named(group);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
