/** `evenhand compare` on the terminal: what changed between two results, worst first. */
import type { ChangeState, FindingChange, ProxyChange, ResultComparison } from "../model.js";
import type { ComparisonOptions } from "./comparison-formats.js";
import { count, counted, NONE, ratio } from "./numbers.js";
import { page, type Page } from "./page.js";
import { padEnd, padStart, width } from "./width.js";
import { COMPARATORS } from "./words-method.js";
import {
  CHANGE_REASONS,
  sameComparator,
  chanceLine,
  featureLine,
  NOBODY_IN_BOTH,
  changeInterval,
  gapWords,
  NOTES,
  rateWords,
  ratioChange,
  reasonWords,
  ruleWords,
  sideLine,
  stateLine,
  STATES,
  STATES_WORST_FIRST,
  verdictWords,
} from "./words-comparison.js";

/** Rows listed under each state; the rest is in --format markdown. */
const MOST_ROWS = 12;
const MOST_CHANGES = 8;
const MORE = " in --format markdown";
const MORE_OF = " (listed by --format markdown)";
const INDENT = "    ";
const FIGURE = 7;
const INTERVAL = 16;

/** The whole comparison, no line wider than `width` columns, ending in a newline. */
export function renderComparison(comparison: ResultComparison, options: ComparisonOptions): string {
  const sheet = page(options);
  const end = [
    ...labelled(sheet, "Changes", stateLine(comparison)),
    ...(comparison.proxies.length > 0 ? labelled(sheet, "Features", featureLine(comparison)) : []),
    ...failure(sheet, options.failed),
  ];
  if (options.quiet === true) return sheet.print(end);
  const { system } = comparison;
  const states = STATES_WORST_FIRST.filter((state) => state !== "unchanged");
  const listed = states.flatMap((state) => section(comparison, sheet, state));
  return sheet.print([
    ...sheet
      .hang("Evenhand comparison of ", system === null ? "system not named in the plan" : sheet.name(system))
      .map(sheet.bold),
    ...labelled(sheet, "Old", sheet.said(sideLine(comparison.old))),
    ...labelled(sheet, "New", sheet.said(sideLine(comparison.new))),
    ...comparison.notes.flatMap((note) => {
      const lines = labelled(sheet, "Note", NOTES[note]);
      return note === "other_rules" ? lines.map(sheet.verdict.fail) : lines;
    }),
    "",
    ...(listed.length > 0 ? [...heading(sheet, comparison), ...listed] : []),
    ...unchanged(comparison, sheet),
    ...features(comparison, sheet),
    ...planChanges(comparison, sheet),
    ...labelled(sheet, "Chance", chanceLine(comparison)),
    ...labelled(sheet, "", NOBODY_IN_BOTH),
    "",
    ...end,
  ]);
}

function failure(sheet: Page, failed: ComparisonOptions["failed"]): readonly string[] {
  if (failed === null) return [];
  const states = failed.states.map((state) => STATES[state].label).join(" or ");
  const found = failed.found === 0 ? "no finding" : counted(failed.found, "finding", "findings");
  return labelled(
    sheet,
    `Exit ${failed.found > 0 ? 1 : 0}`,
    `${found} at level error: ${states} (--fail-on; waived and justified breaches are not counted)`,
  ).map(sheet.bold);
}

function nameWidth(sheet: Page): number {
  return Math.max(8, sheet.width - INDENT.length - 3 * (FIGURE + 2) - INTERVAL - 2);
}

function cells(old: string, now: string, change: string, interval: string): string {
  const figures = [old, now, change].map((text) => `  ${padStart(text, FIGURE)}`);
  return `${figures.join("")}  ${padEnd(interval, INTERVAL)}`;
}

function heading(sheet: Page, { confidence }: ResultComparison): readonly string[] {
  const level = `${Number((confidence * 100).toFixed(2))}% interval`;
  const text =
    INDENT + padEnd("ratio to the comparator", nameWidth(sheet)) + cells("old", "new", "change", level);
  return [sheet.dim(sheet.fit(text, sheet.width))];
}

function section(comparison: ResultComparison, sheet: Page, state: ChangeState): readonly string[] {
  const rows = comparison.findings.filter((one) => one.state === state);
  if (rows.length === 0) return [];
  const { label, meaning, paint } = STATES[state];
  // A line for each of the many that are open in both would bury what is a breach.
  const listed = state === "undecided" ? rows.filter((one) => one.verdict.new === "fail") : rows;
  const shown = listed.slice(0, MOST_ROWS);
  const lines = [
    sheet.verdict[paint](`${label.toUpperCase()}: ${count(rows.length)}`),
    ...sheet.hang("  ", `${meaning}.`).map(sheet.dim),
  ];
  for (const [text, together] of byQuestion(sheet, shown)) {
    lines.push(...sheet.hang("  ", text));
    lines.push(...together.flatMap((one) => row(sheet, one)));
  }
  if (listed.length > shown.length)
    lines.push(`${INDENT}and ${count(listed.length - shown.length)} more${MORE}`);
  return [
    ...lines,
    ...folded(
      sheet,
      rows.filter((one) => !listed.includes(one)),
    ),
    "",
  ];
}

/** Findings that are no breach, by why their change is undecided. */
function folded(sheet: Page, rows: readonly (FindingChange | ProxyChange)[]): readonly string[] {
  if (rows.length === 0) return [];
  const counts = new Map<string, number>();
  for (const one of rows)
    counts.set(CHANGE_REASONS[one.reason], (counts.get(CHANGE_REASONS[one.reason]) ?? 0) + 1);
  const list = [...counts].map(([reason, number]) => `${count(number)} ${reason}`).join(", ");
  return sheet.hang("  ", `Not a breach in either${MORE_OF}: ${list}.`);
}

