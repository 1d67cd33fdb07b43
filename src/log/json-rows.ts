import type { QualityNote } from "../model.js";
import { fault, type Fault, quoted, Refusal } from "../refusal.js";
import type { FaultTally } from "./faults.js";
import { skipSpace, stringEnd, valueEnd } from "./json-walk.js";
import { pickColumns } from "./pick-columns.js";
import { csvRecord, quoteField } from "./write-csv.js";

/** A key of the first object: its spelling with quotes, and its place in the CSV, -1 where nothing needs it. */
interface Key {
  readonly name: string;
  readonly raw: string;
  readonly slot: number;
}

const BLANK = /^[ \t\r]*$/;

/**
 * Turns lines of JSON into CSV records. JSON.parse decides whether a line is JSON; the values are taken from the line's
 * own text, so that numbers keep their spelling and ids all their digits.
 */
export class JsonRows {
  /** The line to be read next, 1-based. */
  line = 1;
  /** The first object has been met. */
  began = false;
  private keys: readonly Key[] = [];
  private readonly slots = new Map<string, number>();
  private fields: string[] = [];
  private missing = "";

  constructor(
    private readonly file: string,
    private readonly wanted: readonly string[] | null,
    private readonly faults: FaultTally,
    private readonly notes: QualityNote[],
  ) {}

  /** Records for whole lines of text. */
  read(text: string): string {
    let written = "";
    let blanks = "";
    let start = 0;
    while (start < text.length) {
      const found = text.indexOf("\n", start);
      const end = found < 0 ? text.length : found;
      const line = text.slice(start, end);
      if (BLANK.test(line)) written += "\n";
      else {
        const began = this.began;
        const record = this.record(line);
        // Blank lines before the first object follow the header, so that lines are counted alike.
        if (!began && this.began) written = this.headerText + this.blanksBefore + written;
        written += record;
      }
      this.line++;
      start = end + 1;
    }
    void blanks;
    return written;
  }
}
