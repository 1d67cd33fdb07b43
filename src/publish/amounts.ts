/**
 * What lies between two metrics that add up the same column is an amount, and of whom it is no table tells: where the narrower
 * leaves out few people, it is withheld as a whole. So is a scoring rate beside a metric that asks for single scores.
 */
import type { AuditResult, GroupMeasurement, MetricPlan, Moments } from "../model.js";
import { made } from "./sums.js";
import { sameConditions, scopeHolds } from "./wider.js";

/** The sums of a metric by what they are of: a column, or a person's average of it. */
export function amountsOf({ kind, numerator, denominator }: MetricPlan): ReadonlyMap<string, "y" | "d"> {
  const amounts = new Map<string, "y" | "d">();
  if ((kind === "exposure" || kind === "frequency") && numerator !== null)
    amounts.set(JSON.stringify([kind, numerator.column, numerator.in]), "y");
  if (kind === "ratio" && denominator !== null) amounts.set(denominator.column, "d");
  if ((kind === "ratio" || kind === "mean") && numerator !== null) amounts.set(numerator.column, "y");
  return amounts;
}

/** Whether the metric has to be withheld because of another, which is published. */
export function tellsAmounts(result: AuditResult, own: MetricPlan, minimum: number): boolean {
  const { metrics } = result.plan;
  const others = metrics.filter((one) => one.id !== own.id);
  if (own.kind === "scoring_rate")
    return others.some(({ kind, numerator, denominator, where }) =>
      [...(kind === "rate" ? [numerator, denominator] : []), ...where].some(
        (one) => one !== null && one.column === own.numerator?.column,
      ),
    );
  return others.some((other) => {
    if (!scopeHolds(own, other)) return false;
    // Of two that look at the same rows the one that comes first stays; they differ where values are missing.
    if (sameConditions(own, other) && metrics.indexOf(own) < metrics.indexOf(other)) return false;
    const [ours, theirs] = [amountsOf(own), amountsOf(other)];
    return [...ours].some(([column, kind]) => {
      const same = theirs.get(column);
      return same !== undefined && isFewBetween(result, { own, kind }, { own: other, kind: same }, minimum);
    });
  });
}

interface Sum {
  readonly own: MetricPlan;
  readonly kind: "y" | "d";
}

const ROUNDING = 1e-9;

export const squaresOf = ({ yy, dd }: Moments, kind: "y" | "d"): number => (kind === "y" ? yy : dd);

/** Some group has an amount between the two that may be of few people. */
function isFewBetween(result: AuditResult, one: Sum, other: Sum, minimum: number): boolean {
  // Of two means it is known how many rows lie between them.
  const counted = one.own.kind === "mean" && other.own.kind === "mean";
  const groupsOf = ({ own }: Sum): readonly GroupMeasurement[] =>
    result.families
      .filter(({ metric }) => metric === own.id)
      .flatMap(({ attributes, groups }) =>
        groups.map((group) => ({ ...group, group: [...attributes, ...group.group] })),
      );
  const theirs = new Map(
    groupsOf(other).map((group) => [JSON.stringify([group.group, group.unknown]), group]),
  );
  return groupsOf(one).some(({ group, unknown, moments }) => {
    const wide = made(theirs.get(JSON.stringify([group, unknown]))?.moments);
    const narrow = made(moments);
    // What is withheld already may be anything.
    if (narrow === null || wide === null) return true;
    const sum = wide[other.kind] - narrow[one.kind];
    if (Math.abs(sum) <= ROUNDING * Math.abs(wide[other.kind])) return false;
    // At least so many people have some of it, and no fewer where they count in both.
    const squares = squaresOf(wide, other.kind) - squaresOf(narrow, one.kind);
    const people = squares > 0 ? (sum * sum) / squares : 0;
    return (!counted && wide.units - narrow.units < minimum) || people < minimum;
  });
}
