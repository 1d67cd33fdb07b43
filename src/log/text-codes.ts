import { Dictionary } from "./dictionary.js";
import { type KnownTexts, UNKNOWN } from "./field-ends.js";
import type { Fields } from "./readers.js";

/**
 * Gives the fields of one column codes, as a `Dictionary` does. Where many are asked for at once, texts of up to eight bytes,
 * which most fields are, are known again without a look at their bytes one by one.
 */
export class TextCodes {
  private readonly dictionary = new Dictionary();
  /** Undefined until it is asked for, null until it is there. */
  private known: KnownTexts | null | undefined;

  get size(): number {
    return this.dictionary.size;
  }

  /** The code of a field's text; a new one where the text is new, and -1 instead where there are `most` already. */
  code(bytes: Uint8Array, start: number, end: number, most = Infinity): number {
    return this.dictionary.code(bytes, start, end, undefined, most);
  }

  /** The same for a column's fields at once: they are in the finder's `codes`, by slot, until the next column is read. */
  codesOf({ finder, first, width, column, from, to }: Fields, most = Infinity): Int32Array {
    if (this.known === undefined) {
      this.known = null;
      finder.onNewTexts((texts) => (this.known = texts));
    }
    const { known } = this;
    const { codes, bytes, ends } = finder;
    if (known === null) codes.fill(UNKNOWN, from, to);
    else if (known.look({ first, width, column, from, to }) === 0) return codes;
    for (let slot = from; slot < to; slot++) {
      if (codes[slot] !== UNKNOWN) continue;
      const field = (first + slot) * width + column;
      const start = field === 0 ? 0 : ends[field - 1]! + 1;
      const end = ends[field]!;
      const code = this.code(bytes, start, end, most);
      codes[slot] = code;
      if (code >= 0) known?.learn(start, end, code);
    }
    return codes;
  }

  bytes(code: number): Uint8Array {
    return this.dictionary.bytes(code);
  }
}
