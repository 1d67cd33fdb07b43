/** Checks across sections: one column in two roles that do not go together, and people where people are needed. */
import type { AttributePlan, LogPlan, MetricPlan } from "../model.js";
import { metricKinds } from "./metric-kinds.js";
import { quoted } from "../quoted.js";
import type { Path, Report } from "./raw.js";

/** The roles a column may have, in words. */
const ROLES = {
  decision: "the decision id",
  unit: "the unit",
  time: "the time",
  count: "the count",
  item: "the item",
  feature: "a feature",
  attribute: "an attribute",
  probability: "a membership probability",
  numerator: "a numerator",
  denominator: "a denominator",
} as const;

type Role = keyof typeof ROLES;

interface Use {
  readonly column: string;
  readonly role: Role;
  readonly path: Path;
}

/**
 * What one column cannot be besides. Two attributes may share a column (an age in
 * two sets of bins), and an item may be a numerator ("the item is premium").
 */
const CLASHES: Readonly<Record<Role, readonly Role[]>> = {
  decision: [
    "decision",
    "unit",
    "time",
    "count",
    "item",
    "feature",
    "attribute",
    "probability",
    "numerator",
    "denominator",
  ],
  unit: ["unit", "time", "count", "item", "feature", "attribute", "probability", "numerator", "denominator"],
  time: ["count", "item", "attribute", "probability", "numerator", "denominator"],
  count: ["item", "feature", "attribute", "probability", "numerator", "denominator"],
  item: ["attribute", "probability"],
  // A group told from itself, or a decision told from itself, says nothing.
  feature: ["attribute", "probability", "numerator"],
  attribute: ["probability", "numerator", "denominator"],
  probability: ["numerator", "denominator"],
  numerator: [],
  denominator: [],
};

/** What a column is instead of a feature. */
export interface Taken {
  /** In words, as in "an attribute". */
  readonly role: string;
  /** It may be a feature as well, and is one only where log.features lists it. */
  readonly unlessListed: boolean;
}

/** Columns that are no features, because of what else they are; where a column has several roles, the graver one. */
export function takenColumns(
  log: LogPlan,
  attributes: { readonly plans: readonly AttributePlan[]; readonly pathOf: (id: string) => Path },
  metrics: readonly MetricPlan[],
): ReadonlyMap<string, Taken> {
  const taken = new Map<string, Taken>();
  for (const { column } of log.keep) {
    taken.set(column, { role: "a condition under log.keep", unlessListed: true });
  }
  for (const { id, where } of metrics) {
    const role = `a condition of the metric ${quoted(id)}`;
    for (const { column } of where) taken.set(column, { role, unlessListed: true });
  }
  for (const { column, role } of usesOf({ ...log, features: [] }, attributes, metrics)) {
    const never = CLASHES[role].includes("feature") || CLASHES.feature.includes(role);
    if (taken.get(column)?.unlessListed === false) continue;
    taken.set(column, { role: ROLES[role], unlessListed: !never });
  }
  return taken;
}

/** Reports each column with clashing roles once a role, at the later one. */
export function checkRoles(
  log: LogPlan,
  attributes: { readonly plans: readonly AttributePlan[]; readonly pathOf: (id: string) => Path },
  metrics: readonly MetricPlan[],
  report: Report,
): void {
  const uses = usesOf(log, attributes, metrics);
  const byColumn = new Map<string, Use[]>();
  for (const use of uses) {
    const earlier = byColumn.get(use.column) ?? [];
    const clash = earlier.find((one) => CLASHES[one.role].includes(use.role));
    if (clash !== undefined) {
      const what = `the column ${quoted(use.column)} cannot be both ${ROLES[clash.role]} and ${ROLES[use.role]}`;
      report({ code: "column-roles", what, hint: null, path: use.path, at: "value" });
    }
    byColumn.set(use.column, [...earlier, use]);
  }
}

function usesOf(
  log: LogPlan,
  attributes: { readonly plans: readonly AttributePlan[]; readonly pathOf: (id: string) => Path },
  metrics: readonly MetricPlan[],
): readonly Use[] {
  return [
    ...usesOfLog(log),
    ...attributes.plans.flatMap((one) => usesOfAttribute(one, attributes.pathOf(one.id))),
    ...metrics.flatMap(usesOfMetric),
  ];
}

function usesOfLog(log: LogPlan): readonly Use[] {
  const roles = ["decision", "unit", "time", "count", "item"] as const;
  const single = roles.flatMap((role): readonly Use[] => {
    const column = log[role];
    return column === null ? [] : [{ column, role, path: ["log", role] }];
  });
  const features = log.features.map((column, index): Use => {
    return { column, role: "feature", path: ["log", "features", index] };
  });
  return [...single, ...features];
}

function usesOfAttribute(attribute: AttributePlan, path: Path): readonly Use[] {
  const { column, id, probabilities } = attribute;
  const label: readonly Use[] = column === null ? [] : [{ column, role: "attribute", path }];
  const weights = (probabilities ?? []).map((one): Use => {
    return { column: one.column, role: "probability", path: ["attributes", id, "probabilities", one.group] };
  });
  return [...label, ...weights];
}

function usesOfMetric(metric: MetricPlan): readonly Use[] {
  return (["numerator", "denominator"] as const).flatMap((role): readonly Use[] => {
    const quantity = metric[role];
    return quantity === null ? [] : [{ column: quantity.column, role, path: ["metrics", metric.id, role] }];
  });
}

/** The per-person kinds need to know who the people are, and one row a decision. */
export function checkPeople(log: LogPlan, metrics: readonly MetricPlan[], report: Report): void {
  for (const metric of metrics) {
    if (!metricKinds[metric.kind].perPerson) continue;
    const problem = (code: string, what: string, hint: string): void =>
      report({ code, what, hint, path: ["metrics", metric.id, "kind"], at: "value" });
    const kind = `a metric of kind ${metric.kind}`;
    if (log.unit === null) {
      problem("unit-needed", `${kind} is per person, and the log names no unit`, "name it under log.unit");
    }
    if (log.count !== null) {
      const what = `${kind} needs one row a decision, and "count" says that rows stand for many`;
      problem("count-with-per-person", what, "use a ratio, or a log that is not aggregated");
    }
  }
}
