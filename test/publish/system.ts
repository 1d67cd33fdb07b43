/** What anybody can write down of a published result: counts with names, and sums of them that are known or bounded. */
import { LinearProgram, type Row } from "./linear-program.js";

/** A withheld count behind which few people stand, and what the attack knows of it. */
export interface Exposed {
  readonly what: string;
  readonly truth: number;
  readonly low: number;
  readonly high: number;
}

interface Variable {
  /** As published; null where withheld. */
  value: number | null;
  /** From the private result; null where that withholds it too. */
  truth: number | null;
  /** How many people stand behind it; null where the private result withholds it as few. */
  people: number | null;
  /** A sum of people's own shares, which counts nobody: it must not be told, and may be bounded. */
  readonly shares: boolean;
}

/** Beyond this many numbers in a linear program's table, bounds are handed on from sum to sum instead, which finds less. */
const LARGEST = 6_000_000;
const TINY = 1e-6;

export class System {
  readonly variables = new Map<string, Variable>();
  private readonly rows: { terms: [string, number][]; sum: number; kind: Row["kind"] }[] = [];

  /** The same count under the same name is one variable, wherever it is published. */
  set(
    name: string,
    value: number | null,
    truth: number | null,
    people: number | null = truth,
    shares = false,
  ): string {
    const known = this.variables.get(name);
    if (known === undefined) this.variables.set(name, { value, truth, people, shares });
    else {
      known.value ??= value;
      known.truth ??= truth;
      if (people !== null) known.people = Math.min(known.people ?? Infinity, people);
    }
    return name;
  }

  truth(name: string): number | null {
    return this.variables.get(name)?.truth ?? null;
  }

  equal(parts: readonly string[], whole: string | number): void {
    this.add(parts, whole, "equal");
  }

  atMost(parts: readonly string[], whole: string | number): void {
    this.add(parts, whole, "at most");
  }

  private add(parts: readonly string[], whole: string | number, kind: Row["kind"]): void {
    const terms = parts.map((one): [string, number] => [one, 1]);
    if (typeof whole === "string") terms.push([whole, -1]);
    this.rows.push({ terms, sum: typeof whole === "string" ? 0 : whole, kind });
  }

  /** Every withheld count of few people, with its range. */
  exposed(minimum: number): Exposed[] {
    const open = [...this.variables.entries()].filter(([, one]) => one.value === null);
    const bounds = this.propagated(open.map(([name]) => name));
    const few = (at: number): boolean => {
      const { people } = open[at]![1];
      return people === null || (people > TINY && people < minimum - TINY);
    };
    const told = (at: number): boolean => bounds.ranges[at]![1] - bounds.ranges[at]![0] < TINY;
    const result = (at: number, [low, high]: readonly [number, number]): Exposed => {
      const [what, { truth }] = open[at]!;
      return { what, truth: truth ?? NaN, low, high };
    };
    const exact = [...open.keys()].filter((at) => few(at) && told(at));
    return [
      ...exact.map((at) => result(at, bounds.ranges[at]!)),
      ...apart(open.length, bounds.rows).flatMap((group) => {
        const asked = group.filter((at) => few(at) && !told(at) && !open[at]![1].shares);
        if (asked.length === 0) return [];
        const place = new Map(group.map((at, to) => [at, to]));
        const own = bounds.rows
          .filter((row) => place.has(row.terms[0]![0]))
          .map((row) => ({
            ...row,
            terms: row.terms.map(([at, f]): [number, number] => [place.get(at)!, f]),
          }));
        if ((group.length + 2 * own.length) * own.length > LARGEST)
          return asked.map((at) => result(at, bounds.ranges[at]!));
        const program = new LinearProgram(group.length, own);
        return asked.map((at) => result(at, program.range(place.get(at)!, minimum)));
      }),
    ];
  }

  /** Bounds handed on from sum to sum until they stay as they are, and what the sums then say of those still open. */
  private propagated(names: readonly string[]): { ranges: [number, number][]; rows: Row[] } {
    const index = new Map(names.map((name, at) => [name, at]));
    const ranges = names.map((): [number, number] => [0, Infinity]);
    const rows = this.rows.flatMap(({ terms, sum, kind }): Row[] => {
      const left = new Map<number, number>();
      let right = sum;
      for (const [name, factor] of terms) {
        const { value } = this.variables.get(name)!;
        if (value !== null) right -= factor * value;
        else left.set(index.get(name)!, (left.get(index.get(name)!) ?? 0) + factor);
      }
      const some = [...left.entries()].filter(([, factor]) => factor !== 0);
      return some.length === 0 ? [] : [{ terms: some, sum: right, kind }];
    });
    for (let pass = 0; pass < 60; pass++) {
      let changed = false;
      for (const row of rows) {
        changed = tighten(row, ranges, 1) || changed;
        if (row.kind === "equal") changed = tighten(row, ranges, -1) || changed;
      }
      if (!changed) break;
    }
    const fixed = (at: number): boolean => ranges[at]![1] - ranges[at]![0] < TINY;
    const reduced = rows.flatMap(({ terms, sum, kind }): Row[] => {
      const some = terms.filter(([at]) => !fixed(at));
      const known = terms.filter(([at]) => fixed(at));
      const right = known.reduce((rest, [at, factor]) => rest - factor * ranges[at]![0], sum);
      return some.length === 0 ? [] : [{ terms: some, sum: right, kind }];
    });
    // Of two bounds of one sum the lower one holds.
    const once = new Map<string, Row>();
    for (const row of reduced) {
      const name = JSON.stringify([row.terms, row.kind]);
      const before = once.get(name);
      if (before === undefined || row.sum < before.sum) once.set(name, row);
    }
    return { ranges, rows: [...once.values()] };
  }
}

/** From a sum that is at most its right side (or, times -1, at least it): bounds of each of its terms by those of the others. */
function tighten({ terms, sum }: Row, ranges: [number, number][], sign: number): boolean {
  const least = ([at, factor]: readonly [number, number]): number => {
    const [low, high] = ranges[at]!;
    return sign * factor > 0 ? sign * factor * low : high === Infinity ? -Infinity : sign * factor * high;
  };
  const all = terms.map(least);
  const endless = all.filter((one) => one === -Infinity).length;
  const finite = all.reduce((total, one) => total + (one === -Infinity ? 0 : one), 0);
  let changed = false;
  for (const [place, [at, factor]] of terms.entries()) {
    const own = all[place]!;
    if (endless - Number(own === -Infinity) > 0) continue;
    const room = sign * sum - (finite - (own === -Infinity ? 0 : own));
    const range = ranges[at]!;
    if (sign * factor > 0) {
      const high = Math.max(range[0], room / Math.abs(factor));
      if (high < range[1] - TINY) [range[1], changed] = [high, true];
    } else {
      const low = Math.min(range[1], -room / Math.abs(factor));
      if (low > range[0] + TINY) [range[0], changed] = [low, true];
    }
  }
  return changed;
}

/** Variables that no row connects are questions of their own. */
function apart(count: number, rows: readonly Row[]): number[][] {
  const parent = Array.from({ length: count }, (_, at) => at);
  const find = (at: number): number => (parent[at] === at ? at : (parent[at] = find(parent[at]!)));
  for (const { terms } of rows) for (const [at] of terms) parent[find(at)] = find(terms[0]![0]);
  const groups = new Map<number, number[]>();
  for (let at = 0; at < count; at++) {
    const root = find(at);
    if (!groups.has(root)) groups.set(root, []);
    groups.get(root)!.push(at);
  }
  return [...groups.values()];
}
