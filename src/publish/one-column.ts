/** Attributes made of one column, as age in bands of five and of ten years. */
import type { AttributePlan, AuditResult } from "../model.js";
import type { Table } from "./tables.js";

/** Tables of attributes that share their column with another's. */
export interface OneColumn {
  readonly tables: readonly Table[];
  /** Of any two the groups of one are parts of the other's. Their counts then tell of nothing but groups of either. */
  readonly nested: boolean;
}

export function onOneColumn({ plan }: AuditResult, tables: readonly Table[]): OneColumn[] {
  const attributeOf = (table: Table): AttributePlan | undefined =>
    plan.attributes.find((one) => one.id === table.attributes[0]);
  const columns = new Set(
    tables.map((one) => attributeOf(one)?.column ?? null).filter((one) => one !== null),
  );
  return [...columns]
    .map((column) => tables.filter((table) => attributeOf(table)?.column === column))
    .filter((some) => some.length > 1)
    .map((some) => {
      const attributes = some.map((table) => attributeOf(table)!);
      return {
        tables: some,
        nested: attributes.every((a) => attributes.every((b) => refines(a, b) || refines(b, a))),
      };
    });
}

/** Whether each group of `fine` is part of one of `coarse`, whatever values the column has. */
export function refines(fine: AttributePlan, coarse: AttributePlan): boolean {
  if (!sameSet(fine.unknown, coarse.unknown)) return false;
  if (fine.bins === null && fine.map === null) return true;
  if (fine.bins !== null || coarse.bins !== null)
    return coarse.bins !== null && coarse.bins.every((one) => fine.bins?.includes(one) === true);
  const groupIn = ({ map }: AttributePlan, value: string): string =>
    map?.find((one) => one.value === value)?.group ?? value;
  // Values that are not listed keep their own name, which may be that of a group.
  const values = [...(fine.map ?? []), ...(coarse.map ?? [])].flatMap((one) => [one.value, one.group]);
  return values.every((one) =>
    values.every(
      (other) =>
        groupIn(fine, one) !== groupIn(fine, other) || groupIn(coarse, one) === groupIn(coarse, other),
    ),
  );
}

function sameSet(some: readonly string[], others: readonly string[]): boolean {
  return some.every((one) => others.includes(one)) && others.every((one) => some.includes(one));
}
