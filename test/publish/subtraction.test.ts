/** Small logs, and for each the subtraction that tells of a few people in them: of the private result, and not of the public one. */
import { describe, expect, it } from "vitest";
import type { AuditResult, Moments } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { csvOf, type PlanText, runOnText } from "../oracle/run.js";

type Row = Readonly<Record<string, string | number>>;

const HEADER = ["person", "a", "channel", "status", "offered", "premium", "amount", "items", "rank", "age"];

/** Groups x, y and z of 400 people with one decision each, and what is special of them. */
function log(special: (group: string, at: number) => Row, size = 400): string {
  return csvOf(
    HEADER,
    ["x", "y", "z"].flatMap((a) =>
      Array.from({ length: size }, (_, at) => {
        const row: Row = {
          person: `${a}${at}`,
          a,
          channel: at % 2 === 0 ? "web" : "shop",
          status: at % 4 < 2 ? "yes" : "no",
          offered: at % 8 < 4 ? 0 : 1,
          premium: at % 16 < 8 ? 0 : 1,
          amount: 1 + (at % 9),
          items: 1 + (at % 4),
          rank: 1 + (at % 3),
          age: 20 + (at % 40),
          ...special(a, at),
        };
        return HEADER.map((name) => String(row[name]));
      }),
    ),
  );
}

/** Three people of x, and thirty of every other group. */
const few =
  (row: Row, otherwise: Row = {}) =>
  (a: string, at: number): Row =>
    at < (a === "x" ? 3 : 30) ? row : otherwise;

/** A sum of a group's moments; null where it is withheld. */
function sum(
  result: AuditResult,
  metric: string,
  kind: keyof Moments,
  group = "x",
  attribute = "a",
): number | null {
  const family = result.families.find(
    (one) => one.metric === metric && one.attributes.join(" x ") === attribute,
  );
  return family!.groups.find((one) => one.group.join(" x ") === group)!.moments?.[kind] ?? null;
}

function people(result: AuditResult, group = "x", attribute = "a"): number | null {
  const table = result.representation.find((one) => one.attributes.join(" x ") === attribute);
  return table!.groups.find((one) => one.group.join(" x ") === group)!.units;
}

/** The first less all others; null where one of them is withheld. */
function less(first: number | null, ...others: readonly (number | null)[]): number | null {
  return others.reduce((rest, one) => (rest === null || one === null ? null : rest - one), first);
}

type Term = readonly [metric: string, kind: keyof Moments];

/** Sums of group x added up, and others taken off; null where one of them is withheld. */
function sumOf(result: AuditResult, added: readonly Term[], ...taken: readonly Term[]): number | null {
  const [more, off] = [added, taken].map((terms) => terms.map(([metric, kind]) => sum(result, metric, kind)));
  const all = more!.reduce((total, one) => (total === null || one === null ? null : total + one), 0);
  return less(all, ...off!);
}

interface Planted {
  readonly what: string;
  readonly metrics: PlanText["metrics"];
  readonly text: string;
  readonly told: (result: AuditResult) => number | null;
  readonly count: number;
  readonly more?: PlanText;
}

const WEB = { where: { channel: "web" } };
const isOnlyOnWeb = (a: string, at: number): Row =>
  a === "x" && at % 2 === 1 && at > 29 ? { offered: 0 } : {};

