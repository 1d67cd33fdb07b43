import { Dictionary } from "./dictionary.js";
import type { Fields } from "./readers.js";

/** Places for short texts, at first and at most; half of them stay empty. */
const FEW_PLACES = 1 << 9;
const MOST_PLACES = 1 << 18;
const SHORT = 8;
/** Words of a place. */
const PLACE = 3;

/**
 * Gives the fields of one column codes, as a `Dictionary` does. Where many are asked for at once, texts of up to eight bytes,
 * which most fields are, are two numbers, and are known again without a look at their bytes one by one.
 */
export class TextCodes {
  private readonly dictionary = new Dictionary();
  /** For each place: the first four bytes of a text, the next four, and its code from 1 with its length on top. */
  private places = new Int32Array(PLACE * FEW_PLACES);
  /** How far a 32-bit number is shifted to be a place: no more places than texts need, so that they stay near. */
  private shift = 32 - Math.log2(FEW_PLACES);
  private taken = 0;

  get size(): number {
    return this.dictionary.size;
  }

  /** The code of a field's text; a new one where the text is new, and -1 instead where there are `most` already. */
  code(bytes: Uint8Array, start: number, end: number, most = Infinity): number {
    return this.dictionary.code(bytes, start, end, undefined, most);
  }

  /** The same for a column's fields at once: `codes[slot]` is the code of the slot's field. */
  codesOf(fields: Fields, codes: Int32Array, most = Infinity): void {
    const { bytes, words, ends, numbers, from, to } = fields;
    let { places, shift } = this;
    for (let slot = from; slot < to; slot++) {
      const field = numbers[slot]!;
      const start = field === 0 ? 0 : ends[field - 1]! + 1;
      const end = ends[field]!;
      const length = end - start;
      if (length > SHORT) {
        codes[slot] = this.code(bytes, start, end, most);
        continue;
      }
      const first = words.getInt32(start, true) & MASKS[length]!;
      const second = words.getInt32(start + 4, true) & MASKS[length + MASK_OF_SECOND]!;
      let place = PLACE * (mix(first, second, length) >>> shift);
      let known: number;
      while (
        (known = places[place + 2]!) !== 0 &&
        (places[place] !== first || places[place + 1] !== second || known >>> 28 !== length)
      )
        place = place + PLACE === places.length ? 0 : place + PLACE;
      if (known !== 0) {
        codes[slot] = (known & CODE) - 1;
        continue;
      }
      const code = this.code(bytes, start, end, most);
      codes[slot] = code;
      if (code < 0 || code >= CODE || this.taken === MOST_PLACES / 2) continue;
      places[place] = first;
      places[place + 1] = second;
      places[place + 2] = (length << 28) | (code + 1);
      if (2 * PLACE * ++this.taken < places.length || this.taken === MOST_PLACES / 2) continue;
      this.widen();
      ({ places, shift } = this);
    }
  }

  private widen(): void {
    const old = this.places;
    const places = new Int32Array(4 * old.length);
    this.places = places;
    this.shift -= 2;
    for (let from = 0; from < old.length; from += PLACE) {
      const known = old[from + 2]!;
      if (known === 0) continue;
      let place = PLACE * (mix(old[from]!, old[from + 1]!, known >>> 28) >>> this.shift);
      while (places[place + 2] !== 0) place = place + PLACE === places.length ? 0 : place + PLACE;
      places[place] = old[from]!;
      places[place + 1] = old[from + 1]!;
      places[place + 2] = known;
    }
  }

  bytes(code: number): Uint8Array {
    return this.dictionary.bytes(code);
  }
}

/** The length tells texts apart that end in NUL bytes, and is part of the key. */
function mix(first: number, second: number, length: number): number {
  return Math.imul(first ^ Math.imul(second, 0x85ebca6b) ^ length, 0x9e3779b1);
}

const CODE = (1 << 28) - 1;
/** What of the four bytes at a text's beginning is its own, by length; and from `MASK_OF_SECOND` on of the next four. */
const MASK_OF_SECOND = SHORT + 1;
const MASKS = Int32Array.from({ length: 2 * MASK_OF_SECOND }, (_, at) => {
  const bytes = at < MASK_OF_SECOND ? at : at - MASK_OF_SECOND - 4;
  return bytes <= 0 ? 0 : bytes >= 4 ? -1 : (1 << (8 * bytes)) - 1;
});
