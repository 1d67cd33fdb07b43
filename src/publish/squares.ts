/**
 * Figures without what tells how people differ. Where people have several decisions, or figures are amounts, sums of squares say more
 * than the sums do: of whole numbers that take few values, how many people have each. So they are not published, nor is what they
 * could be worked out from (standard errors, tests, effective sizes). Intervals are those that a larger sum of squares would have,
 * the next multiple of so much that the minimum of people could be otherwise.
 */
import type {
  AuditResult,
  Comparison,
  Estimate,
  Family,
  Finding,
  GroupMeasurement,
  Moments,
  ShownMoments,
  Transmission,
} from "../model.js";
import { differenceInterval, type WithLimits } from "../stats/difference.js";
import { groupInterval } from "../stats/group-interval.js";
import { isIndependentBinary } from "../stats/ratio-estimate.js";
import { ratioInterval, type RatioLimits } from "../stats/ratio-interval.js";
import { outwards, roundUp, sameSide } from "./rounding.js";
import { made } from "./sums.js";
import { keyOf } from "./tables.js";

/** What publishing does about sums of squares, metric by metric. */
export interface Squares {
  /** Whether those of a metric are left out. */
  readonly hides: (metric: string) => boolean;
  readonly rate: (family: Family, group: GroupMeasurement) => Estimate;
  readonly comparison: (comparison: Comparison, finding: Finding) => Comparison;
  readonly transmission: (one: Transmission, attribute: string, fences: readonly number[]) => Transmission;
}

/** `sized` is false of metrics whose people in scope are not shown: an interval in full digits would tell them. */
export function squaresOf(
  { families, plan: { settings } }: AuditResult,
  sized: (metric: string) => boolean,
  minimum: number,
): Squares {
  const telling = new Set(families.filter(saysMore).map((one) => one.metric));
  const find = (metric: string, attributes: readonly string[]): Family | undefined =>
    families.find((one) => one.metric === metric && keyOf(one.attributes) === keyOf(attributes));
  const sumsIn = (family: Family, group: readonly string[]): Moments | null =>
    made(family.groups.find((one) => keyOf(one.group) === keyOf(group))?.moments);
  const limits = ({ metric, proportion }: Family, own: Moments): WithLimits | null => {
    const wide = isIndependentBinary(own) ? own : widened(own, minimum);
    const interval = groupInterval(wide, { level: settings.confidence, proportion });
    if (!("ratio" in interval) || sized(metric)) return "ratio" in interval ? interval : null;
    const { lower, upper } = outwards(interval.ratio, interval, FINEST);
    return { ratio: interval.ratio, lower, upper: upper! };
  };
  /** Of what no sums are at hand that could be made larger: rounded by as much as their larger sums would move it. */
  const rough = (
    estimate: Estimate,
    all: readonly (Moments | null)[],
    fences: readonly number[],
  ): Estimate => {
    if (estimate.low === null) return estimate;
    const { value, low, high } = estimate;
    const parts = all.flatMap((one) => (one === null ? [] : stepFor(one, minimum) / (4 * residuals(one))));
    const part = Math.max(FINEST, ...parts.filter(Number.isFinite));
    return between(estimate, outwards(value!, { lower: low, upper: high }, part), fences);
  };
  return {
    hides: (metric) => telling.has(metric) || !sized(metric),
    rate: (family, { moments, rate }) => {
      const own = made(moments);
      const ends = own === null || rate.low === null ? null : limits(family, own);
      return ends === null ? rate : { ...rate, low: ends.lower, high: ends.upper };
    },
    comparison: (one, { metric, attributes, group, comparator, expected: { threshold } }) => {
      const family = find(metric, attributes)!;
      const a = sumsIn(family, group);
      const b = comparator.group === null ? restOf(family, group) : sumsIn(family, comparator.group);
      const apart = comparator.kind !== "overall" && family.mixed_units === 0;
      const [own, other] = [a, b].map((sums) => (sums === null || !apart ? null : limits(family, sums)));
      const fences = [threshold, 1 / threshold, 1];
      const digits = (value: number, found: RatioLimits | null): RatioLimits | null =>
        found === null || sized(metric) ? found : outwards(value, found, FINEST);
      const bare = withoutErrors(one);
      if (!own || !other || Math.abs(other.ratio - one.comparator_rate!) > NEAR * Math.abs(other.ratio))
        return {
          ...bare,
          difference: rough(one.difference, [a, b], [0]),
          ratio: rough(one.ratio, [a, b], fences),
        };
      return {
        ...bare,
        difference: between(
          one.difference,
          digits(one.difference.value!, differenceInterval(own, other)),
          [0],
        ),
        ratio: between(one.ratio, digits(one.ratio.value!, ratioInterval(own, other)), fences),
      };
    },
    transmission: (one, attribute, fences) => {
      const family = find(one.metric, [attribute]);
      const sums = [one.group, one.comparator].map((group) => family && sumsIn(family, [group]));
      const known = sums.map((own) => own ?? null);
      return {
        ...one,
        gap: rough(one.gap, known, [0]),
        transmitted: rough(one.transmitted, known, [0]),
        share: rough(one.share, known, fences),
      };
    },
  };
}

