/**
 * Figures without what tells how people differ. Where people have several decisions, or figures are amounts, sums of squares say more
 * than the sums do: of whole numbers that take few values, how many people have each. So they are not published, nor is what they
 * could be worked out from (standard errors, tests, effective sizes). Intervals are those that all groups of a metric would have if
 * people differed in each as much as in the one where they differ most: one number a metric, in few digits, is all that is told.
 */
import type {
  AuditResult,
  Comparison,
  Estimate,
  Family,
  Finding,
  GroupMeasurement,
  MetricPlan,
  Moments,
  ShownMoments,
  Transmission,
} from "../model.js";
import type { Spread } from "../model/assurance.js";
import { differenceInterval, type WithLimits } from "../stats/difference.js";
import { groupInterval } from "../stats/group-interval.js";
import { isIndependentBinary, momentsLess } from "../stats/ratio-estimate.js";
import { ratioInterval, type RatioLimits } from "../stats/ratio-interval.js";
import type { Limits } from "../stats/wilson.js";
import { outwards, roundUp } from "./rounding.js";
import { made } from "./sums.js";
import { keyOf } from "./tables.js";

/** What publishing does about sums of squares, metric by metric. */
export interface Squares {
  /** Of metrics whose sums of squares say more than the sums. */
  readonly spreads: readonly Spread[];
  /** Whether those of a metric are left out. */
  readonly hides: (metric: string) => boolean;
  readonly rate: (family: Family, group: GroupMeasurement) => Estimate;
  readonly comparison: (comparison: Comparison, finding: Finding) => Comparison;
  readonly transmission: (one: Transmission, attribute: string) => Transmission;
}

/** What of a metric is published as it is. */
export interface Kept {
  /** Whether people in scope are; an interval in full digits would tell them. */
  readonly people: (metric: string) => boolean;
  readonly group: (family: Family, group: readonly string[]) => boolean;
}

/**
 * What a private result's intervals and sums become in public. Of a metric whose people in scope are withheld everything is made from
 * the people in a group, in scope or not; `minimum` is the fewest people anything published may tell of.
 */
export function squaresOf(result: AuditResult, kept: Kept, minimum: number): Squares {
  const { families, findings, plan } = result;
  const { confidence: level } = plan.settings;
  const find = (metric: string, attributes: readonly string[]): Family | undefined =>
    families.find((one) => one.metric === metric && keyOf(one.attributes) === keyOf(attributes));
  const sumsIn = ({ metric, attributes, groups }: Family, group: readonly string[]): Moments | null => {
    const own = made(groups.find((one) => keyOf(one.group) === keyOf(group))?.moments);
    return own === null || kept.people(metric) ? own : { ...own, units: peopleIn(result, attributes, group) };
  };
  /** Of everybody, those who are not of the group itself. */
  const against = (family: Family, { comparator, group }: Finding): Moments | null => {
    if (comparator.group !== null) return sumsIn(family, comparator.group);
    const rest = restOf(family, group);
    if (rest === null || kept.people(family.metric)) return rest;
    return { ...rest, units: peopleBeside(result, family, group) };
  };
  const telling = new Set(families.filter(saysMore).map((one) => one.metric));
  const spreads = plan.metrics.flatMap((metric): Spread[] => {
    const own = families.filter((one) => one.metric === metric.id);
    if (!telling.has(metric.id)) return [];
    const groups = own.flatMap((family) =>
      family.groups.filter((one) => kept.group(family, one.group)).map((one) => sumsIn(family, one.group)),
    );
    const others = findings
      .filter((one) => one.metric === metric.id && one.comparator.group === null)
      .map((one) => ({ family: find(one.metric, one.attributes)!, one }))
      // Of people in several groups the squares are not known.
      .filter(({ family }) => family.mixed_units === 0)
      .map(({ family, one }) => against(family, one));
    const all = [...groups, ...others].filter((one) => one !== null && one.d > 0);
    if (all.length === 0) return [];
    return [spreadOf(metric, made(own[0]!.overall) ?? NOBODY, all as Moments[], own[0]!.proportion, minimum)];
  });
  const wide = ({ metric, proportion }: Family, own: Moments): Moments => {
    const spread = spreads.find((one) => one.metric === metric);
    // One decision each, a yes or a no: the interval is of the sums.
    if (spread === undefined || (proportion && isIndependentBinary(own))) return own;
    return widened(own, spread, proportion, minimum);
  };
  const limits = ({ metric, proportion }: Family, own: Moments): WithLimits | null => {
    const ends = limitsOf(own, { level, proportion });
    if (ends === null || kept.people(metric)) return ends;
    const { lower, upper } = outwards(ends.ratio, ends, FINEST);
    return { ratio: ends.ratio, lower, upper: upper! };
  };
  return {
    spreads,
    hides: (metric) => telling.has(metric) || !kept.people(metric),
    rate: (family, { group, rate }) => {
      const own = sumsIn(family, group);
      const ends = own === null || rate.low === null ? null : limits(family, wide(family, own));
      return ends === null ? rate : { ...rate, low: ends.lower, high: ends.upper };
    },
    comparison: (one, finding) => {
      const { metric, attributes, group, comparator } = finding;
      const family = find(metric, attributes)!;
      const [own, other] = [sumsIn(family, group), against(family, finding)];
      const all = comparator.kind === "overall" && own !== null && other !== null ? own.d + other.d : 0;
      const rate = one.comparator_rate ?? 0;
      // Those of unknown group may be too few to be known, and left aside all the same.
      const y = all > 0 ? rate * all - own!.y : rate * (other?.d ?? 0);
      const sums = [own, other && { ...other, y }];
      const [a, b] = sums.map((side) => side && limits(family, wide(family, side)));
      return {
        ...one,
        ...betweenGroups(finding, one, [a ?? null, b ?? null], {
          part: all > 0 ? own!.d / all : 0,
          rounding: kept.people(metric) ? 0 : FINEST,
        }),
        test: null,
        p_adjusted: null,
        effect: one.effect.name === "cohens_h" ? one.effect : { ...one.effect, value: null },
        minimum_detectable_ratio: null,
        units_needed: null,
        score_interval: null,
      };
    },
    transmission: (one, attribute) => {
      const family = find(one.metric, [attribute]);
      const known = [one.group, one.comparator].map((group) => (family ? sumsIn(family, [group]) : null));
      const rough = (estimate: Estimate): Estimate => {
        const { value, low, high } = estimate;
        const fewest = known.flatMap((own) => (own === null ? [] : Math.min(own.units, residuals(own))));
        const part = Math.min(1, Math.max(FINEST, ...fewest.map((people) => (2 * minimum) / people)));
        if (value === null || low === null) return estimate;
        const ends = outwards(value, { lower: low, upper: high }, part);
        return { ...estimate, low: ends.lower, high: ends.upper };
      };
      return {
        ...one,
        gap: rough(one.gap),
        transmitted: rough(one.transmitted),
        share: rough(one.share),
      };
    },
  };
}

