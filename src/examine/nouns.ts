import type { People } from "../proxies/strength.js";
import type { FeatureValues } from "../proxies/values.js";
import type { GroupColumn } from "../tables/features.js";

/** An attribute as the examination sees it. */
export interface Attribute extends GroupColumn {
  readonly id: string;
  readonly reference: string | null;
  readonly who: People;
}

/** A feature as the examination sees it. */
export interface Feature extends FeatureValues {
  readonly column: string;
  readonly name: string;
}
