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

/** An attribute's column, and the place of each of its groups by name: codes follow the order of the log. */
export interface GroupColumn {
  readonly column: string;
  readonly groups: number;
  /** By code. */
  readonly place: Int32Array;
}

/** The place of a group in tables; -1 where it is unknown. */
export function placeOf({ place }: GroupColumn, code: number): number {
  return code < 0 ? -1 : place[code]!;
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
  for (const [index, { column }] of attributes.entries()) {
    const few = folds[index]! < fold.folds;
    const [source, v, f] = crossed ? ["feature_crossing", "v", "f"] : [from, value, fold.column];
    const part = few ? `${f} % ${folds[index]!}` : f;
    const select = crossed
      ? ["CAST(sum(n) AS BIGINT)", ...sums.names.map((one) => `CAST(sum(${one}) AS BIGINT)`)]
      : [weighted(log), ...sums.sql];
    const answer = await engine.queryNumbers(
      `SELECT ${[v, column, part, ...select].map((sql, at) => `${sql} AS a${at}`).join(", ")} FROM ${source} GROUP BY ${[v, column, part].join(", ")}`,
    );
    tables.push(
      gather(answer, joined === null ? map.of : null, map.values, attributes[index]!, folds[index]!, sums),
    );
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
  attribute: GroupColumn,
  folds: number,
  sums: Sums,
): FeatureTable {
  const { groups } = attribute;
  const [codes, group, fold, ...added] = answer;
  // Missing and unknown come first: each takes a place of its own.
  const room = (values + 1) * (groups + 1) * folds;
  const cellOf = new Int32Array(room);
  const places = Int32Array.from(codes!, (code, row) => {
    const value = valueOf === null ? code : valueOf[code]!;
    const place = ((value + 1) * (groups + 1) + placeOf(attribute, group![row]!) + 1) * folds + fold![row]!;
    cellOf[place] = 1;
    return place;
  });
  let cells = 0;
  for (let place = 0; place < room; place++) if (cellOf[place] === 1) cellOf[place] = cells++;
  const value = new Int32Array(cells);
  const groupOf = new Int32Array(cells);
  const foldOf = new Int32Array(cells);
  const totals = added.map(() => new Float64Array(cells));
  places.forEach((place, row) => {
    const cell = cellOf[place]!;
    value[cell] = Math.floor(place / folds / (groups + 1)) - 1;
    groupOf[cell] = (Math.floor(place / folds) % (groups + 1)) - 1;
    foldOf[cell] = place % folds;
    for (let index = 0; index < totals.length; index++) totals[index]![cell]! += added[index]![row]!;
  });
  const scaled = (place: number, scale: number): Float64Array =>
    scale === 1 ? totals[place + 1]! : totals[place + 1]!.map((sum) => sum / scale);
  return {
    values,
    groups,
    folds,
    value,
    group: groupOf,
    fold: foldOf,
    n: totals[0]!,
    y: sums.places.map((place) => scaled(place.y, place.yScale)),
    d: sums.places.map((place) => scaled(place.d, place.dScale)),
  };
}
