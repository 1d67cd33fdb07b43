import { normalUpper } from "./distributions.js";
import type { TestResult } from "./test-result.js";

/**
 * The textbook z test of two shares, for rows that are independent of each other.
 *
 * `z = (p1 - p2) / sqrt(p q (1/n1 + 1/n2))`, p pooled. Null when a group is empty or nobody or everybody had the
 * event. Source: Fleiss, Levin, Paik 2003, ch. 3. Oracle: statsmodels proportions_ztest.
 */
export function pooledZ(k1: number, n1: number, k2: number, n2: number): TestResult | null {
  const rate = (k1 + k2) / (n1 + n2);
  if (!(n1 > 0 && n2 > 0 && rate > 0 && rate < 1)) return null;
  const statistic = (k1 / n1 - k2 / n2) / Math.sqrt(rate * (1 - rate) * (1 / n1 + 1 / n2));
  return { p: twoSided(statistic), statistic, df: null, name: "pooled z test" };
}

/** Chance of a standard normal at least this far from 0 on either side. */
export function twoSided(z: number): number {
  return Math.min(1, 2 * normalUpper(Math.abs(z)));
}
