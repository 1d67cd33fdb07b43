/**
 * The plain sentences every report says alike: the scope, the outcome, the counts of verdicts, the row ledger.
 * They may quote the plan and the log, so each place of output escapes them.
 */
import type { AuditResult, Finding, Gate, Publication } from "../model.js";
import { bounds } from "./lookup.js";
import { amount, count, counted } from "./numbers.js";
import { VERDICTS, WORST_FIRST } from "./words.js";
import { harmless } from "./words-method.js";

/** "48,211 decisions about 12,042 people, 2026-10-01 to 2026-10-31". */
export function scopeLine(result: AuditResult): string {
  const { ledger, units } = result;
  // Rows of an aggregated export stand for many decisions each.
  const all = units.column === null ? Math.max(units.count, ledger.used) : ledger.used;
  const rows = all === ledger.used ? "" : ` in ${counted(ledger.used, "row", "rows")}`;
  const decisions = `${counted(all, "decision", "decisions")}${rows}`;
  const about = units.column === null ? "" : ` about ${counted(units.count, "person", "people")}`;
  return `${decisions}${about}, ${periodLine(result)}`;
}

/** What a reader of the public version must know of it. */
export function publicLine({ minimum, withheld: { small, complementary } }: Publication): string {
  const withheld = small + complementary;
  const what =
    withheld === 0
      ? "No group had to be withheld."
      : `Of the groups in its tables ${count(withheld)} are withheld, each counted once a table: ${count(small)} because fewer than ${count(minimum)} people stand behind a figure of theirs, and ${count(complementary)} because these could be worked out from them.`;
  return `This is the public version of the report. ${what} Verdicts are those of the private version.`;
}

/** The days of the rows used; without them the period asked for. */
export function periodLine(result: AuditResult): string {
  const { asked, first_day: first, last_day: last } = result.period;
  if (first === null || last === null) return asked ?? "the plan names no time column";
  return first === last ? first : `${first} to ${last}`;
}

/** "2 breaches of the plan's rule, 1 inconclusive, 0 not judged, 9 within the rule". */
export function verdictLine(result: AuditResult): string {
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

/** "at least 0.8", "at most 1.25", or both: what the rule asks of the ratio. */
export function ruleText(finding: Finding): string {
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
