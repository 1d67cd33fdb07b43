import type { GroupMeasurement, LikeliestGroup, Plan } from "../model.js";
import { UNKNOWN } from "../quoted.js";
import type { LikeliestCell } from "../tables/likeliest.js";
import { compareNames } from "./groups.js";

/**
 * The thresholded rate of each group beside its weighted one: Y/D over the rows whose likeliest group it is. Groups that only one
 * of the two ways finds are listed as well. Withheld is whoever is withheld by weights, and whoever is too few here.
 */
export function measureLikeliest(
  cells: readonly LikeliestCell[],
  metric: number,
  groups: readonly GroupMeasurement[],
  names: readonly string[],
  plan: Plan,
): readonly LikeliestGroup[] {
  const few = (units: number): boolean => units > 0 && units < plan.settings.disclosure_floor;
  const own = cells.map((cell) => ({ cell, name: cell.code < 0 ? UNKNOWN : names[cell.code]! }));
  const measured = own.map(({ cell, name }): LikeliestGroup => {
    const group = [name];
    const unknown = cell.code < 0;
    const weighted = groups.find((one) => one.unknown === unknown && one.group[0] === name);
    const { units, y, d } = cell.metrics[metric]!;
    return weighted?.disclosure === "withheld" || few(cell.units) || few(units)
      ? withheld(group, unknown)
      : { group, unknown, units, y, d, rate: d > 0 ? y / d : null };
  });
  const nobody = groups
    .filter((one) => !own.some(({ cell, name }) => cell.code < 0 === one.unknown && name === one.group[0]))
    .map(({ group, unknown, disclosure }): LikeliestGroup =>
      disclosure === "withheld"
        ? withheld(group, unknown)
        : { group, unknown, units: 0, y: 0, d: 0, rate: null },
    );
  return [...measured, ...nobody].toSorted(
    (a, b) => Number(a.unknown) - Number(b.unknown) || compareNames(a.group, b.group),
  );
}

function withheld(group: readonly string[], unknown: boolean): LikeliestGroup {
  return { group, unknown, units: null, y: null, d: null, rate: null };
}
