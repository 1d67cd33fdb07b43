/** A crossing of two attributes as anybody can work it out: groups that nobody can tell apart are one line of it. */
import type { Bundle } from "./bundles.js";
import { sumOf } from "./join.js";
import { minus, nothing, plus, type Sums } from "./sums.js";
import { comparedOn, keyOf, sumsOf, type Table } from "./tables.js";

/** One of the crossed attributes: its own table, and its groups that are withheld, by each metric of the bundle. */
export interface Side {
  readonly table: Table;
  readonly withheld: readonly ReadonlySet<string>[];
}

export interface GridCell {
  /** Null where it cannot be worked out. */
  readonly sums: Sums | null;
  /** Keys of the cells it is made of; none where nobody is in it, which everybody can see. */
  readonly keys: readonly string[];
  /** A group of it is withheld in the attribute's own table, and so in all of its cells. */
  readonly unseen: boolean;
  /** How many findings compare with it. */
  readonly compared: number;
}

/** Its cells, by lines of the first attribute and of the second. */
export type Grid = readonly (readonly GridCell[])[];

interface Line {
  readonly groups: readonly string[];
  readonly unseen: boolean;
  /** What it counts in the attribute's own table. */
  readonly sums: Sums | null;
}

export function gridOf(table: Table, sides: readonly [Side, Side], bundle: Bundle, total: Sums): Grid {
  const [rows, columns] = sides.map((side) => linesOf(side, bundle, total)) as [Line[], Line[]];
  const byKey = new Map(table.cells.map((cell) => [cell.key, cell]));
  const own = (row: Line, column: Line): GridCell => {
    const inside = row.groups
      .flatMap((one) => column.groups.map((other) => byKey.get(keyOf([one, other]))))
      .filter((cell) => cell !== undefined);
    const sums = inside.map((cell) => sumsOf(cell, bundle));
    return {
      keys: inside.map((cell) => cell.key),
      unseen: row.unseen || column.unseen,
      compared: inside.reduce((sum, cell) => sum + comparedOn(cell, bundle), 0),
      sums: sums.every((one) => one !== null) ? sums.reduce(plus, nothing(bundle.counted)) : null,
    };
  };
  const raw = rows.map((row) => columns.map((column) => own(row, column)));
  // What the private result withholds already may follow from its line: one unknown a line.
  return raw.map((line, i) =>
    line.map((cell, j) => {
      if (cell.sums !== null) return cell;
      const across = raw.map((one) => one[j]!);
      return { ...cell, sums: rest(rows[i]!.sums, line, j) ?? rest(columns[j]!.sums, across, i) };
    }),
  );
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
function rest(line: Sums | null, cells: readonly GridCell[], at: number): Sums | null {
  const others = cells.filter((_, index) => index !== at).map((cell) => cell.sums);
  if (line === null || others.some((one) => one === null)) return null;
  return others.reduce<Sums>((left, one) => minus(left, one!), line);
}
