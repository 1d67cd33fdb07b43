import type { FieldEnds } from "./field-ends.js";

/**
 * How the fields of a column become numbers for the engine. The scanner calls `read` for each
 * field with its bytes; a reader writes into its targets at the row's slot.
 */
export interface ColumnReader {
  read(bytes: Uint8Array, start: number, end: number, slot: number): void;
  /**
   * The same for many rows in one go, where the reader can say nothing that leaves a row out. A loop of its own for each column is several times faster than calls in turn.
   */
  readonly readFields?: ((fields: Fields) => void) | undefined;
}

/**
 * Fields of one column in a block: that of a slot has the number `(first + slot) * width + column`, begins after
 * `ends[number - 1]` and ends at `ends[number]`.
 */
export interface Fields {
  readonly finder: FieldEnds;
  readonly first: number;
  readonly width: number;
  readonly column: number;
  /** Slots to fill. */
  readonly from: number;
  readonly to: number;
}

/** Codes written instead of a value. */
export const MISSING = -1;
/** The field says something its column may not say: the row is at fault. */
export const BAD = -2;

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

export const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });
