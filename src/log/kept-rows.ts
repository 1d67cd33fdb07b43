import { closeSync, openSync, readSync, writeSync } from "node:fs";
import type { ColumnData } from "../engine/engine.js";

/**
 * Rows kept beside the engine, for the examination of features: it asks one simple thing of very many pairs of columns, which
 * a loop over small integers answers many times faster than SQL, and the engine need not take those columns in. They lie
 * in private files, one a scanning thread, so that memory does not grow with rows; only numbers are in them, no text.
 */
export interface KeptRows {
  readonly files: readonly KeptFile[];
  /** By the layout's name of a column: where it lies in each block, from 0. */
  readonly places: ReadonlyMap<string, number>;
}

/** What one thread kept. */
export interface KeptFile {
  readonly path: string;
  readonly blocks: readonly KeptBlock[];
  /** By column, its place: the thread's codes to those of all threads; null where numbers stand for themselves. */
  readonly maps: readonly (Uint16Array | Int16Array | null)[];
}

export interface KeptBlock {
  readonly offset: number;
  readonly rows: number;
  /** How each column is written. */
  readonly forms: readonly Form[];
}

/** The forms a column is written in: the smallest that holds the block's numbers. */
type Form = "int8" | "int16" | "int32" | "uint8" | "uint16" | "double";
type Written = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Float64Array;
/** A column as it is read: loops over one kind of array are several times faster than over whichever comes. */
export type KeptColumn = Int32Array | Float64Array;

const MAKERS = {
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  double: Float64Array,
} as const;
/** Every column begins at a multiple of it, so that it can be read where it lies. */
const ALIGNED = 8;

/** The name of the column that says which of `PARTS` parts of all people a row's person is in. */
export const PART = "part";
/** A prime; where some people are enough they are picked by the remainder of their key. */
export const PARTS = 10_007;

/** Writes blocks of rows into one file. */
export class KeptWriter {
  readonly blocks: KeptBlock[] = [];
  /** Opened with the first block. */
  private file: number | null = null;
  private offset = 0;
  private rows = 0;
  private readonly waiting: Written[];
  private bytes = new Uint8Array(0);

  constructor(
    private readonly path: string,
    private readonly columns: readonly ColumnData[],
  ) {
    this.waiting = columns.map((column) => makeLike(column, 0));
  }

  /** Take the first rows of the columns. */
  add(rows: number): void {
    this.columns.forEach((column, index) => {
      let waiting = this.waiting[index]!;
      if (this.rows + rows > waiting.length) {
        const wider = makeLike(column, 2 * (this.rows + rows));
        wider.set(waiting);
        this.waiting[index] = waiting = wider;
      }
      waiting.set(column.subarray(0, rows), this.rows);
    });
    this.rows += rows;
  }

  /** Write what was taken as a block. */
  flush(): void {
    const { rows } = this;
    if (rows === 0) return;
    const forms = this.waiting.map((column) => formOf(column, rows));
    const { starts, length } = placesOf(forms, rows);
    if (this.bytes.length < length) this.bytes = new Uint8Array(2 * length);
    forms.forEach((form, index) =>
      view(form, this.bytes, starts[index]!, rows).set(this.waiting[index]!.subarray(0, rows)),
    );
    this.file ??= openSync(this.path, "wx", 0o600);
    for (let done = 0; done < length;) done += writeSync(this.file, this.bytes, done, length - done);
    this.blocks.push({ offset: this.offset, rows, forms });
    this.offset += length;
    this.rows = 0;
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
  }
}

/** Reads the blocks of one file, one after the other. */
export class KeptReader {
  private readonly file: number;
  private bytes = new Uint8Array(0);
  /** By place. */
  private readonly wide: Int32Array[] = [];

  constructor(path: string) {
    this.file = openSync(path, "r");
  }

  /** Some columns of a block, by place; valid until the next are read. */
  read(block: KeptBlock, wanted: ReadonlySet<number>): ReadonlyMap<number, KeptColumn> {
    const columns = [...this.readAsWritten(block, wanted)];
    return new Map(
      columns.map(([place, column]) => [
        place,
        column instanceof Float64Array ? column : this.widened(place, column),
      ]),
    );
  }

