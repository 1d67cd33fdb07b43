/** What a public result counts in one place: of everybody, of a group, or of groups that are withheld together. */
import type { AuditResult, MetricPlan, Moments } from "../model.js";
import { amountsOf, squaresOf } from "./amounts.js";
import { countingRows } from "./shares.js";
import { keyOf, type Table, type TableCell } from "./tables.js";
import { conditionsOf, countOf, type Facts, setsOf } from "./wider.js";

/** Rows, the people who have some, or an amount that they add up to, by the conditions that these rows meet. */
export interface CountedSet {
  /** "rows", "units", or the column that is added up. */
  readonly of: string;
  readonly conditions: ReadonlySet<string>;
}

/** The same set in whatever metric. */
export function nameOf({ of, conditions }: CountedSet): string {
  return JSON.stringify([of, ...[...conditions].toSorted()]);
}

/** A set as it is shown in one place. */
export interface SetIn extends CountedSet {
  readonly count: number;
  /** Of an amount, the sum over people of the squares of theirs. */
  readonly squares: number | null;
  /** The metrics that show it; null among them for who is in the log. */
  readonly metrics: readonly (string | null)[];
}

export interface Place {
  /** The table it is in; null for everybody. */
  readonly table: Table | null;
  readonly sets: readonly SetIn[];
}

/** Whether a group's figures on a metric (on who is in the log, for null) are shown; of everybody, where no table is given. */
export type Shows = (metric: string | null, table: Table | null, key: string) => boolean;

type Count = Pick<SetIn, "count" | "squares">;

/** A set, and where the figures of one metric have its count. */
interface Source extends CountedSet {
  readonly metric: string | null;
  readonly read: (moments: Moments) => Count;
}

/** Everybody, each group, and groups withheld together, with what is shown of them or follows from it. */
export function placesOf(
  result: AuditResult,
  tables: readonly Table[],
  shows: Shows,
  unsized: ReadonlySet<string>,
): Place[] {
  const sources = sourcesOf(result).filter(
    ({ of, metric }) => of !== "units" || metric === null || !unsized.has(metric),
  );
  const total = sources.map((one) => inAll(result, one, shows));
  const inTables = tables.flatMap((table) => {
    const shown = sources.map(
      ({ metric }) =>
        new Set(table.cells.filter((cell) => shows(metric, table, cell.key)).map((cell) => cell.key)),
    );
    const groups = table.cells.map((cell) =>
      sources.map((one, at) => (shown[at]!.has(cell.key) ? inCell(cell, one) : null)),
    );
    // Of a crossing many cells are withheld, and no sum of them is known but along its lines.
    const together = table.attributes.length > 1 ? [] : withheldTogether(table, shown);
    const sums = together.map((keys) =>
      sources.map((one, at) => leftOf(total[at]!, table, one, { keys, shown: shown[at]! })),
    );
    return [...groups, ...sums].map((counts): Place => ({ table, sets: setsIn(sources, counts) }));
  });
  return [{ table: null, sets: setsIn(sources, total) }, ...inTables];
}

function setsIn(sources: readonly Source[], counts: readonly (Count | null)[]): SetIn[] {
  const shown = sources.flatMap((one, at) => {
    const count = counts[at];
    return count === null || count === undefined ? [] : [{ ...one, ...count }];
  });
  const most = new Map<string, number>();
  for (const one of shown) most.set(nameOf(one), Math.max(most.get(nameOf(one)) ?? 0, one.count));
  const sets = new Map<string, SetIn>();
  for (const { of, conditions: asked, metric, count, squares } of shown) {
    const all = most.get(nameOf({ of, conditions: asked }))!;
    // Rows without a value are in scope and in no count of the metric.
    const valued = JSON.stringify([`value for ${metric}`, null]);
    const conditions = all - count > ROUNDING * all ? new Set([...asked, valued]) : asked;
    const name = nameOf({ of, conditions });
    sets.set(name, { of, conditions, count, squares, metrics: [...(sets.get(name)?.metrics ?? []), metric] });
  }
  return [...sets.values()];
}

/** Sums of the same numbers in another order. */
const ROUNDING = 1e-9;

/** The groups that some set is withheld of, for each set, and those of all. */
function withheldTogether(table: Table, shown: readonly ReadonlySet<string>[]): string[][] {
  const out = shown
    .map((keys) => table.cells.map((cell) => cell.key).filter((key) => !keys.has(key)))
    .filter((keys) => keys.length > 0 && keys.length < table.cells.length);
  const all = table.cells.map((cell) => cell.key).filter((key) => out.some((keys) => keys.includes(key)));
  return [
    ...new Map([...out, all].filter((keys) => keys.length > 0).map((keys) => [keyOf(keys), keys])).values(),
  ];
}

/** What the groups shown elsewhere leave of everybody; null where some of these are withheld too. */
function leftOf(
  total: Count | null,
  table: Table,
  source: Source,
  { keys, shown }: { readonly keys: readonly string[]; readonly shown: ReadonlySet<string> },
): Count | null {
  if (total === null) return null;
  return table.cells
    .filter((cell) => !keys.includes(cell.key))
    .reduce<Count | null>((left, cell) => {
      const own = shown.has(cell.key) ? inCell(cell, source) : null;
      if (left === null || own === null) return null;
      const squares = left.squares === null || own.squares === null ? null : left.squares - own.squares;
      return { count: left.count - own.count, squares };
    }, total);
}

function inAll(
  { families, units, ledger }: AuditResult,
  { of, metric, read }: Source,
  shows: Shows,
): Count | null {
  if (!shows(metric, null, "")) return null;
  if (metric === null) return { count: of === "units" ? units.count : ledger.used, squares: null };
  const overall = families.find((one) => one.metric === metric)?.overall ?? null;
  return overall && read(overall);
}

function inCell({ units, rows, moments }: TableCell, { of, metric, read }: Source): Count | null {
  if (metric === null) {
    const count = of === "units" ? units : rows;
    return count === null ? null : { count, squares: null };
  }
  const own = moments.get(metric) ?? null;
  return own && read(own);
}

function sourcesOf(result: AuditResult): Source[] {
  const facts: Facts = { people: result.units.column !== null, ones: countingRows(result) };
  const log = (["rows", "units"] as const).map((of): Source => ({
    of,
    conditions: new Set(),
    metric: null,
    read: () => ({ count: 0, squares: null }),
  }));
  return [...log, ...result.plan.metrics.flatMap((plan) => [...rowsOn(plan, facts), ...amountsOn(plan)])];
}

function rowsOn(plan: MetricPlan, facts: Facts): Source[] {
  return setsOf(plan, facts).map(({ kind, conditions }) => ({
    of: kind === "units" ? "units" : "rows",
    conditions,
    metric: plan.id,
    read: (moments) => ({ count: countOf(moments, kind), squares: null }),
  }));
}

/** Of a mean it is known how many rows are left. */
function amountsOn(plan: MetricPlan): Source[] {
  if (plan.kind !== "ratio") return [];
  return [...amountsOf(plan)].map(([column, kind]) => ({
    of: `sum of ${column}`,
    conditions: conditionsOf(plan),
    metric: plan.id,
    read: (moments) => ({ count: moments[kind], squares: squaresOf(moments, kind) }),
  }));
}