/** Rows that answer the same question stand together; questions in the order of their worst row. */
function byQuestion(
  sheet: Page,
  rows: readonly FindingChange[],
): ReadonlyMap<string, readonly FindingChange[]> {
  const questions = new Map<string, FindingChange[]>();
  for (const one of rows) {
    const text = question(sheet, one);
    questions.set(text, [...(questions.get(text) ?? []), one]);
  }
  return questions;
}

function question(sheet: Page, one: FindingChange): string {
  const level = one.level === "error" ? "" : `, level ${one.level}`;
  return `${sheet.name(one.metric_title)} by ${sheet.names(one.attributes)}, against ${against(sheet, one)}; rule: ${ruleWords(one.expected)}${level}`;
}

function against(sheet: Page, { comparator, comparator_group: group }: FindingChange): string {
  const one = group.new ?? group.old;
  if (one === null) return COMPARATORS[comparator];
  return sameComparator({ comparator_group: group })
    ? sheet.names(one)
    : `${sheet.names(group.old!)}, now ${sheet.names(group.new!)}`;
}

function row(sheet: Page, one: FindingChange): readonly string[] {
  const name = sheet.names(one.group);
  const columns = nameWidth(sheet);
  const long = width(name) > columns;
  const { old, new: now, change } = one.ratio;
  const figures = cells(
    ratio(old?.value ?? null),
    ratio(now?.value ?? null),
    change.value === null ? NONE : ratioChange(change.value),
    changeInterval(change, ratioChange),
  );
  const line = INDENT + padEnd(long ? "" : name, columns) + figures;
  const gap = gapWords(one);
  const details = [
    `${reasonWords(one)}; ${verdictWords(one)}`,
    ...(gap === null ? [] : [gap]),
    ...(one.group_rate.change.value === null
      ? []
      : [`own figure ${rateWords(one.group_rate, one.proportion)}`]),
    ...(one.comparator_rate.change.value === null
      ? []
      : [
          `${sameComparator(one) ? "comparator's" : "old comparator's"} ${rateWords(one.comparator_rate, one.proportion)}`,
        ]),
  ];
  const label = `${INDENT}${one.id}  `;
  return [
    ...(long ? [INDENT + sheet.fit(name, sheet.width - INDENT.length)] : []),
    ...(width(line.trimEnd()) > sheet.width ? sheet.hang(INDENT, line.trim()) : [line]),
    ...details
      .flatMap((text, index) => sheet.hang(index === 0 ? label : " ".repeat(label.length), text))
      .map(sheet.dim),
  ];
}

function unchanged({ findings }: ResultComparison, sheet: Page): readonly string[] {
  const rows = findings.filter((one) => one.state === "unchanged");
  if (rows.length === 0) return [];
  const inside = rows.filter((one) => one.reason === "within_rule_in_both").length;
  return [
    sheet.verdict.not_judged(`${STATES.unchanged.label.toUpperCase()}: ${count(rows.length)}`),
    ...sheet.hang(
      "  ",
      `${count(inside)} within the rule in both, ${count(rows.length - inside)} not judged in either.`,
    ),
    "",
  ];
}

function features(comparison: ResultComparison, sheet: Page): readonly string[] {
  const { proxies } = comparison;
  if (proxies.length === 0) return [];
  const open = proxies.filter((one) => one.state === "undecided" && one.verdict.new !== "fail");
  const changed = proxies.filter((one) => one.state !== "unchanged" && !open.includes(one));
  const rest = changed.length - MOST_ROWS;
  return [
    sheet.bold("RULES ON FEATURES"),
    ...sheet.hang("  ", featureLine(comparison)),
    ...changed.slice(0, MOST_ROWS).flatMap((one) => sheet.hang("  - ", featureWords(sheet, one))),
    ...(rest > 0 ? [`${INDENT}and ${count(rest)} more${MORE}`] : []),
    ...folded(sheet, open),
    "",
  ];
}

function featureWords(sheet: Page, one: ProxyChange): string {
  const level = one.level === "error" ? "" : ` (${one.level})`;
  const asked = `${sheet.name(one.feature)} for ${sheet.name(one.attribute)}, ${one.bound}${level}`;
  const figures = one.actual === null ? "" : `; ${rateWords(one.actual, one.bound === "transmitted")}`;
  return `${one.id} ${STATES[one.state].label}: ${asked}; ${verdictWords(one)}; ${reasonWords(one)}${figures}`;
}

function planChanges(comparison: ResultComparison, sheet: Page): readonly string[] {
  const { plan_changes: changes, metrics, attributes } = comparison;
  const named = (what: string, ids: readonly string[]): readonly string[] =>
    ids.length === 0 ? [] : sheet.hang("  ", `${what}: ${ids.map(sheet.name).join(", ")}`);
  const lines = [
    ...named("metrics added", metrics.added),
    ...named("metrics removed", metrics.removed),
    ...named("attributes added", attributes.added),
    ...named("attributes removed", attributes.removed),
    ...changes
      .slice(0, MOST_CHANGES)
      .flatMap((one) =>
        sheet.hang("  ", sheet.said(`${one.path}: ${one.old ?? "nothing"} is now ${one.new ?? "nothing"}`)),
      ),
    ...(changes.length > MOST_CHANGES ? [`  and ${count(changes.length - MOST_CHANGES)} more${MORE}`] : []),
  ];
  return lines.length === 0 ? [] : [sheet.bold("CHANGES OF THE PLAN"), ...lines, ""];
}

function labelled(sheet: Page, label: string, text: string): readonly string[] {
  return sheet.hang(label.padEnd(10), text);
}
