/** Rules of publishing, each with a log in which it alone keeps a count of few people uncertain. */
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { csvOf, type PlanText, runOnText } from "../oracle/run.js";
import { narrow } from "./narrow.js";

const SETTINGS = { proxies: { examine: false } };

/** People with one row each: so many of every kind, of whom so many say yes. */
function logOf(
  header: readonly string[],
  kinds: readonly (readonly [...string[], number, number])[],
): string {
  return csvOf(
    ["person", ...header, "yes"],
    kinds.flatMap((kind, at) => {
      const values = kind.slice(0, -2) as string[];
      const [people, yes] = kind.slice(-2) as [number, number];
      return Array.from({ length: people }, (_, one) => [`p${at}-${one}`, ...values, one < yes ? "1" : "0"]);
    }),
  );
}

/** Groups of a table whose figures on a metric are shown. */
function shown(result: AuditResult, metric: string, ...attributes: readonly string[]): string[] {
  const family = result.families.find(
    (one) => one.metric === metric && one.attributes.join() === attributes.join(),
  );
  return family!.groups.flatMap((one) => (one.moments === null ? [] : [one.group.join("/")]));
}

describe("two attributes made of one column", () => {
  const plan: PlanText = {
    log: { unit: "person" },
    attributes: {
      fine: { column: "age", bins: [30, 35, 40] },
      coarse: { column: "age", bins: [40] },
    },
    metrics: { yes: "yes" },
    ...SETTINGS,
  };
  const ages = (few: number): string =>
    logOf(
      ["age"],
      [
        ["25", 200, 60],
        ["32", few, few / 3],
        ["37", 200, 60],
        ["45", 200, 60],
        ["55", 200, 60],
      ],
    );

  const left = async (more: PlanText, few: number): Promise<string[]> => {
    const published = publish(await runOnText({ ...plan, ...more }, ages(few)));
    return ["fine", "coarse"].filter((one) => shown(published, "yes", one).length > 0);
  };

  it("both stay where the groups of one are parts of the other's, and none is small", async () => {
    expect(await left({}, 60)).toEqual(["fine", "coarse"]);
  });

  it("do not both stay where one has a small group, of which the other tells", async () => {
    expect(await left({}, 6)).toEqual(["fine"]);
  });

  it("do not both stay where their groups overlap: 200 under 30 and 206 under 35 are six between", async () => {
    const attributes = { fine: { column: "age", bins: [30, 40] }, coarse: { column: "age", bins: [35, 40] } };
    expect(await left({ attributes }, 6)).toEqual(["fine"]);
  });
});

describe("a metric with few people in all", () => {
  it("is withheld in every table, total included, with what counts the same column", async () => {
    const text = csvOf(
      ["person", "a", "channel", "yes", "bought"],
      Array.from({ length: 600 }, (_, at) => [
        `p${at}`,
        "xyz"[at % 3]!,
        at < 9 ? "branch" : "web",
        at % 4 === 0 ? "1" : "0",
        at % 5 === 0 ? "1" : "0",
      ]),
    );
    const metrics = {
      every: "yes",
      branch: { numerator: "yes", where: { channel: "branch" } },
      bought: "bought",
    };
    const secret = await runOnText(
      { log: { unit: "person" }, attributes: ["a"], metrics, ...SETTINGS },
      text,
    );
    const published = publish(secret);
    const family = (metric: string): unknown =>
      published.families.find((one) => one.metric === metric)!.overall;
    expect([family("branch"), family("every")]).toEqual([null, null]);
    expect(shown(published, "branch", "a")).toEqual([]);
    expect(shown(published, "bought", "a")).toEqual(["x", "y", "z"]);
    expect(family("bought")).not.toBe(null);
  });
});

