import { readFileSync } from "node:fs";

const PAGE = 65_536;
/** Below it lies what the compiled program keeps for itself. */
const BLOCK_AT = 1024;
/** The program reads sixteen bytes at a time, so up to fifteen after the block. */
const SPARE = 16;

interface Program {
  readonly memory: WebAssembly.Memory;
  fieldEnds(from: number, length: number, delimiter: number, width: number, ends: number): number;
}

/** Finds where the fields of a block end, by the program of `wasm/field-ends.ts`. */
export class FieldEnds {
  /** The block last looked at. */
  bytes = new Uint8Array(0);
  /** Offset of each field's end in it, as many a record as it has fields. */
  ends = new Int32Array(0);
  private readonly program: Program;

  constructor() {
    const compiled = new WebAssembly.Module(readFileSync(new URL("./field-ends.wasm", import.meta.url)));
    this.program = new WebAssembly.Instance(compiled, {}).exports as unknown as Program;
  }

  /** The number of records; null unless each has `width` fields, ends in LF, and holds neither quotes nor control characters. */
  find(block: Uint8Array, length: number, delimiter: number, width: number): number | null {
    const { memory, fieldEnds } = this.program;
    const endsAt = BLOCK_AT + Math.ceil((length + SPARE) / 4) * 4;
    // At the most every byte ends a field.
    const pages = Math.ceil((endsAt + 4 * length) / PAGE) - memory.buffer.byteLength / PAGE;
    if (pages > 0) memory.grow(pages);
    this.bytes = new Uint8Array(memory.buffer, BLOCK_AT, length);
    this.bytes.set(block.subarray(0, length));
    this.ends = new Int32Array(memory.buffer, endsAt, length);
    const records = fieldEnds(BLOCK_AT, length, delimiter, width, endsAt);
    return records < 0 ? null : records;
  }
}
