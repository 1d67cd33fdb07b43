import type { Engine } from "../engine/engine.js";
import { type LoadedLog, ROWS } from "../log/load.js";
import type { CrossMoments } from "../model.js";
import { quoted, refuse } from "../refusal.js";
import { type Cell, type CellTable, crossKey } from "./cells.js";
import { countLikeliest } from "./likeliest.js";
import { rowSums, SHARE_SCALE, weightOf } from "./expressions.js";

/** Probabilities lie on this grid; on a coarser one where they weigh amounts that leave less room. */
const SHARE = 2 ** 30;

/** A row's probabilities may add up to this much: twenty of them, each rounded to four decimals, may. */
const MOST = 1.001;
/** So much over 1 is noise of the last digits, and nothing is done about it. */
const NOISE = 1.000001;

/**
 * Count an attribute given as membership probabilities: each row enters every group with its probability, in
 * numerator and denominator alike; what the probabilities leave over is the unknown group. Each person then sits in
 * all groups, and the products across groups say how that correlates them.
 * Source: Chen et al. 2019, "Fairness under unawareness" (the weighted estimator).
 */
export async function countMembership(engine: Engine, log: LoadedLog, attribute: number): Promise<CellTable> {
  const { layout } = log;
  const { plan } = layout;
  const columns = plan.attributes[attribute]!.probabilities!.map((one) =>
    layout.nameOf({ kind: "probability", column: one.column }),
  );
  const highest = await highestSum(engine, columns, plan.attributes[attribute]!.id);
  const absent = columns.map((name) => `isnan(${name})`).join(" OR ");
  const sum = columns.join(" + ");
  // No row weighs more than itself: one whose probabilities were rounded to over 1 has them divided by their sum.
  const scaled = (name: string): string =>
    highest > NOISE ? `CASE WHEN ${sum} > ${NOISE} THEN ${name} / (${sum}) ELSE ${name} END` : name;
  const weights = columns.map((name) => `(CASE WHEN ${absent} THEN 0 ELSE ${scaled(name)} END)`);
  const remainder = `greatest(0, 1 - (${weights.join(" + ")}))`;
  const groups = [...weights, remainder];
  const { unit } = log;
  // As with labels: without people a row's weight multiplies its squares once, later.
  const weight = unit === null ? "1" : weightOf(layout);
  const times = unit === null ? weightOf(layout) : "1";
  const rows = plan.metrics.map((metric) => rowSums(metric, log, weight));
  const factor = rows.map((one) => ({
    y: Math.min(SHARE, one.numeratorRoom),
    d: Math.min(SHARE, one.denominatorRoom),
  }));
  const whole = (share: string, value: string, scale: number): string =>
    `CAST(round(${share} * (${value}) * ${scale}) AS BIGINT)`;
  const add = (sql: string): string => (unit === null ? sql : `CAST(sum(${sql}) AS BIGINT)`);
  const select = groups.flatMap((share, group) => [
    `${add(whole(share, weight, SHARE))} AS p${group}`,
    ...rows.flatMap((one, metric) => [
      `${add(whole(share, one.numerator.row, factor[metric]!.y))} AS y${group}_${metric}`,
      `${add(whole(share, one.denominator.row, factor[metric]!.d))} AS d${group}_${metric}`,
      `${add(whole(share, one.missing.row, SHARE))} AS m${group}_${metric}`,
    ]),
  ]);
  const totals = rows.map((one, metric) => `${add(`CAST(${one.denominator.row} AS BIGINT)`)} AS t_${metric}`);
  const body = `SELECT ${[`${add(weight)} AS n`, `${times} AS w`, ...totals, ...select].join(", ")} FROM ${ROWS} ${unit === null ? "" : `GROUP BY ${unit}`}`;
  await engine.run(`CREATE TABLE members AS ${body}`);
  // A person's own average counts once, spread over the groups: divide by the person's own denominator.
  const own = (name: string, metric: number): string => {
    if (!rows[metric]!.perPerson) return name;
    const scale = name.startsWith("y")
      ? factor[metric]!.y * rows[metric]!.numeratorScale
      : factor[metric]!.d * rows[metric]!.denominatorScale;
    return `(CASE WHEN t_${metric} = 0 THEN 0 ELSE CAST(round(CAST(${name} AS DOUBLE) / (CAST(t_${metric} AS DOUBLE) * ${scale}) * ${SHARE_SCALE}) AS BIGINT) END)`;
  };
  const scales = rows.map((one, metric) =>
    one.perPerson
      ? { y: SHARE_SCALE, d: SHARE_SCALE }
      : { y: factor[metric]!.y * one.numeratorScale, d: factor[metric]!.d * one.denominatorScale },
  );
  // Without people each trial is a unit of its own, in a group by its row's probability: a click's square is its share.
  const trials = rows.map((one) => one.trials && unit === null);
  const cells: Cell[] = [];
  for (let group = 0; group < groups.length; group++) {
    const sums = rows.flatMap((_, metric) => {
      const y = own(`y${group}_${metric}`, metric);
      const d = own(`d${group}_${metric}`, metric);
      const square = (a: string, b: string): string => `sum(w * CAST(${a} AS HUGEINT) * ${b})`;
      const p = `p${group}`;
      if (trials[metric]) {
        const total = `sum(w * ${d})`;
        return [
          total,
          `sum(w * ${y})`,
          total,
          square(y, p),
          square(d, p),
          square(y, p),
          `sum(w * m${group}_${metric})`,
        ];
      }
      // People in scope, as expected: a person of two decisions, one in scope, is one person all the same.
      const people = `sum(w * CASE WHEN t_${metric} = 0 THEN 0 ELSE CASE WHEN n = 0 THEN 0 ELSE CAST(round(CAST(p${group} AS DOUBLE) / n) AS BIGINT) END END)`;
      return [
        people,
        `sum(w * ${y})`,
        `sum(w * ${d})`,
        square(y, y),
        square(d, d),
        square(y, d),
        `sum(w * m${group}_${metric})`,
      ];
    });
    const [row] = await engine.query(
      `SELECT sum(w * CASE WHEN n = 0 THEN 0 ELSE CAST(round(CAST(p${group} AS DOUBLE) / n) AS BIGINT) END), sum(w * p${group}), max(p${group}), ${sums.join(", ")} FROM members`,
    );
    const read = (index: number, scale: number): number => Number(row![index] ?? 0) / scale;
    const units = Math.round(read(0, SHARE));
    if (units === 0) continue;
    cells.push({
      codes: [group === columns.length ? -1 : group],
      units,
      rows: read(1, SHARE),
      largest: read(2, SHARE),
      metrics: scales.map(({ y, d }, metric) => {
        const at = 3 + metric * 7;
        const trial = trials[metric]!;
        return {
          moments: {
            units: Math.round(read(at, trial ? d : SHARE)),
            rows: trial ? read(at, d) : read(1, SHARE),
            y: read(at + 1, y),
            d: read(at + 2, d),
            yy: read(at + 3, y * (trial ? SHARE : y)),
            dd: read(at + 4, d * (trial ? SHARE : d)),
            yd: read(at + 5, y * (trial ? SHARE : d)),
          },
          missing: read(at + 6, SHARE),
        };
      }),
    });
  }
  const cross = new Map<string, readonly CrossMoments[]>();
  for (const [first, a] of cells.entries()) {
    for (const [second, b] of cells.entries()) {
      if (second <= first) continue;
      const [i, j] = [a, b].map((cell) => (cell.codes[0]! < 0 ? columns.length : cell.codes[0]!)) as [
        number,
        number,
      ];
      const both = `p${i} > 0 AND p${j} > 0`;
      const products = rows.flatMap((_, metric) => {
        const pairs = trials[metric]
          ? [
              [`y${i}`, `p${j}`],
              [`y${i}`, `p${j}`],
              [`y${i}`, `p${j}`],
              [`d${i}`, `p${j}`],
            ]
          : [
              [`y${i}`, `y${j}`],
              [`y${i}`, `d${j}`],
              [`d${i}`, `y${j}`],
              [`d${i}`, `d${j}`],
            ];
        const column = (name: string): string =>
          name.startsWith("p") ? name : own(`${name}_${metric}`, metric);
        return [
          `sum(w * CASE WHEN ${both} AND t_${metric} <> 0 THEN ${trials[metric] ? `t_${metric}` : "1"} ELSE 0 END)`,
          ...pairs.map(([left, right]) => `sum(w * CAST(${column(left!)} AS HUGEINT) * ${column(right!)})`),
        ];
      });
      const [row] = await engine.query(`SELECT ${products.join(", ")} FROM members`);
      cross.set(
        crossKey(first, second),
        scales.map(({ y, d }, metric) => {
          const [shared, yy, yd, dy, dd] = [0, 1, 2, 3, 4].map((step) =>
            Number(row![metric * 5 + step] ?? 0),
          );
          const trial = trials[metric]!;
          const units = trial ? shared! / rows[metric]!.denominatorScale : shared!;
          if (trial)
            return {
              units,
              yy: yy! / (y * SHARE),
              yd: yd! / (y * SHARE),
              dy: dy! / (y * SHARE),
              dd: dd! / (d * SHARE),
            };
          return { units, yy: yy! / (y * y), yd: yd! / (y * d), dy: dy! / (y * d), dd: dd! / (d * d) };
        }),
      );
    }
  }
  const [mixed] = await engine.query(
    `SELECT sum(w * CASE WHEN ${groups.map((_, group) => `CASE WHEN p${group} > 0 THEN 1 ELSE 0 END`).join(" + ")} > 1 THEN 1 ELSE 0 END) FROM members`,
  );
  await engine.run("DROP TABLE members");
  const likeliest = await countLikeliest(engine, log, columns);
  return { attributes: [attribute], cells, mixedUnits: Number(mixed![0] ?? 0), cross, likeliest };
}

/** The highest sum of a row's probabilities; refused where it is over 1 by more than rounding makes it. */
async function highestSum(engine: Engine, columns: readonly string[], attribute: string): Promise<number> {
  const total = columns.join(" + ");
  const [row] = await engine.query(
    `SELECT sum(CASE WHEN ${total} > ${MOST} THEN 1 ELSE 0 END), max(${total}) FROM ${ROWS} WHERE NOT (${columns.map((name) => `isnan(${name})`).join(" OR ")})`,
  );
  const over = Number(row![0] ?? 0);
  if (over === 0) return Number(row![1] ?? 0);
  return refuse(
    "probabilities-over-one",
    `the membership probabilities of ${quoted(attribute)} add up to more than 1 in ${over} rows`,
    {
      hint: `they are probabilities of different groups for one person: mend the columns (sums up to ${MOST} are taken for rounding)`,
    },
  );
}
