/**
 * An attack on a published result: every equality and inequality that anybody could write down between its figures, and the
 * least and the greatest value that each withheld count could have.
 *
 * Counts and sums of counts are linear. Any other figure (an interval, a test, a ratio) is taken to tell every count that it is
 * made of, whether or not anybody could work them out from it: what is published must not be made of what is withheld.
 */
import type { AuditResult, Family, MetricPlan, ShownMoments } from "../../src/model.js";
import { type Exposed, System } from "./system.js";
import { watch } from "./watch.js";

export type { Exposed } from "./system.js";

export interface Attack {
  readonly exposed: readonly Exposed[];
  /** Places of published numbers that the attack did not look at. */
  readonly unread: readonly string[];
}

export function attack(published: AuditResult, secret: AuditResult, minimum: number): Attack {
  const { value, unread } = watch(published);
  const attacked = new Attacked(value, secret, minimum);
  attacked.describe();
  return { exposed: attacked.system.exposed(minimum), unread: unread() };
}

const key = (parts: unknown): string => JSON.stringify(parts);

/** Kinds of counts of a metric: people in scope, decisions on the yes side, in scope, and on the no side. */
type Kind = "units" | "y" | "d" | "no";
const KINDS: readonly Kind[] = ["units", "y", "d", "no"];

/** The names of a metric's counts; without a name where it is a sum of amounts, which counts nobody. */
interface Metric {
  readonly plan: MetricPlan;
  readonly names: Partial<Record<Kind, string>>;
  /** Sets of people or rows, by the conditions that they meet: more conditions leave fewer. */
  readonly sets: readonly CountedSet[];
}

interface CountedSet {
  readonly name: string;
  readonly of: string;
  readonly conditions: ReadonlySet<string>;
  /** Nothing that meets the conditions is left out for want of a value. */
  readonly complete: boolean;
}

const LOG: readonly CountedSet[] = [
  { name: "people", of: "units", conditions: new Set(), complete: true },
  { name: "rows", of: "rows", conditions: new Set(), complete: true },
];

class Attacked {
  readonly system = new System();
  private readonly metrics: ReadonlyMap<string, Metric>;

  constructor(
    private readonly published: AuditResult,
    private readonly secret: AuditResult,
    private readonly minimum: number,
  ) {
    this.metrics = new Map(secret.plan.metrics.map((plan) => [plan.id, metricOf(plan, secret)]));
  }

  describe(): void {
    this.log();
    this.representation();
    this.families();
    this.leftOut();
    this.contacts();
    this.findings();
    this.proxies();
  }

  /** Figures that are made of withheld counts tell them: their sum over the groups, where it can be had. */
  private tell(
    quantity: string | undefined,
    attributes: readonly string[],
    groups: readonly (readonly string[])[],
  ): void {
    if (quantity === undefined || groups.length === 0) return;
    const names = groups.map((group) => key([quantity, attributes, group]));
    const truths = names.map((name) => this.system.truth(name));
    if (names.some((name) => !this.system.variables.has(name)) || truths.includes(null)) return;
    this.system.equal(
      names,
      truths.reduce<number>((sum, one) => sum + one!, 0),
    );
  }

  private log(): void {
    const { published, secret, system } = this;
    system.set(key(["people", "all"]), published.units.count, secret.units.count);
    system.set(key(["rows", "all"]), published.ledger.used, secret.ledger.used);
    const { count: people, repeated } = secret.units;
    if (repeated === null) return;
    const again = system.set("people who came back", published.units.repeated, repeated);
    system.equal([again, system.set("people who came once", null, people - repeated)], people);
  }

  private representation(): void {
    const { published, secret, system } = this;
    for (const [at, one] of published.representation.entries()) {
      const own = secret.representation[at]!;
      const { attributes } = one;
      for (const [place, { group, units, rows }] of one.groups.entries()) {
        const truth = own.groups[place]!;
        const people = system.set(key(["people", attributes, group]), units, truth.units);
        system.atMost([people], system.set(key(["rows", attributes, group]), rows, truth.rows, truth.units));
      }
      this.addUp(attributes, ["people", "rows"], own.mixed_units === 0 ? [] : ["people"], one.groups);
      const again = system.set(
        key(["people in several groups", attributes]),
        one.mixed_units,
        own.mixed_units,
      );
      this.countedAgain("people", again, one, own);
      const known = one.groups.filter((group) => !group.unknown).map(({ group }) => group);
      for (const { group, share, representation_ratio: ratio } of one.groups)
        if ([share, ratio?.value, ratio?.low, ratio?.high].some(isThere)) {
          this.tell("people", attributes, [group]);
          // A share tells how many people's group is known.
          if (own.mixed_units === 0) this.tell("people", attributes, known);
        }
      if (one.test !== null && [one.test.statistic, one.test.df, one.test.p].some(isThere))
        known.forEach((group) => this.tell("people", attributes, [group]));
    }
  }

