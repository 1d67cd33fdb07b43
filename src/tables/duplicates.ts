import type { Engine } from "../engine/engine.js";
import type { LoadedLog } from "../log/load.js";
import { quoted, refuse } from "../refusal.js";

/**
 * Refuse a log in which a decision id stands twice: counting a decision twice is the commonest way to a wrong
 * figure (two exports joined, a retry logged again).
 */
export async function refuseDuplicates(engine: Engine, log: LoadedLog): Promise<void> {
  const { decision } = log.layout.plan.log;
  if (decision === null || log.decisions === null) return;
  const { table } = log.decisions;
  const placed = log.decisions.layout.placed.find((one) => one.use.kind === "decision_digest")!;
  const [high, low, line, file] = placed.columns.map((column) => column.name);
  // The first half of the digest finds the few candidates cheaply; the second half decides.
  const candidates = `SELECT ${high} FROM ${table} GROUP BY ${high} HAVING count(*) > 1`;
  const repeats =
    `SELECT min(CAST(${file} AS BIGINT) * 4294967296 + ${line}) AS first, count(*) AS times FROM ${table} ` +
    `WHERE ${high} IN (${candidates}) GROUP BY ${high}, ${low} HAVING count(*) > 1`;
  const answer = await engine.query(
    `SELECT count(*), sum(times) - count(*), min(first) FROM (${repeats}) AS one`,
  );
  const [ids, extra, first] = answer[0]!;
  if (Number(ids) === 0) return;
  const place = Number(first);
  refuse(
    "duplicate-decisions",
    `column ${quoted(decision)} names each decision, and ${Number(ids)} ids stand in more than one row: ${Number(extra)} rows too many`,
    {
      file: log.files[Math.floor(place / 2 ** 32)] ?? null,
      line: place % 2 ** 32,
      column: decision,
      hint: "remove the copies (two exports joined?), or leave log.decision out of the plan if the column is no decision id",
    },
  );
}
