import type { Estimate, JointPath } from "../model.js";
import { tQuantile } from "../stats/distributions.js";
import { type FoldAuc, foldAuc, pointAuc, type Stratum } from "../stats/fold-auc.js";
import { jackknife } from "../stats/jackknife.js";
import type { FeatureTable } from "../tables/features.js";
import { type JudgedGroup, measureAuc, nothing, type People, priorOf } from "./strength.js";

/** For each group, everybody else against it, by value and fold: all in one walk over the cells. */
function strataOf(table: FeatureTable, groups: readonly JudgedGroup[]): Stratum[] {
  const room = table.values * table.folds;
  const all = new Float64Array(room);
  const own = Array.from({ length: table.groups }, (): Float64Array | null => null);
  for (const { code } of groups) own[code] = new Float64Array(room);
  for (let cell = 0; cell < table.n.length; cell++) {
    const group = table.group[cell]!;
    if (group < 0) continue;
    const at = table.value[cell]! * table.folds + table.fold[cell]!;
    all[at]! += table.n[cell]!;
    const yes = own[group]!;
    if (yes !== null) yes[at]! += table.n[cell]!;
  }
  return groups.map(({ code }) => {
    const yes = own[code]!;
    return { yes, no: all.map((n, at) => n - yes[at]!) };
  });
}

/** How well the best-told group is told; null where no group is there. For a search: without an interval. */
export function bestTold(table: FeatureTable, who: People): number | null {
  const all = strataOf(table, who.groups).map((stratum) => pointAuc([stratum], table.folds, priorOf(who)));
  return all.reduce((best, one) => (one !== null && (best === null || one > best) ? one : best), null);
}

/** Figures of the sets a search has chosen, from the half of the people it did not see. */
export function pathOf(
  attribute: string,
  chosen: readonly { readonly features: readonly string[]; readonly table: FeatureTable }[],
  who: People,
  threshold: number,
  tried: number,
): JointPath {
  const steps: JointPath["steps"][number][] = [];
  let before: Map<number, FoldAuc | null> | null = null;
  for (const { features, table } of chosen) {
    const strata = strataOf(table, who.groups);
    const all = new Map(
      who.groups.map(({ code }, at) => [code, foldAuc([strata[at]!], table.folds, priorOf(who))]),
    );
    const best = who.groups.reduce<JudgedGroup | null>((so, group) => {
      const [one, other] = [all.get(group.code)?.auc ?? -1, so === null ? -1 : (all.get(so.code)?.auc ?? -1)];
      return one > other ? group : so;
    }, null);
    const auc = best === null ? null : all.get(best.code)!;
    if (best === null || auc === null) break;
    const gain: Estimate | null =
      before === null ? null : gainOf(auc, before.get(best.code) ?? null, who.confidence);
    // A feature that adds nothing one could establish ends the path.
    if (gain !== null && !(gain.low !== null && gain.low > 0)) break;
    const half = Math.min(best.people, who.people - best.people) / 2;
    steps.push({ features, group: best.name, auc: measureAuc(auc, half, who).estimate, gain });
    before = all;
  }
  const enough = steps.find(({ auc }) => auc.low !== null && auc.low > threshold);
  return { attribute, steps, smallest: enough?.features ?? null, tried };
}

function gainOf(after: FoldAuc, before: FoldAuc | null, confidence: number): Estimate {
  if (before === null) return nothing("no_group_large_enough");
  const value = after.auc - before.auc;
  const without = after.without.map((one, fold) => {
    const other = before.without[fold] ?? null;
    return one === null || other === null ? null : one - other;
  });
  const spread = jackknife(without);
  if (spread === null) return { ...nothing("too_few_folds"), value };
  const half = tQuantile((1 + confidence) / 2, spread.df) * spread.se;
  return { value, low: value - half, high: value + half, method: "jackknife-t", reason: null };
}
