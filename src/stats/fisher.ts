import { hypergeometricLogPmf, hypergeometricRange, sumOutward, type Urn } from "./hypergeometric.js";

/** R's slack: tables this little likelier than the one seen still count as equally likely. */
const SLACK = Math.log(1 + 1e-7);

/**
 * Fisher's exact test of two shares: were `k1` of `n1` and `k2` of `n2` drawn from the same pot?
 *
 * Two-sided: the chances of all tables with the same margins that are no likelier than the one seen, added up.
 * No normal approximation; a p-value, exact deep in the tail. About sqrt(n) steps, so a million rows are quick.
 * Null when a count is not a whole number within its total. Rows must be independent.
 * Source: Fisher 1935. Oracle: R fisher.test, scipy.stats.fisher_exact.
 */
export function fisherExact(k1: number, n1: number, k2: number, n2: number): number | null {
  const whole = [k1, n1, k2, n2].every((v) => Number.isSafeInteger(v) && v >= 0);
  if (!whole || k1 > n1 || k2 > n2) return null;
  const urn: Urn = { marked: n1, unmarked: n2, drawn: k1 + k2 };
  const seen = hypergeometricLogPmf(k1, urn) + SLACK;
  const [least, most] = hypergeometricRange(urn);
  const mode = Math.min(
    most,
    Math.max(least, Math.floor(((urn.drawn + 1) * (urn.marked + 1)) / (n1 + n2 + 2))),
  );
  const below = lastNoLikelier(least, mode, (x) => hypergeometricLogPmf(x, urn) <= seen);
  const above = lastNoLikelier(most, mode, (x) => hypergeometricLogPmf(x, urn) <= seen);
  if (below === mode || above === mode) return 1;
  const left = below === null ? 0 : sumOutward(below, -1, urn);
  const right = above === null ? 0 : sumOutward(above, 1, urn);
  return Math.min(1, left + right);
}

/** From an end of the range towards the mode, the last table that still counts (they only get likelier). */
function lastNoLikelier(end: number, mode: number, counts: (x: number) => boolean): number | null {
  if (!counts(end)) return null;
  if (counts(mode)) return mode;
  let inside = end;
  let outside = mode;
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (counts(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
