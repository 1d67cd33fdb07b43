/**
 * Which cells of a crossing to withhold. Its margins stay published, so a small cell is safe only in a rectangle of withheld
 * cells: what is taken from it and the opposite corner can be put into the other two, and no margin changes. A rectangle
 * serves where enough can be moved for the cell to be uncertain by the minimum.
 *
 * Few people in scope: whole people are moved, with all they count on every metric whose columns hang together, and all of these
 * metrics withhold the rectangle. Few people on one side of a metric only: events alone are moved, the scope may be known, and
 * the metric alone withholds it.
 */
import { type Bundle, readersOf } from "./bundles.js";
import { gridOf, type Grid, type GridCell, type Side } from "./grid.js";
import { isSmall, type Limits } from "./join.js";
import { type Counted, givable, inScope, isFew, peopleOn, type Sums, takable } from "./sums.js";
import type { Table } from "./tables.js";

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

/** What one set of metrics that hang together by their columns withholds of a crossing. */
export function withholdCells(crossing: Crossing, component: Bundle): ByMetric {
  const { table, limits } = crossing;
  const everything = new Set(table.cells.map((cell) => cell.key));
  const ids = component.counted.length === 0 ? [""] : component.counted.map((one) => one.plan.id);
  const sides = crossing.sides(component.counted);
  const small = table.cells.some((cell) => isSmall(cell, component, limits.minimum));
  if (!small && sides.every((side) => side?.withheld.every((keys) => keys.size === 0)))
    return new Map(ids.map((id) => [id, new Set<string>()]));
  // Crossings of three or more would need boxes, and their margins are crossings themselves: all or nothing.
  const [a, b] = sides;
  if (sides.length !== 2 || a === undefined || b === undefined)
    return new Map(ids.map((id) => [id, everything]));

  const together = wholePeople(
    crossing,
    component,
    gridOf(table, [a, b], component, crossing.total(component)),
  );
  const found = new Map<string, ReadonlySet<string>>();
  for (const [at, id] of ids.entries()) {
    const own = component.counted.slice(at, at + 1);
    const [first, second] = crossing.sides(own) as [Side, Side];
    const bundle = { counted: own };
    const grid = gridOf(table, [first, second], bundle, crossing.total(bundle));
    found.set(id, (together && eventsOnly(crossing, component, own, grid, together)) ?? everything);
  }
  return found;
}

/** Rectangles for cells with few people in scope of any of the metrics; null where one finds none. */
function wholePeople(
  { limits, hidden }: Crossing,
  { counted }: Bundle,
  grid: Grid,
): ReadonlySet<string> | null {
  const { minimum } = limits;
  const needs = (cell: GridCell): boolean =>
    cell.sums === null ||
    isFew(cell.sums.units, minimum) ||
    counted.some((one, at) => {
      const { scope, sides } = peopleOn(one, cell.sums!.metrics[at]!);
      return (
        isFew(scope, minimum) || (isShared(one, counted) && sides.some((people) => isFew(people, minimum)))
      );
    });
  const hides = (cell: GridCell, corners: Corners): boolean =>
    movesPeople(cell, corners, counted, limits, hidden);
  return cover(grid, new Set([...hidden, ...unseenOf(grid)]), needs, hides);
}

/** Whether another metric reads the numerator as well. */
function isShared(one: Counted, counted: readonly Counted[]): boolean {
  return one.plan.numerator !== null && readersOf(counted, one.plan.numerator.column) > 1;
}

/** Rectangles for cells with few people on one side of the metric; null where one finds none. */
function eventsOnly(
  { limits, hidden }: Crossing,
  component: Bundle,
  own: readonly Counted[],
  grid: Grid,
  start: ReadonlySet<string>,
): ReadonlySet<string> | null {
  const found = new Set([...start, ...unseenOf(grid)]);
  const [one] = own;
  if (one === undefined) return found;
  const { minimum } = limits;
  const needs = ({ sums }: GridCell): boolean =>
    sums !== null && peopleOn(one, sums.metrics[0]!).sides.some((people) => isFew(people, minimum));
  const hides = (cell: GridCell, corners: Corners): boolean =>
    one.share && !isShared(one, component.counted) && movesEvents(cell, corners, minimum)
      ? true
      : movesPeople(cell, corners, own, limits, hidden) && isWithheldWhole(cell, corners, start);
  return cover(grid, found, needs, hides);
}

