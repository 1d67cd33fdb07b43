/**
 * Figures without what tells how people differ. Where people have several decisions, or figures are amounts, sums of squares say more
 * than the sums do: of whole numbers that take few values, how many people have each. So they are not published, nor is what they
 * could be worked out from (standard errors, tests, effective sizes). Intervals are those that all groups of a metric would have if
 * people differed in each as much as in the one where they differ most: one number a metric, in few digits, is all that is told.
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
import { outwards, roundUp } from "./rounding.js";
import { made } from "./sums.js";
import { keyOf } from "./tables.js";

/** What publishing does about sums of squares, metric by metric. */
export interface Squares {
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

export function squaresOf(result: AuditResult, kept: Kept, minimum: number): Squares {
  const { families, findings, plan } = result;
  const telling = new Set(families.filter(saysMore).map((one) => one.metric));
  const find = (metric: string, attributes: readonly string[]): Family | undefined =>
    families.find((one) => one.metric === metric && keyOf(one.attributes) === keyOf(attributes));
  const sumsIn = ({ metric, attributes, groups }: Family, group: readonly string[]): Moments | null => {
    const own = made(groups.find((one) => keyOf(one.group) === keyOf(group))?.moments);
    return own === null || kept.people(metric) ? own : { ...own, units: peopleIn(result, attributes, group) };
  };
  const against = (family: Family, { comparator, group, comparison }: Finding): Moments | null =>
    comparator.group === null
      ? pooled(family, comparator.kind, group, comparison?.comparator_rate ?? null)
      : sumsIn(family, comparator.group);
  const spreads = new Map(
    [...telling].map((metric) => {
      const own = families.filter((one) => one.metric === metric);
      const groups = own.flatMap((family) =>
        family.groups.filter((one) => kept.group(family, one.group)).map((one) => sumsIn(family, one.group)),
      );
      const others = findings
        .filter((one) => one.metric === metric && one.comparison !== null)
        .map((one) => against(find(metric, one.attributes)!, one));
      // Of those that are pooled not all is known, nor is it whole.
      const all = [...groups, ...others.filter((one) => one !== null && isWhole(one))];
      const known = all.filter((one) => one !== null && one.d > 0);
      return [metric, new Spread(known as Moments[], own[0]!.proportion, minimum)];
    }),
  );
  /** A group's figures as if people differed as much as where they do most. */
  const wide = ({ metric, proportion }: Family, own: Moments): Moments =>
    // One decision each, a yes or a no: the interval is of the sums.
    proportion && isIndependentBinary(own) ? own : (spreads.get(metric)?.widened(own) ?? own);
  const limits = ({ metric, proportion }: Family, own: Moments): WithLimits | null => {
    const interval = groupInterval(own, { level: plan.settings.confidence, proportion });
    if (!("ratio" in interval)) return null;
    const { ratio, lower, upper } = interval;
    const ends = kept.people(metric) ? { lower, upper } : outwards(ratio, { lower, upper }, FINEST);
    return { ratio, lower: ends.lower, upper: ends.upper! };
  };
  return {
    hides: (metric) => telling.has(metric) || !kept.people(metric),
    rate: (family, { group, rate }) => {
      const own = sumsIn(family, group);
      const ends = own === null || rate.low === null ? null : limits(family, wide(family, own));
      return ends === null ? rate : { ...rate, low: ends.lower, high: ends.upper };
    },
    comparison: (one, finding) => {
      const { metric, attributes, group, comparator } = finding;
      const family = find(metric, attributes)!;
      const sums = [sumsIn(family, group), against(family, finding)].map((own) => own && wide(family, own));
      const [a, b] = sums.map((own) => own && limits(family, own));
      const bare = withoutErrors(one);
      const { difference, ratio } = one;
      if (!a || !b) return { ...bare, difference: bounded(difference, null), ratio: bounded(ratio, null) };
      // Of everybody a group is a part, and moves them as much as it differs itself.
      const common = comparator.kind === "overall" ? partOf(sums[0]!, sums[1]!) : 0;
      const digits = (value: number | null, found: RatioLimits | null): RatioLimits | null =>
        found === null || value === null || kept.people(metric) ? found : outwards(value, found, FINEST);
      return {
        ...bare,
        difference: cut(
          bounded(difference, digits(difference.value, differenceInterval(a, b, common))),
          finding,
          0,
        ),
        ratio: cut(bounded(ratio, digits(ratio.value, ratioInterval(a, b, common))), finding, 1),
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
        return bounded(estimate, outwards(value, { lower: low, upper: high }, part));
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

/** How much people differ on a metric: the same for all groups. */
class Spread {
  /** Of whole numbers, two people with two each instead of one with one and one with three make a difference of 2. */
  readonly #slack: number;
  readonly #whole: boolean;
  readonly #each: number;

  constructor(
    groups: readonly Moments[],
    private readonly proportion: boolean,
    minimum: number,
  ) {
    this.#slack = 2 * minimum;
    this.#whole = groups.every(isWhole);
    const most = Math.max(0, ...groups.map((own) => Math.max(this.#leastEach(own), this.#eachOf(own))));
    this.#each = most > 0 ? roundUp(most) : 0;
  }

  /** With a sum of squares as large as it might be with so many people, as many decisions, and such a figure. */
  widened(own: Moments): Moments {
    const wide = this.#whole
      ? this.#each * this.#size(own) + this.#slack
      : this.#each * (this.#size(own) + this.#slack);
    const sum = residuals(own);
    return sum === 0 ? own : { ...own, yy: own.yy + wide - sum };
  }

  /** How much of the sum of squares there is for each of `size`. */
  #eachOf(own: Moments): number {
    const size = this.#size(own);
    const sum = residuals(own);
    if (!this.#whole) return sum / (size + this.#slack);
    return size > 0 ? Math.max(0, sum - this.#slack) / size : 0;
  }

  /** With nobody twice on the yes side; with numbers as even as they can be. */
  #leastEach({ y, units }: Moments): number {
    if (!this.#whole) return 0;
    const part = y / units - Math.floor(y / units);
    return this.proportion ? 1 : part * (1 - part);
  }

  /** Decisions, as chance would spread them; of what is no share of decisions, people. */
  #size({ units, y, d }: Moments): number {
    return this.proportion ? (y * (d - y)) / d : units;
  }
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

/** All groups that are known, or all of these but one; those of few people, whose sums even the private result withholds, among them. */
function pooled(
  { groups, overall }: Family,
  kind: Comparator,
  group: readonly string[],
  rate: number | null,
): Moments | null {
  const all = made(overall);
  if (all === null || rate === null) return null;
  const out = groups.filter((one) => one.unknown || (kind === "rest" && keyOf(one.group) === keyOf(group)));
  const left = out.map((one) => made(one.moments)).reduce<Moments>((sum, own) => less(sum, own), all);
  return isNear(left.y / left.d, rate) ? left : { ...left, y: rate * left.d };
}

/** How far the figures of a group and of everybody move together, were all others alike. */
function partOf(group: Moments, everybody: Moments): number {
  return Math.min(1, Math.sqrt(residuals(group) / residuals(everybody)) || 0);
}

function less(whole: Moments, part: Moments | null): Moments {
  if (part === null) return whole;
  return {
    units: Math.max(2, whole.units - part.units),
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

function isWhole({ y, d, yy, dd, yd }: Moments): boolean {
  return [y, d, yy, dd, yd].every(Number.isInteger);
}

/** An estimate with other ends, where it has any. */
function bounded(estimate: Estimate, found: RatioLimits | null): Estimate {
  if (estimate.low === null) return estimate;
  return { ...estimate, low: found?.lower ?? null, high: found?.upper ?? null };
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
