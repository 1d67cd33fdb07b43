/** What is withheld, table by table and metric by metric, before anything is taken out. */
import type { AuditResult } from "../model.js";
import {
  bundled,
  type Bundle,
  columnsOf,
  tellingGaps,
  metricsOf,
  scopeOf,
  secretColumns,
} from "./bundles.js";
import { type Crossing, withholdCells } from "./crossing.js";
import type { Side } from "./grid.js";
import { areMostlySmall, isFewInAll, isSmall, joinGroups, type Limits, sumOf } from "./join.js";
import { type Counted, type Sums } from "./sums.js";
import { toldByAbsence } from "./absent.js";
import { toldByCubes } from "./cubes.js";
import { tellsAmounts } from "./amounts.js";
import { onOneColumn } from "./one-column.js";
import { withoutOneMetric } from "./one-metric.js";
import { mixedInLog, mixedInScope } from "./mixed.js";
import { tellingRemainders } from "./remainders.js";
import { keyOf, sumsOf, type Table, tablesOf, totalOf } from "./tables.js";
import { writtenAlike } from "./wider.js";
import { stillTold, tellsItsPeople, unsizable } from "./unsized.js";
import {
  allOf,
  type ByTable,
  everything,
  figuresLeft,
  type Keys,
  NO_KEYS,
  type Plan,
  readersOfWithheld,
  shownBy,
  united,
  withoutTelling,
} from "./withheld.js";

/** What became of one table on one metric. */
export interface Withheld {
  /** Keys of the groups withheld. */
  readonly keys: ReadonlySet<string>;
  /** Some group withheld is of people whose attribute is not known, and some is not. */
  readonly mixed: boolean;
}

export interface Decision {
  readonly minimum: number;
  /** Who is in the log. */
  readonly people: (attributes: readonly string[]) => Withheld;
  readonly metric: (id: string, attributes: readonly string[]) => Withheld;
  /** Everybody together is too few on this metric, or it reads a column of groups that are withheld. */
  readonly wholly: (metric: string) => boolean;
  /** The people in scope of the metric are withheld, and not its rates. */
  readonly unsized: (metric: string) => boolean;
  /** The metric looks at every row of the log. */
  readonly all: (metric: string) => boolean;
}

export interface DecideOptions {
  /** False leaves out all that only protects others: what an attack must then find. For tests. */
  readonly complementary: boolean;
}

const NO_METRICS: ReadonlySet<string> = new Set();

export function decide(
  audited: AuditResult,
  minimum: number,
  options: DecideOptions = { complementary: true },
): Decision {
  const result = { ...audited, plan: { ...audited.plan, metrics: writtenAlike(audited.plan) } };
  const tables = tablesOf(result);
  const limits: Limits = { minimum, judged: result.plan.settings.minimum_units };
  const plain = metricsOf(result, NO_METRICS);
  const plan = options.complementary
    ? bestOf(result, tables, limits)
    : onlySmall(tables, [...plain.people, ...plain.others], limits);
  const on = (keys: ByTable, attributes: readonly string[]): Withheld => {
    const table = tables.find((one) => one.key === keyOf(attributes));
    if (table === undefined) return { keys: NO_KEYS, mixed: false };
    return describe(table, keys.get(table.key) ?? NO_KEYS);
  };
  return {
    minimum,
    people: (attributes) => on(plan.people, attributes),
    metric: (id, attributes) => on(plan.metrics.get(id) ?? plan.people, attributes),
    wholly: (id) => plan.wholly.has(id),
    unsized: (id) => plan.unsized.has(id),
    all: (id) => result.plan.metrics.some((one) => one.id === id && scopeOf(one).length === 0),
  };
}

/**
 * Of several ways the one is taken that leaves most findings their figures. Small groups of an attribute are few in nearly every
 * cell of its crossings, and each of those cells takes large ones with it: withholding such groups altogether may cost less. And
 * where a metric leaves out few people, withholding its people in scope may cost less than its rates.
 */