/** Everybody in a group, whether or not in scope: of metrics whose people in scope are withheld. */
function peopleIn(
  { representation, units }: AuditResult,
  attributes: readonly string[],
  group: readonly string[],
): number {
  const table = representation.find((one) => keyOf(one.attributes) === keyOf(attributes));
  const found = table?.groups.find((one) => keyOf(one.group) === keyOf(group));
  return found?.units ?? units.count;
}

/** Everybody of known group but one, whether or not in scope. */
function peopleBeside(result: AuditResult, { attributes, groups }: Family, group: readonly string[]): number {
  return groups
    .filter((one) => one.unknown || keyOf(one.group) === keyOf(group))
    .reduce((left, one) => Math.max(2, left - peopleIn(result, attributes, one.group)), result.units.count);
}

/**
 * How much people differ on a metric, said of all groups alike. Of counts the unit is one: `2N` are what `N` people make who clicked
 * twice, for `2N` who did once.
 */
function spreadOf(
  { id, kind }: MetricPlan,
  overall: Moments,
  groups: readonly Moments[],
  proportion: boolean,
  minimum: number,
): Spread {
  const counts = proportion || kind === "contacts";
  const unit = counts ? 1 : roundUp(unitOf(overall), [1, 2, 5]);
  const slack = slackOf({ unit }, minimum);
  const eachOf = (own: Moments): number => {
    const size = sizeOf(own, proportion);
    return size > 0 ? Math.max(leastEach(own), (residuals(own) - slack) / size) : 0;
  };
  /** With nobody twice on the yes side; with numbers as even as they can be. */
  const leastEach = (own: Moments): number => {
    // As of people who all have one unit or none, and so much more that steps above it are no finer than the unit.
    if (!counts) return Math.max(0, (own.y / own.d) * (unit - own.y / own.d)) + slack / own.units;
    const part = own.y / own.units - Math.floor(own.y / own.units);
    return proportion ? 1 : part * (1 - part);
  };
  return { metric: id, each: roundUp(Math.max(0, ...groups.map(eachOf)), FINE), unit };
}

/**
 * The root of the variance between people, times one and the square of their coefficient of variation: of an amount that few have it
 * is about that amount, and of one that all have about as much as they differ.
 */
function unitOf(own: Moments): number {
  const { units, y, yy } = own;
  if (!(units > 0)) return 0;
  const variance = residuals(own) / units;
  return Math.sqrt(y > 0 ? (variance * units * yy) / (y * y) : variance);
}

const FINE = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const NOBODY: Moments = { units: 0, rows: 0, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };

function slackOf({ unit }: Pick<Spread, "unit">, minimum: number): number {
  return 2 * minimum * unit * unit;
}

/** Decisions, as chance would spread them; of what is no share of decisions, people. */
function sizeOf({ units, y, d }: ShownMoments, proportion: boolean): number {
  return proportion ? (y * (d - y)) / d : units;
}

