import { isUtf8 } from "node:buffer";
import { fault, quoted } from "../refusal.js";
import type { FaultTally } from "./faults.js";
import { type Header, UTF8_HINT } from "./header.js";

const QUOTE = 34;
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

export interface ByteCheck {
  readonly file: string;
  readonly newline: number;
  readonly header: Header;
  /** The CSV was written here from another format: its lines are records, and it begins without a mark. */
  readonly written: string | null;
  readonly faults: FaultTally;
}

/** Bytes that no text table holds: broken UTF-8, NUL, a byte order mark in the middle. Found anywhere, named by line. */
export function checkBytes(check: ByteCheck, part: Buffer, firstLine: number): void {
  const { written, newline } = check;
  // Marks at the very beginning were judged with the header.
  const from = written === null && firstLine === 1 ? endOfMarks(part) : 0;
  // Looking for the first byte of the mark alone is many times faster, and most files do not hold it.
  const marked = part.includes(BOM[0]!, from) && part.includes(BOM, from);
  if (isUtf8(part) && !marked && !part.includes(0)) return;
  let line = firstLine;
  let start = 0;
  let open = false;
  while (start < part.length) {
    let end = part.indexOf(newline, start);
    if (end < 0) end = part.length;
    const text = part.subarray(start, end);
    checkLine(check, text, line, line === 1 && written === null);
    start = end + 1;
    if (written !== null) for (const byte of text) if (byte === QUOTE) open = !open;
    if (!open) line++;
  }
}

function checkLine(check: ByteCheck, text: Buffer, line: number, first: boolean): void {
  const say = (code: string, what: string, at: number, hint: string): void => {
    const column = columnAt(check.header, text, at);
    const where = column === null ? "" : ` in column ${quoted(column)}`;
    check.faults.addStructural(fault(code, `${what}${where}`, { file: check.file, line, column, hint }));
  };
  if (!isUtf8(text)) say("not-utf-8", "bytes that are not UTF-8 stand", firstBadByte(text), UTF8_HINT);
  else if (text.includes(0))
    say("nul-byte", "a NUL byte stands", text.indexOf(0), "is this a text file? export it again");
  else {
    const mark = text.indexOf(BOM, first ? endOfMarks(text) : 0);
    if (mark < 0) return;
    say(
      "bom-inside",
      "a byte order mark stands (files joined with cat?)",
      mark,
      "give the files one by one, or remove the mark",
    );
  }
}

/** Where the byte order marks at the beginning end. */
function endOfMarks(bytes: Buffer): number {
  let at = 0;
  while (bytes.subarray(at, at + BOM.length).equals(BOM)) at += BOM.length;
  return at;
}

/** The column a byte of a line lies in; null where the line is the header, or quotes reach over line ends. */
function columnAt(header: Header, text: Buffer, at: number): string | null {
  let column = 0;
  let open = false;
  for (let index = 0; index < at; index++) {
    if (text[index] === QUOTE) open = !open;
    else if (!open && text[index] === header.delimiter) column++;
  }
  return header.names[column] ?? null;
}

/** Offset of the first byte that cannot be UTF-8. */
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
