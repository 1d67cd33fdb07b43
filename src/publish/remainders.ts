/**
 * What metrics leave of something wider: of all decisions those on the web and those in the shop, of all answers yes and no. Where
 * their conditions ask for different values of one column nobody is in two of them, and what few are in none is told by
 * subtracting all of them; where another metric counts who is in both, by adding that again. This looks at what would be published,
 * place by place, whatever rule left it there, and says what has to be withheld besides.
 */
import type { AuditResult } from "../model.js";
import { type CountedSet, nameOf, type Place, placesOf, type Shows, type SetIn } from "./places.js";
import { isFew } from "./sums.js";
import type { Table } from "./tables.js";
import { areApart, conjunctionOf, couldCover, isWithin, notOf } from "./wider.js";

/** A metric, and the attributes of the table in which it has to be withheld; null for all tables, and everybody's figures. */
export interface Telling {
  readonly metric: string;
  readonly attributes: readonly string[] | null;
}

interface Looked {
  readonly result: AuditResult;
  readonly tables: readonly Table[];
  readonly shows: Shows;
  /** Metrics whose people in scope are withheld. */
  readonly unsized: ReadonlySet<string>;
  readonly minimum: number;
}

/** What has to be withheld so that few are told by nothing that is shown. */
export function tellingRemainders({ result, tables, shows, unsized, minimum }: Looked): Telling[] {
  const found: Telling[] = [];
  const known = new Map<string, readonly Remainder[]>();
  const left: Shows = (metric, table, key) =>
    shows(metric, table, key) &&
    !found.some(
      (one) => one.metric === metric && isFinerThan(result, table?.attributes ?? [], one.attributes),
    );
  const remaindersIn = ({ sets }: Place): readonly Remainder[] => {
    const name = sets.map(nameOf).join("\n");
    const own = known.get(name) ?? remaindersOf(sets);
    known.set(name, own);
    return own;
  };
  for (;;) {
    const told = firstOf(placesOf(result, tables, left, unsized), (place): Telling[] | null => {
      const metrics = firstOf(remaindersIn(place), (one) =>
        isOfFew(one, place, minimum) ? cheapest(result, place, one) : null,
      );
      return metrics && metrics.map((metric) => ({ metric, attributes: place.table?.attributes ?? null }));
    });
    if (told === null) return found;
    found.push(...told);
  }
}

/** The first that comes of any of these. */
function firstOf<A, B>(some: readonly A[], make: (one: A) => B | null): B | null {
  for (const one of some) {
    const made = make(one);
    if (made !== null) return made;
  }
  return null;
}

/** Whether a table shows what another does in parts: it has its attributes, or others made of the same columns. */
export function isFinerThan(
  { plan }: AuditResult,
  attributes: readonly string[],
  than: readonly string[] | null,
): boolean {
  if (than === null) return true;
  const columnOf = (id: string): string =>
    plan.attributes.find((one) => one.id === id)?.column ?? JSON.stringify([id]);
  const own = attributes.map(columnOf);
  return than.every((one) => own.includes(columnOf(one)));
}

/** The metrics that show one of the counts, of which the fewest findings are: of the narrower ones where several are as cheap. */
function cheapest(result: AuditResult, { table, sets }: Place, one: Remainder): readonly string[] | null {
  const cost = (ids: readonly string[]): number =>
    result.findings.filter(
      ({ metric, attributes }) =>
        ids.includes(metric) && isFinerThan(result, attributes, table?.attributes ?? null),
    ).length;
  // Who is in the log stays.
  const ways = [...one]
    .toSorted(([, a], [, b]) => a - b)
    .map(([at]) => sets[at]!.metrics)
    .filter((ids): ids is string[] => !ids.includes(null));
  return ways.toSorted((a, b) => cost(a) - cost(b))[0] ?? null;
}

/** How often each count is added, or taken off, by its place among the sets: whoever is left is in a whole, and in no part of it. */
type Remainder = ReadonlyMap<number, number>;

/** A set, and its count as a sum of those that are shown. */
interface Known extends CountedSet {
  readonly sum: Remainder;
}

/** Sums of few that could be made: sets that follow from others, and what is left of a set by another, or by as many as there are. */
function remaindersOf(shown: readonly CountedSet[]): Remainder[] {
  const sets = withDerived(shown.map((one, at) => ({ ...one, sum: new Map([[at, 1]]) })));
  const within = sets.map((one) => sets.map((other) => isPart(one, other)));
  const left = [...sets.keys()].flatMap((whole) => {
    const inside = [...sets.keys()].filter((at) => within[at]![whole] && !within[whole]![at]);
    const beside = inside.map(
      (at) =>
        new Set(
          [...inside.keys()].filter((next) =>
            areApart(sets[at]!.conditions, sets[inside[next]!]!.conditions),
          ),
        ),
    );
    const cliques = cliquesOf(beside).map((clique) => clique.map((place) => inside[place]!));
    const amounts = sets[whole]!.of !== "rows" && sets[whole]!.of !== "units";
    const singles = amounts ? [] : inside.map((at) => [at]);
    return [...singles, ...cliques].map((parts) =>
      added([{ at: whole, sign: 1 }, ...parts.map((at): Term => ({ at, sign: -1 }))], sets),
    );
  });
  return [...sets.slice(shown.length).map(({ sum }) => sum), ...left];
}

