/**
 * Crossings withheld altogether. Which of their groups there are is shown, and where some are absent the margins may tell what is in
 * another: where nobody of one department is a woman, its people are its men. Then one of the attributes is withheld as well.
 */
import type { AuditResult } from "../model.js";
import type { Bundle } from "./bundles.js";
import { isUncertain, type Open } from "./gaps.js";
import { type GridCell, gridOf, type Side } from "./grid.js";
import { type Counted, isFew } from "./sums.js";
import { keyOf, type Table, totalOf } from "./tables.js";
import { allOf, type ByTable, NO_KEYS } from "./withheld.js";

/** Keys of tables of one attribute to withhold, for each crossing of two whose few are not uncertain enough by its margins. */
export function toldByAbsence(
  result: AuditResult,
  tables: readonly Table[],
  closed: ByTable,
  counted: readonly Counted[],
  minimum: number,
): ByTable {
  const found = new Map<string, ReadonlySet<string>>();
  const isClosed = (table: Table): boolean => (closed.get(table.key)?.size ?? 0) === table.cells.length;
  for (const table of tables) {
    const sides = table.attributes.map((id) => tables.find((one) => one.key === keyOf([id])));
    const [a, b] = sides;
    if (sides.length !== 2 || a === undefined || b === undefined || !isClosed(table)) continue;
    if ([a, b].some((one) => isClosed(one) || found.has(one.key))) continue;
    const sideOf = (one: Table): Side => ({ table: one, withheld: [closed.get(one.key) ?? NO_KEYS] });
    const hides = [{ counted: [] }, ...counted.map((one) => ({ counted: [one] }))].every((bundle: Bundle) =>
      isHidden(
        gridOf(table, [sideOf(a), sideOf(b)], bundle, totalOf(result, bundle)).map(cellsOf),
        bundle,
        minimum,
      ),
    );
    if (hides) continue;
    const findings = (one: Table): number =>
      result.findings.filter(({ attributes }) => attributes.join() === one.attributes.join()).length;
    const least = findings(a) < findings(b) ? a : b;
    found.set(least.key, allOf(least));
  }
  return found;
}

interface Place {
  readonly cell: GridCell;
  readonly row: number;
  readonly column: number;
}

function cellsOf(line: readonly GridCell[], row: number): Place[] {
  return line.map((cell, column) => ({ cell, row, column }));
}

/** Whether each count of few can be elsewhere in the crossing, in a group that is there. */
function isHidden(lines: readonly (readonly Place[])[], { counted }: Bundle, minimum: number): boolean {
  const there = lines.flat().filter(({ cell }) => cell.keys.length > 0);
  const kinds: ((cell: GridCell) => number)[] =
    counted.length === 0
      ? [({ sums }) => sums?.units ?? 0]
      : [
          ({ sums }) => sums?.metrics[0]?.units ?? 0,
          ({ sums }) => sums?.metrics[0]?.y ?? 0,
          ({ sums }) => (sums === null ? 0 : sums.metrics[0]!.d - sums.metrics[0]!.y),
        ];
  return kinds.every((count) => {
    const open = new Map(
      there.map(({ cell, row, column }, at): [number, Open] => [
        at,
        { row, column, more: Infinity, fewer: Math.max(0, count(cell)) },
      ]),
    );
    return there.every(({ cell }, at) => !isFew(count(cell), minimum) || isUncertain(open, at, minimum));
  });
}
