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

/** The first of some numbers times a power of ten that is no less; 0 is 0. */
export function roundUp(number: number, numbers: readonly number[]): number {
  if (number === 0) return 0;
  const step = stepAbove(number, numbers);
  return scaled(step.times, step);
}

/** `times` a power of ten. */
interface Step {
  readonly times: number;
  readonly power: number;
}

function stepAbove(least: number, numbers: readonly number[] = [1, 2, 5]): Step {
  const [digits, power] = least.toExponential().split("e").map(Number) as [number, number];
  const times = numbers.find((one) => one >= digits);
  return times === undefined ? { times: 1, power: power + 1 } : { times, power };
}

/** By a power of ten that is a whole number, so that what comes of it has no more digits than it needs. */
function unscaled(number: number, { power }: Step): number {
  return power < 0 ? number * Number(`1e${-power}`) : number / Number(`1e${power}`);
}

function scaled(number: number, { power }: Step): number {
  return power < 0 ? number / Number(`1e${-power}`) : number * Number(`1e${power}`);
}
