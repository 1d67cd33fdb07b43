/** Tests, corrections, effect sizes and power on small cases, each with the R or Python call that gave the number. */
import { describe, expect, test } from "vitest";
import { cohenH, shortfall, standardisedMeanDifference, unitDeviation } from "../../src/stats/effect-size.js";
import { testEquality, testEqualityOfAll } from "../../src/stats/equality-test.js";
import { fisherExact } from "../../src/stats/fisher.js";
import { groupInterval } from "../../src/stats/group-interval.js";
import { benjaminiHochberg, holm, holmAgainstBest, holmIntervalLevel } from "../../src/stats/multiplicity.js";
import { pearsonChiSquare } from "../../src/stats/pearson.js";
import {
  minimumDetectableRatio,
  minimumDetectableRatioOfMeans,
  unitsToShowEquivalence,
  unitsToShowGap,
} from "../../src/stats/power.js";
import { raoScott } from "../../src/stats/rao-scott.js";
import { ratioEstimate, varianceAround, type RatioMoments } from "../../src/stats/ratio-estimate.js";
import { gini, histogramMean, histogramQuantile, shareAbove } from "../../src/stats/summary.js";
import { pooledZ, twoSided } from "../../src/stats/two-proportion.js";
import { existing, expectClose } from "./close.js";
import { momentsOf } from "./moments.js";

const at = (m: RatioMoments, proportion = true) => groupInterval(m, { level: 0.95, proportion });

const nameOf = (...pair: Parameters<typeof testEquality>) => testEquality(...pair)?.name;

const people = (...units: readonly (readonly [y: number, d: number])[]) =>
  momentsOf(units.map(([y, d]) => ({ y, d, rows: d })));

describe("Fisher's exact test", () => {
  test.each([
    [3, 12, 7, 9, 0.029973122852379838], // fisher.test(matrix(c(3, 7, 9, 2), 2))
    [0, 5, 29, 80, 0.16062144320947105], // fisher.test(matrix(c(0, 29, 5, 51), 2))
    [700, 1200, 4300, 8800, 8.4638395671012412e-10], // fisher.test(matrix(c(700, 4300, 500, 4500), 2))
    [120, 140, 99880, 199860, 1.3839927498869356e-18], // fisher.test(matrix(c(120, 99880, 20, 99980), 2))
    [3910, 536113, 3579, 536113, 0.00012957248216679813], // fisher.test(matrix(c(3910, 532203, 3579, 532534), 2))
    [0, 5, 8, 21, 0.28051079355427161], // fisher.test(matrix(c(0, 5, 8, 13), 2)): a tie but for rounding
    [5, 5, 17, 39, 0.048496880317640358], // fisher.test(matrix(c(5, 0, 17, 22), 2))
    [10, 20, 10, 20, 1], // fisher.test(matrix(c(10, 10, 10, 10), 2))
  ])("%i of %i against %i of %i", (k1, n1, k2, n2, p) => {
    expect.hasAssertions();
    expectClose(fisherExact(k1, n1, k2, n2), p, 1e-11);
  });

  test("a million rows take no time", () => {
    const start = performance.now();
    expect(fisherExact(250_000, 500_000, 250_500, 500_000)).toBeCloseTo(0.31827911683477283, 10);
    expect(performance.now() - start).toBeLessThan(200);
  });

  test("not a count: no answer", () => {
    expect(fisherExact(1.5, 3, 1, 3)).toBeNull();
    expect(fisherExact(4, 3, 1, 3)).toBeNull();
    expect(fisherExact(0, 0, 0, 0)).toBe(1);
  });
});

