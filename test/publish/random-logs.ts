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
