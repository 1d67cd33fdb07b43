/** Help for tests of the CSV reader: random tables and their spellings, and readers that record what they are handed. */
import * as fc from "fast-check";
import { parse } from "csv-parse/sync";
import { readCsv } from "../../src/log/csv.js";
import { FaultTally } from "../../src/log/faults.js";
import { readHeader } from "../../src/log/header.js";
import { type ColumnReader, RowState } from "../../src/log/readers.js";
import { Scanner } from "../../src/log/scanner.js";
import { Refusal } from "../../src/refusal.js";

export type LineEnd = "\n" | "\r\n" | "\r";

/** A table and one way to write it. */
export interface Written {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
  readonly end: LineEnd;
  readonly bytes: Buffer;
  /** Physical line of each row: how many line ends of the file's kind stand before it, and one. */
  readonly lines: readonly number[];
  readonly blank: number;
}

const PIECES = [
  '"',
  '""',
  ",",
  ";",
  "\t",
  "|",
  "\n",
  "\r",
  "\r\n",
  " ",
  "a",
  "1",
  "-",
  "\\",
  "é",
  "漢",
  "😀",
  "\u0001",
];
const field = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join(""));

export const written: fc.Arbitrary<Written> = fc
  .record({
    width: fc.integer({ min: 1, max: 5 }),
    delimiter: fc.constantFrom(",", "\t", ";", "|"),
    end: fc.constantFrom<LineEnd>("\n", "\r\n", "\r"),
    mark: fc.boolean(),
    last: fc.boolean(),
    rows: fc.array(fc.array(field, { minLength: 5, maxLength: 5 }), { maxLength: 8 }),
    choices: fc.infiniteStream(fc.nat(9)),
  })
  .map(({ width, delimiter, end, mark, last, rows, choices }) => {
    const choose = (): number => choices.next().value as number;
    const spell = (text: string): string => {
      const must =
        text.includes('"') || text.includes(delimiter) || /[\r\n]/.test(text) || (width === 1 && text === "");
      return must || choose() < 3 ? `"${text.replaceAll('"', '""')}"` : text;
    };
    const names = Array.from({ length: width }, (_, index) => `h${index}`);
    const table = rows.map((row) => row.slice(0, width));
    const newline = end === "\r" ? "\r" : "\n";
    let text = mark ? "\ufeff" : "";
    let blank = 0;
    const passOver = (): void => {
      if (width === 1 || choose() > 0) return;
      text += end;
      blank++;
    };
    passOver();
    text += names.map(spell).join(delimiter) + end;
    const lines: number[] = [];
    for (const row of table) {
      passOver();
      lines.push(text.split(newline).length);
      text += row.map(spell).join(delimiter) + end;
    }
    if (!last && table.length > 0) text = text.slice(0, -end.length);
    return { names, rows: table, delimiter, end, bytes: Buffer.from(text), lines, blank };
  });

export interface Reading {
  readonly rows: readonly (readonly string[])[];
  readonly lines: readonly number[];
  readonly blank: number;
  /** Faults, where the table was not read. */
  readonly faults: readonly string[];
  /** Every text that any reader was handed, of rows that came to nothing too. */
  readonly texts: ReadonlySet<string>;
}

/** Records fields row by row. */
export class Recorder {
  readonly rows: string[][] = [];
  readonly lines: number[] = [];
  readonly texts = new Set<string>();
  private row: string[] = [];

  /** Of columns that are not needed nothing is recorded. */
  readers(width: number, needed: (column: number) => boolean = () => true): (ColumnReader | null)[] {
    return Array.from({ length: width }, (_, index) => {
      const record = (bytes: Uint8Array, start: number, end: number): void => {
        const text = Buffer.from(bytes.subarray(start, end)).toString("utf8");
        this.texts.add(text);
        this.row[index] = text;
      };
      return needed(index) ? { read: record } : null;
    });
  }

  commit = (line: number, slot: number): number => {
    this.rows.push(this.row);
    this.lines.push(line);
    this.row = [];
    return slot;
  };
}

export async function* chunksOf(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let from = 0;
  for (const cut of [...cuts, bytes.length].toSorted((a, b) => a - b)) {
    if (cut > from) yield bytes.subarray(from, cut);
    from = Math.max(from, cut);
  }
}

/** Read a table as an audit does. */
export async function read(
  chunks: AsyncIterable<Buffer>,
  delimiter: string | null = null,
  needed?: (column: number) => boolean,
): Promise<Reading> {
  const recorder = new Recorder();
  const faults = new FaultTally();
  let blank = 0;
  try {
    const counts = await readCsv("log.csv", chunks, { delimiter, written: null, faults }, (header) => ({
      readers: recorder.readers(header.names.length, needed),
      state: new RowState(),
      commit: recorder.commit,
    }));
    blank = counts.blank;
    faults.check();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      ...recorded(recorder),
      blank,
      faults: error.faults.map((one) => `${one.code} ${one.line}: ${one.what}`),
    };
  }
  return { ...recorded(recorder), blank, faults: [] };
}

function recorded({ rows, lines, texts }: Recorder): Pick<Reading, "rows" | "lines" | "texts"> {
  return { rows, lines, texts };
}

/** Scan a table in pieces that end just where `cuts` says, as if each were all that had come so far. */
export function scanInPieces(bytes: Buffer, cuts: readonly number[], delimiter = ","): Reading {
  const recorder = new Recorder();
  const faults = new FaultTally();
  const header = readHeader("log.csv", bytes, true, { delimiter, written: null })!;
  const scanner = new Scanner({
    file: "log.csv",
    faults,
    delimiter: header.delimiter,
    newline: header.newline,
    names: header.names,
    header: new Uint8Array(header.bytes),
    firstLine: header.firstLine,
    written: false,
    readers: recorder.readers(header.names.length),
    state: new RowState(),
    commit: recorder.commit,
  });
  const body = Math.min(header.bodyStart, bytes.length);
  const ended =
    bytes.at(-1) === header.newline ? bytes : Buffer.concat([bytes, Buffer.from([header.newline])]);
  let done = body;
  for (const cut of [...cuts.filter((one) => one > body && one < bytes.length), ended.length].toSorted(
    (a, b) => a - b,
  )) {
    const piece = Buffer.concat([ended.subarray(done, cut), Buffer.from([header.newline])]);
    done += scanner.scan(piece, 0, piece.length - 1);
  }
  return {
    ...recorded(recorder),
    blank: scanner.blank + header.skipped,
    faults: faults.faults().map((one) => `${one.code} ${one.line}: ${one.what}`),
  };
}

/** What csv-parse reads, strictly; null where it refuses. */
export function readByCsvParse(
  bytes: Buffer,
  delimiter: string,
  end: LineEnd,
  width: number,
): string[][] | null {
  try {
    const rows = parse(bytes, {
      bom: true,
      delimiter,
      record_delimiter: end === "\r" ? "\r" : ["\r\n", "\n"],
      skip_empty_lines: width > 1,
    }) as string[][];
    return rows.slice(1);
  } catch {
    return null;
  }
}
