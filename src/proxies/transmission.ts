import type { Estimate, Transmission } from "../model.js";
import { tQuantile } from "../stats/distributions.js";
import { fieller } from "../stats/fieller.js";
import { jackknife, jackknifeCovariance } from "../stats/jackknife.js";
import type { FeatureTable, ValueMap } from "../tables/features.js";
import { type JudgedGroup, nothing, type People, priorOf } from "./strength.js";

/** Up to so many values the mix is held value by value. */
const MOST_VALUES = 200;
const SCORE_BINS = 10;
/** Scores are told apart to this many steps. */
const SCORE_STEPS = 1 << 14;
/** With less of the decisions at values that both groups have, nothing can be said of the same mix. */
const LEAST_OVERLAP = 0.5;

/** Numerator and denominator of two groups by stratum of the feature. */
interface Strata {
  readonly ya: Float64Array;
  readonly da: Float64Array;
  readonly yb: Float64Array;
  readonly db: Float64Array;
}

/** The two groups whose gap is looked at: the worst off and whom it is held against. */
export interface GapOf {
  readonly group: JudgedGroup;
  readonly comparator: JudgedGroup;
}

/**
 * The widest gap of a metric: between the plan's reference group and the group farthest from it, or else between the groups
 * with the highest and the lowest rate. `groups` have enough people in the metric's scope; the one held against is one of
 * those large enough to serve as the best-off group. Null where there are no two such groups.
 */
export function widestGap(
  table: FeatureTable,
  metric: number,
  groups: readonly JudgedGroup[],
  against: (group: JudgedGroup) => boolean,
  reference: string | null,
): GapOf | null {
  const rates = groups.flatMap((group) => {
    let y = 0;
    let d = 0;
    for (let cell = 0; cell < table.n.length; cell++) {
      if (table.group[cell] !== group.code) continue;
      y += table.y[metric]![cell]!;
      d += table.d[metric]![cell]!;
    }
    return d > 0 ? [{ group, rate: y / d }] : [];
  });
  const sorted = rates.toSorted((a, b) => a.rate - b.rate || (a.group.name < b.group.name ? -1 : 1));
  const named = rates.find(({ group }) => group.name === reference);
  const comparator = named ?? sorted.findLast(({ group }) => against(group));
  const others = sorted.filter((one) => one !== comparator);
  if (comparator === undefined || others.length === 0) return null;
  const far = (one: (typeof rates)[number]): number => Math.abs(one.rate - comparator.rate);
  const group =
    named === undefined ? others[0]! : others.reduce((best, one) => (far(one) > far(best) ? one : best));
  return { group: group.group, comparator: comparator.group };
}

/**
 * How much of the gap between two groups goes away when both have the same mix of the feature: the mix part of Kitagawa's
 * decomposition, `sum_s (w_as - w_bs)(r_as + r_bs)/2`, over the gap. A value that only one group has takes that group's rate for
 * both. Features of many values are put into ten bins of the out-of-fold chance of being in the group, which is all of
 * them that can differ in mix. Source: Kitagawa 1955; Rosenbaum & Rubin 1983 for the bins.
 */
export function transmissionOf(
  table: FeatureTable,
  metric: { readonly id: string; readonly index: number },
  gap: GapOf,
  who: People,
  coarser: ValueMap | null = null,
): Transmission {
  const counts = new TwoGroups(table, metric.index, gap, coarser);
  const by = counts.values <= MOST_VALUES ? ("values" as const) : ("score_bins" as const);
  const strataWithout = (left: number): Strata =>
    by === "values" ? counts.byValue(left) : counts.byScore(left, priorOf(who));
  const point = decompose(strataWithout(-1));
  const without = Array.from({ length: table.folds }, (_, fold) => decompose(strataWithout(fold)));
  const critical = tQuantile((1 + who.confidence) / 2, table.folds - 1);
  const gaps = without.map((one) => one?.gap ?? null);
  const mixes = without.map((one) => one?.mix ?? null);
  const common = { metric: metric.id, group: gap.group.name, comparator: gap.comparator.name, by };
  if (point === null)
    return {
      ...common,
      gap: nothing("no_denominator"),
      transmitted: nothing("no_denominator"),
      share: nothing("no_denominator"),
      overlap: 0,
    };
  const known = point.overlap >= LEAST_OVERLAP;
  return {
    ...common,
    gap: around(point.gap, gaps, critical),
    transmitted: known ? around(point.mix, mixes, critical) : nothing("no_overlap"),
    share: known ? shareOf(point, gaps, mixes, critical) : nothing("no_overlap"),
    overlap: point.overlap,
  };
}

function around(value: number, without: readonly (number | null)[], critical: number): Estimate {
  const spread = jackknife(without);
  if (spread === null) return { ...nothing("too_few_folds"), value };
  const half = critical * spread.se;
  return { value, low: value - half, high: value + half, method: "jackknife-t", reason: null };
}

