/**
 * Which cells of a crossing to withhold. Its margins stay published, so a small cell is safe only in a rectangle of withheld
 * cells: what is taken from it and the opposite corner can be put into the other two, and no margin changes. A rectangle
 * serves where enough can be moved on every count at once for the cell to be uncertain by the minimum.
 */
import type { Bundle } from "./bundles.js";
import { isSmall, type Limits, sumOf } from "./join.js";
import {
  givable,
  type GuardedCount,
  guardedCounts,
  hasFew,
  minus,
  nothing,
  plus,
  type Sums,
} from "./sums.js";
import { keyOf, sumsOf, type Table } from "./tables.js";

/** One of the crossed attributes: its own table, and its groups that are withheld, by each metric of the bundle. */
export interface Side {
  readonly table: Table;
  readonly withheld: readonly ReadonlySet<string>[];
}

/** Keys of the cells withheld of a crossing. */
export function withholdCells(
  table: Table,
  sides: readonly (Side | undefined)[],
  bundle: Bundle,
  total: Sums,
  limits: Limits,
): Set<string> {
  const everything = (): Set<string> => new Set(table.cells.map((cell) => cell.key));
  const small = table.cells.some((cell) => isSmall(cell, bundle, limits.minimum));
  if (!small && sides.every((side) => side?.withheld.every((keys) => keys.size === 0))) return new Set();
  const [a, b] = sides;
  // Crossings of three or more would need boxes, and their margins are crossings themselves: all or nothing.
  if (sides.length !== 2 || a === undefined || b === undefined) return everything();
  return new Grid(table, [a, b], bundle, total, limits).withheld() ?? everything();
}

/** A line of the crossing: a group, or all that are withheld together as one. */
interface Line {
  readonly groups: readonly string[];
  /** Withheld in the attribute's own table, and so in all of its cells. */
  readonly unseen: boolean;
  /** Its margin: what it counts in the attribute's own table. */
  readonly sums: Sums | null;
}

interface Cell {
  /** Null where it cannot be worked out. */
  readonly sums: Sums | null;
  /** Keys of the cells it is made of; none where nobody is in it, which everybody can see. */
  readonly keys: readonly string[];
  /** It stands in an unseen line, and is published nowhere. */
  readonly unseen: boolean;
}

class Grid {
  private readonly cells: readonly (readonly Cell[])[];

  constructor(
    table: Table,
    sides: readonly [Side, Side],
    private readonly bundle: Bundle,
    total: Sums,
    private readonly limits: Limits,
  ) {
    const [rows, columns] = sides.map((side) => linesOf(side, bundle, total)) as [Line[], Line[]];
    const byKey = new Map(table.cells.map((cell) => [cell.key, cell]));
    const own = (row: Line, column: Line): Cell => {
      const inside = row.groups
        .flatMap((one) => column.groups.map((other) => byKey.get(keyOf([one, other]))))
        .filter((cell) => cell !== undefined);
      const sums = inside.map((cell) => sumsOf(cell, bundle));
      return {
        keys: inside.map((cell) => cell.key),
        unseen: row.unseen || column.unseen,
        sums: sums.every((one) => one !== null) ? sums.reduce(plus, nothing(bundle.counted)) : null,
      };
    };
    const raw = rows.map((row) => columns.map((column) => own(row, column)));
    // What is withheld already in the private result may follow from its line: one unknown a line.
    this.cells = raw.map((line, i) =>
      line.map((cell, j) => {
        if (cell.sums !== null) return cell;
        const beside =
          rest(rows[i]!.sums, line, j) ??
          rest(
            columns[j]!.sums,
            raw.map((one) => one[j]!),
            i,
          );
        return { ...cell, sums: beside };
      }),
    );
  }

