import type { FeatureUse } from "../model.js";
import { foldAuc, type Stratum } from "../stats/fold-auc.js";
import type { FeatureTable } from "../tables/features.js";
import { chanceAbove, measureAuc, nothing, type People, priorOf } from "./strength.js";

/**
 * Whether a yes/no outcome follows a feature among people of the same group: what was learned of the feature's values inside
 * each group from other people, held against the decisions of these. No value is a value here: a decision can follow it.
 */
export function useOf(
  table: FeatureTable,
  metric: { readonly id: string; readonly index: number },
  who: People,
): FeatureUse {
  const { folds, values } = table;
  const strata = new Map<number, Stratum>();
  const y = table.y[metric.index]!;
  const d = table.d[metric.index]!;
  for (let cell = 0; cell < y.length; cell++) {
    const group = table.group[cell]!;
    if (group < 0) continue;
    let stratum = strata.get(group);
    if (stratum === undefined) {
      stratum = { yes: new Float64Array((values + 1) * folds), no: new Float64Array((values + 1) * folds) };
      strata.set(group, stratum);
    }
    const at = (table.value[cell]! + 1) * folds + table.fold[cell]!;
    stratum.yes[at]! += y[cell]!;
    stratum.no[at]! += d[cell]! - y[cell]!;
  }
  const one = foldAuc([...strata.values()], folds, priorOf(who));
  if (one === null) return { metric: metric.id, auc: nothing("one_outcome"), p: null };
  // Where no value differs from another within a group, nothing can follow it.
  if (one.auc === 0.5 && one.foldError === 0)
    return { metric: metric.id, auc: nothing("no_variation"), p: null };
  const measured = measureAuc(one, who.people, who);
  return { metric: metric.id, auc: measured.estimate, p: chanceAbove(measured, 0.5) };
}
