/** Crossings of which cells are withheld, and what their margins and other crossings tell of these. */
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { csvOf, type PlanText, runOnText } from "../oracle/run.js";

type Row = Readonly<Record<string, string | number>>;
type Cell = readonly [count: number, row: Row];

const HEADER = ["person", "a", "b", "c", "channel", "offered"];

async function published(
  cells: readonly Cell[],
  more: PlanText,
): Promise<{ readonly secret: AuditResult; readonly open: AuditResult }> {
  const rows = cells.flatMap(([count, row]) =>
    Array.from({ length: count }, (_, at): Row => ({ c: "n", channel: "web", offered: at % 2, ...row })),
  );
  const text = csvOf(
    HEADER,
    rows.map((row, person) => HEADER.map((name) => String(name === "person" ? person : row[name]))),
  );
  const plan: PlanText = {
    log: { unit: "person" },
    attributes: ["a", "b"],
    metrics: { offers: { numerator: "offered" } },
    intersections: [["a", "b"]],
    proxies: { examine: false },
    settings: { disclosure_floor: 1, minimum_units: 20 },
    ...more,
  };
  const secret = await runOnText(plan, text);
  return { secret, open: publish(secret) };
}

function people(one: AuditResult, attributes: string, group: string): number | null {
  const table = one.representation.find((own) => own.attributes.join() === attributes)!;
  return table.groups.find((own) => own.group.join() === group)!.units;
}

function less(first: number | null, ...others: readonly (number | null)[]): number | null {
  return others.reduce((rest, one) => (rest === null || one === null ? null : rest - one), first);
}

describe("a crossing that is withheld altogether", () => {
  it("does not stand beside both of its attributes where a group that is not there tells what is in another", async () => {
    const { secret, open } = await published(
      [
        [300, { a: "f", b: "care" }],
        [5, { a: "m", b: "care" }],
        [300, { a: "m", b: "plant" }],
      ],
      {},
    );
    // Nobody is f and plant, which the list of its groups shows.
    const told = (one: AuditResult): number | null => less(people(one, "b", "care"), people(one, "a", "f"));
    expect(told(secret)).toBe(5);
    expect(told(open)).toBe(null);
  });
});

describe("the line of a crossing", () => {
  it("does not tell what metrics leave in its cells that are withheld, all together", async () => {
    const cell = (a: string, b: string, web: number, app: number, branch: number): Cell[] => [
      [web, { a, b, channel: "web" }],
      [app, { a, b, channel: "app" }],
      [branch, { a, b, channel: "branch" }],
    ];
    const on = (channel: string): object => ({ numerator: "offered", where: { channel } });
    const { secret, open } = await published(
      [
        ...cell("f", "north", 60, 60, 4),
        ...cell("f", "west", 80, 80, 4),
        ...cell("f", "south", 180, 90, 40),
        ...cell("m", "north", 90, 70, 40),
        ...cell("m", "west", 90, 80, 50),
        ...cell("m", "south", 170, 100, 40),
      ],
      { metrics: { web: on("web"), app: on("app") } },
    );
    const sum = (one: AuditResult, metric: string, attributes: string, group: string): number | null =>
      one.families
        .find((own) => own.metric === metric && own.attributes.join() === attributes)!
        .groups.find((own) => own.group.join() === group)!.moments?.d ?? null;
    const told = (one: AuditResult): number | null =>
      less(
        less(people(one, "a", "f"), people(one, "a,b", "f,south")),
        less(sum(one, "web", "a", "f"), sum(one, "web", "a,b", "f,south")),
        less(sum(one, "app", "a", "f"), sum(one, "app", "a,b", "f,south")),
      );
    expect(told(secret)).toBe(8);
    expect(told(open)).toBe(null);
  });
});

describe("three attributes of which each two are crossed", () => {
  it("do not tell how many few are in three groups or in none of them", async () => {
    const large = ["f n new", "f s old", "f s new", "m n old", "m n new", "m s old"].map((one): Cell => {
      const [a, b, c] = one.split(" ") as [string, string, string];
      return [150, { a, b, c }];
    });
    const { secret, open } = await published(
      [[5, { a: "f", b: "n", c: "old" }], [4, { a: "m", b: "s", c: "new" }], ...large],
      { attributes: ["a", "b", "c"], intersections: "pairs" },
    );
    const told = (one: AuditResult): number | null => {
      const rest = less(
        one.units.count,
        people(one, "a", "f"),
        people(one, "b", "n"),
        people(one, "c", "old"),
      );
      const pairs = [people(one, "a,b", "f,n"), people(one, "a,c", "f,old"), people(one, "b,c", "n,old")];
      return pairs.reduce((all, pair) => (all === null || pair === null ? null : all + pair), rest);
    };
    expect(told(secret)).toBe(9);
    expect(told(open)).toBe(null);
  });
});

describe("a metric that is withheld in one table for what it leaves there", () => {
  /** Of x three on the phone were not offered anything, of the others thirty. */
  const cells = ["x", "y", "z"].flatMap((a) =>
    ["u", "v"].flatMap((b): Cell[] => [
      [100, { a, b, channel: "web" }],
      [100, { a, b, channel: "shop" }],
      [60, { a, b, channel: "phone", offered: 1 }],
      [b === "u" ? (a === "x" ? 3 : 30) : 0, { a, b, channel: "phone", offered: 0 }],
    ]),
  );
  const on = (channel: string, more: object = {}): object => ({
    numerator: "offered",
    where: { channel, ...more },
  });
  const METRICS = { offers: { numerator: "offered" }, web: on("web"), shop: on("shop") };
  const no = (one: AuditResult, metric: string, attributes: string, group: RegExp): number | null => {
    const family = one.families.find((own) => own.metric === metric && own.attributes.join() === attributes)!;
    return family.groups
      .filter((own) => group.test(own.group.join()))
      .reduce<number | null>(
        (all, { moments }) => (all === null || moments === null ? null : all + moments.d - moments.y),
        0,
      );
  };

  it("is not had back by adding up the cells of a crossing", async () => {
    const { secret, open } = await published(cells, { metrics: METRICS });
    const told = (one: AuditResult): number | null =>
      less(
        ...(["offers", "web", "shop"].map((id) => no(one, id, "a", /^x$/u) ?? no(one, id, "a,b", /^x,/u)) as [
          number | null,
          number | null,
          number | null,
        ]),
      );
    expect(told(secret)).toBe(3);
    expect(told(open)).toBe(null);
  });

  it("is not had back by another that asks for the group", async () => {
    const metrics = { ...METRICS, web_x: on("web", { a: "x" }), shop_x: on("shop", { a: "x" }) };
    const { secret, open } = await published(cells, { metrics, intersections: undefined });
    const inX = (one: AuditResult, id: string): number | null => {
      const { overall } = one.families.find((own) => own.metric === `${id}_x`)!;
      return no(one, id, "a", /^x$/u) ?? (overall && overall.d - overall.y);
    };
    const told = (one: AuditResult): number | null =>
      less(no(one, "offers", "a", /^x$/u), inX(one, "web"), inX(one, "shop"));
    expect(told(secret)).toBe(3);
    expect(told(open)).toBe(null);
  });
});
