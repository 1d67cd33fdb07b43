import type { JointMissing } from "../model.js";
import type { FeatureTable } from "../tables/features.js";

/** From this phi on the two are unknown together far more often than chance. */
const NOTABLE = 0.3;

/** Whether a feature has no value where the attribute is unknown: apart from what its known values tell. */
export function missingTogether(table: FeatureTable): JointMissing | null {
  let [both, featureOnly, attributeOnly, neither] = [0, 0, 0, 0];
  for (let cell = 0; cell < table.n.length; cell++) {
    const n = table.n[cell]!;
    const feature = table.value[cell]! < 0;
    if (table.group[cell]! < 0) {
      if (feature) both += n;
      else attributeOnly += n;
    } else if (feature) featureOnly += n;
    else neither += n;
  }
  if (both + featureOnly === 0 && both + attributeOnly === 0) return null;
  const margins =
    (both + featureOnly) * (attributeOnly + neither) * (both + attributeOnly) * (featureOnly + neither);
  const phi = margins === 0 ? null : (both * neither - featureOnly * attributeOnly) / Math.sqrt(margins);
  return {
    both,
    feature_only: featureOnly,
    attribute_only: attributeOnly,
    neither,
    phi,
    notable: phi !== null && phi >= NOTABLE,
  };
}
