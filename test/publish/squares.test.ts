/** Sums of squares, and what they could be worked out from: in a public result only where they say no more than the sums. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figuresOf } from "../../src/measures/family.js";
import type { AuditResult, Estimate, GroupMeasurement } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { outwards, roundUp } from "../../src/publish/rounding.js";
import { tQuantile } from "../../src/stats/distributions.js";
import { CHECKS } from "../../src/recheck/recheck.js";
import { csvOf, familyOf, groupOf, type PlanText, runOnText } from "../oracle/run.js";
import { fixture } from "./fixture.js";

const PLAN: PlanText = {
  log: { unit: "person" },
  attributes: ["a"],
  metrics: { offers: { numerator: "offered" }, contacts: { kind: "contacts" } },
  proxies: { examine: false },
  settings: { disclosure_floor: 1, minimum_units: 20 },
};

/** So many people of each group who have one, two and three decisions. */
function panel(groups: Readonly<Record<string, readonly number[]>>): Promise<AuditResult> {
  const people = Object.entries(groups).flatMap(([a, counts]) =>
    counts.flatMap((count, more) => Array.from({ length: count }, () => ({ a, decisions: more + 1 }))),
  );
  const rows = people.flatMap(({ a, decisions }, person) =>
    Array.from({ length: decisions }, (_, at) => [String(person), a, String((person + at) % 2)]),
  );
  return runOnText(PLAN, csvOf(["person", "a", "offered"], rows));
}

/** Whole numbers of one, two and three follow from how many people there are, their sum, and the sum of squares. */
function threes({ units, y, yy }: { units: number; y: number; yy: number }): number {
  return (yy - 3 * y + 2 * units) / 2;
}

const measured = (result: AuditResult): GroupMeasurement => groupOf(familyOf(result, "contacts", "a"), "x");

describe("how many people have three decisions", () => {
  it("follows from sums of squares, which are in no public result where people come back", async () => {
    const secret = await panel({ x: [200, 90, 5], y: [150, 150, 100] });
    const { units, y, yy } = measured(secret).moments!;
    expect(threes({ units, y, yy: yy! })).toBe(5);
    const open = publish(secret);
    expect(measured(open).moments).toEqual({ ...measured(secret).moments, yy: null, dd: null, yd: null });
    for (const { groups, overall, omnibus } of open.families) {
      expect([overall!.yy, overall!.dd, overall!.yd, omnibus]).toEqual([null, null, null, null]);
      for (const one of groups)
        expect([one.standard_error, one.design_effect, one.effective_n]).toEqual([null, null, null]);
    }
    for (const { comparison } of open.findings)
      expect(comparison).toMatchObject({
        test: null,
        p_adjusted: null,
        minimum_detectable_ratio: null,
        units_needed: null,
      });
  });

  it.each([
    ["few people", [40, 30, 5]],
    ["a few hundred", [200, 90, 5]],
    ["thousands", [3000, 900, 5]],
    ["people of whom hardly any come back", [300, 12, 1]],
  ])("cannot be told from an interval that is published, among %s", async (_who, counts) => {
    const secret = await panel({ x: counts, y: [150, 150, 100] });
    const { moments, rate } = measured(publish(secret));
    const { units, y } = moments!;
    // Whoever has all that is published knows a bound for the sum of squares about the mean: the interval is mean -+ t x its root.
    const half = (rate.high! - rate.low!) / 2 / tQuantile(0.975, units - 1);
    const most = half * half * units * (units - 1);
    const [ones, twos, three] = counts as [number, number, number];
    // Of as many people and as many decisions: two with two for one with one and one with three.
    const possible = Array.from({ length: Math.floor(twos / 2) + three + 1 }, (_, more) => more - three);
    const like = possible.filter((more) => {
      const yy = ones + more + 4 * (twos - 2 * more) + 9 * (three + more);
      return yy - (y * y) / units <= most * (1 + 1e-9);
    });
    expect(like).toContain(0);
    expect(like.length).toBeGreaterThanOrEqual(Math.min(11, possible.length));
  });

  it("and of two logs that differ in it alone the public results are the same", async () => {
    const figures = ({ families, findings }: AuditResult): unknown => ({
      families: families.filter(({ metric }) => metric === "contacts"),
      findings: findings.filter(({ metric }) => metric === "contacts"),
    });
    const [one, other] = [
      await panel({ x: [200, 90, 5], y: [150, 150, 100] }),
      await panel({ x: [204, 82, 9], y: [150, 150, 100] }),
    ];
    expect(figures(one)).not.toEqual(figures(other));
    expect(figures(publish(one))).toEqual(figures(publish(other)));
  });
});

