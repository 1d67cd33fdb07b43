import type { Estimate, Plan, Representation } from "../model.js";
import { chiSquaredUpper, normalQuantile } from "../stats/distributions.js";
import { wilson } from "../stats/wilson.js";
import type { CellTable } from "../tables/cells.js";
import type { NamedCell } from "./groups.js";

/**
 * Who is in the log, against whom one would expect there: each group's share of the people whose group is known,
 * its ratio to the plan's reference population, and Pearson's goodness of fit.
 * `sum (seen - expected)^2 / expected` on k-1 degrees of freedom, over people in one group only.
 * Source: Pearson 1900. Interval of the ratio: Wilson's for the share, over the expected share.
 */
export function measureRepresentation(
  table: CellTable,
  cells: readonly NamedCell[],
  plan: Plan,
): Representation {
  const attributes = table.attributes.map((one) => plan.attributes[one]!);
  const expected = attributes.length === 1 ? attributes[0]!.population : null;
  const known = cells.filter((one) => !one.unknown).reduce((sum, one) => sum + one.cell.units, 0);
  const critical = normalQuantile((1 + plan.settings.confidence) / 2);
  const shareExpected = (group: readonly string[]): number | null =>
    expected === null ? null : (expected.find((one) => one.group === group[0])?.share ?? 0);
  return {
    attributes: attributes.map((one) => one.id),
    mixed_units: table.mixedUnits,
    groups: cells.map(({ group, unknown, withheld, cell }) => {
      const share = unknown || withheld || known === 0 ? null : cell.units / known;
      const wanted = unknown ? null : shareExpected(group);
      return {
        group,
        unknown,
        units: withheld ? null : cell.units,
        rows: withheld ? null : cell.rows,
        share,
        expected_share: wanted,
        representation_ratio:
          share === null || wanted === null ? null : ratioTo(share, known, wanted, critical),
      };
    }),
    test: expected === null || table.mixedUnits > 0 ? null : goodnessOfFit(cells, expected, known),
  };
}

function ratioTo(share: number, known: number, wanted: number, critical: number): Estimate {
  if (wanted === 0) {
    return {
      value: null,
      low: null,
      high: null,
      method: "none",
      reason: "the reference population has no such group",
    };
  }
  const limits = wilson(share, known, critical);
  return {
    value: share / wanted,
    low: limits === null ? null : limits.lower / wanted,
    high: limits === null ? null : limits.upper / wanted,
    method: "wilson",
    reason: null,
  };
}

function goodnessOfFit(
  cells: readonly NamedCell[],
  expected: readonly { readonly group: string; readonly share: number }[],
  known: number,
): Representation["test"] {
  const units = new Map(cells.filter((one) => !one.unknown).map((one) => [one.group[0]!, one.cell.units]));
  // People of groups that the reference does not have make any fit impossible.
  const listed = new Set(expected.map((one) => one.group));
  if ([...units.keys()].some((group) => !listed.has(group)) || known === 0 || expected.length < 2)
    return null;
  const statistic = expected.reduce((sum, { group, share }) => {
    const away = (units.get(group) ?? 0) - share * known;
    return sum + (away * away) / (share * known);
  }, 0);
  const df = expected.length - 1;
  return { test: "Pearson chi-square, goodness of fit", statistic, df, p: chiSquaredUpper(statistic, df) };
}
