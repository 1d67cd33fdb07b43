import type { Limits } from "./wilson.js";

/** An estimate with its own interval. */
export interface WithLimits extends Limits {
  readonly ratio: number;
}

/**
 * The interval of the difference `a - b` of two figures, built from their own intervals (MOVER-D).
 *
 * `lower = (a-b) - sqrt((a-la)^2 + (ub-b)^2 - 2r (a-la)(ub-b))`, and its mirror for the upper limit; r is the
 * correlation of the two estimates (0 when no customer sits in both). With Wilson intervals and r = 0 it is
 * Newcombe's method 10. In the units of the figures. Always exists when both intervals do.
 * Source: Newcombe 1998; Zou & Donner 2008. Oracle: statsmodels confint_proportions_2indep(method="newcomb").
 */
export function differenceInterval(a: WithLimits, b: WithLimits, correlation = 0): Limits {
  const difference = a.ratio - b.ratio;
  const reach = (x: number, y: number) => Math.sqrt(Math.max(0, x * x + y * y - 2 * correlation * x * y));
  return {
    lower: difference - reach(a.ratio - a.lower, b.upper - b.ratio),
    upper: difference + reach(a.upper - a.ratio, b.ratio - b.lower),
  };
}

/** The correlation of two estimates from their covariance and variances, within [-1, 1]; 0 when either is fixed. */
export function correlationOf(covariance: number, varianceA: number, varianceB: number): number {
  const scale = Math.sqrt(varianceA * varianceB);
  return scale > 0 ? Math.min(1, Math.max(-1, covariance / scale)) : 0;
}
