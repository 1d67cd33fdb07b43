/**
 * What the log could have shown: the gap it would have caught, and how much more of it would settle the matter.
 */
import { normalQuantile } from "./distributions.js";

/** Error rates: `alpha` two-sided (0.05), `power` the chance of catching what is there (0.8). */
export interface Errors {
  readonly alpha: number;
  readonly power: number;
}

/** A group's estimate as it stands. */
export interface Standing {
  readonly ratio: number;
  readonly variance: number;
  readonly units: number;
}

/**
 * The smallest gap, as a ratio below 1, that a comparison of two shares would catch with the power asked for.
 *
 * The p1 < p2 with `p2 - p1 = z_{1-a/2} sqrt(pq (1/n1 + 1/n2)) + z_power sqrt(p1 q1/n1 + p2 q2/n2)`, p the average
 * weighted by size; returned as p1/p2. Sizes are effective sizes, so repeated customers are paid for. Null when
 * not even p1 = 0 would be caught, or p2 is not inside (0, 1). Source: Fleiss, Levin, Paik 2003, ch. 4.
 * Oracle: R power.prop.test(n, p2 =, power = .8, strict = FALSE) where n1 = n2.
 */
export function minimumDetectableRatio(
  sizes: { readonly group: number; readonly comparator: number },
  comparatorRate: number,
  errors: Errors,
): number | null {
  const { group: n1, comparator: n2 } = sizes;
  if (!(n1 > 0 && n2 > 0 && comparatorRate > 0 && comparatorRate < 1)) return null;
  const za = normalQuantile(1 - errors.alpha / 2);
  const zb = normalQuantile(errors.power);
  const caught = (p1: number) => {
    const p = (n1 * p1 + n2 * comparatorRate) / (n1 + n2);
    const nul = Math.sqrt(p * (1 - p) * (1 / n1 + 1 / n2));
    const alt = Math.sqrt((p1 * (1 - p1)) / n1 + (comparatorRate * (1 - comparatorRate)) / n2);
    return comparatorRate - p1 >= za * nul + zb * alt;
  };
  if (!caught(0)) return null;
  let low = 0;
  let high = comparatorRate;
  for (let round = 0; round < 100 && high - low > 1e-15 * comparatorRate; round += 1) {
    const middle = (low + high) / 2;
    if (caught(middle)) low = middle;
    else high = middle;
  }
  return low / comparatorRate;
}

/**
 * The same for a figure that is not a share: `1 - (z_{1-a/2} + z_power) sqrt(V_group + V_comparator) / R_comparator`.
 * Null when the comparator is not positive or the gap would have to exceed the whole.
 */
export function minimumDetectableRatioOfMeans(
  groupVariance: number,
  comparator: { readonly ratio: number; readonly variance: number },
  errors: Errors,
): number | null {
  if (!(comparator.ratio > 0)) return null;
  const reach = normalQuantile(1 - errors.alpha / 2) + normalQuantile(errors.power);
  const ratio = 1 - (reach * Math.sqrt(groupVariance + comparator.variance)) / comparator.ratio;
  return ratio > 0 ? ratio : null;
}

/** How much more log it takes. */
export interface UnitsNeeded {
  /** The log would have to be this many times as long, all groups growing alike. 1 or less: it is long enough. */
  readonly factor: number;
  /** Units of the group at that length. */
  readonly units: number;
}

/**
 * Units of the group needed to establish that its ratio differs from parity, if the ratio seen is the true one.
 *
 * All groups grow by the same factor f, so each variance falls as 1/f (design effect and mix carried along):
 * `f = (z_{1-a/2} + z_power)^2 (V1 + V2 - 2C) / (R1 - R2)^2`, units = ceil(f G1). Null when R1 = R2 (no length of
 * log establishes a gap that is not there). Source: Chow, Shao, Wang 2008, ch. 4.
 */
export function unitsToShowGap(
  group: Standing,
  comparator: Standing,
  errors: Errors,
  covariance = 0,
): UnitsNeeded | null {
  const z = normalQuantile(1 - errors.alpha / 2) + normalQuantile(errors.power);
  const variance = group.variance + comparator.variance - 2 * covariance;
  return needed(z, variance, group.ratio - comparator.ratio, group.units);
}

/**
 * Units of the group needed to show that its ratio is inside the threshold t (and 1/t if two-sided), if the ratio
 * seen is the true one.
 *
 * The whole interval must clear t: `f = (z_{1-a/2} + z)^2 (V1 + t^2 V2 - 2tC) / (R1 - t R2)^2`, with z = z_power, or
 * z_{(1+power)/2} two-sided, where the larger of the two sides' f is taken (so the answer is never too small).
 * Null when the ratio seen is not inside. Source: Schuirmann 1987; Chow, Shao, Wang 2008, ch. 4.
 */
export function unitsToShowEquivalence(
  group: Standing,
  comparator: Standing,
  threshold: number,
  errors: Errors & { readonly twoSided: boolean },
  covariance = 0,
): UnitsNeeded | null {
  const power = errors.twoSided ? (1 + errors.power) / 2 : errors.power;
  const z = normalQuantile(1 - errors.alpha / 2) + normalQuantile(power);
  const lines = errors.twoSided ? [threshold, 1 / threshold] : [threshold];
  const sides = lines.map((line) => {
    const gap = (group.ratio - line * comparator.ratio) * (line === threshold ? 1 : -1);
    const variance = group.variance + line * line * comparator.variance - 2 * line * covariance;
    return gap > 0 ? needed(z, variance, gap, group.units) : null;
  });
  return sides.reduce((worst, side) =>
    worst === null || side === null ? null : side.factor > worst.factor ? side : worst,
  );
}

function needed(z: number, variance: number, gap: number, units: number): UnitsNeeded | null {
  if (gap === 0 || !(variance >= 0)) return null;
  const factor = (z * z * variance) / (gap * gap);
  return { factor, units: Math.ceil(factor * units) };
}
