/**
 * Finding one's way in a result: the family, group and metric a finding speaks of. Names are user text, so they
 * are looked up by comparing, never as keys of an object.
 */
import type {
  AuditResult,
  Family,
  Finding,
  GroupMeasurement,
  MedianReport,
  MetricPlan,
  ProxyFinding,
  WaiverReport,
} from "../model.js";

export function familyOf(result: AuditResult, finding: Finding): Family | null {
  return result.families.find((family) => family.id === finding.family) ?? null;
}

export function groupOf(family: Family | null, group: readonly string[] | null): GroupMeasurement | null {
  if (family === null || group === null) return null;
  return family.groups.find((one) => sameGroup(one.group, group)) ?? null;
}

export function metricOf(result: AuditResult, id: string): MetricPlan | null {
  return result.plan.metrics.find((metric) => metric.id === id) ?? null;
}

/** What a scoring rate holds decisions against; null for other metrics. */
export function medianOf(result: AuditResult, metric: string): MedianReport | null {
  return result.medians.find((one) => one.metric === metric) ?? null;
}

/** The metric's title, or its id where the plan gives none. */
export function metricTitle(result: AuditResult, id: string): string {
  const title = metricOf(result, id)?.title ?? "";
  return title === "" ? id : title;
}

export function sameGroup(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/** "female x 65+"; crossed names and crossed attributes are written alike. */
export function crossed(names: readonly string[]): string {
  return names.join(" x ");
}

/** Findings on one family, worst first as they come. */
export function findingsOn(result: AuditResult, family: Family): readonly Finding[] {
  return result.findings.filter((finding) => finding.family === family.id);
}

/**
 * Whether a group's judgement is left to the findings, so that its row looks like that of the group compared with: both are
 * withheld, and that group has no judgement, which would tell which one it is.
 */
export function isUnmarked(
  { publication }: AuditResult,
  found: readonly Finding[],
  group: GroupMeasurement,
): boolean {
  const named = ({ comparator }: Finding): boolean =>
    comparator.group !== null || (comparator.kind !== "best" && comparator.kind !== "reference");
  return publication !== null && group.disclosure === "withheld" && !found.every(named);
}

/** Smallest and largest ratio the rule accepts; null where it sets none. */
export function bounds(expected: Finding["expected"]): {
  readonly low: number | null;
  readonly high: number | null;
} {
  const { operator, threshold } = expected;
  const under = threshold <= 1 ? threshold : 1 / threshold;
  const over = threshold >= 1 ? threshold : 1 / threshold;
  return { low: operator === "<=" ? null : under, high: operator === ">=" ? null : over };
}

/** Both bounds that exist: the marks a ratio is written and drawn against. */
export function marks(expected: Finding["expected"]): readonly number[] {
  const { low, high } = bounds(expected);
  return [low, high].filter((mark) => mark !== null);
}

/** The waiver that covers a breach; null where none does. */
export function waiverOf(result: AuditResult, finding: Finding | ProxyFinding): WaiverReport | null {
  if (!finding.waived) return null;
  return result.waivers.find((one) => one.finding === finding.id && one.state === "covers") ?? null;
}
