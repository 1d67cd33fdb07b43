import type { Engine } from "../engine/engine.js";
import { type LoadedLog, ROWS } from "../log/load.js";
import type { MetricPlan } from "../model.js";
import { type RowSum, rowSums, sumOf, weightOf } from "./expressions.js";

/** Sums of one feature by one attribute: a cell a value, group and fold. All are whole numbers but for the scale of y and d. */
export interface FeatureTable {
  /** Values of the feature, known ones; in a cell -1 is no value. */
  readonly values: number;
  /** Codes of groups there are; in a cell -1 is unknown. */
  readonly groups: number;
  readonly folds: number;
  readonly value: Int32Array;
  readonly group: Int32Array;
  readonly fold: Int32Array;
  /** Decisions. */
  readonly n: Float64Array;
  /** One a metric asked for. */
  readonly y: readonly Float64Array[];
  readonly d: readonly Float64Array[];
}

/** How the codes of a feature become values: by code, `values` of them; -1 is no value. */
export interface ValueMap {
  readonly values: number;
  readonly of: Int32Array;
}

/** An attribute's column and how many groups it has. */
export interface GroupColumn {
  readonly column: string;
  readonly groups: number;
}

/** More cells are not counted for all attributes at once. */
const MOST_CROSSED = 300_000;
/** Cells of one feature by one attribute; where folds would make more, fewer are used. */
const MOST_CELLS = 400_000;
const FEW_FOLDS = 5;

/** Decisions by code of a feature. */
export async function countCodes(
  engine: Engine,
  log: LoadedLog,
  name: string,
  codes: number,
): Promise<Float64Array> {
  const [code, n] = await engine.queryNumbers(
    `SELECT ${name} AS code, ${weighted(log)} AS n FROM ${ROWS} GROUP BY ${name}`,
  );
  const counts = new Float64Array(codes);
  code!.forEach((one, index) => (counts[one] = n![index]!));
  return counts;
}

/**
 * Count a feature by each of several attributes. Rows are gone over once, where the crossing of all attributes is small
 * enough, and once an attribute otherwise.
 */
export async function countFeature(
  engine: Engine,
  log: LoadedLog,
  feature: { readonly name: string; readonly map: ValueMap },
  attributes: readonly GroupColumn[],
  metrics: readonly MetricPlan[],
  fold: { readonly column: string; readonly folds: number },
): Promise<FeatureTable[]> {
  const sums = new Sums(metrics, log);
  const { name, map } = feature;
  // Where a map makes few codes of many it is joined; otherwise codes are counted as they are, and merged here.
  const joined = map.values > map.of.length / 2 ? null : await mapTable(engine, name, map);
  const folds = attributes.map((one) =>
    Math.min(map.values * one.groups * fold.folds, log.rows.used) > MOST_CELLS ? FEW_FOLDS : fold.folds,
  );
  const from = joined === null ? ROWS : `${ROWS} JOIN ${joined} ON ${name} = code`;
  const value = joined === null ? name : "value";
  const columns = [...new Set(attributes.map((one) => one.column))];
  const crossing = attributes.reduce((product, one) => product * (one.groups + 1), map.values * fold.folds);
  const crossed = columns.length > 1 && Math.min(crossing, log.rows.used) <= MOST_CROSSED;
  if (crossed) {
    await engine.run(
      `CREATE TABLE feature_crossing AS SELECT ${[`${value} AS v`, ...columns, `${fold.column} AS f`, `${weighted(log)} AS n`, ...sums.select].join(", ")} ` +
        `FROM ${from} GROUP BY ${[value, ...columns, fold.column].join(", ")}`,
    );
  }
  const tables: FeatureTable[] = [];
  for (const [index, { column, groups }] of attributes.entries()) {
    const few = folds[index]! < fold.folds;
    const [source, v, f] = crossed ? ["feature_crossing", "v", "f"] : [from, value, fold.column];
    const part = few ? `${f} % ${folds[index]!}` : f;
    const select = crossed
      ? ["CAST(sum(n) AS BIGINT)", ...sums.names.map((one) => `CAST(sum(${one}) AS BIGINT)`)]
      : [weighted(log), ...sums.sql];
    const answer = await engine.queryNumbers(
      `SELECT ${[v, column, part, ...select].map((sql, at) => `${sql} AS a${at}`).join(", ")} FROM ${source} GROUP BY ${[v, column, part].join(", ")}`,
    );
    tables.push(gather(answer, joined === null ? map.of : null, map.values, groups, folds[index]!, sums));
  }
  if (crossed) await engine.run("DROP TABLE feature_crossing");
  if (joined !== null) await engine.run(`DROP TABLE ${joined}`);
  return tables;
}

