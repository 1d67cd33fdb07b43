import type {
  Estimate,
  Family,
  FigureChange,
  Finding,
  GroupMeasurement,
  Moments,
  AuditResult,
} from "../model.js";
import { differenceInterval } from "../stats/difference.js";
import { groupInterval } from "../stats/group-interval.js";
import { momentsLess } from "../stats/ratio-estimate.js";

/** An estimate that does not exist, and why. */
export function absent(reason: string): Estimate {
  return { value: null, low: null, high: null, method: "none", reason };
}

/**
 * New minus old, with the interval built from the two figures' own intervals (MOVER-D), as if nobody were in both
 * results. People who are in both mostly behave alike in both, and then the interval is too wide rather than too narrow.
 */
export function changeOf(old: Estimate | null, now: Estimate | null): FigureChange {
  return { old, new: now, change: difference(old, now) };
}

function difference(old: Estimate | null, now: Estimate | null): Estimate {
  for (const [one, name] of [
    [old, "old"],
    [now, "new"],
  ] as const) {
    if (one === null) return absent(`in the ${name} result: there is no such figure`);
    if (one.value === null)
      return absent(`in the ${name} result: ${one.reason ?? "there is no such figure"}`);
  }
  const value = now!.value! - old!.value!;
  const [before, after] = [limitsOf(old!), limitsOf(now!)];
  for (const [limits, one, name] of [
    [before, old!, "old"],
    [after, now!, "new"],
  ] as const) {
    if (limits !== null) continue;
    const ends = one.low === null && one.high === null ? "no interval" : "an interval with one end only";
    return { ...absent(`in the ${name} result: ${one.reason ?? ends}`), value };
  }
  const { lower, upper } = differenceInterval(after!, before!);
  return { value, low: lower, high: upper, method: "MOVER-D", reason: null };
}

function limitsOf({ value, low, high }: Estimate): { ratio: number; lower: number; upper: number } | null {
  return value === null || low === null || high === null ? null : { ratio: value, lower: low, upper: high };
}

/** Whether the whole interval lies above 0 (1), below it (-1), or neither (0). */
export function signOf({ low, high }: Estimate): -1 | 0 | 1 {
  if (low === null || high === null) return 0;
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}

/**
 * How far a ratio lies on the wrong side of 1: `1 - ratio` where a low one is wrong, `ratio - 1` where a high one is,
 * `|ln ratio|` where either is; 0 on the right side. The interval is what the ratio's interval becomes, so it covers the
 * gap at least as often. Does not exist without the ratio; has no interval where the ratio's has one end only.
 */
export function gapOf(ratio: Estimate | null, operator: Finding["expected"]["operator"]): Estimate | null {
  if (ratio === null || ratio.value === null) return ratio;
  const distance = DISTANCES[operator];
  const value = distance(ratio.value);
  if (!Number.isFinite(value)) return absent("a ratio of 0 has no distance from 1 on the log scale");
  if (ratio.low === null || ratio.high === null)
    return {
      ...absent(ratio.reason ?? (ratio.low === null ? "no interval" : "an interval with one end only")),
      value,
    };
  const ends = [distance(ratio.low), distance(ratio.high)];
  const high = Math.max(...ends);
  if (!Number.isFinite(high)) return { ...absent("an interval with one end only"), value };
  // An interval with 1 in it comes as near to no gap as can be.
  const low = ratio.low <= 1 && ratio.high >= 1 ? 0 : Math.min(...ends);
  return { value, low, high, method: ratio.method, reason: null };
}

const DISTANCES: Readonly<Record<Finding["expected"]["operator"], (ratio: number) => number>> = {
  ">=": (ratio) => Math.max(0, 1 - ratio),
  "<=": (ratio) => Math.max(0, ratio - 1),
  within: (ratio) => Math.abs(Math.log(ratio)),
};

export function familyOf(
  result: AuditResult,
  { metric, attributes }: Pick<Finding, "metric" | "attributes">,
): Family | null {
  return (
    result.families.find((one) => one.metric === metric && sameNames(one.attributes, attributes)) ?? null
  );
}

export function groupOf(family: Family | null, group: readonly string[]): GroupMeasurement | null {
  return family?.groups.find((one) => sameNames(one.group, group)) ?? null;
}

export function sameNames(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/** A comparator's rate in one result, and whether it rests on too few events to lean on. */
export interface Standing {
  readonly rate: Estimate;
  readonly thin: boolean;
}

/** A share of everybody, or of everybody else, from what a result shows; null where it cannot be had. */
export function everybodyRate(family: Family | null, finding: Finding, confidence: number): Standing | null {
  const rate = finding.comparison?.comparator_rate ?? null;
  if (family === null || rate === null) return null;
  const bare = { rate: { ...absent("people in several groups, or withheld"), value: rate }, thin: false };
  const left = family.groups
    .filter(
      (one) => one.unknown || (finding.comparator.kind === "rest" && sameNames(one.group, finding.group)),
    )
    .map((one) => one.moments);
  const { overall } = family;
  const known = left.filter((one) => one !== null && one.yy !== null);
  // A result made public may have withheld some.
  if (overall === null || overall.yy === null || family.mixed_units !== 0 || known.length < left.length)
    return bare;
  const rest = known.reduce<Moments>(momentsLess, overall);
  // The totals must be those the result was judged by.
  if (!(rest.d > 0) || Math.abs(rest.y / rest.d - rate) > 1e-9 * Math.max(1e-6, Math.abs(rate))) return bare;
  const interval = groupInterval(rest, { level: confidence, proportion: family.proportion });
  if (!("ratio" in interval)) return bare;
  const { lower, upper, method, thin } = interval;
  return { rate: { value: rate, low: lower, high: upper, method, reason: null }, thin };
}
