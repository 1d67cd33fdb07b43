import { Dictionary } from "./dictionary.js";

const GUESSES = 4096;

/** Gives the fields of one column codes, as a `Dictionary` does, and remembers the few that most columns say again and again. */
export class TextCodes {
  private readonly dictionary = new Dictionary();
  /** Codes, from 1, of texts of one byte: yes/no columns are mostly these, and need no hashing. */
  private readonly single = new Int32Array(256);
  /** Codes, from 1, of the texts last met under a few of their bytes. */
  private readonly guesses = new Int32Array(GUESSES);

  get size(): number {
    return this.dictionary.size;
  }

  /** The code of a field's text; a new one where the text is new, and -1 instead where there are `most` already. */
  code(bytes: Uint8Array, start: number, end: number, most = Infinity): number {
    const length = end - start;
    if (length === 0) return this.find(bytes, start, end, most);
    const first = bytes[start]!;
    if (length === 1) {
      const known = this.single[first]! - 1;
      return known >= 0 ? known : (this.single[first] = this.find(bytes, start, end, most) + 1) - 1;
    }
    const middle = bytes[start + (length >> 1)]!;
    const key = ((first << 5) ^ (middle << 2) ^ bytes[end - 1]! ^ (length << 7)) & (GUESSES - 1);
    const guess = this.guesses[key]! - 1;
    if (guess >= 0 && this.dictionary.holds(guess, bytes, start, end)) return guess;
    const code = this.find(bytes, start, end, most);
    if (code >= 0) this.guesses[key] = code + 1;
    return code;
  }

  bytes(code: number): Uint8Array {
    return this.dictionary.bytes(code);
  }

  private find(bytes: Uint8Array, start: number, end: number, most: number): number {
    return this.dictionary.code(bytes, start, end, undefined, most);
  }
}
