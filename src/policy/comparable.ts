/** Whether two results speak of the same thing, and what a reader of their comparison must know. */
import type {
  AddedRemoved,
  AttributePlan,
  AuditResult,
  ComparisonNote,
  Condition,
  MetricPlan,
  PlanChange,
  Quantity,
} from "../model.js";
import { type Fault, fault, quoted } from "../refusal.js";
import { deviationsOf } from "./frozen.js";

/** Everything that forbids to compare, all at once; empty where nothing does. */
export function notComparable(old: AuditResult, now: AuditResult): Fault[] {
  if (old.sha256 === now.sha256)
    return [
      fault("same-result", "both are the same result, so there is no change to look for", {
        hint: "name the result of the earlier period first, then that of the later one",
      }),
    ];
  return [
    ...decisions(old, now),
    ...unit(old, now),
    ...confidence(old, now),
    ...metricFaults(old, now),
    ...attributeFaults(old, now),
    ...order(old, now),
  ];
}

/** A change between two results is one between two samples: of the same decisions nothing has changed but the plan. */
function decisions(old: AuditResult, now: AuditResult): Fault[] {
  const what = ({ inputs, period, ledger }: AuditResult, withInputs: boolean): string =>
    JSON.stringify([
      period.first_day,
      period.last_day,
      ledger.read,
      ledger.used,
      withInputs ? inputs.map((one) => one.sha256).toSorted() : null,
    ]);
  // A public result names no files; days and rows are then what there is to go by.
  const named = old.publication === null && now.publication === null;
  const told = named || old.period.first_day !== null;
  if (!told || what(old, named) !== what(now, named)) return [];
  return [
    fault(
      "same-decisions",
      "both results are of the same decisions, so that nothing can have changed between them but the plan",
      {
        hint: "read the two reports side by side; a public result is held against its private one by 'verify PUBLIC --private PRIVATE'",
      },
    ),
  ];
}

function unit(old: AuditResult, now: AuditResult): Fault[] {
  if (old.units.column === now.units.column) return [];
  const [before, after] = [countedBy(old), countedBy(now)];
  return [
    fault("other-unit", `the old result counts ${before}, the new one ${after}`, {
      hint: "audit both with the same log.unit",
    }),
  ];
}

function countedBy({ units: { column } }: AuditResult): string {
  return column === null ? "rows" : `people, by the column ${quoted(column)}`;
}

function confidence(old: AuditResult, now: AuditResult): Fault[] {
  const [before, after] = [old.plan.settings.confidence, now.plan.settings.confidence];
  if (before === after) return [];
  return [
    fault("other-confidence", `the old intervals have a confidence of ${before}, the new ones of ${after}`, {
      hint: "audit both with the same settings.confidence",
    }),
  ];
}

function metricFaults(old: AuditResult, now: AuditResult): Fault[] {
  return inBoth(old.plan.metrics, now.plan.metrics).flatMap(([before, after]) => {
    const differ = differing(metricParts(before), metricParts(after));
    if (differ.length === 0) return [];
    return [
      fault(
        "other-metric",
        `the metric ${quoted(before.id)} is another one in each result: ${differ.join(", ")} differ`,
        {
          hint: "give a metric that is defined anew a new id, or audit both periods by one plan",
        },
      ),
    ];
  });
}

function metricParts(metric: MetricPlan): Readonly<Record<string, unknown>> {
  return {
    kind: metric.kind,
    numerator: quantity(metric.numerator),
    denominator: quantity(metric.denominator),
    where: metric.where.map(condition).toSorted(),
    direction: metric.direction,
    counts: metric.counts,
  };
}

/** The order in which values are listed says nothing. */
function quantity(one: Quantity | null): unknown {
  return one === null ? null : [one.column, one.in?.toSorted() ?? null];
}

function condition(one: Condition): string {
  return JSON.stringify([one.column, one.in.toSorted()]);
}

function attributeFaults(old: AuditResult, now: AuditResult): Fault[] {
  return inBoth(old.plan.attributes, now.plan.attributes).flatMap(([before, after]) => {
    const differ = differing(attributeParts(before), attributeParts(after));
    if (differ.length === 0) return [];
    return [
      fault(
        "other-attribute",
        `the attribute ${quoted(before.id)} is another one in each result: ${differ.join(", ")} differ`,
        { hint: "give an attribute that is grouped anew a new id, or audit both periods by one plan" },
      ),
    ];
  });
}

function attributeParts(attribute: AttributePlan): Readonly<Record<string, unknown>> {
  const pairs = (list: readonly unknown[] | null): unknown =>
    list?.map((one) => JSON.stringify(one)).toSorted() ?? null;
  return {
    column: attribute.column,
    map: pairs(attribute.map?.map(({ value, group }) => [value, group]) ?? null),
    bins: attribute.bins,
    probabilities: pairs(attribute.probabilities?.map(({ group, column }) => [group, column]) ?? null),
  };
}

