/** What is withheld, by table and by metric, and what has to be withheld besides once it is known what all of it leaves. */
import type { AuditResult } from "../model.js";
import { columnsOf } from "./bundles.js";
import { isFinerThan, type Telling, tellingRemainders } from "./remainders.js";
import type { Counted } from "./sums.js";
import type { Shows } from "./places.js";
import { keyOf, type Table } from "./tables.js";

export type Keys = ReadonlySet<string>;
/** Keys of groups withheld by table. */
export type ByTable = ReadonlyMap<string, Keys>;

/** What is withheld of who is in the log, and of each metric (as of who is in the log, where it is not named). */
export interface Plan {
  readonly people: ByTable;
  readonly metrics: ReadonlyMap<string, ByTable>;
  /** Metrics of which nothing is published, not even of everybody. */
  readonly wholly: ReadonlySet<string>;
  /** Metrics whose people in scope are withheld. */
  readonly unsized: ReadonlySet<string>;
}

export const NO_KEYS: Keys = new Set();

export function allOf(table: Table): Keys {
  return new Set(table.cells.map((cell) => cell.key));
}

export function everything(tables: readonly Table[]): ByTable {
  return new Map(tables.map((table) => [table.key, allOf(table)]));
}

export function united(some: ByTable, more: ByTable): ByTable {
  return new Map(
    [...some, ...more].map(([key]) => [key, new Set([...(some.get(key) ?? []), ...(more.get(key) ?? [])])]),
  );
}

/** How many findings keep their figures. */
export function figuresLeft(result: AuditResult, { metrics, people }: Plan): number {
  return result.findings.filter(({ metric, attributes, group, comparator, comparison }) => {
    const keys = (metrics.get(metric) ?? people).get(keyOf(attributes)) ?? NO_KEYS;
    const other = comparator.group !== null && keys.has(keyOf(comparator.group));
    return comparison !== null && !keys.has(keyOf(group)) && !other;
  }).length;
}

/** With all withheld that would still tell of few, by what is left of a whole or as a cell of a crossing. */
export function withoutTelling(
  result: AuditResult,
  tables: readonly Table[],
  plan: Plan,
  counted: readonly Counted[],
  minimum: number,
): Plan {
  const { unsized } = plan;
  const telling = tellingRemainders({ result, tables, shows: shownBy(plan), unsized, minimum });
  const less = withhold(result, tables, plan, telling);
  const reading = readersOfWithheld(result, counted, [less.people, ...less.metrics.values()]);
  return withhold(
    result,
    tables,
    less,
    reading.filter((id) => !less.wholly.has(id)).map((metric) => ({ metric, attributes: null })),
  );
}

/** What a plan shows. */
export function shownBy({ people, metrics, wholly }: Plan): Shows {
  return (metric, table, key) => {
    if (metric !== null && wholly.has(metric)) return false;
    if (table === null) return true;
    const keys = metric === null ? people : (metrics.get(metric) ?? people);
    return keys.get(table.key)?.has(key) !== true;
  };
}

function withhold(
  result: AuditResult,
  tables: readonly Table[],
  plan: Plan,
  telling: readonly Telling[],
): Plan {
  const metrics = new Map(plan.metrics);
  for (const { metric, attributes } of telling) {
    const more = tables.filter((table) => isFinerThan(result, table.attributes, attributes));
    metrics.set(metric, united(metrics.get(metric) ?? plan.people, everything(more)));
  }
  const wholly = telling.filter((one) => one.attributes === null).map((one) => one.metric);
  return { ...plan, metrics, wholly: new Set([...plan.wholly, ...wholly]) };
}

/** Metrics that ask for a group of an attribute with groups withheld: they show cells of its crossings. */
export function readersOfWithheld(
  { plan }: AuditResult,
  counted: readonly Counted[],
  withheld: readonly ByTable[],
): string[] {
  const closed = plan.attributes
    .filter(({ id }) =>
      withheld.some((tables) =>
        [...tables].some(([key, keys]) => keys.size > 0 && (JSON.parse(key) as string[]).includes(id)),
      ),
    )
    .map((one) => one.column);
  return counted
    .filter((one) => columnsOf(one.plan).some((column) => closed.includes(column)))
    .map((one) => one.plan.id);
}