function bestOf(result: AuditResult, tables: readonly Table[], limits: Limits): Plan {
  const { people, others } = metricsOf(result, NO_METRICS);
  const mixed = mixedInLog(result, tables, limits.minimum);
  const lines = [LOG, ...others.map((one) => ({ counted: [one] }))].map((one) =>
    thinLines(tables, one, limits.minimum),
  );
  const starts = distinct([mixed, ...lines.map((keys) => united(mixed, keys))]);
  const planned = (unsized: ReadonlySet<string>): Plan => {
    const plan = starts
      .map((closed) => planOf(result, tables, limits, closed, unsized))
      .reduce((best, one) => (figuresLeft(result, one) > figuresLeft(result, best) ? one : best));
    const shows = (metric: string, table: string, cell: string): boolean =>
      plan.metrics.get(metric)?.get(table)?.has(cell) !== true;
    const told = stillTold(result, tables, [...people, ...others], unsized, shows, limits.minimum);
    return told.length === 0 ? plan : planned(new Set([...unsized].filter((id) => !told.includes(id))));
  };
  const all = unsizable(result, tables, [...people, ...others], limits.minimum);
  let best = planned(new Set(all));
  // What keeps as many findings with its people keeps them.
  for (const id of all) {
    const sized = planned(new Set([...best.unsized].filter((one) => one !== id)));
    if (figuresLeft(result, sized) >= figuresLeft(result, best)) best = sized;
  }
  return best;
}

function distinct(some: readonly ByTable[]): ByTable[] {
  const named = some.map((keys): [string, ByTable] => [
    JSON.stringify(
      [...keys].filter(([, own]) => own.size > 0).map(([table, own]) => [table, [...own].toSorted()]),
    ),
    keys,
  ]);
  return [...new Map(named).values()];
}

/** Groups of attributes of whose cells in some crossing most have few people. */
function thinLines(tables: readonly Table[], bundle: Bundle, minimum: number): Map<string, Keys> {
  const lines = new Map<string, Set<string>>();
  for (const table of tables.filter((one) => one.attributes.length > 1)) {
    for (const [at, id] of table.attributes.entries()) {
      const own = tables.find((one) => one.key === keyOf([id]));
      for (const { key, group } of own?.cells ?? []) {
        const cells = table.cells.filter((cell) => cell.group[at] === group[0]);
        if (!areMostlySmall(cells, bundle, minimum)) continue;
        lines.set(own!.key, (lines.get(own!.key) ?? new Set()).add(key));
      }
    }
  }
  return lines;
}

function onlySmall(tables: readonly Table[], counted: readonly Counted[], { minimum }: Limits): Plan {
  const small = (one: Bundle): ByTable =>
    new Map(
      tables.map((table) => [
        table.key,
        new Set(table.cells.filter((cell) => isSmall(cell, one, minimum)).map((cell) => cell.key)),
      ]),
    );
  return {
    people: small({ counted: [] }),
    metrics: new Map(counted.map((one) => [one.plan.id, small({ counted: [one] })])),
    wholly: NO_METRICS,
    unsized: NO_METRICS,
  };
}

/** Where no part of a table is enough, as its people are known, all of it is withheld, people included: `closed` then. */
function planOf(
  result: AuditResult,
  tables: readonly Table[],
  limits: Limits,
  closed: ByTable,
  unsized: ReadonlySet<string>,
): Plan {
  const given = metricsOf(result, unsized);
  // What is withheld everywhere gives nothing away, and asks for nothing.
  const gone = whollyWithheld(result, [...given.people, ...given.others], unsized, limits.minimum);
  const { people, others } = metricsOf(result, unsized, gone);
  const all = everything(tables);
  const few = isFewInAll(LOG, totalOf(result, LOG), limits.minimum);
  const whole = new Set<string>();
  const log = few ? all : withheldOn(result, tables, [], closed, limits, whole).get("")!;
  const metrics = withheldOn(result, tables, others, log, limits, whole);
  const more = [...whole].filter((key) => closed.get(key)?.size !== all.get(key)!.size);
  if (more.length > 0) {
    const larger = new Map([...closed, ...more.map((key) => [key, all.get(key)!] as const)]);
    return planOf(result, tables, limits, larger, unsized);
  }
  const absent = toldByAbsence(result, tables, log, others, limits.minimum);
  if (absent.size > 0) return planOf(result, tables, limits, united(closed, absent), unsized);
  const reading = readersOfWithheld(result, [...people, ...others], [log, ...metrics.values()]);
  const wholly = new Set([...gone, ...reading]);
  const of = (one: Counted): ByTable => {
    const { id } = one.plan;
    if (wholly.has(id)) return all;
    const keys = unsized.has(id) ? withTelling(result, id, metrics.get(id) ?? log) : metrics.get(id)!;
    const mixed = mixedInScope(result, tables, one, [...people, ...others], limits.minimum);
    return unsized.has(id) ? keys : united(keys, mixed);
  };
  const counted = [...given.others, ...given.people.filter((one) => unsized.has(one.plan.id))];
  const plan = {
    people: log,
    metrics: new Map(counted.map((one) => [one.plan.id, of(one)])),
    wholly,
    unsized,
  };
  const cubes = toldByCubes(result, tables, [...people, ...others], shownBy(plan), limits.minimum);
  if (cubes.size > 0) return planOf(result, tables, limits, united(closed, cubes), unsized);
  return withoutTelling(result, tables, plan, [...people, ...others], limits.minimum);
}

