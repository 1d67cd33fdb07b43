/**
 * Which cells of a crossing to withhold. Its margins stay published, so a small cell is safe only in a rectangle of withheld
 * cells: what is taken from it and the opposite corner can be put into the other two, and no margin changes. A rectangle
 * serves where enough can be moved for the cell to be uncertain by the minimum.
 *
 * Few people in scope: whole people are moved, with all they count on every metric whose columns hang together, and all of these
 * metrics withhold the rectangle. Few people on one side of a metric only: events alone are moved, the scope may be known, and
 * the metric alone withholds it.
 */
import {
  bundled,
  type Bundle,
  tellingGaps,
  readersOf,
  scopeOf,
  secretColumns,
  withWithin,
} from "./bundles.js";
import { withholdGaps } from "./gaps.js";
import { gridOf, type Grid, type GridCell, type Side } from "./grid.js";
import { isSmall, type Limits } from "./join.js";
import { type Counted, givable, isFew, partOf, peopleOn, type Sums, takable } from "./sums.js";
import { sumsOf, type Table } from "./tables.js";

/** Keys withheld, by metric id; "" stands for who is in the log. */
export type ByMetric = ReadonlyMap<string, ReadonlySet<string>>;

export interface Crossing {
  readonly table: Table;
  /** The sides with what these metrics withhold of them; undefined where the plan has no such attribute. */
  readonly sides: (counted: readonly Counted[]) => readonly (Side | undefined)[];
  readonly total: (bundle: Bundle) => Sums;
  readonly limits: Limits;
  /** Keys of the cells whose people are withheld. */
  readonly hidden: ReadonlySet<string>;
}

/** What one set of metrics that hang together by their columns withholds of a crossing; null where no part of it is enough. */
export function withholdCells(crossing: Crossing, component: Bundle): ByMetric | null {
  const { table, limits } = crossing;
  const ids = component.counted.length === 0 ? [""] : component.counted.map((one) => one.plan.id);
  const sides = crossing.sides(component.counted);
  const small = table.cells.some((cell) => isSmall(cell, component, limits.minimum));
  if (!small && sides.every((side) => side?.withheld.every((keys) => keys.size === 0)))
    return new Map(ids.map((id) => [id, new Set<string>()]));
  // Crossings of three or more would need boxes, and their margins are crossings themselves: all or nothing.
  const [a, b] = sides;
  if (sides.length !== 2 || a === undefined || b === undefined) return null;
  const grid = gridOf(table, [a, b], component, crossing.total(component));
  if (!leavesRoom(crossing, component, grid)) return null;
  const together = inScopeOf(crossing, component, ids, grid);
  if (together === null || component.counted.length === 0) return together;
  const found = new Map<string, ReadonlySet<string>>();
  for (const [at, id] of ids.entries()) {
    const single = { counted: component.counted.slice(at, at + 1) };
    const [first, second] = crossing.sides(single.counted) as [Side, Side];
    const own = gridOf(table, [first, second], single, crossing.total(single));
    const keys = onOneSide(crossing, component, single.counted[0]!, own, together);
    if (keys === null) return null;
    found.set(id, keys);
  }
  return beyondGaps(crossing, component, found);
}

/**
 * Groups withheld together are one line of the grid, but how many people each of them has may be known. Where nobody in a line is
 * out of scope of a metric, each of them has something on the yes side of the one that leads there, which bounds both its sides.
 */
export function leavesRoom({ table, limits, hidden }: Crossing, { counted }: Bundle, grid: Grid): boolean {
  return counted.every((one, at) => {
    const leads = counted.filter(
      ({ plan }) => plan.numerator !== null && scopeOf(one.plan).includes(plan.numerator.column),
    );
    if (leads.length === 0) return true;
    return grid.flat().every(({ keys, sums }) => {
      if (keys.length < 2 || sums === null || keys.every((key) => hidden.has(key))) return true;
      if (sums.units - sums.metrics[at]!.units >= limits.minimum) return true;
      const cells = table.cells.filter((cell) => keys.includes(cell.key));
      return cells.every((cell) => !isSmall(cell, { counted: leads }, limits.minimum));
    });
  });
}