  /** Whoever is in several groups counts in each: so many more are all groups than everybody, and no fewer than these. */
  private countedAgain(
    quantity: string,
    several: string | null,
    {
      attributes,
      groups,
    }: {
      readonly attributes: readonly string[];
      readonly groups: readonly { readonly group: readonly string[] }[];
    },
    { mixed_units: mixed }: { readonly mixed_units: number | null },
  ): void {
    const { system } = this;
    const names = groups.map(({ group }) => key([quantity, attributes, group]));
    const all = key([quantity, "all"]);
    const truths = [all, ...names].map((name) => system.truth(name));
    if (mixed === 0 || truths.includes(null)) return;
    const total = truths.slice(1).reduce<number>((sum, one) => sum + one!, 0);
    // Of membership probabilities everybody has one in all.
    if (total - truths[0]! < 1e-6) return;
    const whole = system.set(key([quantity, attributes, "all groups"]), null, total);
    const more = system.set(key([quantity, attributes, "again"]), null, total - truths[0]!);
    system.equal(names, whole);
    system.equal([all, more], whole);
    if (several !== null) system.atMost([several], more);
  }

  private families(): void {
    const { published, secret, system } = this;
    for (const [at, one] of published.families.entries()) {
      const own = secret.families[at]!;
      const { plan, names } = this.metrics.get(one.metric)!;
      const { attributes } = one;
      const kinds = KINDS.filter((kind) => names[kind] !== undefined);
      for (const kind of kinds)
        system.set(key([names[kind], "all"]), count(one.overall, kind), count(own.overall, kind), Infinity);
      const decisions = one.overall?.rows ?? null;
      if (own.overall?.rows === system.truth(key(["rows", "all"])))
        system.set(key(["rows", "all"]), decisions, own.overall!.rows);
      for (const sums of [one.overall, ...one.groups.map((group) => group.moments)])
        countsNobody(
          ...(["y", "d"] as const).map((kind) => (names[kind] === undefined ? sums?.[kind] : null)),
        );
      for (const [place, { group, moments }] of one.groups.entries()) {
        const truth = own.groups[place]!.moments;
        const name = (kind: Kind): string => key([names[kind], attributes, group]);
        for (const kind of kinds)
          system.set(
            name(kind),
            count(moments, kind),
            count(truth, kind),
            // Whoever is in scope of contacts has some.
            peopleBehind(truth, plan.kind === "contacts" && kind === "y" ? "units" : kind),
            plan.kind === "frequency" && (kind === "y" || kind === "no"),
          );
        if (names.no !== undefined) system.equal([name("y"), name("no")], name("d"));
        const ofRows = plan.kind !== "frequency" && names.d !== undefined && names.units !== names.d;
        if (ofRows && published.units.column !== null) system.atMost([name("units")], name("d"));
        const [people, rows] = [key(["people", attributes, group]), key(["rows", attributes, group])];
        if (system.variables.has(people) && published.units.column !== null)
          system.atMost([name("units")], people);
        const counted = names.d !== undefined && plan.kind === "rate" && !plan.counts;
        if (counted && system.variables.has(rows) && published.plan.log.count === null)
          system.atMost([name("d")], rows);
        // All decisions of the group, in the scope or not.
        if (system.variables.has(rows) && truth?.rows === system.truth(rows))
          system.set(rows, moments?.rows ?? null, truth.rows);
      }
      const quantities = kinds.map((kind) => names[kind]!);
      this.addUp(attributes, quantities, own.mixed_units === 0 ? [] : [names.units!], one.groups);
      system.set(key(["people in several groups", attributes]), one.mixed_units, own.mixed_units);
      if (own.mixed_units !== null && plan.kind !== "contacts")
        this.countedAgain(names.units!, null, one, own);
      this.missing(one, own);
      this.figures(one);
    }
  }

