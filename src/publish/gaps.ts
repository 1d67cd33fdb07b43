/**
 * Cells of a crossing in which a metric leaves few people or rows out of a wider count. The wider count may be known in every
 * cell, and both margins are: those left out can be elsewhere only along circles of withheld cells. Cells are withheld until
 * each of the few is uncertain enough, the smallest first.
 */
import type { Grid, GridCell } from "./grid.js";
import { isSecret } from "./sums.js";

/** A withheld cell: how many more could be counted in it, and how many fewer. */
export interface Open {
  readonly row: number;
  readonly column: number;
  readonly more: number;
  readonly fewer: number;
}

/** Keys withheld, `start` and what is unseen among them; null where not even all cells are enough. */
export function withholdGaps(grid: Grid, start: ReadonlySet<string>, minimum: number): Set<string> | null {
  const cells = grid.flatMap((line, row) => line.map((cell, column) => ({ cell, row, column })));
  const flat = cells.map(({ cell }) => cell.sums?.gaps.flat() ?? []);
  const few = cells.flatMap((_, at) =>
    flat[at]!.flatMap((gap, kind) => (isSecret(gap, minimum) ? [{ at, kind }] : [])),
  );
  const held = new Set(
    cells.flatMap(({ cell }, at) =>
      cell.unseen || cell.keys.some((key) => start.has(key)) || few.some((one) => one.at === at) ? [at] : [],
    ),
  );
  const others = [...cells.keys()]
    .filter((at) => !held.has(at) && cells[at]!.cell.keys.length > 0)
    .toSorted((a, b) => costOf(cells[a]!.cell) - costOf(cells[b]!.cell));
  const enough = ({ at, kind }: (typeof few)[number]): boolean => isUncertain(openOn(kind), at, minimum);
  // More cells only make more room: what is uncertain enough stays so.
  const added: number[] = [];
  for (const one of few)
    while (!enough(one)) {
      const next = others.shift();
      if (next === undefined) return null;
      held.add(next);
      added.push(next);
    }
  for (const one of added.toReversed()) {
    held.delete(one);
    if (!few.every(enough)) held.add(one);
  }
  return new Set([...start, ...[...held].flatMap((at) => cells[at]!.cell.keys)]);

  function openOn(kind: number): ReadonlyMap<number, Open> {
    const open = new Map<number, Open>();
    for (const at of held) {
      const gap = flat[at]![kind];
      if (gap === undefined) continue;
      const { row, column } = cells[at]!;
      open.set(at, { row, column, more: gap.own - gap.least, fewer: Math.max(0, gap.most - gap.own) });
    }
    return open;
  }
}

/** What is lost with a cell: people's figures, and comparisons with them. */
function costOf({ sums, compared }: GridCell): number {
  return (1 + compared) * (sums?.units ?? 0);
}

/** Whether so many more or fewer can be counted in a cell while every row and column keeps its sum. */
export function isUncertain(open: ReadonlyMap<number, Open>, at: number, minimum: number): boolean {
  const own = open.get(at);
  if (own === undefined) return false;
  const others = [...open].filter(([other]) => other !== at).map(([, one]) => one);
  const [row, column] = [`r${own.row}`, `c${own.column}`];
  const more = Math.min(own.more, flow(others, column, row, minimum));
  const fewer = Math.min(own.fewer, flow(others, row, column, minimum));
  return more + fewer >= minimum;
}

/** The greatest flow (Edmonds and Karp), as far as it matters: from a row to a column more are left out of their cell, and the other way round fewer. */
function flow(cells: readonly Open[], from: string, to: string, most: number): number {
  const room = new Map<string, Map<string, number>>();
  const add = (a: string, b: string, by: number): void => {
    const own = room.get(a) ?? new Map<string, number>();
    room.set(a, own.set(b, (own.get(b) ?? 0) + by));
  };
  for (const { row, column, more, fewer } of cells) {
    add(`r${row}`, `c${column}`, more);
    add(`c${column}`, `r${row}`, fewer);
  }
  for (let total = 0; ;) {
    const before = new Map<string, string>([[from, from]]);
    for (const node of before.keys())
      for (const [next, left] of room.get(node) ?? [])
        if (left > 1e-9 && !before.has(next)) before.set(next, node);
    if (!before.has(to) || total >= most) return total;
    const path: [string, string][] = [];
    for (let node = to; node !== from; node = before.get(node)!) path.push([before.get(node)!, node]);
    const least = Math.min(...path.map(([a, b]) => room.get(a)!.get(b)!));
    for (const [a, b] of path) {
      add(a, b, -least);
      add(b, a, least);
    }
    total += least;
  }
}
