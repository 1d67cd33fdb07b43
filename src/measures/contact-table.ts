import type { ContactTable, MetricPlan, Plan } from "../model.js";
import { histogramMean, histogramQuantile, shareAbove } from "../stats/summary.js";
import type { CellTable } from "../tables/cells.js";
import type { ContactCount } from "../tables/contacts.js";
import type { NamedCell } from "./groups.js";

/** How many contacts people of each group had: mean, median, ninetieth percentile, and the share above the plan's cap. */
export function measureContacts(
  metric: MetricPlan,
  table: CellTable,
  cells: readonly NamedCell[],
  counts: readonly ContactCount[],
  plan: Plan,
): ContactTable {
  return {
    metric: metric.id,
    attributes: table.attributes.map((one) => plan.attributes[one]!.id),
    cap: metric.cap,
    groups: cells.map(({ group, unknown, withheld, cell }) => {
      const key = cell.codes.join(",");
      const bins = counts
        .filter((one) => one.codes.join(",") === key)
        .map((one) => ({ value: one.contacts, count: one.units }));
      const figure = (value: number | null): number | null => (withheld ? null : value);
      return {
        group,
        unknown,
        units: figure(cell.units),
        mean: figure(histogramMean(bins)),
        median: figure(histogramQuantile(bins, 0.5)),
        p90: figure(histogramQuantile(bins, 0.9)),
        above_cap: metric.cap === null ? null : figure(shareAbove(bins, metric.cap)),
      };
    }),
  };
}
