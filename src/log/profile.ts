import type { ColumnProfile, LogProfile } from "../model.js";
import { readCsv } from "./csv.js";
import { Dictionary, copyInto } from "./dictionary.js";
import { FaultTally } from "./faults.js";
import { byCodeUnit } from "./groups.js";
import { lowerToCsv } from "./lower.js";
import { type ColumnReader, RowState } from "./readers.js";
import type { LogInput } from "./source.js";
import { readFlag, readNumber, readTime, trimPadding } from "./values.js";

const MOST_DISTINCT = 100_000;
const MOST_LISTED = 40;

/** Look at every column of a log, as `init` needs it: what kinds of values it holds, and how many. */
export async function profileLog(input: LogInput, scratch: string): Promise<LogProfile> {
  const faults = new FaultTally();
  const state = new RowState();
  const source = await lowerToCsv(input, null, null, scratch);
  let names: readonly string[] = [];
  let profiles: ColumnLook[] = [];
  const counts = await readCsv(source.name, source.chunks, { ...source, faults }, (header) => {
    names = header.names;
    profiles = names.map(() => new ColumnLook());
    return {
      readers: profiles,
      state,
      commit(_line, slot) {
        for (const look of profiles) look.count();
        return slot;
      },
    };
  });
  faults.check();
  return {
    rows: counts.rows,
    columns: names.flatMap((name, index) => (name === "" ? [] : [profiles[index]!.profile(name)])),
  };
}

/**
 * What one column holds. Texts are looked at once each while there are few, and row by row after that. A field
 * counts when its row is whole: one cut by the end of a buffer is read again.
 */
class ColumnLook implements ColumnReader {
  private readonly dictionary = new Dictionary();
  private rows = new Float64Array(256);
  private many = false;
  /** Of the row at hand: the text's code, or the text itself once there are many. */
  private code = 0;
  private text = "";
  private readonly sum = {
    filled: 0,
    missing: 0,
    flags: 0,
    yes: 0,
    numbers: 0,
    times: 0,
    digits: 0,
    longest: 0,
  };
  private minimum: number | null = null;
  private maximum: number | null = null;

  read(bytes: Uint8Array, start: number, end: number): void {
    if (this.many) this.text = decoder.decode(bytes.subarray(start, end));
    else this.code = this.dictionary.code(bytes, start, end);
  }

  /** The row is whole: what was read of it counts. */
  count(): void {
    if (this.many) {
      this.look(this.text, 1);
      return;
    }
    const { code } = this;
    if (code >= this.rows.length) this.rows = copyInto(new Float64Array(this.rows.length * 2), this.rows);
    this.rows[code]!++;
    if (this.dictionary.size > MOST_DISTINCT) {
      this.settle();
      this.many = true;
    }
  }

  profile(name: string): ColumnProfile {
    const values = new Map<string, number>();
    if (!this.many) {
      for (let code = 0; code < this.dictionary.size; code++) {
        const text = trimPadding(decoder.decode(this.dictionary.bytes(code)));
        if (text !== "") values.set(text, (values.get(text) ?? 0) + this.rows[code]!);
      }
      this.settle();
    }
    const { filled, missing, flags, yes, numbers, times, digits, longest } = this.sum;
    return {
      name,
      filled,
      missing,
      flags,
      yes,
      numbers,
      times,
      digits,
      longest,
      distinct: this.many ? null : values.size,
      values:
        this.many || values.size > MOST_LISTED
          ? null
          : [...values]
              .map(([text, rows]) => ({ text, rows }))
              .toSorted((a, b) => b.rows - a.rows || byCodeUnit(a.text, b.text)),
      minimum: this.minimum,
      maximum: this.maximum,
    };
  }

  private settle(): void {
    for (let code = 0; code < this.dictionary.size; code++) {
      this.look(decoder.decode(this.dictionary.bytes(code)), this.rows[code]!);
    }
  }

  private look(raw: string, rows: number): void {
    const { sum } = this;
    const text = trimPadding(raw);
    if (text === "") {
      sum.missing += rows;
      return;
    }
    sum.filled += rows;
    sum.longest = Math.max(sum.longest, [...text].length);
    const flag = readFlag(text);
    if (flag !== null) sum.flags += rows;
    if (flag === 1) sum.yes += rows;
    if (readTime(text) !== null) sum.times += rows;
    if (/^\d+$/.test(text)) sum.digits += rows;
    const value = readNumber(text);
    if (value === null) return;
    sum.numbers += rows;
    this.minimum = this.minimum === null ? value : Math.min(this.minimum, value);
    this.maximum = this.maximum === null ? value : Math.max(this.maximum, value);
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