  /** Rows without a value: with those that have one they are all rows, where the metric looks at every row. */
  private missing(one: Family, own: Family): void {
    const { system } = this;
    const { plan, names } = this.metrics.get(one.metric)!;
    const quantity = `${one.metric} without a value`;
    const all = plan.denominator === null && plan.where.length === 0 && plan.kind === "rate" && !plan.counts;
    system.set(key([quantity, "all"]), null, null, Infinity);
    for (const [place, { group, missing_rows: rows }] of one.groups.entries()) {
      const truth = own.groups[place]!.missing_rows;
      const name = system.set(key([quantity, one.attributes, group]), rows, truth, truth ?? Infinity);
      const [d, total] = [key([names.d, one.attributes, group]), key(["rows", one.attributes, group])];
      const [there, every] = [system.truth(d), system.truth(total)];
      if (all && truth !== null && there !== null && there + truth === every) system.equal([d, name], total);
    }
    this.addUp(one.attributes, [quantity], [], one.groups);
  }

  /** What is made of a group's sums where these are withheld: its rate tells its decisions, all else its people too. */
  private figures(one: Family): void {
    const { names } = this.metrics.get(one.metric)!;
    for (const group of one.groups) {
      const { rate, standard_error, design_effect, effective_n, largest_unit_share } = group;
      const exact = [
        standard_error,
        design_effect,
        effective_n,
        largest_unit_share,
        ...exactLimits(rate),
      ].some(isThere);
      if (group.moments !== null) continue;
      if (isThere(rate.value)) this.tellAll(one, [group.group], ["y", "d", "no"]);
      // Where each has one decision, or all count as one, the people are the decisions, or in any digit of the interval.
      const clustered = rate.method.endsWith("-clustered") && rate.reason === null;
      const told = exact || (isThere(rate.value) && !clustered);
      if (told) this.tell(names.units, one.attributes, [group.group]);
    }
    if (one.omnibus === null) return;
    if (![one.omnibus.statistic, one.omnibus.df, one.omnibus.p].some(isThere)) return;
    for (const group of one.groups) if (!group.unknown) this.tellAll(one, [group.group]);
  }

  private tellAll(
    { metric, attributes }: Pick<Family, "metric" | "attributes">,
    groups: readonly (readonly string[])[],
    kinds: readonly Kind[] = KINDS,
  ): void {
    for (const kind of kinds) this.tell(this.metrics.get(metric)!.names[kind], attributes, groups);
  }

  /** Who meets the conditions of a wider set and not those of a narrower one is a count as well. */
  private leftOut(): void {
    const sets = new Map(
      [...LOG, ...[...this.metrics.values()].flatMap((one) => one.sets)].map((one) => [one.name, one]),
    );
    for (const wide of sets.values())
      for (const narrow of sets.values()) {
        if (wide.of !== narrow.of || wide.name === narrow.name) continue;
        if (!holds(narrow.conditions, wide.conditions)) continue;
        if (holds(wide.conditions, narrow.conditions) && !wide.complete) continue;
        this.between(wide.name, narrow.name);
      }
    this.noMorePeopleThanRows([...sets.values()]);
    this.leftByAll([...sets.values()].filter((one) => one.of === "rows" && one.complete));
  }

  /** Rows that meet conditions for different values of one column are apart: all of them, and the rest, are the whole. */
  private leftByAll(sets: readonly CountedSet[]): void {
    for (const whole of sets) {
      const inside = sets.filter((one) => one !== whole && holds(one.conditions, whole.conditions));
      const extend = (parts: readonly CountedSet[], from: number): void => {
        if (parts.length > 1) this.split(whole, parts);
        inside.forEach((one, at) => {
          if (at >= from && parts.every((part) => areApart(part.conditions, one.conditions)))
            extend([...parts, one], at + 1);
        });
      };
      extend([], 0);
      // Where it is counted who is in two of them, so is who is in neither.
      for (const [at, one] of inside.entries())
        for (const other of inside.slice(at + 1)) {
          const both = new Set([...one.conditions, ...other.conditions]);
          const common = inside.find((set) => same(set.conditions, both));
          if (common === undefined || common === one || common === other) continue;
          this.split(whole, [one, { ...other, name: `${other.name} and not ${common.name}` }]);
        }
    }
  }

