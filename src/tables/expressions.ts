import type { Layout } from "../log/layout.js";
import type { LoadedLog } from "../log/load.js";
import type { MetricPlan } from "../model.js";

/**
 * What a metric sums, as SQL over a row of the log: whole numbers only. A sum divided by its scale is the
 * sum in the metric's own unit.
 */
export interface RowSums {
  readonly metric: MetricPlan;
  readonly numerator: RowSum;
  readonly denominator: RowSum;
  readonly numeratorScale: number;
  readonly denominatorScale: number;
  /** Rows in scope whose numerator or denominator is missing. */
  readonly missing: RowSum;
  /** Rows with a numerator where the denominator says there can be none (clicked, but not shown). */
  readonly outside: RowSum;
  /** Sums may be so large that their squares need 128 bits. */
  readonly wide: boolean;
  /** The same of each side by itself: its values lie on a grid and may be large. */
  readonly numeratorRoom: number;
  readonly denominatorRoom: number;
  /** Denominators are the people themselves: each person's own decisions are averaged first. */
  readonly perPerson: boolean;
  /** Numerator and denominator are counts of single trials, each its own unit where no unit is known. */
  readonly trials: boolean;
}

/** A whole number a row, as SQL. */
export interface RowSum {
  readonly row: string;
  /** Where the number is only ever 1 or 0: when it is 1. Counting rows is cheaper than adding numbers. */
  readonly when: string | null;
  /** The same for who adds up rows without SQL; null where rows count more than once, or counts are held against each other. */
  readonly plain: PlainSum | null;
}

/** Rows that pass all tests are counted; or their numbers added up, each times `scale`, rounded. */
export interface PlainSum {
  readonly tests: readonly Test[];
  readonly value: { readonly column: string; readonly scale: number } | null;
}

/** What may be asked of a row's column: of a yes/no column whether it says yes, not no, or anything; of a number whether it is there, or above another. */
export interface Test {
  readonly column: string;
  readonly is: "yes" | "not no" | "known" | "written" | "above";
  /** Only for "above", and only asked beside "written": the other number. */
  readonly than?: number;
}

const TESTS: Record<Test["is"], (column: string, than: number) => string> = {
  yes: (column) => `${column} = 1`,
  "not no": (column) => `${column} <> 0`,
  known: (column) => `NOT (${column} < 0)`,
  written: (column) => `NOT (isnan(${column}))`,
  above: (column, than) => `${column} > ${literal(than)}`,
};

/** The sum over rows of a row's number. */
export function sumOf(sum: RowSum): string {
  return sum.when === null ? `CAST(sum(${sum.row}) AS BIGINT)` : `count(CASE WHEN ${sum.when} THEN 1 END)`;
}

/**
 * The yes/no columns that the sums of some metrics are made of, where they are made of nothing else; null where numbers are
 * added, or rows count more than once.
 */
export function flagsOf(metrics: readonly MetricPlan[], { layout }: LoadedLog): readonly string[] | null {
  if (weightOf(layout) !== "1") return null;
  const columns = new Set<string>();
  for (const metric of metrics) {
    for (const condition of metric.where) columns.add(layout.condition(condition));
    for (const use of [layout.use(metric, "numerator"), layout.use(metric, "denominator")]) {
      if (use === null) continue;
      if (use.kind !== "flag" && use.kind !== "member") return null;
      columns.add(layout.nameOf(use));
    }
  }
  return [...columns];
}

/** Scale of figures averaged within the person: their shares are put on this grid before they are summed. */
export const SHARE_SCALE = 2 ** 36;

/**
 * The row expressions of a metric, each multiplied by `weight`. The kinds of metric differ here and
 * nowhere else after it.
 */
export function rowSums(metric: MetricPlan, log: LoadedLog, weight: string): RowSums {
  const { layout } = log;
  const tests = metric.where.map((condition): Test => ({ column: layout.condition(condition), is: "yes" }));
  const scope = tests.map(sqlOf);
  const numerator = part(metric, "numerator", log);
  const denominator = part(metric, "denominator", log);
  if (denominator.eligible !== null) tests.push(denominator.eligible);
  const within = tests.map(sqlOf);
  for (const side of [numerator, denominator]) if (side.present !== null) tests.push(side.present);
  // More events than trials is no count of anything: such rows are in neither sum, and noted.
  const sane =
    metric.counts && metric.denominator !== null ? [`${numerator.value} <= ${denominator.value}`] : [];
  const valid = [...tests.map(sqlOf), ...sane];
  const absent = [
    ...(denominator.missing === null ? [] : [all([...scope, denominator.missing])]),
    ...(numerator.missing === null
      ? []
      : [
          all([
            ...within,
            ...(denominator.present === null ? [] : [sqlOf(denominator.present)]),
            numerator.missing,
          ]),
        ]),
  ];
  const measured = (side: Part): RowSum => {
    const plain = weight === "1" && sane.length === 0;
    if (side.number === null) {
      const both = side.yes === null ? tests : [...tests, side.yes];
      const more = side.yes === null ? [] : [sqlOf(side.yes)];
      return {
        ...counted(all([...valid, ...more]), weight),
        plain: plain ? { tests: both, value: null } : null,
      };
    }
    const value = weight === "1" ? side.value : `${weight} * (${side.value})`;
    return {
      row: `CASE WHEN ${all(valid)} THEN ${value} ELSE 0 END`,
      when: null,
      plain: plain ? { tests, value: side.number } : null,
    };
  };
  return {
    metric,
    numerator: measured(numerator),
    denominator: measured(denominator),
    numeratorScale: numerator.scale,
    denominatorScale: denominator.scale,
    missing: counted(absent.length === 0 ? "FALSE" : absent.map((one) => `(${one})`).join(" OR "), weight),
    outside: outsideOf(metric, scope, numerator, denominator, weight),
    wide:
      numerator.wide ||
      denominator.wide ||
      metric.kind === "frequency" ||
      metric.kind === "exposure" ||
      layout.plan.log.count !== null,
    numeratorRoom: numerator.room,
    denominatorRoom: denominator.room,
    perPerson: metric.kind === "frequency" || metric.kind === "exposure",
    trials: metric.counts,
  };
}

