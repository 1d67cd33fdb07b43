/** Help for tests of judgement: rows of a tiny log in, evidence out, counted here by brute force. */
import { measureFamily } from "../../src/measures/family.js";
import { nameCells } from "../../src/measures/groups.js";
import { measures } from "../../src/measures/index.js";
import type { CrossMoments, Evidence, Moments, Plan, Settings } from "../../src/model.js";
import { type Cell, type CellTable, crossKey } from "../../src/tables/cells.js";
import { planOf } from "../log/reading.js";

export interface Row {
  readonly unit: string;
  /** Null: unknown. */
  readonly group: string | null;
  readonly y: number;
  readonly d?: number;
}

/** A plan of one attribute, whose reference group is "a", and one rate; groups of two people may be judged. */
export function planWith(more: Partial<Settings> = {}): Plan {
  const plan = planOf(
    "log: {unit: person}\nattributes: {g: {column: g, reference: a}}\nmetrics: {m: {kind: rate, numerator: y}}",
  );
  return { ...plan, settings: { ...plan.settings, disclosure_floor: 1, minimum_units: 2, ...more } };
}

/** `count` people of a group with one decision each, the first `good` of which went well. */
export function people(group: string | null, count: number, good: number): Row[] {
  return Array.from({ length: count }, (_, index) => ({
    unit: `${group}${index}`,
    group,
    y: index < good ? 1 : 0,
  }));
}

/** Sums over units of the rows, each unit's own rows added up first. */
export function momentsOf(rows: readonly Row[]): Moments {
  const sums = unitSums(rows);
  const moments = { units: sums.size, rows: rows.length, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };
  for (const { y, d } of sums.values()) {
    moments.y += y;
    moments.d += d;
    moments.yy += y * y;
    moments.dd += d * d;
    moments.yd += y * d;
  }
  return moments;
}

export function crossOf(first: readonly Row[], second: readonly Row[]): CrossMoments | null {
  const [a, b] = [unitSums(first), unitSums(second)];
  const cross = { units: 0, yy: 0, yd: 0, dy: 0, dd: 0 };
  for (const [unit, one] of a) {
    const other = b.get(unit);
    if (other === undefined) continue;
    cross.units++;
    cross.yy += one.y * other.y;
    cross.yd += one.y * other.d;
    cross.dy += one.d * other.y;
    cross.dd += one.d * other.d;
  }
  return cross.units === 0 ? null : cross;
}

export function evidenceOf(rows: readonly Row[], plan: Plan): Evidence {
  const labels = [...new Set(rows.flatMap((row) => (row.group === null ? [] : [row.group])))];
  const codes = [...(rows.some((row) => row.group === null) ? [-1] : []), ...labels.keys()];
  const members = codes.map((code) => rows.filter((row) => row.group === (code < 0 ? null : labels[code]!)));
  const cells = members.map((own, index): Cell => {
    const moments = momentsOf(own);
    const largest = Math.max(...own.map(({ unit }) => own.filter((row) => row.unit === unit).length));
    return {
      codes: [codes[index]!],
      units: moments.units,
      rows: own.length,
      largest,
      metrics: [{ moments, missing: 0 }],
    };
  });
  const cross = new Map<string, readonly CrossMoments[]>();
  members.forEach((a, first) =>
    members.forEach((b, second) => {
      const found = first < second ? crossOf(a, b) : null;
      if (found !== null) cross.set(crossKey(first, second), [found]);
    }),
  );
  const table: CellTable = { attributes: [0], cells, mixedUnits: cross.size, cross };
  const metric = { plan: plan.metrics[0]!, index: 0 };
  return measureFamily(
    measures[metric.plan.kind],
    metric,
    table,
    nameCells(table, [labels], plan),
    momentsOf(rows),
    plan,
  );
}

function unitSums(rows: readonly Row[]): Map<string, { y: number; d: number }> {
  const sums = new Map<string, { y: number; d: number }>();
  for (const { unit, y, d = 1 } of rows) {
    const before = sums.get(unit) ?? { y: 0, d: 0 };
    sums.set(unit, { y: before.y + y, d: before.d + d });
  }
  return sums;
}
