/**
 * Where metrics hang together in a crossing and no rectangles are enough for all of them, withholding one of them altogether there
 * may be: the others then ask for less. Its margins stay published, so it must be uncertain enough what its own few are.
 */
import { bundled, type Bundle, columnsOf, scopeOf } from "./bundles.js";
import { type ByMetric, type Crossing, leavesRoom, withholdCells } from "./crossing.js";
import { isUncertain, type Open, withholdGaps } from "./gaps.js";
import { type Grid, type GridCell, gridOf, type Side } from "./grid.js";
import { type Counted, isFew, peopleOn } from "./sums.js";
import { comparedOn, type Table } from "./tables.js";
import { countOf, type Kind } from "./wider.js";

/** What is withheld by metric, with the one metric whose withholding leaves most, or with all; null where not even that is enough. */
export function withoutOneMetric(crossing: Crossing, component: Bundle): ByMetric | null {
  const { table } = crossing;
  const { counted } = component;
  // That nobody is out of a metric's scope is told by its margins, whether or not it is withheld in the crossing.
  const [a, b] = crossing.sides(counted);
  if (a === undefined || b === undefined) return null;
  if (!leavesRoom(crossing, component, gridOf(table, [a, b], component, crossing.total(component))))
    return null;
  const all = new Set(table.cells.map((cell) => cell.key));
  const ways = counted.flatMap((one): ByMetric[] => {
    const others = counted.filter((other) => other !== one);
    if (others.length === 0 || !hidesItself(crossing, one)) return [];
    const parts = bundled(others, (at) => columnsOf(others[at]!.plan)).map((part) =>
      withholdCells(crossing, part),
    );
    if (parts.some((part) => part === null)) return [];
    return [new Map([[one.plan.id, all], ...parts.flatMap((part) => [...part!])])];
  });
  if (counted.length > 0 && counted.every((one) => hidesItself(crossing, one)))
    ways.push(new Map(counted.map((one) => [one.plan.id, all])));
  const costs = ways.map((way) => costOf(way, table, counted));
  return ways[costs.indexOf(Math.min(...costs))] ?? null;
}

/** Figures lost, and comparisons with them. */
function costOf(way: ByMetric, table: Table, counted: readonly Counted[]): number {
  return counted.reduce((sum, one) => {
    const lost = table.cells.filter((cell) => way.get(one.plan.id)!.has(cell.key));
    return sum + lost.reduce((own, cell) => own + 1 + comparedOn(cell, { counted: [one] }), 0);
  }, 0);
}

/** Whether, all cells of the metric being withheld, its few people are uncertain enough though its margins are known. */
function hidesItself(crossing: Crossing, one: Counted): boolean {
  const { table, limits } = crossing;
  const bundle = { counted: [one] };
  const sides = crossing.sides(bundle.counted);
  const [a, b] = sides;
  if (sides.length !== 2 || a === undefined || b === undefined) return false;
  const grid = gridOf(table, [a, b] as readonly [Side, Side], bundle, crossing.total(bundle));
  const cells = grid.flat();
  // Where it is uncertain how many people are in a cell, so is what a metric counts that looks at all of them.
  const free = (cell: GridCell): boolean => cell.keys.every((key) => crossing.hidden.has(key));
  if (cells.some((cell) => cell.sums === null && !free(cell))) return false;
  const all = new Set(table.cells.map((cell) => cell.key));
  if (withholdGaps(grid, all, limits.minimum) === null) return false;
  const few = (people: (at: number) => readonly number[]): number[] =>
    [...cells.keys()].filter(
      (at) =>
        cells[at]!.keys.length > 0 &&
        cells[at]!.sums !== null &&
        !(scopeOf(one.plan).length === 0 && free(cells[at]!)) &&
        people(at).some((count) => isFew(count, limits.minimum)),
    );
  const on = (at: number): ReturnType<typeof peopleOn> => peopleOn(one, cells[at]!.sums!.metrics[0]!);
  const asked: [number[], ReadonlyMap<number, Open>][] = [
    [few((at) => [on(at).scope]), openOn(table, grid, one, "units")],
    [one.share ? few((at) => on(at).sides) : [], openOn(table, grid, one, "y")],
  ];
  return asked.every(([places, open]) => places.every((at) => isUncertain(open, at, limits.minimum)));
}

/** How far the people in scope, or the yes side, of each cell can go up and down with everything else as it is. */
function openOn(table: Table, grid: Grid, one: Counted, kind: "units" | "y"): ReadonlyMap<number, Open> {
  const flat = grid.flatMap((line, row) => line.map((cell, column) => ({ cell, row, column })));
  const alike = flat.every(({ cell }) => {
    const sums = cell.sums?.metrics[0];
    return sums === undefined || sums.units === sums.d;
  });
  return new Map(
    flat.flatMap(({ cell, row, column }, at): [number, Open][] => {
      if (cell.keys.length === 0 || cell.sums === null) return [];
      const { units, rows, metrics } = cell.sums;
      const own = metrics[0]!;
      const within = (ours: Kind): number => withinOf(table, cell.keys, one, ours);
      const [least, most] =
        kind === "y"
          ? [within("y"), own.d - within("no")]
          : alike
            ? [Math.max(within("units"), one.share ? own.y : 0), units]
            : [Math.max(within("units"), 1), Math.min(units, rows, own.d)];
      const now = kind === "y" ? own.y : own.units;
      return [[at, { row, column, more: Math.max(0, most - now), fewer: Math.max(0, now - least) }]];
    }),
  );
}

/** The most that a metric which stays published may tell of what is within a count. */
function withinOf(table: Table, keys: readonly string[], one: Counted, ours: Kind): number {
  const cells = table.cells.filter((cell) => keys.includes(cell.key));
  const counts = one.narrower
    .filter((part) => part.ours === ours && part.metric !== null)
    .map((part) =>
      cells.reduce((sum, cell) => {
        const moments = cell.moments.get(part.metric!) ?? null;
        return sum + (moments === null ? 0 : countOf(moments, part.theirs));
      }, 0),
    );
  return Math.max(0, ...counts);
}
