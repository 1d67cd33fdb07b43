import { copyInto, Dictionary } from "./dictionary.js";
import { dayNumber, decimalsOf, readNumber, readTime, type TimeForm, trimPadding } from "./values.js";

/**
 * How the fields of a column become numbers for the engine. The scanner calls `read` for each
 * field with the bytes and their hash; a reader writes into its targets at the row's slot.
 */
export interface ColumnReader {
  read(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): void;
}

/** Codes written instead of a value. */
export const MISSING = -1;
/** The field says something its column may not say: the row is at fault. */
const BAD = -2;

/** Why a row is left out; the bits of one row are OR-ed. */
export const OUT_OF_PERIOD = 1;
export const FILTERED = 2;
export const NO_UNIT = 4;

/** A value that could not be read, by column; the scanner adds file and line. */
export interface BadValue {
  readonly column: string;
  readonly code: string;
  readonly what: string;
  readonly hint: string;
}

/** What the readers of one row tell the scanner. Reset at the start of each row. */
export class RowState {
  drop = 0;
  readonly bad: BadValue[] = [];

  reset(): void {
    this.drop = 0;
    if (this.bad.length > 0) this.bad.length = 0;
  }
}

/** One use of a text column: each distinct text is looked at once and given a small integer. */
export interface View {
  /** Where the integers go, or null where they only decide about the row. */
  readonly target: Int8Array | Int16Array | null;
  /** The integer for a text: `MISSING`, 0 and up; or what is wrong with it. Called once a distinct text. */
  readonly interpret: (text: string) => number | BadValue;
  /** Bits to set in `drop` when the integer is 0 or missing; 0 for none. */
  readonly dropUnlessOne: number;
}

const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** A column read by its distinct texts: each is understood once, and then only looked up. */
export class TextReader implements ColumnReader {
  private readonly dictionary = new Dictionary();
  private readonly lanes: readonly Lane[];
  private readonly badValues = new Map<number, BadValue>();
  private known = 0;
  /** Codes, from 1, of texts of one byte: yes/no columns are mostly these, and need no hashing. */
  private readonly single = new Int32Array(256);

  constructor(
    private readonly views: readonly View[],
    private readonly state: RowState,
  ) {
    this.lanes = views.map((view) => new Lane(view));
  }

  read(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): void {
    let code: number;
    if (end - start === 1) {
      code = this.single[bytes[start]!]! - 1;
      if (code < 0) {
        code = this.dictionary.code(bytes, start, end, hash);
        this.single[bytes[start]!] = code + 1;
      }
    } else code = this.dictionary.code(bytes, start, end, hash);
    if (code >= this.known) this.learn(code);
    const { lanes } = this;
    for (let index = 0; index < lanes.length; index++) {
      const lane = lanes[index]!;
      const value = lane.map[code]!;
      if (lane.bytes !== null) lane.bytes[slot] = value;
      else if (lane.words !== null) lane.words[slot] = value;
      if (value < MISSING) this.state.bad.push(this.badValues.get(code * lanes.length + index)!);
      else if (lane.drop !== 0 && value !== 1) this.state.drop |= lane.drop;
    }
  }

  private learn(code: number): void {
    const text = decoder.decode(this.dictionary.bytes(code));
    for (let index = 0; index < this.views.length; index++) {
      const lane = this.lanes[index]!;
      if (code >= lane.map.length) lane.map = copyInto(new Int32Array(lane.map.length * 2), lane.map);
      const value = this.views[index]!.interpret(text);
      if (typeof value === "number") lane.map[code] = value;
      else {
        lane.map[code] = BAD;
        this.badValues.set(code * this.views.length + index, value);
      }
    }
    this.known = code + 1;
  }
}

/** A view as the inner loop wants it: one shape for all, and each typed array under its own name. */
class Lane {
  map = new Int32Array(256);
  readonly bytes: Int8Array | null;
  readonly words: Int16Array | null;
  readonly drop: number;

