import type { Evidence, Plan } from "../model.js";
import { fault, quoted, Refusal, refuse } from "../refusal.js";

/** Cells of a crossing that are more than a reader or a disclosure rule can bear. */
const MOST_CELLS = 5_000;

/** Refuse attributes and crossings with too many groups, before any counting begins. */
export function refuseTooManyGroups(plan: Plan, labels: readonly (readonly string[])[]): void {
  const faults = plan.attributes.flatMap((attribute, index) => {
    const groups = labels[index]!.length;
    if (groups <= plan.settings.max_groups) return [];
    return [
      fault(
        "too-many-groups",
        `attribute ${quoted(attribute.id)} has ${groups} groups, more than settings.max_groups (${plan.settings.max_groups})`,
        {
          column: attribute.column,
          hint: "use a coarser column (the first 3 digits of a zip, a region, age bands), or the attribute's map or bins; free text and ids are no groups",
        },
      ),
    ];
  });
  for (const ids of plan.intersections) {
    const cells = ids.reduce((product, id) => {
      const index = plan.attributes.findIndex((attribute) => attribute.id === id);
      return product * Math.max(1, labels[index]!.length);
    }, 1);
    if (cells > MOST_CELLS) {
      faults.push(
        fault("too-many-cells", `the intersection ${ids.join(" x ")} has up to ${cells} groups, more than ${MOST_CELLS}`, {
          hint: "cross fewer attributes, or attributes with fewer groups",
        }),
      );
    }
  }
  if (faults.length > 0) throw new Refusal(faults);
}

/**
 * Stop an audit that has nothing to judge: metrics without a single value, or only groups too small to be shown. A
 * report of blanks would look like one that found nothing wrong.
 */
export function refuseUnaudited(evidence: readonly Evidence[], plan: Plan): void {
  const faults = plan.metrics.flatMap((metric) => {
    const families = evidence.filter((one) => one.family.metric === metric.id);
    const values = families[0]?.family.overall.d ?? 0;
    if (families.length === 0 || values > 0) return [];
    const missing = families[0]!.family.groups.reduce((sum, group) => sum + (group.missing_rows ?? 0), 0);
    return [
      fault(
        "nothing-to-measure",
        `metric ${quoted(metric.id)} has no decision with a value: ${missing} rows in scope are empty`,
        {
          column: metric.numerator?.column ?? null,
          hint: "check the metric's columns and conditions; a metric nobody can compute must leave the plan",
        },
      ),
    ];
  });
  if (faults.length > 0) throw new Refusal(faults);
  const shown = evidence.some((one) =>
    one.family.groups.some((group) => !group.unknown && group.disclosure === "shown" && group.rate.value !== null),
  );
  if (!shown) {
    const units = Math.max(0, ...evidence.map((one) => one.family.overall.units));
    refuse(
      "nothing-to-show",
      `every group has fewer than ${plan.settings.disclosure_floor} people (the whole log: ${units < plan.settings.disclosure_floor ? `fewer than ${plan.settings.disclosure_floor}` : units}); people are counted, not rows`,
      {
        column: plan.attributes[0]?.column ?? null,
        hint: "audit a longer period or coarser groups",
      },
    );
  }
}
