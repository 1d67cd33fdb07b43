/** What a public result counts in one place: of everybody, of a group, or of groups that are withheld together. */
import type { AuditResult, MetricPlan, Moments } from "../model.js";
import { amountsOf, squaresOf } from "./amounts.js";
import { countingRows } from "./shares.js";
import { made } from "./sums.js";
import { keyOf, type Table, type TableCell } from "./tables.js";
import { conditionsOf, countOf, type Facts, isWithin, setsOf } from "./wider.js";

/** Rows, the people who have some, or an amount that they add up to, by the conditions that these rows meet. */
export interface CountedSet {
  /** "rows", "units", or the column that is added up. */
  readonly of: string;
  readonly conditions: ReadonlySet<string>;
}

/** That a row has some value in a column. */
function valueIn(column: string): string {
  return JSON.stringify([column, { not: [] }]);
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
  // Of people with one decision each the rows are counted.
  const single = result.units.count === result.ledger.used;
  const sources = sourcesOf(result)
    .filter(({ of, metric }) => of !== "units" || metric === null || !unsized.has(metric))
    .map((one) => (single && one.of === "units" ? { ...one, of: "rows", read: peopleIn } : one));
  const total = sources.map((one) => inAll(result, one, shows));
  const countsIn = (table: Table): (readonly (Count | null)[])[] =>
    table.cells.map((cell) =>
      sources.map((one) => (shows(one.metric, table, cell.key) ? inCell(cell, one) : null)),
    );
  const inTables = tables.flatMap((table) => {
    const groups = countsIn(table);
    // Whole and parts: everybody and groups, and the groups of one attribute with the cells of their lines.
    const lines = table.attributes.flatMap((id, at) => {
      const own = tables.find((one) => keyOf(one.attributes) === keyOf([id]));
      if (table.attributes.length !== 2 || own === undefined) return [];
      const wholes = countsIn(own);
      return own.cells.map(({ group }, place) => ({
        whole: wholes[place]!,
        parts: groups.filter((_, cell) => table.cells[cell]!.group[at] === group[0]),
      }));
    });
    const wholes = table.attributes.length === 1 ? [{ whole: total, parts: groups }] : lines;
    const counts = [...groups, ...wholes.flatMap(({ whole, parts }) => leftTogether(whole, parts))];
    return counts.map((one): Place => ({ table, sets: setsIn(sources, one) }));
  });
  return [{ table: null, sets: setsIn(sources, total) }, ...inTables];
}

function setsIn(sources: readonly Source[], counts: readonly (Count | null)[]): SetIn[] {
  const shown = sources.flatMap((one, at) => {
    const count = counts[at];
    return count === null || count === undefined ? [] : [{ ...one, ...count }];
  });
  const sets = new Map<string, SetIn>();
  for (const { of, conditions, metric, count, squares } of shown) {
    const name = nameOf({ of, conditions });
    sets.set(name, { of, conditions, count, squares, metrics: [...(sets.get(name)?.metrics ?? []), metric] });
  }
  return [...sets.values()];
}

/** What the parts of a whole that are withheld count together: those that are of some set, for each set, and those of any. */
function leftTogether(
  whole: readonly (Count | null)[],
  parts: readonly (readonly (Count | null)[])[],
): (readonly (Count | null)[])[] {
  const out = whole
    .map((_, set) => [...parts.keys()].filter((at) => parts[at]![set] === null))
    .filter((places) => places.length > 0 && places.length < parts.length);
  const any = [...parts.keys()].filter((at) => out.some((places) => places.includes(at)));
  const distinct = new Map([...out, any].map((places) => [places.join(), places]));
  return [...distinct.values()]
    .filter((places) => places.length > 0)
    .map((places) =>
      whole.map((all, set) =>
        parts
          .filter((_, at) => !places.includes(at))
          .reduce<Count | null>((left, one) => less(left, one[set]!), all),
      ),
    );
}

function less(whole: Count | null, part: Count | null): Count | null {
  if (whole === null || part === null) return null;
  const squares = whole.squares === null || part.squares === null ? null : whole.squares - part.squares;
  return { count: whole.count - part.count, squares };
}

const peopleIn = ({ units }: Moments): Count => ({ count: units, squares: null });

function inAll(
  { families, units, ledger }: AuditResult,
  { of, metric, read }: Source,
  shows: Shows,
): Count | null {
  if (!shows(metric, null, "")) return null;
  if (metric === null) return { count: of === "units" ? units.count : ledger.used, squares: null };
  const overall = made(families.find((one) => one.metric === metric)?.overall);
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
  const lacking = lackingValues(result);
  return [
    ...log,
    ...result.plan.metrics.flatMap((plan) => {
      const valued = valuedIn(plan, lacking);
      return [...rowsOn(plan, facts), ...amountsOn(plan)].map((one) => ({
        ...one,
        conditions: new Set([
          ...one.conditions,
          ...valued.filter((own) => !isWithin(one.conditions, new Set([own]))),
        ]),
      }));
    }),
  ];
}

/** Columns of which some row in scope of a metric has no value: such rows are in no count of it. */
function lackingValues({ families, plan }: AuditResult): ReadonlySet<string> {
  const metrics = families
    .filter(({ groups }) => groups.some((one) => (one.missing_rows ?? 0) > 0))
    .map((one) => one.metric);
  return new Set(plan.metrics.filter((one) => metrics.includes(one.id)).flatMap(summedIn));
}

function summedIn({ numerator, denominator, kind }: MetricPlan): string[] {
  return [numerator, ...(kind === "ratio" ? [denominator] : [])].flatMap((one) =>
    one === null ? [] : [one.column],
  );
}

/** That a row has a value in each column that the metric adds up, where some have none. */
function valuedIn(plan: MetricPlan, lacking: ReadonlySet<string>): string[] {
  return summedIn(plan)
    .filter((column) => lacking.has(column))
    .map(valueIn);
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
