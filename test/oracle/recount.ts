/**
 * The counting of an audit done again, row by row, in plain maps: no SQL, no grid of whole numbers, no merging of
 * cells. What the engine answers is held against it. (The t quantile is the audit's own; it has tests against R.)
 */
import { tQuantile } from "../../src/stats/distributions.js";

export type Row = Readonly<Record<string, string>>;

/** One metric as the plan writes it; a quantity is the name of a column. */
export interface MetricText {
  readonly kind: "rate" | "ratio" | "mean" | "scoring_rate" | "frequency" | "exposure" | "contacts";
  readonly numerator?: string;
  readonly denominator?: string;
  readonly where?: Readonly<Record<string, string | readonly string[]>>;
}

interface Sums {
  y: number;
  d: number;
}

/** One group: what each of its units adds up to, and its rows. */
export interface Counted {
  readonly units: ReadonlyMap<string, Readonly<Sums>>;
  /** How often each unit counts: more than once only where rows are counted and are their own units. */
  readonly times: ReadonlyMap<string, number>;
  readonly rows: number;
  readonly missing: number;
}

export interface Moments {
  readonly units: number;
  readonly rows: number;
  readonly y: number;
  readonly d: number;
  readonly yy: number;
  readonly dd: number;
  readonly yd: number;
}

export interface Who {
  readonly groups: readonly string[];
  readonly unit: string | null;
  readonly count: string | null;
}

/** What a row adds to a metric: its two sums, null where it is out of scope, "missing" where a field it needs is empty. */
export function rowSums(row: Row, metric: MetricText): Sums | "missing" | null {
  const inScope = Object.entries(metric.where ?? {}).every(([column, values]) =>
    [values].flat().includes(row[column]!),
  );
  if (!inScope) return null;
  const top = metric.numerator === undefined ? "1" : row[metric.numerator]!;
  const bottom = metric.denominator === undefined ? "1" : row[metric.denominator]!;
  if (metric.kind === "ratio") {
    return top === "" || bottom === "" ? "missing" : { y: Number(top), d: Number(bottom) };
  }
  // The denominator is a yes or no here: a row that may not count is not asked for anything else.
  if (bottom === "") return "missing";
  if (bottom === "0") return null;
  if (top === "") return "missing";
  return { y: metric.kind === "exposure" ? 1 / Math.log2(1 + Number(top)) : Number(top), d: 1 };
}

/** The middle of numbers in order, each as often as it counts: written out in a list, as in a textbook. */
export function medianOf(
  numbers: readonly { readonly value: number; readonly times: number }[],
): number | null {
  const all = numbers
    .flatMap(({ value, times }) => Array.from({ length: times }, () => value))
    .toSorted((a, b) => a - b);
  if (all.length === 0) return null;
  const half = all.length / 2;
  return all.length % 2 === 1 ? all[Math.floor(half)]! : (all[half - 1]! + all[half]!) / 2;
}

/** The median behind a scoring rate: of the rows in its scope, whatever their group. */
export function medianBehind(rows: readonly Row[], metric: MetricText, count: string | null): number | null {
  return medianOf(
    rows.flatMap((row) => {
      const sums = rowSums(row, { ...metric, kind: "mean" });
      if (sums === null || sums === "missing") return [];
      return [{ value: sums.y, times: count === null ? 1 : Number(row[count]) }];
    }),
  );
}

/** A scoring rate as the rate of a column that says who is above the median. */
function withColumn(rows: readonly Row[], metric: MetricText, count: string | null): readonly Row[] {
  const median = medianBehind(rows, metric, count);
  return rows.map((row) => {
    const number = row[metric.numerator!]!;
    return { ...row, above: number === "" || median === null ? "" : Number(number) > median ? "1" : "0" };
  });
}

