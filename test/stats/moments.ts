/** Plain sums over rows, written apart from the code under test: rows in, moments per group out. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { CrossMoments, RatioMoments } from "../../src/stats/ratio-estimate.js";

export type Row = Readonly<Record<string, string>>;

export interface Sums {
  readonly y: number;
  readonly d: number;
  readonly rows: number;
}

/** Group -> unit -> sums. */
export type Table = ReadonlyMap<string, ReadonlyMap<string, Sums>>;

export function readRows(path: string): Row[] {
  return parse(readFileSync(path), { columns: true, bom: true }) as Row[];
}

/** Reads `key<TAB>value` lines; `#` starts a comment. */
export function readFigures(path: string): ReadonlyMap<string, number> {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  return new Map(
    lines
      .filter((line) => !line.startsWith("#"))
      .map((line) => {
        const [key, value] = line.split("\t");
        return [key!, Number(value)];
      }),
  );
}

export function tabulate(
  rows: readonly Row[],
  pick: {
    readonly group: (row: Row) => string;
    readonly unit: (row: Row) => string;
    readonly y: (row: Row) => number;
    readonly d?: (row: Row) => number;
  },
): Table {
  const table = new Map<string, Map<string, Sums>>();
  for (const row of rows) {
    const group = pick.group(row);
    if (group === "" || group === "NA") continue;
    const units = table.get(group) ?? new Map<string, Sums>();
    table.set(group, units);
    const unit = pick.unit(row);
    const old = units.get(unit) ?? { y: 0, d: 0, rows: 0 };
    units.set(unit, { y: old.y + pick.y(row), d: old.d + (pick.d?.(row) ?? 1), rows: old.rows + 1 });
  }
  return table;
}

export function momentsOf(units: Iterable<Sums>): RatioMoments {
  const m = { units: 0, rows: 0, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };
  for (const { y, d, rows } of units) {
    m.units += 1;
    m.rows += rows;
    m.y += y;
    m.d += d;
    m.yy += y * y;
    m.dd += d * d;
    m.yd += y * d;
  }
  return m;
}

export function crossOf(a: ReadonlyMap<string, Sums>, b: ReadonlyMap<string, Sums>): CrossMoments {
  const m = { yy: 0, yd: 0, dy: 0, dd: 0 };
  for (const [unit, x] of a) {
    const z = b.get(unit);
    if (z === undefined) continue;
    m.yy += x.y * z.y;
    m.yd += x.y * z.d;
    m.dy += x.d * z.y;
    m.dd += x.d * z.d;
  }
  return m;
}
