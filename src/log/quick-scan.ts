import { BATCH_ROWS } from "../engine/engine.js";
import type { FieldEnds } from "./field-ends.js";
import type { ColumnReader, Fields } from "./readers.js";
import type { ScanPlan } from "./scanner.js";

/** A column somebody reads, and its place. */
interface Needed<Reader> {
  readonly column: number;
  readonly reader: Reader;
}

const NEAR_ROWS = 256;

/** Who is told of the rows of a block. */
export interface RowSink {
  /** A row was read into a slot, as far as decides whether it is used: is it? */
  row(slot: number): boolean;
  /** All columns of a batch are read, into the slots from 0; `used` are those of the rows used, in order. */
  batch(rows: number, used: Int32Array): void;
}

/**
 * Reads blocks of plain records quickly: no quotes, no control characters, LF line ends, every record as wide as the
 * header. It first has noted where fields end, and then looks only at the columns somebody needs: row by row at those that
 * decide about rows, column by column at the others. What is not so plain it leaves untouched.
 */
export class QuickScanner {
  private readonly rowwise: readonly Needed<ColumnReader>[];
  private readonly columnwise: readonly Needed<(fields: Fields) => void>[];
  private readonly used = new Int32Array(BATCH_ROWS);

  constructor(
    private readonly plan: ScanPlan,
    private readonly finder: FieldEnds,
  ) {
    const needed = plan.readers.flatMap((reader, column) => (reader === null ? [] : [{ column, reader }]));
    this.rowwise = needed.filter(({ reader }) => reader.readFields === undefined);
    this.columnwise = needed.flatMap(({ column, reader: { readFields } }) =>
      readFields === undefined ? [] : [{ column, reader: readFields }],
    );
  }

  /** Read a block whose last byte is a line end; the number of records, or null where it must be read with care. */
  scan(block: Uint8Array, length: number, sink: RowSink): number | null {
    const { plan, finder } = this;
    const width = plan.names.length;
    // A blank line of a table of one column is a row.
    const records = width === 1 ? null : finder.find(block, length, plan.delimiter, width);
    if (records === null) return null;
    for (let first = 0; first < records; first += BATCH_ROWS) {
      this.batch(first, Math.min(BATCH_ROWS, records - first), width, sink);
    }
    return records;
  }

  private batch(first: number, rows: number, width: number, sink: RowSink): void {
    const { rowwise, finder, used } = this;
    const { bytes, ends } = finder;
    const { state, header } = this.plan;
    let count = 0;
    for (let slot = 0; slot < rows; slot++) {
      const field = (first + slot) * width;
      const start = field === 0 ? 0 : ends[field - 1]! + 1;
      state.reset();
      for (let index = 0; index < rowwise.length; index++) {
        const { column, reader } = rowwise[index]!;
        const from = column === 0 ? start : ends[field + column - 1]! + 1;
        reader.read(bytes, from, ends[field + column]!, slot);
      }
      const length = ends[field + width - 1]! - start;
      if (state.bad.length > 0 || (length === header.length && isHeader(bytes, start, header)))
        throw new NotPlain();
      if (sink.row(slot)) used[count++] = slot;
    }
    // A part of the batch at a time, so that its bytes are still near when the next column is read.
    for (let from = 0; from < rows; from += NEAR_ROWS) {
      const to = Math.min(rows, from + NEAR_ROWS);
      for (const { column, reader } of this.columnwise) reader({ finder, first, width, column, from, to });
    }
    if (state.bad.length > 0) throw new NotPlain();
    sink.batch(rows, used.subarray(0, count));
  }
}

/** A value could not be read, or the header stands again: found only after rows were taken in. */
export class NotPlain extends Error {}

function isHeader(bytes: Uint8Array, start: number, header: Uint8Array): boolean {
  for (let index = 0; index < header.length; index++)
    if (bytes[start + index] !== header[index]) return false;
  return true;
}
