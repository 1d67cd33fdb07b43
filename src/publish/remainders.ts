/**
 * What several metrics leave of something wider: of all decisions those on the web and those in the shop, of all answers yes and no.
 * Where their conditions ask for different values of one column nobody is in two of them, and what few are in none is told by
 * subtracting all of them. One of the metrics is then withheld.
 */
import type { AuditResult, MetricPlan, Moments } from "../model.js";
import { amountsOf, squaresOf } from "./amounts.js";
import { countingRows } from "./shares.js";
import { isFew } from "./sums.js";
import { keyOf } from "./tables.js";
import { areApart, countOf, isWithin, conditionsOf, type Facts, setsOf } from "./wider.js";

/** Rows, or the people who have some, that meet the same conditions: the same count in every metric that shows it. */
interface CountedSet {
  /** "rows", "units", or the column that is added up. */
  readonly of: string;
  readonly conditions: ReadonlySet<string>;
  readonly metrics: readonly string[];
  /** By table and group; of everybody under "". */
  readonly counts: Counts;
  /** Of a sum of amounts: the sum over people of the squares of theirs. */
  readonly squares: Counts | null;
}

/** Ids of metrics to withhold, so that no few are left by all others. */
export function tellingRemainders(result: AuditResult, minimum: number): ReadonlySet<string> {
  const facts = { people: result.units.column !== null, ones: countingRows(result) };
  const withheld = new Set<string>();
  for (let open = result.plan.metrics; ;) {
    const sets = countedSets(result, open, facts);
    const parts = sets.flatMap((whole) => partsOf(whole, sets)).find((one) => leavesFew(one, minimum));
    if (parts === undefined) return withheld;
    const cost = ({ metrics }: CountedSet): number =>
      metrics.reduce((sum, id) => sum + 1 + result.findings.filter((one) => one.metric === id).length, 0);
    const least = parts.parts.toSorted((a, b) => cost(a) - cost(b))[0]!;
    least.metrics.forEach((id) => withheld.add(id));
    open = open.filter((one) => !withheld.has(one.id));
  }
}

interface Parts {
  readonly whole: CountedSet;
  readonly parts: readonly CountedSet[];
}

/** Sets apart from each other within a whole, with no further one that could be added. */
function partsOf(whole: CountedSet, sets: readonly CountedSet[]): Parts[] {
  const inside = sets.filter(
    (one) => one !== whole && one.of === whole.of && isWithin(one.conditions, whole.conditions),
  );
  const beside = inside.map(
    (one) => new Set([...inside.keys()].filter((at) => areApart(inside[at]!.conditions, one.conditions))),
  );
  const found: Parts[] = [];
  // Bron and Kerbosch (1973), with a pivot: without one, twenty campaigns apart from each other are a million sets.
  const extend = (parts: readonly number[], open: readonly number[], done: readonly number[]): void => {
    if (found.length >= MOST) return;
    if (open.length === 0 && done.length === 0 && parts.length > 1)
      found.push({ whole, parts: parts.map((at) => inside[at]!) });
    const common = (at: number): number => open.filter((one) => beside[at]!.has(one)).length;
    const pivot = [...open, ...done].reduce((best, at) => (common(at) > common(best) ? at : best), open[0]!);
    const tried = open.filter((at) => !beside[pivot]!.has(at));
    const left = new Set(open);
    const over = [...done];
    for (const at of tried) {
      extend(
        [...parts, at],
        [...left].filter((one) => beside[at]!.has(one)),
        over.filter((one) => beside[at]!.has(one)),
      );
      left.delete(at);
      over.push(at);
    }
  };
  extend([], [...inside.keys()], []);
  return found;
}

/** Nobody writes down so many sums of one whole. */
const MOST = 1000;

function leavesFew({ whole, parts }: Parts, minimum: number): boolean {
  return [...whole.counts].some(([place, all]) => {
    const left = (countsOf: (one: CountedSet) => Counts): number =>
      parts.reduce((rest, one) => rest - (countsOf(one).get(place) ?? NaN), countsOf(whole).get(place)!);
    const rest = Math.abs(left((one) => one.counts));
    if (Number.isNaN(rest)) return false;
    // People may be in several: more than all are as many as come back.
    if (whole.squares === null) return isFew(rest, minimum);
    if (rest <= ROUNDING * Math.abs(all)) return false;
    // At least so many people have some of it.
    const squares = left((one) => one.squares!);
    return !(squares > 0 && (rest * rest) / squares >= minimum);
  });
}

const ROUNDING = 1e-9;

function countedSets(result: AuditResult, metrics: readonly MetricPlan[], facts: Facts): CountedSet[] {
  const found = new Map<string, CountedSet>();
  const add = (own: Omit<CountedSet, "metrics">, ids: readonly string[]): void => {
    const key = JSON.stringify([own.of, [...own.conditions].toSorted()]);
    const before = found.get(key);
    found.set(key, { ...(before ?? own), metrics: [...(before?.metrics ?? []), ...ids] });
  };
  for (const of of ["rows", "units"] as const)
    add({ of, conditions: new Set(), counts: inLog(result, of), squares: null }, []);
  for (const plan of metrics) {
    for (const { kind, conditions } of setsOf(plan, facts)) {
      const counts = inMetric(result, plan.id, (one) => countOf(one, kind));
      add({ of: kind === "units" ? "units" : "rows", conditions, counts, squares: null }, [plan.id]);
    }
    // Of a mean it is known how many rows are left.
    if (plan.kind !== "ratio") continue;
    const conditions = conditionsOf(plan);
    for (const [column, kind] of amountsOf(plan)) {
      const counts = inMetric(result, plan.id, (one) => one[kind]);
      const squares = inMetric(result, plan.id, (one) => squaresOf(one, kind));
      add({ of: `sum of ${column}`, conditions, counts, squares }, [plan.id]);
    }
  }
  return [...found.values()];
}

type Counts = ReadonlyMap<string, number>;

function inLog(result: AuditResult, kind: "rows" | "units"): Counts {
  const places = result.representation.flatMap(({ attributes, groups }) =>
    groups.map((one): [string, number | null] => [keyOf([...attributes, ...one.group]), one[kind]]),
  );
  return known([["", kind === "rows" ? result.ledger.used : result.units.count], ...places]);
}

function inMetric({ families }: AuditResult, id: string, count: (moments: Moments) => number): Counts {
  const own = families.filter((one) => one.metric === id);
  const places = own.flatMap(({ attributes, groups, overall }) => [
    ["", overall && count(overall)] as const,
    ...groups.map(
      ({ group, moments }) => [keyOf([...attributes, ...group]), moments && count(moments)] as const,
    ),
  ]);
  return known(places);
}

function known(places: readonly (readonly [string, number | null])[]): Counts {
  return new Map(places.flatMap(([place, count]) => (count === null ? [] : [[place, count]])));
}
