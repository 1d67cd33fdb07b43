import { isUtf8 } from "node:buffer";
import { fault, refuse } from "../refusal.js";
import type { FaultTally } from "./faults.js";
import { type Header, readHeader, UTF8_HINT } from "./header.js";
import { Scanner, type ScanPlan } from "./scanner.js";

const ROOM = 1 << 22;
/** A record longer than this is taken for an open quote that swallows the file. */
const LONGEST_RECORD = 512 * 1024 * 1024;
const QUOTE = 34;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export interface CsvCounts {
  readonly rows: number;
  readonly blank: number;
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
  options: { readonly delimiter: string | null; readonly written: WrittenAs | null; readonly faults: FaultTally },
  begin: (header: Header) => Omit<ScanPlan, "file" | "delimiter" | "newline" | "names" | "header" | "firstLine" | "written" | "faults">,
): Promise<CsvCounts> {
  let buffer = Buffer.allocUnsafe(ROOM + 2);
  let have = 0;
  let header: Header | null = null;
  let scanner: Scanner | null = null;
  let newline = 10;

  /** Scan what is whole; the rest moves to the front. */
  const consume = (final: boolean): void => {
    if (scanner === null) {
      header = readHeader(file, buffer.subarray(0, have), final, options);
      if (header === null) return;
      newline = header.newline;
      checkBytes(file, buffer, 0, header.bodyStart, 1, newline, options);
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
      drop(Math.min(header.bodyStart, have));
    }
    // A last line without a line end is a whole record all the same.
    if (final && have > 0 && buffer[have - 1] !== newline) buffer[have++] = newline;
    buffer[have] = newline;
    const line = scanner.line;
    const done = scanner.scan(buffer, 0, have);
    checkBytes(file, buffer, 0, final ? have : done, line, newline, options);
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
      if (have > ROOM / 2) consume(false);
    }
  }
  consume(true);
  const finished = scanner as Scanner | null;
  if (finished === null) throw new Error("a finished stream has no header and no refusal");
  return { rows: finished.records, blank: finished.blank + (header as Header | null)!.skipped };
}

/** Bytes that no text table holds: broken UTF-8, NUL, a byte order mark in the middle. Found anywhere, named by line. */
function checkBytes(
  file: string,
  buffer: Buffer,
  from: number,
  to: number,
  firstLine: number,
  newline: number,
  options: { readonly written: WrittenAs | null; readonly faults: FaultTally },
): void {
  const { written, faults } = options;
  const part = buffer.subarray(from, to);
  // Looking for the first byte of the mark alone is many times faster, and most files do not hold it.
  const bom = part.includes(BOM[0]!) ? part.indexOf(BOM) : -1;
  // Marks at the very beginning were judged with the header.
  const headBom = written === null && firstLine === 1 && bom >= 0 && bom % 3 === 0 && part.subarray(0, bom).every((byte, index) => byte === BOM[index % 3]);
  if (isUtf8(part) && (bom < 0 || headBom) && !part.includes(0)) return;
  let line = firstLine;
  let start = 0;
  let open = false;
  while (start < part.length) {
    let end = part.indexOf(newline, start);
    if (end < 0) end = part.length;
    const text = part.subarray(start, end);
    const column = (at: number): string => `at byte ${at + 1} of the line`;
    if (!isUtf8(text)) {
      faults.addStructural(
        fault("not-utf-8", `bytes that are not UTF-8 begin ${column(firstBadByte(text))}`, { file, line, hint: UTF8_HINT }),
      );
    } else if (text.includes(0)) {
      faults.addStructural(fault("nul-byte", `a NUL byte stands ${column(text.indexOf(0))}`, { file, line, hint: "is this a text file? export it again" }));
    } else {
      const mark = text.indexOf(BOM);
      if (mark >= 0 && !(written === null && line === 1 && mark === 0)) {
        faults.addStructural(
          fault("bom-inside", `a byte order mark stands ${column(mark)} (files joined with cat?)`, {
            file,
            line,
            hint: "give the files one by one, or remove the mark",
          }),
        );
      }
    }
    start = end + 1;
    if (written !== null) for (const byte of text) if (byte === QUOTE) open = !open;
    if (!open) line++;
  }
}

/** Offset of the first byte that cannot be UTF-8, by bisection. */
function firstBadByte(text: Uint8Array): number {
  let good = 0;
  let bad = text.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    // A prefix may end inside a character, so up to three bytes may be missing from it.
    const whole = [0, 1, 2, 3].some((back) => middle - back >= 0 && isUtf8(text.subarray(0, middle - back)));
    if (whole) good = middle;
    else bad = middle;
  }
  let at = Math.max(0, good - 4);
  while (at > 0 && !isUtf8(text.subarray(0, at))) at--;
  while (at < text.length && isUtf8(text.subarray(0, at + 1))) at++;
  return at;
}
