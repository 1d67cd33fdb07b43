/**
 * `evenhand explain FINDING`: how one verdict came about, with the counts put into the formula step by step, in
 * words a campaign manager can read. ASCII signs of ours only; names are made visible and inert.
 */
import type { AuditResult, Finding, GroupMeasurement } from "../model.js";
import { explainSteps } from "./explain-steps.js";
import { familyOf, groupOf, metricOf, metricTitle } from "./lookup.js";
import { count, interval, ratio } from "./numbers.js";
import { page, type Page } from "./page.js";
import { medianLine, ruleText } from "./sentences.js";
import { reasonWords, VERDICTS } from "./words.js";
import { COMPARATORS, DIRECTIONS, KINDS, unitWord } from "./words-method.js";

export interface ExplainOptions {
  /** Columns; 80 unless told. */
  readonly width?: number;
  readonly ascii?: boolean;
  readonly color?: boolean;
}

/** The explanation, no line wider than `width`, ending in a newline. */
export function renderExplain(result: AuditResult, finding: Finding, options: ExplainOptions = {}): string {
  const { width = 80, ascii = false, color = false } = options;
  const sheet = page({ width, ascii, color });
  const family = familyOf(result, finding);
  const group = groupOf(family, finding.group);
  return sheet.print([
    sheet.verdict[finding.verdict](`${finding.id}  ${VERDICTS[finding.verdict].label.toUpperCase()}`),
    ...sheet.hang("Metric    ", sheet.name(metricTitle(result, finding.metric))),
    ...sheet.hang("Attribute ", sheet.names(finding.attributes)),
    ...sheet.hang("Group     ", sheet.names(finding.group)),
    ...sheet.hang("Against   ", comparator(result, sheet, finding)),
    ...part(sheet, "What is measured", measured(result, sheet, finding)),
    ...part(sheet, "Step by step", explainSteps(result, finding, sheet)),
    ...(isSecret(result, finding)
      ? part(sheet, "Why this verdict", [
          "It is the verdict of the private version. The figures behind it are withheld in this public one.",
        ])
      : [
          ...part(sheet, "Why this verdict", [reasonWords(finding).sentence, ...context(result, finding)]),
          ...part(sheet, "What would settle it", [reasonWords(finding).settle, ...needed(result, finding)]),
        ]),
    ...part(sheet, "What it does not say", [
      "Why the gap is there, if there is one, or that anybody meant it. It is about this log, this period and this rule only.",
      ...(group?.unknown === true ? ["These people may belong to any of the other groups."] : []),
    ]),
  ]);
}

/** Judged, by figures that a public result does not show. */
function isSecret({ publication }: AuditResult, { verdict, comparison }: Finding): boolean {
  return publication !== null && comparison === null && verdict !== "not_judged";
}

function comparator(result: AuditResult, sheet: Page, finding: Finding): string {
  const { kind, group } = finding.comparator;
  if (group === null) return COMPARATORS[kind];
  const own = groupOf(familyOf(result, finding), group);
  if (kind === "best" && own?.thin === true && (own.rate.value ?? 0) <= 0.5)
    return `${sheet.names(group)} (the best-placed group with enough people; none of these has enough events)`;
  const over = kind === "best" ? passedOver(result, finding) : [];
  const more =
    over.length === 0
      ? ""
      : `; better placed, but with too few events: ${over.map((one) => sheet.names(one.group)).join(", ")}`;
  return `${sheet.names(group)} (${COMPARATORS[kind]}${more})`;
}