/** How many decisions a row stands for. */
export function weightOf(layout: Layout): string {
  const { count } = layout.plan.log;
  return count === null ? "1" : `CAST(${layout.nameOf({ kind: "weight", column: count })} AS BIGINT)`;
}

/** Ones and zeros have all the room there is. */
const FLAG_ROOM = 2 ** 30;

interface Part {
  /** SQL of the value, a whole number. */
  readonly value: string;
  readonly scale: number;
  /** SQL that is true where the field was empty; null where it cannot be. */
  readonly missing: string | null;
  /** The opposite of `missing`. */
  readonly present: Test | null;
  /** Only for a denominator that is a flag: whether the row counts. */
  readonly eligible: Test | null;
  readonly wide: boolean;
  /** By how much the value may be multiplied and its sums still fit. */
  readonly room: number;
  /** Where a yes/no numerator says yes. */
  readonly yes: Test | null;
  readonly no: string | null;
  /** What is added up, where it is more than ones. */
  readonly number: { readonly column: string; readonly scale: number } | null;
}

function part(metric: MetricPlan, which: "numerator" | "denominator", log: LoadedLog): Part {
  const use = log.layout.use(metric, which);
  if (use === null)
    return {
      value: "1",
      scale: 1,
      missing: null,
      present: null,
      eligible: null,
      wide: false,
      room: FLAG_ROOM,
      yes: null,
      no: null,
      number: null,
    };
  const name = log.layout.nameOf(use);
  if (metric.kind === "scoring_rate" && which === "numerator")
    return aboveMedian(name, log.cuts.get(metric.id));
  if (use.kind === "flag" || use.kind === "member") {
    return {
      value: "1",
      scale: 1,
      missing: log.complete.has(name) ? null : `${name} < 0`,
      present: log.complete.has(name) ? null : { column: name, is: "known" },
      eligible: which === "denominator" ? { column: name, is: "not no" } : null,
      wide: false,
      room: FLAG_ROOM,
      yes: { column: name, is: "yes" },
      no: `${name} = 0`,
      number: null,
    };
  }
  const grid = log.grids.get(name)!;
  return {
    value:
      grid.scale === 1 && grid.exact
        ? `CAST(${name} AS BIGINT)`
        : `CAST(round(${name} * ${grid.scale}) AS BIGINT)`,
    scale: grid.scale,
    missing: `isnan(${name})`,
    present: { column: name, is: "written" },
    eligible: null,
    wide: true,
    room: grid.room,
    yes: null,
    no: null,
    number: { column: name, scale: grid.scale },
  };
}

/** A number as yes or no: above the median of all. Where nobody has a number, nobody is above. */
function aboveMedian(name: string, cut = Infinity): Part {
  return {
    value: "1",
    scale: 1,
    missing: `isnan(${name})`,
    present: { column: name, is: "written" },
    eligible: null,
    wide: false,
    room: FLAG_ROOM,
    yes: { column: name, is: "above", than: cut },
    no: null,
    number: null,
  };
}

/** A number as SQL, to the last bit. */
export function literal(value: number): string {
  return `CAST('${value}' AS DOUBLE)`;
}

function sqlOf({ column, is, than }: Test): string {
  return TESTS[is](column, than ?? 0);
}

function all(conditions: readonly string[]): string {
  return conditions.length === 0 ? "TRUE" : conditions.map((one) => `(${one})`).join(" AND ");
}

/** A row's weight where a condition holds. */
function counted(condition: string, weight: string): RowSum {
  const row = `CASE WHEN ${condition} THEN ${weight} ELSE 0 END`;
  return { row, when: weight === "1" ? condition : null, plain: null };
}

function outsideOf(
  metric: MetricPlan,
  scope: readonly string[],
  numerator: Part,
  denominator: Part,
  weight: string,
): RowSum {
  if (metric.counts && metric.numerator !== null && metric.denominator !== null) {
    return counted(all([...scope, `${numerator.value} > ${denominator.value}`]), weight);
  }
  if (denominator.no === null || numerator.yes === null || metric.numerator === null)
    return counted("FALSE", weight);
  return counted(all([...scope, denominator.no, sqlOf(numerator.yes)]), weight);
}
