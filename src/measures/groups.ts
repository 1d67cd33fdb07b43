import { UNKNOWN } from "../quoted.js";
import type { Plan } from "../model.js";
import type { Cell, CellTable } from "../tables/cells.js";

/** A counted cell with its group's names. */
export interface NamedCell {
  readonly cell: Cell;
  /** Position in the table. */
  readonly index: number;
  readonly group: readonly string[];
  readonly unknown: boolean;
  /** Fewer people than the disclosure floor: named, and nothing of theirs is shown. */
  readonly withheld: boolean;
}

/** The cells of a table under their names: by name in code-unit order, groups with an unknown part last. */
export function nameCells(table: CellTable, labels: readonly (readonly string[])[], plan: Plan): NamedCell[] {
  return table.cells
    .map((cell, index) => ({
      cell,
      index,
      group: cell.codes.map((code, at) => (code < 0 ? UNKNOWN : labels[table.attributes[at]!]![code]!)),
      unknown: cell.codes.some((code) => code < 0),
      // Where single trials are counted, each is a unit, however few rows of the log they stand in.
      withheld:
        Math.max(cell.units, ...cell.metrics.map((one) => one.moments.units)) <
        plan.settings.disclosure_floor,
    }))
    .toSorted((a, b) => Number(a.unknown) - Number(b.unknown) || compareNames(a.group, b.group));
}

/** Lists of names in code-unit order: the same on every machine, and not the order of a language. */
export function compareNames(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    if (a[index]! !== b[index]!) return a[index]! < b[index]! ? -1 : 1;
  }
  return a.length - b.length;
}
