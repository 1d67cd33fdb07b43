import { chiSquaredUpper } from "./distributions.js";
import type { TestResult } from "./test-result.js";

/** One group's yes decisions out of all its decisions. */
export interface Share {
  readonly events: number;
  readonly total: number;
}

/**
 * Pearson's chi-square: do k groups share one rate? For rows that are independent of each other.
 *
 * `sum (seen - expected)^2 / expected` over the 2k cells, on k-1 degrees of freedom. With Yates' correction
 * (two groups only) each deviation is first cut by min(1/2, itself). Null when a group is empty, when fewer than
 * two groups are given, or when nobody or everybody had the event. Source: Pearson 1900; Yates 1934.
 * Oracle: scipy.stats.chi2_contingency.
 */
export function pearsonChiSquare(
  groups: readonly Share[],
  options: { readonly yates?: boolean } = {},
): TestResult | null {
  const events = groups.reduce((sum, g) => sum + g.events, 0);
  const total = groups.reduce((sum, g) => sum + g.total, 0);
  if (groups.length < 2 || groups.some((g) => !(g.total > 0))) return null;
  if (!(events > 0 && events < total)) return null;
  const rate = events / total;
  const yates = options.yates === true && groups.length === 2;
  const statistic = groups.reduce((sum, g) => {
    const away = Math.abs(g.events - g.total * rate);
    const cut = yates ? away - Math.min(0.5, away) : away;
    return sum + (cut * cut) / (g.total * rate * (1 - rate));
  }, 0);
  const df = groups.length - 1;
  const name = yates ? "Pearson chi-square with Yates' correction" : "Pearson chi-square";
  return { p: chiSquaredUpper(statistic, df), statistic, df, name };
}
