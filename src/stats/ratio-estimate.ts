/**
 * A group's figure as a ratio of two sums over customers, and how uncertain it is.
 *
 * Every metric is `R = Y / D`: favourable decisions over decisions, clicks over impressions, money over orders.
 * The uncertainty counts customers, not rows, so a customer seen fifty times does not pass for fifty people.
 */

/** Sums over units (customers) u of one group: all that is needed of the log. */
export interface RatioMoments {
  /** How many units. */
  readonly units: number;
  /** How many rows (decisions). */
  readonly rows: number;
  /** Sum of Y_u, the unit's numerator. */
  readonly y: number;
  /** Sum of D_u, the unit's denominator. */
  readonly d: number;
  /** Sum of Y_u squared. */
  readonly yy: number;
  /** Sum of D_u squared. */
  readonly dd: number;
  /** Sum of Y_u times D_u. */
  readonly yd: number;
}

/** Sums over the units that sit in both of two groups (first factor: first group). */
export interface CrossMoments {
  readonly yy: number;
  readonly yd: number;
  readonly dy: number;
  readonly dd: number;
}

/** A ratio with its clustered uncertainty. */
export interface RatioEstimate {
  readonly ratio: number;
  /** Clustered variance of the ratio; null with fewer than two units. */
  readonly variance: number | null;
  /** Its square root, in the metric's own units. */
  readonly standardError: number | null;
  readonly units: number;
  readonly rows: number;
  /** Variance over `R(1-R)/D`, what D independent yes/no decisions would give; null where that is 0 or absent. */
  readonly designEffect: number | null;
  /** Independent decisions that would be as precise, `R(1-R)/Var`; null where the variance is 0 or absent. */
  readonly effectiveSize: number | null;
}

/** Sums cancel when customers barely differ: what is left below this share of the terms is rounding. */
const ROUNDING = 1e-13;

/**
 * The ratio of sums and its linearised variance, clustered by unit.
 *
 * `Var(R) = G/(G-1) * sum_u (Y_u - R D_u)^2 / D^2`, expanded into the moments. Null when D is 0 or negative.
 * `designEffect` and `effectiveSize` mean something only where y is a yes/no count within d (0 <= R <= 1).
 * Source: Cochran, Sampling Techniques, ch. 6; Deng, Knoblich, Lu 2018. Oracle: R survey::svyratio, by group.
 */
export function ratioEstimate(m: RatioMoments): RatioEstimate | null {
  if (!(m.d > 0)) return null;
  const ratio = m.y / m.d;
  const variance = m.units < 2 ? null : varianceAround(m, ratio);
  const spread = ratio * (1 - ratio);
  return {
    ratio,
    variance,
    standardError: variance === null ? null : Math.sqrt(variance),
    units: m.units,
    rows: m.rows,
    designEffect: variance !== null && spread > 0 ? (variance * m.d) / spread : null,
    effectiveSize: variance !== null && variance > 0 && spread > 0 ? spread / variance : null,
  };
}

/**
 * The variance of the ratio if its true value were `centre`: residuals are taken from there.
 * `G/(G-1) * sum_u (Y_u - centre D_u)^2 / D^2`; with `centre = R` the ordinary linearised variance.
 */
export function varianceAround(m: RatioMoments, centre: number): number {
  const sum = m.yy - 2 * centre * m.yd + centre * centre * m.dd;
  const size = Math.abs(m.yy) + 2 * Math.abs(centre * m.yd) + centre * centre * m.dd;
  return sum <= ROUNDING * size ? 0 : (smallSample(m.units) * sum) / (m.d * m.d);
}

/**
 * How two groups' ratios move together because some customers sit in both.
 *
 * `sum_u (Y_u1 - R1 D_u1)(Y_u2 - R2 D_u2) / (D1 D2)`, times the root of both groups' G/(G-1) so that the
 * covariance matrix stays a covariance matrix. 0 when no unit is shared; null when either ratio does not exist.
 */
export function ratioCovariance(a: RatioMoments, b: RatioMoments, cross: CrossMoments): number | null {
  if (!(a.d > 0 && b.d > 0) || a.units < 2 || b.units < 2) return null;
  const ra = a.y / a.d;
  const rb = b.y / b.d;
  const sum = cross.yy - rb * cross.yd - ra * cross.dy + ra * rb * cross.dd;
  return (sum * Math.sqrt(smallSample(a.units) * smallSample(b.units))) / (a.d * b.d);
}

/**
 * The cross moments of a group with a whole it is part of (everybody, say), when each of its units has all
 * its rows in the group: what the unit adds to the whole is then exactly what it adds to the group.
 */
export function crossWithWhole(part: RatioMoments): CrossMoments {
  return { yy: part.yy, yd: part.yd, dy: part.yd, dd: part.dd };
}

/** The moments of several groups taken together, when no unit sits in two of them. */
export function pooledMoments(groups: readonly RatioMoments[]): RatioMoments {
  const add = (key: keyof RatioMoments) => groups.reduce((sum, g) => sum + g[key], 0);
  return {
    units: add("units"),
    rows: add("rows"),
    y: add("y"),
    d: add("d"),
    yy: add("yy"),
    dd: add("dd"),
    yd: add("yd"),
  };
}

/** The moments of a whole without those of a part of its units. */
export function momentsLess(whole: RatioMoments, part: RatioMoments): RatioMoments {
  return {
    units: whole.units - part.units,
    rows: whole.rows - part.rows,
    y: whole.y - part.y,
    d: whole.d - part.d,
    yy: whole.yy - part.yy,
    dd: whole.dd - part.dd,
    yd: whole.yd - part.yd,
  };
}

/** True when each unit speaks at most once, with a plain yes or no: then the binomial formulas hold exactly. */
export function isIndependentBinary(m: RatioMoments): boolean {
  return m.dd === m.d && m.yy === m.y && m.yd === m.y;
}

function smallSample(units: number): number {
  return units / (units - 1);
}
