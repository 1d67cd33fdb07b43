/** `metrics:` from what is written to what is meant, with the checks inside one metric. */
import type { MetricPlan, Quantity } from "../model.js";
import { checkNotReserved, checkSafeId } from "./ids.js";
import { readPart } from "./issues.js";
import { metricKinds } from "./metric-kinds.js";
import { quoted } from "../quoted.js";
import { type Path, type Raw, type Report, isMapping } from "./raw.js";
import { conditions } from "./resolve-log.js";
import { type MetricInput, type QuantityInput, metricEntry, metrics } from "./schema-metrics.js";

export interface Metrics {
  /** Every id the plan names, faulty ones too: a rule that names one of them is not at fault. */
  readonly ids: readonly string[];
  readonly plans: readonly MetricPlan[];
  /** Some metric has faults, so `plans` is not all of them. */
  readonly faulty: boolean;
}

export function resolveMetrics(raw: Raw | undefined, report: Report): Metrics {
  if (!isMapping(raw) || raw.entries.length === 0) {
    readPart(metrics, raw, ["metrics"], report);
    return { ids: [], plans: [], faulty: true };
  }
  const ids = raw.entries.map((entry) => entry.key);
  const plans = raw.entries.flatMap((entry): readonly MetricPlan[] => {
    const path: Path = ["metrics", entry.key];
    checkSafeId(entry.key, path, "key", report);
    checkNotReserved(entry.key, path, "key", report);
    const read = readPart(metricEntry, entry.value, path, report);
    if (read === null) return [];
    return [
      typeof read === "string" ? rateOf(entry.key, read) : resolveMetric(entry.key, read, path, report),
    ];
  });
  return { ids, plans, faulty: plans.length < ids.length };
}

/** `offered: offered_flag` is the rate of a column. */
function rateOf(id: string, column: string): MetricPlan {
  return {
    id,
    title: id,
    kind: "rate",
    numerator: { column, in: null },
    denominator: null,
    where: [],
    direction: "favourable",
    cap: null,
    counts: false,
  };
}

function resolveMetric(id: string, input: MetricInput, path: Path, report: Report): MetricPlan {
  const metric: MetricPlan = {
    id,
    title: input.title ?? id,
    // Counts of trials are summed, and a sum over a sum is a ratio.
    kind: input.kind ?? (input.counts ? "ratio" : "rate"),
    numerator: quantity(input.numerator),
    denominator: quantity(input.denominator),
    where: conditions(input.where),
    direction: input.direction,
    cap: input.cap ?? null,
    counts: input.counts,
  };
  checkMetric(metric, path, report);
  return metric;
}

function quantity(input: QuantityInput | undefined): Quantity | null {
  if (input === undefined) return null;
  return typeof input === "string" ? { column: input, in: null } : { column: input.column, in: input.in };
}

function checkMetric(metric: MetricPlan, path: Path, report: Report): void {
  const { id, kind, numerator, denominator } = metric;
  const takes = metricKinds[kind];
  const problem = (code: string, key: string | null, what: string, hint: string | null): void =>
    report({ code, what, hint, path: key === null ? path : [...path, key], at: "key" });
  const needs = (key: string): void =>
    problem("missing-key", null, `the metric ${quoted(id)} is a ${kind} and needs a ${key}`, null);
  const hasNo = (key: string, hint: string | null): void =>
    problem("clashing-keys", key, `a metric of kind ${kind} has no "${key}"`, hint);

  if (takes.numerator === "needed" && numerator === null) needs("numerator");
  if (takes.denominator === "needed" && denominator === null) needs("denominator");
  if (takes.denominator === "none" && denominator !== null) {
    hasNo("denominator", 'choose rows with "where", or make it a ratio');
  }
  if (!takes.values && numerator !== null && numerator.in !== null) {
    problem(
      "clashing-keys",
      "numerator",
      `the numerator of a ${kind} is a number, and cannot be "in" a list`,
      null,
    );
  }
  if (!takes.cap && metric.cap !== null) hasNo("cap", "cap is for contacts");
  if (!takes.counts && metric.counts) hasNo("counts", "counts are for a ratio");
  if (metric.counts && (numerator?.in ?? denominator?.in ?? null) !== null) {
    problem("clashing-keys", "counts", '"counts" are numbers, and cannot be "in" a list', null);
  }
  const same = numerator !== null && numerator.column === denominator?.column;
  if (same && numerator.in === null && denominator.in === null) {
    const what = `the numerator and the denominator of ${quoted(id)} are the same column`;
    problem("column-roles", "denominator", what, null);
  }
}