  private split(whole: CountedSet, parts: readonly CountedSet[]): void {
    const { system } = this;
    const rest = `${whole.name} and none of ${parts.map((one) => one.name).join(", ")}`;
    const places = this.places().map((place) => {
      const names = [whole, ...parts].map((one) => placed(one.name, place));
      const truths = names.map((name) => (system.variables.has(name) ? system.truth(name) : null));
      const known = truths.filter((one) => one !== null);
      const truth =
        known.length < truths.length ? null : known.slice(1).reduce((sum, one) => sum - one, known[0]!);
      return { place, names, truth, there: names.every((name) => system.variables.has(name)) };
    });
    if (places.some(({ truth }) => truth !== null && truth < 0)) return;
    for (const { place, names, truth, there } of places) {
      if (!there) continue;
      const name = system.set(placed(rest, place), null, truth, truth ?? Infinity);
      system.equal([name, ...names.slice(1)], names[0]!);
    }
    for (const { attributes, groups } of this.secret.representation)
      this.addUp(attributes, [rest], [], groups);
  }

  private places(): Place[] {
    return [
      "all",
      ...this.secret.representation.flatMap(({ attributes, groups }) =>
        groups.map(({ group }): Place => [attributes, group]),
      ),
    ];
  }

  /** Who is left out has rows that are: no more people are left out than rows. */
  private noMorePeopleThanRows(sets: readonly CountedSet[]): void {
    const { system, secret } = this;
    if (secret.units.column === null) return;
    const rows = (set: CountedSet): CountedSet[] =>
      sets.filter((one) => one.of === "rows" && one.complete && same(one.conditions, set.conditions));
    const people = sets.filter((one) => one.of === "units" && one.complete);
    for (const wide of people)
      for (const narrow of people)
        for (const wideRows of rows(wide))
          for (const narrowRows of rows(narrow))
            for (const { attributes, groups } of secret.representation)
              for (const { group } of groups) {
                const [w, n, wr, nr] = [wide, narrow, wideRows, narrowRows].map(({ name }) =>
                  key([name, attributes, group]),
                ) as [string, string, string, string];
                const [out, rowsOut] = [
                  key([`${wide.name} and not ${narrow.name}`, attributes, group]),
                  key([`${wideRows.name} and not ${narrowRows.name}`, attributes, group]),
                ];
                if ([w, n, wr, nr, out, rowsOut].every((one) => system.variables.has(one)))
                  system.atMost([out], rowsOut);
              }
  }

  private between(wide: string, narrow: string): void {
    const { system, secret } = this;
    const out = `${wide} and not ${narrow}`;
    const places = this.places();
    const all = places.map((place) => {
      const name = (quantity: string): string => placed(quantity, place);
      const [w, n] = [name(wide), name(narrow)];
      const both = system.variables.has(w) && system.variables.has(n);
      const [a, b] = [system.truth(w), system.truth(n)];
      return { w, n, out: name(out), both, truth: a === null || b === null ? null : a - b };
    });
    // What the log contradicts is a statement nobody can make: rows without a value may be missing from the wider set too.
    if (all.some(({ truth }) => truth !== null && truth < 0)) return;
    const overlapping = secret.representation.filter((one) => one.mixed_units !== 0);
    for (const { w, n, out: name, both, truth } of all) {
      if (!both) continue;
      // What lies between two counts that the private result withholds is asked of these.
      system.set(name, null, truth, truth ?? Infinity);
      system.equal([n, name], w);
    }
    for (const { attributes, groups } of secret.representation)
      this.addUp(attributes, [out], overlapping.length > 0 ? [out] : [], groups);
  }

  private contacts(): void {
    const { system, published, secret } = this;
    for (const [at, one] of published.contacts.entries()) {
      const own = secret.contacts[at]!;
      const { attributes } = one;
      const mixed = secret.representation.some((table) => table.mixed_units !== 0);
      const sides = ["above", "not above"].map((side) => `${side} the cap of ${one.metric}`);
      for (const side of sides) system.set(key([side, "all"]), null, null, Infinity);
      const people = this.metrics.get(one.metric)!.names.units;
      for (const [place, { group, units, mean, above_cap: share }] of one.groups.entries()) {
        const truth = own.groups[place]!;
        const name = system.set(key([people, attributes, group]), units, truth.units);
        if (isThere(mean)) {
          this.tell(people, attributes, [group]);
          this.tell("rows", attributes, [group]);
        }
        if (truth.above_cap === null || truth.units === null) continue;
        const known = share !== null && units !== null;
        const parts = [truth.above_cap, 1 - truth.above_cap].map((part, side) => {
          const value = part * truth.units!;
          return system.set(key([sides[side], attributes, group]), known ? value : null, value);
        });
        if (share !== null && !known) this.tell(sides[0], attributes, [group]);
        system.equal(parts, name);
      }
      this.addUp(attributes, sides, mixed ? sides : [], one.groups);
    }
  }

