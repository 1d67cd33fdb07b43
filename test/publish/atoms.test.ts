/**
 * An attack that knows nothing of how publishing goes about it: each row is of one kind (channel, offered, shown, clicked) in one
 * group, a published count is a sum over some kinds, and what a linear program leaves open of each kind is all that is hidden.
 */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { csvOf, type PlanText, runOnText } from "../oracle/run.js";
import { LinearProgram, type Row } from "./linear-program.js";

const MORE = process.env["EVENHAND_PUBLISH_RUNS"];
const CHANNELS = ["web", "app", "branch"] as const;
const GROUPS = ["x", "y", "z", "w"] as const;
const MINIMUM = 8;

interface Kind {
  readonly channel: (typeof CHANNELS)[number];
  readonly offered: boolean;
  readonly shown: boolean;
  readonly clicked: boolean;
}

const KINDS: readonly Kind[] = CHANNELS.flatMap((channel) =>
  [false, true].flatMap((offered) =>
    [false, true].flatMap((shown) => [false, true].map((clicked) => ({ channel, offered, shown, clicked }))),
  ),
);

interface Metric {
  readonly text: object;
  readonly scope: (one: Kind) => boolean;
  readonly yes: (one: Kind) => boolean;
}

const any = (): boolean => true;
const on =
  (...channels: readonly string[]) =>
  (one: Kind): boolean =>
    channels.includes(one.channel);

/** What an analyst would ask, by itself and of parts. */
const METRICS: Readonly<Record<string, Metric>> = {
  offers: { text: { numerator: "offered" }, scope: any, yes: (one) => one.offered },
  shows: { text: { numerator: "shown" }, scope: any, yes: (one) => one.shown },
  ctr: {
    text: { numerator: "clicked", denominator: "shown" },
    scope: (one) => one.shown,
    yes: (one) => one.clicked,
  },
  clicks_of_offered: {
    text: { numerator: "clicked", denominator: "offered" },
    scope: (one) => one.offered,
    yes: (one) => one.clicked,
  },
  offers_on_web: {
    text: { numerator: "offered", where: { channel: "web" } },
    scope: on("web"),
    yes: (one) => one.offered,
  },
  offers_in_app: {
    text: { numerator: "offered", where: { channel: "app" } },
    scope: on("app"),
    yes: (one) => one.offered,
  },
  offers_digital: {
    text: { numerator: "offered", where: { channel: ["web", "app"] } },
    scope: on("web", "app"),
    yes: (one) => one.offered,
  },
  shows_not_in_app: {
    text: { numerator: "shown", where: { channel: ["web", "branch"] } },
    scope: on("web", "branch"),
    yes: (one) => one.shown,
  },
  ctr_on_web: {
    text: { numerator: "clicked", denominator: "shown", where: { channel: "web" } },
    scope: (one) => one.shown && one.channel === "web",
    yes: (one) => one.clicked,
  },
  clicks_in_branch: {
    text: { numerator: "clicked", denominator: "offered", where: { channel: "branch" } },
    scope: (one) => one.offered && one.channel === "branch",
    yes: (one) => one.clicked,
  },
  not_offered: {
    text: { numerator: "shown", where: { offered: "0" } },
    scope: (one) => !one.offered,
    yes: (one) => one.shown,
  },
};

interface Case {
  readonly metrics: readonly string[];
  /** By group, how many rows are of each kind. */
  readonly counts: readonly (readonly number[])[];
}

/** Of many kinds many, of some few, of some none. */
const count = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 15, max: 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: MINIMUM - 1 }) },
  { weight: 3, arbitrary: fc.constant(0) },
);
const cases: fc.Arbitrary<Case> = fc.record({
  metrics: fc.subarray(Object.keys(METRICS), { minLength: 1, maxLength: 4 }),
  counts: fc.array(fc.array(count, { minLength: KINDS.length, maxLength: KINDS.length }), {
    minLength: GROUPS.length,
    maxLength: GROUPS.length,
  }),
});

