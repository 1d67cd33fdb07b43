import type { Estimate, JointPath } from "../model.js";
import { tQuantile } from "../stats/distributions.js";
import { type FoldAuc, foldAuc, pointAuc, type Stratum } from "../stats/fold-auc.js";
import { jackknife } from "../stats/jackknife.js";
import type { FeatureTable } from "../tables/features.js";
import { type JudgedGroup, measureAuc, nothing, type People, priorOf } from "./strength.js";

/** Everybody else against a group, by value and fold. */
function stratumOf(table: FeatureTable, group: JudgedGroup): Stratum {
  const yes = new Float64Array(table.values * table.folds);
  const no = new Float64Array(table.values * table.folds);
  for (let cell = 0; cell < table.n.length; cell++) {
    if (table.group[cell]! < 0) continue;
    const side = table.group[cell] === group.code ? yes : no;
    side[table.value[cell]! * table.folds + table.fold[cell]!]! += table.n[cell]!;
  }
  return { yes, no };
}

/** How well the best-told group is told; null where no group is there. For a search: without an interval. */
export function bestTold(table: FeatureTable, who: People): number | null {
  const all = who.groups.map((group) => pointAuc([stratumOf(table, group)], table.folds, priorOf(who)));
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
    const all = new Map(
      who.groups.map((group) => [group.code, foldAuc([stratumOf(table, group)], table.folds, priorOf(who))]),
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
