import { refuse } from "../refusal.js";
import { checkBytes } from "./check-bytes.js";
import type { FaultTally } from "./faults.js";
import { type Header, readHeader } from "./header.js";
import { Scanner, type ScanPlan } from "./scanner.js";

const ROOM = 1 << 22;
/** A record longer than this is taken for an open quote that swallows the file. */
const LONGEST_RECORD = 512 * 1024 * 1024;

export interface CsvCounts {
  readonly rows: number;
  readonly blank: number;
  /** Rows that hold control characters. */
  readonly controls: number;
}

/**
 * What a record's number means in a CSV that was written here from another format: the line or the row of the
 * original, whatever line ends its texts hold. Null for a CSV that is the file itself.
 */
export type WrittenAs = "line" | "row";

/**
 * Read one CSV stream: header first, then records through a scanner in bounded memory. `begin` is
 * called with the header and answers with what the scanner shall do.
 */
export async function readCsv(
  file: string,
  chunks: AsyncIterable<Buffer>,
  options: {
    readonly delimiter: string | null;
    readonly written: WrittenAs | null;
    readonly faults: FaultTally;
  },
  begin: (
    header: Header,
  ) => Omit<
    ScanPlan,
    "file" | "delimiter" | "newline" | "names" | "header" | "firstLine" | "written" | "faults"
  >,
): Promise<CsvCounts> {
  let buffer = Buffer.allocUnsafe(ROOM + 2);
  let have = 0;
  let header: Header | null = null;
  let scanner: Scanner | null = null;
  let newline = 10;
  /** Bytes to gather before scanning. A record that outgrows them is looked at again at twice the size, not at every chunk. */
  let due = ROOM / 2;

  /** Scan what is whole; the rest moves to the front. */
  const consume = (final: boolean): void => {
    if (scanner === null) {
      header = readHeader(file, buffer.subarray(0, have), final, options);
      if (header === null) return;
      newline = header.newline;
      // A header that ends the file without a line end has its body one byte past what was read.
      const body = Math.min(header.bodyStart, have);
      checkBytes({ ...options, file, newline, header }, buffer.subarray(0, body), 1);
      scanner = new Scanner({
        file,
        faults: options.faults,
        delimiter: header.delimiter,
        newline: header.newline,
        names: header.names,
        // A copy: Buffer's own slice() would look into a buffer that moves on.
        header: new Uint8Array(header.bytes),
        firstLine: options.written === null ? header.firstLine : header.skipped + 1,
        written: options.written !== null,
        ...begin(header),
      });
      drop(body);
    }
    // A last line without a line end is a whole record all the same.
    if (final && have > 0 && buffer[have - 1] !== newline) buffer[have++] = newline;
    buffer[have] = newline;
    const line = scanner.line;
    const done = scanner.scan(buffer, 0, have);
    checkBytes({ ...options, file, newline, header: header! }, buffer.subarray(0, final ? have : done), line);
    if (final && done < have) scanner.openQuote(buffer, done, have);
    drop(done);
  };
  const drop = (count: number): void => {
    buffer.copyWithin(0, count, have);
    have -= count;
  };

  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      if (have + 2 >= buffer.length) {
        consume(false);
        if (have + 2 >= buffer.length) {
          if (buffer.length > LONGEST_RECORD) {
            refuse("record-too-long", `the record is longer than ${LONGEST_RECORD / 1024 / 1024} MB`, {
              file,
              line: scanner === null ? 1 : (scanner as Scanner).line,
              hint: "is a quote opened there and never closed?",
            });
          }
          const wider = Buffer.allocUnsafe(buffer.length * 2);
          buffer.copy(wider, 0, 0, have);
          buffer = wider;
        }
      }
      const take = Math.min(chunk.length - at, buffer.length - 2 - have);
      chunk.copy(buffer, have, at, at + take);
      have += take;
      at += take;
      if (have > due) {
        consume(false);
        due = Math.max(ROOM / 2, 2 * have);
      }
    }
  }
  consume(true);
  const finished = scanner as Scanner | null;
  if (finished === null) throw new Error("a finished stream has no header and no refusal");
  return {
    rows: finished.records,
    blank: finished.blank + (header as Header | null)!.skipped,
    controls: finished.controls,
  };
}
