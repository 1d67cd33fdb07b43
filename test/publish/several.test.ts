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

describe("how many people came back", () => {
  it("is withheld where a metric looks at some rows only: who is in scope of two of them came back", async () => {
    const people = [
      ...times(90, (at) => [
        { a: "x", offered: at % 2 },
        { a: "x", channel: "shop" },
      ]),
      ...times(6, () => [{ a: "x" }, { a: "x" }]),
      ...times(400, (at) => [
        { a: at % 2 ? "x" : "y", channel: at % 4 > 1 ? "web" : "shop", offered: at % 2 },
      ]),
    ];
    const on = (channel: string): object => ({ numerator: "offered", where: { channel } });
    const { secret, open } = await published({ web: on("web"), shop: on("shop") }, people);
    const [web, shop] = secret.families.map(({ overall }) => overall!.units);
    expect(secret.units.repeated! - (web! + shop! - secret.units.count)).toBe(6);
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

describe("contacts", () => {
  it("are published by their mean: no share above a cap, and no quantile", async () => {
    const people = ["x", "y"].flatMap((a) => [
      ...times(100, () => offers(a, 1)),
      ...times(100, () => offers(a, 3)),
    ]);
    const { secret, open } = await published({ contacts: { kind: "contacts", cap: 2 } }, people);
    const figures = (one: AuditResult): unknown[] =>
      one.contacts[0]!.groups.map(({ mean, median, p90, above_cap: above }) => [mean, median, p90, above]);
    expect(figures(secret)).toEqual([
      [2, 2, 3, 0.5],
      [2, 2, 3, 0.5],
    ]);
    expect(figures(open)).toEqual([
      [2, null, null, null],
      [2, null, null, null],
    ]);
  });

  it("are withheld where few were never contacted, as whole numbers of one and two tell", async () => {
    const people = ["x", "y"].flatMap((a) => [
      ...times(a === "x" ? 5 : 50, () => [{ a, offered: 0 }]),
      ...times(100, () => [{ a }]),
      ...times(100, () => [{ a }, { a }]),
    ]);
    const { secret, open } = await published({ mails: { kind: "contacts", numerator: "offered" } }, people);
    const never = (one: AuditResult): number | null => {
      const { moments } = one.families[0]!.groups[0]!;
      return moments === null ? null : moments.units - (3 * moments.y - moments.yy!) / 2;
    };
    expect(never(secret)).toBe(5);
    expect(never(open)).toBe(null);
  });

  it.each([
    ["those of decisions of one kind", { kind: "contacts", numerator: "offered" }],
    ["those at some decisions", { kind: "contacts", where: { offered: "1" } }],
  ])("are withheld where few were never contacted, as sums of squares tell: %s", async (_, mails) => {
    const people = ["x", "y"].flatMap((a) => [
      ...times(a === "x" ? 5 : 50, () => [{ a, offered: 0 }]),
      ...times(200, () => [{ a }, { a }]),
    ]);
    const { secret, open } = await published({ mails }, people);
    const never = (one: AuditResult): number | null => {
      const { moments } = one.families[0]!.groups[0]!;
      return moments === null ? null : moments.units - (moments.y * moments.y) / moments.yy!;
    };
    expect(never(secret)).toBeCloseTo(5, 9);
    expect(never(open)).toBe(null);
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

  it("are withheld where few of them are not in several in scope of a metric", async () => {
    const two = (channel: string) => (at: number) => [
      { a: at % 2 ? "x" : "y", offered: 1 },
      { a: at % 2 ? "y" : "x", offered: 0, channel },
    ];
    const people = [
      ...times(7, two("shop")),
      ...times(53, two("web")),
      ...times(200, (at) => [{ a: at % 2 ? "x" : "y", channel: "shop" }]),
      ...times(400, (at) => [{ a: at % 2 ? "x" : "y", offered: Number(at % 4 > 1) }]),
    ];
    const metrics = { ...OFFERS, web: { numerator: "offered", where: { channel: "web" } } };
    const { secret, open } = await published(metrics, people);
    const inScope = (one: AuditResult): number | null => {
      const { groups, overall } = one.families.find(({ metric }) => metric === "web")!;
      const all = sum(groups.map(({ moments }) => moments?.units ?? null));
      return all === null || overall === null ? null : all - overall.units;
    };
    expect(sum(unitsOf(open, "a"))! - open.units.count).toBe(60);
    expect(inScope(secret)).toBe(53);
    expect(inScope(open)).toBe(null);
  });

  it("are withheld where few of a line of a crossing are not in several in scope of a metric", async () => {
    const two = (channel: string) => (at: number) => [
      { a: at % 2 ? "x" : "y", b: "u", offered: 1 },
      { a: at % 2 ? "y" : "x", b: "u", offered: 0, channel },
    ];
    const people = [
      ...times(8, two("shop")),
      ...times(40, two("web")),
      ...times(400, (at) => [
        {
          a: at % 2 ? "x" : "y",
          b: at % 4 > 1 ? "u" : "v",
          channel: at < 200 ? "web" : "shop",
          offered: at % 2,
        },
      ]),
      ...times(50, (at) => [
        { a: at % 2 ? "x" : "y", b: "v" },
        { a: at % 2 ? "y" : "x", b: "v", offered: 0, channel: at < 25 ? "web" : "shop" },
      ]),
    ];
    const metrics = { ...OFFERS, web: { numerator: "offered", where: { channel: "web" } } };
    const more = { attributes: ["a", "b"], intersections: [["a", "b"]] };
    const { secret, open } = await published(metrics, people, more);
    const several = (one: AuditResult, metric: string): number | null => {
      const of = (attributes: string, b: (group: readonly string[]) => boolean): (number | null)[] =>
        one.families
          .find((family) => family.metric === metric && family.attributes.join() === attributes)!
          .groups.filter(({ group }) => b(group))
          .map(({ moments }) => moments?.units ?? null);
      const [cells, line] = [of("a,b", (group) => group[1] === "u"), of("b", (group) => group[0] === "u")];
      return sum(cells) === null || line[0] == null ? null : sum(cells)! - line[0];
    };
    const told = (one: AuditResult): number | null => {
      const [all, web] = [several(one, "offers"), several(one, "web")];
      return all === null || web === null ? null : all - web;
    };
    expect(told(secret)).toBe(8);
    expect(told(open)).toBe(null);
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
  /** Six of each group are never eligible, and all are decided about so many times. */
  const panel = (decisions: (at: number) => number): Decision[][] =>
    ["x", "y", "z"].flatMap((a) =>
      times(200, (at) =>
        times(decisions(at), (one) => ({
          a,
          eligible: Number(at > 5),
          offered: at > 5 ? (at + one) % 2 : 0,
        })),
      ),
    );
  const ELIGIBLE = { numerator: "offered", denominator: "eligible" };

  it.each([
    ["so many, as squares tell", (): number => 4, { eligible: ELIGIBLE, contacts: { kind: "contacts" } }],
    [
      "two at least, as everybody came back",
      (at: number): number => 2 + (at > 5 ? at % 3 : 1),
      { eligible: ELIGIBLE },
    ],
  ] as const)(
    "go where decisions tell how many people are left out, each having %s",
    async (_, each, metrics) => {
      const { secret, open } = await published(metrics, panel(each));
      const { groups } = secret.families.find(({ metric }) => metric === "eligible")!;
      expect(groups.map(({ moments }) => moments!.units)).toEqual([194, 194, 194]);
      const own = open.families.find(({ metric }) => metric === "eligible")!;
      expect(own.groups.map(({ rate }) => rate.value)).toEqual([null, null, null]);
    },
  );

  it("go where everybody has three decisions or four, as squares of whole numbers tell", async () => {
    const people = ["x", "y", "z"].flatMap((a) =>
      times(200, (at) =>
        times(at % 2 ? 3 : 4, (one) => ({
          a,
          eligible: Number(at > 7),
          offered: at > 7 ? (at + one) % 2 : 0,
        })),
      ),
    );
    const { open } = await published({ eligible: ELIGIBLE, contacts: { kind: "contacts" } }, people);
    const own = open.families.find(({ metric }) => metric === "eligible")!;
    expect(own.groups.map(({ rate }) => rate.value)).toEqual([null, null, null]);
  });

  it("go where the people are those on the yes side of another metric, whose squares tell how many they are", async () => {
    // Few of each group have no offer at all; the others have one or two of three.
    const people = ["x", "y", "z"].flatMap((a) =>
      times(200, (at) =>
        times(3, (one) => {
          const offered = Number(at > 4 && one < 1 + (at % 2));
          return { a, offered, clicked: Number(offered === 1 && at % 3 === 0) };
        }),
      ),
    );
    const metrics = { ...OFFERS, ctr: { numerator: "clicked", denominator: "offered" } };
    const { secret, open } = await published(metrics, people);
    const never = (one: AuditResult): boolean => {
      const [offer, ctr] = one.families.map(({ groups }) => groups[0]!);
      const { y, yy } = offer!.moments ?? { y: null, yy: null };
      // (n - 1)(n - 2) is not below zero for any whole n.
      return y !== null && yy !== null && ctr!.rate.value !== null && 200 - (3 * y - yy) / 2 < 11;
    };
    expect(never(secret)).toBe(true);
    expect(never(open)).toBe(false);
  });

  it("stay where so many decisions may be of more people", async () => {
    const { open } = await published(
      { eligible: ELIGIBLE },
      panel((at) => (at < 100 ? 4 : 1)),
    );
    expect(open.families[0]!.groups.map(({ rate, moments }) => [rate.value === null, moments])).toEqual(
      times(3, () => [false, null]),
    );
  });
});

describe("two attributes of one column, one in finer bands", () => {
  it("are not both shown where people have moved from one band to the next", async () => {
    const people = [
      ...times(3, () => [{ a: 25 }, { a: 35 }]),
      ...times(600, (at) => times(2, (one) => ({ a: [25, 35, 45][at % 3]!, offered: one }))),
    ];
    const attributes = { fine: { column: "a", bins: [30, 40] }, coarse: { column: "a", bins: [40] } };
    const metrics = { offers: { numerator: "offered" } };
    const { secret, open } = await published(
      metrics,
      [...people, ...times(20, () => [{ a: 35 }, { a: 45 }])],
      {
        attributes,
      },
    );
    const moved = (one: AuditResult): number | null => {
      const of = (attribute: string, name: string): number | null =>
        one.representation
          .find(({ attributes: [id] }) => id === attribute)!
          .groups.find(({ group }) => group[0] === name)!.units;
      const all = of("coarse", "<40");
      const both = sum([of("fine", "<30"), of("fine", "30-39")]);
      return both === null || all === null ? null : both - all;
    };
    expect(moved(secret)).toBe(3);
    expect(moved(open)).toBe(null);
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

describe("a few people out of scope, with one decision each", () => {
  it("cost their group and one or two others, and not all of them", async () => {
    const people = (
      [
        ["v", 300, 7],
        ["w", 700, 40],
        ["x", 400, 30],
        ["y", 400, 30],
      ] as const
    ).flatMap(([a, all, out]) =>
      times(all, (at) => [{ a, eligible: Number(at >= out), offered: at >= out ? at % 2 : 0 }]),
    );
    const { open } = await published({ offers: { numerator: "offered", denominator: "eligible" } }, people);
    const shown = open.families[0]!.groups.map(({ moments }) => moments !== null);
    expect(shown[0]).toBe(false);
    expect(shown.filter((one) => one).length).toBeGreaterThanOrEqual(2);
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