describe("corrections for many tests", () => {
  const p = [0.01, 0.04, 0.03, 0.005, 0.9];

  test("p.adjust(c(.01, .04, .03, .005, .9), 'holm') and 'BH'", () => {
    expect.hasAssertions();
    for (const [i, want] of [0.04, 0.09, 0.09, 0.025, 0.9].entries()) expectClose(holm(p)[i], want, 1e-15);
    for (const [i, want] of [0.025, 0.05, 0.05, 0.025, 0.9].entries()) {
      expectClose(benjaminiHochberg(p)[i], want, 1e-15);
    }
  });

  test("a test that could not be made stays null and is not counted", () => {
    expect(holm([null, 0.02, null, 0.5])).toEqual([null, 0.04, null, 0.5]);
    expect(benjaminiHochberg([null, 0.02, null, 0.5])).toEqual([null, 0.04, null, 0.5]);
    expect(holm([])).toEqual([]);
    expect(holm([null])).toEqual([null]);
  });

  test("against the best of five, the first step pays for ten pairs, later ones for six", () => {
    expect(holmAgainstBest([0.001, 0.004, null, 0.02, 0.5])).toEqual([0.01, 0.024, null, 0.12, 1]);
    expect(holmAgainstBest([0.03])).toEqual([0.03]);
    expect(holmAgainstBest([0.01, 0.04])).toEqual([0.03, 0.04]);
  });

  test("the interval that says the same as Holm", () => {
    expect(holmIntervalLevel(1, 4, 0.05)).toBeCloseTo(0.9875, 15);
    expect(holmIntervalLevel(4, 4, 0.05)).toBeCloseTo(0.95, 15);
  });
});

describe("tests of equality", () => {
  test("chi-square with and without Yates: prop.test(c(15, 25), c(50, 50)) and chisq.test(matrix(..., 2))", () => {
    const two = [
      { events: 15, total: 50 },
      { events: 25, total: 50 },
    ];
    expectClose(pearsonChiSquare(two, { yates: true })!.p, 0.06619257972219339, 1e-12);
    const crossed = [
      { events: 15, total: 40 },
      { events: 35, total: 65 },
      { events: 25, total: 45 },
    ];
    // chisq.test(rbind(c(15, 35, 25), c(25, 30, 20)), correct = FALSE)
    expectClose(pearsonChiSquare(crossed)!.p, 0.17905084376655903, 1e-10);
    expect(
      pearsonChiSquare([
        { events: 0, total: 5 },
        { events: 0, total: 9 },
      ]),
    ).toBeNull();
    expect(pearsonChiSquare([{ events: 1, total: 5 }])).toBeNull();
  });

  test("statsmodels proportions_ztest([30, 50], [200, 220])", () => {
    expect.hasAssertions();
    expectClose(pooledZ(30, 200, 50, 220)!.statistic, -2.0141544582822295, 1e-12);
    expectClose(pooledZ(30, 200, 50, 220)!.p, 0.04399331942352911, 1e-12);
    expectClose(twoSided(-12), 3.5529642241553581e-33, 1e-12); // 2 * pnorm(-12)
  });

  test("it names the test it used", () => {
    const once = (k: number, n: number) =>
      people(...Array.from({ length: n }, (_, i) => [+(i < k), 1] as const));
    const share = { proportion: true };
    expect(nameOf(once(30, 200), once(50, 220), share)).toBe("pooled z test");
    expect(nameOf(once(3, 12), once(7, 9), share)).toBe("Fisher's exact test");
    expect(nameOf(people([1, 4], [2, 5], [0, 3]), people([3, 4], [2, 2]), share)).toBe("clustered t test");
    expect(nameOf(once(30, 200), once(50, 220), { proportion: false })).toBe("clustered t test");
    const three = [once(30, 200), once(50, 220), once(9, 40)];
    expect(testEqualityOfAll(three, share)!.name).toBe("Pearson chi-square");
    const repeated = [people([1, 4], [2, 5], [0, 3]), people([3, 4], [2, 2])];
    expect(testEqualityOfAll(repeated, share)!.name).toContain("Rao-Scott");
  });

  test("nothing to test: nobody had it, one customer, no decisions", () => {
    const none = people([0, 4], [0, 2]);
    expect(testEquality(none, none, { proportion: true })).toBeNull();
    expect(testEquality(people([1, 4]), people([1, 4], [1, 2]), { proportion: true })).toBeNull();
    expect(testEquality(people([0, 0]), people([1, 4], [1, 2]), { proportion: true })).toBeNull();
    expect(testEqualityOfAll([none, none], { proportion: true })).toBeNull();
    expect(raoScott({ ratios: [0.1], weights: [5], covariance: [[1]], df: 4 })).toBeNull();
  });

  test("customers who sit in both groups: the error is that of the sum of their two residuals", () => {
    const [ya, yb] = [
      [1, 3, 0, 4, 2],
      [2, 4, 1, 4, 3],
    ];
    const a = people(...ya!.map((y) => [y, 4] as const));
    const b = people(...yb!.map((y) => [y, 4] as const));
    const cross = { yy: ya!.reduce((sum, y, u) => sum + y * yb![u]!, 0), yd: 10 * 4, dy: 14 * 4, dd: 80 };
    const both = testEquality(a, b, { proportion: true, cross })!;
    const residuals = ya!.map((y, u) => (y - 0.6 * 4) / 20 - (yb![u]! - 0.6 * 4) / 20);
    const variance = (5 / 4) * residuals.reduce((sum, e) => sum + e * e, 0);
    expectClose(both.statistic, (10 / 20 - 14 / 20) / Math.sqrt(variance), 1e-12);
    expect(both.p).toBeLessThan(testEquality(a, b, { proportion: true })!.p);
    const all = testEqualityOfAll([a, b], { proportion: true, cross: () => cross, units: 5 })!;
    expectClose(all.statistic, both.statistic ** 2, 1e-12);
  });

  test("of two groups, the test of all is the square of the pairwise one before any lending", () => {
    const [a, b] = [people([1, 4], [2, 5], [0, 3], [2, 2]), people([3, 4], [2, 2], [5, 6])];
    const centre = (a.y + b.y) / (a.d + b.d);
    const variance = varianceAround(a, centre) + varianceAround(b, centre);
    const all = testEqualityOfAll([a, b], { proportion: true })!;
    expectClose(all.statistic, (a.y / a.d - b.y / b.d) ** 2 / variance, 1e-12);
    expect(all.df).toBeCloseTo(1, 12);
  });
});

