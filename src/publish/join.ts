/**
 * Which groups of one attribute to withhold together. They are withheld wherever the attribute is, so that what is published
 * says no more than the log would in which all of them are one group: any of their people could be in any other of them.
 */
import { type Bundle, scopeOf } from "./bundles.js";
import { hasFew, isFew, isSecret, minus, nothing, plus, type Sums } from "./sums.js";
import { comparedOn, sumsOf, type Table, type TableCell } from "./tables.js";

export interface Limits {
  /** Fewer people than this are withheld. */
  readonly minimum: number;
  /** Fewest people of a group that the audit judged, which a verdict therefore tells of it. */
  readonly judged: number;
}

/** What is withheld of a table, and whether that is enough where the people of its cells are known. */
export interface Choice {
  readonly keys: ReadonlySet<string>;
  readonly enough: boolean;
}

/** Groups withheld, of which `start` are withheld already; all, where no part of them is enough. */
export function joinGroups(
  table: Table,
  bundle: Bundle,
  total: Sums,
  start: ReadonlySet<string>,
  limits: Limits,
): Choice {
  const withheld = new Set(
    table.cells.filter((cell) => start.has(cell.key) || isSmall(cell, bundle, limits.minimum)).map(keyOf),
  );
  if (withheld.size === 0) return { keys: withheld, enough: true };
  // People whose attribute is not known are not judged, so nothing is lost with them; then groups that few findings compare
  // with, the smallest first.
  const compared = (cell: TableCell): number => comparedOn(cell, bundle);
  const others = table.cells
    .filter((cell) => !withheld.has(cell.key))
    .toSorted(
      (a, b) => Number(b.unknown) - Number(a.unknown) || compared(a) - compared(b) || a.units! - b.units!,
    );
  for (const next of others) {
    if (isSafe(table, bundle, total, start, withheld, limits)) return { keys: withheld, enough: true };
    withheld.add(next.key);
  }
  return { keys: withheld, enough: isSafe(table, bundle, total, start, withheld, limits) };
}

const keyOf = (cell: TableCell): string => cell.key;

export function isSmall(cell: TableCell, bundle: Bundle, minimum: number): boolean {
  const sums = sumsOf(cell, bundle);
  return sums === null || hasFew(sums, bundle.counted, minimum);
}

/** Whether most of these cells are small. */
export function areMostlySmall(cells: readonly TableCell[], bundle: Bundle, minimum: number): boolean {
  return 2 * cells.filter((cell) => isSmall(cell, bundle, minimum)).length > cells.length;
}

/** Whether what anybody can work out of them, which is their sum, is of enough people, and leaves enough room within. */
function isSafe(
  table: Table,
  bundle: Bundle,
  total: Sums,
  start: ReadonlySet<string>,
  withheld: ReadonlySet<string>,
  { minimum, judged }: Limits,
): boolean {
  if (withheld.size < 2) return false;
  const together = sumOf(table, bundle, total, withheld);
  if (hasFew(together, bundle.counted, minimum)) return false;
  const members = table.cells.filter((cell) => withheld.has(cell.key)).map((cell) => sumsOf(cell, bundle));
  const room = (people: (sums: Sums) => number): number => {
    const held = members.filter((one) => one !== null && people(one) >= judged).length;
    return people(together) - held * judged;
  };
  // Where people are shown, scope is bounded by them: few in scope are hidden only if enough of all are out of it, and so is a
  // numerator that is the scope of another metric, for whoever is in scope has at least one.
  const peopleShown = table.cells.some((cell) => withheld.has(cell.key) && !start.has(cell.key));
  const outside = bundle.counted.some((one, at) => {
    const few = members.some((sums) => sums !== null && isFew(sums.metrics[at]!.units, minimum));
    const within = bundle.counted.some(
      (other) => other !== one && scopeOf(one.plan).includes(other.plan.numerator?.column ?? ""),
    );
    return peopleShown && (few || within) && together.units - together.metrics[at]!.units < minimum;
  });
  // Of groups whose people are withheld already nobody knows more than what they count together.
  const alone = table.cells
    .filter((cell) => withheld.has(cell.key) && !start.has(cell.key))
    .map((cell) => sumsOf(cell, bundle));
  const hidden = alone.length === 0 || start.size === 0 ? [] : [sumOf(table, bundle, total, start)];
  if (outside || !leavesOutEnough(together, [...alone, ...hidden], minimum)) return false;
  return [
    (sums: Sums) => sums.units,
    ...bundle.counted.map((_, at) => (sums: Sums) => sums.metrics[at]!.units),
  ]
    .filter((people) => people(together) > 0)
    .every((people) => room(people) >= minimum);
}

/**
 * Whether those whom a metric leaves out of a wider count can be in so many of the groups that where they are few is uncertain: no
 * more are left out of a group than the wider count has in it, beside what is known to be within the metric.
 */
function leavesOutEnough(together: Sums, members: readonly (Sums | null)[], minimum: number): boolean {
  return together.gaps.every((some, at) =>
    some.every((whole, index) =>
      members.every((sums) => {
        const gap = sums?.gaps[at]![index];
        if (gap === undefined || !isSecret(gap, minimum)) return true;
        const all = whole.wide - whole.own;
        const [here, least] = [gap.wide - gap.least, gap.wide - gap.most];
        const elsewhere = whole.wide - whole.least - here;
        const leastElsewhere = whole.wide - whole.most - least;
        return Math.min(here, all - leastElsewhere) - Math.max(least, all - elsewhere) >= minimum;
      }),
    ),
  );
}

/** What the groups count together. Where some are withheld already it is what the others leave of the total. */
export function sumOf(table: Table, bundle: Bundle, total: Sums, keys: ReadonlySet<string>): Sums {
  const inside = table.cells.filter((cell) => keys.has(cell.key)).map((cell) => sumsOf(cell, bundle));
  const sums = inside.filter((one) => one !== null).reduce(plus, nothing(bundle.counted));
  if (inside.every((one) => one !== null)) return sums;
  const known = table.cells.map((cell) => sumsOf(cell, bundle)).filter((one) => one !== null);
  return plus(sums, minus(total, known.reduce(plus, nothing(bundle.counted))));
}

/** Whether everybody together is too few on some metric: then every table of it is. */
export function isFewInAll(bundle: Bundle, total: Sums, minimum: number): boolean {
  return isFew(total.units, minimum) || hasFew(total, bundle.counted, minimum);
}
