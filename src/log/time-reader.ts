import { type ColumnReader, decoder, OUT_OF_PERIOD, type RowState } from "./readers.js";
import { dayNumber, readTime, type TimeForm, trimPadding } from "./values.js";

/** The time of the decision: only its calendar day as written is kept, and rows outside the period are left out. */
export class TimeReader implements ColumnReader {
  form: TimeForm | null = null;
  private lastDate = -1;
  private lastDay = 0;

  constructor(
    private readonly target: Int32Array,
    private readonly column: string,
    private readonly period: { readonly first: number; readonly last: number } | null,
    private readonly state: RowState,
  ) {}

  read(bytes: Uint8Array, start: number, end: number, slot: number): void {
    let day = this.quick(bytes, start, end - start);
    if (day === NO_DAY) day = this.parse(bytes, start, end);
    this.target[slot] = day;
    if (this.period !== null && (day < this.period.first || day > this.period.last))
      this.state.drop |= OUT_OF_PERIOD;
  }

  /** The three commonest forms without making a text: 2026-10-31, 2026-10-31T14:05:00, and that with Z. */
  private quick(bytes: Uint8Array, start: number, length: number): number {
    const form: TimeForm | null =
      length === 10 ? "date" : length === 19 ? "local" : length === 20 ? "zoned" : null;
    if (form === null || form !== this.form) return NO_DAY;
    if (bytes[start + 4] !== 45 || bytes[start + 7] !== 45) return NO_DAY;
    const year = two(bytes, start) * 100 + two(bytes, start + 2);
    const month = two(bytes, start + 5);
    const date = two(bytes, start + 8);
    if (!(year >= 0 && month >= 0 && date >= 0)) return NO_DAY;
    if (length > 10) {
      const between = bytes[start + 10];
      if (between !== 84 && between !== 32) return NO_DAY;
      if (bytes[start + 13] !== 58 || bytes[start + 16] !== 58) return NO_DAY;
      const hour = two(bytes, start + 11);
      const minute = two(bytes, start + 14);
      const second = two(bytes, start + 17);
      if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second <= 60))
        return NO_DAY;
      if (length === 20 && bytes[start + 19] !== 90) return NO_DAY;
    }
    // Two digits each, so that no day that does not exist shares the key of one that does.
    const key = (year * 100 + month) * 100 + date;
    if (key !== this.lastDate) {
      const day = dayNumber(year, month, date);
      if (day === null) return NO_DAY;
      this.lastDate = key;
      this.lastDay = day;
    }
    return this.lastDay;
  }

  private parse(bytes: Uint8Array, start: number, end: number): number {
    const text = trimPadding(decoder.decode(bytes.subarray(start, end)));
    const time = readTime(text);
    if (time === null) {
      const missing = text === "";
      return this.bad(
        missing ? "missing-time" : "not-a-time",
        missing
          ? "is the time of the decision and empty here"
          : "holds a field that is not an ISO 8601 time, or a day that does not exist",
        "write times as 2026-10-31, 2026-10-31T14:05:00 or 2026-10-31T14:05:00Z; day/month order is never guessed",
      );
    }
    if (this.form === null) this.form = time.form;
    else if (this.form !== time.form) {
      const what = `mixes ${FORMS[this.form]} with ${FORMS[time.form]}`;
      return this.bad("mixed-times", what, "export the column in one format");
    }
    return time.day;
  }

  private bad(code: string, what: string, hint: string): number {
    this.state.bad.push({ column: this.column, code, what, hint });
    return NO_DAY;
  }
}

/** The two-digit number at a place; NaN-safe negative where either byte is not a digit. */
function two(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1_000_000;
}

const NO_DAY = -10_000_000;
const FORMS: Record<TimeForm, string> = {
  date: "dates without a time",
  local: "times without a zone",
  zoned: "times with a zone",
};
