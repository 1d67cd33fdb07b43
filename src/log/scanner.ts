import { fault, quoted } from "../refusal.js";
import type { FaultTally } from "./faults.js";
import { type ColumnReader, type RowState } from "./readers.js";

const QUOTE = 34;
const LF = 10;
const CR = 13;
const BACKSLASH = 92;
const TAB = 9;
/** What a byte is to the scanner: plain text (0), a sign of the format, or a control character. */
const SPECIAL = 1;
const CONTROL = 2;

/** Where the row just read stands, while `commit` looks at it. */
export interface RecordBytes {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** What the scanner needs to know of a file, and whom it tells. */
export interface ScanPlan {
  /** Name of the file as messages show it. */
  readonly file: string;
  readonly delimiter: number;
  /** 10, or 13 where a file knows no other line end. */
  readonly newline: 10 | 13;
  /** Column names of the header, in file order. */
  readonly names: readonly string[];
  /** One reader a column, or null where nothing needs it. */
  readonly readers: readonly (ColumnReader | null)[];
  readonly state: RowState;
  readonly faults: FaultTally;
  /** Bytes of the header record, to recognise its repetition. */
  readonly header: Uint8Array;
  /** Physical line of the first record after the header. */
  readonly firstLine: number;
  /** The CSV was written here from another format: a record counts as one line, and an empty line is never a value. */
  readonly written: boolean;
  /** Called when a row is whole; `slot` is where its values lie. Returns the slot of the next row. */
  readonly commit: (line: number, slot: number, record: RecordBytes) => number;
}

/**
 * Reads records of RFC 4180, strictly: a quote opens only at the start of a field and closes only
 * before a delimiter or line end, every record has as many fields as the header, and every line end is of
 * one kind. Lines are physical lines of the file. It looks at each byte once, and hands the fields
 * of needed columns to their readers as byte ranges: no text is made here.
 */
export class Scanner {
  line: number;
  records = 0;
  blank = 0;
  /** Rows with control characters in them, which no report may show raw. */
  controls = 0;
  private slot = 0;
  private readonly record: RecordBytes = { bytes: new Uint8Array(0), start: 0, end: 0 };
  private readonly special = new Uint8Array(256);
  /** No byte above this one is special: with a comma that spares most bytes the table. */
  private readonly top: number;
  /** From each column, how many fields lie before the next that somebody reads; never past the last column. */
  private readonly skips: Int32Array;
  private scratch = new Uint8Array(1024);
  /** Bytes of it that hold fields of the row at hand: readers may look at those again until it is committed. */
  private scratchUsed = 0;

  constructor(private readonly plan: ScanPlan) {
    this.line = plan.firstLine;
    const special = [plan.delimiter, LF, CR, QUOTE];
    this.special.fill(CONTROL, 0, 32);
    this.special[TAB] = 0;
    for (const byte of special) this.special[byte] = SPECIAL;
    this.top = Math.max(31, ...special);
    this.skips = skipsOf(plan.readers);
  }