  private findings(): void {
    const { published, secret } = this;
    for (const one of published.findings) {
      const family = published.families.find((other) => other.id === one.family)!;
      const { comparison: c } = one;
      const known = family.groups.filter((group) => !group.unknown).map(({ group }) => group);
      const others = known.filter((group) => key(group) !== key(one.group));
      const hidden = published.findings.filter(
        (other) => other.family === one.family && other.rule === one.rule,
      );
      const alone = known.filter((group) => hidden.every((other) => key(other.group) !== key(group)));
      const { kind, group: named } = one.comparator;
      const pool = kind === "rest" ? others : kind === "overall" ? known : named === null ? alone : [named];
      // Of a group that is shown it is told why it was not decided, be it the comparator's doing.
      const own = family.groups.find((group) => key(group.group) === key(one.group))!;
      if (
        c === null &&
        own.rate.value !== null &&
        !own.thin &&
        ["thin", "zero_comparator"].includes(one.reason)
      )
        this.tellAll(family, pool);
      if (c === null) continue;
      const estimates = [c.difference, c.ratio];
      const rates = [
        c.comparator_rate,
        ...estimates.map((estimate) => estimate.value),
        c.effect.value,
        c.shortfall.at_parity,
        c.shortfall.at_threshold,
      ];
      const people = [
        ...estimates.flatMap(exactLimits),
        ...(c.test === null ? [] : [c.test.statistic, c.test.df, c.test.p]),
        c.minimum_detectable_ratio,
        c.units_needed,
        ...(c.score_interval ?? []),
        // With everybody a group has all its people in common.
        c.shared_units === 0 ? null : c.shared_units,
      ];
      const [someRates, somePeople] = [rates.some(isThere), people.some(isThere)];
      for (const groups of [[one.group], pool]) {
        if (someRates) this.tellAll(family, groups, ["y", "d", "no"]);
        if (somePeople) this.tellAll(family, groups);
      }
      if (isThere(c.ratio_to_rest)) this.tellAll(family, others, ["y", "d", "no"]);
      if (c.unknown_bounds !== null && [c.unknown_bounds.low, c.unknown_bounds.high].some(isThere))
        this.tellAll(
          family,
          family.groups.filter((group) => group.unknown).map(({ group }) => group),
          ["y", "d", "no"],
        );
      this.adjusted(one, family);
      const before = secret.findings.find((other) => other.id === one.id)!.comparison;
      this.system.set(
        key([one.id, "people in both"]),
        c.shared_units,
        before?.shared_units ?? null,
        before?.shared_units ?? Infinity,
      );
    }
    for (const { finding, floor } of published.waivers) {
      const bare = published.findings.find((one) => one.id === finding && one.comparison === null);
      if (isThere(floor) && bare !== undefined) this.tellAll(bare, [bare.group]);
    }
  }

  /** By how much a p is multiplied tells how many of its family are smaller, those of other groups: taken to tell all of them. */
  private adjusted({ comparison, family: id }: AuditResult["findings"][number], family: Family): void {
    if (comparison!.p_adjusted === null) return;
    for (const one of this.secret.findings) {
      if (one.family !== id || (one.comparison?.test ?? null) === null) continue;
      for (const group of [one.group, one.comparator.group ?? one.group]) this.tellAll(family, [group]);
    }
  }

