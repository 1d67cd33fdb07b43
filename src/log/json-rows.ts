import type { QualityNote } from "../model.js";
import { fault, quoted, Refusal } from "../refusal.js";
import type { FaultTally } from "./faults.js";
import { skipSpace, stringEnd, valueEnd } from "./json-walk.js";
import { type PickedColumns, pickColumns } from "./pick-columns.js";
import { trimPadding } from "./values.js";
import { csvRecord, quoteField } from "./write-csv.js";

/** A key of the first object: its text with quotes, and its place in the CSV, -1 where nothing needs it. */
interface Key {
  readonly raw: string;
  readonly slot: number;
}

const BLANK = /^[ \t\r]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * Turns lines of JSON into CSV records, a header before the first. JSON.parse decides what is JSON; the values are
 * taken from the line's own text, so that numbers keep their spelling and ids all their digits.
 */
export class JsonRows {
  /** The line to be read next, 1-based. */
  line = 1;
  /** Names of the CSV's columns, once the first object has been met. */
  names: readonly string[] | null = null;
  private keys: readonly Key[] = [];
  private known: ReadonlySet<string> = new Set();
  private readonly needed: ReadonlySet<string> | null;
  private readonly slots = new Map<string, number>();
  private fields: string[] = [];
  private empty = "";

  constructor(
    private readonly file: string,
    private readonly wanted: readonly string[] | null,
    private readonly faults: FaultTally,
    private readonly notes: QualityNote[],
  ) {
    this.needed = wanted === null ? null : new Set(wanted.map(fold));
  }

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
    const header = this.names === null ? this.begin(value) : "";
    const { fields } = this;
    fields.fill(this.empty);
    const count = this.walk(line);
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

  /** Settle the columns by the first object. */
  private begin(value: object): string {
    const { wanted } = this;
    const names = Object.keys(value);
    const nested = new Set(
      Object.entries(value).flatMap(([name, one]) => (typeof one === "object" && one !== null ? [name] : [])),
    );
    const picked = this.pick(names, wanted ?? names.filter((name) => !nested.has(name)));
    this.notes.push(...picked.notes);
    picked.columns.forEach((column, slot) => this.slots.set(names[column.index]!, slot));
    this.known = new Set(names);
    this.keys = names.map((name) => ({ raw: JSON.stringify(name), slot: this.slots.get(name) ?? -1 }));
    this.names = picked.columns.length === 0 ? ["row"] : picked.columns.map((one) => one.name);
    this.empty = this.names.length === 1 ? '""' : "";
    this.fields = this.names.map(() => this.empty);
    return csvRecord(this.names);
  }

  private pick(names: readonly string[], wanted: readonly string[]): PickedColumns {
    try {
      return pickColumns(this.file, names, wanted);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // The other faults would only follow from this one.
      throw new Refusal(
        error.faults.map((one) => ({ ...one, line: this.line, hint: `${one.hint}; ${NEW_KEY_HINT}` })),
      );
    }
  }

  /** Put the needed values of one object into `fields`; returns how many keys it has. */
  private walk(line: string): number {
    const { keys, fields } = this;
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
        slot = this.slotOf(line.slice(at, end));
        at = end;
      }
      at = skipSpace(line, skipSpace(line, at) + 1);
      const end = valueEnd(line, at);
      if (slot >= 0) fields[slot] = this.field(line.slice(at, end), slot);
      count++;
      at = skipSpace(line, end);
      if (line.charCodeAt(at) === COMMA) at = skipSpace(line, at + 1);
    }
    return count;
  }

  /** The column of a key as written, or -1. A key that came late and is needed, or looks like one needed, is a fault. */
  private slotOf(raw: string): number {
    const name = JSON.parse(raw) as string;
    const slot = this.slots.get(name);
    if (slot !== undefined) return slot;
    const late = !this.known.has(name) && (this.needed === null || this.needed.has(fold(name)));
    if (late) this.bad("new-key", `the key ${quoted(name)} is not in the first object`, NEW_KEY_HINT, name);
    return -1;
  }

  /** A value as a CSV field. */
  private field(raw: string, slot: number): string {
    switch (raw.charCodeAt(0)) {
      case QUOTE:
        return this.string(raw, slot);
      case OPEN_BRACE:
      case OPEN_BRACKET:
        this.bad(
          "nested-value",
          "holds a list or an object, not a single value",
          "write one value a key",
          this.names![slot],
        );
        return this.empty;
      case LOWER_N:
        // null is no value.
        return this.empty;
      default:
        // A number as it is spelled, true or false.
        return raw;
    }
  }

  /** An empty string is an empty field, and so no value: CSV cannot tell the two apart, and the audit need not. */
  private string(raw: string, slot: number): string {
    if (!raw.includes("\\")) {
      if (raw.length === 2) return this.empty;
      // Without escapes it holds no quote and no line end: as it stands, it is a quoted CSV field.
      return raw.includes(",") ? raw : raw.slice(1, -1);
    }
    const text = JSON.parse(raw) as string;
    if (LONE_SURROGATE.test(text)) {
      this.bad(
        "lone-surrogate",
        "holds half of a character (a lone surrogate)",
        "mend the log's text encoding",
        this.names![slot],
      );
    }
    if (text.includes("\0"))
      this.bad("nul-byte", "holds a NUL character", "mend the log's text", this.names![slot]);
    return quoteField(text);
  }

  /** Gather a fault: nothing is audited then, and what is still written only keeps the lines in step. */
  private bad(code: string, what: string, hint: string, column: string | null = null): void {
    const { file, line } = this;
    const where = column === null || code === "new-key" ? what : `column ${quoted(column)} ${what}`;
    this.faults.addStructural(fault(code, where, { file, line, column, hint }));
  }
}

/** Names that differ in case or padding only are alike. */
function fold(name: string): string {
  return trimPadding(name).toLowerCase();
}

const NEW_KEY_HINT = "the first object must have every key: write those without a value as null";
const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const LOWER_N = 110;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
