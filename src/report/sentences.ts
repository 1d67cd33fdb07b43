/**
 * The plain sentences every report says alike: the scope, the outcome, the counts of verdicts, the row ledger.
 * They may quote the plan and the log, so each place of output escapes them.
 */
import type { AuditResult, Finding, FrozenReport, Gate, Publication, WaiverReport } from "../model.js";
import { bounds, medianOf } from "./lookup.js";
import { amount, count, counted, percent, written } from "./numbers.js";
import { VERDICTS, WAIVER_STATES, WORST_FIRST } from "./words.js";
import { harmless } from "./words-method.js";

type Rows = Pick<AuditResult, "units"> & {
  readonly ledger: Pick<AuditResult["ledger"], "used">;
  /** Of a result that is only compared, the plan is not at hand. */
  readonly plan?: AuditResult["plan"];
};

/** "48,211 decisions about 12,042 people, 2026-10-01 to 2026-10-31". */
export function scopeLine(result: Rows & Pick<AuditResult, "period">): string {
  const { units } = result;
  const about = units.column === null ? "" : ` about ${counted(units.count, "person", "people")}`;
  return `${decisionsLine(result)}${about}, ${periodLine(result)}`;
}

/** "48,211 decisions"; of an aggregated export, what its rows are. */
export function decisionsLine({ ledger, units, plan }: Rows): string {
  const rows = counted(ledger.used, "row", "rows");
  if (plan?.metrics.some((metric) => metric.counts) === true) return `${rows} of counts`;
  // Rows stand for many decisions each.
  if (units.column === null && units.count > ledger.used)
    return `${counted(units.count, "decision", "decisions")} in ${rows}`;
  return plan !== undefined && plan.log.count !== null
    ? `${rows} of counted decisions`
    : counted(ledger.used, "decision", "decisions");
}

/** What a reader of the public version must know of it. */
export function publicLine(
  { minimum, withheld }: Publication,
  { families }: Pick<AuditResult, "families">,
): string {
  const rounded = families.some(({ groups }) =>
    groups.some((one) => one.rate.low !== null && one.standard_error === null),
  );
  const digits = rounded
    ? " Where people have several decisions, or figures are amounts, intervals are wider than in the private version (and end at the threshold or at parity where the verdict says so), and p-values are left out, for they tell how people differ."
    : "";
  const what =
    withheld === 0
      ? "No group had to be withheld."
      : `Of the groups in its tables ${count(withheld)} are withheld, each counted once a table: because fewer than ${count(minimum)} people stand behind a figure of theirs, or because such a figure could be worked out from theirs.`;
  return `This is the public version of the report. ${what}${digits} Verdicts are those of the private version.`;
}

/** The days of the rows used; without them the period asked for. */
export function periodLine(result: Pick<AuditResult, "period">): string {
  const { asked, first_day: first, last_day: last } = result.period;
  if (first === null || last === null) return asked ?? "the plan names no time column";
  return first === last ? first : `${first} to ${last}`;
}

/** The median behind a scoring rate, and how many lie exactly at it; null for metrics without one. */
export function medianLine(result: AuditResult, metric: string): string | null {
  const found = medianOf(result, metric);
  if (found === null) return null;
  const { median, below, at, above } = found;
  if (median === null) return "The median is withheld.";
  const several =
    result.units.column === null || result.units.repeated === 0
      ? ""
      : " The median is of decisions: a person with several counts once for each.";
  const value = `The median is ${written(median)}`;
  if (below === null || at === null || above === null)
    return `${value}; how many decisions lie exactly at it is withheld.${several}`;
  const all = below.rows + at.rows + above.rows;
  const ties =
    at.rows === 0
      ? `none of the ${counted(all, "decision", "decisions")} lies exactly at it, and ${percent(above.rows / all)} lie above it.`
      : `${count(at.rows)} of ${counted(all, "decision", "decisions")} (${percent(at.rows / all)}) ${at.rows === 1 ? "lies" : "lie"} exactly at it and ${at.rows === 1 ? "is" : "are"} not above it, so that ${percent(above.rows / all)} are above it.`;
  return `${value}: ${ties}${several}`;
}

/** "2 breaches of the plan's rule, 1 inconclusive, 0 not judged, 9 within the rule". */
export function verdictLine(result: Pick<AuditResult, "verdicts">): string {
  return WORST_FIRST.map((verdict) => {
    const figure = result.verdicts[verdict];
    return counted(figure, VERDICTS[verdict].one, VERDICTS[verdict].many);
  }).join(", ");
}

/** Every input row accounted for, in one line. */
export function ledgerLine(result: AuditResult): string {
  const { read, used, duplicates, filtered, out_of_period: outside, rejected } = result.ledger;
  const refused = rejected.reduce((sum, one) => sum + one.rows, 0);
  const parts = [
    `${count(used)} used`,
    ...(outside > 0 ? [`${count(outside)} outside the period`] : []),
    ...(filtered > 0 ? [`${count(filtered)} left out by the plan`] : []),
    ...(duplicates > 0 ? [`${counted(duplicates, "duplicate", "duplicates")} dropped`] : []),
    ...(refused > 0 ? [`${count(refused)} rejected`] : []),
  ];
  return `${counted(read, "row", "rows")} read: ${parts.join(", ")}`;
}

const OUTCOMES: Readonly<Record<Gate["outcome"], string>> = {
  met: "the plan's gate is met",
  not_met: "the plan's gate is not met",
  undecided: "the plan's gate is undecided",
};

/** What the gate came to. */
export function outcome(gate: Gate): string {
  return OUTCOMES[gate.outcome];
}

/** The outcome and why, as one sentence: "undecided: no gated breach was found, but ...". */
export function gateLine(gate: Gate): string {
  return `${outcome(gate)}: ${gate.reason.slice(0, 1).toLowerCase()}${gate.reason.slice(1)}`;
}

/** "at least 0.8", "at most 1.25", or both: what the rule asks of the ratio. */
export function ruleText(finding: Pick<Finding, "expected">): string {
  const { low, high } = bounds(finding.expected);
  const limits = [
    ...(low === null ? [] : [`at least ${amount(low)}`]),
    ...(high === null ? [] : [`at most ${amount(high)}`]),
  ];
  return limits.join(", ");
}

/** "95% interval". */
export function confidence(result: AuditResult): string {
  return `${amount(result.plan.settings.confidence * 100)}% interval`;
}

/** ": zero denominator", or nothing; reason codes lose their underscores. */
export function absence(reason: string | null): string {
  return reason === null ? "" : `: ${harmless(reason)}`;
}

/** Whether the plan audited is the one frozen before, and whether that was before the data. */
export function frozenLine({ frozen_on: day, before_data: before, deviations }: FrozenReport): string {
  const when =
    before === null
      ? `frozen on ${day}; the log has no days to hold that against`
      : before
        ? `frozen on ${day}, before the first day of the log`
        : `frozen on ${day}, which is not before the first day of the log`;
  return deviations.length === 0
    ? `the plan audited is the one ${when}`
    : `the plan audited differs in ${counted(deviations.length, "place", "places")} from the one ${when}`;
}

export function waivedCount(waivers: number): string {
  return waivers === 0
    ? "no breach is waived"
    : waivers === 1
      ? "1 breach is waived"
      : `${count(waivers)} breaches are waived`;
}

/** What became of a waiver, in words. */
export function waiverState({ state, expires }: WaiverReport): string {
  return state === "expired"
    ? `expired on ${expires}, before the last day of the log: the breach counts`
    : WAIVER_STATES[state];
}