  private proxies(): void {
    const { published, secret, system } = this;
    if (published.proxies === null) return;
    const own = secret.proxies!;
    const people = (attribute: string, group: string): void => this.tell("people", [attribute], [[group]]);
    const auc = (attribute: string, group: string, estimate: Interval): void => {
      if ([estimate.value, estimate.low, estimate.high].some(isThere)) people(attribute, group);
    };
    for (const { feature, missing_rows: rows } of published.proxies.features) {
      const truth = own.features.find((one) => one.feature === feature)!.missing_rows;
      system.set(key(["no value", feature]), rows, truth, truth ?? Infinity);
    }
    for (const pair of published.proxies.pairs) {
      const before = own.pairs.find((one) => one.id === pair.id)!;
      const { attribute } = pair;
      const groups = this.knownGroups(attribute);
      const over = [pair.auc, pair.cramers_v, pair.uncertainty].flatMap((one) => [
        one.value,
        one.low,
        one.high,
      ]);
      if (over.some(isThere)) groups.forEach((group) => people(attribute, group));
      if (isThere(pair.people))
        this.tell(
          "people",
          [attribute],
          groups.map((one) => [one]),
        );
      if (isThere(pair.rows))
        this.tell(
          "rows",
          [attribute],
          groups.map((one) => [one]),
        );
      for (const one of [...pair.groups, ...(pair.worst === null ? [] : [pair.worst])]) {
        if (isThere(one.people)) people(attribute, one.group);
        auc(attribute, one.group, one.auc);
      }
      for (const step of pair.ladder) auc(attribute, step.group, step.auc);
      for (const one of pair.transmissions) {
        const { gap, transmitted, share, overlap, metric } = one;
        const sides = [[one.group], [one.comparator]];
        const there = [gap.value, gap.low, gap.high].some(isThere);
        const exact = [gap, transmitted, share].flatMap(exactLimits).some(isThere);
        for (const side of sides) {
          if (there) this.tellAll({ metric, attributes: [attribute] }, [side], ["y", "d", "no"]);
          if (exact) this.tellAll({ metric, attributes: [attribute] }, [side], ["units"]);
        }
        this.overlap(overlap, before, metric, sides);
      }
      if (before.missing === null) continue;
      const kinds = ["both", "feature_only", "attribute_only", "neither"] as const;
      const [both, featureOnly, attributeOnly, neither] = kinds.map((kind) =>
        system.set(key([kind, pair.feature, attribute]), pair.missing?.[kind] ?? null, before.missing![kind]),
      ) as [string, string, string, string];
      if (isThere(pair.missing?.phi))
        kinds.forEach((kind) => system.equal([key([kind, pair.feature, attribute])], before.missing![kind]));
      system.equal([both, featureOnly, attributeOnly, neither], secret.ledger.used);
      if (system.truth(key(["no value", pair.feature])) === before.missing.both + before.missing.feature_only)
        system.equal([both, featureOnly], key(["no value", pair.feature]));
      const unknown = this.secret.representation
        .find((one) => key(one.attributes) === key([attribute]))!
        .groups.filter((one) => one.unknown);
      const rows = unknown.map(({ group }) => key(["rows", [attribute], group]));
      if (
        unknown.length > 0 &&
        unknown.reduce((sum, one) => sum + (one.rows ?? NaN), 0) ===
          before.missing.both + before.missing.attribute_only
      )
        system.equal([attributeOnly, both], rows[0]!);
    }
    for (const { attribute, steps } of published.proxies.joint)
      for (const { group, auc: estimate, gain } of steps) {
        auc(attribute, group, estimate);
        if (gain !== null) auc(attribute, group, gain);
      }
    for (const { actual, pair: id, metric } of published.proxies.findings) {
      if (actual === null || ![actual.value, actual.low, actual.high].some(isThere)) continue;
      const before = own.pairs.find((one) => one.id === id)!;
      const flow = before.transmissions.find((one) => one.metric === metric);
      if (flow === undefined) people(before.attribute, before.worst!.group);
      else
        for (const side of [flow.group, flow.comparator])
          this.tellAll(
            { metric: flow.metric, attributes: [before.attribute] },
            [[side]],
            exactLimits(actual).some(isThere) ? KINDS : ["y", "d", "no"],
          );
    }
  }

  /** Decisions at values of a feature that one of two groups has and the other has not: which whole numbers give the share. */
  private overlap(
    overlap: number,
    { id, attribute }: { readonly id: string; readonly attribute: string },
    metric: string,
    sides: readonly (readonly string[])[],
  ): void {
    const family = this.secret.families.find(
      (one) => one.metric === metric && key(one.attributes) === key([attribute]),
    );
    const sizes = sides.map(
      (side) => family?.groups.find((one) => key(one.group) === key(side))?.moments?.d ?? null,
    );
    const [a, b] = sizes;
    if (!isThere(a) || !isThere(b) || overlap === 1 || overlap === 0) return;
    // What was rounded is that to a half of the last step, which is known to whoever has read the documentation.
    const step = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((one) => 2 * one * Math.min(a, b) >= this.minimum)!;
    const rough = Math.abs(overlap / step - Math.round(overlap / step)) < 1e-9;
    const within = rough ? step / 2 : 1e-10;
    const low = rough && overlap > 1 - 1.5 * step ? 0 : 1 - overlap - within;
    const found: number[][] = [];
    for (let own = 0; own <= a; own++) {
      const least = Math.max(0, Math.ceil((2 * low - own / a) * b - 1e-9));
      const most = Math.min(b, Math.floor((2 * (1 - overlap + within) - own / a) * b + 1e-9));
      if (least <= most) found.push([own, least], [own, most]);
    }
    for (const side of [0, 1]) {
      const values = found.map((one) => one[side]!);
      if (values.length === 0) continue;
      const name = key([id, metric, sides[side], "at values of its own"]);
      const [fewest, most] = [Math.min(...values), Math.max(...values)];
      // How many they are is not in a private result either.
      const rest = `rest of ${name}`;
      this.system.set(name, null, null, fewest === most ? fewest : null);
      this.system.set(rest, null, null, fewest === most ? sizes[side]! - fewest : null);
      this.system.equal([name, rest], sizes[side]!);
      this.system.atMost([name], most);
      this.system.atMost([rest], sizes[side]! - fewest);
    }
  }

