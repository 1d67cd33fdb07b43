/**
 * Annotations of a GitHub Actions job: commands that the runner reads from standard output, one a line. The gate
 * first, then breaches and what could not be decided, worst first; what is within its rule is not mentioned.
 */
import type { AuditResult } from "../model.js";
import {
  countsAsBreach,
  entries,
  type Entry,
  planPathOf,
  type RenderOptions,
  worstFirst,
} from "./entries.js";
import { forTerminal } from "./escape.js";
import { outcome, verdictLine } from "./sentences.js";
import { VERDICTS } from "./words.js";

type Command = "error" | "warning" | "notice";

/** The runner keeps ten of each kind a step, and drops the rest without a word. */
const MOST = 10;

const GATES: Readonly<Record<AuditResult["gate"]["outcome"], Command>> = {
  met: "notice",
  not_met: "error",
  undecided: "warning",
};

/** The gate and the findings that matter as workflow commands, one a line. */
export function renderGithub(result: AuditResult, options: RenderOptions = {}): string {
  const file = planPathOf(options);
  const { gate } = result;
  const head: Annotation = {
    command: GATES[gate.outcome],
    line: 1,
    title: `Evenhand: ${outcome(gate)}`,
    text: `${gate.reason} Findings: ${verdictLine(result)}.`,
  };
  const all = [head, ...worstFirst(entries(result)).flatMap(annotations)];
  const kept = (["error", "warning", "notice"] as const).map((command) =>
    few(all.filter((one) => one.command === command)),
  );
  return kept
    .flat()
    .toSorted((one, other) => Number(other === head) - Number(one === head))
    .map((one) => written(one, file))
    .join("");
}

interface Annotation {
  readonly command: Command;
  readonly line: number;
  readonly title: string;
  readonly text: string;
}

/** As many as are kept; the last says how many are left out. */
function few(all: readonly Annotation[]): readonly Annotation[] {
  if (all.length <= MOST) return all;
  const [first] = all;
  const rest: Annotation = {
    command: first!.command,
    line: 1,
    title: "Evenhand: more findings",
    text: `${all.length - MOST + 1} more are not shown here: see report.md or report.html.`,
  };
  return [...all.slice(0, MOST - 1), rest];
}

function annotations(entry: Entry): readonly Annotation[] {
  const command = commandOf(entry);
  if (command === null) return [];
  const [excuse] = entry.excuses;
  const verdict = VERDICTS[entry.verdict].label;
  const title = `Evenhand ${entry.id}: ${verdict}${excuse === undefined ? "" : ` (${excuse.by})`}`;
  return [{ command, line: entry.line, title, text: entry.message }];
}

/** What a build would not show anyone is not worth an annotation: passes, and what is measured without a rule and open. */
function commandOf(entry: Entry): Command | null {
  const { verdict, level } = entry;
  if (verdict === "fail") {
    if (!countsAsBreach(entry) || level === "off") return "notice";
    return level === "error" ? "error" : "warning";
  }
  if (verdict !== "inconclusive" || level === "off") return null;
  return level === "error" ? "warning" : "notice";
}

function written({ command, line, title, text }: Annotation, file: string): string {
  const properties = `file=${property(file)},line=${line},title=${property(forTerminal(title))}`;
  return `::${command} ${properties}::${data(forTerminal(text))}\n`;
}

/** As GitHub's toolkit (@actions/core, command.ts) escapes the message of a command. */
function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** And a property of it. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
