/**
 * What a field of the log may say: the accepted spellings of yes, no, numbers and times.
 * Everything else is refused by line. Pure functions of text.
 */

/** Spellings of yes and no, without regard to ASCII case. "1.0" is how pandas writes a flag with gaps. */
export const TRUE_SPELLINGS = ["1", "true", "t", "yes", "y", "1.0"] as const;
export const FALSE_SPELLINGS = ["0", "false", "f", "no", "n", "0.0"] as const;

const TRUE_SET: ReadonlySet<string> = new Set(TRUE_SPELLINGS);
const FALSE_SET: ReadonlySet<string> = new Set(FALSE_SPELLINGS);

/** Lower-case A to Z only, so that the answer does not depend on a locale (Turkish dotted I). */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Remove spaces and tabs at both ends; no other white space is taken for padding. */
export function trimPadding(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}

/** 1, 0, or null where the text is neither in a built-in spelling. */
export function readFlag(text: string): 0 | 1 | null {
  const lower = asciiLower(text);
  return TRUE_SET.has(lower) ? 1 : FALSE_SET.has(lower) ? 0 : null;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?$/;

/** A finite decimal number as written with a point, or null. No separators, units, hex, NaN or infinity. */
export function readNumber(text: string): number | null {
  if (!NUMBER.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Digits after the decimal point of a number as written, exponent included; 0 for whole numbers. */
export function decimalsOf(text: string): number {
  const match = /^[+-]?\d*\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (match === null) return 0;
  return Math.max(0, match[1]!.length - Number(match[2] ?? 0));
}

/** How a time is written; a column must keep to one of them. */
export type TimeForm = "date" | "local" | "zoned";

export interface TimeValue {
  /** Days since 1970-01-01 of the calendar date as written: no time zone is ever applied. */
  readonly day: number;
  readonly form: TimeForm;
}

const TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Days since 1970-01-01 of a proleptic Gregorian date, or null where there is no such day. */
export function dayNumber(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1) return null;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (day > (month === 2 && leap ? 29 : MONTH_DAYS[month - 1]!)) return null;
  // Date.UTC takes years before 100 for those of the twentieth century; the calendar repeats every 400 years.
  return Date.UTC(year + 400, month - 1, day) / 86_400_000 - 146_097;
}

/** An ISO 8601 date, local time or time with zone; null for anything else, and for days that do not exist. */
export function readTime(text: string): TimeValue | null {
  const match = TIME.exec(text);
  if (match === null) return null;
  const day = dayNumber(Number(match[1]), Number(match[2]), Number(match[3]));
  if (day === null) return null;
  if (match[4] === undefined) return { day, form: "date" };
  // 60 seconds is a leap second, which real logs hold.
  if (Number(match[4]) > 23 || Number(match[5]) > 59 || Number(match[6] ?? 0) > 60) return null;
  return { day, form: match[7] === undefined ? "local" : "zoned" };
}

/** "2026-10-31" from days since 1970-01-01. */
export function dayText(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
