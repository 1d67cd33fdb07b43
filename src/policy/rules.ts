import type { Family, Plan, RulePlan } from "../model.js";

/** The rule for what no rule covers: figures are shown as under the usual rule, and nothing hangs on them. */
export const UNGATED: RulePlan = {
  id: "no-rule",
  metric: "all",
  attribute: "all",
  threshold: 0.8,
  comparator: "best",
  level: "off",
  line: null,
};

/**
 * The rules that judge a family: of those with the same comparator the last one written wins, so that a plan says the
 * general first and the exception after it.
 */
export function rulesFor(family: Family, plan: Plan): RulePlan[] {
  const attribute = family.attributes.join(" x ");
  const byComparator = new Map<string, RulePlan>();
  for (const rule of plan.rules) {
    const covers =
      (rule.metric === "all" || rule.metric === family.metric) &&
      (rule.attribute === "all" || rule.attribute === attribute) &&
      (rule.comparator !== "reference" || hasReference(family, plan));
    if (covers) byComparator.set(rule.comparator, rule);
  }
  return byComparator.size === 0 ? [UNGATED] : [...byComparator.values()];
}

/** A rule for all attributes that compares with the reference group passes over attributes that name none. */
function hasReference(family: Family, plan: Plan): boolean {
  return family.attributes.every((id) => plan.attributes.find((one) => one.id === id)!.reference !== null);
}
