import { type ColumnReader, decoder, type RowState } from "./readers.js";
import { decimalsOf, readNumber, trimPadding } from "./values.js";

export interface NumberRule {
  readonly column: string;
  readonly range: readonly [number, number] | null;
  /** Whole numbers from 0 up only (counts). */
  readonly count: boolean;
  readonly isMissing: (text: string) => boolean;
  /** Some spelling of no value is itself a number (999), so plain digits must be held against them. */
  readonly missingNumbers: boolean;
  /** Applied after reading, e.g. rank to exposure; null where the number is outside its domain. */
  readonly transform: ((value: number) => number | null) | null;
  readonly transformHint: string;
}

/** A column of numbers, missing as NaN (which no field may spell). */
export class NumberReader implements ColumnReader {
  largest = 0;
  decimals = 0;

  constructor(
    private readonly target: Float64Array,
    private readonly rule: NumberRule,
    private readonly state: RowState,
  ) {}

  read(bytes: Uint8Array, start: number, end: number, slot: number): void {
    const { rule } = this;
    // Most fields are short plain digits: whole numbers below 1e15 need no text to be made.
    let value = 0;
    let plain = !rule.missingNumbers && end > start && end - start <= 15;
    let point = -1;
    for (let at = start; plain && at < end; at++) {
      const digit = bytes[at]! - 48;
      if (digit >= 0 && digit <= 9) value = value * 10 + digit;
      else if (digit === -2 && point < 0) point = at;
      else plain = false;
    }
    if (plain && point >= 0) {
      if (end - start === 1) plain = false;
      const places = end - 1 - point;
      // Both are exact in double precision, so the quotient is the correctly rounded value.
      value /= 10 ** places;
      if (places > this.decimals) this.decimals = places;
    }
    if (!plain) {
      const text = trimPadding(decoder.decode(bytes.subarray(start, end)));
      if (rule.isMissing(text)) {
        this.target[slot] = NaN;
        return;
      }
      const read = readNumber(text);
      if (read === null)
        return this.bad("not-a-number", "holds a field that is not a plain number", slot, NUMBER_HINT);
      value = read;
      this.decimals = Math.max(this.decimals, decimalsOf(text));
    }
    if (rule.count && (value < 0 || !Number.isSafeInteger(value))) {
      return this.bad("not-a-count", "holds a field that is not a whole number from 0 up", slot, COUNT_HINT);
    }
    if (rule.range !== null && (value < rule.range[0] || value > rule.range[1])) {
      return this.bad(
        "out-of-range",
        `holds a number outside the plan's range ${rule.range[0]} to ${rule.range[1]}`,
        slot,
        "mend the log, or widen log.columns in the plan",
      );
    }
    if (Math.abs(value) > LARGEST) {
      return this.bad(
        "out-of-range",
        `holds a number beyond ${LARGEST}`,
        slot,
        "is it a slip? no amount is that large",
      );
    }
    if (rule.transform !== null) {
      const changed = rule.transform(value);
      if (changed === null)
        return this.bad("out-of-domain", "holds a number it may not hold", slot, rule.transformHint);
      value = changed;
      this.decimals = 99;
    }
    const size = Math.abs(value);
    if (size > this.largest) this.largest = size;
    this.target[slot] = value;
  }

  private bad(code: string, what: string, slot: number, hint: string): void {
    this.target[slot] = NaN;
    this.state.bad.push({ column: this.rule.column, code, what, hint });
  }
}

/** Squares of larger numbers, added up, would leave what a number can be. */
const LARGEST = 1e100;
const NUMBER_HINT =
  "write numbers as 1234.5: no thousands separators, percent signs, units, NaN or infinity; list spellings of no value under log.missing";
const COUNT_HINT = "counts are whole numbers from 0 up";
