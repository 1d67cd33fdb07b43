/** Facts that hold for all inputs, tried on many. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differenceInterval } from "../../src/stats/difference.js";
import { testEquality, testEqualityOfAll } from "../../src/stats/equality-test.js";
import { fisherExact } from "../../src/stats/fisher.js";
import { groupInterval } from "../../src/stats/group-interval.js";
import { scoreDifference, scoreRatio } from "../../src/stats/miettinen-nurminen.js";
import { benjaminiHochberg, holm, holmAgainstBest } from "../../src/stats/multiplicity.js";
import {
  crossWithWhole,
  pooledMoments,
  ratioCovariance,
  ratioEstimate,
  type RatioMoments,
} from "../../src/stats/ratio-estimate.js";
import { ratioInterval } from "../../src/stats/ratio-interval.js";
import { wilson } from "../../src/stats/wilson.js";
import { existing, expectThat } from "./close.js";
import { drawGroup, seeded } from "./simulation.mjs";

const counts = fc
  .integer({ min: 1, max: 400 })
  .chain((total) => fc.record({ events: fc.integer({ min: 0, max: total }), total: fc.constant(total) }));

const group = fc
  .record({
    people: fc.integer({ min: 2, max: 60 }),
    rows: fc.integer({ min: 1, max: 8 }),
    icc: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
    rate: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    seed: fc.integer(),
  })
  .map(({ seed, ...cell }) => drawGroup(cell, seeded(seed)));

const pValues = fc.array(fc.option(fc.double({ min: 0, max: 1, noNaN: true })), { maxLength: 30 });
const correlation = fc.double({ min: -0.95, max: 0.95, noNaN: true });

function intervalOf(m: RatioMoments) {
  return existing(groupInterval(m, { level: 0.95, proportion: true }));
}

const near = (a: number, b: number, tolerance = 1e-9) =>
  Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b));

/** The same group, counting the refusals. */
function turned(m: RatioMoments): RatioMoments {
  return { ...m, y: m.d - m.y, yy: m.dd - 2 * m.yd + m.yy, yd: m.dd - m.yd };
}

/** True when the limits are each other's reciprocal, or one of them does not exist or is 0. */
function reciprocal(upper: number | null, lower: number): boolean {
  return upper === null || lower <= 1e-6 || near(upper * lower, 1, 1e-6);
}

function isFiniteOrNull(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value !== "object") return true;
  return Object.entries(value).every(([key, v]) => key === "df" || isFiniteOrNull(v));
}

