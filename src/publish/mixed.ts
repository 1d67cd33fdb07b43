/**
 * People in several groups of an attribute count in each, so that all groups together are more than there are people, and by how
 * many is told. Where these are few, groups are withheld until it is not.
 */
import type { AuditResult } from "../model.js";
import { type Counted, isFew } from "./sums.js";
import type { Table, TableCell } from "./tables.js";
import { rowsOf, scopeName } from "./wider.js";

type ByTable = ReadonlyMap<string, ReadonlySet<string>>;

/** Keys of groups to withhold because few people in the log are in several, by table of one attribute. */
export function mixedInLog({ units }: AuditResult, tables: readonly Table[], minimum: number): ByTable {
  const peopleIn = (cell: TableCell): number | null => cell.units;
  const keys = singles(tables).map((table): [string, ReadonlySet<string>] => {
    const people = table.cells.map(peopleIn);
    const decisions = table.cells.map((cell) => cell.rows);
    const told = isFew(sum(people) - units.count, minimum);
    return [table.key, told ? untold(table, people, decisions, units.count, 2, minimum) : new Set<string>()];
  });
  return new Map([...keys, ...mixedInLines(tables, [peopleIn], minimum)].filter(([, some]) => some.size > 0));
}

/**
 * Crossings in which the cells of a line have few more people than the line has as a group of its own, or so many more in one count as
 * in the next but for a few: withheld altogether.
 */
function mixedInLines(
  tables: readonly Table[],
  [peopleIn, ...wider]: readonly ((cell: TableCell) => number | null)[],
  minimum: number,
): [string, ReadonlySet<string>][] {
  return tables
    .filter((one) => one.attributes.length > 1)
    .filter((crossing) =>
      crossing.attributes.some((id, at) => {
        const own = singles(tables).find((one) => one.attributes[0] === id);
        return own?.cells.some((group) => {
          const line = crossing.cells.filter((cell) => cell.group[at] === group.group[0]);
          const more = (count: (cell: TableCell) => number | null): number | null => {
            const [cells, people] = [line.map(count), count(group)];
            return people === null || cells.includes(null) ? null : sum(cells) - people;
          };
          const extra = more(peopleIn!);
          return (
            extra !== null &&
            [0, ...wider.map((count) => more(count) ?? extra)].some((one) =>
              isFew(Math.abs(one - extra), minimum),
            )
          );
        });
      }),
    )
    .map((crossing) => [crossing.key, new Set(crossing.cells.map((cell) => cell.key))]);
}

/** The same of the people in scope of a metric; crossings of the attribute go altogether. Nothing else of these groups is a secret. */
export function mixedInScope(
  { families, units }: AuditResult,
  tables: readonly Table[],
  { plan, wider }: Counted,
  counted: readonly Counted[],
  minimum: number,
): ByTable {
  const overall = (metric: string | null): number | undefined =>
    metric === null ? units.count : families.find((one) => one.metric === metric)?.overall?.units;
  const all = overall(plan.id);
  if (all === undefined) return new Map();
  const peopleOn =
    (metric: string | null) =>
    (cell: TableCell): number | null =>
      metric === null ? cell.units : (cell.moments.get(metric)?.units ?? null);
  /** How many more people the groups have than there are. */
  const more = ({ cells }: Table, metric: string | null): number | null => {
    const [people, everybody] = [cells.map(peopleOn(metric)), overall(metric)];
    return people.includes(null) || everybody === undefined ? null : sum(people) - everybody;
  };
  // Who is in several groups in scope is so in whatever the scope is part of.
  const others = [null, ...wider.flatMap(({ ours, metric }) => (ours === "units" ? [metric] : []))];
  const alike = counted.find((one) => rowsOf(one.plan) !== null && scopeName(one.plan) === scopeName(plan))
    ?.plan.id;
  const rows = ({ moments, rows: every }: TableCell): number | null =>
    (alike === undefined ? null : moments.get(alike)?.d) ?? every;
  const found = new Map<string, ReadonlySet<string>>(
    mixedInLines(tables, [plan.id, ...others].map(peopleOn), minimum),
  );
  for (const table of singles(tables)) {
    const own = more(table, plan.id);
    if (own === null) continue;
    const told = [0, ...others.map((metric) => more(table, metric) ?? own)];
    if (!told.some((one) => isFew(Math.abs(one - own), minimum))) continue;
    const people = table.cells.map(peopleOn(plan.id));
    const keys = untold(table, people, table.cells.map(rows), all, 1, minimum);
    found.set(table.key, keys);
    for (const crossing of tables.filter((one) => one.attributes.length > 1))
      if (crossing.attributes.includes(table.attributes[0]!))
        found.set(crossing.key, new Set(crossing.cells.map((cell) => cell.key)));
  }
  return found;
}

function singles(tables: readonly Table[]): Table[] {
  return tables.filter((one) => one.attributes.length === 1);
}

/**
 * The groups that few find their like in, so many at least, the smallest first. Withheld together they may have so many more people than are not in the others: no more people are in a group than decisions.
 */
function untold(
  { cells }: Table,
  people: readonly (number | null)[],
  decisions: readonly (number | null)[],
  all: number,
  least: number,
  minimum: number,
): ReadonlySet<string> {
  const keys = new Set<string>();
  if (people.includes(null)) return keys;
  const order = [...cells.keys()].toSorted(
    (a, b) => Number(cells[b]!.unknown) - Number(cells[a]!.unknown) || people[a]! - people[b]!,
  );
  for (const [at, place] of order.entries()) {
    keys.add(cells[place]!.key);
    const shown = sum(order.slice(at + 1).map((one) => people[one]!));
    const most = sum(order.slice(0, at + 1).map((one) => decisions[one]!));
    if (at + 1 >= least && most - Math.max(0, all - shown) >= minimum) break;
  }
  return keys;
}

function sum(some: readonly (number | null)[]): number {
  return some.reduce<number>((total, one) => total + (one ?? 0), 0);
}
