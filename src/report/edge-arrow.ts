/** What a drawing shows of what lies beyond its scale: an arrow at the edge, as the terminal has. */

/** How far a dot keeps from an edge with an arrow, so that both are seen. */
export const ROOM = 10;

/** An arrow's two strokes, its tip at `x`; to the left or to the right. */
export function arrow(x: number, y: number, to: "left" | "right"): string {
  const back = to === "left" ? 4 : -4;
  return `M${x + back} ${y - 4}L${x} ${y}l${back} 4`;
}

/** Which edges need one: a part of the interval, or the figure itself, lies beyond. `ends` are places from 0 to 1; null has no end. */
export function beyond(
  value: number | null,
  ends: readonly [low: number, high: number | null] | null,
): { readonly left: boolean; readonly right: boolean } {
  const low = Math.min(value ?? 0, ends?.[0] ?? 0);
  const high = Math.max(value ?? 0, ends === null ? 0 : (ends[1] ?? Infinity));
  return { left: low < -CLOSE, right: high > 1 + CLOSE };
}

/** An end on the edge itself is not beyond it, whatever its last bits say. */
const CLOSE = 1e-6;
