import type { Cell as Value, Engine } from "../engine/engine.js";
import type { CrossMoments, Moments } from "../model.js";
import type { LikeliestCell } from "./likeliest.js";
import { MIXED, PERSONS, type PersonSums, type PersonTable } from "./persons.js";

/** One group of one attribute or crossing, over all metrics. */
export interface Cell {
  /** Group code of each attribute; -1 is unknown. */
  readonly codes: readonly number[];
  readonly units: number;
  readonly rows: number;
  /** Decisions of the person with the most. */
  readonly largest: number;
  readonly metrics: readonly { readonly moments: Moments; readonly missing: number }[];
}

/** All groups of one attribute or crossing. */
export interface CellTable {
  /** Positions of the attributes in the plan; none for everybody together. */
  readonly attributes: readonly number[];
  readonly cells: readonly Cell[];
  readonly mixedUnits: number;
  /** Sums over units in two cells, by positions in `cells`, smaller first; one entry a metric. */
  readonly cross: ReadonlyMap<string, readonly CrossMoments[]>;
  /** Only of membership probabilities: each row in its likeliest group. */
  readonly likeliest?: readonly LikeliestCell[];
}

export function crossKey(first: number, second: number): string {
  return first < second ? `${first}|${second}` : `${second}|${first}`;
}

/**
 * Count every wanted crossing from the table of persons. Persons under one combination are counted in one
 * grouping; those under several are first merged within each cell, and their products across cells kept.
 */
export async function countCells(
  engine: Engine,
  persons: PersonTable,
  wanted: readonly (readonly number[])[],
): Promise<CellTable[]> {
  const sums = new MomentColumns(persons);
  const single = await countSingle(engine, persons, sums, wanted);
  const tables: CellTable[] = [];
  for (const [index, attributes] of wanted.entries()) {
    const rows = single[index]!;
    if (persons.mixed === 0) {
      tables.push(assemble(attributes, rows, [], sums, 0, []));
      continue;
    }
    const codes = attributes.map((one) => persons.attributes[one]!);
    const table = `mixed_${index}`;
    await engine.run(
      `CREATE TABLE ${table} AS SELECT ${["unit", ...codes].join(", ")}, CAST(sum(n) AS BIGINT) AS n, ` +
        `${persons.merge.join(", ")} ` +
        `FROM ${PERSONS} WHERE unit IN (SELECT unit FROM ${MIXED}) GROUP BY ${["unit", ...codes].join(", ")}`,
    );
    const merged = await engine.query(`SELECT ${select(codes, sums.sql)} FROM ${table} ${groupBy(codes)}`);
    const [counted] = await engine.query(
      `SELECT count(*) FROM (SELECT unit FROM ${table} GROUP BY unit HAVING count(*) > 1)`,
    );
    const mixedUnits = Number(counted![0]);
    const cross = mixedUnits === 0 ? [] : await engine.query(crossQuery(table, codes, persons.metrics));
    await engine.run(`DROP TABLE ${table}`);
    tables.push(assemble(attributes, rows, merged, sums, mixedUnits, cross));
  }
  return tables;
}

/** Persons under a single combination, all crossings in one pass. */
async function countSingle(
  engine: Engine,
  persons: PersonTable,
  sums: MomentColumns,
  wanted: readonly (readonly number[])[],
): Promise<(readonly Value[])[][]> {
  const used = [...new Set(wanted.flat())].map((one) => persons.attributes[one]!);
  const columns = [...new Set(used)];
  const sets = wanted.map((attributes) => attributes.map((one) => persons.attributes[one]!));
  const where = persons.mixed === 0 ? "" : `WHERE unit NOT IN (SELECT unit FROM ${MIXED})`;
  if (columns.length === 0) {
    const answer = await engine.query(`SELECT ${sums.sql.join(", ")} FROM ${PERSONS} ${where}`);
    return wanted.map(() => [...answer]);
  }
  // Everybody is gone over once, to the full crossing of all attributes; its few rows then give every other crossing.
  const named = sums.sql.map((sql, index) => `${sql} AS m${index}`);
  await engine.run(
    `CREATE TABLE crossing AS SELECT ${[...columns, ...named].join(", ")} FROM ${PERSONS} ${where} GROUP BY ${columns.join(", ")}`,
  );
  const again = sums.sql.map((_, index) => `${index === sums.largest ? "max" : "sum"}(m${index})`);
  const groupingSets = sets.map((set) => `(${set.join(", ")})`).join(", ");
  const answer = await engine.query(
    `SELECT ${[`GROUPING(${columns.join(", ")})`, ...columns, ...again].join(", ")} FROM crossing GROUP BY GROUPING SETS (${groupingSets})`,
  );
  await engine.run("DROP TABLE crossing");
  // GROUPING has a bit for each column, highest first, set where the column is not part of the row's set.
  const bits = sets.map((set) =>
    columns.reduce(
      (mask, column, at) => (set.includes(column) ? mask : mask + 2 ** (columns.length - 1 - at)),
      0,
    ),
  );
  return sets.map((set, index) =>
    answer
      .filter((row) => Number(row[0]) === bits[index])
      .map((row) => [
        ...set.map((column) => row[1 + columns.indexOf(column)]!),
        ...row.slice(1 + columns.length),
      ]),
  );
}

