/**
 * How big a gap is, apart from how sure we are of it.
 */

/**
 * Cohen's h: the distance of two shares on a scale where every region is equally easy to tell apart.
 *
 * `2 asin(sqrt(a)) - 2 asin(sqrt(b))`, in radians, -pi to pi; 0.2 is called small, 0.5 medium, 0.8 large. Null
 * outside [0, 1]. Source: Cohen 1988, ch. 6. Oracle: statsmodels proportion_effectsize.
 */
export function cohenH(a: number, b: number): number | null {
  const inside = a >= 0 && a <= 1 && b >= 0 && b <= 1;
  return inside ? 2 * Math.asin(Math.sqrt(a)) - 2 * Math.asin(Math.sqrt(b)) : null;
}

/**
 * Standardised mean difference: the gap of two averages in standard deviations.
 *
 * `(mean_a - mean_b) / sqrt((sd_a^2 + sd_b^2) / 2)`; no unit. Null when neither group varies. The standard
 * deviations are the caller's: of rows, or of customers (`unitDeviation`). Source: Cohen 1988; Austin 2009.
 */
export function standardisedMeanDifference(
  a: { readonly mean: number; readonly deviation: number },
  b: { readonly mean: number; readonly deviation: number },
): number | null {
  const pooled = Math.sqrt((a.deviation ** 2 + b.deviation ** 2) / 2);
  return pooled > 0 ? (a.mean - b.mean) / pooled : null;
}

/**
 * How much customers differ from each other, in the metric's own units: `sqrt(G * Var(R))`, the standard
 * deviation of `(Y_u - R D_u) / mean(D)`. Equals the ordinary standard deviation when each unit has one row.
 */
export function unitDeviation(variance: number, units: number): number {
  return Math.sqrt(variance * units);
}

/**
 * How many more favourable decisions the group would have had at `share` of the comparator's rate.
 *
 * `max(0, share * comparator * D - Y)`, in decisions (or the metric's own total). `share` 1 is parity, 0.8 the
 * four-fifths line. 0 when the group is already there.
 */
export function shortfall(
  group: { readonly y: number; readonly d: number },
  comparator: number,
  share: number,
): number {
  return Math.max(0, share * comparator * group.d - group.y);
}