  /** Null where a small cell finds no rectangle. */
  withheld(): Set<string> | null {
    const found = new Set<string>();
    for (const row of this.cells)
      for (const cell of row) if (cell.unseen) cell.keys.forEach((key) => found.add(key));
    for (const [i, row] of this.cells.entries())
      for (const [j, cell] of row.entries()) {
        if (cell.keys.length === 0 || !this.isSmall(cell)) continue;
        const corners = this.rectangle(i, j, found);
        if (corners === null) return null;
        for (const corner of [cell, ...corners]) corner.keys.forEach((key) => found.add(key));
      }
    return found;
  }

  private isSmall({ sums }: Cell): boolean {
    return sums === null || hasFew(sums, this.bundle.counted, this.limits.minimum);
  }

  /** The other corners of the rectangle that costs the fewest people's figures. */
  private rectangle(i: number, j: number, found: ReadonlySet<string>): readonly Cell[] | null {
    const cost = (cells: readonly Cell[]): number =>
      cells.reduce((sum, { keys, sums }) => {
        const lost = keys.some((key) => !found.has(key));
        return lost ? sum + (sums?.units ?? 0) : sum;
      }, 0);
    let best: { readonly cost: number; readonly corners: readonly Cell[] } | null = null;
    for (let other = 0; other < this.cells.length; other++) {
      if (other === i) continue;
      for (let beside = 0; beside < this.cells[i]!.length; beside++) {
        if (beside === j) continue;
        const corners = [this.cells[i]![beside]!, this.cells[other]![j]!, this.cells[other]![beside]!];
        if (corners.some((one) => one.keys.length === 0)) continue;
        const price = cost(corners);
        if (best !== null && price >= best.cost) continue;
        if (this.hides(this.cells[i]![j]!, corners)) best = { cost: price, corners };
      }
    }
    return best?.corners ?? null;
  }

  /** Whether the cell can lose and gain enough, on every count, for the three others to make up for it. */
  private hides(cell: Cell, [inRow, inColumn, opposite]: readonly Cell[]): boolean {
    const { counted } = this.bundle;
    const { minimum, judged } = this.limits;
    const gives = (from: Sums | null, taken: Sums | null): number =>
      from === null || taken === null ? 0 : givable(from, taken, counted, judged);
    const loss = gives(opposite!.sums, cell.sums);
    const gain = gives(inColumn!.sums, inRow!.sums);
    const [own, beside] = [cell.sums, inRow!.sums].map((sums) =>
      guardedCounts(sums ?? nothing(counted), counted, minimum),
    ) as [GuardedCount[], GuardedCount[]];
    return own.every(({ count, few }, index) => {
      const other = beside[index]!.count;
      if (!few && (cell.sums !== null || other === 0)) return true;
      return loss * count + gain * other >= minimum;
    });
  }
}

/** The lines of one side. Those that every metric withholds are one, the last: nobody can tell them apart. */
function linesOf({ table, withheld }: Side, bundle: Bundle, total: Sums): Line[] {
  const name = (cell: Table["cells"][number]): string => cell.group[0]!;
  const together = new Set(
    table.cells.map((cell) => cell.key).filter((key) => withheld.every((keys) => keys.has(key))),
  );
  const single = table.cells
    .filter((cell) => !together.has(cell.key))
    .map((cell) => ({
      groups: [name(cell)],
      unseen: withheld.some((keys) => keys.has(cell.key)),
      sums: sumsOf(cell, bundle),
    }));
  if (together.size === 0) return single;
  const groups = table.cells.filter((cell) => together.has(cell.key)).map(name);
  return [...single, { groups, unseen: true, sums: sumOf(table, bundle, total, together) }];
}

/** What the other cells leave of a line; null where another of them is not known either. */
function rest(line: Sums | null, cells: readonly Cell[], at: number): Sums | null {
  const others = cells.filter((_, index) => index !== at).map((cell) => cell.sums);
  if (line === null || others.some((one) => one === null)) return null;
  return others.reduce<Sums>((left, one) => minus(left, one!), line);
}
