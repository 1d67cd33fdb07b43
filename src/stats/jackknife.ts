/**
 * Delete-a-fold jackknife: the spread of a statistic over samples that each lack one fold of people.
 *
 * `se^2 = (K-1)/K sum_k (T_(-k) - mean)^2`, with K - 1 degrees of freedom. It holds for people who stand in many rows, since
 * a person is in one fold, and for statistics that were learned on some folds and scored on others, since both are made
 * again without the fold. Source: Shao & Tu 1995, The Jackknife and Bootstrap, ch. 2.
 */
export interface Spread {
  readonly se: number;
  readonly df: number;
}

/** `replicates`: the statistic without each fold in turn; null where one of them does not exist, or there are too few. */
export function jackknife(replicates: readonly (number | null)[]): Spread | null {
  return jackknifeCovariance(replicates, replicates) === null
    ? null
    : { se: Math.sqrt(jackknifeCovariance(replicates, replicates)!), df: replicates.length - 1 };
}

/** The same for two statistics of the same folds: their covariance. */
export function jackknifeCovariance(
  a: readonly (number | null)[],
  b: readonly (number | null)[],
): number | null {
  const folds = a.length;
  if (folds < 2 || a.includes(null) || b.includes(null)) return null;
  const meanA = a.reduce<number>((sum, one) => sum + one!, 0) / folds;
  const meanB = b.reduce<number>((sum, one) => sum + one!, 0) / folds;
  let sum = 0;
  for (let fold = 0; fold < folds; fold++) sum += (a[fold]! - meanA) * (b[fold]! - meanB);
  return (sum * (folds - 1)) / folds;
}