function differing(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys(one).filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]));
}

function inBoth<T extends { readonly id: string }>(
  old: readonly T[],
  now: readonly T[],
): (readonly [T, T])[] {
  return old.flatMap((one) => {
    const other = now.find(({ id }) => id === one.id);
    return other === undefined ? [] : [[one, other] as const];
  });
}

function order(old: AuditResult, now: AuditResult): Fault[] {
  const [before, after] = [daysOf(old), daysOf(now)];
  if (before === null || after === null || after.first >= before.first || after.last >= before.last)
    return [];
  return [
    fault(
      "wrong-order",
      `the new result is about ${after.first} to ${after.last}, which is before the old one's ${before.first} to ${before.last}`,
      { hint: "swap the two: the earlier period comes first" },
    ),
  ];
}

function daysOf({
  period: { first_day: first, last_day: last },
}: AuditResult): { first: string; last: string } | null {
  return first === null || last === null ? null : { first, last };
}

/** What forbids nothing, and must be said. */
export function notesOn(old: AuditResult, now: AuditResult): ComparisonNote[] {
  const [before, after] = [daysOf(old), daysOf(now)];
  const overlap =
    before !== null && after !== null && after.first <= before.last && before.first <= after.last;
  const differ = (part: (result: AuditResult) => unknown): boolean =>
    JSON.stringify(part(old)) !== JSON.stringify(part(now));
  const shared = inBoth(old.plan.attributes, now.plan.attributes);
  const notes: readonly (readonly [ComparisonNote, boolean])[] = [
    ["other_rules", differ(judging) || shared.some(([one, other]) => one.reference !== other.reference)],
    ["other_rows", differ(reading) || shared.some(([one, other]) => !sameList(one.unknown, other.unknown))],
    ["periods_overlap", overlap],
    ["order_not_known", before === null || after === null],
    ["other_medians", otherMedians(old, now)],
    // One log cut into periods is how it is meant to be done.
    [
      "same_inputs",
      // Public results name no files.
      old.inputs.length > 0 &&
        !differ(({ inputs }) => inputs.map((one) => one.sha256).toSorted()) &&
        !differ(({ period }) => period.asked),
    ],
    ["one_is_public", differ(({ publication }) => publication === null)],
    ["other_tool_version", differ(({ tool }) => tool.version)],
  ];
  return notes.flatMap(([note, holds]) => (holds ? [note] : []));
}

/** Some metric of both is held against another number. */
function otherMedians(old: AuditResult, now: AuditResult): boolean {
  return now.medians.some(({ metric, median }) => {
    const before = old.medians.find((one) => one.metric === metric)?.median ?? null;
    return before !== null && median !== null && before !== median;
  });
}

/** What of a plan decides what is a breach. */
function judging({ plan }: AuditResult): unknown {
  const { multiplicity, minimum_units, disclosure_floor, comparator_share } = plan.settings;
  const { rules, threshold, justified } = plan.proxies;
  return [
    plan.rules.map((rule) => ({ ...rule, line: null })),
    [multiplicity, minimum_units, disclosure_floor, comparator_share],
    [rules.map((rule) => ({ ...rule, line: null })), threshold, justified],
  ];
}

/** And what decides which rows are looked at, and how they are read. */
function reading({ plan: { log } }: AuditResult): unknown {
  return [log.keep, log.columns, log.missing, log.count];
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Every place in which the plans differ but the lines of rules. Metrics and attributes are held against those of the same
 * id, and named by it in the path; those that only one plan has are listed elsewhere.
 */
export function planChanges(old: AuditResult, now: AuditResult): PlanChange[] {
  const metrics = inBoth(old.plan.metrics, now.plan.metrics);
  const attributes = inBoth(old.plan.attributes, now.plan.attributes);
  const shared = (result: AuditResult, side: 0 | 1): AuditResult["plan"] => ({
    ...result.plan,
    metrics: metrics.map((pair) => pair[side]),
    attributes: attributes.map((pair) => pair[side]),
  });
  const named = (path: string): string =>
    path.replace(/^(metrics|attributes)\.(\d+)/, (_, list: string, index: string) => {
      const pairs = list === "metrics" ? metrics : attributes;
      return `${list}.${pairs[Number(index)]![0].id}`;
    });
  return deviationsOf(shared(old, 0), shared(now, 1)).map(({ path, frozen, audited }) => ({
    path: named(path),
    old: frozen,
    new: audited,
  }));
}

/** Ids that only one of two lists has. */
export function addedRemoved(
  old: readonly { readonly id: string }[],
  now: readonly { readonly id: string }[],
): AddedRemoved {
  const only = (some: typeof old, others: typeof old): string[] =>
    some.map((one) => one.id).filter((id) => others.every((other) => other.id !== id));
  return { added: only(now, old), removed: only(old, now) };
}
