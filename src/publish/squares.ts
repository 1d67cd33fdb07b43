/**
 * Figures without what tells how people differ. Where people have several decisions, or figures are amounts, sums of squares say more
 * than the sums do: of whole numbers that take few values, how many people have each. So they are not published, nor is what they
 * could be worked out from (standard errors, tests, effective sizes). Intervals are those that a larger sum of squares would have,
 * the next multiple of so much that the minimum of people could be otherwise.
 */
import type {
  AuditResult,
  Comparator,
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
  const exact = (own: Moments, proportion: boolean): WithLimits | null => {
    const interval = groupInterval(own, { level: settings.confidence, proportion });
    return "ratio" in interval ? interval : null;
  };
  const limits = ({ metric, proportion }: Family, own: Moments): WithLimits | null => {
    const wide = isIndependentBinary(own) ? own : widened(own, minimum, proportion);
    const interval = exact(wide, proportion);
    if (interval === null || sized(metric)) return interval;
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
    const parts = all.flatMap((one) => (one === null ? [] : stepFor(one, minimum) / residuals(one)));
    // Several ends of intervals are of the same sum of squares: each tells it less finely than one alone may.
    const part = Math.min(1, Math.max(FINEST, ...parts.filter(Number.isFinite)));
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
      const b =
        comparator.group === null ? pooled(family, comparator.kind, group) : sumsIn(family, comparator.group);
      const fences = [threshold, 1 / threshold, 1];
      const bare = withoutErrors(one);
      const [own, other] = [a, b].map((sums) => sums && limits(family, sums));
      const exactly = [a, b].map((sums) => sums && exact(sums, family.proportion));
      const common = exactly[0] && exactly[1] ? inCommon(one.difference, exactly[0], exactly[1]) : null;
      if (!own || !other || common === null || !isNear(other.ratio, one.comparator_rate))
        return {
          ...bare,
          difference: rough(one.difference, [a, b], [0]),
          ratio: rough(one.ratio, [a, b], fences),
        };
      const digits = (value: number, found: RatioLimits | null): RatioLimits | null =>
        found === null || sized(metric) ? found : outwards(value, found, FINEST);
      const { difference, ratio } = one;
      return {
        ...bare,
        difference: between(
          difference,
          digits(difference.value!, differenceInterval(own, other, common)),
          [0],
        ),
        ratio: between(ratio, digits(ratio.value!, ratioInterval(own, other, common)), fences),
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

function isNear(one: number, other: number | null): boolean {
  return other !== null && Math.abs(one - other) <= NEAR * Math.abs(one);
}

function saysMore({ groups, overall }: Family): boolean {
  return [overall, ...groups.map((one) => one.moments)]
    .map(made)
    .some((moments) => moments !== null && !isIndependentBinary(moments));
}

/** Everybody of known group, or all of these but one; null where people in several groups would count in each. */
function pooled(
  { groups, overall, mixed_units: mixed }: Family,
  kind: Comparator,
  group: readonly string[],
): Moments | null {
  const out = groups.filter((one) => one.unknown || (kind === "rest" && keyOf(one.group) === keyOf(group)));
  return out.reduce<Moments | null>(
    (left, one) => {
      const own = made(one.moments);
      return left === null || own === null ? null : sumsLess(left, own);
    },
    mixed === 0 ? made(overall) : null,
  );
}

/**
 * How far two figures move together, of people in both, in tenths: as the private interval has it, or less, which makes an interval
 * wider. Null where there is no such interval.
 */
function inCommon({ value, low }: Estimate, a: WithLimits, b: WithLimits): number | null {
  if (value === null || low === null) return null;
  const [x, y, reach] = [a.ratio - a.lower, b.upper - b.ratio, value - low];
  const correlation = x * y > 0 ? (x * x + y * y - reach * reach) / (2 * x * y) : 0;
  return Math.abs(correlation) < 1e-6 ? 0 : Math.max(-1, Math.floor(10 * correlation) / 10);
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
  const whole = isWhole(own) ? 2 * minimum : 0;
  const each = (2 * minimum * residuals(own)) / own.units;
  return each > whole ? roundUp(each) : whole;
}

/**
 * With a sum of squares that is larger, by up to a step or two. Steps are counted from the least there can be where all have as many
 * decisions (nobody clicks twice), and the last two before the most (everybody always does, or never) are one: elsewhere the steps
 * next to these would hold less than they should. All of this follows from the sums that are shown.
 */
function widened(own: Moments, minimum: number, proportion: boolean): Moments {
  const { units, y, d, yy } = own;
  const sum = residuals(own);
  if (sum === 0) return own;
  const step = stepFor(own, minimum);
  const whole = isWhole(own);
  const least = whole ? evenest(y, units) - (y * y) / units : 0;
  const stepsTo = (other: number): number => Math.floor((other - least) / step + NEAR) + 1;
  const last = proportion && whole ? stepsTo((y * (d - y)) / units) : Infinity;
  const steps = stepsTo(sum);
  return { ...own, yy: yy + least + (steps === last - 1 ? last : steps) * step - sum };
}

/** The least sum of squares of so many whole numbers that come to a sum. */
function evenest(sum: number, count: number): number {
  const each = Math.floor(sum / count);
  const more = sum - each * count;
  return (count - more) * each * each + more * (each + 1) * (each + 1);
}

function isWhole({ y, d, yy, dd, yd }: Moments): boolean {
  return [y, d, yy, dd, yd].every(Number.isInteger);
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
