/**
 * Describing counts, such as contacts per person, from a histogram: how many people had each value.
 */

/** `count` people had `value`. */
export interface Bin {
  readonly value: number;
  readonly count: number;
}

/** The average value. Null when nobody is counted. */
export function histogramMean(bins: readonly Bin[]): number | null {
  const people = countPeople(bins);
  return people > 0 ? bins.reduce((sum, b) => sum + b.value * b.count, 0) / people : null;
}

/**
 * The value below which a share `p` of the people lie, as R's quantile(type = 7) of the expanded list: linear
 * between the order statistics around position `1 + (n-1) p`. Null when nobody is counted or p is not in [0, 1].
 */
export function histogramQuantile(bins: readonly Bin[], p: number): number | null {
  const people = countPeople(bins);
  if (!(people > 0) || !(p >= 0 && p <= 1)) return null;
  const sorted = bins.filter((b) => b.count > 0).toSorted((a, b) => a.value - b.value);
  const position = (people - 1) * p;
  const below = Math.floor(position);
  const low = valueAt(sorted, below);
  const high = valueAt(sorted, Math.min(people - 1, below + 1));
  return low + (position - below) * (high - low);
}

/** The share of people whose value exceeds `cap`, 0 to 1. Null when nobody is counted. */
export function shareAbove(bins: readonly Bin[], cap: number): number | null {
  const people = countPeople(bins);
  const over = bins.reduce((sum, b) => sum + (b.value > cap ? b.count : 0), 0);
  return people > 0 ? over / people : null;
}

/**
 * Gini's index of values that are not negative: 0 when all are alike, near 1 when one person has nearly all.
 *
 * `sum_i (2i - n - 1) x_i / (n sum x)`, x rising. Null when nobody is counted, all are 0, or one is negative.
 * Source: Gini 1912. Oracle: the definition under `exposure` in the reference figures.
 */
export function gini(bins: readonly Bin[]): number | null {
  const people = countPeople(bins);
  const total = bins.reduce((sum, b) => sum + b.value * b.count, 0);
  if (!(people > 0 && total > 0) || bins.some((b) => b.count > 0 && b.value < 0)) return null;
  let before = 0;
  let sum = 0;
  for (const { value, count } of bins.toSorted((a, b) => a.value - b.value)) {
    // Ranks before+1 .. before+count: their (2i - n - 1) add up to count * (2 before + count - n).
    sum += value * count * (2 * before + count - people);
    before += count;
  }
  return sum / (people * total);
}

function countPeople(bins: readonly Bin[]): number {
  return bins.reduce((sum, b) => sum + b.count, 0);
}

function valueAt(sorted: readonly Bin[], index: number): number {
  let seen = 0;
  for (const { value, count } of sorted) {
    seen += count;
    if (index < seen) return value;
  }
  return sorted.at(-1)!.value;
}
