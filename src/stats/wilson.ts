/** An interval: lower and upper limit, in the units of the estimate. */
export interface Limits {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Wilson's interval for a share: the true shares that would not find the share seen surprising.
 *
 * `(p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)`; n may be an effective size (any real > 0), z any
 * critical value (normal or t). Null when n is not positive. Source: Wilson 1927; Brown, Cai, DasGupta 2001.
 * Oracle: statsmodels proportion_confint(method="wilson").
 */
export function wilson(share: number, size: number, critical: number): Limits | null {
  if (!(size > 0) || !(share >= 0 && share <= 1) || !(critical >= 0)) return null;
  const z2 = (critical * critical) / size;
  const centre = (share + z2 / 2) / (1 + z2);
  const half = (critical * Math.sqrt((share * (1 - share) + z2 / 4) / size)) / (1 + z2);
  return {
    lower: share === 0 ? 0 : Math.max(0, centre - half),
    upper: share === 1 ? 1 : Math.min(1, centre + half),
  };
}