/** What is withheld besides, where a metric leaves few out of something wider; all metrics whose scope tells how many go along. */
function beyondGaps(crossing: Crossing, { counted }: Bundle, found: ByMetric): ByMetric | null {
  const { table, limits } = crossing;
  const all = new Map(found);
  const columns = counted.map((one) => {
    const cells = table.cells.map((cell) => sumsOf(cell, { counted: [one] }));
    return tellingGaps(one, 0, cells, limits.minimum);
  });
  const bundles = bundled(
    counted,
    () => [],
    (at) => columns[at]!,
  );
  for (const bundle of bundles) {
    if (bundle.counted.every((one) => columns[counted.indexOf(one)]!.length === 0)) continue;
    const sides = crossing.sides(bundle.counted) as [Side, Side];
    const grid = gridOf(table, sides, bundle, crossing.total(bundle));
    const ids = bundle.counted.map((one) => one.plan.id);
    const keys = withholdGaps(grid, new Set(ids.flatMap((id) => [...found.get(id)!])), limits.minimum);
    if (keys === null) return null;
    ids.forEach((id) => all.set(id, keys));
  }
  return all;
}

/**
 * Rectangles for cells with few people in the log, with few in scope of a metric, or with few on a side of it that others read.
 * Null where a cell finds none.
 */
function inScopeOf(
  { limits, hidden }: Crossing,
  { counted }: Bundle,
  ids: readonly string[],
  grid: Grid,
): Map<string, Set<string>> | null {
  const { minimum } = limits;
  const found = new Map(ids.map((id) => [id, new Set([...hidden, ...unseenOf(grid)])]));
  for (const [i, row] of grid.entries())
    for (const [j, cell] of row.entries()) {
      if (cell.keys.length === 0) continue;
      for (const moved of movedAt(cell.sums, counted, minimum)) {
        const own = counted.length === 0 ? [""] : moved.map((one) => ids[one.at]!);
        const keys = own.map((id) => found.get(id)!);
        const hides = (corners: Corners): boolean => moves(cell, corners, counted, moved, limits, hidden);
        const corners = cheapest(grid, i, j, keys, hides);
        if (corners === null) return null;
        for (const one of [cell, ...corners])
          for (const key of one.keys) keys.forEach((some) => some.add(key));
      }
    }
  return found;
}

/** A metric that is moved: all it has in scope, or only what is on its yes side. */
interface Moved {
  readonly at: number;
  readonly scope: boolean;
}

/** The sets of metrics that a cell must be uncertain on, each with all that read the same secret. */
function movedAt(sums: Sums | null, counted: readonly Counted[], minimum: number): Moved[][] {
  if (sums === null || isFew(sums.units, minimum)) return [counted.map((_, at) => ({ at, scope: true }))];
  const secret = counted.map((one, at) => withWithin(counted, secretColumns(one, at, [sums], minimum)));
  return bundled(counted, (at) => secret[at]!).flatMap((one) => {
    const places = one.counted.map((metric) => counted.indexOf(metric));
    const needs = places.some((at) => {
      const { scope, sides } = peopleOn(counted[at]!, sums.metrics[at]!);
      return (
        isFew(scope, minimum) ||
        (isShared(counted[at]!, counted) && sides.some((people) => isFew(people, minimum)))
      );
    });
    if (!needs) return [];
    const all = places.flatMap((at) => secret[at]!);
    return [
      places.map((at) => ({
        at,
        scope:
          scopeOf(counted[at]!.plan).some((column) => all.includes(column)) ||
          isFew(sums.metrics[at]!.units, minimum),
      })),
    ];
  });
}

/** Whether another metric reads the numerator as well. */
function isShared(one: Counted, counted: readonly Counted[]): boolean {
  return one.plan.numerator !== null && readersOf(counted, one.plan.numerator.column) > 1;
}

/** Rectangles for cells with few people on a side that this metric alone reads; null where one finds none. */
function onOneSide(
  { limits, hidden }: Crossing,
  component: Bundle,
  one: Counted,
  grid: Grid,
  together: ByMetric,
): Set<string> | null {
  const found = new Set([...together.get(one.plan.id)!, ...unseenOf(grid)]);
  if (isShared(one, component.counted)) return found;
  const { minimum } = limits;
  for (const [i, row] of grid.entries())
    for (const [j, cell] of row.entries()) {
      if (cell.keys.length === 0 || cell.sums === null) continue;
      const { sides } = peopleOn(one, cell.sums.metrics[0]!);
      if (!sides.some((people) => isFew(people, minimum))) continue;
      // Where people are withheld in all four, with whatever they count, whole people may be moved.
      const movesPeople = (corners: Corners): boolean =>
        [cell, ...corners].every((other) => other.keys.every((key) => hidden.has(key))) &&
        moves(cell, corners, [one], [{ at: 0, scope: true }], limits, hidden);
      const hides = (corners: Corners): boolean =>
        !one.share || movesEvents(cell, corners, minimum) || movesPeople(corners);
      const corners = cheapest(grid, i, j, [found], hides);
      if (corners === null) return null;
      for (const other of [cell, ...corners]) other.keys.forEach((key) => found.add(key));
    }
  return found;
}

