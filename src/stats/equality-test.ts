/**
 * Do two groups, or all of them, share one figure? The tests behind the verdicts.
 */
import { tUpper } from "./distributions.js";
import { fisherExact } from "./fisher.js";
import { pearsonChiSquare } from "./pearson.js";
import { raoScott } from "./rao-scott.js";
import { isIndependentBinary, varianceAround } from "./ratio-estimate.js";
import type { CrossMoments, RatioMoments } from "./ratio-estimate.js";
import type { TestResult } from "./test-result.js";
import { pooledZ } from "./two-proportion.js";

/** Effective events at which a group's own variance counts as much as the one lent by both groups. */
const LENT = 20;

/**
 * Test that two groups have the same ratio; two-sided.
 *
 * Units that speak once each, yes or no: the pooled z test, or Fisher's exact test when an expected count is
 * below 5. Everything else: `t = (R1 - R2) / sqrt(V1 + V2 - 2C)` on Satterthwaite's degrees of freedom
 * `(V1+V2)^2 / (V1^2/(G1-1) + V2^2/(G2-1))`, with the variances as they would be if both groups had the pooled ratio
 * R0 = (Y1+Y2)/(D1+D2): residuals are taken from R0. For a proportion, a group with few effective events E is lifted
 * towards `M = R0(1-R0)(D + rho (sum D_u^2 - D))/D^2`, rho the intraclass correlation in both groups together:
 * `V = own + 20/(E+20) * max(0, M - own)`. Without R0 and the lift, a group of 30 beside one of 300 at a rate of .05
 * that happens to be low has a low variance as well, and false alarms reach 8-14% at nominal 5.
 *
 * `cross`: moments over units that sit in both groups (nothing is lent then). Null when a denominator is 0, a
 * repeating group has one unit, or nothing varies (nobody or everybody had the event).
 * Source: Cochran, ch. 6; Rao, Scott & Skinner 1998 for the score form; Satterthwaite 1946. Level by simulation
 * (bench/coverage.mjs); textbook parts against statsmodels and R.
 */
export function testEquality(
  a: RatioMoments,
  b: RatioMoments,
  options: { readonly proportion: boolean; readonly cross?: CrossMoments | undefined },
): TestResult | null {
  if (!(a.d > 0 && b.d > 0)) return null;
  const { cross } = options;
  if (options.proportion && cross === undefined && isIndependentBinary(a) && isIndependentBinary(b)) {
    return testIndependentShares(a.y, a.d, b.y, b.d);
  }
  if (a.units < 2 || b.units < 2) return null;
  const centre = (a.y + b.y) / (a.d + b.d);
  if (options.proportion && !(centre > 0 && centre < 1)) return null;
  const lend = options.proportion && cross === undefined;
  const [va, vb] = lend
    ? lentVariances(a, b, centre)
    : [varianceAround(a, centre), varianceAround(b, centre)];
  const covariance = cross === undefined ? 0 : covarianceAround(a, b, cross, centre);
  const variance = va + vb - 2 * covariance;
  if (!(variance > 1e-13 * (va + vb))) return null;
  const statistic = (a.y / a.d - b.y / b.d) / Math.sqrt(variance);
  const df = (va + vb) ** 2 / (va ** 2 / (a.units - 1) + vb ** 2 / (b.units - 1));
  return { p: Math.min(1, 2 * tUpper(Math.abs(statistic), df)), statistic, df, name: "clustered t test" };
}

/**
 * Test that all groups share one ratio.
 *
 * Pearson's chi-square when units speak once each, else Rao & Scott's second-order F with every variance taken
 * around the pooled ratio, on `sum G - k` degrees of freedom (or `units - k`, given the number of distinct units).
 * `cross(i, j)`: moments over units in both groups, null where there are none. Null as in `testEquality`.
 */
export function testEqualityOfAll(
  groups: readonly RatioMoments[],
  options: {
    readonly proportion: boolean;
    readonly cross?: ((i: number, j: number) => CrossMoments | null) | undefined;
    readonly units?: number | undefined;
  },
): TestResult | null {
  const { cross } = options;
  if (groups.length < 2 || groups.some((g) => !(g.d > 0))) return null;
  if (options.proportion && cross === undefined && groups.every(isIndependentBinary)) {
    return pearsonChiSquare(groups.map((g) => ({ events: g.y, total: g.d })));
  }
  if (groups.some((g) => g.units < 2)) return null;
  const weight = groups.reduce((sum, g) => sum + g.d, 0);
  const centre = groups.reduce((sum, g) => sum + g.y, 0) / weight;
  const covariance = groups.map((g, i) =>
    groups.map((h, j) => {
      if (i === j) return varianceAround(g, centre);
      const shared = i < j ? cross?.(i, j) : cross?.(j, i);
      if (shared === null || shared === undefined) return 0;
      return i < j ? covarianceAround(g, h, shared, centre) : covarianceAround(h, g, shared, centre);
    }),
  );
  const units = options.units ?? groups.reduce((sum, g) => sum + g.units, 0);
  return raoScott({
    ratios: groups.map((g) => g.y / g.d),
    weights: groups.map((g) => g.d),
    covariance,
    df: units - groups.length,
  });
}

function testIndependentShares(k1: number, n1: number, k2: number, n2: number): TestResult | null {
  const rate = (k1 + k2) / (n1 + n2);
  if (!(rate > 0 && rate < 1)) return null;
  if (Math.min(rate, 1 - rate) * Math.min(n1, n2) >= 5) return pooledZ(k1, n1, k2, n2);
  const p = fisherExact(k1, n1, k2, n2);
  const statistic = k1 / n1 - k2 / n2;
  return p === null ? pooledZ(k1, n1, k2, n2) : { p, statistic, df: null, name: "Fisher's exact test" };
}

/** Both groups' variances at `centre`, the one with few effective events lifted towards the common model. */
function lentVariances(a: RatioMoments, b: RatioMoments, centre: number): readonly [number, number] {
  const spread = centre * (1 - centre);
  const own = [a, b].map((m) => varianceAround(m, centre));
  const repeats = a.dd - a.d + b.dd - b.d;
  const squares = (own[0]! * a.d * a.d + own[1]! * b.d * b.d) / spread;
  const rho = repeats > 0 ? Math.max(0, (squares - a.d - b.d) / repeats) : 0;
  const lift = (m: RatioMoments, variance: number) => {
    const model = (spread * (m.d + rho * Math.max(0, m.dd - m.d))) / (m.d * m.d);
    const events = (Math.min(centre, 1 - centre) * spread) / model;
    return variance + (LENT / (events + LENT)) * Math.max(0, model - variance);
  };
  return [lift(a, own[0]!), lift(b, own[1]!)];
}

function covarianceAround(a: RatioMoments, b: RatioMoments, cross: CrossMoments, centre: number): number {
  const sum = cross.yy - centre * (cross.yd + cross.dy) + centre * centre * cross.dd;
  return (sum * Math.sqrt((a.units / (a.units - 1)) * (b.units / (b.units - 1)))) / (a.d * b.d);
}