describe("intervals", () => {
  test("Wilson stays inside [0, 1], holds the share, and shrinks as the size grows", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 1e6, noNaN: true }),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (share, size, critical) => {
          const { lower, upper } = wilson(share, size, critical)!;
          const wider = wilson(share, size / 2, critical)!;
          expect(lower >= 0 && upper <= 1 && lower <= share + 1e-12 && upper >= share - 1e-12).toBe(true);
          expect(wider.upper - wider.lower).toBeGreaterThanOrEqual(upper - lower - 1e-12);
        },
      ),
    );
    expect(wilson(0.5, 0, 2)).toBeNull();
  });

  test("the difference turned round is the difference with its sign turned", () => {
    fc.assert(
      fc.property(group, group, correlation, (a, b, r) => {
        const [ia, ib] = [intervalOf(a), intervalOf(b)];
        const [there, back] = [differenceInterval(ia, ib, r), differenceInterval(ib, ia, r)];
        expect(near(there.lower, -back.upper) && near(there.upper, -back.lower)).toBe(true);
        expect(there.lower <= ia.ratio - ib.ratio + 1e-12 && ia.ratio - ib.ratio <= there.upper + 1e-12).toBe(
          true,
        );
      }),
    );
  });

  test("the ratio turned round is its reciprocal, wherever both limits exist", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(group, group, correlation, (a, b, r) => {
        const [ia, ib] = [intervalOf(a), intervalOf(b)];
        const [there, back] = [ratioInterval(ia, ib, r), ratioInterval(ib, ia, r)];
        if (there === null || back === null) return;
        expectThat(reciprocal(there.upper, back.lower), "upper limit");
        expectThat(reciprocal(back.upper, there.lower), "lower limit");
      }),
    );
  });

  test("the ratio's limits are where the interval of a - x b touches 0, correlated or not", () => {
    fc.assert(
      fc.property(group, group, correlation, (a, b, r) => {
        const [ia, ib] = [intervalOf(a), intervalOf(b)];
        const limits = ratioInterval(ia, ib, r);
        if (limits === null) return;
        const times = (x: number) => ({ ratio: x * ib.ratio, lower: x * ib.lower, upper: x * ib.upper });
        const low = differenceInterval(ia, times(limits.lower), r).lower;
        const high = differenceInterval(ia, times(limits.upper ?? 0), r).upper;
        expect(Math.abs(low)).toBeLessThan(1e-7);
        expect(limits.upper === null || Math.abs(high) < 1e-7 * Math.max(1, limits.upper)).toBe(true);
      }),
    );
  });

  test("difference and ratio agree on whether parity is inside", () => {
    fc.assert(
      fc.property(group, group, correlation, (a, b, r) => {
        const [ia, ib] = [intervalOf(a), intervalOf(b)];
        const difference = differenceInterval(ia, ib, r);
        const ratio = ratioInterval(ia, ib, r);
        if (ratio === null || Math.min(Math.abs(difference.lower), Math.abs(difference.upper)) < 1e-9) return;
        expect(ratio.lower > 1).toBe(difference.lower > 0);
        expect(ratio.upper !== null && ratio.upper < 1).toBe(difference.upper < 0);
      }),
    );
  });

  test("score intervals are symmetric too, and the ratio's sides are reciprocal", () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [there, back] = [
          scoreDifference(a, b, { level: 0.9 })!,
          scoreDifference(b, a, { level: 0.9 })!,
        ];
        expect(near(there.lower, -back.upper, 1e-7) && near(there.upper, -back.lower, 1e-7)).toBe(true);
        const ratio = scoreRatio(a, b, { level: 0.9 })!;
        const inverse = scoreRatio(b, a, { level: 0.9 })!;
        const { upper } = ratio;
        expectThat(upper === null || !(inverse.lower > 0) || near(upper * inverse.lower, 1, 1e-6), "ratio");
      }),
    );
  });

  test("one decision each is the textbook; nearly so when customers who repeat are as if independent", () => {
    const random = seeded(7);
    for (const people of [400, 4000]) {
      const m = drawGroup({ people, rows: 4, icc: 1e-4, rate: 0.3 }, random);
      const clustered = intervalOf(m);
      const plain = wilson(m.y / m.d, m.d, 1.959963984540054)!;
      const [got, want] = [clustered.upper - clustered.lower, plain.upper - plain.lower];
      expect(Math.abs(got / want - 1)).toBeLessThan(0.12);
    }
    fc.assert(
      fc.property(counts, ({ events, total }) => {
        const m = { units: total, rows: total, y: events, d: total, yy: events, dd: total, yd: events };
        const { lower, upper } = intervalOf(m);
        const plain = wilson(events / total, total, 1.9599639845400538)!;
        expect(near(lower, plain.lower, 1e-14) && near(upper, plain.upper, 1e-14)).toBe(true);
      }),
    );
  });

  test("scaling an amount scales its interval; never a NaN or an infinity", () => {
    fc.assert(
      fc.property(group, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (m, scale) => {
        const scaled = { ...m, y: m.y * scale, yy: m.yy * scale * scale, yd: m.yd * scale };
        const amount = { level: 0.95, proportion: false };
        const [plain, grown] = [groupInterval(m, amount), groupInterval(scaled, amount)];
        // Customers who do not differ have no interval, at any scale.
        expect("reason" in plain).toBe("reason" in grown);
        if ("reason" in plain || "reason" in grown) return;
        const [a, b] = [plain, grown];
        expect(near(a.lower * scale, b.lower) && near(a.upper * scale, b.upper)).toBe(true);
        expect(isFiniteOrNull(intervalOf(m))).toBe(true);
      }),
    );
  });
});

