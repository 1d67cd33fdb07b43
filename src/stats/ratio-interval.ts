import type { WithLimits } from "./difference.js";

/** Limits of a ratio of two figures; an upper limit of null means there is none (it is unbounded). */
export interface RatioLimits {
  readonly lower: number;
  readonly upper: number | null;
}

/**
 * The interval of the ratio `a / b` of two figures, built from their own intervals (MOVER-R).
 *
 * The limits are where the MOVER interval of `a - x b` touches 0, roots of
 * `ub(2b-ub) x^2 - 2(ab - r(a-la)(ub-b)) x + la(2a-la) = 0` and its mirror; r is the correlation of the two
 * estimates. It needs no logarithm, so it exists when `a` is 0. No unit. Null when b is not positive; the upper
 * limit is null when b's interval reaches 0. Source: Donner & Zou 2012, eq. 9. Oracle: R ratesci::moverci.
 */
export function ratioInterval(a: WithLimits, b: WithLimits, correlation = 0): RatioLimits | null {
  if (!(b.ratio > 0)) return null;
  const product = a.ratio * b.ratio;
  const low = smallRoot(
    b.upper * (2 * b.ratio - b.upper),
    product - correlation * (a.ratio - a.lower) * (b.upper - b.ratio),
    a.lower * (2 * a.ratio - a.lower),
  );
  const upper = largeRoot(
    b.lower * (2 * b.ratio - b.lower),
    product - correlation * (a.upper - a.ratio) * (b.ratio - b.lower),
    a.upper * (2 * a.ratio - a.upper),
  );
  return { lower: low, upper: b.lower > 0 ? upper : null };
}

/** Smaller root of `q x^2 - 2 h x + c`, or the larger one where q is negative, without dividing by a q that may be 0. */
function smallRoot(q: number, h: number, c: number): number {
  const sum = h + Math.sqrt(Math.max(0, h * h - q * c));
  return sum > 0 ? c / sum : 0;
}

function largeRoot(q: number, h: number, c: number): number {
  return (h + Math.sqrt(Math.max(0, h * h - q * c))) / q;
}
