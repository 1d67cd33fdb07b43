import { dayNumber } from "../log/values.js";
import { quoted, refuse } from "../refusal.js";

/** Days since 1970-01-01, both included. */
export interface Period {
  readonly first: number;
  readonly last: number;
}

/** Read `--period`: 2026, 2026-Q4, 2026-10, 2026-10-05, or two of these joined by two dots. */
export function readPeriod(text: string): Period {
  const parts = text.split("..");
  const ends = parts.map(readPart);
  if (parts.length > 2 || ends.some((end) => end === null)) {
    refuse("bad-period", `--period ${quoted(text)} is not a period`, {
      hint: "write 2026-10, 2026-Q4, 2026, 2026-10-05 or 2026-10-05..2026-11-04",
    });
  }
  const period = { first: ends[0]!.first, last: ends.at(-1)!.last };
  if (period.last < period.first)
    refuse("bad-period", `--period ${quoted(text)} ends before it begins`, {
      hint: "the earlier day comes first",
    });
  return period;
}

function readPart(text: string): Period | null {
  const match = /^(\d{4})(?:-(?:Q([1-4])|(\d{2})(?:-(\d{2}))?))?$/.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  if (match[4] !== undefined) {
    const day = dayNumber(year, Number(match[3]), Number(match[4]));
    return day === null ? null : { first: day, last: day };
  }
  const [month, months] =
    match[2] !== undefined
      ? [Number(match[2]) * 3 - 2, 3]
      : match[3] !== undefined
        ? [Number(match[3]), 1]
        : [1, 12];
  const first = dayNumber(year, month, 1);
  if (first === null) return null;
  const next =
    month + months > 12 ? dayNumber(year + 1, month + months - 12, 1) : dayNumber(year, month + months, 1);
  return { first, last: next! - 1 };
}
