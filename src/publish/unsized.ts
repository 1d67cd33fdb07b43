/**
 * Metrics whose people in scope are withheld, and not their rates. Where a metric leaves out few people of something wider, that
 * is told by subtracting the people in scope; rates, ratios and verdicts are of decisions, and stay when everything goes that the
 * people could be worked out from: sums, standard errors, tests, and the last digits of intervals.
 */
import type { AuditResult, Family, GroupMeasurement, MetricPlan } from "../model.js";
import { scopeOf } from "./bundles.js";
import { type Counted, isFew, peopleWith, type Sums } from "./sums.js";
import { keyOf, sumsOf, type Table, type TableCell, totalOf } from "./tables.js";
import { isYesWithin, leftOut, rowsOf, scopeHolds, scopeName, type Part } from "./wider.js";

/** The metrics this could be done for: they leave out few people somewhere, and people and decisions are not the same. */
export function unsizable(
  result: AuditResult,
  tables: readonly Table[],
  counted: readonly Counted[],
  minimum: number,
): string[] {
  if (result.units.column === null) return [];
  const fewOut = (one: Counted, sums: Sums | null): boolean =>
    sums !== null &&
    one.wider.some((part, at) => part.ours === "units" && isFew(leftOut(sums.gaps[0]![at]!), minimum));
  return counted
    .filter((one) => KINDS.has(one.plan.kind) && !one.plan.counts)
    .filter((one) => {
      const alone = { counted: [one] };
      const cells = tables.flatMap((table) => table.cells.map((cell) => sumsOf(cell, alone)));
      return [totalOf(result, alone), ...cells].some((sums) => fewOut(one, sums));
    })
    .map((one) => one.plan.id);
}

/**
 * Of the metrics whose people in scope are withheld, those where that is not enough: with a group's decisions known, and those of
 * everybody, too few numbers of people are left. There are no more people in scope than decisions, and no more people left out than
 * decisions. `shows` says which groups keep their rates.
 */
export function stillTold(
  { families, units }: AuditResult,
  tables: readonly Table[],
  counted: readonly Counted[],
  unsized: ReadonlySet<string>,
  shows: (metric: string, table: string, cell: string) => boolean,
  minimum: number,
): string[] {
  const telling = new Set(
    families.flatMap(({ attributes, groups, metric }) =>
      groups
        .filter(tellsItsPeople)
        .map(({ group }) => JSON.stringify([metric, keyOf(attributes), keyOf(group)])),
    ),
  );
  // Whoever comes back has two decisions at least.
  const fewest = units.repeated === units.count ? 2 : 1;
  const known = ({ plan }: Counted, table: Table, { key }: TableCell): boolean =>
    shows(plan.id, table.key, key) || telling.has(JSON.stringify([plan.id, table.key, key]));
  return counted
    .filter(({ plan }) => unsized.has(plan.id))
    .filter((one) =>
      tables.some((table) =>
        table.cells.some(
          (cell) => known(one, table, cell) && !isOpen(one, cell, counted, { unsized, fewest, minimum }),
        ),
      ),
    )
    .map((one) => one.plan.id);
}

function isOpen(
  one: Counted,
  cell: TableCell,
  counted: readonly Counted[],
  {
    unsized,
    fewest,
    minimum,
  }: { readonly unsized: ReadonlySet<string>; readonly fewest: number; readonly minimum: number },
): boolean {
  const { units: people, rows } = cell;
  const own = cell.moments.get(one.plan.id) ?? null;
  const decisions = decisionsIn(one, cell, counted);
  if (people === null || rows === null || own === null || decisions === null) return true;
  const unitsOf = (parts: readonly Part[]): Map<string | null, number> =>
    new Map(
      parts
        .filter(({ ours }) => ours === "units")
        .map(({ metric }) => [
          metric,
          metric === null ? people : (cell.moments.get(metric)?.units ?? own.units),
        ]),
    );
  const [wider, narrower] = [unitsOf(one.wider), unitsOf(one.narrower)];
  const out = [...wider.values(), ...narrower.values()].map((other) => Math.abs(other - own.units));
  if (!out.some((left) => isFew(left, minimum))) return true;
  const within = [...narrower].filter(([metric]) => !unsized.has(metric!)).map(([, units]) => units);
  const each = Math.max(fewest, ...counted.map((other) => fewestDecisions(other, cell)));
  const having = counted.map((other) => peopleInScope(other, one, cell, unsized));
  const least = Math.max(people - Math.floor((rows - decisions) / each), ...within, ...having);
  return Math.min(people, decisions) - least >= minimum;
}