describe("how many people clicked twice", () => {
  it("cannot be told where hardly anybody did", async () => {
    // 600 people of each group, four decisions each; 68 clicked once, and one twice.
    const rows = Array.from({ length: 4800 }, (_, at) => {
      const [person, time] = [Math.floor(at / 4), at % 4];
      const clicked = Number(person % 600 < 69 && time === 0) + Number(person % 600 === 0 && time === 1);
      return [String(person), person < 600 ? "x" : "y", String(clicked)];
    });
    const secret = await runOnText(
      { ...PLAN, metrics: { clicks: { numerator: "clicked" } } },
      csvOf(["person", "a", "clicked"], rows),
    );
    const { moments } = groupOf(familyOf(secret, "clicks", "a"), "x");
    expect((moments!.yy! - moments!.y) / 2).toBe(1);
    const open = groupOf(familyOf(publish(secret), "clicks", "a"), "x");
    const { y, d, units } = open.moments!;
    // The limit is Wilson's of so many decisions as the variance is worth: what is the least of these, of all twice that could be?
    const low = (twice: number): number => {
      const yy = y + 2 * twice;
      return figuresOf({ ...moments!, yy, yd: 4 * y, dd: 16 * units, y, d }, true, 0.95).rate.low!;
    };
    const like = Array.from({ length: 30 }, (_, twice) => twice).filter(
      (twice) => low(twice) >= open.rate.low! - 1e-12,
    );
    expect(like.length).toBeGreaterThanOrEqual(11);
  });
});

describe("sums of squares", () => {
  it("stay with tests and standard errors where each person has one decision: they are the sums", async () => {
    const secret = await panel({ x: [300], y: [400] });
    const open = publish(secret);
    const figures = (one: AuditResult): unknown => familyOf(one, "offers", "a");
    expect(figures(open)).toEqual({
      ...familyOf(secret, "offers", "a"),
      groups: familyOf(secret, "offers", "a").groups.map((one) => ({ ...one, largest_unit_share: null })),
    });
    expect(open.findings.find((one) => one.metric === "offers")!.comparison).toEqual(
      secret.findings.find((one) => one.metric === "offers")!.comparison,
    );
  });
});

describe("intervals of a public result", () => {
  it.each([
    "month",
    "attribute-changes-within-person",
    "membership-probabilities",
    "repeats-make-it-look-sure",
  ])("hold the private ones, and the verdicts follow from them: fixtures/%s", async (name) => {
    const secret = await fixture(name);
    const open = publish(secret);
    const pairs = [
      ...open.families.flatMap(({ metric, attributes, groups }) =>
        groups.map((one) => {
          const own = secret.families.find(
            (other) => other.metric === metric && other.attributes.join() === attributes.join(),
          )!;
          return { open: one.rate, secret: groupOf(own, one.group.join(" x ")).rate };
        }),
      ),
      ...open.findings.flatMap(({ id, rule, comparison }) => {
        const own = secret.findings.find((one) => one.id === id && one.rule === rule)!.comparison;
        return comparison === null || own === null
          ? []
          : [
              { open: comparison.ratio, secret: own.ratio },
              { open: comparison.difference, secret: own.difference },
            ];
      }),
    ].filter((one) => one.open.low !== null);
    expect(pairs.length).toBeGreaterThan(3);
    expect(CHECKS.flatMap(({ find }) => find(open))).toEqual([]);
    for (const one of pairs) {
      expect(one.open.low).toBeLessThanOrEqual(one.secret.low! + 1e-9);
      expect(one.open.high ?? Infinity).toBeGreaterThanOrEqual((one.secret.high ?? Infinity) - 1e-9);
    }
  });
});

const finite = { noNaN: true, noDefaultInfinity: true } as const;