describe("power", () => {
  const errors = { alpha: 0.05, power: 0.8 };

  test("power.prop.test(n = 200, p1 = p, p2 = .3) reaches .8 at p = .6022 * .3", () => {
    expect.hasAssertions();
    // uniroot(function(p) power.prop.test(n = 200, p1 = p, p2 = .3)$power - .8, c(.05, .29), tol = 1e-15)
    expectClose(
      minimumDetectableRatio({ group: 200, comparator: 200 }, 0.3, errors),
      0.60215470510804903,
      1e-9,
    );
    expectClose(
      minimumDetectableRatio({ group: 1000, comparator: 1000 }, 0.12, errors),
      0.68540009666603785,
      1e-9,
    );
  });

  test("unequal sizes: the same equation solved by R's uniroot for 150 against 900", () => {
    expect.hasAssertions();
    const ratio = minimumDetectableRatio({ group: 150, comparator: 900 }, 0.3, errors);
    expectClose(ratio, 0.64013498676994451, 1e-9); // statsmodels power_proportions_2indep: .640135
  });

  test("so small a group would not show even a rate of 0", () => {
    expect(minimumDetectableRatio({ group: 5, comparator: 5 }, 0.1, errors)).toBeNull();
    expect(minimumDetectableRatio({ group: 5, comparator: 5 }, 0, errors)).toBeNull();
    expect(minimumDetectableRatioOfMeans(4, { ratio: 1, variance: 4 }, errors)).toBeNull();
  });

  test("means: the gap is 2.8016 standard errors", () => {
    expect.hasAssertions();
    const ratio = minimumDetectableRatioOfMeans(0.0009, { ratio: 1, variance: 0.0016 }, errors)!;
    expectClose(ratio, 1 - 2.801585218112968 * 0.05, 1e-9); // qnorm(.975) + qnorm(.8)
  });

  test("units for the gap seen: at that length the gap is 2.8016 standard errors", () => {
    const group = { ratio: 0.15, variance: 0.0004, units: 100 };
    const comparator = { ratio: 0.2, variance: 0.0001, units: 400 };
    const { factor, units } = unitsToShowGap(group, comparator, errors)!;
    expectClose(0.05 / Math.sqrt(0.0005 / factor), 2.8015852181, 1e-9);
    expect(units).toBe(157);
    expect(unitsToShowGap(comparator, comparator, errors)).toBeNull();
  });

  test("units to show equivalence: none when the ratio seen is beyond the threshold", () => {
    const group = { ratio: 0.19, variance: 0.0004, units: 100 };
    const comparator = { ratio: 0.2, variance: 0.0001, units: 400 };
    const oneSided = unitsToShowEquivalence(group, comparator, 0.8, { ...errors, twoSided: false })!;
    expectClose((0.19 - 0.16) / Math.sqrt((0.0004 + 0.64 * 0.0001) / oneSided.factor), 2.8015852181, 1e-9);
    const bothSides = unitsToShowEquivalence(group, comparator, 0.8, { ...errors, twoSided: true })!;
    expect(bothSides.units).toBeGreaterThan(oneSided.units);
    const low = { ...group, ratio: 0.15 };
    expect(unitsToShowEquivalence(low, comparator, 0.8, { ...errors, twoSided: false })).toBeNull();
    const high = { ...group, ratio: 0.3 };
    expect(unitsToShowEquivalence(high, comparator, 0.8, { ...errors, twoSided: true })).toBeNull();
  });
});

