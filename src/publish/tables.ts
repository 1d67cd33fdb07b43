/** The tables of a result, one for each attribute and crossing, gathered from all places that show something of its groups. */
import type { AuditResult, Moments } from "../model.js";
import type { Bundle } from "./bundles.js";
import type { Sums } from "./sums.js";

export interface Table {
  readonly key: string;
  readonly attributes: readonly string[];
  readonly cells: readonly TableCell[];
}

export interface TableCell {
  readonly key: string;
  readonly group: readonly string[];
  readonly unknown: boolean;
  /** Null where the private result withholds them. */
  readonly units: number | null;
  readonly rows: number | null;
  /** By metric id. */
  readonly moments: ReadonlyMap<string, Moments | null>;
}

export function keyOf(names: readonly string[]): string {
  return JSON.stringify(names);
}

export function tablesOf(result: AuditResult): Table[] {
  const tables = new Map<string, { attributes: readonly string[]; cells: Map<string, TableCell> }>();
  const cell = (attributes: readonly string[], group: readonly string[], unknown: boolean): TableCell => {
    const at = keyOf(attributes);
    if (!tables.has(at)) tables.set(at, { attributes, cells: new Map() });
    const { cells } = tables.get(at)!;
    const key = keyOf(group);
    const found = cells.get(key) ?? { key, group, unknown, units: null, rows: null, moments: new Map() };
    cells.set(key, found);
    return found;
  };
  const change = (attributes: readonly string[], group: readonly string[], to: TableCell): void =>
    void tables.get(keyOf(attributes))!.cells.set(keyOf(group), to);
  for (const { attributes, groups } of result.representation)
    for (const { group, unknown, units, rows } of groups)
      change(attributes, group, { ...cell(attributes, group, unknown), units, rows });
  for (const { attributes, groups, metric } of result.families)
    for (const { group, unknown, moments } of groups) {
      const before = cell(attributes, group, unknown);
      change(attributes, group, {
        ...before,
        units: before.units ?? moments?.units ?? null,
        rows: before.rows ?? moments?.rows ?? null,
        moments: new Map([...before.moments, [metric, moments]]),
      });
    }
  for (const { attributes, groups } of result.contacts)
    for (const { group, unknown } of groups) cell(attributes, group, unknown);
  return [...tables.entries()].map(([key, { attributes, cells }]) => ({
    key,
    attributes,
    cells: [...cells.values()],
  }));
}

/** What a cell counts on a bundle; null where some of it is withheld already. */
export function sumsOf(cell: TableCell, { counted }: Bundle): Sums | null {
  const { units, rows } = cell;
  const metrics = counted.map(({ plan }) => cell.moments.get(plan.id) ?? null);
  if (units === null || rows === null) return null;
  // A metric that is not computed by this attribute has nothing to give away.
  if (counted.some(({ plan }, index) => metrics[index] === null && cell.moments.has(plan.id))) return null;
  return { units, rows, metrics: metrics.map((one) => one ?? NONE) };
}

const NONE: Moments = { units: 0, rows: 0, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };

/** Everybody, on a bundle. */
export function totalOf(result: AuditResult, { counted }: Bundle): Sums {
  const metrics = counted.map(
    ({ plan }) => result.families.find((one) => one.metric === plan.id)?.overall ?? NONE,
  );
  const rows = Math.max(result.ledger.used, ...metrics.map((one) => one.rows));
  return { units: result.units.count, rows, metrics };
}