describe("a cell of a crossing with few events", () => {
  it("is withheld with cells that events can be moved to and from, not with the smallest", async () => {
    const plan = {
      log: { unit: "person" },
      attributes: ["a", "b"],
      intersections: "pairs",
      metrics: { yes: "yes" },
      ...SETTINGS,
    };
    // Beside x/p with 3 of 200 the smallest cells are x/q and y/p, where all or nobody say yes.
    const text = logOf(
      ["a", "b"],
      [
        ["x", "p", 200, 3],
        ["x", "q", 100, 0],
        ["x", "r", 300, 150],
        ["y", "p", 100, 0],
        ["y", "q", 100, 100],
        ["y", "r", 300, 150],
        ["z", "p", 300, 150],
        ["z", "q", 300, 150],
        ["z", "r", 300, 150],
      ],
    );
    const secret = await runOnText(plan, text);
    const published = publish(secret);
    expect(narrow(published, secret)).toEqual([]);
    const left = shown(published, "yes", "a", "b");
    expect(left).toContain("y/q");
    for (const cell of ["x/p", "x/r", "z/p", "z/r"]) expect(left).not.toContain(cell);
  });
});

describe("groups of an attribute withheld together", () => {
  const plan = { log: { unit: "person" }, attributes: ["a"], metrics: { yes: "yes" }, ...SETTINGS };

  it("leave room: a small group is not withheld with one that its verdict says is of the fewest people judged", async () => {
    // Together 36 people, of whom a verdict says that 30 are w: only six are uncertain.
    const text = logOf(
      ["a"],
      [
        ["s", 5, 2],
        ["w", 31, 15],
        ["x", 300, 150],
        ["y", 400, 200],
      ],
    );
    const published = publish(await runOnText(plan, text));
    expect(shown(published, "yes", "a")).toHaveLength(1);
  });
});

describe("what features tell", () => {
  const header = ["person", "a", "zip", "device", "yes"];
  const plan: PlanText = {
    log: { unit: "person", features: ["zip", "device"] },
    attributes: ["a"],
    metrics: { yes: "yes", rare: { numerator: "yes", where: { device: "kiosk" } } },
  };
  /** Group s is known by its zip and device together, and is the best told; `few` rows have no zip, and a few of no group. */
  const rows = (few: number): string[][] =>
    ["s", "x", "y", "z"].flatMap((a, group) =>
      Array.from({ length: a === "s" ? 40 : 400 }, (_, at) => [
        `${a}${at}`,
        a === "x" && at % 100 < few ? "" : a,
        a === "y" && at < few ? "" : String(10_000 + 100 * group + (at % 4)),
        at % 3 === 0 ? "phone" : "web",
        at % (a === "s" ? 8 : 2) === 0 ? "1" : "0",
      ]),
    );
  const withKiosk = (few: number): string =>
    csvOf(header, [
      ...rows(few),
      ...Array.from({ length: 5 }, (_, at) => [`k${at}`, "x", "10100", "kiosk", "1"]),
    ]);

  it("of a withheld group is told nowhere: strengths, the worst group, the ladder of a postal code, features together", async () => {
    const secret = await runOnText(plan, withKiosk(0));
    const says = (result: AuditResult): boolean[] =>
      [result.proxies!.pairs, result.proxies!.joint].map((one) => JSON.stringify(one).includes('"s"'));
    expect(says(secret)).toEqual([true, true]);
    expect(secret.proxies!.pairs.find((one) => one.feature === "zip")!.worst!.group).toBe("s");
    const published = publish(secret, 50);
    expect(says(published)).toEqual([false, false]);
    const pair = published.proxies!.pairs.find((one) => one.feature === "zip")!;
    expect([pair.worst, pair.people, pair.rows, pair.p_strength]).toEqual([null, null, null, null]);
  });

  it("of a metric that is withheld everywhere is not told", async () => {
    const secret = await runOnText(plan, withKiosk(0));
    const uses = (result: AuditResult): string[] =>
      result.proxies!.pairs.flatMap((one) => one.uses.map((use) => use.metric));
    expect(uses(secret)).toContain("rare");
    expect(uses(publish(secret))).not.toContain("rare");
  });

  it.each([
    [3, [null, null]],
    [30, [null, true]],
  ] as const)(
    "of rows without a value together with another's is told where they are not few: %i",
    async (few, shownRows) => {
      const secret = await runOnText({ ...plan, metrics: { yes: "yes" } }, csvOf(header, rows(few)));
      const missing = (result: AuditResult): unknown[] => [
        result.proxies!.features.find((one) => one.feature === "zip")!.missing_rows,
        result.proxies!.pairs.find((one) => one.feature === "zip")!.missing === null ? null : true,
      ];
      expect(missing(secret)).toEqual([few, true]);
      expect(missing(publish(secret))).toEqual(shownRows);
    },
  );
});

