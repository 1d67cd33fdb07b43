import type { Deviation, FrozenReport, Plan } from "../model.js";
import { differences } from "./differences.js";

/** A plan fixed before the data were seen. */
export interface FrozenPlan {
  readonly plan: Plan;
  readonly plan_sha256: string;
  /** YYYY-MM-DD. */
  readonly frozen_on: string;
}

/** How the plan audited stands to the frozen one: every place in which they differ but the lines of rules and the record. */
export function againstFrozen(frozen: FrozenPlan, plan: Plan, firstDay: string | null): FrozenReport {
  return {
    plan_sha256: frozen.plan_sha256,
    frozen_on: frozen.frozen_on,
    before_data: firstDay === null ? null : frozen.frozen_on < firstDay,
    deviations: deviationsOf(frozen.plan, plan),
  };
}

/** Every place in which two plans differ, in the order of the first, then of what only the second has. */
export function deviationsOf(frozen: Plan, audited: Plan): Deviation[] {
  return differences(asked(frozen), asked(audited)).map(({ path, one, other }) => ({
    path,
    frozen: one,
    audited: other,
  }));
}

/**
 * What a plan asks for. Where a rule stands in its file says nothing of that, nor does the record, much of which is
 * written when the figures are there; the digest of a plan leaves out both as well.
 */
function asked({ record: _record, ...plan }: Plan): unknown {
  return {
    ...plan,
    rules: plan.rules.map(nowhere),
    proxies: { ...plan.proxies, rules: plan.proxies.rules.map(nowhere) },
  };
}

function nowhere<T>(rule: T): T & { readonly line: null } {
  return { ...rule, line: null };
}