  /**
   * Scan the whole records between `from` and `end`; the byte at `end` must be the newline (a
   * sentinel that stops the inner loops). Returns where the first unfinished record starts.
   */
  scan(bytes: Uint8Array, from: number, end: number): number {
    const { special, top, plan, skips } = this;
    const { readers, delimiter, newline, names, state } = plan;
    const width = names.length;
    let at = from;
    while (at < end) {
      const start = at;
      // A blank line is passed over before any reader sees it. In a CSV of one column it is a row without a value.
      if (width > 1 || plan.written) {
        // Whether an LF follows may not be known yet.
        if (bytes[at] === CR && newline === LF && at + 1 >= end) return start;
        const skip = bytes[at] === CR && newline === LF ? at + 1 : at;
        if (bytes[skip] === newline) {
          this.blank++;
          this.line++;
          at = skip + 1;
          continue;
        }
      }
      let column = 0;
      let newlines = 0;
      let control = false;
      let broken: "no" | "text-after-quote" | "stray-byte" = "no";
      let brokenAt = 0;
      state.reset();
      this.scratchUsed = 0;
      for (;;) {
        let byte: number;
        if (skips[column]! > 0) {
          // Columns nobody needs, in one go. At anything but a plain field and its delimiter the field is looked at again
          // from its start, as carefully as any other.
          for (let left = skips[column]!; left > 0; left--) {
            let ahead = at;
            while ((byte = bytes[ahead]!) > top || special[byte] === 0) ahead++;
            if (byte !== delimiter) break;
            column++;
            at = ahead + 1;
          }
        }
        const reader = column < width ? readers[column]! : null;
        const fieldStart = at;
        if (bytes[at] === QUOTE) {
          const close = this.closingQuote(bytes, at + 1, end);
          if (close < 0) return start;
          for (let index = at; index < close; index++) {
            if (bytes[index] === newline) newlines++;
            else if (special[bytes[index]!] === CONTROL) control = true;
          }
          at = close + 1;
          // Whether the quote closes the field or is the first of two may not be known yet.
          if (at >= end) return start;
          byte = bytes[at]!;
          if (reader !== null) this.readQuoted(reader, bytes, fieldStart + 1, close);
          if (special[byte] !== SPECIAL) {
            broken = "text-after-quote";
            brokenAt = close;
          }
        } else {
          for (;;) {
            while ((byte = bytes[at]!) > top || special[byte] === 0) at++;
            if (special[byte] !== CONTROL) break;
            control = true;
            at++;
          }
          if (at >= end) return start;
          if (reader !== null) reader.read(bytes, fieldStart, at, this.slot);
        }
        if (at >= end) return start;
        if (broken !== "no") break;
        if (byte === delimiter) {
          column++;
          at++;
          continue;
        }
        if (byte === newline) break;
        if (byte === CR && newline === LF) {
          // CR belongs to the line end where LF follows; whether it does may not be known yet.
          if (at + 1 >= end) return start;
          if (bytes[at + 1] === LF) break;
        }
        broken = "stray-byte";
        brokenAt = at;
        break;
      }
      if (broken !== "no") {
        while (bytes[at] !== newline) at++;
        // Said only when the whole record is here: it is scanned again where it is not.
        if (at >= end) return start;
        if (broken === "stray-byte") this.strayByte(bytes[brokenAt]!, column);
        else this.textAfterQuote(bytes, brokenAt, column);
        if (this.plan.faults.structural > MOST_STRUCTURAL) plan.faults.check();
      } else {
        const length = at - start;
        if (column !== width - 1) this.ragged(bytes, start, column + 1);
        else if (length === plan.header.length && startsWith(bytes, start, plan.header))
          this.repeatedHeader();
        else {
          this.record.bytes = bytes;
          this.record.start = start;
          this.record.end = at;
          this.finishRow();
        }
        if (control) this.controls++;
        if (bytes[at] === CR && newline === LF) at++;
      }
      at++;
      this.line += plan.written ? 1 : newlines + 1;
    }
    return at;
  }

  /** Where an open quoted field would stand if the file ended here: for the message at the end of a file. */
  openQuote(bytes: Uint8Array, from: number, end: number): number | null {
    const { delimiter, newline, names } = this.plan;
    let column = 0;
    for (let at = from; at < end; at++) {
      if (bytes[at] === QUOTE) {
        const close = this.closingQuote(bytes, at + 1, end);
        if (close < 0) {
          this.structural(
            "open-quote",
            `a quoted field in column ${position(column, names)} is never closed`,
            column,
            'close it, or write a quote inside a quoted field twice ("")',
          );
          return this.line;
        }
        at = close;
      } else if (bytes[at] === delimiter) column++;
      else if (bytes[at] === newline) column = 0;
    }
    return null;
  }

  private finishRow(): void {
    const { plan } = this;
    this.records++;
    for (const bad of plan.state.bad) {
      const { code, what, hint, column } = bad;
      plan.faults.add(
        fault(code, `column ${quoted(column)} ${what}`, { file: plan.file, line: this.line, column, hint }),
      );
    }
    this.slot = plan.commit(this.line, this.slot, this.record);
  }

  /** Position of the quote that closes a field, or -1 where the bytes end first. */
  private closingQuote(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    for (;;) {
      const quote = bytes.indexOf(QUOTE, at);
      if (quote < 0 || quote >= end) return -1;
      if (bytes[quote + 1] !== QUOTE || quote + 1 >= end) return quote;
      at = quote + 2;
    }
  }

