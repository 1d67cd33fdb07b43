import { Dictionary } from "./dictionary.js";

/** Places for texts met before, at first and at most; texts that share one push each other out. */
const FEW_PLACES = 1 << 9;
const MOST_PLACES = 1 << 16;
const SHORT = 8;

/**
 * Gives the fields of one column codes, as a `Dictionary` does. Texts of up to eight bytes, which most fields are, are two
 * numbers, and are known again without a look at their bytes one by one.
 */
export class TextCodes {
  private readonly dictionary = new Dictionary();
  /** For each place: the first four bytes of a text, the next four, and its code from 1 with its length on top. */
  private places = new Int32Array(3 * FEW_PLACES);
  /** How far a 32-bit number is shifted to be a place: no more places than texts need, so that they stay near. */
  private shift = 32 - Math.log2(FEW_PLACES);

  get size(): number {
    return this.dictionary.size;
  }

  /** The code of a field's text; a new one where the text is new, and -1 instead where there are `most` already. */
  code(bytes: Uint8Array, start: number, end: number, most = Infinity): number {
    const length = end - start;
    if (length > SHORT) return this.find(bytes, start, end, most);
    let first = 0;
    let second = 0;
    const middle = length < 4 ? end : start + 4;
    for (let at = start; at < middle; at++) first = (first << 8) | bytes[at]!;
    for (let at = middle; at < end; at++) second = (second << 8) | bytes[at]!;
    // The length tells texts apart that begin with NUL bytes, and is part of the key.
    const mixed = Math.imul(first ^ Math.imul(second, 0x85ebca6b) ^ length, 0x9e3779b1);
    const place = 3 * (mixed >>> this.shift);
    const { places } = this;
    const known = places[place + 2]!;
    if (places[place] === first && places[place + 1] === second && known >>> 28 === length && known !== 0)
      return (known & CODE) - 1;
    const code = this.find(bytes, start, end, most);
    if (2 * code > places.length / 3 && places.length < 3 * MOST_PLACES) {
      this.places = new Int32Array(4 * places.length);
      this.shift -= 2;
    } else if (code >= 0 && code < CODE) {
      places[place] = first;
      places[place + 1] = second;
      places[place + 2] = (length << 28) | (code + 1);
    }
    return code;
  }

  bytes(code: number): Uint8Array {
    return this.dictionary.bytes(code);
  }

  private find(bytes: Uint8Array, start: number, end: number, most: number): number {
    return this.dictionary.code(bytes, start, end, undefined, most);
  }
}

const CODE = (1 << 28) - 1;
