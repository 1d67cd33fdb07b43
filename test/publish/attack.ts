/**
 * An attack on a published result: every equality and inequality that anybody could write down between its tables, and by
 * linear programming the least and the greatest value that each withheld count could have.
 */
import type { AuditResult, MetricPlan } from "../../src/model.js";
import { LinearProgram, type Row } from "./linear-program.js";

/** A withheld count behind which few people stand, and what the attack knows of it. */
export interface Exposed {
  readonly what: string;
  readonly truth: number;
  readonly low: number;
  readonly high: number;
}

interface Variable {
  readonly what: string;
  /** As published; null where withheld. */
  value: number | null;
  /** From the private result; null where that withholds it too. */
  truth: number | null;
  people: number | null;
}

/** Every count few people stand behind that is withheld, with its range. */
export function attack(published: AuditResult, secret: AuditResult, minimum: number): Exposed[] {
  const system = new System();
  describe(system, published, secret);
  return system.exposed(minimum);
}

class System {
  readonly variables = new Map<string, Variable>();
  private readonly rows: { terms: [string, number][]; sum: number; kind: Row["kind"] }[] = [];

  /** The same count under the same name is one variable, wherever it is published. */
  set(name: string, value: number | null, truth: number | null, people: number | null = truth): string {
    const known = this.variables.get(name);
    if (known === undefined) this.variables.set(name, { what: name, value, truth, people });
    else {
      known.value ??= value;
      known.truth ??= truth;
      if (people !== null) known.people = Math.min(known.people ?? Infinity, people);
    }
    return name;
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

  exposed(minimum: number): Exposed[] {
    const open = [...this.variables.entries()].filter(([, one]) => one.value === null);
    const index = new Map(open.map(([name], at) => [name, at]));
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
    const groups = apart(open.length, rows);
    return groups.flatMap((group) => {
      const few = group.filter((at) => {
        const { people } = open[at]![1];
        return people === null || (people > 1e-9 && people < minimum - 1e-9);
      });
      if (few.length === 0) return [];
      const place = new Map(group.map((at, to) => [at, to]));
      const own = rows
        .filter((row) => place.has(row.terms[0]![0]))
        .map((row) => ({ ...row, terms: row.terms.map(([at, f]): [number, number] => [place.get(at)!, f]) }));
      const program = new LinearProgram(group.length, own);
      return few.map((at) => {
        const [low, high] = program.range(place.get(at)!);
        return { what: open[at]![1].what, truth: open[at]![1].truth ?? NaN, low, high };
      });
    });
  }
}

/** Variables that no row connects are questions of their own. */
function apart(count: number, rows: readonly Row[]): number[][] {
  const parent = Array.from({ length: count }, (_, at) => at);
  const find = (at: number): number => (parent[at] === at ? at : (parent[at] = find(parent[at]!)));
  for (const { terms } of rows) for (const [at] of terms) parent[find(at)] = find(terms[0]![0]);
  const groups = new Map<number, number[]>();
  for (let at = 0; at < count; at++) groups.set(find(at), [...(groups.get(find(at)) ?? []), at]);
  return [...groups.values()];
}

const key = (parts: unknown): string => JSON.stringify(parts);

function describe(system: System, published: AuditResult, secret: AuditResult): void {
  const total = (name: string, value: number | null, truth: number | null): string =>
    system.set(key([name, "all"]), value, truth);
  total("people", published.units.count, secret.units.count);
  total("rows", published.ledger.used, secret.ledger.used);
  for (const [at, one] of published.representation.entries()) {
    const own = secret.representation[at]!;
    const cells = one.groups.map(({ group, units, rows, unknown }, place) => ({
      group,
      unknown,
      people: system.set(key(["people", one.attributes, group]), units, own.groups[place]!.units),
      rows: system.set(
        key(["rows", one.attributes, group]),
        rows,
        own.groups[place]!.rows,
        own.groups[place]!.units,
      ),
    }));
    for (const { people, rows } of cells) system.atMost([people], rows);
    const names = cells.map(({ group, people, rows }) => ({ group, names: { people, rows } }));
    addUp(
      system,
      published,
      one.attributes,
      names,
      ["people", "rows"],
      one.mixed_units === 0 ? [] : ["people"],
    );
    // A share tells how many people's group is known.
    const telling = one.groups.find(
      (group) => group.share !== null && group.share > 0 && group.units !== null,
    );
    if (telling !== undefined && own.mixed_units === 0)
      system.equal(
        cells.filter((cell) => !cell.unknown).map((cell) => cell.people),
        Math.round(telling.units! / telling.share!),
      );
  }
  for (const [at, one] of published.families.entries()) {
    const own = secret.families[at]!;
    const plan = published.plan.metrics.find((metric) => metric.id === one.metric)!;
    const counted = one.proportion && plan.kind === "rate";
    const quantity = namesOf(plan, counted);
    // At least so many people stand behind a sum; a sum of nothing is no one's.
    const behind = (part: number, squares: number): number =>
      squares > 0 ? (part * part) / squares : Infinity;
    const kinds = counted ? (["units", "y", "d"] as const) : (["units"] as const);
    for (const kind of kinds)
      system.set(
        key([quantity[kind], "all"]),
        one.overall?.[kind] ?? null,
        own.overall?.[kind] ?? null,
        Infinity,
      );
    const cells = one.groups.map(({ group, moments }, place) => {
      const truth = own.groups[place]!.moments;
      // Groups withheld in private are few in scope; an event of theirs may be none at all.
      const people: Record<"units" | "y" | "d", number | null> = {
        units: truth?.units ?? null,
        y: truth === null ? Infinity : behind(truth.y, truth.yy),
        d: truth?.units ?? Infinity,
      };
      const set = (kind: "units" | "y" | "d"): string =>
        system.set(
          key([quantity[kind], one.attributes, group]),
          moments?.[kind] ?? null,
          truth?.[kind] ?? null,
          people[kind],
        );
      const names = Object.fromEntries(kinds.map((kind) => [kind, set(kind)]));
      const inLog = key(["people", one.attributes, group]);
      if (system.variables.has(inLog) && published.units.column !== null)
        system.atMost([names["units"]!], inLog);
      if (counted) {
        const no = truth === null ? null : truth.d - truth.y;
        const against = truth === null ? Infinity : behind(no!, truth.dd - 2 * truth.yd + truth.yy);
        const rest = key([`${one.metric} no`, one.attributes, group]);
        system.set(rest, moments === null ? null : moments.d - moments.y, no, against);
        system.equal([names["y"]!, rest], names["d"]!);
        if (published.units.column !== null) system.atMost([names["units"]!], names["d"]!);
        const rows = key(["rows", one.attributes, group]);
        if (system.variables.has(rows) && published.plan.log.count === null && !plan.counts)
          system.atMost([names["d"]!], rows);
      }
      return { group, names };
    });
    addUp(
      system,
      published,
      one.attributes,
      cells.map(({ group, names }) => ({
        group,
        names: Object.fromEntries(kinds.map((kind) => [quantity[kind], names[kind]!])),
      })),
      kinds.map((kind) => quantity[kind]),
      own.mixed_units === 0 ? [] : [quantity.units],
    );
  }
}

/** Counts of the same column out of all rows are the same count, whichever metric shows them. */
function namesOf(plan: MetricPlan, counted: boolean): { units: string; y: string; d: string } {
  const own = (kind: string): string => `${plan.id} ${kind}`;
  if (!counted || plan.where.length > 0) return { units: own("units"), y: own("y"), d: own("d") };
  const { numerator, denominator } = plan;
  return {
    units: own("units"),
    y: numerator === null ? own("y") : key(numerator),
    d: denominator === null ? own("d") : key(denominator),
  };
}

/** Groups add up to everybody, and cells of a crossing to each of its margins. */
function addUp(
  system: System,
  result: AuditResult,
  attributes: readonly string[],
  cells: readonly { readonly group: readonly string[]; readonly names: Record<string, string> }[],
  quantities: readonly string[],
  overlapping: readonly string[],
): void {
  for (const quantity of quantities) {
    if (overlapping.includes(quantity)) continue;
    const all = key([quantity, "all"]);
    if (system.variables.has(all))
      system.equal(
        cells.map((cell) => cell.names[quantity]!),
        all,
      );
    for (const margin of marginsOf(result, attributes)) {
      const groups = new Map<string, string[]>();
      for (const { group, names } of cells) {
        const at = margin.map((one) => group[attributes.indexOf(one)]!);
        groups.set(key(at), [...(groups.get(key(at)) ?? []), names[quantity]!]);
      }
      for (const [at, names] of groups) {
        const whole = key([quantity, margin, JSON.parse(at)]);
        if (system.variables.has(whole)) system.equal(names, whole);
      }
    }
  }
}

function marginsOf(result: AuditResult, attributes: readonly string[]): (readonly string[])[] {
  return result.representation
    .map((one) => one.attributes)
    .filter((some) => some.length < attributes.length && some.every((one) => attributes.includes(one)));
}
