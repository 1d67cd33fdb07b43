/** The days of the log against the period that was asked for. Days are compared as they are written: the order is the same. */
import type { AuditResult } from "../model.js";
import { type Contradiction, held } from "./held.js";

export function period({
  period: { asked, first_day: first, last_day: last },
}: AuditResult): readonly Contradiction[] {
  const ordered =
    first !== null && last !== null && last < first
      ? held("period.last_day", "the first day", last, first)
      : [];
  if (asked === null) return ordered;
  const ends = asked.split("..").map(daysOf);
  const [from, to] = [ends[0]?.[0], ends.at(-1)?.[1]];
  if (from === undefined || to === undefined)
    return held("period.asked", "what a period can be", asked, null);
  const outside = (day: string | null): boolean => day !== null && (day < from || day > to);
  return [
    ...ordered,
    ...(outside(first) ? held("period.first_day", "the period asked for", first, from) : []),
    ...(outside(last) ? held("period.last_day", "the period asked for", last, to) : []),
  ];
}

/** The first and the last day of a year, a quarter, a month or a day; no month has a day after its 31st. */
function daysOf(text: string): readonly [string, string] | undefined {
  const [, year, quarter, month, day] = /^(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?$/u.exec(text) ?? [];
  if (year === undefined) return undefined;
  if (day !== undefined) return [text, text];
  const last = quarter === undefined ? (month ?? "12") : String(Number(quarter) * 3).padStart(2, "0");
  const first = quarter === undefined ? (month ?? "01") : String(Number(quarter) * 3 - 2).padStart(2, "0");
  return [`${year}-${first}-01`, `${year}-${last}-31`];
}