describe("an interval rounded outwards", () => {
  const ends = fc
    .tuple(fc.double({ min: -1000, max: 1000, ...finite }), fc.double({ min: 1e-6, max: 1000, ...finite }))
    .map(([lower, width]) => ({ lower, upper: lower + width }));
  const parts = fc.double({ min: 0.01, max: 1, ...finite });

  it("holds the interval, and is wider by two and a half times the part asked for at most, at either end", () => {
    fc.assert(
      fc.property(ends, parts, (own, part) => {
        const { lower, upper } = outwards(own.lower, own, part);
        const most = 2.5 * part * (own.upper - own.lower) + 1e-9;
        expect(lower).toBeLessThanOrEqual(own.lower);
        expect(upper!).toBeGreaterThanOrEqual(own.upper);
        expect(own.lower - lower).toBeLessThanOrEqual(most);
        expect(upper! - own.upper).toBeLessThanOrEqual(most);
        // Without an end it is as wide as it reaches down, twice.
        const open = outwards((own.lower + own.upper) / 2, { ...own, upper: null }, part);
        expect(open.upper).toBe(null);
        expect(open.lower).toBeLessThanOrEqual(own.lower);
        expect(own.lower - open.lower).toBeLessThanOrEqual(most);
      }),
    );
  });

  it("has ends that many others would have: of ten within the part at most two, or twice as many where rounding turns the step", () => {
    fc.assert(
      fc.property(ends, parts, (own, part) => {
        const step = (part * (own.upper - own.lower)) / 10;
        const moved = Array.from({ length: 10 }, (_, at) =>
          outwards(0, { lower: own.lower + at * step, upper: own.upper + at * step }, part),
        );
        expect(new Set(moved.map((one) => one.lower)).size).toBeLessThanOrEqual(4);
      }),
    );
  });

  it("ends at 1, 2 or 5 times a power of ten", () => {
    expect(outwards(1, { lower: 0.8123, upper: 1.1 }, 0.5)).toEqual({ lower: 0.8, upper: 1.2 });
    expect(outwards(1, { lower: 0.8123, upper: 1.1 }, 0.01)).toEqual({ lower: 0.81, upper: 1.1 });
    expect(outwards(0, { lower: -1234, upper: 4321 }, 0.2)).toEqual({ lower: -2000, upper: 6000 });
    expect([0, 0.0031, 0.02, 4, 5, 51].map((one) => roundUp(one, [1, 2, 5]))).toEqual([
      0, 0.005, 0.02, 5, 5, 100,
    ]);
  });
});

describe("a public result without sums of squares", () => {
  it("is checked as far as it goes: rates by their sums and intervals, verdicts by ratios", async () => {
    const open = publish(await fixture("month"));
    const found = (one: AuditResult): string[] =>
      CHECKS.flatMap(({ find }) => find(one)).map(({ path }) => path);
    expect(found(open)).toEqual([]);
    const at = open.families.findIndex((one) => one.groups[0]!.moments !== null);
    const changed = (change: (group: GroupMeasurement) => GroupMeasurement): AuditResult => ({
      ...open,
      families: open.families.map((one, place) =>
        place === at
          ? { ...one, groups: one.groups.map((group, index) => (index === 0 ? change(group) : group)) }
          : one,
      ),
    });
    const rate = (more: Partial<Estimate>): string[] =>
      found(changed((one) => ({ ...one, rate: { ...one.rate, ...more } })));
    const own = open.families[at]!.groups[0]!.rate;
    const place = `families.${at}.groups.0.rate`;
    expect(rate({ value: own.value! + 0.01 })).toContain(`${place}.value`);
    expect(rate({ low: own.low! + 0.0001 })).toContain(`${place}.low`);
    expect(rate({ high: own.high! + 0.0001 })).toContain(`${place}.high`);
    const compared = open.findings.findIndex(
      ({ metric, comparison, comparator }) =>
        metric === open.families[at]!.metric && comparison !== null && comparator.group !== null,
    );
    const { comparison } = open.findings[compared]!;
    const findings = open.findings.with(compared, {
      ...open.findings[compared]!,
      comparison: { ...comparison!, ratio: { ...comparison!.ratio, low: comparison!.ratio.low! - 0.001 } },
    });
    expect(found({ ...open, findings })).toContain(`findings.${compared}.comparison.ratio.low`);
    const publication = { ...open.publication!, spreads: [] };
    expect(found({ ...open, publication })).toContain(`families.${at}.groups.0.moments.yy`);
  });
});
