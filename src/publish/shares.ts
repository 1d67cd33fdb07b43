/** Which figures are shares, whatever kind of metric they are of: the mean of a column of ones and zeros is a rate. */
import type { AuditResult, MetricPlan, Moments } from "../model.js";
import { made } from "./sums.js";

/** Every person's numerator lies between nothing and the denominator, so that the other side of the figure is a count too. */
export function isShare(result: AuditResult, plan: MetricPlan): boolean {
  const families = result.families.filter((one) => one.metric === plan.id);
  if (plan.kind === "frequency" || families.some((one) => one.proportion)) return true;
  const sums = families.flatMap(({ groups, overall }) => [overall, ...groups.map((one) => one.moments)]);
  const known = sums.map(made).filter((one) => one !== null);
  return AMOUNTS.has(plan.kind) && known.length > 0 && known.every(isWithinTrials);
}

/** Of an exposure whoever stands first has all: its other side is seen to by itself (`peopleOn`). */
const AMOUNTS: ReadonlySet<MetricPlan["kind"]> = new Set(["rate", "mean", "ratio"]);

function isWithinTrials({ y, d, yy, dd, yd }: Moments): boolean {
  const most = (sum: number): number => sum + 1e-9 * Math.abs(sum);
  return y >= 0 && y <= most(d) && yy <= most(yd) && yd <= most(dd);
}

/** Ids of the metrics whose numerator counts rows though their kind does not say so. */
export function countingRows(result: AuditResult): ReadonlySet<string> {
  const single = result.units.count === result.ledger.used;
  const kinds = ["mean", "ratio", ...(single ? ["frequency"] : [])];
  return new Set(
    result.plan.metrics
      .filter((plan) => kinds.includes(plan.kind) && !plan.counts && isShare(result, plan))
      .filter(({ id }) =>
        result.families
          .filter((one) => one.metric === id)
          .every(({ overall, groups }) =>
            [overall, ...groups.map((one) => one.moments)].every(
              (sums) => sums === null || Number.isInteger(sums.y),
            ),
          ),
      )
      .map((one) => one.id),
  );
}
