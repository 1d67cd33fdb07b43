/** Intervals in fewer digits. */

/** An interval about a value; `upper` is null where it has no end. */
interface Ends {
  readonly lower: number;
  readonly upper: number | null;
}

/** An interval rounded outwards, to multiples of the first of 1, 2 or 5 times a power of ten that is at least `part` of its width. */
export function outwards(value: number, { lower, upper }: Ends, part: number): Ends {
  const width = upper === null ? 2 * (value - lower) : upper - lower;
  if (!(width > 0)) return { lower, upper };
  const step = stepAbove(part * width);
  const end = (limit: number, way: (steps: number) => number): number =>
    scaled(way(unscaled(limit, step) / step.times) * step.times, step);
  // No interval begins above what it holds, however small the difference.
  return {
    lower: Math.min(lower, end(lower, Math.floor)),
    upper: upper === null ? null : Math.max(upper, end(upper, Math.ceil)),
  };
}

/** The first of 1, 2 or 5 times a power of ten that is no less. */
export function roundUp(number: number): number {
  const step = stepAbove(number);
  return scaled(step.times, step);
}

/**
 * A limit, on the side of each fence (a threshold; parity) on which it was before it was moved: the verdict says on which that is, and
 * would not follow from it any more.
 */
export function sameSide(moved: number, exact: number, fences: readonly number[]): number {
  const passed = fences.filter((fence) => Math.sign(exact - fence) !== Math.sign(moved - fence));
  if (passed.length === 0) return moved;
  const nearest = passed.reduce((a, b) => (Math.abs(exact - a) <= Math.abs(exact - b) ? a : b));
  const side = Math.sign(exact - nearest);
  // As near as it can be told from it, however far away it was.
  const at = nearest + side * (nearest === 0 ? 1 : Math.abs(nearest)) * 2 ** -40;
  const within = fences.every((fence) => Math.sign(at - fence) === Math.sign(exact - fence));
  return within && Math.sign(exact - at) === side ? at : exact;
}

/** `times` (1, 2 or 5) tens of `power`. */
interface Step {
  readonly times: number;
  readonly power: number;
}

function stepAbove(least: number): Step {
  const [digits, power] = least.toExponential().split("e").map(Number) as [number, number];
  const times = [1, 2, 5].find((one) => one >= digits);
  return times === undefined ? { times: 1, power: power + 1 } : { times, power };
}

/** By a power of ten that is a whole number, so that what comes of it has no more digits than it needs. */
function unscaled(number: number, { power }: Step): number {
  return power < 0 ? number * Number(`1e${-power}`) : number / Number(`1e${power}`);
}

function scaled(number: number, { power }: Step): number {
  return power < 0 ? number / Number(`1e${-power}`) : number * Number(`1e${power}`);
}
