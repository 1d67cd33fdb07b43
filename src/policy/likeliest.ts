import type { Comparison, Family, Finding, LikeliestComparison, LikeliestGroup } from "../model.js";

/**
 * A group's thresholded rate against the comparator's: the same comparison as the weighted one, without interval or test. Null
 * are figures whose groups nobody is likeliest to be in, and those that rest on a withheld one; a pool without its withheld parts
 * would be another pool, and with them would give them away.
 */
export function compareLikeliest(
  all: readonly LikeliestGroup[],
  group: readonly string[],
  comparator: Finding["comparator"],
): LikeliestComparison {
  const own = rateOf(all.filter((one) => isOf(one, group)));
  const rate = rateOf(
    comparator.group === null
      ? all.filter((one) => !one.unknown && (comparator.kind === "overall" || !isOf(one, group)))
      : all.filter((one) => isOf(one, comparator.group!)),
  );
  if (own === null || rate === null) return { comparator_rate: rate, difference: null, ratio: null };
  return { comparator_rate: rate, difference: own - rate, ratio: own >= 0 && rate > 0 ? own / rate : null };
}

/** What a comparison has beside its weighted figures: nothing in families that are not of probabilities. */
export function likeliestBeside(
  { likeliest }: Family,
  group: readonly string[],
  comparator: Finding["comparator"],
): Pick<Comparison, "likeliest"> {
  return likeliest === undefined ? {} : { likeliest: compareLikeliest(likeliest, group, comparator) };
}

function rateOf(groups: readonly LikeliestGroup[]): number | null {
  let [y, d] = [0, 0];
  for (const one of groups) {
    if (one.y === null || one.d === null) return null;
    y += one.y;
    d += one.d;
  }
  return d > 0 ? y / d : null;
}

function isOf(one: LikeliestGroup, group: readonly string[]): boolean {
  return one.group.length === group.length && one.group.every((name, index) => name === group[index]);
}
