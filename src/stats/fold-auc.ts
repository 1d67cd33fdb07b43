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
  const learners = strata.map((stratum) => new Learner(stratum, folds, prior));
  const parts = pairsOf(learners, folds, -1);
  const auc = shareOf(parts);
  if (auc === null) return null;
  const pairs = parts.reduce((sum, one) => sum + one.pairs, 0);
  const squares = parts.reduce((sum, one) => sum + (one.ordered - auc * one.pairs) ** 2, 0);
  return {
    auc,
    without: Array.from({ length: folds }, (_, left) => shareOf(pairsOf(learners, folds, left))),
    foldError: folds > 1 ? Math.sqrt((squares * folds) / (folds - 1)) / pairs : null,
    met: metShare(strata, folds),
  };
}

/** The figure alone. */
export function pointAuc(strata: readonly Stratum[], folds: number, prior: number): number | null {
  return shareOf(
    pairsOf(
      strata.map((stratum) => new Learner(stratum, folds, prior)),
      folds,
      -1,
    ),
  );
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

function pairsOf(strata: readonly Learner[], folds: number, left: number): Pairs[] {
  const parts = Array.from({ length: folds }, () => ({ ordered: 0, pairs: 0 }));
  for (const learner of strata) {
    learner.leaveOut(left);
    for (let fold = 0; fold < folds; fold++) {
      if (fold === left) continue;
      const one = learner.score(fold);
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
const HAIR = STEPS / GRID / 2;

/** `yes` and `no` of each step, side by side; all 0 between uses. Making it anew each time costs more than filling it. */
const steps = new Float64Array(2 * (STEPS + 1));

/** Learns a stratum from all folds but one or two, and scores another. */
class Learner {
  private readonly values: number;
  /** By fold and value: the folds are gone over one by one. */
  private readonly yes: Float64Array;
  private readonly all: Float64Array;
  /** By fold. */
  private readonly yesOf: Float64Array;
  private readonly allOf: Float64Array;
  /** By value, and overall, without the fold left out. */
  private readonly learnedYes: Float64Array;
  private readonly learnedAll: Float64Array;
  private totalYes = 0;
  private total = 0;
  private readonly scores: Float64Array;
  /** Values by their scores when last ranked: the next ranking begins with it, and has little to change. */
  private readonly order: Int32Array;

  constructor(
    stratum: Stratum,
    private readonly folds: number,
    private readonly prior: number,
  ) {
    const values = stratum.yes.length / folds;
    this.values = values;
    this.yes = new Float64Array(values * folds);
    this.all = new Float64Array(values * folds);
    this.yesOf = new Float64Array(folds);
    this.allOf = new Float64Array(folds);
    this.learnedYes = new Float64Array(values);
    this.learnedAll = new Float64Array(values);
    this.scores = new Float64Array(values);
    this.order = new Int32Array(values <= EXACT ? values : 0);
    for (let value = 0; value < this.order.length; value++) this.order[value] = value;
    for (let fold = 0; fold < folds; fold++) {
      for (let value = 0; value < values; value++) {
        const yes = stratum.yes[value * folds + fold]!;
        const all = yes + stratum.no[value * folds + fold]!;
        this.yes[fold * values + value] = yes;
        this.all[fold * values + value] = all;
        this.yesOf[fold]! += yes;
        this.allOf[fold]! += all;
      }
    }
  }

  /** Learn from all folds but this one; from all where it is -1. */
  leaveOut(left: number): void {
    const { values, folds, learnedYes, learnedAll, yes, all } = this;
    learnedYes.fill(0);
    learnedAll.fill(0);
    this.totalYes = 0;
    this.total = 0;
    for (let fold = 0; fold < folds; fold++) {
      if (fold === left) continue;
      const from = fold * values;
      for (let value = 0; value < values; value++) {
        learnedYes[value]! += yes[from + value]!;
        learnedAll[value]! += all[from + value]!;
      }
      this.totalYes += this.yesOf[fold]!;
      this.total += this.allOf[fold]!;
    }
  }

  /** Pairs of a fold by what was learned without it. */
  score(fold: number): Pairs {
    const pairs = this.yesOf[fold]! * (this.allOf[fold]! - this.yesOf[fold]!);
    if (pairs === 0) return { ordered: 0, pairs: 0 };
    const total = this.total - this.allOf[fold]!;
    const overall = total > 0 ? (this.totalYes - this.yesOf[fold]!) / total : 0.5;
    const from = fold * this.values;
    return {
      ordered: this.values <= EXACT ? this.exactly(from, overall) : this.stepwise(from, overall),
      pairs,
    };
  }

  private exactly(from: number, overall: number): number {
    const { values, prior, scores, order, yes, all, learnedYes, learnedAll } = this;
    for (let value = 0; value < values; value++) {
      const here = all[from + value]!;
      // Nobody is scored by a value that none here has.
      if (here === 0) continue;
      const seen = learnedAll[value]! - here;
      const score =
        seen > 0 ? (learnedYes[value]! - yes[from + value]! + prior * overall) / (seen + prior) : overall;
      // On a grid: shares that are equal but for the last bit of a division are equal.
      scores[value] = Math.round(score * GRID) / GRID;
    }
    for (let place = 1; place < order.length; place++) {
      const value = order[place]!;
      const score = scores[value]!;
      let to = place;
      for (; to > 0 && scores[order[to - 1]!]! > score; to--) order[to] = order[to - 1]!;
      order[to] = value;
    }
    let below = 0;
    let ordered = 0;
    for (let first = 0; first < order.length;) {
      const score = scores[order[first]!]!;
      let yesHere = 0;
      let noHere = 0;
      let next = first;
      for (; next < order.length && scores[order[next]!] === score; next++) {
        const at = from + order[next]!;
        yesHere += yes[at]!;
        noHere += all[at]! - yes[at]!;
      }
      ordered += yesHere * (below + noHere / 2);
      below += noHere;
      first = next;
    }
    return ordered;
  }

  private stepwise(from: number, overall: number): number {
    const { values, prior, yes, all, learnedYes, learnedAll } = this;
    for (let value = 0; value < values; value++) {
      const here = all[from + value]!;
      if (here === 0) continue;
      const yesHere = yes[from + value]!;
      const seen = learnedAll[value]! - here;
      const score = seen > 0 ? (learnedYes[value]! - yesHere + prior * overall) / (seen + prior) : overall;
      // A hair more than the score, for the same reason as the grid.
      const step = 2 * Math.trunc(score * STEPS + HAIR);
      steps[step]! += yesHere;
      steps[step + 1]! += here - yesHere;
    }
    let below = 0;
    let ordered = 0;
    for (let step = 0; step < steps.length; step += 2) {
      const yesHere = steps[step]!;
      const noHere = steps[step + 1]!;
      if (yesHere === 0 && noHere === 0) continue;
      ordered += yesHere * (below + noHere / 2);
      below += noHere;
      steps[step] = 0;
      steps[step + 1] = 0;
    }
    return ordered;
  }
}
