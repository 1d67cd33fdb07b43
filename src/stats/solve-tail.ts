/** A tail chance and its slope at a point. */
export interface TailAt {
  readonly chance: number;
  readonly slope: number;
}

/**
 * Finds where a tail chance equals p, to full double precision.
 *
 * Newton's method on the logarithm of the chance, in a coordinate where that is nearly a straight line, kept
 * inside a bracket by bisection. Works for rising and falling tails (the sign of the slope says which).
 */
export function solveTail(p: number, start: number, tail: (u: number) => TailAt): number {
  let low = -750;
  let high = 750;
  let u = start;
  const goal = Math.log(p);
  for (let round = 0; round < 200; round += 1) {
    const { chance, slope } = tail(u);
    const gap = Math.log(chance) - goal;
    if (gap === 0) return u;
    if (gap > 0 === slope >= 0) high = u;
    else low = u;
    const step = (gap * chance) / slope;
    let next = u - step;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - u) <= 2e-16 * Math.max(1, Math.abs(u)) || high - low < 1e-16) return next;
    u = next;
  }
  return u;
}
