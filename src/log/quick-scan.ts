import { HASH_PRIME, HASH_SEED } from "./dictionary.js";
import { type ColumnReader } from "./readers.js";
import type { ScanPlan } from "./scanner.js";

const LF = 10;
/** What a byte is: an end of a field (1), of a record as well (LINE), or a reason to read the block with care (ODD). */
const ODD = 2;
const LINE = 4;

/** A column somebody reads, and its place. */
interface Needed {
  readonly column: number;
  readonly reader: ColumnReader;
}

/**
 * Reads blocks of plain records quickly: no quotes, no control characters, LF line ends, every record as wide as the
 * header. It first notes where fields end, in a loop that does nothing else, and then looks only at the columns somebody
 * needs. What is not so plain it leaves untouched.
 */
export class QuickScanner {
  private readonly kinds = new Uint8Array(256);
  private readonly needed: readonly Needed[];
  private ends = new Int32Array(0);
  /** No byte above this one ends a field or is odd. */
  private readonly top: number;

  constructor(private readonly plan: ScanPlan) {
    this.kinds.fill(ODD, 0, 32);
    this.kinds[9] = 0;
    this.kinds[34] = ODD;
    this.kinds[plan.delimiter] = 1;
    this.kinds[LF] = 1 | LINE;
    this.top = Math.max(34, plan.delimiter);
    this.needed = plan.readers.flatMap((reader, column) => (reader === null ? [] : [{ column, reader }]));
  }

  /** Read a block whose last byte is a line end; the number of records, or null where it must be read with care. */
  scan(bytes: Uint8Array, length: number, commit: ScanPlan["commit"]): number | null {
    const width = this.plan.names.length;
    const records = this.findEnds(bytes, length, width);
    if (records === null) return null;
    const { plan, needed, ends } = this;
    const { state, header } = plan;
    let slot = 0;
    let start = 0;
    for (let record = 0; record < records; record++) {
      const first = record * width;
      const recordEnd = ends[first + width - 1]!;
      state.reset();
      for (let index = 0; index < needed.length; index++) {
        const { column, reader } = needed[index]!;
        const from = column === 0 ? start : ends[first + column - 1]! + 1;
        const to = ends[first + column]!;
        let hash = HASH_SEED;
        for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, HASH_PRIME);
        reader.read(bytes, from, to, hash, slot);
      }
      if (state.bad.length > 0 || (recordEnd - start === header.length && isHeader(bytes, start, header))) {
        throw new NotPlain();
      }
      slot = commit(0, slot, NO_RECORD);
      start = recordEnd + 1;
    }
    return records;
  }

  /** Where fields end; null unless every record has as many as the header, and nothing odd is in the block. */
  private findEnds(bytes: Uint8Array, length: number, width: number): number | null {
    const { kinds } = this;
    if (this.ends.length <= length) this.ends = new Int32Array(length + 1);
    const { ends, top } = this;
    let count = 0;
    let lines = 0;
    let odd = 0;
    for (let at = 0; at < length; at++) {
      const byte = bytes[at]!;
      if (byte > top) continue;
      const kind = kinds[byte]!;
      if (kind === 0) continue;
      ends[count++] = at;
      lines += kind >> 2;
      odd |= kind;
    }
    // As many line ends as records, and one at the end of each: then none stands anywhere else.
    if ((odd & ODD) !== 0 || lines * width !== count) return null;
    for (let record = 1; record <= lines; record++) if (bytes[ends[record * width - 1]!] !== LF) return null;
    // A blank line of a table of one column is a row; of any other it breaks the count above.
    return width === 1 ? null : lines;
  }
}

/** A value could not be read, or the header stands again: found only after rows were taken in. */
export class NotPlain extends Error {}

const NO_RECORD = { bytes: new Uint8Array(0), start: 0, end: 0 };

function isHeader(bytes: Uint8Array, start: number, header: Uint8Array): boolean {
  for (let index = 0; index < header.length; index++)
    if (bytes[start + index] !== header[index]) return false;
  return true;
}