/**
 * How many decisions everybody in a group has at least, as far as a metric tells that looks at all of them: no figure lies further
 * below the mean than its standard deviation times the root of one less than there are (Samuelson 1968).
 */
function fewestDecisions({ plan }: Counted, { moments }: TableCell): number {
  const own = moments.get(plan.id) ?? null;
  const contacts = plan.kind === "contacts" && plan.numerator === null;
  if (own === null || own.units === 0 || scopeOf(plan).length > 0) return 1;
  if (!contacts && rowsOf(plan) === null) return 1;
  const [sum, squares] = contacts ? [own.y, own.yy] : [own.d, own.dd];
  const mean = sum / own.units;
  const variance = Math.max(0, squares / own.units - mean * mean);
  const least = Math.max(1, Math.ceil(mean - Math.sqrt((own.units - 1) * variance) - 1e-6));
  // As numbers of decisions are whole, the sum of (n - t)(n - t - 1) over people is not less than that of one of them.
  const t = Math.floor(mean);
  const over = squares - (2 * t + 1) * sum + t * (t + 1) * own.units;
  for (let n = least; n < t; n++) if ((n - t) * (n - t - 1) <= over + 1e-6) return n;
  return Math.max(least, t);
}

/** How many people at least are in scope of a metric, by another whose yes side these are, or that looks at the same decisions. */
function peopleInScope(
  { plan }: Counted,
  one: Counted,
  { moments }: TableCell,
  unsized: ReadonlySet<string>,
): number {
  const own = moments.get(plan.id) ?? null;
  if (own === null || plan.id === one.plan.id || unsized.has(plan.id) || plan.counts) return 0;
  const yes = (plan.kind === "rate" || plan.kind === "contacts") && isYesWithin(plan, one.plan);
  const same = rowsOf(plan) !== null && scopeHolds(plan, one.plan);
  return Math.max(yes ? peopleWith(own.y, own.yy) : 0, same ? peopleWith(own.d, own.dd) : 0);
}

/** The decisions in scope, where the metric counts them or another with the same scope does. */
function decisionsIn({ plan }: Counted, cell: TableCell, counted: readonly Counted[]): number | null {
  const alike = counted.filter(
    (other) => rowsOf(other.plan) !== null && scopeName(other.plan) === scopeName(plan),
  );
  const shown = alike.map((other) => cell.moments.get(other.plan.id)?.d);
  return shown.find((d) => d !== undefined) ?? null;
}

/** Of figures averaged within the person the denominator is the people. */
const KINDS: ReadonlySet<MetricPlan["kind"]> = new Set(["rate", "ratio", "mean", "scoring_rate"]);

/**
 * Whether a group's interval tells its people whatever its digits: where each has one decision, or all count as one because all
 * went one way. Between people who come back there are as many variances as it takes.
 */
export function tellsItsPeople({ rate }: GroupMeasurement): boolean {
  const clustered = rate.method === "wilson-clustered" || rate.method === "t-clustered";
  return rate.value !== null && !(clustered && rate.reason === null);
}

/** Everybody together, where the people in scope are not shown. */
export function unsizedFamily(family: Family): Pick<Family, "overall" | "omnibus" | "omnibus_reason"> {
  const { omnibus, omnibus_reason: reason } = family;
  return {
    overall: null,
    omnibus: null,
    omnibus_reason: omnibus === null ? reason : "the people in scope are withheld",
  };
}
