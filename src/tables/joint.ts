import type { Engine } from "../engine/engine.js";
import { PARTS } from "../log/kept-rows.js";
import { type LoadedLog, ROWS } from "../log/load.js";
import { weightOf } from "./expressions.js";
import { FOLDS } from "./folds.js";
import { type FeatureTable, type GroupColumn, placeOf, type ValueMap } from "./features.js";

/** A feature that may be one of several that tell an attribute together. */
export interface JointFeature {
  readonly column: string;
  readonly name: string;
  readonly map: ValueMap;
}

/** Decisions looked at, about: more would make a search slower, and figures no truer than can be read. */
const MOST_ROWS = { search: 60_000, figures: 400_000 };
/** Decisions of the half of the people that is searched, or of the half that figures are taken from. */
export interface JointRows {
  /** Folds in it, numbered from 0. */
  readonly folds: number;
  readonly fold: Int32Array;
  /** How many decisions each row stands for. */
  readonly n: Float64Array;
  /** By feature: each row's value, counted from 1; 0 is no value. */
  readonly values: readonly Int32Array[];
  /** By feature: values there are, and one. */
  readonly sizes: readonly number[];
  /** By attribute: places of groups, -1 where unknown. */
  readonly groups: readonly Int32Array[];
  readonly groupCounts: readonly number[];
}

/**
 * Some of the rows: those of folds from `first` on, `folds` of them, and of people in parts below `below`, if given. Answers the
 * fold of each, counted from `first`, how often it counts, and its codes in some columns.
 */
export type Pick = (
  first: number,
  folds: number,
  below: number | null,
  columns: readonly string[],
) => Picked | Promise<Picked>;
type Picked = readonly (Int32Array | Float64Array)[];

/** Pick rows from the engine. */
export function pickJoint(engine: Engine, log: LoadedLog, fold: string): Pick {
  return (first, folds, below, columns) => {
    const some = below === null ? "" : ` AND ((${log.unit!}) % ${PARTS} + ${PARTS}) % ${PARTS} < ${below}`;
    return engine.queryNumbers(
      `SELECT ${[`${fold} - ${first} AS f`, `${weightOf(log.layout)} AS n`, ...columns].join(", ")} ` +
        `FROM ${ROWS} WHERE ${fold} >= ${first} AND ${fold} < ${first + folds}${some}`,
    );
  };
}

/** Read the values of some features, side by side, for half of the people, or for a part of that half; parts are whole people. */
export async function readJoint(
  log: { readonly used: number; readonly people: boolean },
  features: readonly JointFeature[],
  attributes: readonly GroupColumn[],
  half: "search" | "figures",
  pick: Pick,
): Promise<JointRows> {
  const search = half === "search";
  const share = Math.min(1, MOST_ROWS[half] / (log.used / 2));
  // Without people, whole folds are left out instead.
  const folds = !log.people ? Math.max(2, Math.round((FOLDS / 2) * share)) : FOLDS / 2;
  const first = search ? 0 : FOLDS / 2;
  const below = log.people && share < 1 ? Math.ceil(share * PARTS) : null;
  const columns = [...new Set(attributes.map((one) => one.column))];
  const answer = await pick(first, folds, below, [...columns, ...features.map((one) => one.name)]);
  const [place, n, ...rest] = answer;
  return {
    folds,
    fold: Int32Array.from(place!),
    n: n! as Float64Array,
    groups: attributes.map((attribute) => {
      const codes = rest[columns.indexOf(attribute.column)]!;
      const places = new Int32Array(codes.length);
      for (let row = 0; row < codes.length; row++) places[row] = placeOf(attribute, codes[row]!);
      return places;
    }),
    groupCounts: attributes.map((one) => one.groups),
    values: features.map(({ map }, index) => {
      const codes = rest[columns.length + index]!;
      const values = new Int32Array(codes.length);
      for (let row = 0; row < codes.length; row++) values[row] = map.of[codes[row]!]! + 1;
      return values;
    }),
    sizes: features.map(({ map }) => map.values + 1),
  };
}

/** Some of the features together, by one attribute, each by position: each combination that occurs is a value; a row is a cell. */
export function countJoint(rows: JointRows, features: readonly number[], attribute: number): FeatureTable {
  const combined = new Int32Array(rows.n.length);
  let size = 1;
  for (const feature of features) {
    const values = rows.values[feature]!;
    const width = rows.sizes[feature]!;
    for (let row = 0; row < combined.length; row++) combined[row] = combined[row]! * width + values[row]!;
    size *= width;
  }
  const place = new Int32Array(size);
  for (let row = 0; row < combined.length; row++) place[combined[row]!] = 1;
  let values = 0;
  for (let one = 0; one < size; one++) if (place[one] === 1) place[one] = values++;
  for (let row = 0; row < combined.length; row++) combined[row] = place[combined[row]!]!;
  return {
    values,
    groups: rows.groupCounts[attribute]!,
    folds: rows.folds,
    value: combined,
    group: rows.groups[attribute]!,
    fold: rows.fold,
    n: rows.n,
    y: [],
    d: [],
  };
}