  /** The same as they are written, for who looks at few of the rows. */
  readAsWritten(
    { offset, rows, forms }: KeptBlock,
    wanted: ReadonlySet<number>,
  ): ReadonlyMap<number, Written> {
    const { starts, length } = placesOf(forms, rows);
    if (this.bytes.length < length) this.bytes = new Uint8Array(2 * length);
    const columns = new Map<number, Written>();
    for (const place of wanted) {
      const column = view(forms[place]!, this.bytes, starts[place]!, rows);
      this.fill(starts[place]!, column.byteLength, offset);
      columns.set(place, column);
    }
    return columns;
  }

  private widened(place: number, column: Written): Int32Array {
    if ((this.wide[place]?.length ?? 0) < column.length) this.wide[place] = new Int32Array(2 * column.length);
    const wide = this.wide[place]!;
    wide.set(column);
    return wide;
  }

  private fill(start: number, length: number, offset: number): void {
    for (let done = 0; done < length;) {
      const got = readSync(this.file, this.bytes, start + done, length - done, offset + start + done);
      if (got === 0) throw new Error("the end of a file of kept rows is gone");
      done += got;
    }
  }

  close(): void {
    closeSync(this.file);
  }
}

/** See the blocks of all files in turn, with some of their columns. */
export function forEachBlock(
  rows: KeptRows,
  wanted: ReadonlySet<number>,
  see: (columns: ReadonlyMap<number, KeptColumn>, rows: number) => void,
  begin: (file: number) => void = () => {},
): void {
  rows.files.forEach((file, index) => {
    begin(index);
    const reader = new KeptReader(file.path);
    try {
      for (const block of file.blocks) see(reader.read(block, wanted), block.rows);
    } finally {
      reader.close();
    }
  });
}

function placesOf(
  forms: readonly Form[],
  rows: number,
): { readonly starts: readonly number[]; readonly length: number } {
  let length = 0;
  const starts = forms.map((form) => {
    const start = length;
    length += Math.ceil((rows * MAKERS[form].BYTES_PER_ELEMENT) / ALIGNED) * ALIGNED;
    return start;
  });
  return { starts, length };
}

function view(form: Form, bytes: Uint8Array, start: number, rows: number): Written {
  return new MAKERS[form](bytes.buffer as ArrayBuffer, start, rows);
}

function makeLike(column: Written, rows: number): Written {
  const Maker = column.constructor as new (length: number) => Written;
  return new Maker(rows);
}

function formOf(column: Written, rows: number): Form {
  if (column instanceof Float64Array) return "double";
  if (column instanceof Int8Array) return "int8";
  let least = 0;
  let most = 0;
  for (let row = 0; row < rows; row++) {
    const value = column[row]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least < 0)
    return least >= -128 && most < 128 ? "int8" : least >= -32_768 && most < 32_768 ? "int16" : "int32";
  return most < 256 ? "uint8" : most < 65_536 ? "uint16" : "int32";
}

const TO_32 = 2 ** 32 % PARTS;
const TO_64 = (TO_32 * TO_32) % PARTS;
const TO_96 = (TO_64 * TO_32) % PARTS;

/**
 * The part of a person: the remainder of `high * 2^64 + low`, both signed, never negative. Keys are two 32-bit words a row,
 * the lower one first.
 */
export function partsOf(low: Int32Array, high: Int32Array, rows: number, into: Int16Array): void {
  for (let row = 0; row < rows; row++) {
    const at = 2 * row;
    let sum = ((low[at]! >>> 0) % PARTS) + (low[at + 1]! % PARTS) * TO_32;
    if (high[at] !== 0 || high[at + 1] !== 0)
      sum += ((high[at]! >>> 0) % PARTS) * TO_64 + (high[at + 1]! % PARTS) * TO_96;
    const part = sum % PARTS;
    into[row] = part < 0 ? part + PARTS : part;
  }
}
