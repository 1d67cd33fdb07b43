import type { QualityNote } from "../model.js";
import { Refusal } from "../refusal.js";
import { pickColumns } from "./pick-columns.js";
import { trimPadding } from "./values.js";

/** A key of the first object: its text with quotes, and its place in the CSV, -1 where nothing needs it. */
export interface JsonKey {
  readonly raw: string;
  readonly slot: number;
}

export const EVERY_KEY_HINT = "the first object must have every key: write those without a value as null";

/** The columns of a log of JSON lines: the needed keys of its first object, settled once. */
export class JsonColumns {
  readonly names: readonly string[];
  /** All keys of the first object, in its order. */
  readonly keys: readonly JsonKey[];
  readonly notes: readonly QualityNote[];
  private readonly slots = new Map<string, number>();
  private readonly known: ReadonlySet<string>;
  private readonly needed: ReadonlySet<string> | null;

  /** Without a plan (`wanted` null) all keys are needed whose first value is a single one. */
  constructor(file: string, line: number, first: object, wanted: readonly string[] | null) {
    const names = Object.keys(first);
    const single = Object.entries(first).flatMap(([name, value]) => (isNested(value) ? [] : [name]));
    const picked = pickFrom(file, line, names, wanted ?? single);
    picked.columns.forEach((column, slot) => this.slots.set(names[column.index]!, slot));
    this.notes = picked.notes;
    this.names = picked.columns.length === 0 ? ["row"] : picked.columns.map((one) => one.name);
    this.keys = names.map((name) => ({ raw: JSON.stringify(name), slot: this.slots.get(name) ?? -1 }));
    this.known = new Set(names);
    this.needed = wanted === null ? null : new Set(wanted.map(fold));
  }

  /** The place of a key, -1 where nothing needs it, null where it came late and is needed, or looks like one that is. */
  slotOf(name: string): number | null {
    const slot = this.slots.get(name);
    if (slot !== undefined) return slot;
    const late = !this.known.has(name) && (this.needed === null || this.needed.has(fold(name)));
    return late ? null : -1;
  }
}

function pickFrom(file: string, line: number, names: readonly string[], wanted: readonly string[]) {
  try {
    return pickColumns(file, names, wanted);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.faults.map((one) => ({ ...one, line, hint: `${one.hint}; ${EVERY_KEY_HINT}` })));
  }
}

function isNested(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** Names that differ in case or padding only are alike. */
function fold(name: string): string {
  return trimPadding(name).toLowerCase();
}
