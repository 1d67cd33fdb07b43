import type { QualityNote } from "../model.js";
import { fault, quoted } from "../refusal.js";
import type { FaultTally } from "./faults.js";
import { EVERY_KEY_HINT, JsonColumns } from "./json-columns.js";
import { jsonToField } from "./json-field.js";
import { skipSpace, stringEnd, valueEnd } from "./json-walk.js";
import { csvRecord } from "./write-csv.js";

const BLANK = /^[ \t\r]*$/;

/**
 * Turns lines of JSON into CSV records, a header before the first. JSON.parse decides what is JSON; the values are
 * taken from the line's own text, so that numbers keep their spelling and ids all their digits.
 */
export class JsonRows {
  /** The line to be read next, 1-based. */
  line = 1;
  /** Settled by the first object. */
  columns: JsonColumns | null = null;
  private fields: string[] = [];
  private empty = "";

  constructor(
    private readonly file: string,
    private readonly wanted: readonly string[] | null,
    private readonly faults: FaultTally,
    private readonly notes: QualityNote[],
  ) {}

  /** Records for whole lines of text. */
  read(text: string): string {
    let written = "";
    let start = 0;
    while (start < text.length) {
      const found = text.indexOf("\n", start);
      const end = found < 0 ? text.length : found;
      const line = text.slice(start, end);
      written += BLANK.test(line) ? "\n" : this.record(line);
      this.line++;
      start = end + 1;
    }
    return written;
  }

  private record(line: string): string {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.bad(
        "not-json",
        "the line is not valid JSON",
        "each line must hold one whole JSON object, as jq -c writes it",
      );
      return "\n";
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.bad(
        "not-an-object",
        "the line is JSON, but no object",
        "each line must hold one object with a key a column",
      );
      return "\n";
    }
    const header = this.columns === null ? this.begin(value) : "";
    const { fields } = this;
    fields.fill(this.empty);
    const count = this.walk(line, this.columns!);
    if (count !== Object.keys(value).length) {
      this.bad(
        "duplicate-key",
        "a key stands twice in the object",
        "which value is meant must not be chance",
      );
    }
    // One column of nothing must not look like a blank line: `empty` is then a pair of quotes.
    return `${header}${fields.join(",")}\n`;
  }

  private begin(first: object): string {
    const columns = new JsonColumns(this.file, this.line, first, this.wanted);
    this.columns = columns;
    this.notes.push(...columns.notes);
    this.empty = columns.names.length === 1 ? '""' : "";
    this.fields = columns.names.map(() => this.empty);
    return csvRecord(columns.names);
  }

  /** Put the needed values of one object into `fields`; returns how many keys it has. */
  private walk(line: string, columns: JsonColumns): number {
    const { fields } = this;
    const { keys } = columns;
    let count = 0;
    let at = skipSpace(line, line.indexOf("{") + 1);
    while (line.charCodeAt(at) !== CLOSE_BRACE) {
      const key = keys[count];
      let slot: number;
      // Most objects have the keys of the first, in its order.
      if (key !== undefined && line.startsWith(key.raw, at)) {
        slot = key.slot;
        at += key.raw.length;
      } else {
        const end = stringEnd(line, at);
        slot = this.slotOf(columns, JSON.parse(line.slice(at, end)) as string);
        at = end;
      }
      at = skipSpace(line, skipSpace(line, at) + 1);
      const end = valueEnd(line, at);
      if (slot >= 0) {
        const value = jsonToField(line.slice(at, end), this.empty);
        if (typeof value === "string") fields[slot] = value;
        else this.bad(value.code, value.what, value.hint, columns.names[slot]);
      }
      count++;
      at = skipSpace(line, end);
      if (line.charCodeAt(at) === COMMA) at = skipSpace(line, at + 1);
    }
    return count;
  }

  private slotOf(columns: JsonColumns, name: string): number {
    const slot = columns.slotOf(name);
    if (slot !== null) return slot;
    this.bad("new-key", `the key ${quoted(name)} is not in the first object`, EVERY_KEY_HINT, name);
    return -1;
  }

  /** Gather a fault: nothing is audited then, and what is still written only keeps the lines in step. */
  private bad(code: string, what: string, hint: string, column: string | null = null): void {
    const { file, line } = this;
    const where = column === null || code === "new-key" ? what : `column ${quoted(column)} ${what}`;
    this.faults.addStructural(fault(code, where, { file, line, column, hint }));
  }
}

const COMMA = 44;
const CLOSE_BRACE = 125;
