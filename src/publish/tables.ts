/** The tables of a result, one for each attribute and crossing, gathered from all places that show something of its groups. */
import type { AuditResult, Moments } from "../model.js";
import type { Bundle } from "./bundles.js";
import { type Counted, made, type Sums } from "./sums.js";
import { countOf, type Gap, NO_GAP, rowsOf } from "./wider.js";

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
  /** How many findings compare with this group, by metric id: they go with it. */
  readonly compared: ReadonlyMap<string, number>;
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
    const found = cells.get(key) ?? {
      key,
      group,
      unknown,
      units: null,
      rows: null,
      moments: new Map(),
      compared: new Map(),
    };
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
        moments: new Map([...before.moments, [metric, made(moments)]]),
      });
    }
  for (const { attributes, groups } of result.contacts)
    for (const { group, unknown } of groups) cell(attributes, group, unknown);
  for (const { attributes, comparator, comparison, metric } of result.findings) {
    const before =
      comparator.group === null
        ? undefined
        : tables.get(keyOf(attributes))?.cells.get(keyOf(comparator.group));
    if (before === undefined || comparison === null) continue;
    const compared = new Map([...before.compared, [metric, (before.compared.get(metric) ?? 0) + 1]]);
    change(attributes, before.group, { ...before, compared });
  }
  return [...tables.entries()].map(([key, { attributes, cells }]) => ({
    key,
    attributes,
    cells: [...cells.values()],
  }));
}

/** How many findings on these metrics compare with the group; on all, where it is about who is in the log. */
export function comparedOn(cell: TableCell, { counted }: Bundle): number {
  const ids = counted.length === 0 ? [...cell.compared.keys()] : counted.map((one) => one.plan.id);
  return ids.reduce((sum, id) => sum + (cell.compared.get(id) ?? 0), 0);
}

/** What a cell counts on a bundle; null where some of it is withheld already. */
export function sumsOf(cell: TableCell, { counted }: Bundle): Sums | null {
  const { units, rows } = cell;
  const metrics = counted.map(({ plan }) => cell.moments.get(plan.id) ?? null);
  if (units === null || rows === null) return null;
  // A metric that is not computed by this attribute has nothing to give away.
  if (counted.some(({ plan }, index) => metrics[index] === null && cell.moments.has(plan.id))) return null;
  // What lies in between is not known where the private result withholds the wider count.
  const hidden = counted
    .flatMap((one) => one.wider)
    .some(({ metric }) => metric !== null && cell.moments.get(metric) === null);
  if (hidden) return null;
  const log = { ...NONE, units, rows };
  const on = (metric: string | null): Moments | null =>
    metric === null ? log : (cell.moments.get(metric) ?? null);
  const gaps = counted.map((one, at) => gapsOf(one, metrics[at]!, on, counted));
  return { units, rows, metrics: metrics.map((one) => one ?? NONE), gaps };
}

/** The wider counts beside the metric's own; where a metric is not computed by this attribute, nothing lies in between. */
function gapsOf(
  { plan: metricPlan, wider, narrower, share }: Counted,
  moments: Moments | null,
  on: (metric: string | null) => Moments | null,
  together: readonly Counted[],
): Gap[] {
  // What is withheld along with the metric is not known to be within it.
  const known = narrower.filter((one) => together.every(({ plan }) => plan.id !== one.metric));
  return wider.map(({ metric, theirs, ours }) => {
    const other = on(metric);
    if (moments === null || other === null) return NO_GAP;
    const own = countOf(moments, ours);
    const within = known.flatMap((one) => {
      const inside = one.ours === ours ? on(one.metric) : null;
      return inside === null ? [] : [countOf(inside, one.theirs)];
    });
    const yes = share && (ours === "d" || ours === "rows") ? Math.max(0, Math.min(moments.y, moments.d)) : 0;
    const wide = countOf(other, theirs);
    // No more people than rows are in scope, and how many rows are may be known of another metric.
    const rows = countOf(moments, rowsOf(metricPlan) ?? "rows");
    // Of people with one decision each they are no more known than these.
    const log = on(null);
    const single = log !== null && log.units === log.rows;
    const most = Math.max(own, ours === "units" && !single ? Math.min(wide, rows) : wide);
    return { wide, own, least: Math.min(own, Math.max(yes, 0, ...within)), most };
  });
}

const NONE: Moments = { units: 0, rows: 0, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };

/** Everybody, on a bundle. */
export function totalOf(result: AuditResult, { counted }: Bundle): Sums {
  const overall = (id: string): Moments | null =>
    made(result.families.find((one) => one.metric === id)?.overall);
  const metrics = counted.map(({ plan }) => overall(plan.id) ?? NONE);
  const rows = Math.max(result.ledger.used, ...metrics.map((one) => one.rows));
  const units = result.units.count;
  const log = { ...NONE, units, rows };
  const gaps = counted.map((one) =>
    gapsOf(one, overall(one.plan.id), (metric) => (metric === null ? log : overall(metric)), counted),
  );
  return { units, rows, metrics, gaps };
}
