import { parse } from "csv-parse/sync";
import { type Fault, fault, quoted, Refusal, refuse } from "../refusal.js";
import { withCodePoints } from "./names.js";
import { trimPadding } from "./values.js";

const LF = 10;
const CR = 13;
const QUOTE = 34;
const DELIMITERS = [",", "\t", ";", "|"] as const;

/** The head of a CSV: how it is written, and its column names. */
export interface Header {
  readonly delimiter: number;
  readonly newline: 10 | 13;
  /** Trimmed; an unnamed column is "". */
  readonly names: readonly string[];
  /** The header record's bytes, without its line end. */
  readonly bytes: Uint8Array;
  /** Offset of the first record, and its physical line. */
  readonly bodyStart: number;
  readonly firstLine: number;
  /** Blank and sep= lines passed over. */
  readonly skipped: number;
  readonly notes: readonly HeaderNote[];
}

export interface HeaderNote {
  readonly code: string;
  readonly message: string;
}

/** The offset just past the first record, or -1 where more bytes are needed. */
export function recordEnd(bytes: Uint8Array, from: number): number {
  let open = false;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) open = !open;
    else if (!open && (byte === LF || byte === CR)) return at;
  }
  return -1;
}

/**
 * Read the head of a CSV from its first bytes, or null where they hold no whole header line and there is more to
 * come. Refuses what is no table, and names that could be mistaken for one another.
 */
export function readHeader(
  file: string,
  bytes: Buffer,
  complete: boolean,
  wanted: { readonly delimiter: string | null; readonly written: string | null },
): Header | null {
  const notes: HeaderNote[] = [];
  let at = 0;
  let boms = 0;
  while (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) {
    at += 3;
    boms++;
  }
  if (boms > 1)
    notes.push({
      code: "repeated-bom",
      message: "the file begins with more than one byte order mark; all were removed",
    });
  let line = 1;
  let skipped = 0;
  let declared: string | null = null;
  for (;;) {
    const end = endOfLine(bytes, at, complete);
    if (end === null) return null;
    const text = bytes.subarray(at, end).toString("utf8");
    const separator = /^"?sep=(.)"?$/.exec(text);
    if (line === 1 && separator !== null) {
      declared = separator[1]!;
      notes.push({
        code: "sep-line",
        message: "the first line is Excel's sep= line, not the header; it was used and skipped",
      });
    } else if (/[^ \t]/.test(text) || end >= bytes.length) break;
    skipped++;
    line++;
    at = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1);
  }
  if (wanted.written === null) refuseOtherContent(file, bytes, at, line);
  let end = recordEnd(bytes, at);
  if (end < 0) {
    if (!complete) return null;
    end = bytes.length;
  }
  if (cutInside(bytes, end, complete)) return null;
  const record = bytes.subarray(at, end);
  const newline = bytes[end] === CR && bytes[end + 1] !== LF ? CR : LF;
  if (record.length === 0)
    refuse("empty-file", "the file is empty", { file, hint: "a log needs a header line and rows" });
  const text = decodeHeader(file, record, line);
  const delimiter = wanted.delimiter ?? declared ?? findDelimiter(file, text, line);
  const names = splitHeader(file, text, delimiter, line);
  notes.push(...checkNames(file, names, line));
  return {
    delimiter: delimiter.charCodeAt(0),
    newline,
    names: names.map(trimPadding),
    bytes: record,
    bodyStart: end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1),
    firstLine: line + 1 + countLines(record, newline),
    skipped,
    notes,
  };
}

function countLines(bytes: Uint8Array, newline: number): number {
  let lines = 0;
  for (const byte of bytes) if (byte === newline) lines++;
  return lines;
}

function endOfLine(bytes: Uint8Array, from: number, complete: boolean): number | null {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === LF || bytes[at] === CR) return cutInside(bytes, at, complete) ? null : at;
  }
  return complete ? bytes.length : null;
}

/** The bytes so far end after a CR: whether an LF belongs to it is not known yet. */
function cutInside(bytes: Uint8Array, end: number, complete: boolean): boolean {
  return !complete && bytes[end] === CR && end + 1 === bytes.length;
}

