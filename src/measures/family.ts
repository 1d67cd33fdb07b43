import type { Estimate, Evidence, Family, GroupMeasurement, MetricPlan, Moments, Plan } from "../model.js";
import { testEqualityOfAll } from "../stats/equality-test.js";
import { type GroupInterval, groupInterval, type NoInterval } from "../stats/group-interval.js";
import { ratioEstimate } from "../stats/ratio-estimate.js";
import type { TestResult } from "../stats/test-result.js";
import { type CellTable, crossKey } from "../tables/cells.js";
import type { NamedCell } from "./groups.js";
import { measureLikeliest } from "./likeliest.js";
import type { Measure } from "./measure.js";

/** One metric by one attribute or crossing: every group's figure, and the test that all are alike. */
export function measureFamily(
  measure: Measure,
  metric: { readonly plan: MetricPlan; readonly index: number },
  table: CellTable,
  cells: readonly NamedCell[],
  overall: Moments,
  plan: Plan,
): Evidence {
  const attributes = table.attributes.map((one) => plan.attributes[one]!.id);
  const proportion = measure.proportion || (measure.id === "ratio" && metric.plan.counts);
  const moments = cells.map(({ cell }) => cell.metrics[metric.index]!.moments);
  const cross = (first: number, second: number): ReturnType<Evidence["cross"]> => {
    const [a, b] = [cells[first]!.index, cells[second]!.index];
    const found = table.cross.get(crossKey(a, b))?.[metric.index] ?? null;
    return found === null || a < b ? found : { ...found, yd: found.dy, dy: found.yd };
  };
  const groups = cells.map((one, at) => measureGroup(one, moments[at]!, metric.index, proportion, plan));
  const equality = equalityOf(groups, moments, proportion, table.mixedUnits > 0 ? cross : undefined);
  const family: Family = {
    id: `${metric.plan.id}/${attributes.join(" x ")}`,
    metric: metric.plan.id,
    attributes,
    proportion,
    mixed_units: table.mixedUnits,
    groups,
    overall,
    ...equality,
    ...likeliestOf(table, metric.index, groups, plan),
  };
  const small = cells.map((one) => one.withheld);
  return { family, moments, cross, onePerUnit: measure.histogram === true, small };
}

/** The test that all known groups are alike, as it follows from their sums. */
export function equalityOf(
  groups: readonly Pick<GroupMeasurement, "unknown" | "disclosure">[],
  moments: readonly Moments[],
  proportion: boolean,
  cross?: Evidence["cross"],
): Pick<Family, "omnibus" | "omnibus_reason"> {
  // A group of one unit says nothing of how units differ, and would leave the others without a test.
  const known = groups.flatMap((group, at) =>
    group.unknown || group.disclosure === "withheld" || !(moments[at]!.d > 0) || moments[at]!.units < 2
      ? []
      : [at],
  );
  if (known.length < 2) return { omnibus: null, omnibus_reason: "fewer than two groups can be compared" };
  const test = testEqualityOfAll(
    known.map((at) => moments[at]!),
    { proportion, cross: cross === undefined ? undefined : (i, j) => cross(known[i]!, known[j]!) },
  );
  return test === null
    ? { omnibus: null, omnibus_reason: "nothing varies between people" }
    : { omnibus: testOf(test), omnibus_reason: null };
}

function likeliestOf(
  { attributes, likeliest }: CellTable,
  metric: number,
  groups: readonly GroupMeasurement[],
  plan: Plan,
): Pick<Family, "likeliest"> {
  const probabilities = plan.attributes[attributes[0] ?? -1]?.probabilities ?? null;
  if (likeliest === undefined || probabilities === null) return {};
  const names = probabilities.map((one) => one.group);
  return { likeliest: measureLikeliest(likeliest, metric, groups, names, plan) };
}

/** A test as results carry it: its name in machine words. */
export function testOf(test: TestResult): Family["omnibus"] & object {
  return { test: test.name, statistic: test.statistic, df: test.df, p: test.p };
}

function measureGroup(
  { group, unknown, withheld, cell }: NamedCell,
  moments: Moments,
  metric: number,
  proportion: boolean,
  plan: Plan,
): GroupMeasurement {
  // The floor counts the people a figure is about: of a large group, few may be in the metric's scope.
  const few = moments.units > 0 && moments.units < plan.settings.disclosure_floor;
  if (withheld || few) {
    return {
      group,
      unknown,
      disclosure: "withheld",
      moments: null,
      missing_rows: null,
      rate: noEstimate(`fewer than ${plan.settings.disclosure_floor} people${withheld ? "" : " in scope"}`),
      standard_error: null,
      design_effect: null,
      effective_n: null,
      thin: false,
      largest_unit_share: null,
    };
  }
  return {
    group,
    unknown,
    disclosure: "shown",
    moments,
    missing_rows: cell.metrics[metric]!.missing,
    ...figuresOf(moments, proportion, plan.settings.confidence),
    largest_unit_share: cell.rows > 0 && cell.units < cell.rows ? cell.largest / cell.rows : null,
  };
}

/** A group's figures as they follow from its sums. */
export function figuresOf(
  moments: Moments,
  proportion: boolean,
  level: number,
): Pick<GroupMeasurement, "rate" | "standard_error" | "design_effect" | "effective_n" | "thin"> {
  const interval = groupInterval(moments, { level, proportion });
  const estimate = ratioEstimate(moments);
  return {
    rate: estimateOf(interval, estimate?.ratio ?? null),
    standard_error: estimate?.standardError ?? null,
    design_effect: proportion ? (estimate?.designEffect ?? null) : null,
    effective_n: "ratio" in interval ? interval.effectiveSize : null,
    thin: "ratio" in interval && interval.thin,
  };
}

function estimateOf(interval: GroupInterval | NoInterval, ratio: number | null): Estimate {
  if (!("ratio" in interval)) {
    const method = "none";
    return { value: ratio, low: null, high: null, method, reason: NO_INTERVAL[interval.reason] };
  }
  return {
    value: interval.ratio,
    low: interval.lower,
    high: interval.upper,
    method: interval.method,
    reason: interval.oneVoiceEach
      ? "all or none of the decisions went one way: each person counted as one decision"
      : null,
  };
}

const NO_INTERVAL: Record<NoInterval["reason"], string> = {
  "zero denominator": "no decision in scope: the rate does not exist",
  "one unit": "one person only: nothing says how people differ",
  "no variance": "nothing varies",
};

export function noEstimate(reason: string): Estimate {
  return { value: null, low: null, high: null, method: "none", reason };
}
