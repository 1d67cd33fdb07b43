/** People with several decisions, or in several groups: what counts of both together would tell of a few of them. */
import { describe, expect, it } from "vitest";
import type { AuditResult, Finding } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { csvOf, type PlanText, runOnText } from "../oracle/run.js";

type Decision = Readonly<Record<string, string | number>>;

const HEADER = ["person", "a", "b", "channel", "eligible", "offered", "clicked"];

/** One list of decisions a person. */
function log(people: readonly (readonly Decision[])[]): string {
  return csvOf(
    HEADER,
    people.flatMap((decisions, person) =>
      decisions.map((one) => {
        const row: Decision = { person, b: "u", channel: "web", eligible: 1, offered: 1, clicked: 0, ...one };
        return HEADER.map((name) => String(row[name]));
      }),
    ),
  );
}

async function published(
  metrics: PlanText["metrics"],
  people: readonly (readonly Decision[])[],
  more: PlanText = {},
): Promise<{ readonly secret: AuditResult; readonly open: AuditResult }> {
  const plan: PlanText = {
    log: { unit: "person" },
    attributes: ["a"],
    metrics,
    proxies: { examine: false },
    settings: { disclosure_floor: 1, minimum_units: 20 },
    ...more,
  };
  const secret = await runOnText(plan, log(people));
  return { secret, open: publish(secret) };
}

const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const sum = (some: readonly (number | null)[]): number | null =>
  some.reduce((all, one) => (all === null || one === null ? null : all + one), 0);
/** Every second decision is an offer. */
const offers = (a: string, count: number): Decision[] => times(count, (at) => ({ a, offered: at % 2 }));
const unitsOf = (one: AuditResult, attributes: string): (number | null)[] =>
  one.representation
    .find((table) => table.attributes.join() === attributes)!
    .groups.map(({ units }) => units);
const OFFERS = { offers: { numerator: "offered" } };
const CONTACTS = { kind: "contacts", numerator: "offered", cap: 1 };

describe("how many people came back", () => {
  it("is withheld where few of them came no more often than a cap of contacts", async () => {
    const people = ["x", "y"].flatMap((a) => [
      ...times(100, () => offers(a, 1)),
      ...times(a === "x" ? 3 : 2, () => offers(a, 2)),
      ...times(50, () => offers(a, 3)),
    ]);
    const { secret, open } = await published({ ...OFFERS, contacts: { kind: "contacts", cap: 2 } }, people);
    expect(secret.units.repeated).toBe(105);
    const above = sum(open.contacts[0]!.groups.map(({ units, above_cap: share }) => units! * share!));
    expect(above).toBeCloseTo(100, 9);
    expect(open.units.repeated).toBe(null);
  });

  it("is withheld where few of them stayed in one group", async () => {
    const people = [
      ...times(60, (at) => [...offers(at % 2 ? "x" : "y", 1), ...offers(at % 2 ? "y" : "x", 1)]),
      ...times(6, (at) => offers(at % 2 ? "x" : "y", 2)),
      ...times(200, (at) => offers(at % 2 ? "x" : "y", 1)),
    ];
    const { secret, open } = await published(OFFERS, people);
    expect(secret.units.repeated).toBe(66);
    expect(sum(unitsOf(open, "a"))! - open.units.count).toBe(60);
    expect(open.units.repeated).toBe(null);
  });
});

describe("the share above a cap of contacts", () => {
  it("is withheld where few were shown something and not more than once", async () => {
    const people = ["x", "y"].flatMap((a) => [
      ...times(40, () => [{ a, offered: 0 }]),
      ...times(a === "x" ? 5 : 40, () => [{ a, clicked: 0 }]),
      ...times(200, (at) => [{ a, clicked: at % 2 }, { a }]),
    ]);
    const metrics = { ctr: { numerator: "clicked", denominator: "offered" }, each: CONTACTS };
    const { secret, open } = await published(metrics, people);
    const once = (one: AuditResult): number | null => {
      const shown = one.families.find(({ metric }) => metric === "ctr")!.groups[0]!.moments;
      const { units, above_cap: share } = one.contacts[0]!.groups[0]!;
      return shown === null || units === null || share === null ? null : shown.units - units * share;
    };
    expect(once(secret)).toBeCloseTo(5, 9);
    expect(once(open)).toBe(null);
  });

  it("is withheld for every cap where it is for one: with sums of squares one tells the other", async () => {
    const people = ["x", "y"].flatMap((a) => [
      ...times(a === "x" ? 4 : 40, () => offers(a, 1)),
      ...times(60, () => offers(a, 2)),
      ...times(60, () => offers(a, 3)),
    ]);
    const cap = (most: number): object => ({ kind: "contacts", cap: most });
    const { secret, open } = await published({ one: cap(1), two: cap(2) }, people);
    const shares = (result: AuditResult): (number | null)[] =>
      result.contacts.flatMap(({ groups }) => groups.map((one) => one.above_cap));
    expect(shares(secret)).not.toContain(null);
    expect(new Set(shares(open))).toEqual(new Set([null]));
  });
});