describe("metrics that ask for twenty-four campaigns", () => {
  it("leave the few of the last one untold, and are looked through at once", async () => {
    const campaigns = Array.from({ length: 25 }, (_, at) => `c${at}`);
    const text = csvOf(
      ["person", "a", "campaign", "yes"],
      ["x", "y"].flatMap((a) =>
        campaigns.flatMap((campaign, at) =>
          Array.from({ length: at === 24 ? (a === "x" ? 3 : 40) : 40 }, (_, one) => [
            `${a}${campaign}${one}`,
            a,
            campaign,
            one % 2 === 0 ? "1" : "0",
          ]),
        ),
      ),
    );
    const metrics = Object.fromEntries(
      campaigns.slice(0, 24).map((campaign) => [campaign, { numerator: "yes", where: { campaign } }]),
    );
    const plan = { log: { unit: "person" }, attributes: ["a"], metrics, ...SETTINGS };
    const published = publish(await runOnText(plan, text));
    const told = campaigns.slice(0, 24).filter((one) => shown(published, one, "a").includes("x"));
    expect(told.length).toBeLessThan(24);
    expect(told.length).toBeGreaterThan(20);
  });
});

describe("a log of few people", () => {
  it("is withheld, and so is every metric of it", async () => {
    const text = logOf(
      ["a"],
      [
        ["x", 4, 2],
        ["y", 5, 2],
      ],
    );
    const plan = { log: { unit: "person" }, attributes: ["a"], metrics: { yes: "yes" }, ...SETTINGS };
    const settings = { minimum_units: 2, disclosure_floor: 1 };
    const published = publish(await runOnText({ ...plan, settings }, text));
    expect(published.representation[0]!.groups.map((one) => one.units)).toEqual([null, null]);
    expect(shown(published, "yes", "a")).toEqual([]);
  });
});

describe("people who come back", () => {
  it.each([
    [5, null],
    [40, 40],
    [396, null],
  ])("are counted where neither they nor the others are few: %i of 400", async (back, expected) => {
    const text = csvOf(
      ["person", "a", "yes"],
      Array.from({ length: 400 }, (_, at) => [`p${at}`, "xy"[at % 2]!, at % 4 < 2 ? "1" : "0"]).flatMap(
        (row, at) => (at < back ? [row, row] : [row]),
      ),
    );
    const plan = { log: { unit: "person" }, attributes: ["a"], metrics: { yes: "yes" }, ...SETTINGS };
    const secret = await runOnText(plan, text);
    expect(secret.units.repeated).toBe(back);
    expect(publish(secret).units.repeated).toBe(expected);
  });
});

describe("the test of a population", () => {
  it("goes with the first group withheld, for it is made of all of them", async () => {
    const plan = {
      log: { unit: "person" },
      attributes: { a: { column: "a", population: { s: 0.1, x: 0.3, y: 0.6 } } },
      metrics: { yes: "yes" },
      ...SETTINGS,
    };
    const text = (few: number): string =>
      logOf(
        ["a"],
        [
          ["s", few, 2],
          ["x", 300, 150],
          ["y", 400, 200],
        ],
      );
    const tested = async (few: number): Promise<boolean[]> => {
      const secret = await runOnText(plan, text(few));
      return [secret, publish(secret)].map((one) => one.representation[0]!.test !== null);
    };
    expect(await tested(5)).toEqual([true, false]);
    const enough = await runOnText(
      plan,
      logOf(
        ["a"],
        [
          ["s", 60, 30],
          ["x", 300, 150],
          ["y", 400, 200],
        ],
      ),
    );
    expect(publish(enough).representation[0]!.test).not.toBe(null);
  });
});