/** Where the people in scope are withheld, groups go whose rates tell them; nothing else of theirs is a secret. */
function withTelling({ families }: AuditResult, metric: string, keys: ByTable): ByTable {
  const all = new Map(keys);
  for (const { attributes, groups } of families.filter((one) => one.metric === metric)) {
    const telling = groups.filter(tellsItsPeople).map((one) => keyOf(one.group));
    all.set(keyOf(attributes), new Set([...(keys.get(keyOf(attributes)) ?? []), ...telling]));
  }
  return all;
}

/** Who is in the log: people and decisions, and no metric. */
const LOG: Bundle = { counted: [] };

/** Metrics with few people in all on some count, those that read its columns, and those that leave few of everybody. */
function whollyWithheld(
  result: AuditResult,
  counted: readonly Counted[],
  unsized: ReadonlySet<string>,
  minimum: number,
): Set<string> {
  const total = totalOf(result, { counted });
  const secret = counted.flatMap((one, at) => secretColumns(one, at, [total], minimum));
  const few = counted.filter((one) => {
    // Whom it leaves out of something wider is looked at below: of two metrics that tell it one may stay.
    const alone = { counted: [{ ...one, wider: [], narrower: [] }] };
    return (
      columnsOf(one.plan).some((column) => secret.includes(column)) ||
      tellsAmounts(result, one.plan, minimum) ||
      isFewInAll(alone, totalOf(result, alone), minimum)
    );
  });
  const gone = new Set(few.map((one) => one.plan.id));
  const shows = (metric: string | null): boolean => metric === null || !gone.has(metric);
  const telling = tellingRemainders({ result, tables: [], shows, unsized, minimum });
  return new Set([...gone, ...telling.map(({ metric }) => metric)]);
}

/** The metrics that go together on an attribute, by what its cells keep secret, and what those withheld already together would. */
function bundlesOn(
  result: AuditResult,
  table: Table,
  counted: readonly Counted[],
  start: Keys,
  { minimum }: Limits,
): Bundle[] {
  if (counted.length === 0) return [LOG];
  const cells = (at: number): (Sums | null)[] => {
    const one = { counted: [counted[at]!] };
    const alone = table.cells.filter((cell) => !start.has(cell.key)).map((cell) => sumsOf(cell, one));
    const together = start.size === 0 ? [] : [sumOf(table, one, totalOf(result, one), start)];
    return [...alone, ...together];
  };
  return bundled(
    counted,
    (at) => secretColumns(counted[at]!, 0, cells(at), minimum),
    (at) => tellingGaps(counted[at]!, 0, cells(at), minimum),
  );
}

/**
 * What is withheld by metric id ("" for who is in the log, where no metrics are given): groups of attributes first, then cells
 * of crossings. `start` is withheld already; `whole` gathers the tables of which no part is enough.
 */