/** Every group of a crossing, by its names; the empty name is the unknown one. */
export function countGroups(
  rows: readonly Row[],
  metric: MetricText,
  who: Who,
): ReadonlyMap<string, Counted> {
  if (metric.kind === "scoring_rate")
    return countGroups(
      withColumn(rows, metric, who.count),
      { ...metric, kind: "rate", numerator: "above" },
      who,
    );
  const unitOf = (row: Row, index: number) => (who.unit === null ? `row ${index}` : row[who.unit]!);
  const weightOf = (row: Row) => (who.count === null ? 1 : Number(row[who.count]));
  const perPerson = metric.kind === "frequency" || metric.kind === "exposure";
  const own = new Map<string, number>();
  if (perPerson) {
    for (const [index, row] of rows.entries()) {
      const sums = rowSums(row, metric);
      if (sums === null || sums === "missing") continue;
      own.set(unitOf(row, index), (own.get(unitOf(row, index)) ?? 0) + sums.d);
    }
  }
  const groups = new Map<
    string,
    { units: Map<string, Sums>; times: Map<string, number>; rows: number; missing: number }
  >();
  for (const [index, row] of rows.entries()) {
    const name = who.groups.map((column) => row[column] || "(unknown)").join(" x ");
    const group = groups.get(name) ?? { units: new Map(), times: new Map(), rows: 0, missing: 0 };
    groups.set(name, group);
    const unit = unitOf(row, index);
    const weight = weightOf(row);
    group.rows += weight;
    const times = who.unit === null ? weight : 1;
    group.times.set(unit, times);
    const before = group.units.get(unit) ?? { y: 0, d: metric.kind === "contacts" ? 1 : 0 };
    group.units.set(unit, before);
    const sums = rowSums(row, metric);
    if (sums === "missing") group.missing += weight;
    if (sums === null || sums === "missing") continue;
    const share = perPerson ? own.get(unit)! : 1;
    before.y += ((weight / times) * sums.y) / share;
    if (metric.kind !== "contacts") before.d += ((weight / times) * sums.d) / share;
  }
  return groups;
}

export function momentsOf({ units, times, rows }: Counted): Moments {
  const m = { units: 0, rows, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };
  for (const [unit, { y, d }] of units) {
    const n = times.get(unit)!;
    m.units += d === 0 ? 0 : n;
    m.y += n * y;
    m.d += n * d;
    m.yy += n * y * y;
    m.dd += n * d * d;
    m.yd += n * y * d;
  }
  return m;
}

/** Several groups as one: each unit's sums are added before anything is squared. A person is one person in all. */
export function together(groups: readonly Counted[], metric: MetricText): Counted {
  const units = new Map<string, Sums>();
  for (const group of groups) {
    for (const [unit, { y, d }] of group.units) {
      const before = units.get(unit) ?? { y: 0, d: 0 };
      units.set(unit, { y: before.y + y, d: metric.kind === "contacts" ? 1 : before.d + d });
    }
  }
  return {
    units,
    times: new Map(groups.flatMap((one) => [...one.times])),
    rows: groups.reduce((sum, one) => sum + one.rows, 0),
    missing: groups.reduce((sum, one) => sum + one.missing, 0),
  };
}

/** `G/(G-1) sum_u (Y_u - R D_u)^2 / D^2`, unit by unit; null where the audit gives none. */
export function varianceOf(group: Counted): number | null {
  const m = momentsOf(group);
  if (!(m.d > 0) || m.units < 2) return null;
  let sum = 0;
  for (const [unit, { y, d }] of group.units) sum += group.times.get(unit)! * (y - (m.y / m.d) * d) ** 2;
  return ((m.units / (m.units - 1)) * sum) / m.d ** 2;
}

/** `sum_u (Y_u1 - R1 D_u1)(Y_u2 - R2 D_u2) / (D1 D2)`, times the root of both groups' G/(G-1). */
export function covarianceOf(a: Counted, b: Counted): number {
  const [ma, mb] = [momentsOf(a), momentsOf(b)];
  let sum = 0;
  for (const [unit, one] of a.units) {
    const other = b.units.get(unit);
    if (other === undefined) continue;
    sum += a.times.get(unit)! * (one.y - (ma.y / ma.d) * one.d) * (other.y - (mb.y / mb.d) * other.d);
  }
  const factor = Math.sqrt((ma.units / (ma.units - 1)) * (mb.units / (mb.units - 1)));
  return (factor * sum) / (ma.d * mb.d);
}

/** Whether the people of a group differ in their figure, rounding aside. */
function differs(group: Counted): boolean {
  const m = momentsOf(group);
  const size = Math.abs(m.yy) + 2 * Math.abs((m.y / m.d) * m.yd) + (m.y / m.d) ** 2 * m.dd;
  return varianceOf(group)! * m.d ** 2 > 1e-12 * size;
}

/** Half the width of the interval of a difference of two figures that are not shares, each on its own t quantile. */
export function reachOf(a: Counted, b: Counted, level: number): number | null {
  const [va, vb] = [varianceOf(a), varianceOf(b)];
  if (va === null || vb === null) return null;
  // People who do not differ at all say nothing of how sure the figure is: there is no interval then.
  if (![a, b].every(differs)) return null;
  const [ta, tb] = [a, b].map((one) => tQuantile((1 + level) / 2, momentsOf(one).units - 1)) as [
    number,
    number,
  ];
  return Math.sqrt(Math.max(0, ta * ta * va + tb * tb * vb - 2 * ta * tb * covarianceOf(a, b)));
}