/** Rows, each as often as it counts. */
export function weighted(log: LoadedLog): string {
  const weight = weightOf(log.layout);
  return weight === "1" ? "count(*)" : `CAST(sum(${weight}) AS BIGINT)`;
}

/** A table from codes to values, "values_of_" and the name. */
export async function mapTable(engine: Engine, name: string, map: ValueMap): Promise<string> {
  const table = `values_of_${name}`;
  const loader = await engine.load(table, [
    { name: "code", type: "uint16" },
    { name: "value", type: "int32" },
  ]);
  const step = 2048;
  for (let from = 0; from < map.of.length; from += step) {
    const rows = Math.min(step, map.of.length - from);
    loader.append(
      [Uint16Array.from({ length: rows }, (_, at) => from + at), map.of.slice(from, from + rows)],
      rows,
    );
  }
  loader.finish();
  return table;
}

/** The sums of all metrics, each distinct one once. */
class Sums {
  readonly names: string[] = [];
  readonly sql: string[] = [];
  /** For each metric: positions of its numerator and denominator, and their scales. */
  readonly places: {
    readonly y: number;
    readonly d: number;
    readonly yScale: number;
    readonly dScale: number;
  }[];

  constructor(metrics: readonly MetricPlan[], log: LoadedLog) {
    const seen: RowSum[] = [];
    const place = (sum: RowSum): number => {
      const known = seen.findIndex((one) => one.row === sum.row);
      if (known >= 0) return known;
      this.names.push(`s${seen.length}`);
      this.sql.push(sumOf(sum));
      return seen.push(sum) - 1;
    };
    this.places = metrics.map((metric) => {
      const sums = rowSums(metric, log, weightOf(log.layout));
      return {
        y: place(sums.numerator),
        d: place(sums.denominator),
        yScale: sums.numeratorScale,
        dScale: sums.denominatorScale,
      };
    });
  }

  get select(): string[] {
    return this.sql.map((sql, index) => `${sql} AS ${this.names[index]!}`);
  }
}

/** Put an answer into cells in the order of value, group and fold, codes that share a value added up. */
function gather(
  answer: readonly Float64Array[],
  valueOf: Int32Array | null,
  values: number,
  groups: number,
  folds: number,
  sums: Sums,
): FeatureTable {
  const [codes, group, fold, n, ...rest] = answer;
  const rows = codes!.length;
  // Missing and unknown come first: each takes a place of its own.
  const key = (row: number): number => {
    const value = valueOf === null ? codes![row]! : valueOf[codes![row]!]!;
    return ((value + 1) * (groups + 1) + group![row]! + 1) * folds + fold![row]!;
  };
  const keys = Float64Array.from({ length: rows }, (_, row) => key(row));
  const distinct = Float64Array.from(new Set(keys)).toSorted();
  const at = new Map<number, number>();
  distinct.forEach((one, index) => at.set(one, index));
  const added = [n!, ...rest].map(() => new Float64Array(distinct.length));
  for (let row = 0; row < rows; row++) {
    const cell = at.get(keys[row]!)!;
    [n!, ...rest].forEach((column, index) => (added[index]![cell]! += column[row]!));
  }
  const part = (of: (key: number) => number): Int32Array => Int32Array.from(distinct, of);
  const scaled = (place: number, scale: number): Float64Array =>
    scale === 1 ? added[place + 1]! : added[place + 1]!.map((sum) => sum / scale);
  return {
    values,
    groups,
    folds,
    value: part((one) => Math.floor(one / folds / (groups + 1)) - 1),
    group: part((one) => (Math.floor(one / folds) % (groups + 1)) - 1),
    fold: part((one) => one % folds),
    n: added[0]!,
    y: sums.places.map((place) => scaled(place.y, place.yScale)),
    d: sums.places.map((place) => scaled(place.d, place.dScale)),
  };
}
