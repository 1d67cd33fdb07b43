/** Logs by chance, with groups of every size. */
import * as fc from "fast-check";
import { csvOf } from "../oracle/run.js";

export const PLAN = {
  log: { unit: "person" },
  attributes: ["a", "b"],
  intersections: [["a", "b"]],
  metrics: {
    shown_rate: { numerator: "shown" },
    ctr: { numerator: "clicked", denominator: "shown" },
    conversion: { numerator: "bought", denominator: "clicked" },
    frequency: { kind: "frequency", numerator: "shown" },
    contacts: { kind: "contacts", cap: 2 },
    scored: { kind: "scoring_rate", numerator: "score", where: { shown: "1" } },
  },
  rules: ["best", "rest", "overall"].map((comparator) => ({ metric: "all", threshold: 0.8, comparator })),
  proxies: { examine: false },
  settings: { minimum_units: 4, disclosure_floor: 1, comparator_share: 0, undecided: "allow" },
};

interface Person {
  readonly a: string;
  readonly b: string;
  readonly rows: readonly number[];
}

/** Large groups, small ones and one unknown; what a row comes to is how far it got. */
const person: fc.Arbitrary<Person> = fc.record({
  a: fc.constantFrom("x", "x", "x", "x", "x", "y", "y", "y", "y", "z", ""),
  b: fc.constantFrom("1", "1", "1", "2", "2", "2", "3", "3", "4"),
  rows: fc.array(fc.constantFrom(0, 1, 1, 1, 2, 2, 3), { minLength: 1, maxLength: 3 }),
});

/** Four people who are everywhere, so that every group and metric is there. */
const SURE: readonly Person[] = ["x", "y"].flatMap((a) => ["1", "2"].map((b) => ({ a, b, rows: [0, 3] })));
export const log = fc
  .array(person, { minLength: 30, maxLength: 160, size: "max" })
  .map((some) => [...SURE, ...some]);

/** Larger ones: whoever is in large groups stands five times, so that few cells are small, and rectangles are found. */
export const largeLog = log.map((people) =>
  people.flatMap((one) =>
    Array<Person>("xy".includes(one.a) && "12".includes(one.b) && one.a !== "" ? 5 : 1).fill(one),
  ),
);

export function textOf(people: readonly Person[]): string {
  const flag = (yes: boolean): string => (yes ? "1" : "0");
  return csvOf(
    ["person", "a", "b", "shown", "clicked", "bought", "score"],
    people.flatMap(({ a, b, rows }, at) =>
      rows.map((got) => [
        `p${at}`,
        a,
        b,
        flag(got > 0),
        flag(got > 1),
        flag(got > 2),
        String((at * 37 + got) % 101),
      ]),
    ),
  );
}

/** Metrics whose conditions ask for some of a column's values, and means of flags; people may be in two groups of `a`. */
export const LISTS: typeof PLAN = {
  ...PLAN,
  metrics: {
    shown_rate: { numerator: "shown" },
    mean_shown: { kind: "mean", numerator: "shown" },
    near: { numerator: "shown", where: { channel: ["web", "phone"] } },
    shop: { kind: "mean", numerator: "clicked", where: { channel: "shop" } },
    web: { numerator: "clicked", where: { channel: "web" } },
    early: { numerator: { column: "day", in: ["mon", "tue"] } },
    late: { numerator: { column: "day", in: ["wed"] } },
    contacts: { kind: "contacts", cap: 2 },
  } as unknown as (typeof PLAN)["metrics"],
};

interface Shopper {
  readonly person: Person;
  readonly channels: readonly string[];
  readonly days: readonly string[];
  /** Of the second decision; null for the same. */
  readonly moved: string | null;
}

const shopper: fc.Arbitrary<Shopper> = fc.record({
  person,
  channels: fc.array(fc.constantFrom("web", "web", "web", "shop", "shop", "phone", "post"), {
    minLength: 3,
    maxLength: 3,
  }),
  days: fc.array(fc.constantFrom("mon", "mon", "tue", "wed", "wed", "thu"), { minLength: 3, maxLength: 3 }),
  moved: fc.constantFrom(...Array<null>(30).fill(null), "y"),
});

/** Half of them without anybody who moved. */
export const listLog = fc
  .tuple(fc.array(shopper, { minLength: 60, maxLength: 200, size: "max" }), fc.boolean())
  .map(([some, still]) => some.map((one) => (still ? { ...one, moved: null } : one)));

export function listText(shoppers: readonly Shopper[]): string {
  const flag = (yes: boolean): string => (yes ? "1" : "0");
  return csvOf(
    ["person", "a", "b", "shown", "clicked", "channel", "day"],
    shoppers.flatMap(({ person: { a, b, rows }, channels, days, moved }, at) =>
      rows.map((got, row) => [
        `p${at}`,
        row === 1 && moved !== null ? moved : a,
        b,
        flag(got > 0),
        flag(got > 1),
        channels[row]!,
        days[row]!,
      ]),
    ),
  );
}
