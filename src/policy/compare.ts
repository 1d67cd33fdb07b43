import type { Comparison, Estimate, Evidence, MetricPlan, Moments, Plan } from "../model.js";
import { correlationOf, differenceInterval } from "../stats/difference.js";
import { cohenH, shortfall, standardisedMeanDifference, unitDeviation } from "../stats/effect-size.js";
import { testEquality } from "../stats/equality-test.js";
import { type GroupInterval, groupInterval, THIN } from "../stats/group-interval.js";
import { scoreRatio } from "../stats/miettinen-nurminen.js";
import {
  minimumDetectableRatio,
  minimumDetectableRatioOfMeans,
  unitsToShowEquivalence,
  unitsToShowGap,
} from "../stats/power.js";
import { isIndependentBinary, ratioCovariance, ratioEstimate } from "../stats/ratio-estimate.js";
import { ratioInterval } from "../stats/ratio-interval.js";
import { type Against, mergeGroups } from "./comparator.js";

const POWER = 0.8;

/** A comparison before the family's p-values are adjusted, with what the verdict needs to know. */
export interface RawComparison {
  /** With p not yet adjusted, and without the units needed. */
  readonly comparison: Comparison;
  readonly comparatorThin: boolean;
  /** Units of the group it would take to decide at a level; null where no number would, or there are enough. */
  readonly unitsNeeded: (alpha: number) => number | null;
}

/** Hold one group against its comparator: all figures of METHODS section 2, or null where neither side has a rate. */
export function compareGroup(
  evidence: Evidence,
  position: number,
  against: Against,
  metric: MetricPlan,
  threshold: number,
  plan: Plan,
): RawComparison | null {
  const { proportion } = evidence.family;
  const level = plan.settings.confidence;
  const a = evidence.moments[position]!;
  const b = against.moments(position);
  const cross = against.cross(position);
  const [ea, eb] = [ratioEstimate(a), ratioEstimate(b)];
  if (ea === null || eb === null) return null;
  const [ia, ib] = [groupInterval(a, { level, proportion }), groupInterval(b, { level, proportion })];
  const shared = cross === null ? 0 : (ratioCovariance(a, b, cross) ?? 0);
  const correlation = correlationOf(shared, ea.variance ?? 0, eb.variance ?? 0);
  const errors = { alpha: 1 - level, power: POWER };
  const limits: Sides = "ratio" in ia && "ratio" in ib ? [ia, ib] : null;
  const tested = against.tested ?? against;
  const test = testEquality(a, tested.moments(position), {
    proportion,
    cross: tested.cross(position) ?? undefined,
  });
  const low = ea.ratio < threshold * eb.ratio;
  const high = threshold * ea.ratio > eb.ratio;
  const breach =
    metric.direction === "favourable" ? low : metric.direction === "unfavourable" ? high : low || high;
  const standing = (estimate: typeof ea): { ratio: number; variance: number; units: number } | null =>
    estimate.variance === null
      ? null
      : { ratio: estimate.ratio, variance: estimate.variance, units: estimate.units };
  const [sa, sb] = [standing(ea), standing(eb)];
  const comparison: Comparison = {
    comparator_rate: eb.ratio,
    difference: difference(ea.ratio - eb.ratio, limits, correlation),
    ratio: ratioOf(ea.ratio, eb.ratio, limits, correlation),
    ratio_to_rest: ratioToRest(evidence, position, ea.ratio),
    shared_units: cross?.units ?? 0,
    test: test === null ? null : { test: test.name, statistic: test.statistic, df: test.df, p: test.p },
    p_adjusted: test?.p ?? null,
    effect: proportion
      ? { name: "cohens_h", value: cohenH(ea.ratio, eb.ratio) }
      : {
          name: "standardised_mean_difference",
          value:
            sa === null || sb === null
              ? null
              : standardisedMeanDifference(
                  { mean: ea.ratio, deviation: unitDeviation(sa.variance, sa.units) },
                  { mean: eb.ratio, deviation: unitDeviation(sb.variance, sb.units) },
                ),
        },
    shortfall:
      metric.direction === "favourable"
        ? { at_parity: shortfall(a, eb.ratio, 1), at_threshold: shortfall(a, eb.ratio, threshold) }
        : { at_parity: null, at_threshold: null },
    // A ratio below 1 is what is looked for; where a low figure is good for the person there is none to detect.
    minimum_detectable_ratio:
      metric.direction === "unfavourable"
        ? null
        : proportion
          ? detectable(ia, ib, eb.ratio, errors)
          : sa === null || sb === null
            ? null
            : minimumDetectableRatioOfMeans(sa.variance, sb, errors),
    units_needed: null,
    score_interval:
      proportion && cross === null && isIndependentBinary(a) && isIndependentBinary(b)
        ? scored(a, b, level)
        : null,
    unknown_bounds: unknownBounds(evidence, a, b, cross === null && against.position !== null),
  };
  const unitsNeeded = (alpha: number): number | null => {
    if (sa === null || sb === null || limits === null) return null;
    const wanted = { alpha, power: POWER };
    const within = { ...errors, twoSided: metric.direction === "either" };
    const decide = breach
      ? unitsToShowGap(sa, sb, wanted, shared)
      : metric.direction === "unfavourable"
        ? // At most 1/t of the comparator is the comparator at least t of it.
          unitsToShowEquivalence(sb, sa, threshold, within, shared)
        : unitsToShowEquivalence(sa, sb, threshold, within, shared);
    if (decide === null) return null;
    // Thin groups must first have events enough to be leant on.
    const events = limits.map(
      (side) => (side.effectiveSize ?? Infinity) * Math.min(side.ratio, 1 - side.ratio),
    );
    if (proportion && events.some((count) => !(count > 0))) return null;
    const factor = Math.max(decide.factor, ...(proportion ? events.map((count) => THIN / count) : []));
    return factor > 1 ? Math.ceil(factor * sa.units) : null;
  };
  return { comparison, comparatorThin: "ratio" in ib && ib.thin, unitsNeeded };
}