/** One row a person. */
function textOf({ counts }: Case): string {
  const flag = (yes: boolean): string => (yes ? "1" : "0");
  const rows = counts.flatMap((some, at) =>
    some.flatMap((many, kind) => {
      const { channel, offered, shown, clicked } = KINDS[kind]!;
      return Array.from({ length: many }, () => [
        GROUPS[at]!,
        channel,
        flag(offered),
        flag(shown),
        flag(clicked),
      ]);
    }),
  );
  return csvOf(
    ["person", "a", "channel", "offered", "shown", "clicked"],
    rows.map((row, at) => [`p${at}`, ...row]),
  );
}

function planOf({ metrics }: Case): PlanText {
  return {
    log: { unit: "person" },
    attributes: ["a"],
    metrics: Object.fromEntries(metrics.map((id) => [id, METRICS[id]!.text])),
    proxies: { examine: false },
    settings: { disclosure_floor: 1, minimum_units: 2 },
  };
}

/** Kinds of few rows that a group's published figures tell more narrowly than by the minimum. */
function told(published: AuditResult, { counts, metrics }: Case): string[] {
  const variable = (group: number, kind: number): number => group * KINDS.length + kind;
  const all = (holds: (one: Kind) => boolean, group: number | null): Row["terms"] =>
    GROUPS.flatMap((_, at) =>
      group === null || group === at
        ? KINDS.flatMap((one, kind): Row["terms"] => (holds(one) ? [[variable(at, kind), 1]] : []))
        : [],
    );
  const rows: Row[] = [];
  const equal = (holds: (one: Kind) => boolean, group: number | null, sum: number): void =>
    void rows.push({ terms: all(holds, group), sum, kind: "equal" });
  equal(any, null, published.ledger.used);
  for (const { group, rows: own } of published.representation[0]!.groups)
    if (own !== null) equal(any, GROUPS.indexOf(group[0] as "x"), own);
  for (const id of metrics) {
    const { scope, yes } = METRICS[id]!;
    const family = published.families.find((one) => one.metric === id)!;
    const both = (one: Kind): boolean => scope(one) && yes(one);
    for (const [group, sums] of [
      [null, family.overall] as const,
      ...family.groups.map((one) => [GROUPS.indexOf(one.group[0] as "x"), one.moments] as const),
    ]) {
      if (sums === null) continue;
      equal(scope, group, sums.d);
      equal(both, group, sums.y);
    }
  }
  const program = new LinearProgram(GROUPS.length * KINDS.length, rows);
  return counts.flatMap((some, group) =>
    some.flatMap((many, kind) => {
      if (many === 0 || many >= MINIMUM) return [];
      const [least, most] = program.range(variable(group, kind), MINIMUM);
      return most - least >= MINIMUM - 1e-6
        ? []
        : [`${GROUPS[group]} ${JSON.stringify(KINDS[kind])}: ${many} in ${least} to ${most}`];
    }),
  );
}

describe("the kinds of rows that few are of", () => {
  it(
    "stay uncertain by the minimum, whatever metrics are published together",
    { timeout: 600_000 },
    async () => {
      let found = 0;
      let shown = 0;
      await fc.assert(
        fc.asyncProperty(cases, async (one) => {
          const secret = await runOnText(planOf(one), textOf(one));
          const published = publish(secret, MINIMUM);
          expect(told(published, one)).toEqual([]);
          found += told(secret, one).length;
          shown += published.families
            .flatMap((family) => family.groups)
            .filter((group) => group.moments).length;
        }),
        {
          numRuns: MORE === undefined ? 40 : 20 * Number(MORE),
          seed: MORE === undefined ? 7 : Math.floor(Math.random() * 2 ** 31),
          endOnFailure: true,
        },
      );
      // It finds them in the private results, and not because nothing is left in the public ones.
      expect(found).toBeGreaterThan(0);
      expect(shown).toBeGreaterThan(0);
    },
  );
});
