import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { resultSchema } from "../../src/report/result-schema.js";
import { resultDigest } from "../../src/seal/digest.js";
import { csvOf, type PlanText, runOnText } from "../oracle/run.js";
import { sampleResult } from "../report/sample.js";
import { attack } from "./attack.js";
import { fixture } from "./fixture.js";
import { narrow } from "./narrow.js";
import { largeLog, listLog, LISTS, listText, log, PLAN, textOf } from "./random-logs.js";
import { UNTOLD } from "./untold.js";

const FIXTURES = [
  "month",
  "group-below-minimum",
  "unknowns-are-a-group",
  "impressions-and-clicks",
  "membership-probabilities",
  "attribute-changes-within-person",
  "zip-stands-in-for-race",
];

const MORE = process.env["EVENHAND_PUBLISH_RUNS"];
const RUNS = MORE === undefined ? 8 : Number(MORE);
const SEED = MORE === undefined ? 2 : Math.floor(Math.random() * 2 ** 31);
const LONGEST = { timeout: MORE === undefined ? 300_000 : 300_000 + 60_000 * RUNS };

describe("what is withheld cannot be worked out from what is published", () => {
  it.each(FIXTURES)("of fixtures/%s", { timeout: 120_000 }, async (name) => {
    const secret = await fixture(name);
    expect(narrow(publish(secret), secret)).toEqual([]);
  });

  it("of fixtures/month, where groups are withheld that features were examined for", async () => {
    const secret = await fixture("month");
    expect(narrow(publish(secret, 50), secret)).toEqual([]);
  });

  it.each(FIXTURES)("and no number of fixtures/%s is passed over without a reason", async (name) => {
    const secret = await fixture(name);
    const { unread } = attack(publish(secret), secret, 11);
    expect(unread.filter((place) => !UNTOLD.some(({ places }) => places.test(place)))).toEqual([]);
  });

  it("though the same attack finds it where only the small groups themselves are withheld", async () => {
    const secret = await fixture("month");
    const careless = publish(secret, 11, { complementary: false });
    expect(narrow(careless, secret).map((one) => one.what)).toContain(
      JSON.stringify([
        JSON.stringify(["rows", ['["clicked",null]', '["converted",null]']]),
        ["region"],
        ["Island"],
      ]),
    );
  });

  // A linear program of a large log takes minutes: the suite has the same few each time, and EVENHAND_PUBLISH_RUNS more,
  // from a seed of its own.
  it("of logs of every kind", LONGEST, async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(log, fc.constantFrom(3, 5, 8), async (people, minimum) => {
        const secret = await runOnText(PLAN, textOf(people));
        expect(narrow(publish(secret, minimum), secret)).toEqual([]);
        found += narrow(publish(secret, minimum, { complementary: false }), secret).length;
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
    expect(found).toBeGreaterThan(0);
  });

  it("of logs with lists of values, and people who move", LONGEST, async () => {
    await fc.assert(
      fc.asyncProperty(listLog, fc.constantFrom(3, 5, 8), async (people, minimum) => {
        const secret = await runOnText(LISTS, listText(people));
        expect(narrow(publish(secret, minimum), secret)).toEqual([]);
      }),
      { numRuns: MORE === undefined ? 4 : RUNS, seed: MORE === undefined ? 3 : SEED, endOnFailure: true },
    );
  });

  it("of larger logs, with few small groups", LONGEST, async () => {
    await fc.assert(
      fc.asyncProperty(largeLog, fc.constantFrom(3, 5, 8), async (people, minimum) => {
        const secret = await runOnText(PLAN, textOf(people));
        expect(narrow(publish(secret, minimum), secret)).toEqual([]);
      }),
      { numRuns: MORE === undefined ? 4 : RUNS, seed: MORE === undefined ? 5 : SEED, endOnFailure: true },
    );
  });
});

/** A log of groups of 400 people of one row each; of group x some rows are as given. */
function planted(special: readonly Partial<Record<string, string>>[]): () => string {
  const header = ["person", "a", "channel", "eligible", "offered", "premium"];
  const usual = { channel: "web", eligible: "1", premium: "0" };
  return () =>
    csvOf(
      header,
      ["x", "y", "z", "w", "v"].flatMap((a) =>
        Array.from({ length: 400 }, (_, at) => {
          const offered = at % 2 === 0 ? "1" : "0";
          // Of the other groups enough people are otherwise, but of y.
          const other =
            a === "x"
              ? special[at]
              : a === "y"
                ? undefined
                : at < 40
                  ? special[at % special.length]
                  : undefined;
          const row: Record<string, string | undefined> = {
            ...usual,
            offered,
            premium: at % 8 === 0 ? "1" : "0",
            ...other,
          };
          return [`${a}${at}`, a, ...header.slice(2).map((name) => row[name] ?? "")];
        }),
      ),
    );
}

const OFFERS = { numerator: "offered" };
/** What a metric leaves out of a wider count, in few people of group x of attribute a: the two figures that tell it by subtraction. */
const LEAKS = [
  {
    what: "two metrics with one numerator, of which one looks at a part of the rows",
    metrics: { offer_all: OFFERS, offer_web: { ...OFFERS, where: { channel: "web" } } },
    rows: planted([{ channel: "shop" }, { channel: "shop" }, { channel: "shop" }]),
    pair: ["offer_all", "offer_web"],
  },
  {
    what: "who is in the log, and not in the scope of a metric",
    metrics: { offers: { ...OFFERS, denominator: "eligible" }, premium_all: { numerator: "premium" } },
    rows: planted([{ eligible: "0", offered: "0", premium: "0" }]),
    pair: ["log", "offers"],
  },
  {
    what: "rows without a value",
    metrics: { offers: OFFERS, premium_all: { numerator: "premium" } },
    rows: planted([{ offered: "" }, { offered: "" }]),
    pair: ["log", "offers"],
  },
  {
    what: "a numerator out of all rows, and out of some",
    metrics: {
      premium_all: { numerator: "premium" },
      premium_offered: { numerator: "premium", denominator: "offered" },
    },
    rows: planted([
      { offered: "0", premium: "1" },
      { offered: "0", premium: "1" },
      { offered: "0", premium: "1" },
    ]),
    pair: ["premium_all", "premium_offered"],
  },
];

/** Whether both figures of group x are there: those of a metric, or who is in the log. */
function tells({ families, representation }: AuditResult, pair: readonly string[]): boolean {
  return pair.every((name) =>
    name === "log"
      ? representation[0]!.groups.find((one) => one.group[0] === "x")!.units !== null
      : families.find((one) => one.metric === name)!.groups.find((one) => one.group[0] === "x")!.moments !==
        null,
  );
}

describe("what few people are left out of", () => {
  it.each(LEAKS)("cannot be had by subtraction: $what", async ({ metrics, rows, pair }) => {
    const plan = { log: { unit: "person" }, attributes: ["a"], metrics, proxies: { examine: false } };
    const secret = await runOnText(plan, rows());
    expect(tells(secret, pair)).toBe(true);
    expect(tells(publish(secret), pair)).toBe(false);
  });
});

describe("what one or two people add to a wider metric", () => {
  const header = ["person", "a", "channel", "offered", "amount", "items", "score"];
  /** Everybody has two decisions on the web, and forty of each group two in the shop: of x two people's alone are offers and high. */
  const text = csvOf(
    header,
    ["x", "y", "z"].flatMap((a) =>
      Array.from({ length: 300 }, (_, at) => {
        const high = at < (a === "x" ? 2 : 20);
        const shop = [`${a}${at}`, a, "shop", high ? 1 : 0, 9, 3, high ? 5 : 1];
        return [
          ...[0, 1].map((more) => [
            `${a}${at}`,
            a,
            "web",
            (at + more) % 2,
            at % 7,
            1 + (at % 2),
            1 + (at % 5),
          ]),
          ...(at < 40 ? [shop, shop] : []),
        ];
      }).flat(),
    ),
  );
  const web = { where: { channel: "web" } };
  const cases: [string, PlanText["metrics"], readonly string[]][] = [
    [
      "a sum over another, and the same on the web",
      {
        every: { kind: "ratio", numerator: "amount", denominator: "items" },
        web: { kind: "ratio", numerator: "amount", denominator: "items", ...web },
      },
      ["every", "web"],
    ],
    [
      "a sum over another, and the mean of the first on the web",
      {
        every: { kind: "ratio", numerator: "amount", denominator: "items" },
        web: { kind: "mean", numerator: "amount", ...web },
      },
      ["every", "web"],
    ],
    [
      "a scoring rate, and that of the web",
      {
        every: { kind: "scoring_rate", numerator: "score" },
        web: { kind: "scoring_rate", numerator: "score", ...web },
      },
      ["every", "web"],
    ],
    [
      "offers a person, and the offer rate on the web",
      { every: { kind: "contacts", numerator: "offered" }, web: { numerator: "offered", ...web } },
      ["every", "web"],
    ],
    [
      "a scoring rate, and how many have one of the scores",
      {
        scores: { kind: "scoring_rate", numerator: "score" },
        top: { numerator: { column: "score", in: ["3", "4", "5"] } },
      },
      ["scores", "top"],
    ],
  ];

  it.each(cases)("cannot be had by subtraction: %s", async (_, metrics, pair) => {
    const plan: PlanText = {
      log: { unit: "person" },
      attributes: ["a"],
      metrics,
      proxies: { examine: false },
    };
    const secret = await runOnText(plan, text);
    expect(tells(secret, pair)).toBe(true);
    expect(tells(publish(secret), pair)).toBe(false);
  });

  it("and two sums stay where everybody is left out or in", async () => {
    const metrics = {
      every: { kind: "ratio", numerator: "amount", denominator: "items" },
      web: { kind: "ratio", numerator: "amount", denominator: "items", ...web },
    };
    const plan = { log: { unit: "person" }, attributes: ["a"], metrics, proxies: { examine: false } };
    const one = text.replaceAll("shop", "web");
    expect(tells(publish(await runOnText(plan as PlanText, one)), ["every", "web"])).toBe(true);
  });
});

describe("people in two groups", () => {
  /** Groups of 100 people with two decisions each; so many of x are in y as well. */
  const moved = (both: number): string =>
    csvOf(
      ["person", "a", "offered"],
      ["x", "y", "z"].flatMap((a) =>
        Array.from({ length: 200 }, (_, at) => {
          const group = a === "x" && at % 2 === 1 && at < 2 * both ? "y" : a;
          return [`${a}${Math.floor(at / 2)}`, group, at % 3 === 0 ? "1" : "0"];
        }),
      ),
    );

  it.each([4, 40])("are not counted, whether few or many: %i", async (both) => {
    const plan = {
      log: { unit: "person" },
      attributes: ["a"],
      metrics: { offers: OFFERS },
      proxies: { examine: false },
    };
    const secret = await runOnText(plan, moved(both));
    const counts = (one: AuditResult): unknown[] => [
      one.families[0]!.mixed_units,
      one.representation[0]!.mixed_units,
      Math.max(...one.findings.map(({ comparison }) => comparison?.shared_units ?? 0)) || null,
    ];
    expect(counts(secret)).toEqual([both, both, both]);
    expect(counts(publish(secret))).toEqual([null, null, null]);
  });
});

describe("whom a metric leaves out, where people come back", () => {
  /** Of 100 people a group with three decisions each, so many of group x were never eligible. */
  const groups = (left: number): string =>
    csvOf(
      ["person", "a", "eligible", "offered"],
      ["x", "y", "z"].flatMap((a, group) =>
        Array.from({ length: 300 }, (_, at) => {
          const person = Math.floor(at / 3);
          const eligible = person >= (a === "x" ? left : 30) && at % 3 !== 2;
          const offered = eligible && (person * 7 + at + group) % 3 === 0;
          return [`${a}${person}`, a, eligible ? "1" : "0", offered ? "1" : "0"];
        }),
      ),
    );
  const plan = {
    log: { unit: "person" },
    attributes: ["a"],
    metrics: { offers: { ...OFFERS, denominator: "eligible" }, contacts: { kind: "contacts" } },
    proxies: { examine: false },
  };

  it("are withheld with the people in scope, and all rates and ratios stay", async () => {
    const secret = await runOnText(plan, groups(4));
    const published = publish(secret);
    const { groups: shown, overall } = published.families.find((one) => one.metric === "offers")!;
    expect(overall).toBe(null);
    for (const one of shown) {
      expect(one).toMatchObject({
        disclosure: "shown",
        moments: null,
        standard_error: null,
        effective_n: null,
      });
      expect(one.rate.value).toBeGreaterThan(0);
    }
    const compared = published.findings
      .filter((one) => one.metric === "offers")
      .flatMap((one) => one.comparison ?? []);
    expect(compared.map((one) => one.test)).toEqual([null, null]);
    for (const { ratio } of compared) expect(ratio.value).toBeGreaterThan(0);
    expect(published.representation[0]!.groups.map((one) => one.units)).toEqual([100, 100, 100]);
    expect(narrow(published, secret)).toEqual([]);
  });

  it("and so is how many of them everybody has in common with a group", async () => {
    const rules = [{ metric: "all", threshold: 0.8, comparator: "overall" }];
    const secret = await runOnText({ ...plan, rules }, groups(4));
    const published = publish(secret);
    const shared = (one: AuditResult): unknown[] =>
      one.findings
        .filter(({ metric, group }) => metric === "offers" && group[0] === "x")
        .map(({ comparison }) => comparison!.shared_units);
    expect(shared(secret)).toEqual([96]);
    expect(shared(published)).toEqual([null]);
    expect(narrow(published, secret)).toEqual([]);
  });

  it("but not where so few decisions are besides people that rates tell nearly how many are left out", async () => {
    // Of x 94 people have 95 eligible decisions, and six have two decisions each and none: 107 in all, and so 5 to 12 people.
    const rows = (a: string, person: number): number => {
      const left = a === "x" ? 6 : 30;
      const again = a === "x" ? person === 50 : person % 10 < 4;
      return person < left || again ? 2 : 1;
    };
    const text = csvOf(
      ["person", "a", "eligible", "offered"],
      ["x", "y", "z"].flatMap((a) =>
        [...Array(100).keys()].flatMap((person) => {
          const eligible = person >= (a === "x" ? 6 : 30);
          return Array.from({ length: rows(a, person) }, (_, at) => {
            const offered = eligible && (person * 7 + at) % 3 === 0;
            return [`${a}${person}`, a, eligible ? "1" : "0", offered ? "1" : "0"];
          });
        }),
      ),
    );
    const secret = await runOnText(plan, text);
    expect(secret.families[0]!.groups[0]!.moments).toMatchObject({ units: 94, d: 95, rows: 107 });
    const published = publish(secret);
    expect(published.families[0]!.groups[0]!.disclosure).toBe("withheld");
    expect(narrow(published, secret)).toEqual([]);
  });

  it("and nothing is withheld where enough are left out", async () => {
    const published = publish(await runOnText(plan, groups(20)));
    expect(published.publication!.withheld).toBe(0);
    expect(published.families.every((one) => one.groups.every((group) => group.moments !== null))).toBe(true);
  });
});

describe("a published result", () => {
  it("is a result: the schema takes it, and its digest is its own", async () => {
    const secret = await fixture("month");
    const published = publish(secret);
    expect(resultSchema.safeParse(published).error).toBeUndefined();
    expect(published.sha256).toBe(resultDigest(published));
    expect(published.publication).toMatchObject({ minimum: 11 });
  });

  it("keeps verdicts, the gate and the plan as they were", async () => {
    const secret = await fixture("month");
    const published = publish(secret);
    expect(published.gate).toEqual(secret.gate);
    expect(published.verdicts).toEqual(secret.verdicts);
    expect(published.plan).toEqual(secret.plan);
    const verdicts = (one: AuditResult): string[] =>
      one.findings.map(({ id, verdict }) => `${id} ${verdict}`).toSorted();
    expect(verdicts(published)).toEqual(verdicts(secret));
  });

  it("shows no figure that the private one does not show, and changes none", async () => {
    const secret = await fixture("month");
    const changed: string[] = [];
    compare(publish(secret), secret, "", changed);
    expect(changed).toEqual([]);
  });

  it("keeps the figures of the large groups: most findings of an ordinary month", async () => {
    const secret = await fixture("month");
    const compared = (one: AuditResult): number =>
      one.findings.filter((finding) => finding.comparison).length;
    expect(compared(publish(secret)) / compared(secret)).toBeGreaterThan(0.65);
    const shown = publish(secret).families.filter((one) =>
      one.groups.some((group) => group.disclosure === "shown" && group.moments !== null),
    );
    expect(shown.length / secret.families.length).toBeGreaterThan(0.5);
  });

  it("never goes below the plan's own disclosure floor", () => {
    const secret = sampleResult();
    expect(publish(secret, 2).publication!.minimum).toBe(secret.plan.settings.disclosure_floor);
  });
});

/** A wider interval around the same value; by how much is asked in squares.test.ts. */
function isWider(now: object, before: object): boolean {
  const [a, b] = [now, before] as Record<string, number | null>[];
  if (a!["value"] !== b!["value"] || !isNumber(a!["low"]) || !isNumber(b!["low"])) return false;
  const below = b!["low"] - a!["low"];
  const above = isNumber(b!["high"]) ? (a!["high"] ?? Infinity) - b!["high"] : 0;
  return [below, above].every((by) => by >= -1e-12);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number";
}

/** Names of places where a figure of one is not that of the other; lists are matched by what they are about. */
function compare(now: unknown, before: unknown, path: string, changed: string[]): void {
  if (now === null || now === before) return;
  if (Array.isArray(now) && Array.isArray(before)) {
    const about = (one: unknown, at: number): unknown => {
      const { id, group, feature, metric, attributes, message, level } = Object(one) as Record<
        string,
        unknown
      >;
      const name = JSON.stringify([id, group, feature, metric, attributes, message, level]);
      return /[^null,[\]]/u.test(name) ? name : at;
    };
    const by = new Map(before.map((one, at) => [about(one, at), one as unknown]));
    now.forEach((one, at) => compare(one, by.get(about(one, at)), `${path}[${at}]`, changed));
    return;
  }
  if (typeof now === "object" && typeof before === "object" && before !== null) {
    if (isWider(now, before)) return;
    for (const [key, value] of Object.entries(now)) {
      if (
        [
          "thin",
          "shares",
          "publication",
          "sha256",
          "reason",
          "disclosure",
          "method",
          "omnibus_reason",
          // Rounded, and said to be.
          "overlap",
        ].includes(key)
      )
        continue;
      compare(value, (before as Record<string, unknown>)[key], `${path}.${key}`, changed);
    }
    return;
  }
  changed.push(`${path}: ${String(before)} became ${String(now)}`);
}
