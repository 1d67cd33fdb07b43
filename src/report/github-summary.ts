/**
 * The summary of a GitHub Actions job, for $GITHUB_STEP_SUMMARY: short Markdown, the gate first, then a table of
 * breaches and of what could not be decided. A step may write 1 MB; names are cut so that the rows stay far below.
 */
import type { AuditResult } from "../model.js";
import { entries, type Entry, worstFirst } from "./entries.js";
import { forMarkdown } from "./escape.js";
import { counted } from "./numbers.js";
import { frozenLine, outcome, scopeLine, verdictLine } from "./sentences.js";
import { VERDICTS } from "./words.js";

const MOST_ROWS = 30;

/** The gate, the counts and the worst findings as Markdown. */
export function renderGithubSummary(result: AuditResult): string {
  const { gate } = result;
  const all = worstFirst(entries(result));
  const listed = all.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive");
  const rows = listed.slice(0, MOST_ROWS);
  const rest = listed.length - rows.length;
  const features = result.proxies?.findings.length ?? 0;
  return [
    `## Evenhand: ${outcome(gate)}`,
    `**${forMarkdown(gate.reason)}**`,
    [
      `- Log: ${forMarkdown(scopeLine(result))}`,
      `- Groups: ${verdictLine(result)}`,
      ...(result.frozen === null ? [] : [`- Plan: ${forMarkdown(frozenLine(result.frozen))}`]),
      ...(features > 0 ? [`- Features that may stand in for attributes: ${featureLine(result)}`] : []),
    ].join("\n"),
    ...(rows.length === 0 ? ["No breach, and nothing inconclusive."] : [table(rows)]),
    ...(rest > 0
      ? [`${counted(rest, "more finding is", "more findings are")} in report.md and report.html.`]
      : []),
    `Not judged and inconclusive are not passes. A gap is not a cause.`,
    "",
  ].join("\n\n");
}

function featureLine(result: AuditResult): string {
  return (["fail", "inconclusive", "not_judged", "pass"] as const)
    .map((verdict) => {
      const found = (result.proxies?.findings ?? []).filter((one) => one.verdict === verdict).length;
      return counted(found, VERDICTS[verdict].one, VERDICTS[verdict].many);
    })
    .join(", ");
}

function table(rows: readonly Entry[]): string {
  return [
    "| Verdict | Question | About | Found | The rule asks for | Finding |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.map((entry) => line(entry)),
  ].join("\n");
}

function line(entry: Entry): string {
  const label = VERDICTS[entry.verdict].label;
  const verdict = entry.verdict === "fail" && entry.excuses.length === 0 ? `**${label}**` : label;
  const more = [
    ...(entry.level === "error" ? [] : [entry.level === "warn" ? "warning" : "no rule"]),
    ...entry.excuses.map(({ by }) => by),
  ];
  const cells = [
    `${verdict}${more.length === 0 ? "" : ` (${more.join(", ")})`}`,
    forMarkdown(entry.question),
    forMarkdown(entry.subject),
    forMarkdown(entry.found),
    forMarkdown(entry.asked),
    `\`${entry.id}\``,
  ];
  return `| ${cells.join(" | ")} |`;
}
