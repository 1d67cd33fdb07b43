/**
 * The table of the terminal report: verdict by verdict, what is gated first, then worst first, one metric and attribute under the other.
 */
import type { AuditResult, Finding, Verdict } from "../model.js";
import { likeliestShort } from "./likeliest.js";
import { familyOf, groupOf, marks, metricTitle, waiverOf } from "./lookup.js";
import { count, counted, NONE, pValue, ratio, short } from "./numbers.js";
import type { Page } from "./page.js";
import { confidence, ruleText } from "./sentences.js";
import { type Scale, scaleFor, strip, STRIP_CELLS, stripHeading } from "./strip.js";
import { padEnd, padStart, width } from "./width.js";
import { reasonWords, REASONS, VERDICTS } from "./words.js";
import { COMPARATORS, unitWord } from "./words-method.js";

/** Rows listed under each verdict; the rest is in the full report. */
const MOST_ROWS = 12;

interface Row {
  readonly finding: Finding;
  readonly name: string;
  readonly people: string;
  readonly ratio: string;
  readonly interval: string;
}

/** Lines for fail, inconclusive and not judged in full, and the passes in brief. */
export function findingsTable(result: AuditResult, sheet: Page, more: string): readonly string[] {
  const rows = gatedFirst(result.findings).map((finding) => rowOf(result, sheet, finding));
  const layout = layoutOf(rows, sheet, result);
  const open = (["fail", "inconclusive", "not_judged"] as const).flatMap((verdict) =>
    section(result, sheet, layout, rows, verdict, more),
  );
  const listed = open.length > 0 ? [...heading(result, sheet, layout), ...open] : [];
  return [...listed, ...passes(result, sheet, more)];
}

/** What the exit code hangs on before what is only warned of, or waived; each in the order of the result. */
export function gatedFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((one, other) => Number(isGated(other)) - Number(isGated(one)));
}

function isGated({ level, waived }: Finding): boolean {
  return level === "error" && !waived;
}

interface Layout {
  readonly name: number;
  readonly people: number;
  readonly ratio: number;
  readonly interval: number;
  /** Axis of the strips; null where the page is too narrow for them. */
  readonly scale: Scale | null;
}

const GAP = 2;
const INDENT = "    ";

function layoutOf(rows: readonly Row[], sheet: Page, result: AuditResult): Layout {
  const widest = (pick: (row: Row) => string, over: string): number =>
    Math.max(width(over), ...rows.map((row) => width(pick(row))));
  const people = widest((row) => row.people, unitWord(result).many);
  const figures = widest((row) => row.ratio, "ratio");
  const interval = widest((row) => row.interval, confidence(result));
  const room = sheet.width - INDENT.length - people - figures - interval - 3 * GAP;
  const drawn = room - STRIP_CELLS - GAP >= 18;
  return {
    name: drawn ? room - STRIP_CELLS - GAP : room,
    people,
    ratio: figures,
    interval,
    scale: drawn ? scaleFor(result) : null,
  };
}

function heading(result: AuditResult, sheet: Page, layout: Layout): readonly string[] {
  const first = result.findings.find((finding) => finding.comparison !== null) ?? result.findings[0]!;
  const drawn = layout.scale !== null ? `  ${stripHeading(first.expected, layout.scale)}` : "";
  const cells = columnsOf(layout, unitWord(result).many, "ratio", confidence(result));
  return [sheet.dim(`${INDENT}${" ".repeat(layout.name)}${cells}${drawn}`)];
}

function section(
  result: AuditResult,
  sheet: Page,
  layout: Layout,
  all: readonly Row[],
  verdict: Verdict,
  more: string,
): readonly string[] {
  const rows = all.filter((row) => row.finding.verdict === verdict);
  if (rows.length === 0) return [];
  const lines = [sheet.verdict[verdict](`${VERDICTS[verdict].label.toUpperCase()}: ${rows.length}`)];
  if (verdict === "not_judged") return [...lines, ...notJudged(result, sheet, rows), ""];
  const shown = rows.slice(0, MOST_ROWS);
  for (const together of byQuestion(shown)) {
    lines.push(...sheet.hang("  ", question(result, sheet, together[0]!.finding)));
    lines.push(...together.flatMap((row) => rowLines(result, sheet, layout, row)));
  }
  if (rows.length > shown.length) lines.push(`${INDENT}and ${rows.length - shown.length} more${more}`);
  return [...lines, ""];
}

/**
 * Groups that were not judged, by attribute and reason: the same few groups stay unjudged on every metric, and a line
 * for each would bury what was judged.
 */
function notJudged(result: AuditResult, sheet: Page, rows: readonly Row[]): readonly string[] {
  const bundles = new Map<string, Row[]>();
  // By group first: one may be judged on a metric on which another of the same attribute is not.
  for (const group of groupedBy(rows, ({ finding }) => [finding.attributes, finding.reason, finding.group])) {
    const { attributes, reason } = group[0]!.finding;
    const asked = [...new Set(group.map((row) => row.finding.metric))];
    const key = JSON.stringify([attributes, reason, asked.toSorted()]);
    bundles.set(key, [...(bundles.get(key) ?? []), ...group]);
  }
  const metrics = result.plan.metrics.length;
  return [...bundles.values()].flatMap((bundle) => {
    const { attributes, reason } = bundle[0]!.finding;
    const names = [...new Set(bundle.map((row) => row.name))].toSorted();
    const asked = new Set(bundle.map((row) => row.finding.metric));
    const on =
      asked.size === metrics && metrics > 1
        ? " (every metric)"
        : ` (${[...asked].map((id) => sheet.name(metricTitle(result, id))).join(", ")})`;
    const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : "";
    const list = `${names.slice(0, MOST_NAMES).join(", ")}${rest}`;
    return sheet.hang("  ", `${sheet.names(attributes)}: ${list} - ${REASONS[reason].short}${on}`);
  });
}

const MOST_NAMES = 8;

/** Rows that answer the same question stand together; questions in the order of their worst row. */
function byQuestion(rows: readonly Row[]): readonly (readonly Row[])[] {
  return groupedBy(rows, ({ finding: { family, rule, comparator } }) => [family, rule, comparator]);
}

/** Rows with the same key, in the order of the first of each. */
function groupedBy(rows: readonly Row[], keyOf: (row: Row) => unknown): readonly (readonly Row[])[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row));
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

function question(result: AuditResult, sheet: Page, finding: Finding): string {
  const { kind, group } = finding.comparator;
  const other = group === null ? COMPARATORS[kind] : sheet.names(group);
  const level = finding.level === "error" ? "" : `, level ${finding.level}`;
  const asked = `${sheet.name(metricTitle(result, finding.metric))} by ${sheet.names(finding.attributes)}`;
  return `${asked}, against ${other}; rule: ${ruleText(finding)}${level}`;
}

function rowOf(result: AuditResult, sheet: Page, finding: Finding): Row {
  const units = groupOf(familyOf(result, finding), finding.group)?.moments?.units ?? null;
  const against = marks(finding.expected);
  const { value = null, low = null, high = null } = finding.comparison?.ratio ?? {};
  const ends =
    high === null ? `${ratio(low, against)} or more` : `${ratio(low, against)}–${ratio(high, against)}`;
  return {
    finding,
    name: sheet.names(finding.group),
    people: count(units),
    ratio: ratio(value, against),
    interval: low === null ? NONE : ends,
  };
}

function rowLines(result: AuditResult, sheet: Page, layout: Layout, row: Row): readonly string[] {
  const { finding } = row;
  const long = width(row.name) > layout.name;
  const name = long ? "" : row.name;
  const own = long ? [INDENT + sheet.fit(row.name, sheet.width - INDENT.length)] : [];
  const start = INDENT + padEnd(name, layout.name);
  const drawn = layout.scale !== null ? `  ${strip(finding.expected, finding.comparison, layout.scale)}` : "";
  const line = start + columnsOf(layout, row.people, row.ratio, row.interval) + drawn;
  return [...own, line, ...sheet.hang(`${INDENT}${finding.id}  `, because(result, finding)).map(sheet.dim)];
}

/** What a reader can act on, in one line: how sure, how many decisions, how many people it would take. */
function because(result: AuditResult, finding: Finding): string {
  const { comparison } = finding;
  const waiver = waiverOf(result, finding);
  const parts = [...(waiver === null ? [] : [`waived until ${waiver.expires}`]), reasonWords(finding).short];
  if (comparison === null) return parts.join("; ");
  const family = familyOf(result, finding);
  const seen = finding.verdict === "fail" || finding.reason === "breach_not_established";
  if (seen && comparison.p_adjusted !== null) parts.push(`adjusted p ${pValue(comparison.p_adjusted)}`);
  const missing = comparison.shortfall.at_parity;
  if (finding.verdict === "fail" && family?.proportion === true && missing !== null && missing > 0)
    parts.push(`${short(missing)} short of parity`);
  if (finding.verdict === "inconclusive" && comparison.units_needed !== null)
    parts.push(
      `about ${counted(comparison.units_needed, unitWord(result).one, unitWord(result).many)} needed to decide`,
    );
  parts.push(...likeliestShort(finding));
  return parts.join("; ");
}

function passes(result: AuditResult, sheet: Page, more: string): readonly string[] {
  const rows = result.findings.filter((finding) => finding.verdict === "pass");
  if (rows.length === 0) return [];
  const families = new Map<string, Finding[]>();
  for (const finding of rows)
    families.set(finding.family, [...(families.get(finding.family) ?? []), finding]);
  const lines = [...families.values()].slice(0, MOST_ROWS).map((together) => {
    const { metric, attributes } = together[0]!;
    const groups = together.map((finding) => sheet.names(finding.group)).join(", ");
    const text = `  ${sheet.name(metricTitle(result, metric))} by ${sheet.names(attributes)}: ${groups}`;
    return sheet.fit(text, sheet.width);
  });
  const rest = families.size - lines.length;
  const tail = rest > 0 ? [`  and ${counted(rest, "more metric", "more metrics")}${more}`] : [];
  return [sheet.verdict.pass(`${VERDICTS.pass.label.toUpperCase()}: ${rows.length}`), ...lines, ...tail, ""];
}

function columnsOf(layout: Layout, people: string, figure: string, interval: string): string {
  return `  ${padStart(people, layout.people)}  ${padStart(figure, layout.ratio)}  ${padEnd(interval, layout.interval)}`;
}