type Sides = readonly [GroupInterval, GroupInterval] | null;

function difference(value: number, limits: Sides, correlation: number): Estimate {
  if (limits === null)
    return { value, low: null, high: null, method: "none", reason: "one side has no interval" };
  const { lower, upper } = differenceInterval(limits[0], limits[1], correlation);
  return { value, low: lower, high: upper, method: "MOVER-D", reason: null };
}

function ratioOf(a: number, b: number, limits: Sides, correlation: number): Estimate {
  if (a < 0) {
    return { value: null, low: null, high: null, method: "none", reason: "the group's figure is below 0" };
  }
  if (!(b > 0)) {
    return {
      value: null,
      low: null,
      high: null,
      method: "none",
      reason: "the comparator's figure is not above 0",
    };
  }
  const interval = limits === null ? null : ratioInterval(limits[0], limits[1], correlation);
  if (interval === null)
    return { value: a / b, low: null, high: null, method: "none", reason: "one side has no interval" };
  return { value: a / b, low: interval.lower, high: interval.upper, method: "MOVER-R", reason: null };
}

function ratioToRest(evidence: Evidence, position: number, rate: number): number | null {
  const others = evidence.family.groups.flatMap((group, other) =>
    group.unknown || other === position ? [] : [other],
  );
  // One withheld group alone must not be given away by the ratio to it.
  if (others.every((other) => evidence.family.groups[other]!.disclosure === "withheld")) return null;
  const rest = mergeGroups(evidence, others);
  return rest.d > 0 && rest.y > 0 ? rate / (rest.y / rest.d) : null;
}

function detectable(
  a: ReturnType<typeof groupInterval>,
  b: ReturnType<typeof groupInterval>,
  rate: number,
  errors: { readonly alpha: number; readonly power: number },
): number | null {
  if (!("ratio" in a) || !("ratio" in b) || a.effectiveSize === null || b.effectiveSize === null) return null;
  return minimumDetectableRatio({ group: a.effectiveSize, comparator: b.effectiveSize }, rate, errors);
}

function scored(a: Moments, b: Moments, level: number): readonly [number | null, number | null] | null {
  const limits = scoreRatio({ events: a.y, total: a.d }, { events: b.y, total: b.d }, { level });
  return limits === null ? null : [limits.lower, limits.upper];
}

/**
 * How far the people of unknown group could move the ratio (Manski): all their decisions that went badly in this
 * group and all that went well in the comparator, and the other way about. Only for shares of decisions, and only
 * against one group: elsewhere the worst place for a person is not one of two.
 */
function unknownBounds(
  evidence: Evidence,
  a: Moments,
  b: Moments,
  single: boolean,
): Comparison["unknown_bounds"] {
  if (!evidence.family.proportion || !single) return null;
  const { groups } = evidence.family;
  const positions = groups.flatMap((group, position) => (group.unknown ? [position] : []));
  if (positions.some((position) => groups[position]!.disclosure === "withheld")) return null;
  const unknown = mergeGroups(evidence, positions);
  if (unknown.d === 0) return null;
  const good = unknown.y;
  const bad = unknown.d - unknown.y;
  const bound = (y1: number, d1: number, y2: number, d2: number): number | null =>
    y2 > 0 ? y1 / d1 / (y2 / d2) : null;
  return {
    low: bound(a.y, a.d + bad, b.y + good, b.d + good),
    high: bound(a.y + good, a.d + good, b.y, b.d + bad),
  };
}
