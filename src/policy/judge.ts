import type {
  Comparison,
  Direction,
  Evidence,
  Finding,
  MetricPlan,
  Plan,
  RulePlan,
  Verdict,
  VerdictReason,
} from "../model.js";
import { holm, holmAgainstBest } from "../stats/multiplicity.js";
import { eligibleGroups, findComparator } from "./comparator.js";
import { compareGroup, type RawComparison } from "./compare.js";
import { findingId } from "./finding-id.js";
import { likeliestBeside } from "./likeliest.js";

/** Judge every group of a family by one rule. The comparator itself is not judged: it is the measure. */
export function judgeFamily(evidence: Evidence, rule: RulePlan, metric: MetricPlan, plan: Plan): Finding[] {
  const { family } = evidence;
  const eligible = eligibleGroups(evidence, plan);
  const against = findComparator(rule.comparator, evidence, eligible, metric.direction, plan);
  const judged = against === null ? [] : eligible.filter((position) => position !== against.position);
  const raw = new Map<number, RawComparison | null>(
    judged.map((position) => [
      position,
      compareGroup(evidence, position, against!, metric, rule.threshold, plan),
    ]),
  );
  const adjusted = adjust(
    judged.map((position) => raw.get(position)?.comparison.test?.p ?? null),
    rule,
    plan,
  );
  const price = priceOf(adjusted.filter((p) => p !== null).length, rule, plan);
  return family.groups.flatMap((group, position) => {
    if (against !== null && position === against.position) return [];
    const found = raw.get(position) ?? null;
    const comparator = { kind: rule.comparator, group: against?.group ?? null };
    const compared: Comparison | null =
      found === null
        ? null
        : {
            ...found.comparison,
            p_adjusted: adjusted[judged.indexOf(position)] ?? null,
            ...likeliestBeside(family, group.group, comparator),
          };
    const alpha = 1 - plan.settings.confidence;
    const thin = group.thin || (found?.comparatorThin ?? false);
    const { verdict, reason } =
      compared === null
        ? notJudged(evidence, position, eligible.includes(position), plan)
        : decide(compared, rule.threshold, metric.direction, { alpha, thin, proportion: family.proportion });
    const comparison =
      compared === null || verdict !== "inconclusive"
        ? compared
        : { ...compared, units_needed: found!.unitsNeeded(alpha / price) };
    return [
      {
        id: findingId(family.metric, family.attributes, group.group, rule.comparator),
        rule: rule.id,
        level: rule.level,
        family: family.id,
        metric: family.metric,
        attributes: family.attributes,
        group: group.group,
        verdict,
        reason,
        expected: {
          operator: OPERATORS[metric.direction],
          threshold: metric.direction === "unfavourable" ? 1 / rule.threshold : rule.threshold,
        },
        comparator,
        comparison,
        waived: false,
      },
    ];
  });
}

/**
 * How many times over a comparison is paid for at the adjustment's first step, its dearest: the sample that decides there
 * decides wherever this comparison comes to stand.
 */
function priceOf(tests: number, rule: RulePlan, plan: Plan): number {
  if (plan.settings.multiplicity === "none" || tests === 0) return 1;
  return rule.comparator === "best" ? (tests * (tests + 1)) / 2 : tests;
}

const OPERATORS: Record<Direction, Finding["expected"]["operator"]> = {
  favourable: ">=",
  unfavourable: "<=",
  either: "within",
};

function adjust(p: readonly (number | null)[], rule: RulePlan, plan: Plan): (number | null)[] {
  if (plan.settings.multiplicity === "none") return [...p];
  // The best group was picked by looking at the data, so all pairs are paid for, not only those shown.
  return rule.comparator === "best" ? holmAgainstBest(p) : holm(p);
}

function notJudged(
  evidence: Evidence,
  position: number,
  eligible: boolean,
  plan: Plan,
): { verdict: Verdict; reason: VerdictReason } {
  const group = evidence.family.groups[position]!;
  const moments = evidence.moments[position]!;
  const reason: VerdictReason = evidence.small[position]!
    ? "withheld"
    : group.unknown
      ? "unknown_group"
      : !(moments.d > 0)
        ? "no_denominator"
        : moments.units < plan.settings.minimum_units
          ? "below_minimum"
          : eligible
            ? "no_comparator"
            : "no_variance";
  return { verdict: "not_judged", reason };
}

/**
 * The verdict of METHODS section 2. Fail: the ratio is beyond the threshold and differs from parity at the
 * adjusted level. Pass: the whole interval is within the threshold. Everything else is inconclusive.
 */
export function decide(
  comparison: Comparison,
  threshold: number,
  direction: Direction,
  standing: { readonly alpha: number; readonly thin: boolean; readonly proportion: boolean },
): { verdict: Verdict; reason: VerdictReason } {
  const { ratio, p_adjusted: p } = comparison;
  if (ratio.value === null) return { verdict: "inconclusive", reason: "zero_comparator" };
  if (ratio.low === null) return { verdict: "inconclusive", reason: "no_variance" };
  const lowest = direction === "unfavourable" ? -Infinity : threshold;
  const highest = direction === "favourable" ? Infinity : 1 / threshold;
  const high = ratio.high ?? Infinity;
  const beyond = ratio.value < lowest || ratio.value > highest;
  const established = beyond && p !== null && p < standing.alpha;
  const confirmed = established && (high < lowest || ratio.low > highest);
  // Few events forbid a pass and a breach that rests on the test alone. They do not forbid one that even the interval shows:
  // 4 of 50,000 where others have half is few events, and no question.
  if (standing.thin && !(confirmed && standing.proportion))
    return { verdict: "inconclusive", reason: "thin" };
  if (established) {
    return { verdict: "fail", reason: confirmed ? "breach_confirmed" : "breach_established" };
  }
  if (beyond) return { verdict: "inconclusive", reason: "breach_not_established" };
  if (ratio.low >= lowest && high <= highest) return { verdict: "pass", reason: "within_threshold" };
  return { verdict: "inconclusive", reason: "breach_not_excluded" };
}
