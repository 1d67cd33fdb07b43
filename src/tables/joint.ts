import type { Engine } from "../engine/engine.js";
import { type LoadedLog, ROWS } from "../log/load.js";
import { FOLDS } from "./folds.js";
import {
  type FeatureTable,
  type GroupColumn,
  mapTable,
  placeOf,
  type ValueMap,
  weighted,
} from "./features.js";

/** A feature that may be one of several that tell an attribute together. */
export interface JointFeature {
  readonly column: string;
  readonly name: string;
  readonly map: ValueMap;
}

/** Rows that a search looks at, about: more would only make it slower. */
const SEARCHED = 60_000;
/** A prime; people are picked by the remainder of their key. */
const PARTS = 1009;

/** Rows of the half of the people that is searched, or of the half that figures are taken from; values instead of codes. */
export interface JointRows {
  readonly table: string;
  /** Folds in it, numbered from 0. */
  readonly folds: number;
}

/**
 * Lay out the values of some features, side by side, for half of the people. For a search a part of that half is enough;
 * the parts are whole people.
 */
export async function layOutJoint(
  engine: Engine,
  log: LoadedLog,
  features: readonly JointFeature[],
  attributes: readonly GroupColumn[],
  fold: string,
  half: "search" | "figures",
): Promise<JointRows> {
  const table = `joint_${half}`;
  const joins: string[] = [];
  const select: string[] = [];
  for (const [index, { name, map }] of features.entries()) {
    await mapTable(engine, `${name}_joint`, map);
    joins.push(`JOIN values_of_${name}_joint AS m${index} ON ${ROWS}.${name} = m${index}.code`);
    select.push(`m${index}.value AS v${index}`);
  }
  const search = half === "search";
  const share = Math.min(1, SEARCHED / (log.rows.used / 2));
  // Without people, whole folds are left out instead.
  const folds = search && log.unit === null ? Math.max(2, Math.round((FOLDS / 2) * share)) : FOLDS / 2;
  const where = search ? `${fold} < ${folds}` : `${fold} >= ${FOLDS / 2}`;
  const some =
    search && log.unit !== null && share < 1
      ? ` AND ((${log.unit}) % ${PARTS} + ${PARTS}) % ${PARTS} < ${Math.ceil(share * PARTS)}`
      : "";
  const columns = [...new Set(attributes.map((one) => one.column))];
  await engine.run(
    `CREATE TABLE ${table} AS SELECT ${[...select, ...columns, `${search ? fold : `${fold} - ${FOLDS / 2}`} AS f`, `${weighted(log)} AS n`].join(", ")} ` +
      `FROM ${[ROWS, ...joins].join(" ")} WHERE ${where}${some} GROUP BY ALL`,
  );
  for (const { name } of features) await engine.run(`DROP TABLE values_of_${name}_joint`);
  return { table, folds };
}

/** Count some of the features laid out (by position) together, by one attribute: each combination that occurs is a value. */
export async function countJoint(
  engine: Engine,
  rows: JointRows,
  features: readonly number[],
  attribute: GroupColumn,
): Promise<FeatureTable> {
  const { column, groups } = attribute;
  const values = features.map((one) => `v${one}`);
  const keys = [...values, column, "f"];
  const answer = await engine.queryNumbers(
    `SELECT ${keys.join(", ")}, CAST(sum(n) AS BIGINT) AS n FROM ${rows.table} GROUP BY ${keys.join(", ")} ORDER BY ${keys.join(", ")}`,
  );
  const parts = answer.slice(0, values.length);
  const [group, fold, n] = answer.slice(values.length);
  const codes = new Map<string, number>();
  const value = Int32Array.from(n!, (_, row) => {
    const key = parts.map((part) => part[row]).join(",");
    const code = codes.get(key) ?? codes.size;
    codes.set(key, code);
    return code;
  });
  return {
    values: codes.size,
    groups,
    folds: rows.folds,
    value,
    group: Int32Array.from(group!, (code) => placeOf(attribute, code)),
    fold: Int32Array.from(fold!),
    n: n!,
    y: [],
    d: [],
  };
}
