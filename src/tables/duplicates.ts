import type { Engine } from "../engine/engine.js";
import type { LoadedLog } from "../log/load.js";
import { quoted, refuse } from "../refusal.js";

/**
 * Refuse a log in which a decision id stands twice: counting a decision twice is the commonest way to a wrong
 * figure (two exports joined, a retry logged again). Where the plan allows it, rows that are copies to the last byte are
 * dropped instead, all but the first; rows of one id that differ are refused all the same. Returns the rows dropped.
 */
export async function settleDuplicates(engine: Engine, log: LoadedLog): Promise<number> {
  const { decision, duplicates } = log.layout.plan.log;
  if (decision === null || log.decisions === null) return 0;
  const { table, layout } = log.decisions;
  const placed = layout.placed.find(
    ({ use }) => use.kind === "decision_digest" || use.kind === "decision_copy",
  )!;
  const [high, low, line, file, rowHigh, rowLow] = placed.columns.map((column) => column.name);
  const place = `CAST(${file} AS BIGINT) * 4294967296 + ${line}`;
  // The first half of the digest finds the few candidates cheaply; the second half decides.
  const candidates = `SELECT ${high} FROM ${table} GROUP BY ${high} HAVING count(*) > 1`;
  const drop = duplicates === "drop_identical";
  const alike = drop ? `min(${rowHigh}) = max(${rowHigh}) AND min(${rowLow}) = max(${rowLow})` : "FALSE";
  const repeats =
    `SELECT ${high}, ${low}, min(${place}) AS first, count(*) AS times, ${alike} AS alike FROM ${table} ` +
    `WHERE ${high} IN (${candidates}) GROUP BY ${high}, ${low} HAVING count(*) > 1`;
  const [answer] = await engine.query(
    `SELECT count(*), sum(times) - count(*), min(first) FROM (${repeats}) AS one WHERE NOT alike`,
  );
  const [ids, extra, first] = answer!;
  if (Number(ids) > 0) {
    refuse(
      "duplicate-decisions",
      `column ${quoted(decision)} names each decision, and ${Number(ids)} ids stand in more than one row${drop ? " with differing contents" : ""}: ${Number(extra)} rows too many, the first of them an id of this line`,
      {
        file: log.files[Math.floor(Number(first) / 2 ** 32)] ?? null,
        line: Number(first) % 2 ** 32,
        column: decision,
        hint: drop
          ? "rows of one decision contradict each other: mend the log"
          : "remove the copies (two exports joined?), set log.duplicates: drop_identical, or leave log.decision out of the plan if the column is no decision id",
      },
    );
  }
  if (!drop) return 0;
  const [counted] = await engine.query(`SELECT coalesce(sum(times) - count(*), 0) FROM (${repeats}) AS one`);
  const copies = Number(counted![0]);
  if (copies > 0) {
    await engine.run(
      `DELETE FROM ${table} WHERE ${high} IN (${candidates}) AND (${high}, ${low}, ${place}) NOT IN ` +
        `(SELECT ${high}, ${low}, min(${place}) FROM ${table} GROUP BY ${high}, ${low})`,
    );
  }
  return copies;
}
