import { measures } from "../measures/index.js";
import type { LadderStep, MetricPlan, Plan, Transmission } from "../model.js";
import { proxyId } from "../policy/proxy-rules.js";
import { missingTogether } from "../proxies/missing.js";
import { associationOf, type People, type Strength, strengthOf } from "../proxies/strength.js";
import { type GapOf, transmissionOf, widestGap } from "../proxies/transmission.js";
import { useOf } from "../proxies/use.js";
import { chanceOfStrength, type MeasuredPair } from "../proxies/verdict.js";
import type { FeatureTable } from "../tables/features.js";
import type { Attribute, Feature } from "./nouns.js";

/** All figures of a feature by an attribute, from their table. */
export function measurePair(
  feature: Feature,
  attribute: Attribute,
  table: FeatureTable,
  outcomes: readonly MetricPlan[],
  plan: Plan,
): MeasuredPair {
  const { who } = attribute;
  const strength = strengthOf(table, who);
  const { cramersV, uncertainty } = associationOf(table, who);
  const numbered = outcomes.map((metric, index) => ({ id: metric.id, index, metric }));
  const gaps = numbered.flatMap((one) => {
    const at = plan.metrics.indexOf(one.metric);
    const { minimum_units: least, comparator_share: share } = plan.settings;
    const gap = widestGap(
      table,
      one.index,
      who.groups.filter(({ inScope = [] }) => (inScope[at] ?? 0) >= least),
      (group) => group.people >= share * who.people,
      attribute.reference,
    );
    return gap === null ? [] : [{ one, gap }];
  });
  const groups = strength.groups.map(({ group, estimate }) => ({
    group: group.name,
    people: group.people,
    auc: estimate,
  }));
  const transmissions = gaps.map(({ one, gap }) => transmissionOf(table, one, gap, who));
  return {
    id: proxyId(feature.column, attribute.id),
    feature: feature.column,
    attribute: attribute.id,
    people: who.people,
    rows: who.rows,
    groups,
    auc: strength.macro,
    worst: groups[0] ?? null,
    cramers_v: cramersV,
    uncertainty,
    p_strength: chanceOfStrength(strength, plan.proxies.threshold),
    uses: numbered
      .filter(({ metric }) => measures[metric.kind].proportion && !metric.counts)
      .map((one) => useOf(table, one, who)),
    transmissions,
    ladder: mayBeStrong(strength, plan)
      ? ladderOf(feature, table, who, gaps, { strength, transmissions })
      : [],
    missing: missingTogether(table),
  };
}

/** Whether strength is established, or not excluded. */
function mayBeStrong({ groups }: Strength, plan: Plan): boolean {
  return groups.some(({ estimate }) => (estimate.high ?? 1) >= plan.proxies.threshold);
}

/** The feature as it is and at each coarser step; none where there is no coarser step, or nothing for it to buy. */
function ladderOf(
  feature: Feature,
  table: FeatureTable,
  who: People,
  gaps: readonly { readonly one: { readonly id: string; readonly index: number }; readonly gap: GapOf }[],
  finest: { readonly strength: Strength; readonly transmissions: readonly Transmission[] },
): LadderStep[] {
  if (feature.coarser.length === 0) return [];
  const step = (
    level: string,
    values: number,
    strength: Strength,
    shares: LadderStep["shares"],
  ): LadderStep[] =>
    strength.groups
      .slice(0, 1)
      .map(({ group, estimate }) => ({ level, values, group: group.name, auc: estimate, shares }));
  return [
    ...step(
      feature.level ?? "as it is",
      table.values,
      finest.strength,
      finest.transmissions.map((one) => one.share.value),
    ),
    ...feature.coarser.flatMap(({ level, map }) =>
      step(
        level,
        map.values,
        strengthOf(table, who, map),
        gaps.map(({ one, gap }) => transmissionOf(table, one, gap, who, map).share.value),
      ),
    ),
  ];
}
