/**
 * The summary on the terminal: what was audited, what was found, what to do next, and why it exits as it does.
 */
import type { AuditResult, Finding } from "../model.js";
import { likeliestCount } from "./likeliest.js";
import { count, counted } from "./numbers.js";
import { page, type Page, type PageOptions } from "./page.js";
import { findingsTable } from "./terminal-table.js";
import { proxySection } from "./terminal-proxies.js";
import {
  frozenLine,
  ledgerLine,
  gateLine,
  publicLine,
  scopeLine,
  verdictLine,
  waivedCount,
  waiverState,
} from "./sentences.js";
import { noteText } from "./words.js";

export interface TerminalOptions extends PageOptions {
  /** Only the counts and the outcome. */
  readonly quiet?: boolean;
  /** Files written, as the reader should see them. */
  readonly files?: readonly string[];
  readonly planName?: string;
  /** Where result.json lies, when `explain` would not look there by itself. */
  readonly result?: string;
}

const MOST_NOTES = 5;

/** The whole summary, no line wider than `width` columns, ending in a newline. */
export function renderTerminal(result: AuditResult, options: TerminalOptions): string {
  const sheet = page(options);
  const end = [...labelled(sheet, "Verdicts", verdictLine(result)), ...exit(sheet, result)];
  if (options.quiet === true) return sheet.print(end);
  const { files } = options;
  const more = files === undefined || files.some((file) => file.endsWith("report.md")) ? " in report.md" : "";
  return sheet.print([
    ...header(sheet, result, options.planName),
    ...findingsTable(result, sheet, more),
    ...proxySection(result, sheet, more),
    ...waivers(sheet, result),
    ...frozen(sheet, result),
    ...inferred(sheet, result),
    ...labelled(sheet, "Data", ledgerLine(result)),
    ...notes(sheet, result, more),
    ...(files === undefined || files.length === 0
      ? []
      : labelled(sheet, "Files", sheet.said(files.join(", ")))),
    ...next(sheet, result, options.result),
    "",
    ...end,
  ]);
}

function header(sheet: Page, result: AuditResult, planName: string | undefined): readonly string[] {
  const { name, version } = result.plan.system;
  const system = name === null ? "system not named in the plan" : sheet.name(name);
  const title = version === null ? system : `${system}, version ${sheet.name(version)}`;
  return [
    ...sheet.hang("Evenhand audit of ", title).map(sheet.bold),
    ...labelled(sheet, "Log", sheet.said(scopeLine(result))),
    ...(planName === undefined ? [] : labelled(sheet, "Plan", sheet.said(planName))),
    ...publicLines(sheet, result),
    "",
  ];
}

/** Waivers that cover something in one count; those that do not, one by one: each is for somebody to take out or renew. */
function waivers(sheet: Page, result: AuditResult): readonly string[] {
  if (result.waivers.length === 0) return [];
  const covering = result.waivers.filter(({ state }) => state === "covers").length;
  const idle = result.waivers.filter(({ state }) => state !== "covers");
  return [
    ...labelled(sheet, "Waivers", waivedCount(covering)),
    ...idle.flatMap((one) => sheet.hang("          - ", `${one.finding}: ${waiverState(one)}`)),
  ];
}

/** Whether the plan is the one fixed beforehand. */
function frozen(sheet: Page, { frozen: found }: AuditResult): readonly string[] {
  return found === null ? [] : labelled(sheet, "Frozen", frozenLine(found));
}

/** Whether answers depend on how probabilities of groups are used. */
function inferred(sheet: Page, { findings }: AuditResult): readonly string[] {
  const text = likeliestCount(findings);
  return text === null ? [] : labelled(sheet, "Inferred", text);
}

function publicLines(sheet: Page, result: AuditResult): readonly string[] {
  const { publication } = result;
  return publication === null ? [] : labelled(sheet, "Public", publicLine(publication, result));
}

function notes(sheet: Page, result: AuditResult, more: string): readonly string[] {
  const shown = result.quality.slice(0, MOST_NOTES);
  const rest = result.quality.length - shown.length;
  return [
    ...shown.flatMap((note) => sheet.hang("          - ", sheet.said(noteText(note)))),
    ...(rest > 0 ? [`          - and ${counted(rest, "more note", "more notes")}${more}`] : []),
  ];
}

function next(sheet: Page, result: AuditResult, file: string | undefined): readonly string[] {
  const first = mostUrgent(result);
  if (first === null) return [];
  const why =
    first.verdict === "pass" ? "the counts and steps behind a verdict" : "why, and what would settle it";
  const where = file === undefined ? "" : ` --result ${sheet.said(file)}`;
  return labelled(sheet, "Next", `evenhand explain ${first.id}${where} (${why})`);
}

/** What the gate fails for, on groups or else on features; without that the worst finding there is. */
function mostUrgent({ findings, proxies }: AuditResult): Pick<Finding, "id" | "verdict"> | null {
  const breaks = (one: Pick<Finding, "verdict" | "level" | "waived">): boolean =>
    one.verdict === "fail" && one.level === "error" && !one.waived;
  const feature = proxies?.findings.find((one) => breaks(one) && !one.justified);
  return (
    // Of withheld figures nothing can be explained.
    findings.find((one) => breaks(one) && one.comparison !== null) ??
    findings.find(breaks) ??
    (feature === undefined ? null : { ...feature, id: feature.pair }) ??
    findings[0] ??
    null
  );
}

function exit(sheet: Page, result: AuditResult): readonly string[] {
  const { gate } = result;
  const lines = labelled(sheet, `Exit ${count(gate.exit_code)}`, sheet.said(gateLine(gate)));
  return lines.map(sheet.bold);
}

function labelled(sheet: Page, label: string, text: string): readonly string[] {
  return sheet.hang(label.padEnd(10), text);
}
