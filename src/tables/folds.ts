import type { Engine } from "../engine/engine.js";
import { type LoadedLog, ROWS } from "../log/load.js";
import { FOLDS } from "../log/unit-reader.js";

export { FOLDS };

/** Largest prime below 2^31: products of two remainders fit 64 bits. */
const PRIME = 2_147_483_647;
const FACTOR = 48_271;
const OTHER_FACTOR = 69_621;

/**
 * The column with each row's fold. People have theirs from their id. Without people each row has its own, made from what
 * the row says and, of rows that say the same, from how many came before: which of equal rows is which cannot matter, so
 * neither does their order in the file.
 */
export async function foldColumn(engine: Engine, log: LoadedLog): Promise<string> {
  if (log.fold !== null) return log.fold;
  const joins: string[] = [];
  const parts = log.layout.placed.flatMap(({ use, columns: [column] }): KeyPart[] => {
    if (column === undefined) return [];
    const { name } = column;
    switch (use.kind) {
      case "group":
        return [{ name, labels: log.labels[use.attribute]!, sql: "" }];
      case "feature": {
        const { labels } = log.features.find((one) => one.name === name)!;
        return labels === null ? [] : [{ name, labels, sql: "" }];
      }
      case "flag":
      case "member":
        return [{ name, labels: null, sql: `CAST(${name} AS BIGINT) + 2` }];
      case "number":
      case "count":
      case "rank":
      case "probability":
      case "weight": {
        const { scale } = log.grids.get(name)!;
        return [
          {
            name,
            labels: null,
            sql: `CASE WHEN isnan(${name}) THEN 1 ELSE CAST(round(${name} * ${scale}) AS BIGINT) END`,
          },
        ];
      }
      default:
        return [];
    }
  });
  let key = "CAST(1 AS BIGINT)";
  let other = "CAST(1 AS BIGINT)";
  for (const [index, part] of parts.entries()) {
    let { sql } = part;
    let second = sql;
    if (part.labels !== null) {
      await hashTable(engine, `hash_${index}`, part.labels);
      joins.push(`JOIN hash_${index} ON CAST(${part.name} AS INTEGER) = hash_${index}.code`);
      sql = `CAST(hash_${index}.hash AS BIGINT)`;
      second = `CAST(hash_${index}.other AS BIGINT)`;
    }
    other = `(${other} * ${OTHER_FACTOR} + (${second}) % ${PRIME} + ${PRIME}) % ${PRIME}`;
    key = `(${key} * ${FACTOR} + (${sql}) % ${PRIME} + ${PRIME}) % ${PRIME}`;
  }
  // Two keys: among a hundred thousand rows some two that differ share the first, and which of them came before which must not
  // matter. That they share both is not to be expected in any log.
  const copy = `row_number() OVER (PARTITION BY row_key, other_key)`;
  const mixed = (sql: string): string => `(${sql}) * ((${sql}) % ${FACTOR} + 1) % ${PRIME}`;
  await engine.run(
    `CREATE TABLE folded AS SELECT * EXCLUDE (row_key, other_key, seed), CAST(${mixed("seed")} % ${FOLDS} AS TINYINT) AS fold FROM ` +
      `(SELECT *, (row_key * 16807 + ${copy} * 69621) % ${PRIME} AS seed FROM ` +
      `(SELECT ${ROWS}.*, ${key} AS row_key, ${other} AS other_key FROM ${[ROWS, ...joins].join(" ")}) AS keyed) AS seeded`,
  );
  await engine.run(`DROP TABLE ${ROWS}`);
  await engine.run(`ALTER TABLE folded RENAME TO ${ROWS}`);
  for (const [index, part] of parts.entries())
    if (part.labels !== null) await engine.run(`DROP TABLE hash_${index}`);
  return "fold";
}

/** What one column says of a row: texts behind codes, or a whole number as SQL. */
interface KeyPart {
  readonly name: string;
  readonly labels: readonly string[] | null;
  readonly sql: string;
}

/** Codes to hashes of what they stand for, so that the order in which texts were met does not matter. */
async function hashTable(engine: Engine, table: string, labels: readonly string[]): Promise<void> {
  const loader = await engine.load(table, [
    { name: "code", type: "int32" },
    { name: "hash", type: "int32" },
    { name: "other", type: "int32" },
  ]);
  const codes = [-1, ...labels.keys()];
  for (let from = 0; from < codes.length; from += 2048) {
    const part = codes.slice(from, from + 2048);
    const hashes = (seed: number): Int32Array =>
      Int32Array.from(part, (code) => hashOf(code < 0 ? "" : labels[code]!, seed));
    loader.append([Int32Array.from(part), hashes(0x811c9dc5), hashes(0x2545f491)], part.length);
  }
  loader.finish();
}

/** FNV-1a from a seed, 31 bits. */
function hashOf(text: string, seed: number): number {
  let hash = seed | 0;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash & 0x7fffffff;
}