  private knownGroups(attribute: string): string[] {
    const table = this.secret.representation.find((one) => key(one.attributes) === key([attribute]))!;
    return table.groups.filter((one) => !one.unknown).map((one) => one.group[0]!);
  }

  /** Groups add up to everybody, and cells of a crossing to each of its margins. */
  private addUp(
    attributes: readonly string[],
    quantities: readonly string[],
    overlapping: readonly string[],
    groups: readonly { readonly group: readonly string[] }[],
  ): void {
    const { system } = this;
    for (const quantity of quantities) {
      const name = (group: readonly string[]): string => key([quantity, attributes, group]);
      if (overlapping.includes(quantity) || !groups.every(({ group }) => system.variables.has(name(group))))
        continue;
      const all = key([quantity, "all"]);
      if (system.variables.has(all))
        system.equal(
          groups.map(({ group }) => name(group)),
          all,
        );
      for (const margin of this.marginsOf(attributes)) {
        const sums = new Map<string, string[]>();
        for (const { group } of groups) {
          const at = key(margin.map((one) => group[attributes.indexOf(one)]!));
          sums.set(at, [...(sums.get(at) ?? []), name(group)]);
        }
        for (const [at, names] of sums) {
          const whole = key([quantity, margin, JSON.parse(at)]);
          if (system.variables.has(whole)) system.equal(names, whole);
        }
      }
    }
  }

  private marginsOf(attributes: readonly string[]): (readonly string[])[] {
    return this.secret.representation
      .map((one) => one.attributes)
      .filter((some) => some.length < attributes.length && some.every((one) => attributes.includes(one)));
  }
}

/** Everybody, or a group of an attribute. */
type Place = "all" | readonly [readonly string[], readonly string[]];

function placed(quantity: string, place: Place): string {
  return key(place === "all" ? [quantity, "all"] : [quantity, ...place]);
}

/** Whether whoever meets the first conditions meets the others, by the values that they ask for. */
function holds(conditions: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...others].every((other) => [...conditions].some((one) => isWithin(one, other)));
}

function isWithin(one: string, other: string): boolean {
  const [[column, values], [otherColumn, more]] = [JSON.parse(one), JSON.parse(other)] as [Asked, Asked];
  if (column !== otherColumn) return false;
  return values === null || more === null ? values === more : values.every((value) => more.includes(value));
}

function areApart(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].some((one) =>
    [...others].some((other) => {
      const [[column, values], [otherColumn, more]] = [JSON.parse(one), JSON.parse(other)] as [Asked, Asked];
      return column === otherColumn && (values ?? YES).every((value) => !(more ?? YES).includes(value));
    }),
  );
}

type Asked = readonly [string, readonly string[] | null];

function same(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name));
}

/** A sum of amounts, which is looked at and tells of no count. */
function countsNobody(..._amounts: readonly (number | null | undefined)[]): void {
  // Nothing follows from it.
}

function isThere(value: number | null | undefined): value is number {
  return value !== null && value !== undefined;
}

