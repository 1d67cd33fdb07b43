/** Formulas worked out by hand as docs/methods.md writes them, from people and not from sums. */
import { expect, it } from "vitest";
import { testEquality } from "../../src/stats/equality-test.js";
import { ratioInterval } from "../../src/stats/ratio-interval.js";
import { momentsOf } from "./moments.js";

type People = readonly (readonly [y: number, d: number])[];

const total = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0);

it("the clustered t test lends variance as documented: rho, M, E, V, t and df", () => {
  const few: People = [...Array.from({ length: 38 }, () => [0, 5] as const), [1, 5], [2, 5]];
  const many: People = Array.from({ length: 300 }, (_, index) => [index % 6 === 0 ? 3 : 0, 6] as const);
  const groups = [few, many].map((people) => {
    const d = total(people.map(([, own]) => own));
    return {
      people,
      d,
      y: total(people.map(([own]) => own)),
      q: total(people.map((one) => one[1] ** 2)) - d,
    };
  });
  const [a, b] = [groups[0]!, groups[1]!];
  const centre = (a.y + b.y) / (a.d + b.d);
  const s = centre * (1 - centre);
  const own = groups.map(({ people, d }) => {
    const squares = total(people.map(([y, n]) => (y - centre * n) ** 2));
    return ((people.length / (people.length - 1)) * squares) / d ** 2;
  });
  const rho = Math.max(0, ((own[0]! * a.d ** 2) / s + (own[1]! * b.d ** 2) / s - a.d - b.d) / (a.q + b.q));
  expect(rho).toBeGreaterThan(0.05);
  const lent = groups.map(({ d, q }, at) => {
    const model = (s * (d + rho * Math.max(0, q))) / d ** 2;
    const events = (Math.min(centre, 1 - centre) * s) / model;
    return own[at]! + (20 / (events + 20)) * Math.max(0, model - own[at]!);
  });
  expect(lent[0]!).toBeGreaterThan(1.5 * own[0]!);
  const [va, vb] = [lent[0]!, lent[1]!];
  const test = testEquality(
    momentsOf(few.map(([y, d]) => ({ y, d, rows: d }))),
    momentsOf(many.map(([y, d]) => ({ y, d, rows: d }))),
    { proportion: true },
  )!;
  expect(test.statistic).toBeCloseTo((a.y / a.d - b.y / b.d) / Math.sqrt(va + vb), 12);
  expect(test.df).toBeCloseTo((va + vb) ** 2 / (va ** 2 / (few.length - 1) + vb ** 2 / (many.length - 1)), 8);
});

it("the lower limit of a ratio is the larger root where the comparator's upper limit is above twice its figure", () => {
  const a = { ratio: 0.4, lower: 0.3, upper: 0.5 };
  const b = { ratio: 0.1, lower: 0.02, upper: 0.25 };
  const q = b.upper * (2 * b.ratio - b.upper);
  const h = a.ratio * b.ratio;
  const c = a.lower * (2 * a.ratio - a.lower);
  expect(q).toBeLessThan(0);
  const roots = [-1, 1].map((sign) => (h + sign * Math.sqrt(h * h - q * c)) / q);
  expect(ratioInterval(a, b)!.lower).toBeCloseTo(Math.max(...roots), 12);
});