  constructor(view: View) {
    this.bytes = view.target instanceof Int8Array ? view.target : null;
    this.words = view.target instanceof Int16Array ? view.target : null;
    this.drop = view.dropUnlessOne;
  }
}

/** Characters that most ids are made of, as 1 to 64: ten of them and their number fit 64 bits. */
const SIX_BITS = new Uint8Array(256);
[..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"].forEach((letter, index) => {
  SIX_BITS[letter.charCodeAt(0)] = index + 1;
});
const SHORT_ID = 10;
const PLAIN_ID = 15;
const PLAIN_MARK = 16;
const DIGEST_MARK = 127;

/**
 * The column that names the unit: a key of the id's bytes exactly as they stand, so 7, 07 and 1E5 are three
 * people. Up to 10 letters, digits, - and _ are packed into the first 64 bits, the second half staying 0; other ids of up
 * to 15 bytes are the 128 bits themselves; longer ones (UUIDs) are known by a 120-bit digest, under which 50
 * million ids collide with a chance below 1e-20. No table of ids is kept: memory does not grow with people.
 */
export class UnitReader implements ColumnReader {
  /** Some id needed the second half of the key. */
  wide = false;
  private readonly keys: Uint8Array;
  private readonly longestMissing: number;

  /** `low` and `high`: the two int64 halves of the key. */
  constructor(
    private readonly low: Int32Array,
    private readonly high: Int32Array,
    private readonly missing: ReadonlySet<string>,
    private readonly state: RowState,
  ) {
    this.keys = new Uint8Array(16);
    this.longestMissing = Math.max(0, ...[...missing].map((text) => 4 * text.length)) + 2;
  }

  read(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): void {
    const length = end - start;
    if (length > SHORT_ID || !this.pack(bytes, start, end, slot * 2))
      this.packWide(bytes, start, end, hash, slot * 2);
    if (length <= this.longestMissing && this.isMissing(bytes, start, end)) this.state.drop |= NO_UNIT;
  }

  /** Five characters a word at six bits, and the length on top of the second word. */
  private pack(bytes: Uint8Array, start: number, end: number, at: number): boolean {
    let first = 0;
    let second = 0;
    const middle = Math.min(end, start + 5);
    let odd = false;
    for (let index = start; index < middle; index++) {
      const letter = SIX_BITS[bytes[index]!]!;
      odd ||= letter === 0;
      first = (first << 6) | (letter - 1);
    }
    for (let index = middle; index < end; index++) {
      const letter = SIX_BITS[bytes[index]!]!;
      odd ||= letter === 0;
      second = (second << 6) | (letter - 1);
    }
    if (odd) return false;
    // Thirty bits a word are taken; four bits of length are shared out over the two left in each.
    const length = end - start;
    this.low[at] = (first & 0x3fffffff) | (length << 30);
    this.low[at + 1] = (second & 0x3fffffff) | ((length >> 2) << 30);
    this.high[at] = 0;
    this.high[at + 1] = 0;
    return true;
  }

  private packWide(bytes: Uint8Array, start: number, end: number, hash: number, at: number): void {
    const { keys, low, high } = this;
    const length = end - start;
    this.wide = true;
    if (length > PLAIN_ID) {
      digest128(bytes, start, end, hash, high, low, at);
      high[at + 1] = (high[at + 1]! & 0x00ffffff) | (DIGEST_MARK << 24);
      return;
    }
    keys.fill(0);
    for (let index = 0; index < length; index++) keys[index] = bytes[start + index]!;
    // The mark keeps the second half from being 0, which is the short ids' own.
    keys[15] = PLAIN_MARK + length;
    low[at] = wordAt(keys, 0);
    low[at + 1] = wordAt(keys, 4);
    high[at] = wordAt(keys, 8);
    high[at + 1] = wordAt(keys, 12);
  }