function shareOf(
  { mix, gap }: { readonly mix: number; readonly gap: number },
  gaps: readonly (number | null)[],
  mixes: readonly (number | null)[],
  critical: number,
): Estimate {
  const aa = jackknifeCovariance(mixes, mixes);
  const ab = jackknifeCovariance(mixes, gaps);
  const bb = jackknifeCovariance(gaps, gaps);
  if (aa === null || ab === null || bb === null) return nothing("too_few_folds");
  if (gap === 0) return nothing("no_gap");
  const limits = fieller(mix, gap, { aa, ab, bb }, critical);
  if (limits === null) return nothing("gap_not_established");
  return {
    value: mix / gap,
    low: limits.lower,
    high: limits.upper,
    method: "jackknife-fieller",
    reason: null,
  };
}

/** Gap, mix part and overlap; null where a group has no denominator. */
function decompose({ ya, da, yb, db }: Strata): { gap: number; mix: number; overlap: number } | null {
  const sum = (numbers: Float64Array): number => numbers.reduce((total, one) => total + one, 0);
  const [allA, allB] = [sum(da), sum(db)];
  if (!(allA > 0) || !(allB > 0)) return null;
  let mix = 0;
  let both = 0;
  for (let at = 0; at < da.length; at++) {
    if (da[at] === 0 && db[at] === 0) continue;
    const ra = da[at]! > 0 ? ya[at]! / da[at]! : yb[at]! / db[at]!;
    const rb = db[at]! > 0 ? yb[at]! / db[at]! : ra;
    mix += ((da[at]! / allA - db[at]! / allB) * (ra + rb)) / 2;
    if (da[at]! > 0 && db[at]! > 0) both += da[at]! / allA + db[at]! / allB;
  }
  return { gap: sum(ya) / allA - sum(yb) / allB, mix, overlap: both / 2 };
}

/** The sums of two groups by value and fold; no value is the first value. */
class TwoGroups {
  readonly values: number;
  private readonly folds: number;
  private readonly sums: readonly Float64Array[];

  constructor(table: FeatureTable, metric: number, gap: GapOf, coarser: ValueMap | null) {
    this.values = (coarser?.values ?? table.values) + 1;
    this.folds = table.folds;
    const room = this.values * table.folds;
    this.sums = Array.from({ length: 4 }, () => new Float64Array(room));
    for (let cell = 0; cell < table.n.length; cell++) {
      const group = table.group[cell]!;
      const side = group === gap.group.code ? 0 : group === gap.comparator.code ? 2 : -1;
      if (side < 0) continue;
      const value = table.value[cell]!;
      const merged = value < 0 || coarser === null ? value : coarser.of[value]!;
      const at = (merged + 1) * this.folds + table.fold[cell]!;
      this.sums[side]![at]! += table.y[metric]![cell]!;
      this.sums[side + 1]![at]! += table.d[metric]![cell]!;
    }
  }

  byValue(left: number): Strata {
    return this.add(left, this.values, (value) => value);
  }

  byScore(left: number, prior: number): Strata {
    const { values, folds } = this;
    const [, da, , db] = this.sums;
    const a = new Float64Array(values);
    const both = new Float64Array(values);
    let allA = 0;
    let all = 0;
    for (let value = 0; value < values; value++) {
      for (let fold = 0; fold < folds; fold++) {
        if (fold === left) continue;
        const at = value * folds + fold;
        a[value]! += da![at]!;
        both[value]! += da![at]! + db![at]!;
      }
      allA += a[value]!;
      all += both[value]!;
    }
    const overall = allA / all;
    // The step of each value's score in each fold, from the other folds, and the decisions at each step.
    const steps = new Int32Array(values * folds);
    const decisions = new Float64Array(SCORE_STEPS);
    for (let value = 0; value < values; value++) {
      for (let fold = 0; fold < folds; fold++) {
        const at = value * folds + fold;
        const own = da![at]! + db![at]!;
        if (fold === left || own === 0) continue;
        const score = (a[value]! - da![at]! + prior * overall) / (both[value]! - own + prior);
        steps[at] = Math.min(SCORE_STEPS - 1, Math.floor(score * SCORE_STEPS));
        decisions[steps[at]!]! += own;
      }
    }
    // Bins of about as many decisions each: a step belongs where the middle of its own decisions lies.
    const bins = new Int32Array(SCORE_STEPS);
    let before = 0;
    for (let step = 0; step < SCORE_STEPS; step++) {
      bins[step] = Math.min(SCORE_BINS - 1, Math.floor(((before + decisions[step]! / 2) / all) * SCORE_BINS));
      before += decisions[step]!;
    }
    return this.add(left, SCORE_BINS, (_, at) => bins[steps[at]!]!);
  }

  private add(left: number, strata: number, stratumOf: (value: number, at: number) => number): Strata {
    const [ya, da, yb, db] = [0, 1, 2, 3].map(() => new Float64Array(strata));
    for (let value = 0; value < this.values; value++) {
      for (let fold = 0; fold < this.folds; fold++) {
        if (fold === left) continue;
        const at = value * this.folds + fold;
        const stratum = stratumOf(value, at);
        ya![stratum]! += this.sums[0]![at]!;
        da![stratum]! += this.sums[1]![at]!;
        yb![stratum]! += this.sums[2]![at]!;
        db![stratum]! += this.sums[3]![at]!;
      }
    }
    return { ya: ya!, da: da!, yb: yb!, db: db! };
  }
}
