/** What of the log, or of one metric, another leaves out: a count nobody publishes, and anybody can subtract. */
import type { AuditResult, Family, MetricPlan } from "../../src/model.js";
import { key, namesOf, type System } from "./attack.js";

/** A count of people or rows that meet some conditions. */
interface Subset {
  readonly metric: string;
  readonly kind: "people" | "rows" | "no";
  readonly conditions: ReadonlySet<string>;
  /** The column counted against, for the no side. */
  readonly of: string | null;
  readonly name: string;
}

/** Of each two counts of which one is part of the other, the difference: asked where it is of few. */
export function describeGaps(
  system: System,
  published: AuditResult,
  secret: AuditResult,
  minimum: number,
): void {
  for (const { attributes, groups } of secret.representation) {
    const families = secret.families.filter((one) => key(one.attributes) === key(attributes));
    for (const { group } of groups) between(system, published, families, [attributes, group], minimum);
    for (const family of families) withoutValue(system, published, secret, family);
  }
  between(system, published, secret.families, ["all"], minimum);
}

function between(
  system: System,
  result: AuditResult,
  families: readonly Family[],
  at: readonly unknown[],
  minimum: number,
): void {
  const log = (kind: "people" | "rows"): Subset => ({
    metric: "log",
    kind,
    conditions: new Set(),
    of: null,
    name: kind,
  });
  const ids = new Set(families.map((one) => one.metric));
  const metrics = result.plan.metrics.filter((one) => ids.has(one.id) && !one.counts);
  const subsets = metrics.flatMap((plan) => subsetsOf(plan));
  for (const wide of [log("people"), log("rows"), ...subsets])
    for (const narrow of subsets) {
      if (wide.kind !== narrow.kind || wide.metric === narrow.metric || wide.of !== narrow.of) continue;
      if (![...wide.conditions].every((one) => narrow.conditions.has(one))) continue;
      const [outer, inner] = [key([wide.name, ...at]), key([narrow.name, ...at])];
      if (outer === inner) continue;
      const truths = [outer, inner].map((one) => system.variables.get(one)?.truth ?? null);
      if (truths[0] === null || truths[1] === null || truths[0]! < truths[1]!) continue;
      const out = truths[0]! - truths[1]!;
      // Where nobody at all is left out both are one count; what is left out otherwise is asked where it is few.
      const [all, part] = [wide, narrow].map((one) => system.variables.get(key([one.name, "all"]))?.truth);
      if (all !== undefined && all !== null && all === part) system.equal([inner], outer);
      else if (out > 0 && out < minimum) {
        const gap = key(["left out", wide.name, narrow.name, ...at]);
        system.set(gap, null, out);
        system.equal([inner, gap], outer);
      }
    }
}

/** A condition by name; a flag is one that says yes. */
function named({
  column,
  in: values,
}: {
  readonly column: string;
  readonly in: readonly string[] | null;
}): string {
  return `${column}=${(values ?? ["1"]).join("|")}`;
}

function subsetsOf(plan: MetricPlan): Subset[] {
  const { id, kind, numerator, denominator, where } = plan;
  const conditions = new Set([...where, ...(denominator === null ? [] : [denominator])].map(named));
  const names = namesOf(plan, kind === "rate");
  const one = (of: Omit<Subset, "metric" | "conditions" | "of">): Subset => ({
    metric: id,
    conditions,
    of: null,
    ...of,
  });
  const scope = [one({ kind: "people", name: names.units }), one({ kind: "rows", name: `${id} rows` })];
  if (kind !== "rate" || numerator === null) return scope;
  return [
    ...scope,
    one({ kind: "rows", name: names.d }),
    { ...one({ kind: "rows", name: names.y }), conditions: new Set([...conditions, named(numerator)]) },
    { ...one({ kind: "no", name: `${id} no` }), of: named(numerator) },
  ];
}

/** Rows in scope, those of them without a value, and those out of scope are the rows of the log. */
function withoutValue(system: System, published: AuditResult, secret: AuditResult, family: Family): void {
  const plan = published.plan.metrics.find((one) => one.id === family.metric)!;
  const shown = published.families.find((one) => one.id === family.id)!;
  const table = secret.representation.find((one) => key(one.attributes) === key(family.attributes))!;
  if (plan.counts || published.plan.log.count !== null) return;
  const scope = plan.where.length > 0 || plan.denominator !== null;
  for (const [place, { group, missing_rows: truth, moments }] of family.groups.entries()) {
    const log = table.groups.find((one) => key(one.group) === key(group))?.rows ?? null;
    if (truth === null || moments === null || log === null) continue;
    const at = [family.attributes, group];
    const missing = system.set(key([`${plan.id} missing`, ...at]), shown.groups[place]!.missing_rows, truth);
    const out = system.set(key([`${plan.id} out`, ...at]), scope ? null : 0, log - moments.rows - truth);
    system.equal([key([`${plan.id} rows`, ...at]), missing, out], key(["rows", ...at]));
  }
}