/** The sum of sums. */
function added(terms: readonly Term[], sets: readonly Known[]): Remainder {
  const sum = new Map<number, number>();
  for (const { at, sign } of terms)
    for (const [set, factor] of sets[at]!.sum) sum.set(set, (sum.get(set) ?? 0) + sign * factor);
  return new Map([...sum].filter(([, factor]) => factor !== 0));
}

interface Term {
  readonly at: number;
  readonly sign: 1 | -1;
}

/**
 * Sets of rows, or amounts of theirs, that follow from two or three others: who meets all conditions but one (of those on the web those
 * shown nothing, and of these, where it is known, those who were not offered anything: inclusion and exclusion step by step); and whom
 * two lists of values have in common, where together they may be all that there are. People may be in two sets by different rows.
 */
function withDerived(shown: readonly Known[]): Known[] {
  const sets = [...shown];
  const names = new Map(shown.map((one, at) => [nameOf(one), at]));
  const add = (of: string, conditions: ReadonlySet<string>, terms: readonly Term[]): void => {
    const name = nameOf({ of, conditions });
    if (names.has(name) || sets.length >= shown.length + MOST_DERIVED) return;
    names.set(name, sets.length);
    sets.push({ of, conditions, sum: added(terms, sets) });
  };
  // What follows from what follows is looked at once.
  for (let round = 0; round < 2; round++) {
    const before = [...sets.entries()].filter(([, one]) => one.of !== "units");
    for (const [at, { of, conditions: own }] of before)
      for (const [next, { of: other, conditions: theirs }] of before) {
        if (at >= next || of !== other || !couldCover(own, theirs) || areApart(own, theirs)) continue;
        const whole = new Set([...own].filter((condition) => theirs.has(condition)));
        const found = names.get(nameOf({ of, conditions: whole }));
        if (found === undefined) continue;
        add(of, conjunctionOf(own, theirs), [
          { at, sign: 1 },
          { at: next, sign: 1 },
          { at: found, sign: -1 },
        ]);
      }
    for (const [at, { of, conditions: own }] of before)
      for (const [next, { of: other, conditions: theirs }] of before) {
        if (at === next || of !== other || !isWithin(own, theirs)) continue;
        const more = [...own].filter((condition) => !isWithin(theirs, new Set([condition])));
        if (more.length !== 1) continue;
        add(of, conjunctionOf(theirs, new Set([notOf(more[0]!)])), [
          { at: next, sign: 1 },
          { at, sign: -1 },
        ]);
      }
  }
  return sets;
}

/** In a plan of many metrics the rest of them is not looked at. */
const MOST_DERIVED = 200;

function isPart(one: CountedSet, other: CountedSet): boolean {
  return one.of === other.of && isWithin(one.conditions, other.conditions);
}

/** The largest sets of places any two of which are beside each other, of two and more. */
function cliquesOf(beside: readonly ReadonlySet<number>[]): number[][] {
  const found: number[][] = [];
  // Bron and Kerbosch (1973), with a pivot: without one, twenty campaigns apart from each other are a million sets.
  const extend = (clique: readonly number[], open: readonly number[], done: readonly number[]): void => {
    if (found.length >= MOST) return;
    if (open.length === 0 && done.length === 0 && clique.length > 1) found.push([...clique]);
    const common = (at: number): number => open.filter((one) => beside[at]!.has(one)).length;
    const pivot = [...open, ...done].reduce((best, at) => (common(at) > common(best) ? at : best), open[0]!);
    const tried = open.filter((at) => !beside[pivot]!.has(at));
    const left = new Set(open);
    const over = [...done];
    for (const at of tried) {
      extend(
        [...clique, at],
        [...left].filter((one) => beside[at]!.has(one)),
        over.filter((one) => beside[at]!.has(one)),
      );
      left.delete(at);
      over.push(at);
    }
  };
  extend([], [...beside.keys()], []);
  return found;
}

/** Nobody writes down so many sums of one whole. */
const MOST = 1000;

function isOfFew(one: Remainder, { sets }: Place, minimum: number): boolean {
  const summed = (read: (set: SetIn) => number): number =>
    [...one].reduce((sum, [at, factor]) => sum + factor * read(sets[at]!), 0);
  const rest = Math.abs(summed(({ count }) => count));
  if (rest <= ROUNDING * Math.max(...[...one.keys()].map((at) => Math.abs(sets[at]!.count)))) return false;
  // People may be in several: more than all are as many as come back.
  if ([...one.keys()].every((at) => sets[at]!.squares === null)) {
    // Counted twice, as where each of three lists has two values of three, it may be a double of few.
    const times = Math.max(...[...one.values()].map(Math.abs));
    return isFew(rest, minimum) || isFew(rest / times, minimum);
  }
  // At least so many people have some of it.
  const squares = summed((set) => set.squares ?? 0);
  return !(squares > 0 && (rest * rest) / squares >= minimum);
}

const ROUNDING = 1e-9;
