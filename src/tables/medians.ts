import type { Engine } from "../engine/engine.js";
import type { Grid } from "../log/findings.js";
import { type LoadedLog, ROWS } from "../log/load.js";
import type { MedianReport, MedianSide, MetricPlan, Plan } from "../model.js";
import { literal, weightOf } from "./expressions.js";

/** Parts that what is left is cut into on each pass over the rows. */
const PARTS = 1024;

/** The numbers of one metric: the engine's column, and which rows have one in scope. */
interface Numbers {
  readonly value: string;
  readonly counts: string;
  readonly weight: string;
}

/** The log with what its scoring rates hold numbers against, and the medians as they are reported. */
export async function findMedians(
  engine: Engine,
  log: LoadedLog,
  plan: Plan,
): Promise<{ readonly log: LoadedLog; readonly medians: readonly MedianReport[] }> {
  const cuts = new Map<string, number>();
  const medians: MedianReport[] = [];
  for (const metric of plan.metrics) {
    if (metric.kind !== "scoring_rate") continue;
    const numbers = numbersOf(metric, log);
    const cut = await lowerMiddle(engine, numbers);
    if (cut !== null) cuts.set(metric.id, cut);
    medians.push(cut === null ? nothing(metric) : await reportOf(engine, log, metric, numbers, cut));
  }
  return { log: { ...log, cuts }, medians };
}

function numbersOf(metric: MetricPlan, { layout }: LoadedLog): Numbers {
  const value = layout.nameOf(layout.use(metric, "numerator")!);
  const weight = weightOf(layout);
  const scope = metric.where.map((condition) => `${layout.condition(condition)} = 1`);
  // A row that stands for no decision has no say, not even where it is the only one with its number.
  const some = weight === "1" ? [] : [`${weight} > 0`];
  return { value, weight, counts: [...scope, ...some, `NOT isnan(${value})`].join(" AND ") };
}

/**
 * The middle one of all numbers in order, each as often as its row counts, and the lower of two; null where there is none.
 * Found by counting: numbers are only ever held against each other, never added up, so the answer is exact on any engine, and
 * no list of them has to fit into memory. Each pass counts by parts of the range that is left, and goes on in the part with
 * the middle; its first and last number are the next range.
 */
async function lowerMiddle(engine: Engine, { value, counts, weight }: Numbers): Promise<number | null> {
  const [all] = await engine.query(
    `SELECT CAST(sum(${weight}) AS BIGINT), min(${value}), max(${value}) FROM ${ROWS} WHERE ${counts}`,
  );
  const total = Number(all![0] ?? 0);
  if (total === 0) return null;
  const rank = Math.floor((total + 1) / 2);
  let [least, most] = [Number(all![1]), Number(all![2])];
  let passed = 0;
  while (least < most) {
    const [from, to] = [literal(least), literal(most)];
    // Both steps keep the order of numbers, whatever is rounded, and part the first of the range from the last.
    const part = `least(CAST(floor((${value} - ${from}) / (${to} - ${from}) * ${PARTS}) AS INTEGER), ${PARTS - 1})`;
    const parts = await engine.query(
      `SELECT CAST(sum(${weight}) AS BIGINT), min(${value}), max(${value}), ${part} AS part FROM ${ROWS} ` +
        `WHERE ${counts} AND ${value} >= ${from} AND ${value} <= ${to} GROUP BY part ORDER BY part`,
    );
    const middle = parts.find((one) => {
      const holds = passed + Number(one[0]) >= rank;
      if (!holds) passed += Number(one[0]);
      return holds;
    });
    [least, most] = [Number(middle![1]), Number(middle![2])];
  }
  return least;
}

/**
 * The median itself, and how many lie on each side. `cut` is the lower middle number: above it is above the median, for where
 * the middle falls between two different numbers, nothing lies between them.
 */
async function reportOf(
  engine: Engine,
  log: LoadedLog,
  metric: MetricPlan,
  { value, counts, weight }: Numbers,
  cut: number,
): Promise<MedianReport> {
  const at = literal(cut);
  const [sums] = await engine.query(
    `SELECT CAST(sum(${weight}) AS BIGINT), CAST(sum(CASE WHEN ${value} > ${at} THEN ${weight} ELSE 0 END) AS BIGINT), ` +
      `min(CASE WHEN ${value} > ${at} THEN ${value} END) FROM ${ROWS} WHERE ${counts}`,
  );
  // As many above the lower middle number as up to it: the median lies half way to the next one, and nothing lies at it.
  const between = 2 * Number(sums![1]) === Number(sums![0]);
  const sides = between
    ? [`${value} <= ${at}`, "FALSE", `${value} > ${at}`]
    : [`${value} < ${at}`, `${value} = ${at}`, `${value} > ${at}`];
  const rows = await countSides(engine, `FROM ${ROWS} WHERE ${counts}`, sides, weight);
  const units =
    log.unit === null
      ? rows
      : await countSides(
          engine,
          `FROM (SELECT ${sides.map((side, index) => `max(CASE WHEN ${side} THEN 1 ELSE 0 END) AS has${index}`).join(", ")} ` +
            `FROM ${ROWS} WHERE ${counts} GROUP BY ${log.unit}) AS people`,
          sides.map((_, index) => `has${index} = 1`),
          "1",
        );
  const side = (index: number): MedianSide => ({ rows: rows[index]!, units: units[index]! });
  return {
    metric: metric.id,
    median: halfWay(cut, between ? Number(sums![2]) : cut, log.grids.get(value)!),
    below: side(0),
    at: side(1),
    above: side(2),
  };
}

async function countSides(
  engine: Engine,
  from: string,
  sides: readonly string[],
  weight: string,
): Promise<readonly number[]> {
  const sums = sides.map((side) => `CAST(sum(CASE WHEN ${side} THEN ${weight} ELSE 0 END) AS BIGINT)`);
  const [row] = await engine.query(`SELECT ${sums.join(", ")} ${from}`);
  return row!.map(Number);
}

/** Half way between two numbers of a column: of 0.1 and 0.2 it is 0.15, by the decimals as they are written. */
function halfWay(low: number, up: number, { exact, scale }: Grid): number {
  return low === up
    ? low
    : exact
      ? (Math.round(low * scale) + Math.round(up * scale)) / (2 * scale)
      : (low + up) / 2;
}

/** An audit of a metric that no decision has a value for is refused later, with all else that is wrong. */
function nothing(metric: MetricPlan): MedianReport {
  return { metric: metric.id, median: null, below: null, at: null, above: null };
}