describe("variance", () => {
  test("is never negative, and 0 when all customers have the same rate, whatever the rounding", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 2 }), (sizes) => {
        const m = { units: 0, rows: 0, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };
        for (const d of sizes) {
          const y = d / 3;
          m.units += 1;
          m.y += y;
          m.d += d;
          m.yy += y * y;
          m.dd += d * d;
          m.yd += y * d;
        }
        expect(ratioEstimate(m)!.variance).toBe(0);
      }),
    );
  });

  test("a group's covariance with the whole, and with the rest, adds up", () => {
    fc.assert(
      fc.property(group, group, (a, b) => {
        const whole = pooledMoments([a, b]);
        const covariance = ratioCovariance(a, whole, crossWithWhole(a))!;
        // e_whole over a's customers: residuals of a taken from the whole's ratio, so Y_a - R D_a.
        const [ra, rw] = [a.y / a.d, whole.y / whole.d];
        const plain = a.yy - (ra + rw) * a.yd + ra * rw * a.dd;
        const factor = Math.sqrt((a.units / (a.units - 1)) * (whole.units / (whole.units - 1)));
        expect(near(covariance, (plain * factor) / (a.d * whole.d))).toBe(true);
      }),
    );
  });
});

describe("tests", () => {
  test("turning the groups round turns the statistic and leaves p", () => {
    fc.assert(
      fc.property(group, group, (a, b) => {
        const [there, back] = [
          testEquality(a, b, { proportion: true }),
          testEquality(b, a, { proportion: true }),
        ];
        expect(there === null).toBe(back === null);
        if (there === null || back === null) return;
        expect(near(there.statistic, -back.statistic) && near(there.p, back.p)).toBe(true);
        expect(there.p >= 0 && there.p <= 1 && isFiniteOrNull(there)).toBe(true);
      }),
    );
  });

  test("yes and no are alike: counting refusals instead of offers gives the same p", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(group, group, (a, b) => {
        const [yes, no] = [
          testEquality(a, b, { proportion: true }),
          testEquality(turned(a), turned(b), { proportion: true }),
        ];
        expectThat(yes === null ? no === null : near(yes.p, no!.p, 1e-7), `${yes?.p} against ${no?.p}`);
      }),
    );
  });

  test("the order of the groups does not matter to the test of them all", () => {
    fc.assert(
      fc.property(fc.array(group, { minLength: 2, maxLength: 6 }), (groups) => {
        const p = testEqualityOfAll(groups, { proportion: true })?.p ?? null;
        const back = testEqualityOfAll(groups.toReversed(), { proportion: true })?.p ?? null;
        expect(p === null ? back === null : near(p, back!)).toBe(true);
      }),
    );
  });

  test("Fisher is a chance, symmetric in groups and in yes and no, and 1 at equal halves", () => {
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const p = fisherExact(a.events, a.total, b.events, b.total)!;
        expect(p > 0 && p <= 1).toBe(true);
        expect(near(p, fisherExact(b.events, b.total, a.events, a.total)!)).toBe(true);
        expect(near(p, fisherExact(a.total - a.events, a.total, b.total - b.events, b.total)!)).toBe(true);
      }),
    );
  });
});

describe("corrections", () => {
  test("never below the raw p, never above 1, in the same order; null where null", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(pValues, (p) => {
        const [h, best, bh] = [holm(p), holmAgainstBest(p), benjaminiHochberg(p)];
        for (const [i, raw] of p.entries()) {
          if (raw === null) {
            expectThat(h[i] === null && best[i] === null && bh[i] === null, "null stays null");
            continue;
          }
          const rising =
            raw <= bh[i]! + 1e-15 && bh[i]! <= h[i]! + 1e-15 && h[i]! <= best[i]! && best[i]! <= 1;
          expectThat(rising, "raw <= BH <= Holm <= Holm against the best <= 1");
          for (const [j, other] of p.entries()) {
            if (other === null || raw > other) continue;
            expectThat(h[i]! <= h[j]! && bh[i]! <= bh[j]! && best[i]! <= best[j]!, "in the same order");
          }
        }
      }),
    );
  });
});
