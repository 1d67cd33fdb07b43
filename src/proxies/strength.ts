import type { Estimate } from "../model.js";
import { association } from "../stats/association.js";
import { tQuantile, tUpper } from "../stats/distributions.js";
import { foldAuc, type FoldAuc } from "../stats/fold-auc.js";
import { jackknife } from "../stats/jackknife.js";
import { wilson } from "../stats/wilson.js";
import type { FeatureTable, ValueMap } from "../tables/features.js";

/** A group large enough to be told apart. */
export interface JudgedGroup {
  readonly code: number;
  readonly name: string;
  readonly people: number;
  /** Of these, people in the scope of each metric of the plan. */
  readonly inScope?: readonly number[];
}

/** Whom the figures are about. */
export interface People {
  /** People whose group is known. */
  readonly people: number;
  /** Decisions of theirs. */
  readonly rows: number;
  readonly groups: readonly JudgedGroup[];
  readonly confidence: number;
}

/** An AUC with what tests of it need. */
export interface MeasuredAuc {
  readonly estimate: Estimate;
  /** Standard error that tests use, never 0; null where there is none. */
  readonly se: number | null;
  readonly df: number;
}

export interface GroupAuc extends MeasuredAuc {
  readonly group: JudgedGroup;
}

export interface Strength {
  /** Best told first. */
  readonly groups: readonly GroupAuc[];
  readonly macro: Estimate;
  /** Figures looked at for each group, of which the larger is given. */
  readonly tries: number;
}

/**
 * How well each group is told from everybody else whose group is known, from the values of a feature, made coarser by a map
 * where one is given: the better of two looks, one at all decisions with no value as a value (a field that is empty for
 * one group only tells it as well as any word), one at those that have a value.
 */
export function strengthOf(table: FeatureTable, who: People, coarser: ValueMap | null = null): Strength {
  const { folds } = table;
  const known = coarser?.values ?? table.values;
  const values = known + 1;
  const of = coarser?.of ?? null;
  const all = new Float64Array(values * folds);
  const byGroup = new Map(who.groups.map(({ code }) => [code, new Float64Array(values * folds)]));
  for (let cell = 0; cell < table.n.length; cell++) {
    const value = table.value[cell]!;
    const group = table.group[cell]!;
    if (group < 0) continue;
    const at = (value < 0 ? known : of === null ? value : of[value]!) * folds + table.fold[cell]!;
    all[at]! += table.n[cell]!;
    const own = byGroup.get(group);
    if (own !== undefined) own[at]! += table.n[cell]!;
  }
  const total = all.reduce((sum, n) => sum + n, 0);
  const blank = all.subarray(known * folds).reduce((sum, n) => sum + n, 0);
  // All decisions, with no value as a value; and those with a value, which few values of many would hide among.
  const looks = blank > 0 && blank < total ? [values * folds, known * folds] : [values * folds];
  const measured = who.groups.flatMap((group) => {
    const both = looks.flatMap((room) => {
      const yes = byGroup.get(group.code)!.subarray(0, room);
      const one = foldAuc(
        [{ yes, no: all.subarray(0, room).map((n, at) => n - yes[at]!) }],
        folds,
        priorOf(who),
      );
      const share = room === values * folds ? 1 : 1 - blank / total;
      const smaller = Math.round(share * Math.min(group.people, who.people - group.people));
      return one === null ? [] : [{ group, one, ...measureAuc(one, smaller, who) }];
    });
    const [best, other] = both.toSorted((a, b) => b.one.auc - a.one.auc);
    if (best === undefined) return [];
    // Weak only if both are.
    const high = Math.max(best.estimate.high ?? 1, other?.estimate.high ?? 0);
    return [{ ...best, estimate: { ...best.estimate, high: best.estimate.high === null ? null : high } }];
  });
  const macro = mean(measured.map(({ one }) => one));
  return {
    tries: looks.length,
    groups: measured
      .map(({ group, estimate, se, df }) => ({ group, estimate, se, df }))
      .toSorted((a, b) => b.estimate.value! - a.estimate.value! || (a.group.name < b.group.name ? -1 : 1)),
    macro:
      macro === null
        ? nothing("no_group_large_enough")
        : measureAuc(
            macro,
            Math.min(...measured.map(({ group }) => Math.min(group.people, who.people - group.people))),
            who,
          ).estimate,
  };
}

/** The weight of two people's decisions: what one or two people do says little of the next. */
export function priorOf(who: { readonly people: number; readonly rows: number }): number {
  return (2 * who.rows) / Math.max(1, who.people);
}

function mean(all: readonly FoldAuc[]): FoldAuc | null {
  const [first] = all;
  if (first === undefined) return null;
  const over = (pick: (one: FoldAuc) => number | null): number | null => {
    const numbers = all.map(pick);
    return numbers.includes(null) ? null : numbers.reduce<number>((sum, one) => sum + one!, 0) / all.length;
  };
  return {
    auc: over((one) => one.auc)!,
    without: first.without.map((_, fold) => over((one) => one.without[fold]!)),
    // Groups' figures go together, so the error of their mean is no larger than the mean of their errors.
    foldError: over((one) => one.foldError),
    met: over((one) => one.met)!,
  };
}