/** The moment sums as SQL, each distinct one once, and how to read a metric's moments from an answer. */
class MomentColumns {
  readonly sql: string[] = [];
  private readonly readers: ((row: readonly Value[], at: number) => { moments: Moments; missing: number })[];
  readonly units: number;
  readonly rows: number;
  readonly largest: number;
  /** Positions of metrics whose trials are the units, there being no people. */
  readonly trials: readonly number[];

  constructor(private readonly persons: PersonTable) {
    this.trials = persons.people
      ? []
      : persons.metrics.flatMap((metric, index) => (metric.trials ? [index] : []));
    const w = persons.weight;
    const sum = (value: string): number =>
      this.place(`sum(${w === null ? value : value === "1" ? w : `${w} * ${value}`})`);
    this.units = w === null ? this.place("count(*)") : sum("1");
    this.rows = sum("n");
    this.largest = this.place("max(n)");
    this.readers = persons.metrics.map((metric) => {
      const { y, d } = metric;
      const wide = (value: string): string => (metric.wide ? `CAST(${value} AS HUGEINT)` : value);
      const at = {
        units: this.place(`sum(CASE WHEN ${d} <> 0 THEN ${w ?? "1"} ELSE 0 END)`),
        y: sum(y),
        d: sum(d),
        yy: sum(`${wide(y)} * ${y}`),
        dd: sum(`${wide(d)} * ${d}`),
        yd: sum(`${wide(y)} * ${d}`),
        missing: metric.missingColumn === null ? null : sum(metric.missingColumn),
      };
      return (row, offset) => {
        const read = (index: number, scale: number): number => Number(row[offset + index] ?? 0) / scale;
        const moments = {
          units: read(at.units, 1),
          rows: read(this.rows, 1),
          y: read(at.y, metric.yScale),
          d: read(at.d, metric.dScale),
          yy: read(at.yy, metric.yScale * metric.yScale),
          dd: read(at.dd, metric.dScale * metric.dScale),
          yd: read(at.yd, metric.yScale * metric.dScale),
        };
        return {
          moments: metric.trials && !persons.people ? trialMoments(moments) : moments,
          missing: at.missing === null ? 0 : read(at.missing, 1),
        };
      };
    });
  }

  scales(): { readonly y: number; readonly d: number }[] {
    return this.persons.metrics.map((metric) => ({ y: metric.yScale, d: metric.dScale }));
  }

  read(row: readonly Value[], offset: number): { moments: Moments; missing: number }[] {
    return this.readers.map((reader) => reader(row, offset));
  }

  private place(sql: string): number {
    const known = this.sql.indexOf(sql);
    return known >= 0 ? known : this.sql.push(sql) - 1;
  }
}

/** Counts of single trials without a unit: each trial is its own unit, with an outcome of 0 or 1. */
function trialMoments(moments: Moments): Moments {
  const { y, d } = moments;
  return { units: d, rows: d, y, d, yy: y, dd: d, yd: y };
}

function select(codes: readonly string[], sums: readonly string[]): string {
  return [...codes, ...sums].join(", ");
}

function groupBy(codes: readonly string[]): string {
  return codes.length === 0 ? "" : `GROUP BY ${codes.join(", ")}`;
}