/** Sums with squares that people would have who differ as much as a metric's spread says: made from what is shown. */
export function widened(own: ShownMoments, spread: Spread, proportion: boolean, minimum: number): Moments {
  return {
    ...own,
    yy: spread.each * sizeOf(own, proportion) + slackOf(spread, minimum),
    yd: 0,
    dd: 0,
  };
}

/** A group's figure and the ends of its interval. */
export function limitsOf(
  own: Moments,
  options: { readonly level: number; readonly proportion: boolean },
): WithLimits | null {
  const interval = groupInterval(own, options);
  if (!("ratio" in interval)) return null;
  const { ratio, lower, upper } = interval;
  return { ratio, lower, upper };
}

/** Intervals that are rounded are by a hundredth of their width at least. */
const FINEST = 1 / 100;

const NEAR = 1e-9;

function saysMore({ groups, overall }: Family): boolean {
  return [overall, ...groups.map((one) => one.moments)]
    .map(made)
    .some((moments) => moments !== null && !isIndependentBinary(moments));
}

/** All groups that are known but one; those of few people, whose sums even the private result withholds, among them. */
function restOf({ groups, overall }: Family, group: readonly string[]): Moments | null {
  return groups
    .filter((one) => one.unknown || keyOf(one.group) === keyOf(group))
    .map((one) => made(one.moments))
    .reduce<Moments | null>((sum, own) => sum && less(sum, own), made(overall));
}

function less(whole: Moments, part: Moments | null): Moments {
  const left = part === null ? whole : momentsLess(whole, part);
  // People in several groups are taken off in each.
  return { ...left, units: Math.max(2, left.units) };
}

/** The sum over people of the squares of how far each is from the common figure. */
function residuals({ y, d, yy, dd, yd }: Moments): number {
  const r = y / d;
  const sum = yy - 2 * r * yd + r * r * dd;
  return sum <= NEAR * (Math.abs(yy) + 2 * Math.abs(r * yd) + r * r * dd) ? 0 : sum;
}

/** How a comparison is made of two groups: `part` is the group's part of everybody, where these are what it is compared with. */
interface Between {
  readonly part: number;
  readonly rounding: number;
}

/** Difference and ratio of two groups, with the intervals that follow from those of the groups. */
export function betweenGroups(
  finding: Finding,
  { difference, ratio }: Pick<Comparison, "difference" | "ratio">,
  [a, b]: readonly [WithLimits | null, WithLimits | null],
  { part, rounding }: Between = { part: 0, rounding: 0 },
): Pick<Comparison, "difference" | "ratio"> {
  const bounded = (one: Estimate, found: RatioLimits | null, parity: 0 | 1): Estimate => {
    if (one.value === null || one.low === null) return one;
    const ends = found === null || rounding === 0 ? found : outwards(one.value, found, rounding);
    return cut({ ...one, low: ends?.lower ?? null, high: ends?.upper ?? null }, finding, parity);
  };
  const apart = a && b && differenceInterval(a, b);
  const times = a && b && ratioInterval(a, b);
  return {
    difference: bounded(difference, apart && fromEverybody(apart, part), 0),
    ratio: bounded(ratio, times && timesEverybody(times, part), 1),
  };
}

/** From everybody a group is as far as from the others, times the part that these are. */
function fromEverybody({ lower, upper }: Limits, part: number): Limits {
  return { lower: (1 - part) * lower, upper: (1 - part) * upper };
}

function timesEverybody({ lower, upper }: RatioLimits, part: number): RatioLimits {
  if (part === 0) return { lower, upper };
  const toAll = (limit: number): number => limit / (part * limit + 1 - part);
  return { lower: toAll(Math.max(0, lower)), upper: upper === null ? 1 / part : toAll(upper) };
}

/**
 * An interval, as far as it does not speak against the verdict: what passes lies within the threshold, and a breach on one side of
 * parity, or where its reason says so of the threshold. It says nothing that the verdict does not.
 */
function cut(estimate: Estimate, { verdict, reason, expected }: Finding, parity: 0 | 1): Estimate {
  const { value, low, high } = estimate;
  if (value === null || low === null) return estimate;
  const ends = (least: number, most: number): Estimate => {
    const upper = Math.min(high ?? Infinity, most);
    return { ...estimate, low: Math.max(low, least), high: Number.isFinite(upper) ? upper : null };
  };
  const { operator, threshold } = expected;
  const lowest = operator === "<=" ? -Infinity : threshold;
  const highest = operator === ">=" ? Infinity : operator === "<=" ? threshold : 1 / threshold;
  if (verdict === "pass" && parity === 1) return ends(lowest, highest);
  if (verdict !== "fail") return estimate;
  const confirmed = parity === 1 && reason === "breach_confirmed";
  return value < parity
    ? ends(-Infinity, confirmed ? lowest : parity)
    : ends(confirmed ? highest : parity, Infinity);
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
