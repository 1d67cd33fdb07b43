/**
 * Fieller's interval for a ratio of two estimates that may be correlated: all ratios r at which `a - r b` is not surprising.
 *
 * Solves `(a - r b)^2 <= t^2 (Vaa - 2 r Vab + r^2 Vbb)`. Null where b itself is not told from 0, so that the ratios are not
 * an interval. Source: Fieller 1954.
 */
export function fieller(
  a: number,
  b: number,
  variance: { readonly aa: number; readonly ab: number; readonly bb: number },
  critical: number,
): { readonly lower: number; readonly upper: number } | null {
  const t2 = critical * critical;
  const square = b * b - t2 * variance.bb;
  if (!(square > 0)) return null;
  const middle = a * b - t2 * variance.ab;
  const rest = a * a - t2 * variance.aa;
  const root = Math.sqrt(Math.max(0, middle * middle - square * rest));
  return { lower: (middle - root) / square, upper: (middle + root) / square };
}