describe("people in several groups", () => {
  it("are not told of a line of a crossing, where few of that line have moved", async () => {
    const moved = (b: string) => (at: number) => [
      { a: ["x", "y", "z"][at % 3]!, b, offered: 1 },
      { a: ["y", "z", "x"][at % 3]!, b, offered: 0 },
    ];
    const people = [
      ...times(6, moved("u")),
      ...times(8, moved("v")),
      ...times(600, (at) =>
        times(2, (one) => ({ a: ["x", "y", "z"][at % 3]!, b: at % 2 ? "u" : "v", offered: one })),
      ),
    ];
    const more = { attributes: ["a", "b"], intersections: [["a", "b"]] };
    const { secret, open } = await published(OFFERS, people, more);
    const inU = (one: AuditResult): number | null => {
      const { groups } = one.representation.find(({ attributes }) => attributes.length === 2)!;
      return sum(groups.filter(({ group }) => group[1] === "u").map(({ units }) => units));
    };
    expect(inU(secret)! - unitsOf(secret, "b")[0]!).toBe(6);
    expect(inU(open)).toBe(null);
    // Of one attribute those who moved are enough.
    expect(sum(unitsOf(open, "a"))! - open.units.count).toBe(14);
  });

  it("are counted nowhere but in how many more all groups have: who is in three would follow", async () => {
    const people = [
      ...times(4, (at) => ["x", "y", "z"].map((a) => ({ a, offered: at % 2 }))),
      ...times(56, (at) => [...offers("x", 1), ...offers(at % 2 ? "y" : "z", 1)]),
      ...times(600, (at) => offers(["x", "y", "z"][at % 3]!, 3)),
    ];
    const { secret, open } = await published(OFFERS, people);
    expect(sum(unitsOf(open, "a"))! - open.units.count - secret.families[0]!.mixed_units!).toBe(4);
    for (const one of [open.families[0]!, open.representation[0]!]) expect(one.mixed_units).toBe(null);
    const shared = (one: AuditResult): unknown[] =>
      one.findings.map(({ comparison }) => comparison?.shared_units);
    expect(Math.max(...(shared(secret) as number[]))).toBeGreaterThan(0);
    expect(new Set(shared(open))).toEqual(new Set([null]));
  });
});

describe("rates of which the people are withheld", () => {
  it("go where everybody has so many decisions that the rates tell how many people are left out", async () => {
    // Whoever is not eligible never is, and all are decided about four times.
    const people = ["x", "y", "z"].flatMap((a) =>
      times(200, (at) =>
        times(4, (one) => ({ a, eligible: Number(at > 3), offered: at > 3 ? (at + one) % 2 : 0 })),
      ),
    );
    const metrics = { eligible_offers: { numerator: "offered", denominator: "eligible" } };
    const { open } = await published(metrics, people);
    expect(open.families[0]!.groups.map(({ rate }) => rate.value)).toEqual([null, null, null]);
  });
});

describe("an adjusted p", () => {
  /** Groups of 300 with so many offers each; of the last so many have none. */
  const groups = (rates: readonly number[]): Decision[][] =>
    rates.flatMap((yes, group) => times(300, (at) => [{ a: "vwxyz"[group]!, offered: Number(at < yes) }]));

  it("is shown where all groups of its family are", async () => {
    const { secret, open } = await published(OFFERS, groups([100, 150, 200, 180, 120]));
    const adjusted = (one: AuditResult): unknown[] =>
      one.findings.map(({ comparison }) => comparison?.p_adjusted);
    expect(adjusted(open)).toEqual(adjusted(secret));
    expect(adjusted(open)).not.toContain(null);
  });

  it("is not where one of them is withheld: its rank among them would tell that one's p", async () => {
    const { secret, open } = await published(OFFERS, groups([100, 150, 200, 180, 294]));
    const told = (one: Finding): boolean =>
      one.comparison?.test != null && one.comparison.p_adjusted !== null;
    expect(secret.findings.filter(told).length).toBe(4);
    const compared = open.findings.filter(({ comparison }) => comparison !== null);
    expect(compared.every((one) => !told(one))).toBe(true);
  });
});

describe("a few blank cells", () => {
  it("cost the metric that they leave few out of, and not the one that it is part of", async () => {
    const people = ["x", "y"].flatMap((a) =>
      times(400, (at) => [{ a, offered: at % 2, clicked: a === "x" && at < 6 ? "" : at % 3 === 0 ? 1 : 0 }]),
    );
    const metrics = { ...OFFERS, ctr: { numerator: "clicked", denominator: "offered" } };
    const { secret, open } = await published(metrics, people);
    const [all, ctr] = secret.families.map(({ overall }) => overall!);
    expect(all!.y - ctr!.d).toBe(3);
    expect(open.families.map(({ groups: own }) => own.every(({ moments }) => moments !== null))).toEqual([
      true,
      false,
    ]);
  });
});