/** Intervals that are rounded are by a hundredth of their width at least. */
const FINEST = 1 / 100;

const NEAR = 1e-9;

function saysMore({ groups, overall }: Family): boolean {
  return [overall, ...groups.map((one) => one.moments)]
    .map(made)
    .some((moments) => moments !== null && !isIndependentBinary(moments));
}

/** Everybody of known group but one. */
function restOf({ groups, overall }: Family, group: readonly string[]): Moments | null {
  const out = groups.filter((one) => one.unknown || keyOf(one.group) === keyOf(group));
  return out.reduce<Moments | null>((left, one) => {
    const own = made(one.moments);
    return left === null || own === null ? null : sumsLess(left, own);
  }, made(overall));
}

function sumsLess(whole: Moments, part: Moments): Moments {
  return {
    units: whole.units - part.units,
    rows: whole.rows - part.rows,
    y: whole.y - part.y,
    d: whole.d - part.d,
    yy: whole.yy - part.yy,
    dd: whole.dd - part.dd,
    yd: whole.yd - part.yd,
  };
}

/** The sum over people of the squares of how far each is from the common figure. */
function residuals({ y, d, yy, dd, yd }: Moments): number {
  const r = y / d;
  const sum = yy - 2 * r * yd + r * r * dd;
  return sum <= NEAR * (Math.abs(yy) + 2 * Math.abs(r * yd) + r * r * dd) ? 0 : sum;
}

/**
 * By how much that sum has to be uncertain. Of whole numbers, two people with two each instead of one with one and one with three
 * change it by 2 (and 30 clicks may be those of 30 people, or of 19 of whom 11 clicked twice: by 22). Of others it is what so many
 * people have on average, in few digits.
 */
function stepFor(own: Moments, minimum: number): number {
  const { units, y, d, yy, dd, yd } = own;
  const whole = [y, d, yy, dd, yd].every(Number.isInteger) ? 2 * minimum : 0;
  const each = (2 * minimum * residuals(own)) / units;
  return each > whole ? roundUp(each) : whole;
}

function widened(own: Moments, minimum: number): Moments {
  const sum = residuals(own);
  if (sum === 0) return own;
  const step = stepFor(own, minimum);
  return { ...own, yy: own.yy + (Math.ceil(sum / step) * step - sum) };
}

/** An estimate between other ends, on the side of a threshold on which its own are. */
function between(estimate: Estimate, found: RatioLimits | null, fences: readonly number[]): Estimate {
  const { low, high } = estimate;
  if (low === null || found === null) return estimate;
  return {
    ...estimate,
    low: sameSide(found.lower, low, fences),
    high: high === null || found.upper === null ? null : sameSide(found.upper, high, fences),
  };
}

/** A group's figures. */
export function withoutSquares(group: GroupMeasurement, rate: Estimate): GroupMeasurement {
  return {
    ...group,
    moments: group.moments && sumsAlone(group.moments),
    rate,
    standard_error: null,
    design_effect: null,
    effective_n: null,
  };
}

export function sumsAlone(moments: ShownMoments): ShownMoments {
  return { ...moments, yy: null, dd: null, yd: null };
}

/** What is made of two rates stays; what is made of how sure they are goes. */
function withoutErrors(one: Comparison): Comparison {
  return {
    ...one,
    test: null,
    p_adjusted: null,
    effect: one.effect.name === "cohens_h" ? one.effect : { ...one.effect, value: null },
    minimum_detectable_ratio: null,
    units_needed: null,
    score_interval: null,
  };
}