/** Files that are not tables of text at all, named for what they are. */
function refuseOtherContent(file: string, bytes: Buffer, at: number, line: number): void {
  const head = bytes.subarray(at, at + 4096);
  if (head.includes(0)) {
    let even = 0;
    let odd = 0;
    head.forEach((byte, index) => byte === 0 && (index % 2 === 0 ? even++ : odd++));
    if (even > head.length / 4 || odd > head.length / 4) refuseUtf16(file);
    refuse("binary-file", "the file holds NUL bytes: it is not a text table", {
      file,
      line,
      hint: "export the log as CSV in UTF-8",
    });
  }
  const text = head.subarray(0, 200).toString("latin1").trimStart().toLowerCase();
  if (/^<(?:!doctype|html|\?xml|head|body)/.test(text)) {
    refuse("html-file", "the file is an HTML or XML page, not a table", {
      file,
      line,
      hint: "a login or error page is often saved under the name of a download; fetch the log again",
    });
  }
  if (text.startsWith("#") || text.startsWith("//")) {
    refuse("comment-line", "the first line is a comment, not the header", {
      file,
      line,
      hint: "remove the lines before the header",
    });
  }
}

export function refuseUtf16(file: string): never {
  refuse("utf-16", "the file is in UTF-16, not UTF-8", {
    file,
    line: 1,
    hint: "convert it first: iconv -f UTF-16 -t UTF-8 FILE > FILE.utf8.csv",
  });
}

function decodeHeader(file: string, record: Uint8Array, line: number): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(record);
  } catch {
    return refuse("not-utf-8", "the header holds bytes that are not UTF-8", { file, line, hint: UTF8_HINT });
  }
}

export const UTF8_HINT = "convert it first, e.g. iconv -f WINDOWS-1252 -t UTF-8 FILE > FILE.utf8.csv";

/** The separator the header line uses most, outside quotes; a comma for a single column. */
function findDelimiter(file: string, text: string, line: number): string {
  // A quoted name leaves a sign of itself: two separators around it are not one of two characters.
  const bare = text.replace(/"(?:[^"]|"")*"/g, "q");
  let best = ",";
  let most = 0;
  for (const delimiter of DELIMITERS) {
    const count = bare.split(delimiter).length - 1;
    if (count > most) {
      most = count;
      best = delimiter;
    }
  }
  if (best === "|" && bare.split("||").length - 1 === most / 2) {
    refuse("two-character-delimiter", 'fields are separated by two characters ("||")', {
      file,
      line,
      hint: "export with a comma, tab, semicolon or single |",
    });
  }
  return best;
}

function splitHeader(file: string, text: string, delimiter: string, line: number): string[] {
  try {
    const rows = parse(text, { delimiter, relax_column_count: true, max_record_size: 0 }) as string[][];
    return rows[0]!;
  } catch {
    return refuse("bad-header", "the header's quotes do not pair up", {
      file,
      line,
      hint: "mend the header line",
    });
  }
}

/** Refuse names that could be taken for one another; note the ones that only look odd. */
function checkNames(file: string, raw: readonly string[], line: number): HeaderNote[] {
  const faults: Fault[] = [];
  const notes: HeaderNote[] = [];
  const seen = new Map<string, { index: number; name: string }>();
  const composed = new Map<string, { index: number; name: string }>();
  let padded = 0;
  raw.forEach((name, index) => {
    const trimmed = trimPadding(name);
    if (trimmed !== name) padded++;
    if (trimmed === "") return;
    const before = seen.get(trimmed.toLowerCase());
    if (before !== undefined) {
      faults.push(
        fault(
          "duplicate-column",
          `columns ${before.index + 1} and ${index + 1} have the same name but for case or spaces: ${quoted(before.name)} and ${quoted(name)}`,
          { file, line, column: trimmed, hint: "rename one of them: which is meant must not be chance" },
        ),
      );
    } else {
      seen.set(trimmed.toLowerCase(), { index, name });
      const form = trimmed.normalize("NFC");
      const twin = composed.get(form);
      if (twin !== undefined) {
        notes.push({
          code: "look-alike-columns",
          message: `columns ${twin.index + 1} and ${index + 1} have the same letters in other code points: ${withCodePoints(twin.name)} and ${withCodePoints(trimmed)}`,
        });
      } else composed.set(form, { index, name: trimmed });
    }
  });
  if (faults.length > 0) throw new Refusal(faults);
  if (padded > 0)
    notes.push({
      code: "padded-names",
      message: `${padded} column names are padded with spaces; the spaces were removed`,
    });
  return notes;
}
