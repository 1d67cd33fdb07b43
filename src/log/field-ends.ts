import { readFileSync } from "node:fs";

const PAGE = 65_536;
/** Below it lies what the compiled program keeps for itself. */
const BLOCK_AT = 1024;
/** The program reads sixteen bytes at a time, so up to fifteen after the block. */
const SPARE = 16;
const LETTER = 97;

interface Program {
  readonly memory: WebAssembly.Memory;
  fieldEnds(from: number, length: number, delimiter: number, width: number, ends: number): number;
}

/** Finds where the fields of a block end, by the program of `wasm/field-ends.ts`. */
export class FieldEnds {
  /** The block last looked at. */
  bytes = new Uint8Array(0);
  /** The same and what lies after it, to be read in words. */
  words = new DataView(new ArrayBuffer(0));
  /** Offset of each field's end in it, as many a record as it has fields. */
  ends = new Int32Array(0);
  private readonly program: Program;

  constructor() {
    const compiled = new WebAssembly.Module(readFileSync(new URL("./field-ends.wasm", import.meta.url)));
    this.program = new WebAssembly.Instance(compiled, {}).exports as unknown as Program;
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
    const endsAt = BLOCK_AT + Math.ceil((length + SPARE) / 4) * 4;
    // At the most every byte ends a field.
    const pages = Math.ceil((endsAt + 4 * length) / PAGE) - memory.buffer.byteLength / PAGE;
    if (pages > 0 && !grown(memory, pages)) return null;
    this.bytes = new Uint8Array(memory.buffer, BLOCK_AT, length);
    this.bytes.set(block.subarray(0, length));
    this.words = new DataView(memory.buffer, BLOCK_AT, length + SPARE);
    new Uint8Array(memory.buffer, BLOCK_AT + length, SPARE).fill(LETTER);
    this.ends = new Int32Array(memory.buffer, endsAt, length);
    const records = fieldEnds(BLOCK_AT, length, delimiter, width, endsAt);
    return records < 0 ? null : records;
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