/** Products of a unit's sums in two different cells, added up by pair of cells. */
function crossQuery(table: string, codes: readonly string[], metrics: readonly PersonSums[]): string {
  const key = (side: string): string => codes.map((code) => `${side}.${code}`).join(", ");
  const products = metrics.flatMap(({ y, d }) => [
    // As in a group's own count: who is out of the metric's scope on a side is not one of its units.
    `sum(CASE WHEN a.${d} <> 0 AND b.${d} <> 0 THEN 1 ELSE 0 END)`,
    ...[
      [y, y],
      [y, d],
      [d, y],
      [d, d],
    ].map(([left, right]) => `sum(CAST(a.${left} AS HUGEINT) * b.${right})`),
  ]);
  return (
    `SELECT ${key("a")}, ${key("b")}, ${products.join(", ")} FROM ${table} a JOIN ${table} b ` +
    `ON a.unit = b.unit AND (${key("a")}) < (${key("b")}) GROUP BY ${key("a")}, ${key("b")}`
  );
}

/** Put the two halves of a table together, cells in order of their codes. */
function assemble(
  attributes: readonly number[],
  single: readonly (readonly Value[])[],
  merged: readonly (readonly Value[])[],
  sums: MomentColumns,
  mixedUnits: number,
  cross: readonly (readonly Value[])[],
): CellTable {
  const width = attributes.length;
  const cells = new Map<string, Cell>();
  for (const row of [...single, ...merged]) {
    const codes = row.slice(0, width).map(Number);
    const metrics = sums.read(row, width);
    // Rows of an aggregated export are no units: its trials are, as many as the widest metric counts.
    const trials = sums.trials.map((metric) => metrics[metric]!.moments.units);
    const cell: Cell = {
      codes,
      units: Math.max(Number(row[width + sums.units] ?? 0), ...trials),
      rows: Math.max(Number(row[width + sums.rows] ?? 0), ...trials),
      largest: Number(row[width + sums.largest] ?? 0),
      metrics,
    };
    if (cell.units === 0) continue;
    const key = codes.join(",");
    const before = cells.get(key);
    cells.set(key, before === undefined ? cell : addCells(before, cell));
  }
  const ordered = [...cells.values()].toSorted((a, b) => compareCodes(a.codes, b.codes));
  const positions = new Map(ordered.map((cell, index) => [cell.codes.join(","), index]));
  return { attributes, cells: ordered, mixedUnits, cross: readCross(cross, width, positions, sums.scales()) };
}

function compareCodes(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return a[index]! - b[index]!;
  return 0;
}

function addCells(a: Cell, b: Cell): Cell {
  return {
    codes: a.codes,
    units: a.units + b.units,
    rows: a.rows + b.rows,
    largest: Math.max(a.largest, b.largest),
    metrics: a.metrics.map((one, index) => ({
      moments: addMoments(one.moments, b.metrics[index]!.moments),
      missing: one.missing + b.metrics[index]!.missing,
    })),
  };
}

/** Moments of two sets of units that share none. */
export function addMoments(a: Moments, b: Moments): Moments {
  return {
    units: a.units + b.units,
    rows: a.rows + b.rows,
    y: a.y + b.y,
    d: a.d + b.d,
    yy: a.yy + b.yy,
    dd: a.dd + b.dd,
    yd: a.yd + b.yd,
  };
}

function readCross(
  rows: readonly (readonly Value[])[],
  width: number,
  positions: ReadonlyMap<string, number>,
  scales: readonly { readonly y: number; readonly d: number }[],
): Map<string, readonly CrossMoments[]> {
  const cross = new Map<string, readonly CrossMoments[]>();
  for (const row of rows) {
    const first = positions.get(row.slice(0, width).map(Number).join(","))!;
    const second = positions.get(
      row
        .slice(width, 2 * width)
        .map(Number)
        .join(","),
    )!;
    const turned = first > second;
    cross.set(
      crossKey(first, second),
      scales.map(({ y, d }, index) => {
        const at = 2 * width + index * 5;
        const [units, yy, yd, dy, dd] = [0, 1, 2, 3, 4].map((step) => Number(row[at + step] ?? 0));
        const one = {
          units: units!,
          yy: yy! / (y * y),
          yd: yd! / (y * d),
          dy: dy! / (y * d),
          dd: dd! / (d * d),
        };
        return turned ? { ...one, yd: one.dy, dy: one.yd } : one;
      }),
    );
  }
  return cross;
}
