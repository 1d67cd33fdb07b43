import { copyInto } from "./dictionary.js";
import { type ColumnReader, decoder, type Fields } from "./readers.js";
import { TextCodes } from "./text-codes.js";
import { readNumber, trimPadding } from "./values.js";

/**
 * Most different values a feature is examined with. Above it numbers are rounded to three significant digits (they are cut
 * into a few bins anyway), and anything else is an id or free text.
 */
export const MOST_VALUES = 50_000;
/** Codes there are: the values, the rounded numbers, and 0 for no value. */
export const MOST_CODES = 65_536;
/** What the label of a rounded number begins with: no text of a log can. */
const ROUNDED = "\0";

/** The code of a row without a value. */
export const NO_VALUE = 0;

/** What a feature's column held, by code; the label of `NO_VALUE` is empty. */
export interface FeatureFindings {
  readonly labels: readonly string[];
  /** More values than can be told apart: the codes mean nothing. */
  readonly tooMany: boolean;
}

/** Gives the values of a feature codes in order of appearance. */
export class FeatureCodes {
  readonly labels: string[] = [""];
  tooMany = false;
  private readonly codes = new Map<string, number>();
  private plain = 0;

  /** The code of a value; of the rounded one where there are too many. */
  code(label: string): number {
    if (this.tooMany) return NO_VALUE;
    const known = this.codes.get(label);
    if (known !== undefined) return known;
    if (label.startsWith(ROUNDED)) return this.add(label);
    if (this.plain < MOST_VALUES) {
      this.plain++;
      return this.add(label);
    }
    const rounded = roundedLabel(label);
    if (rounded !== null) return this.codes.get(rounded) ?? this.add(rounded);
    this.tooMany = true;
    return NO_VALUE;
  }

  private add(label: string): number {
    if (this.labels.length === MOST_CODES) {
      this.tooMany = true;
      return NO_VALUE;
    }
    this.codes.set(label, this.labels.length);
    return this.labels.push(label) - 1;
  }
}

/** The reader of a feature's column: each distinct text is understood once. */
export class FeatureReader implements ColumnReader {
  readonly book = new FeatureCodes();
  private readonly texts = new TextCodes();
  /** By code of the text: code of its value. */
  private values = new Int32Array(256);
  private known = 0;
  private readonly lengths: Uint8Array | null;

  /** `withLengths`: note how long values are, of all of them, however many there are. */
  constructor(
    readonly column: string,
    private readonly target: Uint16Array,
    private readonly isMissing: (text: string) => boolean,
    withLengths: boolean,
  ) {
    this.lengths = withLengths ? new Uint8Array(256) : null;
  }

  /** Lengths of the values in bytes, 255 for longer ones. */
  get seenLengths(): number[] {
    return [...(this.lengths ?? []).keys()].filter((length) => this.lengths![length] === 1);
  }

  /** Nothing is left to be learnt of the column. */
  private get done(): boolean {
    return this.book.tooMany && this.lengths === null;
  }

  read(bytes: Uint8Array, start: number, end: number, slot: number): void {
    const code = this.done ? -1 : this.texts.code(bytes, start, end, MOST_VALUES);
    this.target[slot] = this.valueOf(code, bytes, start, end);
  }

  readonly readFields = (fields: Fields): void => {
    const { finder, first, width, column, from, to } = fields;
    const { target } = this;
    if (this.done) {
      target.fill(NO_VALUE, from, to);
      return;
    }
    const codes = this.texts.codesOf(fields, MOST_VALUES);
    // In the order of rows: values are numbered as they are met, texts beyond those that are kept among them.
    for (let slot = from; slot < to; slot++) {
      const code = codes[slot]!;
      if (code >= 0 && code < this.known) target[slot] = this.values[code]!;
      else {
        const { bytes, ends } = finder;
        const field = (first + slot) * width + column;
        target[slot] = this.valueOf(code, bytes, field === 0 ? 0 : ends[field - 1]! + 1, ends[field]!);
      }
    }
  };

  private valueOf(code: number, bytes: Uint8Array, start: number, end: number): number {
    if (this.done) return NO_VALUE;
    if (code < 0) return this.understand(bytes.subarray(start, end));
    if (code >= this.known) {
      if (code >= this.values.length) this.values = copyInto(new Int32Array(2 * code), this.values);
      this.values[code] = this.understand(bytes.subarray(start, end));
      this.known = code + 1;
    }
    return this.values[code]!;
  }

  private understand(field: Uint8Array): number {
    const text = trimPadding(decoder.decode(field));
    if (this.isMissing(text)) return NO_VALUE;
    if (this.lengths !== null) this.lengths[Math.min(255, Buffer.byteLength(text))] = 1;
    return this.book.code(text);
  }
}

function roundedLabel(text: string): string | null {
  const value = readNumber(text);
  return value === null ? null : `${ROUNDED}${Number(value.toPrecision(3))}`;
}

/** More rounded numbers than these are too many: as many as there are codes beside the values that stood as they are. */
const MOST_ROUNDED = MOST_CODES - 1 - MOST_VALUES;

/**
 * The values behind the codes, the same whichever reader met them first: where there were too many, all numbers are the
 * rounded ones. Null where they are too many for that: a reader that runs out of codes has met more than `MOST_ROUNDED`, and
 * whether one does depends on which values it met first, so more are too many even where codes were enough.
 */
export function settleLabels({ labels, tooMany }: FeatureFindings): readonly string[] | null {
  if (tooMany) return null;
  if (!labels.some((label) => label.startsWith(ROUNDED))) return labels;
  const settled = labels.map((label) =>
    label === "" || label.startsWith(ROUNDED) ? label : roundedLabel(label),
  );
  if (settled.includes(null)) return null;
  const known = settled.filter((label) => label !== "");
  return new Set(known).size > MOST_ROUNDED ? null : settled.map((label) => label!.replace(ROUNDED, ""));
}