/** Groups that are large enough and better placed than the one compared with, and rest on too few events. Of withheld ones nothing is said. */
function passedOver(result: AuditResult, finding: Finding): readonly GroupMeasurement[] {
  const { minimum_units: fewest, comparator_share: share } = result.plan.settings;
  const family = familyOf(result, finding);
  const best = groupOf(family, finding.comparator.group)?.rate.value ?? null;
  const sign = metricOf(result, finding.metric)?.direction === "unfavourable" ? -1 : 1;
  const known = (family?.groups ?? []).filter((one) => !one.unknown);
  const people = known.reduce((sum, one) => sum + (one.moments?.units ?? 0), 0);
  return known.filter(
    ({ thin, rate, moments }) =>
      thin &&
      best !== null &&
      rate.value !== null &&
      sign * (rate.value - best) > 0 &&
      moments !== null &&
      moments.units >= Math.max(fewest, share * people),
  );
}

function measured(result: AuditResult, sheet: Page, finding: Finding): readonly string[] {
  const metric = metricOf(result, finding.metric);
  const rule = `The rule "${sheet.name(finding.rule)}" asks for a ratio of ${ruleText(finding)}. A ratio of 1 means equal figures.`;
  if (metric === null) return [rule];
  const { definition, formula } = KINDS[metric.kind];
  const median = medianLine(result, metric.id);
  return [
    `${definition} ${DIRECTIONS[metric.direction]}`,
    `  ${formula}`,
    ...(median === null ? [] : [median]),
    rule,
  ];
}

function context(result: AuditResult, finding: Finding): readonly string[] {
  const { set_by: by, before_data: before } = result.plan.thresholds;
  const bounds = finding.comparison?.unknown_bounds ?? null;
  const level =
    finding.level === "error"
      ? gated(result, finding)
      : `The rule is at level ${finding.level}, so this verdict does not count in the gate.`;
  const early = before === true ? claimed(result) : "";
  const unsure =
    by === null || before === null ? "The plan does not say who set its threshold, or when." : early;
  const unknown =
    bounds === null
      ? []
      : [
          `If everybody whose attribute is unknown were in the worst, or the best, place for this group, the ratio would lie between its bounds: ${interval(bounds.low, bounds.high, ratio)}.`,
        ];
  return [`${level} ${unsure}`.trim(), ...unknown];
}

/** The plan's own word, and where the frozen plan speaks against it that as well. */
function claimed({ frozen }: AuditResult): string {
  const against =
    frozen?.before_data === false
      ? `; but it was frozen only on ${frozen.frozen_on}, which is not before the first day of the log`
      : "";
  return `The plan says that its threshold was set before the data were seen${against}.`;
}

/** What a verdict under a rule at level error does to the gate: an open one may do nothing. */
function gated(result: AuditResult, { verdict, waived }: Finding): string {
  if (waived)
    return "The rule is at level error, but a waiver covers the breach: the gate does not count it.";
  if (verdict === "fail" || verdict === "pass")
    return "The rule is at level error, so this verdict counts in the gate.";
  return result.plan.settings.undecided === "stop"
    ? "The rule is at level error, and the plan says to stop where a gated finding cannot be decided."
    : "The rule is at level error, but an undecided finding does not stop the gate by itself (settings.undecided: allow).";
}

function needed(result: AuditResult, finding: Finding): readonly string[] {
  const { units_needed: units = null, minimum_detectable_ratio: least = null } = finding.comparison ?? {};
  if (finding.verdict !== "inconclusive") return [];
  const many = unitWord(result).many;
  return [
    ...(units === null
      ? []
      : [
          `If the ratio stays as it is, about ${count(units)} ${many} in the group would be needed to decide.`,
        ]),
    ...(least === null
      ? []
      : [
          `With the data at hand, only a ratio of ${ratio(least)} or further from 1 would be seen four times in five.`,
        ]),
  ];
}

/** A heading and its paragraphs; one that begins with a number or spaces hangs from there. */
function part(sheet: Page, heading: string, paragraphs: readonly string[]): readonly string[] {
  const body = paragraphs.flatMap((text) => {
    const start = /^(?:\d+\. )? */u.exec(text)![0];
    return sheet.hang(`  ${start}`, text.slice(start.length));
  });
  return ["", sheet.bold(heading), ...body];
}