describe("effect sizes", () => {
  test("Cohen's h: statsmodels proportion_effectsize(.3, .5)", () => {
    expectClose(cohenH(0.3, 0.5), -0.4115168460674883, 1e-12);
    expect(cohenH(1.2, 0.5)).toBeNull();
  });

  test("standardised mean difference and the spread between customers", () => {
    const d = standardisedMeanDifference({ mean: 12, deviation: 3 }, { mean: 10, deviation: 4 });
    expectClose(d, 2 / Math.sqrt(12.5), 1e-15);
    expect(standardisedMeanDifference({ mean: 1, deviation: 0 }, { mean: 2, deviation: 0 })).toBeNull();
    const one = people([3, 1], [5, 1], [10, 1]); // sd(c(3, 5, 10))
    expectClose(unitDeviation(ratioEstimate(one)!.variance!, 3), 3.605551275463989, 1e-12);
  });

  test("shortfall: 30 of 200 where the best has 25% is 20 short of parity, 10 of four fifths", () => {
    expectClose(shortfall({ y: 30, d: 200 }, 0.25, 1), 20, 1e-12);
    expectClose(shortfall({ y: 30, d: 200 }, 0.25, 0.8), 10, 1e-12);
    expect(shortfall({ y: 60, d: 200 }, 0.25, 1)).toBe(0);
  });
});

describe("contacts per person", () => {
  const bins = [
    { value: 5, count: 30 },
    { value: 1, count: 40 },
    { value: 30, count: 5 },
    { value: 2, count: 25 },
  ];

  test("quantile(rep(c(1, 2, 5, 30), c(40, 25, 30, 5)), c(0, .25, .5, .9, .95, .99, 1)), mean, Gini", () => {
    const quantiles = [0, 0.25, 0.5, 0.9, 0.95, 0.99, 1].map((p) => histogramQuantile(bins, p));
    for (const [i, want] of [1, 1, 2, 5, 6.25, 30, 30].entries()) expectClose(quantiles[i], want, 1e-12);
    expectClose(histogramMean(bins), 3.9, 1e-15);
    expectClose(gini(bins), 0.541025641025641, 1e-14);
    expect(shareAbove(bins, 4)).toBe(0.35);
  });

  test("nobody: no figures", () => {
    expect([histogramMean([]), histogramQuantile([], 0.5), shareAbove([], 1), gini([])]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(gini([{ value: 0, count: 9 }])).toBeNull();
  });
});

describe("the interval of one group", () => {
  test("all yes: each customer counts once, and the interval says so", () => {
    const all = at(people([4, 4], [9, 9], [3, 3]));
    expect(all).toMatchObject({ oneVoiceEach: true, effectiveSize: 3, thin: true, upper: 1, df: 2 });
  });

  test("never worth more than its own decisions, however alike the customers", () => {
    const alike = at(people([1, 2], [1, 2], [1, 2], [1, 2]));
    expect(alike).toMatchObject({ ratio: 0.5, effectiveSize: 8, df: 3 });
  });

  test("why there is none", () => {
    expect(at(people([0, 0]))).toEqual({ reason: "zero denominator" });
    expect(at(people([1, 3]))).toEqual({ reason: "one unit" });
  });

  test("an amount: t interval, confint(lm(x ~ 1)) for x = c(3, 5, 10)", () => {
    expect.hasAssertions();
    const limits = existing(at(people([3, 1], [5, 1], [10, 1]), false));
    expectClose(limits.lower, -2.9566858950295964, 1e-12);
    expectClose(limits.upper, 14.956685895029597, 1e-12);
  });
});
