import { digest128, finish } from "./digest.js";
import { type ColumnReader, decoder, NO_UNIT, type RowState } from "./readers.js";
import { trimPadding } from "./values.js";

/** Characters that most ids are made of, as 1 to 64: ten of them and their number fit 64 bits. */
const SIX_BITS = new Uint8Array(256);
[..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"].forEach((letter, index) => {
  SIX_BITS[letter.charCodeAt(0)] = index + 1;
});
/** Parts that people are put into by chance, to learn from some and score on others; `tables/folds.ts` says the same of rows. */
export const FOLDS = 20;

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

  /** `low` and `high`: the two int64 halves of the key; `folds`: where the person's fold goes, if anybody needs it. */
  constructor(
    private readonly low: Int32Array,
    private readonly high: Int32Array,
    private readonly missing: ReadonlySet<string>,
    private readonly state: RowState,
    private readonly folds: Int8Array | null = null,
  ) {
    this.keys = new Uint8Array(16);
    this.longestMissing = Math.max(0, ...[...missing].map((text) => 4 * text.length)) + 2;
  }

  read(bytes: Uint8Array, start: number, end: number, slot: number): void {
    const length = end - start;
    if (length > SHORT_ID || !this.pack(bytes, start, end, slot * 2))
      this.packWide(bytes, start, end, slot * 2);
    if (this.folds !== null) this.folds[slot] = this.fold(slot * 2);
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

  private packWide(bytes: Uint8Array, start: number, end: number, at: number): void {
    const { keys, low, high } = this;
    const length = end - start;
    this.wide = true;
    if (length > PLAIN_ID) {
      digest128(bytes, start, end, high, low, at);
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

  /** One of `FOLDS` parts of all people, by the key alone: the same on every machine, and no matter of order. */
  private fold(at: number): number {
    const { low, high } = this;
    let word = finish(low[at]! ^ 0x3c6ef372);
    word = finish(word ^ low[at + 1]!);
    if (high[at] !== 0 || high[at + 1] !== 0) word = finish(finish(word ^ high[at]!) ^ high[at + 1]!);
    return (word >>> 0) % FOLDS;
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
