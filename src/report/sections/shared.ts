/** What several sections say of a finding alike. */
import type { AuditResult, Finding } from "../../model.js";
import { named, type Inline } from "../document.js";
import { metricTitle } from "../lookup.js";
import { COMPARATORS } from "../words-method.js";

/** "Offer rate by sex". */
export function question(
  result: AuditResult,
  one: Pick<Finding, "metric" | "attributes">,
): readonly Inline[] {
  return [named(metricTitle(result, one.metric)), " by ", named(one.attributes)];
}

/** The group a finding is held against, or which kind of group. */
export function comparatorOf({ comparator: { kind, group } }: Pick<Finding, "comparator">): Inline {
  return group === null ? COMPARATORS[kind] : named(group);
}

/** The verdict in words; a waived breach stays a breach, with the last day of its waiver. */
export function verdictOf(
  result: AuditResult,
  { id, verdict, waived }: Pick<Finding, "id" | "verdict" | "waived">,
): Inline {
  if (!waived) return { verdict };
  const waiver = result.waivers.find((one) => one.finding === id && one.state === "covers");
  return waiver === undefined ? { verdict } : { verdict, until: waiver.expires };
}

/** Things put together by a key, in the order in which each key is first met. */
export function bundled<T>(all: readonly T[], key: (one: T) => unknown): readonly (readonly T[])[] {
  const bundles = new Map<string, T[]>();
  for (const one of all) {
    const name = JSON.stringify(key(one));
    const bundle = bundles.get(name);
    if (bundle === undefined) bundles.set(name, [one]);
    else bundle.push(one);
  }
  return [...bundles.values()];
}
