import type { JointPath, Plan } from "../model.js";
import { bestTold, pathOf } from "../proxies/joint.js";
import { countJoint, type JointFeature, type JointRows } from "../tables/joint.js";
import type { Attribute, Feature } from "./nouns.js";

/** Features that take part in the search for sets: the coarser level with at most so many values. */
const JOINT_VALUES = 100;
/** More features are not crossed with each other: pairs grow with the square. */
const JOINT_FEATURES = 24;

/** The features that are crossed with each other; none where there is nothing to cross. */
export function crossedOf(plan: Plan, examined: readonly Feature[], notes: string[]): JointFeature[] {
  const able = examined.flatMap((feature): JointFeature[] => {
    const map = coarseEnough(feature);
    return map === null ? [] : [{ column: feature.column, name: feature.name, map }];
  });
  const crossed = able.slice(0, JOINT_FEATURES);
  if (plan.proxies.together < 2 || crossed.length < 2) return [];
  if (able.length < examined.length || crossed.length < able.length)
    notes.push(
      `In the search for features that tell an attribute together, ${examined.length - crossed.length} took no part: those with more than ${JOINT_VALUES} values and no coarser level, and all beyond ${JOINT_FEATURES}.`,
    );
  return crossed;
}

/** Search half of the people for sets that tell an attribute, and take their figures from the other half. */
export function searchJoint(
  { together, threshold }: Plan["proxies"],
  crossed: readonly JointFeature[],
  attributes: readonly Attribute[],
  search: JointRows,
  figures: JointRows,
): JointPath[] {
  const paths: JointPath[] = [];
  for (const [at, attribute] of attributes.entries()) {
    if (attribute.who.groups.length === 0) continue;
    let tried = 0;
    const best = (sets: readonly (readonly number[])[]): readonly number[] | null => {
      let found: { readonly set: readonly number[]; readonly auc: number } | null = null;
      for (const set of sets) {
        tried++;
        const auc = bestTold(countJoint(search, set, at), attribute.who);
        if (auc !== null && (found === null || auc > found.auc)) found = { set, auc };
      }
      return found?.set ?? null;
    };
    const all = [...crossed.keys()];
    const sets: (readonly number[])[] = [];
    const first = best(all.map((one) => [one]));
    if (first !== null) sets.push(first);
    const pair = best(all.flatMap((one) => all.slice(one + 1).map((other) => [one, other])));
    if (pair !== null) sets.push(pair);
    if (pair !== null && together > 2) {
      const three = best(all.filter((one) => !pair.includes(one)).map((one) => [...pair, one]));
      if (three !== null) sets.push(three);
    }
    const chosen = sets.map((set) => ({
      features: set.map((one) => crossed[one]!.column),
      table: countJoint(figures, set, at),
    }));
    paths.push(pathOf(attribute.id, chosen, attribute.who, threshold, tried));
  }
  return paths;
}

/** The finest level with few enough values; null where there is none. */
function coarseEnough(feature: Feature): JointFeature["map"] | null {
  if (feature.map.values <= JOINT_VALUES) return feature.map;
  const step = feature.coarser.find((one) => one.map.values <= JOINT_VALUES);
  if (step === undefined) return null;
  return {
    values: step.map.values,
    of: feature.map.of.map((value) => (value < 0 ? -1 : step.map.of[value]!)),
  };
}