interface Interval {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The limits of an interval, unless they are of so few digits that what they are made of cannot be had from them: multiples of 1, 2
 * or 5 times a power of ten, a hundredth of the width or more, or as near as can be to a threshold or parity.
 */
function exactLimits({ value, low, high }: Interval): readonly (number | null)[] {
  if (value === null || low === null) return [low, high];
  const width = high === null ? 2 * (value - low) : high - low;
  const digits = Math.min(100, Math.max(0, Math.ceil(-Math.log10(width / 550))));
  return [low, high].filter(
    (limit) => limit !== null && Math.abs(Number(limit.toFixed(digits)) - limit) > 1e-11 * Math.max(1, width),
  );
}

function count(moments: ShownMoments | null, kind: Kind): number | null {
  if (moments === null) return null;
  return kind === "no" ? moments.d - moments.y : moments[kind];
}

/** At least so many people stand behind a sum; a sum of nothing is no one's. */
function peopleBehind(moments: ShownMoments | null, kind: Kind): number | null {
  // Groups withheld in private are few in scope; an event of theirs may be none at all.
  if (moments === null) return kind === "units" ? null : Infinity;
  if (moments.yy === null) throw new Error("a private result has all its sums");
  const { units, y, d, yy, dd, yd } = moments;
  if (kind === "units" || kind === "d") return units;
  const [sum, squares] = kind === "y" ? [y, yy] : [d - y, dd - 2 * yd + yy];
  return squares > 0 ? (sum * sum) / squares : Infinity;
}

/** Whether what is added up is ones and zeros, as far as the sums tell. */
function areOnes(families: readonly Family[]): boolean {
  return families.every(({ overall, groups }) =>
    [overall, ...groups.map((one) => one.moments)].every(
      (one) =>
        one === null ||
        (one.yy !== null && Number.isInteger(one.y) && one.y >= 0 && one.yy <= one.yd && one.yd <= one.dd),
    ),
  );
}

const YES = ["1", "true", "t", "yes", "y", "1.0"];

function conditionOf({ column, in: values }: { column: string; in: readonly string[] | null }): string {
  const yes = values === null || values.every((one) => YES.includes(one.toLowerCase()));
  return key([column, yes ? null : values.toSorted()]);
}

/** Counts that meet the same conditions are the same count, whichever metric shows them. */
function metricOf(plan: MetricPlan, secret: AuditResult): Metric {
  const families = secret.families.filter((one) => one.metric === plan.id);
  const complete = families.every((one) =>
    one.groups.every((group) => group.missing_rows === 0 || group.missing_rows === null),
  );
  const overall = families.find((one) => one.overall !== null)?.overall ?? null;
  const own = (name: string): string => `${plan.id} ${name}`;
  const scope = [...(plan.denominator === null ? [] : [plan.denominator]), ...plan.where]
    .map(conditionOf)
    .toSorted();
  const proportion = families.some((one) => one.proportion);
  if (plan.counts) {
    const shared = complete && plan.where.length === 0;
    const sum = (quantity: MetricPlan["numerator"], name: string): string =>
      shared && quantity !== null ? key(["sum of", quantity]) : own(name);
    const [y, d] = [sum(plan.numerator, "y"), sum(plan.denominator, "d")];
    return {
      plan,
      sets: [],
      names: proportion ? { units: own("units"), y, d, no: own("no") } : { units: own("units") },
    };
  }
  const all = scope.length === 0 && complete && overall?.units === secret.units.count;
  const named = (kind: string, conditions: readonly string[]): string =>
    complete ? key([kind, conditions]) : own(kind);
  const units: CountedSet = {
    name: all ? "people" : named("units", scope),
    of: "units",
    conditions: new Set(scope),
    complete,
  };
  if (plan.kind === "contacts")
    return { plan, names: { units: units.name, y: all ? "rows" : own("y") }, sets: [units] };
  if (plan.kind === "frequency") {
    // Who is in several groups counts in each with a part of one.
    const whole = families.every((one) => one.mixed_units === 0);
    const d = whole ? units.name : own("d");
    return { plan, names: { units: units.name, d, y: own("y"), no: own("no") }, sets: [units] };
  }
  const d = all && overall.d === secret.ledger.used ? "rows" : named("rows", scope);
  const rows: CountedSet = { name: d, of: "rows", conditions: new Set(scope), complete };
  const rates = plan.kind === "mean" ? areOnes(families) : plan.kind === "rate" && proportion;
  if (plan.kind === "mean" && !rates) return { plan, names: { units: units.name, d }, sets: [units, rows] };
  // Who is above the median is no condition that another metric shares.
  if (plan.kind === "scoring_rate")
    return { plan, names: { units: units.name, d, y: own("y"), no: own("no") }, sets: [units, rows] };
  if (!rates || plan.numerator === null) return { plan, names: { units: units.name }, sets: [units] };
  const numerator = conditionOf(plan.numerator);
  const within = [...new Set([...scope, numerator])].toSorted();
  const y = named(complete ? "rows" : "yes", within);
  const no = complete ? key(["no", scope, numerator]) : own("no");
  return {
    plan,
    names: { units: units.name, y, d, no },
    sets: [
      units,
      rows,
      { name: y, of: "rows", conditions: new Set(within), complete },
      { name: no, of: `no ${numerator}`, conditions: new Set(scope), complete },
    ],
  };
}
