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
import { familyOf, groupOf, marks } from "../lookup.js";
import { count, interval, pValue, ratio, short } from "../numbers.js";
import { ruleText } from "../sentences.js";
import { REASONS, VERDICTS } from "../words.js";
import { unitWord } from "../words-method.js";
import { featureFindings } from "./feature-findings.js";
import { bundled, comparatorOf, question, verdictOf } from "./shared.js";

export function findings(result: AuditResult): Section {
  const legend: Block = {
    kind: "legend",
    text: "In the drawings the dot is the ratio and the bar its interval. The shaded side breaks the rule, the dashed line is its threshold, and the solid line is equality (1).",
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
      ...folded(result, of("not_judged"), "not_judged"),
      ...folded(result, of("pass"), "pass"),
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
  const table: Table = {
    kind: "table",
    caption: VERDICTS.fail.meaning,
    columns: [...opening(result), ...FIGURES, figure("Short of parity"), words("Verdict"), ...closing()],
    rows: found.map((finding) => [
      ...opened(result, finding),
      ...figures(finding),
      short(finding.comparison?.shortfall.at_parity ?? null),
      verdictOf(result, finding),
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
    caption: `${VERDICTS.inconclusive.meaning}. “Needed”: as many ${unit.many} in the group would decide it, everybody growing alike and the ratio staying as it is; a dash where no longer log of this kind would`,
    columns: [...opening(result), figure(`${unit.heading} needed`), ...FIGURES, ...closing()],
    rows: found.map((finding) => [
      ...opened(result, finding),
      count(finding.comparison?.units_needed ?? null),
      ...figures(finding),
      ...closed(finding),
    ]),
  };
  const settled = bundled(found, (finding) => finding.reason).map((together): readonly Inline[] => {
    const { short: why, settle } = REASONS[together[0]!.reason];
    return [`What would settle “${why}” (${count(together.length)}): ${settle}`];
  });
  return [{ kind: "heading", text: heading("inconclusive", found) }, { kind: "list", items: settled }, table];
}

function folded(result: AuditResult, found: readonly Finding[], verdict: Verdict): readonly Block[] {
  if (found.length === 0) return [];
  const judged = verdict === "pass";
  const table: Table = {
    kind: "table",
    caption: VERDICTS[verdict].meaning,
    columns: [
      ...opening(result),
      ...(judged ? FIGURES.filter(({ kind }) => kind !== "strip") : []),
      ...closing(),
    ],
    rows: found.map((finding) => [
      ...opened(result, finding),
      ...(judged ? figures(finding).filter((_, index) => FIGURES[index]!.kind !== "strip") : []),
      ...closed(finding),
    ]),
  };
  return fold(heading(verdict, found), [table]);
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
  return [words("Group"), words("Question"), figure(unitWord(result).heading)];
}

function opened(result: AuditResult, finding: Finding): readonly Cell[] {
  return [
    named(finding.group),
    question(result, finding),
    count(groupOf(familyOf(result, finding), finding.group)?.moments?.units ?? null),
  ];
}

function closing() {
  return [words("Why"), words("Rule, and compared with"), words("Finding")];
}

function closed(finding: Finding): readonly Cell[] {
  const level = finding.level === "error" ? "" : ` (${finding.level})`;
  return [
    REASONS[finding.reason].short,
    [`${ruleText(finding)} of `, comparatorOf(finding), level],
    { code: finding.id },
  ];
}
