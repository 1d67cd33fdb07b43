import { readFileSync } from "node:fs";
import { BATCH_ROWS } from "../engine/engine.js";

const PAGE = 65_536;
/** Below it lies what the compiled program keeps for itself. */
const FREE_AT = 1024;
/** The program reads sixteen bytes at a time, so up to fifteen after the block. */
const SPARE = 16;
const LETTER = 97;

interface Program {
  readonly memory: WebAssembly.Memory;
  fieldEnds(from: number, length: number, delimiter: number, width: number, ends: number): number;
  knownTexts(
    block: number,
    ends: number,
    first: number,
    width: number,
    column: number,
    from: number,
    to: number,
    table: number,
    bits: number,
    codes: number,
  ): number;
  learnText(text: number, length: number, code: number, table: number, bits: number): number;
  widenTexts(table: number, bits: number, wider: number, widerBits: number): void;
}

/** A column of a block: its fields in the records from `from` to `to`, counted after the record `first`. */
export interface ColumnPart {
  readonly first: number;
  readonly width: number;
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

/** The code of a text that is too long to be known, or is met for the first time. */
export const UNKNOWN = -2;

/** Finds where the fields of a block end, by the program of `wasm/field-ends.ts`. */
export class FieldEnds {
  /** The block last looked at. */
  bytes = new Uint8Array(0);
  /** Offset of each field's end in it, as many a record as it has fields. */
  ends = new Int32Array(0);
  /** Codes of the texts of the column last looked at, by record after the first. */
  codes = new Int32Array(0);
  private readonly program: Program;
  private readonly texts: KnownTexts[] = [];
  private readonly waiting: ((texts: KnownTexts) => void)[] = [];
  private readonly codesAt: number;
  private used = FREE_AT;
  private blockAt = 0;
  private endsAt = 0;
  /** Bytes there are for the block and its ends. */
  private room = 0;

  constructor() {
    const compiled = new WebAssembly.Module(readFileSync(new URL("./field-ends.wasm", import.meta.url)));
    this.program = new WebAssembly.Instance(compiled, {}).exports as unknown as Program;
    this.codesAt = this.reserve(4 * BATCH_ROWS) ?? 0;
    if (this.codesAt === 0) throw new RangeError("no room for codes");
  }

  /** One for all; null where this machine or process has no room for it, or no WebAssembly. */
  static open(): FieldEnds | null {
    try {
      return new FieldEnds();
    } catch (error) {
      if (
        error instanceof RangeError ||
        error instanceof ReferenceError ||
        error instanceof WebAssembly.CompileError
      )
        return null;
      throw error;
    }
  }

  /** The number of records; null unless each has `width` fields, ends in LF, and holds neither quotes nor control characters. */
  find(block: Uint8Array, length: number, delimiter: number, width: number): number | null {
    // A delimiter of more than one byte is none the program could look for.
    if (delimiter > 127) return null;
    const { memory, fieldEnds } = this.program;
    // Here nobody holds views of the memory, which are void once it has grown.
    for (const one of this.texts) one.widen();
    for (const tell of this.waiting.splice(0)) this.addTexts(tell);
    const endsFrom = Math.ceil((length + SPARE) / 4) * 4;
    // At the most every byte ends a field.
    const needed = endsFrom + 4 * length;
    if (needed > this.room) {
      const at = this.reserve(needed);
      if (at === null) return null;
      this.blockAt = at;
      this.room = needed;
    }
    this.endsAt = this.blockAt + endsFrom;
    this.bytes = new Uint8Array(memory.buffer, this.blockAt, length);
    this.bytes.set(block.subarray(0, length));
    new Uint8Array(memory.buffer, this.blockAt + length, SPARE).fill(LETTER);
    this.ends = new Int32Array(memory.buffer, this.endsAt, length);
    this.codes = new Int32Array(memory.buffer, this.codesAt, BATCH_ROWS);
    const records = fieldEnds(this.blockAt, length, delimiter, width, this.endsAt);
    return records < 0 ? null : records;
  }

  /** With the next block there will be a new table of texts that are to be known again, if there is room for it. */
  onNewTexts(tell: (texts: KnownTexts) => void): void {
    this.waiting.push(tell);
  }

  private addTexts(tell: (texts: KnownTexts) => void): void {
    const table = this.reserveTable(FEW_BITS);
    if (table === null) return;
    const texts = new KnownTexts(table, {
      look: (at, bits, { first, width, column, from, to }) =>
        this.program.knownTexts(
          this.blockAt,
          this.endsAt,
          first,
          width,
          column,
          from,
          to,
          at,
          bits,
          this.codesAt,
        ),
      learn: (at, bits, start, end, code) =>
        this.program.learnText(this.blockAt + start, end - start, code, at, bits),
      widen: (at, bits, wider) => {
        const place = this.reserveTable(wider);
        if (place !== null) this.program.widenTexts(at, bits, place, wider);
        return place;
      },
    });
    this.texts.push(texts);
    tell(texts);
  }

  private reserveTable(bits: number): number | null {
    return this.reserve(PLACE * 2 ** bits);
  }

  /** Where so many bytes are free, all 0; null where there is no more memory. */
  private reserve(bytes: number): number | null {
    const { memory } = this.program;
    const at = Math.ceil(this.used / PLACE) * PLACE;
    const pages = Math.ceil((at + bytes) / PAGE) - memory.buffer.byteLength / PAGE;
    if (pages > 0 && !grown(memory, pages)) return null;
    this.used = at + bytes;
    return at;
  }
}

/** Bytes of a place in a table of texts. */
const PLACE = 16;
/** Binary logarithms of the places of a table, at first and at most. */
const FEW_BITS = 8;
const MOST_BITS = 18;
/** Texts of more bytes are not kept. */
export const SHORT = 8;

interface TextProgram {
  readonly look: (table: number, bits: number, part: ColumnPart) => number;
  readonly learn: (table: number, bits: number, start: number, end: number, code: number) => number;
  readonly widen: (table: number, bits: number, wider: number) => number | null;
}

/** The short texts of a column with their codes, in the program's memory. */
export class KnownTexts {
  private bits = FEW_BITS;
  private taken = 0;

  constructor(
    private table: number,
    private readonly program: TextProgram,
  ) {}

  /** Write the codes of a part of the column, `UNKNOWN` for some; how many of them. */
  look(part: ColumnPart): number {
    return this.program.look(this.table, this.bits, part);
  }

  /** Remember a text of the block that was unknown. It may stay unknown, where the table is full until the next block. */
  learn(start: number, end: number, code: number): void {
    if (end - start > SHORT || this.taken >= 0.75 * 2 ** this.bits) return;
    this.taken += this.program.learn(this.table, this.bits, start, end, code);
  }

  /** Make the table wider, where it is half full: memory may grow. */
  widen(): void {
    if (this.bits === MOST_BITS || 2 * this.taken < 2 ** this.bits) return;
    const wider = Math.min(MOST_BITS, this.bits + 2);
    const table = this.program.widen(this.table, this.bits, wider);
    if (table === null) return;
    this.table = table;
    this.bits = wider;
  }
}

function grown(memory: WebAssembly.Memory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
