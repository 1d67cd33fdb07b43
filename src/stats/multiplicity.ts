/**
 * Corrections for asking many questions at once. A question without an answer (null) stays null, and does not
 * count as asked.
 */

type PValues = readonly (number | null)[];

/**
 * Holm's step-down: the chance of even one false alarm in the family stays at the level.
 *
 * With m p-values in rising order, `max over j <= i of min(1, (m - j + 1) p_j)`.
 * Source: Holm 1979. Oracle: R p.adjust(p, "holm").
 */
export function holm(p: PValues): (number | null)[] {
  return adjusted(p, (sorted) => stepDown(sorted, (rank) => sorted.length - rank + 1));
}

/**
 * Holm's correction when the comparator is the group that came out best, which was picked by looking.
 *
 * Any group might have been the best, so the family is all K(K-1)/2 pairs of the K groups judged, not the K-1 that
 * happen to be shown. Step one pays for K(K-1)/2 pairs; once one pair is known to differ, at most (K-1)(K-2)/2 can
 * still be equal, and each later step pays for those. Plain Holm over K-1 raises a false alarm in about 8 audits
 * of 100 with five equal groups; this one holds the level. `p` are the K-1 p-values against the best (nulls stay).
 * With two groups it is the p-value itself.
 * Source: Shaffer 1986, method S1; valid for any stopping subset by Goeman & Solari 2010.
 */
export function holmAgainstBest(p: PValues): (number | null)[] {
  return adjusted(p, (sorted) => {
    const groups = sorted.length + 1;
    return stepDown(sorted, (rank) => pairs(rank === 1 ? groups : groups - 1));
  });
}

/**
 * Benjamini-Hochberg's step-up: of the findings reported, the share that is false stays at the level on average.
 *
 * With m p-values in rising order, `min over j >= i of min(1, m p_j / j)`.
 * Source: Benjamini & Hochberg 1995. Oracle: R p.adjust(p, "BH").
 */
export function benjaminiHochberg(p: PValues): (number | null)[] {
  return adjusted(p, (sorted) => {
    let ceiling = 1;
    const rising = sorted.map((value, i) => (sorted.length * value) / (i + 1));
    return rising
      .toReversed()
      .map((value) => (ceiling = Math.min(ceiling, value)))
      .toReversed();
  });
}

/**
 * The confidence level at which an interval excludes parity just when Holm does, for the family's i-th smallest
 * p-value (rank 1 is the smallest) of m: `1 - alpha / (m - i + 1)`.
 */
export function holmIntervalLevel(rank: number, tests: number, alpha: number): number {
  return 1 - alpha / Math.max(1, tests - rank + 1);
}

/** How many pairs k groups make. */
function pairs(k: number): number {
  return (k * (k - 1)) / 2;
}

/** Multiplies each p by its step's count, never letting a later one come out smaller. */
function stepDown(sorted: readonly number[], count: (rank: number) => number): number[] {
  let floor = 0;
  return sorted.map((value, i) => {
    floor = Math.max(floor, Math.min(1, count(i + 1) * value));
    return floor;
  });
}

function adjusted(p: PValues, adjust: (sorted: readonly number[]) => readonly number[]): (number | null)[] {
  const order = p
    .flatMap((value, at) => (value === null ? [] : [{ value, at }]))
    .toSorted((a, b) => a.value - b.value || a.at - b.at);
  const out: (number | null)[] = p.map(() => null);
  const values = adjust(order.map(({ value }) => value));
  for (const [i, { at }] of order.entries()) out[at] = values[i]!;
  return out;
}
