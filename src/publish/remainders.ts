/**
 * What several metrics leave of something wider: of all decisions those on the web and those in the shop, of all answers yes and no.
 * Where their conditions ask for different values of one column nobody is in two of them, and what few are in none is told by
 * subtracting all of them. One of the metrics is then withheld.
 */
import type { AuditResult, MetricPlan } from "../model.js";
import { countingRows } from "./shares.js";
import { isFew } from "./sums.js";
import { keyOf } from "./tables.js";
import { areApart, countOf, isWithin, type Kind, type Facts, setsOf } from "./wider.js";

/** Rows, or the people who have some, that meet the same conditions: the same count in every metric that shows it. */
interface CountedSet {
  readonly of: "rows" | "units";
  readonly conditions: ReadonlySet<string>;
  readonly metrics: readonly string[];
  /** By table and group; of everybody under "". */
  readonly counts: ReadonlyMap<string, number>;
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
  const found: Parts[] = [];
  const extend = (parts: readonly CountedSet[], from: number): void => {
    const apart = inside.filter((one) => parts.every((part) => areApart(part.conditions, one.conditions)));
    if (apart.length === 0 && parts.length > 1) found.push({ whole, parts });
    if (found.length >= MOST) return;
    for (const one of apart.filter((other) => inside.indexOf(other) >= from))
      extend([...parts, one], inside.indexOf(one) + 1);
  };
  extend([], 0);
  return found;
}

/** Nobody writes down so many sums of one whole. */
const MOST = 1000;

function leavesFew({ whole, parts }: Parts, minimum: number): boolean {
  return [...whole.counts].some(([place, all]) => {
    const counts = parts.map((one) => one.counts.get(place));
    if (counts.some((one) => one === undefined)) return false;
    // People may be in several: more than all are as many as come back.
    return isFew(Math.abs(counts.reduce((rest: number, one) => rest - one!, all)), minimum);
  });
}

function countedSets(result: AuditResult, metrics: readonly MetricPlan[], facts: Facts): CountedSet[] {
  const found = new Map<string, CountedSet>();
  const add = (of: CountedSet["of"], some: ReadonlySet<string>, id: string | null, counts: Counts): void => {
    const key = JSON.stringify([of, [...some].toSorted()]);
    const before = found.get(key);
    const ids = [...(before?.metrics ?? []), ...(id === null ? [] : [id])];
    found.set(key, { of, conditions: some, metrics: ids, counts: before?.counts ?? counts });
  };
  for (const kind of ["rows", "units"] as const) add(kind, new Set(), null, inLog(result, kind));
  for (const plan of metrics)
    for (const { kind, conditions } of setsOf(plan, facts))
      add(kind === "units" ? "units" : "rows", conditions, plan.id, inMetric(result, plan.id, kind));
  return [...found.values()];
}

type Counts = ReadonlyMap<string, number>;

function inLog(result: AuditResult, kind: "rows" | "units"): Counts {
  const places = result.representation.flatMap(({ attributes, groups }) =>
    groups.map((one): [string, number | null] => [keyOf([...attributes, ...one.group]), one[kind]]),
  );
  return known([["", kind === "rows" ? result.ledger.used : result.units.count], ...places]);
}

function inMetric({ families }: AuditResult, id: string, kind: Kind): Counts {
  const own = families.filter((one) => one.metric === id);
  const places = own.flatMap(({ attributes, groups, overall }) => [
    ["", overall && countOf(overall, kind)] as const,
    ...groups.map(
      ({ group, moments }) => [keyOf([...attributes, ...group]), moments && countOf(moments, kind)] as const,
    ),
  ]);
  return known(places);
}

function known(places: readonly (readonly [string, number | null])[]): Counts {
  return new Map(places.flatMap(([place, count]) => (count === null ? [] : [[place, count]])));
}
