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
  const keys = singles(tables).map((table): [string, ReadonlySet<string>] => {
    const people = table.cells.map((cell) => cell.units);
    const decisions = table.cells.map((cell) => cell.rows);
    return [table.key, untold(table, people, decisions, units.count, 2, minimum)];
  });
  return new Map(keys.filter(([, some]) => some.size > 0));
}

/** The same of the people in scope of a metric; crossings of the attribute go altogether. Nothing else of these groups is a secret. */
export function mixedInScope(
  { families }: AuditResult,
  tables: readonly Table[],
  { plan }: Counted,
  counted: readonly Counted[],
  minimum: number,
): ByTable {
  const all = families.find((one) => one.metric === plan.id)?.overall?.units;
  if (all === undefined) return new Map();
  const alike = counted.find((one) => rowsOf(one.plan) !== null && scopeName(one.plan) === scopeName(plan))
    ?.plan.id;
  const rows = ({ moments, rows: every }: TableCell): number | null =>
    (alike === undefined ? null : moments.get(alike)?.d) ?? every;
  const found = new Map<string, ReadonlySet<string>>();
  for (const table of singles(tables)) {
    const people = table.cells.map((cell) => cell.moments.get(plan.id)?.units ?? null);
    const keys = untold(table, people, table.cells.map(rows), all, 1, minimum);
    if (keys.size === 0) continue;
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
 * The groups that few find their like in, so many at least, the smallest first; none where those in several groups are not few.
 * Withheld together they may have so many more people than are not in the others: no more people are in a group than decisions.
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
  if (people.includes(null) || !isFew(sum(people) - all, minimum)) return keys;
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
