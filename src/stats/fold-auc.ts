/**
 * How well a feature tells two kinds of decision apart when it was learned from other people: out-of-fold AUC.
 */

/** Counts by value and fold (`[value * folds + fold]`) of the two kinds, inside one stratum. */
export interface Stratum {
  readonly yes: Float64Array;
  readonly no: Float64Array;
}

export interface FoldAuc {
  /** 0.5: no better than chance; 1: every pair in the right order. */
  readonly auc: number;
  /** The same without each fold in turn: learned and scored without it. */
  readonly without: readonly (number | null)[];
  /** Standard error of the folds' own figures, as if folds had nothing to do with each other. */
  readonly foldError: number | null;
  /** Share of the decisions scored whose value had been met in learning. */
  readonly met: number;
}

/**
 * A value's score in a fold is the share of `yes` at that value in the other folds, drawn to the overall share of the
 * stratum by `prior` decisions' weight; a value not met there has the overall share itself. Pairs of a `yes` and a `no` are
 * compared inside a fold and stratum only, for scores of different folds are not on one scale, and pooled:
 * `AUC = sum of pairs in order (ties a half) / sum of pairs`. Under independence its mean is 0.5, however many values there
 * are. Null where there is no pair. Source: Mann & Whitney 1947; Chernozhukov et al. 2018 for cross-fitting.
 */
export function foldAuc(strata: readonly Stratum[], folds: number, prior: number): FoldAuc | null {
  const parts = pairsOf(strata, folds, prior, -1);
  const auc = shareOf(parts);
  if (auc === null) return null;
  const pairs = parts.reduce((sum, one) => sum + one.pairs, 0);
  const squares = parts.reduce((sum, one) => sum + (one.ordered - auc * one.pairs) ** 2, 0);
  return {
    auc,
    without: Array.from({ length: folds }, (_, left) => shareOf(pairsOf(strata, folds, prior, left))),
    foldError: folds > 1 ? Math.sqrt((squares * folds) / (folds - 1)) / pairs : null,
    met: metShare(strata, folds),
  };
}

/** The figure alone. */
export function pointAuc(strata: readonly Stratum[], folds: number, prior: number): number | null {
  return shareOf(pairsOf(strata, folds, prior, -1));
}

function metShare(strata: readonly Stratum[], folds: number): number {
  let met = 0;
  let all = 0;
  for (const { yes, no } of strata) {
    for (let from = 0; from < yes.length; from += folds) {
      let value = 0;
      for (let at = from; at < from + folds; at++) value += yes[at]! + no[at]!;
      for (let at = from; at < from + folds; at++) {
        const here = yes[at]! + no[at]!;
        all += here;
        if (value > here) met += here;
      }
    }
  }
  return all > 0 ? met / all : 0;
}

/** Pairs of one fold, and how many are in the right order. */
interface Pairs {
  readonly ordered: number;
  readonly pairs: number;
}

function shareOf(parts: readonly Pairs[]): number | null {
  const pairs = parts.reduce((sum, one) => sum + one.pairs, 0);
  return pairs > 0 ? parts.reduce((sum, one) => sum + one.ordered, 0) / pairs : null;
}

function pairsOf(strata: readonly Stratum[], folds: number, prior: number, left: number): Pairs[] {
  const parts = Array.from({ length: folds }, () => ({ ordered: 0, pairs: 0 }));
  for (const stratum of strata) {
    const learned = new Learned(stratum, folds, left);
    for (let fold = 0; fold < folds; fold++) {
      if (fold === left) continue;
      const one = learned.score(fold, prior);
      parts[fold]!.ordered += one.ordered;
      parts[fold]!.pairs += one.pairs;
    }
  }
  return parts;
}

/** Up to so many values are ranked exactly; more are put into so many score steps, which moves an AUC by less than 1e-4. */
const EXACT = 256;
const STEPS = 1 << 16;
const GRID = 2 ** 40;

/** Used again and again: making them anew each time costs more than filling them. */
const stepsOfYes = new Float64Array(STEPS);
const stepsOfNo = new Float64Array(STEPS);

/** Totals of a stratum without the fold left out. */
class Learned {
  private readonly values: number;
  private readonly yes: Float64Array;
  private readonly all: Float64Array;
  private readonly scores: Float64Array;
  private readonly order: number[];

  constructor(
    private readonly stratum: Stratum,
    private readonly folds: number,
    left: number,
  ) {
    this.values = stratum.yes.length / folds;
    this.yes = new Float64Array(this.values);
    this.all = new Float64Array(this.values);
    this.scores = new Float64Array(this.values);
    this.order = this.values <= EXACT ? Array.from({ length: this.values }, (_, value) => value) : [];
    for (let value = 0; value < this.values; value++) {
      for (let fold = 0; fold < folds; fold++) {
        if (fold === left) continue;
        const yes = stratum.yes[value * folds + fold]!;
        this.yes[value]! += yes;
        this.all[value]! += yes + stratum.no[value * folds + fold]!;
      }
    }
  }

  score(fold: number, prior: number): Pairs {
    const { stratum, folds, values, scores } = this;
    let yesTotal = 0;
    let total = 0;
    let yesHere = 0;
    let noHere = 0;
    for (let value = 0; value < values; value++) {
      const yes = stratum.yes[value * folds + fold]!;
      const no = stratum.no[value * folds + fold]!;
      yesTotal += this.yes[value]! - yes;
      total += this.all[value]! - yes - no;
      yesHere += yes;
      noHere += no;
    }
    const pairs = yesHere * noHere;
    if (pairs === 0) return { ordered: 0, pairs: 0 };
    const overall = total > 0 ? yesTotal / total : 0.5;
    for (let value = 0; value < values; value++) {
      const yes = stratum.yes[value * folds + fold]!;
      const all = yes + stratum.no[value * folds + fold]!;
      const seen = this.all[value]! - all;
      const score = seen > 0 ? (this.yes[value]! - yes + prior * overall) / (seen + prior) : overall;
      // On a grid: shares that are equal but for the last bit of a division are equal.
      scores[value] = Math.round(score * GRID) / GRID;
    }
    return { ordered: values <= EXACT ? this.exactly(fold) : this.stepwise(fold), pairs };
  }

  private exactly(fold: number): number {
    const { stratum, folds, scores, order } = this;
    order.sort((a, b) => scores[a]! - scores[b]!);
    let below = 0;
    let ordered = 0;
    for (let first = 0; first < order.length;) {
      let yes = 0;
      let no = 0;
      let next = first;
      for (; next < order.length && scores[order[next]!] === scores[order[first]!]; next++) {
        yes += stratum.yes[order[next]! * folds + fold]!;
        no += stratum.no[order[next]! * folds + fold]!;
      }
      ordered += yes * (below + no / 2);
      below += no;
      first = next;
    }
    return ordered;
  }

  private stepwise(fold: number): number {
    const { stratum, folds, values, scores } = this;
    const [yes, no] = [stepsOfYes.fill(0), stepsOfNo.fill(0)];
    for (let value = 0; value < values; value++) {
      const step = Math.min(STEPS - 1, Math.floor(scores[value]! * STEPS));
      yes[step]! += stratum.yes[value * folds + fold]!;
      no[step]! += stratum.no[value * folds + fold]!;
    }
    let below = 0;
    let ordered = 0;
    for (let step = 0; step < STEPS; step++) {
      ordered += yes[step]! * (below + no[step]! / 2);
      below += no[step]!;
    }
    return ordered;
  }
}
