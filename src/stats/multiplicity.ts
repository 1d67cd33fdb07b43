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
  return adjusted(p, (sorted) => {
    let floor = 0;
    return sorted.map((value, i) => {
      floor = Math.max(floor, Math.min(1, (sorted.length - i) * value));
      return floor;
    });
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
    return sorted
      .map((value, i) => (sorted.length * value) / (i + 1))
      .reduceRight<number[]>((rest, value) => {
        ceiling = Math.min(ceiling, value);
        return [...rest, ceiling];
      }, [])
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

function adjusted(p: PValues, adjust: (sorted: readonly number[]) => readonly number[]): (number | null)[] {
  const order = p
    .flatMap((value, at) => (value === null ? [] : [{ value, at }]))
    .toSorted((a, b) => a.value - b.value || a.at - b.at);
  const out: (number | null)[] = p.map(() => null);
  const values = adjust(order.map(({ value }) => value));
  for (const [i, { at }] of order.entries()) out[at] = values[i]!;
  return out;
}
