import type { Layout } from "../log/layout.js";
import type { LoadedLog } from "../log/load.js";
import type { MetricPlan } from "../model.js";

/**
 * What a metric sums, as SQL over a row of the log: whole numbers only. A sum divided by its scale is the
 * sum in the metric's own unit.
 */
export interface RowSums {
  readonly metric: MetricPlan;
  readonly numerator: string;
  readonly denominator: string;
  readonly numeratorScale: number;
  readonly denominatorScale: number;
  /** Rows in scope whose numerator or denominator is missing. */
  readonly missing: string;
  /** Rows with a numerator where the denominator says there can be none (clicked, but not shown). */
  readonly outside: string;
  /** Sums may be so large that their squares need 128 bits. */
  readonly wide: boolean;
  /** Denominators are the people themselves: each person's own decisions are averaged first. */
  readonly perPerson: boolean;
  /** Numerator and denominator are counts of single trials, each its own unit where no unit is known. */
  readonly trials: boolean;
}

/** Scale of figures averaged within the person: their shares are put on this grid before they are summed. */
export const SHARE_SCALE = 2 ** 36;

/**
 * The row expressions of a metric, each multiplied by `weight`. The kinds of metric differ here and
 * nowhere else after it.
 */
export function rowSums(metric: MetricPlan, log: LoadedLog, weight: string): RowSums {
  const { layout } = log;
  const scope = metric.where.map((condition) => `${layout.condition(condition)} = 1`);
  const numerator = part(metric, "numerator", log);
  const denominator = part(metric, "denominator", log);
  const within = [...scope, ...(denominator.eligible === null ? [] : [denominator.eligible])];
  const valid = [...within, ...present(numerator), ...present(denominator)];
  const absent = [
    ...(denominator.missing === null ? [] : [all([...scope, denominator.missing])]),
    ...(numerator.missing === null ? [] : [all([...within, ...present(denominator), numerator.missing])]),
  ];
  const times = (value: string): string => (weight === "1" ? value : value === "1" ? weight : `${weight} * (${value})`);
  return {
    metric,
    numerator: when(valid, times(numerator.value)),
    denominator: when(valid, times(denominator.value)),
    numeratorScale: numerator.scale,
    denominatorScale: denominator.scale,
    missing: absent.length === 0 ? "0" : `CASE WHEN ${absent.join(" OR ")} THEN ${weight} ELSE 0 END`,
    outside: outsideOf(metric, scope, numerator, denominator, weight),
    wide: numerator.wide || denominator.wide || metric.kind === "frequency" || metric.kind === "exposure",
    perPerson: metric.kind === "frequency" || metric.kind === "exposure",
    trials: metric.counts,
  };
}

/** How many decisions a row stands for. */
export function weightOf(layout: Layout): string {
  const { count } = layout.plan.log;
  return count === null ? "1" : `CAST(${layout.nameOf({ kind: "weight", column: count })} AS BIGINT)`;
}

interface Part {
  /** SQL of the value, a whole number. */
  readonly value: string;
  readonly scale: number;
  /** SQL that is true where the field was empty; null where it cannot be. */
  readonly missing: string | null;
  /** Only for a denominator that is a flag: SQL that is true where the row counts. */
  readonly eligible: string | null;
  readonly wide: boolean;
  /** SQL that is true where a yes/no numerator says yes. */
  readonly yes: string | null;
  readonly no: string | null;
}

function part(metric: MetricPlan, which: "numerator" | "denominator", log: LoadedLog): Part {
  const use = log.layout.use(metric, which);
  if (use === null) return { value: "1", scale: 1, missing: null, eligible: null, wide: false, yes: "TRUE", no: null };
  const name = log.layout.nameOf(use);
  if (use.kind === "flag" || use.kind === "member") {
    const flag = which === "denominator";
    return {
      // A denominator's own eligibility stands in `valid`, so each row that gets there counts once.
      value: flag ? "1" : `CAST(${name} AS BIGINT)`,
      scale: 1,
      missing: `${name} < 0`,
      eligible: flag ? `${name} <> 0` : null,
      wide: false,
      yes: `${name} = 1`,
      no: `${name} = 0`,
    };
  }
  const grid = log.grids.get(name)!;
  return {
    value: grid.scale === 1 ? `CAST(${name} AS BIGINT)` : `CAST(round(${name} * ${grid.scale}) AS BIGINT)`,
    scale: grid.scale,
    missing: `isnan(${name})`,
    eligible: null,
    wide: !(metric.counts && grid.scale === 1) || metric.counts,
    yes: null,
    no: null,
  };
}

function present(part: Part): string[] {
  return part.missing === null ? [] : [`NOT (${part.missing})`];
}

function all(conditions: readonly string[]): string {
  return conditions.length === 0 ? "TRUE" : conditions.map((one) => `(${one})`).join(" AND ");
}

function when(conditions: readonly string[], value: string): string {
  return conditions.length === 0 ? value : `CASE WHEN ${all(conditions)} THEN ${value} ELSE 0 END`;
}

function outsideOf(
  metric: MetricPlan,
  scope: readonly string[],
  numerator: Part,
  denominator: Part,
  weight: string,
): string {
  if (metric.counts && metric.numerator !== null && metric.denominator !== null) {
    return `CASE WHEN ${all([...scope, `${numerator.value} > ${denominator.value}`])} THEN ${weight} ELSE 0 END`;
  }
  if (denominator.no === null || numerator.yes === null || metric.numerator === null) return "0";
  return `CASE WHEN ${all([...scope, denominator.no, numerator.yes])} THEN ${weight} ELSE 0 END`;
}