  private readQuoted(reader: ColumnReader, bytes: Uint8Array, start: number, close: number): void {
    let escaped = false;
    for (let index = start; index < close && !escaped; index++) escaped = bytes[index] === QUOTE;
    if (!escaped) {
      reader.read(bytes, start, close, this.slot);
      return;
    }
    if (this.scratch.length - this.scratchUsed < close - start) {
      this.scratch = new Uint8Array(2 * (close - start));
      this.scratchUsed = 0;
    }
    const from = this.scratchUsed;
    for (let index = start; index < close; index++) {
      this.scratch[this.scratchUsed++] = bytes[index]!;
      if (bytes[index] === QUOTE) index++;
    }
    const to = this.scratchUsed;
    reader.read(this.scratch, from, to, this.slot);
  }

  private textAfterQuote(bytes: Uint8Array, close: number, column: number): void {
    const backslash = bytes[close - 1] === BACKSLASH;
    this.structural(
      "text-after-quote",
      `text follows the closing quote of column ${position(column, this.plan.names)}`,
      column,
      backslash
        ? 'quotes are escaped with a backslash; export with quotes doubled (escape: "\\"" becomes """")'
        : 'write a quote inside a quoted field twice ("")',
    );
  }

  private strayByte(byte: number, column: number): void {
    if (byte === QUOTE) {
      this.structural(
        "stray-quote",
        `a quote stands inside the unquoted field of column ${position(column, this.plan.names)}`,
        column,
        'quote the whole field and double the quotes in it ("")',
      );
    } else {
      this.structural(
        "mixed-line-ends",
        "a line end of another kind stands inside a record (CR and LF are mixed)",
        column,
        "convert the file to one kind of line end",
      );
    }
  }

  private ragged(bytes: Uint8Array, start: number, found: number): void {
    const { names } = this.plan;
    const marker = startsWith(bytes, start, MERGE_MARKER);
    const few = found < names.length;
    this.structural(
      marker ? "merge-conflict" : "ragged-row",
      marker
        ? `a merge-conflict marker stands in place of column ${position(0, names)}`
        : `the row has ${found} field${found === 1 ? "" : "s"}, the header has ${names.length}` +
            (few
              ? `: nothing for column ${position(found, names)}`
              : `: something follows column ${position(names.length - 1, names)}`),
      Math.min(found, names.length - 1),
      marker
        ? "resolve the conflict in the file"
        : few
          ? "a line end inside a field must be quoted; a row cut short must be mended"
          : found === names.length + 1 && this.records === 0
            ? "if every row has one more field than the header, the header lacks a name (row names?) or rows end in a comma"
            : "quote fields that hold the separator",
    );
  }

  private repeatedHeader(): void {
    this.structural(
      "repeated-header",
      "the header stands here again (files joined without removing it?)",
      0,
      "give the files one by one, or remove the second header",
    );
  }

  private structural(code: string, what: string, column: number, hint: string): void {
    const { file, names, faults } = this.plan;
    faults.addStructural(
      fault(code, what, {
        file,
        line: this.line,
        column: names[Math.min(column, names.length - 1)] ?? null,
        hint,
      }),
    );
  }
}

const MOST_STRUCTURAL = 1000;
const MERGE_MARKER = new TextEncoder().encode("<<<<<<<");

function startsWith(bytes: Uint8Array, start: number, prefix: Uint8Array): boolean {
  for (let index = 0; index < prefix.length; index++)
    if (bytes[start + index] !== prefix[index]) return false;
  return true;
}

/** "3 (\"gender\")": where a column is, for messages. */
function position(column: number, names: readonly string[]): string {
  const name = names[column];
  return name === undefined || name === "" ? String(column + 1) : `${column + 1} (${quoted(name)})`;
}

function skipsOf(readers: readonly (ColumnReader | null)[]): Int32Array {
  const skips = new Int32Array(readers.length + 1);
  for (let column = readers.length - 2; column >= 0; column--) {
    skips[column] = readers[column] === null ? skips[column + 1]! + 1 : 0;
  }
  return skips;
}
