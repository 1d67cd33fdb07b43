import type { Engine } from "../engine/engine.js";
import { type LoadedLog, ROWS } from "../log/load.js";
import { rowSums, SHARE_SCALE, weightOf } from "./expressions.js";

/** One group of an attribute given as probabilities: the rows whose likeliest group it is. */
export interface LikeliestCell {
  /** Position of the group in the plan; -1 is unknown. */
  readonly code: number;
  /** People with a row in the group, in the scope of a metric or not. */
  readonly units: number;
  /** By metric; units are people with a row in its scope. */
  readonly metrics: readonly { readonly units: number; readonly y: number; readonly d: number }[];
}

/** Probabilities that are no further apart than this tie: what is left over of 0.4 and 0.2 is not 0.4 to the last bit. */
const TIE = 1e-9;

/**
 * Count an attribute given as membership probabilities by the likeliest group: each row counts once, in the group that is more
 * probable than each of the others. What the probabilities leave over is the unknown group's, which takes part and has the ties.
 * People count in every group they have a row in. The probabilities are known to add up to at most 1.
 * Source: Chen et al. 2019, "Fairness under unawareness" (the thresholded estimator).
 */
export async function countLikeliest(
  engine: Engine,
  log: LoadedLog,
  columns: readonly string[],
): Promise<readonly LikeliestCell[]> {
  const { layout, unit } = log;
  // As with labels: without people a row's weight multiplies what the row counts, later.
  const weight = unit === null ? "1" : weightOf(layout);
  const times = unit === null ? weightOf(layout) : "1";
  const rows = layout.plan.metrics.map((metric) => rowSums(metric, log, weight));
  const add = (sql: string): string => (unit === null ? sql : `CAST(sum(${sql}) AS BIGINT)`);
  const sums = rows.flatMap((one, metric) => [
    `${add(one.numerator.row)} AS y${metric}`,
    `${add(one.denominator.row)} AS d${metric}`,
  ]);
  const grouped = unit === null ? "" : `GROUP BY ${unit}, ${codeOf(columns)}`;
  const select = [
    ...(unit === null ? [] : [`${unit} AS unit`]),
    `${codeOf(columns)} AS code`,
    `${times} AS w`,
  ];
  await engine.run(
    `CREATE TABLE likeliest AS SELECT ${[...select, ...sums].join(", ")} FROM ${ROWS} ${grouped}`,
  );
  // A person's own average counts once, split over the groups by rows in scope: as with labels.
  const whole = (metric: number): string =>
    unit === null ? `d${metric}` : `sum(d${metric}) OVER (PARTITION BY unit)`;
  const totals = rows.flatMap((one, metric) => (one.perPerson ? [`${whole(metric)} AS t${metric}`] : []));
  const part = (name: "y" | "d", metric: number): string => {
    const one = rows[metric]!;
    if (!one.perPerson) return `${name}${metric}`;
    const scale = name === "y" ? one.numeratorScale : one.denominatorScale;
    return `CASE WHEN t${metric} = 0 THEN 0 ELSE CAST(round(${name}${metric} / (CAST(t${metric} AS DOUBLE) * ${scale}) * ${SHARE_SCALE}) AS BIGINT) END`;
  };
  const counts = rows.flatMap((_, metric) => [
    `sum(CASE WHEN d${metric} <> 0 THEN w ELSE 0 END)`,
    `sum(w * ${part("y", metric)})`,
    `sum(w * ${part("d", metric)})`,
  ]);
  const answer = await engine.query(
    `SELECT ${["code", "sum(w)", ...counts].join(", ")} FROM (SELECT ${["*", ...totals].join(", ")} FROM likeliest) GROUP BY code ORDER BY code`,
  );
  await engine.run("DROP TABLE likeliest");
  return answer
    .map((row): LikeliestCell => {
      const read = (index: number): number => Number(row[index] ?? 0);
      const metrics = rows.map((one, metric) => {
        const at = 2 + metric * 3;
        const y = read(at + 1) / (one.perPerson ? SHARE_SCALE : one.numeratorScale);
        const d = read(at + 2) / (one.perPerson ? SHARE_SCALE : one.denominatorScale);
        // Counts of single trials without people: each trial is a unit.
        return { units: one.trials && unit === null ? d : read(at), y, d };
      });
      const trials = rows.flatMap((one, metric) =>
        one.trials && unit === null ? [metrics[metric]!.units] : [],
      );
      return { code: read(0), units: Math.max(read(1), ...trials), metrics };
    })
    .filter((cell) => cell.units > 0);
}

/** The likeliest group's position as SQL; -1 where none is likelier than all others, or a probability is missing. */
function codeOf(columns: readonly string[]): string {
  const absent = columns.map((name) => `isnan(${name})`).join(" OR ");
  const left = `greatest(0, 1 - (${columns.join(" + ")}))`;
  const first = columns.map((name, code) => {
    const others = [...columns.filter((_, other) => other !== code), left];
    return `WHEN ${others.map((other) => `${name} - ${other} > ${TIE}`).join(" AND ")} THEN ${code}`;
  });
  return `(CASE WHEN ${absent} THEN -1 ${first.join(" ")} ELSE -1 END)`;
}