  private isMissing(bytes: Uint8Array, start: number, end: number): boolean {
    let blank = true;
    for (let at = start; blank && at < end; at++) blank = bytes[at] === 32 || bytes[at] === 9;
    if (blank || this.missing.size === 0) return blank;
    return this.missing.has(trimPadding(decoder.decode(bytes.subarray(start, end))));
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}

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

  read(bytes: Uint8Array, start: number, end: number, _hash: number, slot: number): void {
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

const NUMBER_HINT =
  "write numbers as 1234.5: no thousands separators, percent signs, units, NaN or infinity; list spellings of no value under log.missing";
const COUNT_HINT = "counts are whole numbers from 0 up";

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

  read(bytes: Uint8Array, start: number, end: number, _hash: number, slot: number): void {
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

/**
 * The column that names the decision. Ids that come in ascending order cannot repeat, so they cost a
 * comparison; otherwise the engine looks for repeats among 128-bit digests.
 */
export class IdReader implements ColumnReader {
  ascending = true;
  private first: Uint8Array | null = null;
  private previous = new Uint8Array(0);
  private current: Uint8Array = new Uint8Array(0);
  private start = 0;
  private end = 0;

  /** `digests`: where the two int64 halves go, each a pair of words a row; null where ids are only compared. */
  constructor(
    private readonly column: string,
    private readonly digests: { readonly high: Int32Array; readonly low: Int32Array } | null,
    private readonly state: RowState,
  ) {}

  read(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): void {
    if (end === start) {
      this.state.bad.push({
        column: this.column,
        code: "missing-decision",
        what: "names the decision and is empty here",
        hint: "give every decision an id, or leave log.decision out of the plan",
      });
    }
    this.current = bytes;
    this.start = start;
    this.end = end;
    if (this.digests !== null)
      digest128(bytes, start, end, hash, this.digests.high, this.digests.low, slot * 2);
  }

  /** The row is used: its id is now the one the next must exceed. */
  commit(): void {
    if (!this.ascending) return;
    const { previous, current, start, end } = this;
    if (!exceeds(current, start, end, previous)) {
      this.ascending = false;
      return;
    }
    if (this.first === null) this.first = current.slice(start, end);
    const length = end - start;
    if (previous.length !== length) this.previous = new Uint8Array(length);
    for (let index = 0; index < length; index++) this.previous[index] = current[start + index]!;
  }

  /** First and last id since the last call, which begins anew; null where no row was used. */
  span(): IdSpan | null {
    const { first, previous } = this;
    this.first = null;
    this.previous = new Uint8Array(0);
    return first === null ? null : { first, last: previous };
  }
}

export interface IdSpan {
  readonly first: Uint8Array;
  readonly last: Uint8Array;
}

/** Whether an id comes after another: by length first, then bytes, so 9 comes before 10 and the order is total. */
export function exceeds(bytes: Uint8Array, start: number, end: number, previous: Uint8Array): boolean {
  const length = end - start;
  let order = length - previous.length;
  for (let index = 0; order === 0 && index < length; index++)
    order = bytes[start + index]! - previous[index]!;
  return order > 0;
}

/** 128 bits, two words in each of two arrays, of four differently seeded multiply-xor chains; enough that 50 million ids never collide by chance (p < 1e-23). */
export function digest128(
  bytes: Uint8Array,
  start: number,
  end: number,
  hash: number,
  high: Int32Array,
  low: Int32Array,
  at: number,
): void {
  let a = hash;
  let b = 0x9747b28c | 0;
  let c = 0x3c6ef372 | 0;
  let d = 0x1b873593 | 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    b = Math.imul(b ^ byte, 0x85ebca6b);
    b ^= b >>> 13;
    c = Math.imul(c ^ byte, 0xc2b2ae35);
    c ^= c >>> 15;
    d = Math.imul(d + byte, 0x27d4eb2f) ^ (d >>> 11);
  }
  high[at] = finish(a ^ (end - start));
  high[at + 1] = finish(b ^ c);
  low[at] = finish(c ^ Math.imul(d, 0x9e3779b1));
  low[at + 1] = finish(d ^ b);
}

function finish(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
