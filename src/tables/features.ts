import type { Engine } from "../engine/engine.js";
import { type LoadedLog, ROWS } from "../log/load.js";
import type { MetricPlan } from "../model.js";
import { LOW_PART, type PairCells } from "./bundle-counts.js";
import { flagsOf, type PlainSum, type RowSum, rowSums, sumOf, weightOf } from "./expressions.js";

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

/** A feature to count: its column in the layout, and what its codes are. */
export interface CountedFeature {
  readonly name: string;
  readonly map: ValueMap;
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

/** Cells of one feature by one attribute; where folds would make more, fewer are used. */
const MOST_CELLS = 400_000;
const FEW_FOLDS = 5;
/** Up to so many cells the engine keeps a table it only has to index, where it is asked to count rows and nothing else. */
const MOST_INDEXED = 1 << 18;
/** From so many codes on they are made values before they are counted, and not after. */
const MANY_CODES = 4096;

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

/** Count a feature by each of several attributes. */
export async function countFeature(
  engine: Engine,
  log: LoadedLog,
  feature: CountedFeature,
  attributes: readonly GroupColumn[],
  metrics: readonly MetricPlan[],
  fold: { readonly column: string; readonly folds: number },
): Promise<FeatureTable[]> {
  const sums = new Sums(metrics, log);
  const flags = flagsOf(metrics, log);
  const { name, map } = feature;
  const joined =
    map.of.length < MANY_CODES || map.values > map.of.length / 2 ? null : await mapTable(engine, name, map);
  const from = joined === null ? ROWS : `${ROWS} JOIN ${joined} ON ${name} = code`;
  const value = joined === null ? name : "value";
  const codes = joined === null ? map.of.length : map.values;
  // All are asked for at once: the engine counts the next while the answer to one is read.
  const counting = attributes.map(async (attribute) => {
    const { column, groups } = attribute;
    const folds = foldsOf(map.values, groups, log.rows.used, fold.folds);
    const part = folds < fold.folds ? `${fold.column} % ${folds}` : fold.column;
    const cells = (codes + 1) * (groups + 1) * fold.folds * 2 ** (flags?.length ?? 0);
    const select =
      flags !== null && cells <= MOST_INDEXED
        ? // Rows are counted by the yes/no columns themselves, and what metrics sum is made of the counts: several times
          // faster than asking of each row what it adds to which sum.
          `SELECT ${["v", column, "f", "CAST(sum(n) AS BIGINT) AS n", ...sums.ofCounts].join(", ")} FROM ` +
          `(SELECT ${[`${value} AS v`, column, `${fold.column} AS f`, ...flags, "count(*) AS n"].join(", ")} ` +
          `FROM ${from} GROUP BY ${[value, column, fold.column, ...flags].join(", ")}) AS counts GROUP BY v, ${column}, f`
        : `SELECT ${[`${value} AS v`, column, `${part} AS f`, `${weighted(log)} AS n`, ...sums.ofRows].join(", ")} ` +
          `FROM ${from} GROUP BY ${[value, column, part].join(", ")}`;
    const answer = await engine.queryNumbers(select);
    return gather(answer, joined === null ? map.of : null, map.values, attribute, folds, sums);
  });
  const tables = await Promise.all(counting);
  if (joined !== null) await engine.run(`DROP TABLE ${joined}`);
  return tables;
}

/** How many folds a feature is counted by: fewer where that many cells would be too many. */
export function foldsOf(values: number, groups: number, rows: number, folds: number): number {
  return Math.min(values * groups * folds, rows) > MOST_CELLS ? FEW_FOLDS : folds;
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
export class Sums {
  private readonly distinct: RowSum[] = [];
  /** For each metric: positions of its numerator and denominator, and their scales. */
  readonly places: {
    readonly y: number;
    readonly d: number;
    readonly yScale: number;
    readonly dScale: number;
  }[];

  constructor(metrics: readonly MetricPlan[], log: LoadedLog) {
    const place = (sum: RowSum): number => {
      const known = this.distinct.findIndex((one) => one.row === sum.row);
      return known >= 0 ? known : this.distinct.push(sum) - 1;
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

  /** Over rows of the log: amounts in two parts, since doubles, in which answers come, are not exact beyond 2^53. */
  get ofRows(): string[] {
    return this.distinct.flatMap((sum, index) => {
      const low = `CAST(${sumOf(sum)} % ${LOW_PART} AS BIGINT)`;
      return sum.when === null
        ? [`${low} AS s${index}`, `${sumOf(sum)} - ${low} AS t${index}`]
        : [`${sumOf(sum)} AS s${index}`];
    });
  }

  /** What `ofRows` or `ofCounts` answered, added up by cell: the parts of amounts put together. */
  whole(parts: readonly Float64Array[]): Float64Array[] {
    let next = 0;
    return this.distinct.map(({ when }) => {
      const low = parts[next++]!;
      if (when !== null) return low;
      const high = parts[next++]!;
      return low.map((part, cell) => part + high[cell]!);
    });
  }

  /** For who adds up rows without SQL. */
  get plain(): PlainSum[] {
    return this.distinct.map((sum) => sum.plain!);
  }

  /** Over `n` rows that are alike in all that metrics look at; for metrics of yes/no columns only. */
  get ofCounts(): string[] {
    return this.distinct.map(
      ({ when }, index) => `CAST(sum(CASE WHEN ${when!} THEN n ELSE 0 END) AS BIGINT) AS s${index}`,
    );
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
  const places = new Int32Array(codes!.length);
  for (let row = 0; row < places.length; row++) {
    const value = valueOf === null ? codes![row]! : valueOf[codes![row]!]!;
    const place = ((value + 1) * (groups + 1) + placeOf(attribute, group![row]!) + 1) * folds + fold![row]!;
    cellOf[place] = 1;
    places[row] = place;
  }
  let cells = 0;
  for (let place = 0; place < room; place++) if (cellOf[place] === 1) cellOf[place] = ++cells;
  const value = new Int32Array(cells);
  const groupOf = new Int32Array(cells);
  const foldOf = new Int32Array(cells);
  for (let place = 0; place < room; place++) {
    const cell = cellOf[place]! - 1;
    if (cell < 0) continue;
    value[cell] = Math.floor(place / folds / (groups + 1)) - 1;
    groupOf[cell] = (Math.floor(place / folds) % (groups + 1)) - 1;
    foldOf[cell] = place % folds;
  }
  const [n, ...parts] = added.map((one) => {
    const total = new Float64Array(cells);
    for (let row = 0; row < places.length; row++) total[cellOf[places[row]!]! - 1]! += one[row]!;
    return total;
  });
  const totals = sums.whole(parts);
  return tableOf({ value, group: groupOf, fold: foldOf, n: n!, totals }, sums.places, {
    values,
    groups,
    folds,
  });
}

/** The table of all metrics, from their distinct sums by cell. */
export function tableOf(
  cells: PairCells,
  metrics: Sums["places"],
  size: Pick<FeatureTable, "values" | "groups" | "folds">,
): FeatureTable {
  const scaled = (sum: number, scale: number): Float64Array =>
    scale === 1 ? cells.totals[sum]! : cells.totals[sum]!.map((one) => one / scale);
  const { value, group, fold, n } = cells;
  return {
    ...size,
    value,
    group,
    fold,
    n,
    y: metrics.map((place) => scaled(place.y, place.yScale)),
    d: metrics.map((place) => scaled(place.d, place.dScale)),
  };
}