/** Whether all the component's metrics withhold these cells, so that people as a whole can be moved between them. */
function isWithheldWhole(cell: GridCell, corners: Corners, start: ReadonlySet<string>): boolean {
  return [cell, ...corners].every((one) => one.keys.every((key) => start.has(key)));
}

/** The other corners: beside the cell in its row, beside it in its column, and opposite. */
type Corners = readonly [GridCell, GridCell, GridCell];

function unseenOf(grid: Grid): Set<string> {
  return new Set(grid.flatMap((row) => row.filter((cell) => cell.unseen).flatMap((cell) => cell.keys)));
}

/** Add rectangles until every cell that needs one has one, each the one that costs the fewest people's figures. */
function cover(
  grid: Grid,
  start: ReadonlySet<string>,
  needs: (cell: GridCell) => boolean,
  hides: (cell: GridCell, corners: Corners) => boolean,
): ReadonlySet<string> | null {
  const found = new Set(start);
  const cost = (cells: readonly GridCell[]): number =>
    cells.reduce(
      (sum, { keys, sums }) => (keys.every((key) => found.has(key)) ? sum : sum + (sums?.units ?? 0)),
      0,
    );
  for (const [i, row] of grid.entries())
    for (const [j, cell] of row.entries()) {
      if (cell.keys.length === 0 || !needs(cell)) continue;
      let best: { readonly cost: number; readonly corners: Corners } | null = null;
      for (const [other, line] of grid.entries())
        for (const [beside, opposite] of line.entries()) {
          if (other === i || beside === j) continue;
          const corners: Corners = [row[beside]!, line[j]!, opposite];
          if (corners.some((one) => one.keys.length === 0)) continue;
          const price = cost(corners);
          if ((best === null || price < best.cost) && hides(cell, corners)) best = { cost: price, corners };
        }
      if (best === null) return null;
      for (const one of [cell, ...best.corners]) one.keys.forEach((key) => found.add(key));
    }
  return found;
}

/**
 * Whether people can be moved round the rectangle, with all they count, until every count of few is uncertain enough. Where the
 * people of a corner are known, only what they have in scope can be moved, and must find people there.
 */
function movesPeople(
  cell: GridCell,
  [inRow, inColumn, opposite]: Corners,
  counted: readonly Counted[],
  { minimum, judged }: Limits,
  hidden: ReadonlySet<string>,
): boolean {
  const all = [cell, inRow, inColumn, opposite];
  const free = counted.length === 0 || all.every((one) => one.keys.every((key) => hidden.has(key)));
  const gives = (from: Sums | null, taken: Sums | null, into: readonly (Sums | null)[]): number => {
    if (from === null || taken === null) return 0;
    if (free) return givable(from, taken, counted, judged);
    const room = into.map((one) => (one === null ? 0 : takable(one, taken, counted)));
    return Math.min(givable(from, inScope(taken), counted, judged), ...room);
  };
  const loss = gives(opposite.sums, cell.sums, [inRow.sums, inColumn.sums]);
  const gain = gives(inColumn.sums, inRow.sums, [cell.sums, opposite.sums]);
  const enough = (own: number, beside: number): boolean => loss * own + gain * beside >= minimum;
  const beside = inRow.sums;
  if (beside === null) return false;
  if (cell.sums === null)
    return enough(0, beside.units) && beside.metrics.every(({ units }) => units === 0 || enough(0, units));
  if (free && isFew(cell.sums.units, minimum) && !enough(cell.sums.units, beside.units)) return false;
  return counted.every((one, at) => {
    const [own, next] = [cell.sums!.metrics[at]!, beside.metrics[at]!];
    const { scope, sides } = peopleOn(one, own);
    if (isFew(scope, minimum) && !enough(own.units, next.units)) return false;
    if (!sides.some((people) => isFew(people, minimum))) return true;
    // A side that this metric alone reads is seen to on its own.
    if (counted.length > 1 && !isShared(one, counted)) return true;
    return !one.share || (enough(own.y, next.y) && enough(own.d - own.y, next.d - next.y));
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