function withheldOn(
  result: AuditResult,
  tables: readonly Table[],
  counted: readonly Counted[],
  start: ByTable,
  limits: Limits,
  whole: Set<string>,
): ReadonlyMap<string, ByTable> {
  const found = new Map<string, Map<string, Keys>>();
  const idsOf = (some: readonly Counted[]): string[] =>
    some.length === 0 ? [""] : some.map((one) => one.plan.id);
  const put = (ids: readonly string[], table: Table, keys: Keys): void =>
    ids.forEach((id) => found.set(id, (found.get(id) ?? new Map<string, Keys>()).set(table.key, keys)));
  const single = tables.filter((table) => table.attributes.length === 1);
  for (const table of single) {
    const first = start.get(table.key) ?? NO_KEYS;
    for (const one of bundlesOn(result, table, counted, first, limits)) {
      const { keys, enough } = joinGroups(table, one, totalOf(result, one), first, limits);
      put(idsOf(one.counted), table, keys);
      if (!enough) whole.add(table.key);
    }
  }
  // Two attributes made of one column give each other's groups away, and what lies between their groups.
  for (const { tables: some, nested } of onOneColumn(result, single))
    for (const keys of found.values()) {
      // Who is in two groups of one may be in one of the other: of a few that would be told.
      const moved = some.some((table) => haveMoved(result, table));
      if (nested && !moved && some.every((table) => (keys.get(table.key)?.size ?? 0) === 0)) continue;
      for (const table of some.slice(1)) keys.set(table.key, allOf(table));
    }
  for (const table of tables.filter((one) => one.attributes.length > 1)) {
    const sides = (some: readonly Counted[]): (Side | undefined)[] =>
      table.attributes.map((id) => {
        const side = single.find((other) => other.attributes[0] === id);
        return (
          side && {
            table: side,
            withheld: idsOf(some).map((one) => found.get(one)?.get(side.key) ?? NO_KEYS),
          }
        );
      });
    const first = start.get(table.key) ?? NO_KEYS;
    const crossing: Crossing = { table, sides, total: (one) => totalOf(result, one), limits, hidden: first };
    const components = counted.length === 0 ? [LOG] : bundled(counted, (at) => columnsOf(counted[at]!.plan));
    for (const one of components) {
      const cells =
        first.size === table.cells.length
          ? null
          : (withholdCells(crossing, one) ?? withoutOneMetric(crossing, one));
      if (cells === null) whole.add(table.key);
      for (const id of idsOf(one.counted))
        put([id], table, cells === null ? allOf(table) : new Set([...first, ...cells.get(id)!]));
    }
  }
  onlyFirst(
    found,
    single.some((table) => haveMoved(result, table)),
    sameColumns(
      result,
      tables.filter((one) => one.attributes.length > 1),
    ),
  );
  return found;
}

/** Whether some people are in several groups. */
function haveMoved({ units }: AuditResult, { cells, attributes }: Table): boolean {
  return attributes.length === 1 && cells.reduce((sum, cell) => sum + (cell.units ?? 0), 0) > units.count;
}

/** Of tables made of the same columns only the first is published, where some of them have groups withheld, or people have moved. */
function onlyFirst(
  found: ReadonlyMap<string, Map<string, Keys>>,
  moved: boolean,
  groups: readonly Table[][],
): void {
  for (const group of groups)
    for (const keys of found.values()) {
      if (!moved && group.every((table) => (keys.get(table.key)?.size ?? 0) === 0)) continue;
      for (const table of group.slice(1)) keys.set(table.key, allOf(table));
    }
}

/**
 * Tables that give each other's groups away: each the first, and after it those of the same columns or more, by other attributes
 * (what a crossing adds to one of its own attributes is its margin).
 */
function sameColumns({ plan }: AuditResult, tables: readonly Table[]): Table[][] {
  const columnOf = (id: string): string =>
    plan.attributes.find((one) => one.id === id)?.column ?? JSON.stringify([id]);
  const columns = new Map(tables.map((table) => [table, new Set(table.attributes.map(columnOf))]));
  const tells = (one: Table, other: Table): boolean =>
    other !== one &&
    [...columns.get(one)!].every((column) => columns.get(other)!.has(column)) &&
    !one.attributes.every((id) => other.attributes.includes(id)) &&
    (columns.get(one)!.size < columns.get(other)!.size || tables.indexOf(one) < tables.indexOf(other));
  return tables
    .map((one) => [one, ...tables.filter((other) => tells(one, other))])
    .filter((group) => group.length > 1);
}

function describe(table: Table, keys: Keys): Withheld {
  const cells = table.cells.filter((cell) => keys.has(cell.key));
  const known = cells.filter((cell) => !cell.unknown).length;
  return { keys, mixed: known > 0 && known < cells.length };
}