/** The other corners: beside the cell in its row, beside it in its column, and opposite. */
type Corners = readonly [GridCell, GridCell, GridCell];

function unseenOf(grid: Grid): Set<string> {
  return new Set(grid.flatMap((row) => row.filter((cell) => cell.unseen).flatMap((cell) => cell.keys)));
}

/** The rectangle that costs the fewest people's figures, and comparisons with them, of those that hide the cell. */
function cheapest(
  grid: Grid,
  i: number,
  j: number,
  found: readonly ReadonlySet<string>[],
  hides: (corners: Corners) => boolean,
): Corners | null {
  const cost = (cells: readonly GridCell[]): number =>
    cells.reduce((sum, { keys, sums, compared }) => {
      const lost = found.filter((some) => !keys.every((key) => some.has(key))).length;
      return sum + lost * (1 + compared) * (sums?.units ?? 0);
    }, 0);
  let best: { readonly cost: number; readonly corners: Corners } | null = null;
  for (const [other, line] of grid.entries())
    for (const [beside, opposite] of line.entries()) {
      if (other === i || beside === j) continue;
      const corners: Corners = [grid[i]![beside]!, line[j]!, opposite];
      if (corners.some((one) => one.keys.length === 0)) continue;
      const price = cost(corners);
      if ((best === null || price < best.cost) && hides(corners)) best = { cost: price, corners };
    }
  return best?.corners ?? null;
}

/**
 * Whether people can be moved round the rectangle, with all they count, until every count of few is uncertain enough. Where the
 * people of a corner are known, only what these metrics count can be moved, and must find people and decisions there.
 */
function moves(
  cell: GridCell,
  [inRow, inColumn, opposite]: Corners,
  counted: readonly Counted[],
  moved: readonly Moved[],
  { minimum, judged }: Limits,
  hidden: ReadonlySet<string>,
): boolean {
  const all = [cell, inRow, inColumn, opposite];
  const free = counted.length === 0 || all.every((one) => one.keys.every((key) => hidden.has(key)));
  const whole = free && moved.length === counted.length && moved.every((one) => one.scope);
  const gives = (from: Sums | null, taken: Sums | null, into: readonly (Sums | null)[]): number => {
    if (from === null || taken === null) return 0;
    if (whole) return givable(from, taken, counted, judged);
    const part = partOf(taken, moved);
    const room = into.map((one) => (one === null ? 0 : takable(one, part, counted)));
    return Math.min(givable(from, part, counted, judged), ...room);
  };
  const loss = gives(opposite.sums, cell.sums, [inRow.sums, inColumn.sums]);
  const gain = gives(inColumn.sums, inRow.sums, [cell.sums, opposite.sums]);
  const enough = (own: number, beside: number): boolean => loss * own + gain * beside >= minimum;
  const [own, beside] = [cell.sums, inRow.sums];
  if (beside === null) return false;
  if (own === null)
    return enough(0, beside.units) && beside.metrics.every(({ units }) => units === 0 || enough(0, units));
  if (whole && isFew(own.units, minimum) && !enough(own.units, beside.units)) return false;
  return moved.every(({ at }) => {
    const one = counted[at]!;
    const [here, next] = [own.metrics[at]!, beside.metrics[at]!];
    const { scope, sides } = peopleOn(one, here);
    if (isFew(scope, minimum) && !enough(here.units, next.units)) return false;
    // A side that one metric alone reads is seen to on its own.
    if (counted.length > 1 && !isShared(one, counted)) return true;
    if (!one.share || !sides.some((people) => isFew(people, minimum))) return true;
    return enough(here.y, next.y) && (!moved[0]!.scope || enough(here.d - here.y, next.d - next.y));
  });
}

/** Whether events alone can be moved so, every scope being known. */
function movesEvents({ sums }: GridCell, corners: Corners, minimum: number): boolean {
  const [inRow, inColumn, opposite] = corners.map((one) => one.sums?.metrics[0] ?? null);
  const own = sums?.metrics[0];
  if (!own || !inRow || !inColumn || !opposite) return false;
  const no = ({ y, d }: { readonly y: number; readonly d: number }): number => d - y;
  const loss = Math.min(own.y, no(inRow), no(inColumn), opposite.y);
  const gain = Math.min(no(own), inRow.y, inColumn.y, no(opposite));
  return loss + gain >= minimum;
}