/**
 * The standard error of an out-of-fold figure: the smaller of two that are each too large somewhere. The jackknife is right
 * where the feature tells something, but where it tells nothing the order of its values turns with each fold left out, and
 * the jackknife takes that for spread. The folds' own figures are then nearly independent; at worst each pair of people
 * in different folds counts in both of their folds, which doubles the variance. Coverage of both by simulation:
 * docs/proxies.md.
 */
function errorOf({ without, foldError }: FoldAuc): { readonly se: number; readonly df: number } | null {
  const spread = jackknife(without);
  if (spread === null || foldError === null) return null;
  return { se: Math.min(spread.se, Math.SQRT2 * foldError), df: spread.df };
}

/**
 * Wilson's interval for an AUC, at the effective size `A(1-A) / se^2` of the jackknife and t quantiles of its folds: an AUC
 * is a share, of pairs. Where no fold differs from another (every pair in order) the people of the smaller side count
 * once each.
 */
export function measureAuc(one: FoldAuc, smaller: number, who: { readonly confidence: number }): MeasuredAuc {
  const { auc } = one;
  const spread = errorOf(one);
  // Every value was met, and none tells more than another in any fold: a balanced design, such as one mail to everybody.
  if (spread?.se === 0 && auc === 0.5 && one.met > 0.99)
    return {
      estimate: { value: auc, low: auc, high: auc, method: "no-variation", reason: null },
      se: 0.5 / Math.sqrt(Math.max(1, smaller)),
      df: spread.df,
    };
  if (spread === null) return { estimate: { ...nothing("too_few_folds"), value: auc }, se: null, df: 0 };
  const { df } = spread;
  const size = spread.se > 0 ? Math.max(1, (auc * (1 - auc)) / spread.se ** 2) : Math.max(1, smaller);
  const effective = auc > 0 && auc < 1 ? size : Math.max(1, smaller);
  const limits = wilson(auc, effective, tQuantile((1 + who.confidence) / 2, df))!;
  return {
    estimate: {
      value: auc,
      low: limits.lower,
      // No feature truly tells worse than chance: one that seems to may be at chance.
      high: Math.max(limits.upper, 0.5),
      method: "jackknife-wilson",
      reason: null,
    },
    se: spread.se > 0 ? spread.se : 0.5 / Math.sqrt(Math.max(1, smaller)),
    df,
  };
}

/** Chance of an AUC this far above `limit`, were it no larger; twice the one tail, as the interval has two. */
export function chanceAbove({ estimate, se, df }: MeasuredAuc, limit: number): number | null {
  if (se === null || estimate.value === null) return null;
  return Math.min(1, 2 * tUpper((estimate.value - limit) / se, df));
}

/** The association of a feature's known values with known groups, with jackknife intervals. */
export function associationOf(
  table: FeatureTable,
  who: People,
): { readonly cramersV: Estimate; readonly uncertainty: Estimate } {
  const { folds, groups, values } = table;
  const whole = new Float64Array(values * groups);
  const parts = Array.from({ length: folds }, () => new Float64Array(values * groups));
  const rows = new Float64Array(folds);
  let total = 0;
  for (let cell = 0; cell < table.n.length; cell++) {
    const value = table.value[cell]!;
    const group = table.group[cell]!;
    if (value < 0 || group < 0) continue;
    const n = table.n[cell]!;
    whole[value * groups + group]! += n;
    parts[table.fold[cell]!]![value * groups + group]! += n;
    rows[table.fold[cell]!]! += n;
    total += n;
  }
  // As many people as these decisions are worth: those without a value are not in the table.
  const size = (decisions: number): number => Math.round((who.people * decisions) / Math.max(1, who.rows));
  const of = (cells: Float64Array, n: number) => association(cells, groups, n);
  const point = of(whole, size(total));
  const without = parts.map((part, fold) =>
    of(
      whole.map((n, at) => n - part[at]!),
      size(total - rows[fold]!),
    ),
  );
  const estimate = (pick: (one: typeof point) => number | null): Estimate => {
    const value = pick(point);
    const spread = jackknife(without.map(pick));
    if (value === null) return nothing("one_value_or_group");
    if (spread === null) return { ...nothing("too_few_folds"), value };
    const half = tQuantile((1 + who.confidence) / 2, spread.df) * spread.se;
    return {
      value,
      low: Math.max(0, value - half),
      high: Math.min(1, value + half),
      method: "jackknife-t",
      reason: null,
    };
  };
  return { cramersV: estimate((one) => one.cramersV), uncertainty: estimate((one) => one.uncertainty) };
}

export function nothing(reason: string): Estimate {
  return { value: null, low: null, high: null, method: "none", reason };
}
