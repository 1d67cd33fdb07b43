/**
 * Where metrics hang together in a crossing and no rectangles are enough for all of them, withholding one of them altogether there
 * may be: the others then ask for less. Its margins stay published, so it must be uncertain enough what its own few are.
 */
import { bundled, type Bundle, columnsOf, scopeOf } from "./bundles.js";
import { type ByMetric, type Crossing, leavesRoom, withholdCells } from "./crossing.js";
import { isUncertain, type Open, withholdGaps } from "./gaps.js";
import { type Grid, gridOf, type Side } from "./grid.js";
import { type Counted, isFew, peopleOn, type Sums } from "./sums.js";
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
  const both = crossing.sides(bundle.counted);
  const [a, b] = both;
  if (both.length !== 2 || a === undefined || b === undefined) return false;
  const grid = gridOf(table, [a, b] as readonly [Side, Side], bundle, crossing.total(bundle));
  const cells = grid.flat();
  // Where people are withheld as well, and the metric looks at all of them, they take along what they count.
  const free = (at: number): boolean => cells[at]!.keys.every((key) => crossing.hidden.has(key));
  const whole = scopeOf(one.plan).length === 0;
  const there = [...cells.keys()].filter((at) => cells[at]!.keys.length > 0);
  if (there.some((at) => cells[at]!.sums === null && !free(at))) return false;
  const all = new Set(table.cells.map((cell) => cell.key));
  if (withholdGaps(grid, all, limits.minimum) === null) return false;
  const fixed = there.filter((at) => cells[at]!.sums !== null && !(whole && free(at)));
  const few = (places: readonly number[], people: (sums: Sums) => readonly number[]): number[] =>
    places.filter((at) => {
      const { sums } = cells[at]!;
      return sums === null || people(sums).some((count) => isFew(count, limits.minimum));
    });
  const on = ({ metrics }: Sums): ReturnType<typeof peopleOn> => peopleOn(one, metrics[0]!);
  const sides = (sums: Sums): readonly number[] => (one.share ? on(sums).sides : []);
  const moving = there.filter((at) => whole && free(at));
  const asked: [number[], ReadonlyMap<number, Open>][] = [
    [few(fixed, (sums) => [on(sums).scope]), openOn(table, grid, one, "units")],
    [few(fixed, sides), openOn(table, grid, one, "y")],
    ...(["y", "no"] as const).map((kind): [number[], ReadonlyMap<number, Open>] => [
      few(moving, sides),
      openAmong(grid, moving, kind),
    ]),
  ];
  return asked.every(([places, open]) => places.every((at) => isUncertain(open, at, limits.minimum)));
}

/** How far a side of cells can go up and down whose people are withheld: of the one side apart from the other. */
function openAmong(grid: Grid, places: readonly number[], kind: "y" | "no"): ReadonlyMap<number, Open> {
  const flat = grid.flatMap((line, row) => line.map((cell, column) => ({ cell, row, column })));
  return new Map(
    places.map((at): [number, Open] => {
      const { cell, row, column } = flat[at]!;
      const own = cell.sums === null ? 0 : countOf(cell.sums.metrics[0]!, kind);
      return [at, { row, column, more: Infinity, fewer: Math.max(0, own) }];
    }),
  );
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