const PLANTED: readonly Planted[] = [
  {
    what: "those with one answer, of two lists of answers of which one is longer",
    metrics: {
      longer: { numerator: { column: "status", in: ["yes", "perhaps"] } },
      shorter: { numerator: { column: "status", in: ["yes"] } },
    },
    text: log(few({ status: "perhaps" })),
    told: (one) => less(sum(one, "longer", "y"), sum(one, "shorter", "y")),
    count: 3,
  },
  {
    what: "those on the phone, of two scopes with lists of channels",
    metrics: {
      longer: { numerator: "offered", where: { channel: ["web", "phone"] } },
      shorter: { numerator: "offered", ...WEB },
    },
    text: log(few({ channel: "phone" })),
    told: (one) => less(sum(one, "longer", "units"), sum(one, "shorter", "units")),
    count: 3,
  },
  {
    what: "those on the phone, of all less those on the web and in the shop",
    metrics: {
      offers: { numerator: "offered" },
      web: { numerator: "offered", ...WEB },
      shop: { numerator: "offered", where: { channel: "shop" } },
    },
    text: log(few({ channel: "phone" })),
    told: (one) => less(sum(one, "offers", "d"), sum(one, "web", "d"), sum(one, "shop", "d")),
    count: 3,
  },
  {
    what: "those with neither answer",
    metrics: {
      yes: { numerator: { column: "status", in: ["yes"] } },
      no: { numerator: { column: "status", in: ["no"] } },
    },
    text: log(few({ status: "perhaps" })),
    told: (one) => less(sum(one, "yes", "d"), sum(one, "yes", "y"), sum(one, "no", "y")),
    count: 3,
  },
  {
    what: "those with the middle answer, of two lists that have it in common and together are all answers",
    metrics: {
      not_bad: { numerator: { column: "status", in: ["yes", "perhaps"] } },
      not_good: { numerator: { column: "status", in: ["perhaps", "no"] } },
    },
    text: log(few({ status: "perhaps" })),
    told: (one) =>
      sumOf(
        one,
        [
          ["not_bad", "y"],
          ["not_good", "y"],
        ],
        ["not_bad", "d"],
      ),
    count: 3,
  },
  {
    what: "those who are neither on the web nor offered, where those on the web who are offered are counted too",
    metrics: {
      offers: { numerator: "offered" },
      web: { numerator: "premium", ...WEB },
      both: { numerator: "premium", denominator: "offered", ...WEB },
    },
    text: log((a, at) => (at % 2 === 1 ? { offered: Number(at > (a === "x" ? 6 : 60)) } : {})),
    told: (one) =>
      sumOf(
        one,
        [
          ["offers", "d"],
          ["both", "d"],
        ],
        ["offers", "y"],
        ["web", "d"],
      ),
    count: 3,
  },
  {
    what: "those of whom none of three things is true, where all that could be true together is counted",
    metrics: {
      offers: { numerator: "offered" },
      web: { numerator: "premium", ...WEB },
      yes: { numerator: "premium", where: { status: "yes" } },
      offered_web: { numerator: "premium", denominator: "offered", ...WEB },
      offered_yes: { numerator: "premium", denominator: "offered", where: { status: "yes" } },
      web_yes: { numerator: "premium", where: { channel: "web", status: "yes" } },
      all_three: { numerator: "premium", denominator: "offered", where: { channel: "web", status: "yes" } },
    },
    // Of any two of these enough are in neither.
    text: log((a, at) => ({
      channel: at % 2 === 0 ? "web" : "shop",
      status: at % 4 < 2 ? "yes" : "no",
      offered: (at % 4 === 3 && at > (a === "x" ? 12 : 120)) || at % 8 < 3 ? 1 : 0,
    })),
    told: (one) =>
      sumOf(
        one,
        [
          ["offers", "d"],
          ["offered_web", "d"],
          ["offered_yes", "d"],
          ["web_yes", "d"],
        ],
        ["offers", "y"],
        ["web", "d"],
        ["yes", "d"],
        ["all_three", "d"],
      ),
    count: 3,
  },
  {
    what: "those on the phone who were not offered anything, of whom enough are on the phone and enough were not offered",
    metrics: {
      offers: { numerator: "offered" },
      web: { numerator: "offered", ...WEB },
      shop: { numerator: "offered", where: { channel: "shop" } },
    },
    text: log((a, at) => ({
      channel: at < 60 ? "phone" : at % 2 === 0 ? "web" : "shop",
      offered: Number(at < 60 ? at >= (a === "x" ? 3 : 30) : at % 8 > 3),
    })),
    told: (one) =>
      sumOf(
        one,
        [
          ["offers", "d"],
          ["web", "y"],
          ["shop", "y"],
        ],
        ["offers", "y"],
        ["web", "d"],
        ["shop", "d"],
      ),
    count: 3,
  },
  {
    what: "those refused in the shop, of all refused, whose appeals are counted, and those refused on the web",
    metrics: {
      web: { numerator: "offered", ...WEB },
      appeals: { numerator: "premium", where: { offered: "0" } },
    },
    text: log((a, at) => (at % 2 === 1 ? { offered: Number(at > (a === "x" ? 6 : 60)) } : {})),
    told: (one) =>
      sumOf(
        one,
        [
          ["appeals", "d"],
          ["web", "y"],
        ],
        ["web", "d"],
      ),
    count: 3,
  },
  {
    what: "those who are neither on the web nor in the shop, though another metric asks for them and has few in all",
    metrics: {
      web: { numerator: "offered", ...WEB },
      shop: { numerator: "offered", where: { channel: "shop" } },
      phone: { numerator: "premium", denominator: "offered", where: { channel: "phone" } },
    },
    text: log(few({ channel: "phone", premium: 0 }, {})),
    told: (one) => less(people(one), sum(one, "web", "d"), sum(one, "shop", "d")),
    count: 3,
  },
  {
    what: "those on the web who were shown nothing, where what is on the web follows from two lists of channels",
    metrics: {
      digital: { numerator: "premium", where: { channel: ["web", "phone"] } },
      old: { numerator: "premium", where: { channel: ["web", "shop"] } },
      web: { numerator: "premium", denominator: "offered", ...WEB },
    },
    text: log((a, at) => ({
      channel: ["web", "phone", "shop"][at % 3]!,
      offered: Number(at % 3 > 0 ? at % 2 : at >= (a === "x" ? 9 : 90)),
      premium: Math.floor(at / 3) % 2,
    })),
    told: (one) =>
      less(
        sumOf(
          one,
          [
            ["digital", "d"],
            ["old", "d"],
          ],
          ["web", "d"],
        ),
        people(one),
      ),
    count: 3,
  },
  {
    what: "those who are in a scope by a yes in the plan's own words, and not in the same on the web",
    metrics: {
      premium: { numerator: "premium", denominator: "offered" },
      web: { numerator: "premium", where: { offered: "ja", channel: "web" } },
    },
    text: log((a, at) => ({
      offered: at % 4 === 3 ? "nein" : "ja",
      channel: at < (a === "x" ? 3 : 30) ? "shop" : "web",
    })),
    told: (one) => less(sum(one, "premium", "d"), sum(one, "web", "d")),
    count: 3,
    more: { log: { unit: "person", columns: { offered: { type: "flag", true: ["ja"], false: ["nein"] } } } },
  },
  {
    what: "those with a no, of the mean of ones and zeros",
    metrics: { mean: { kind: "mean", numerator: "offered" } },
    text: log(few({ offered: 0 }, { offered: 1 })),
    told: (one) => less(sum(one, "mean", "d"), sum(one, "mean", "y")),
    count: 3,
  },
  {
    what: "those with a no, of a flag over another",
    metrics: { ratio: { kind: "ratio", numerator: "premium", denominator: "offered" } },
    text: log((a, at) => ({ ...few({ premium: 0 }, { premium: 1 })(a, at), offered: 1 })),
    told: (one) => less(sum(one, "ratio", "d"), sum(one, "ratio", "y")),
    count: 3,
  },
  {
    what: "those who do not stand first, of exposures",
    metrics: { exposure: { kind: "exposure", numerator: "rank" } },
    text: log(few({ rank: 3 }, { rank: 1 })),
    // Each of them has half of what the others have.
    told: (one) => {
      const missing = less(sum(one, "exposure", "units"), sum(one, "exposure", "y"));
      return missing === null ? null : 2 * missing;
    },
    count: 3,
  },
  ...(["mean", "frequency"] as const).map((kind) => ({
    what: `those with an offer in the shop, of the ${kind} of the flag and the offer rate on the web`,
    metrics: { every: { kind, numerator: "offered" }, web: { numerator: "offered", ...WEB } },
    text: log(isOnlyOnWeb),
    told: (one: AuditResult) => less(sum(one, "every", "y"), sum(one, "web", "y")),
    count: 7,
  })),
  {
    what: "those with an offer in the shop, of offers over items and the offer rate on the web",
    metrics: {
      every: { kind: "ratio", numerator: "offered", denominator: "items" },
      web: { numerator: "offered", ...WEB },
    },
    text: log(isOnlyOnWeb),
    told: (one) => less(sum(one, "every", "y"), sum(one, "web", "y")),
    count: 7,
  },
  {
    what: "what three people spent in the shop, of trials that are counted and the same on the web",
    metrics: {
      every: { kind: "ratio", counts: true, numerator: "amount", denominator: "items" },
      web: { kind: "ratio", numerator: "amount", denominator: "items", ...WEB },
    },
    text: log((a, at) => ({ items: 10, amount: a === "x" && at % 2 === 1 && at > 6 ? 0 : 5 })),
    told: (one) => less(sum(one, "every", "y"), sum(one, "web", "y")),
    count: 15,
  },
  {
    what: "what three people spent in the shop, of two means",
    metrics: {
      every: { kind: "mean", numerator: "amount" },
      web: { kind: "mean", numerator: "amount", ...WEB },
    },
    text: log((a, at) => ({ amount: a === "x" && at % 2 === 1 && at > 6 ? 0 : 5 })),
    told: (one) => less(sum(one, "every", "y"), sum(one, "web", "y")),
    count: 15,
  },
  {
    what: "those without a trial, of trials that are counted",
    metrics: { ratio: { kind: "ratio", counts: true, numerator: "amount", denominator: "items" } },
    text: log(few({ items: 0, amount: 0 }, { items: 10 })),
    told: (one) => less(people(one), sum(one, "ratio", "units")),
    count: 3,
  },
  {
    what: "amounts of two people that cancel out",
    metrics: { mean: { kind: "mean", numerator: "amount" } },
    text: log((a, at) => (a === "x" ? { amount: at === 0 ? 700 : at === 1 ? -700 : 0 } : {})),
    told: (one) => sum(one, "mean", "yy"),
    count: 980_000,
  },
  {
    what: "people in two groups, of all groups less everybody",
    metrics: { offers: { numerator: "offered" } },
    text: log((a, at) => {
      const person = `${a}${Math.floor(at / 2)}`;
      return a === "x" && at % 2 === 1 && at < 8 ? { person, a: "y" } : { person };
    }),
    told: (one) => {
      const rest = less(one.units.count, people(one, "x"), people(one, "y"), people(one, "z"));
      return rest === null ? null : -rest;
    },
    count: 4,
  },
  {
    what: "people in scope who are in two groups",
    metrics: { offers: { numerator: "offered", denominator: "premium" } },
    text: log((a, at) => {
      const special = a === "x" && at < 80;
      const moved = special && at % 2 === 1;
      const premium = moved ? Number(at < 8) : Number(special || at % 8 < 6);
      return {
        person: `${a}${Math.floor(at / 2)}`,
        a: moved ? "y" : a,
        premium,
        offered: Number(at % 3 === 0),
      };
    }),
    told: (one) => {
      const groups = ["x", "y", "z"].map((group) => sum(one, "offers", "units", group));
      const all = one.families[0]!.overall?.units ?? null;
      const rest = less(all, ...groups);
      return rest === null ? null : -rest;
    },
    count: 4,
  },
  {
    what: "a cell of a crossing with fine bands, of the same with coarse bands",
    metrics: { contacts: { kind: "contacts" } },
    text: log((a, at) => {
      const [young, old] = a === "x" ? [5, 65] : [60, 120];
      return { age: at < young ? 25 : at < old ? 55 : at % 2 === 0 ? 35 : 45 };
    }),
    told: (one) => less(people(one, "x x <40", "a x coarse"), people(one, "x x 30-39", "a x fine")),
    count: 5,
    more: {
      attributes: {
        a: { column: "a" },
        fine: { column: "age", bins: [30, 40, 50] },
        coarse: { column: "age", bins: [40] },
      },
      intersections: [
        ["a", "fine"],
        ["a", "coarse"],
      ],
    },
  },
  {
    what: "a cell of a crossing, of a metric that asks for the group next to it",
    metrics: {
      contacts: { kind: "contacts" },
      phone: { numerator: "offered", where: { channel: "phone" } },
    },
    text: log((a, at) => {
      const [shop, phone] = a === "x" ? [5, 65] : [60, 120];
      return { channel: at < shop ? "shop" : at < phone ? "phone" : "web", offered: at % 2 };
    }, 700),
    told: (one) => less(people(one), sum(one, "phone", "units"), people(one, "x x web", "a x channel")),
    count: 5,
    more: { attributes: ["a", "channel"], intersections: [["a", "channel"]] },
  },
  {
    what: "those without an offer in the shop, of how often people are offered something and the offer rate on the web",
    metrics: {
      every: { kind: "frequency", numerator: "offered" },
      web: { numerator: "offered", ...WEB },
    },
    text: log((a, at) => (a === "x" && at % 2 === 1 ? { offered: Number(at > 6) } : {})),
    told: (one) =>
      less(
        less(sum(one, "every", "units"), sum(one, "every", "y")),
        less(sum(one, "web", "d"), sum(one, "web", "y")),
      ),
    count: 3,
  },
  {
    what: "decisions off the web, of a flag over another and the same rate on the web",
    metrics: {
      every: { kind: "ratio", numerator: "premium", denominator: "offered" },
      web: { numerator: "premium", denominator: "offered", ...WEB },
    },
    text: log((a, at) => {
      const shop = at % 2 === 1 && at < (a === "x" ? 6 : 100);
      const row = { person: `${a}${Math.floor(at / 2)}`, channel: shop ? "shop" : "web" };
      return { ...row, offered: at < 300 ? 1 : 0 };
    }),
    told: (one) => less(sum(one, "every", "d"), sum(one, "web", "d")),
    count: 3,
  },
  {
    what: "what three people spent on the phone, of all less what was spent on the web and in the shop",
    metrics: Object.fromEntries(
      [
        ["every", {}],
        ["web", WEB],
        ["shop", { where: { channel: "shop" } }],
      ].map(([name, where]) => [
        name,
        { kind: "ratio", numerator: "amount", denominator: "items", ...(where as object) },
      ]),
    ),
    text: log((a, at) => {
      const person = Math.floor(at / 4);
      const phone = at % 4 === 3 && person < (a === "x" ? 3 : 30);
      // Thirty people of a group are never on the web, thirty never in the shop.
      const channel = phone ? "phone" : person < 30 ? "web" : person >= 70 ? "shop" : null;
      return { person: `${a}${person}`, ...(channel === null ? {} : { channel }), amount: 5 };
    }),
    told: (one) => less(sum(one, "every", "y"), sum(one, "web", "y"), sum(one, "shop", "y")),
    count: 15,
  },
  {
    what: "rows without a value of a group that is withheld in private too, of all less those in a note",
    metrics: { offers: { numerator: "offered" } },
    text: log((a, at) => {
      const small = a === "x" && at < 9;
      return {
        ...(small ? { a: "w" } : {}),
        ...(at < (small ? 3 : 30) && (small || at > 9) ? { offered: "" } : {}),
      };
    }),
    told: (one) => {
      const note = one.quality.find(({ code }) => code === "missing-values")?.count ?? null;
      return less(one.ledger.used, one.families[0]!.overall?.d ?? null, note);
    },
    count: 3,
    more: { settings: { disclosure_floor: 11 } },
  },
  {
    what: "those with three contacts, of two caps",
    metrics: { two: { kind: "contacts", cap: 2 }, three: { kind: "contacts", cap: 3 } },
    text: log((a, at) => {
      // Forty people with four decisions each; of x three, and of the others thirty, with three.
      const three = a === "x" ? 9 : 90;
      return {
        person:
          at < 160 ? `${a}${at % 40}` : at < 160 + three ? `${a}_${Math.floor((at - 160) / 3)}` : `${a}${at}`,
      };
    }),
    told: (one) => {
      const [two, three] = one.contacts.map(({ groups }) => {
        const { units, above_cap: share } = groups[0]!;
        return units === null || share === null ? null : Math.round(units * share);
      });
      return less(two!, three!);
    },
    count: 3,
  },
];

describe("what few people are, or have", () => {
  it.each(PLANTED)("cannot be had by subtraction: $what", async ({ metrics, text, told, count, more }) => {
    const plan: PlanText = {
      log: { unit: "person" },
      attributes: ["a"],
      metrics,
      proxies: { examine: false },
      settings: { disclosure_floor: 1 },
      ...more,
    };
    const secret = await runOnText(plan, text);
    expect(told(secret)).toBeCloseTo(count, 9);
    expect(told(publish(secret))).toBe(null);
  });
});
