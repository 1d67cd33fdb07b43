/**
 * Whether a result follows from itself: counts from findings, rates and intervals from sums, verdicts from figures. What can
 * be worked out again without the log is worked out again by the functions the audit used, and held against what stands there.
 */
import { equalityOf, figuresOf } from "../measures/family.js";
import { measures } from "../measures/index.js";
import type { AuditResult, Comparison, Evidence, Family, Finding, ProxyFinding } from "../model.js";
import { findingId } from "../policy/finding-id.js";
import { countTests, countVerdicts, gateOf, sortFindings } from "../policy/gate.js";
import { decide, judgeFamily } from "../policy/judge.js";
import { gatedProxies, judgeProxies, justifiedBreaches } from "../policy/proxy-rules.js";
import { rulesFor } from "../policy/rules.js";
import { waive } from "../policy/waivers.js";
import { featureFigures } from "./feature-figures.js";
import { type Contradiction, held, sameNames } from "./held.js";
import { likeliestFigures } from "./likeliest.js";
import { hasMedians, medians } from "./medians.js";
import { period as days } from "./period.js";
import { publishedIntervals } from "./published.js";
import { shares } from "./shares.js";
import { structure } from "./structure.js";

export type { Contradiction };

/** One question put to a result. */
interface Check {
  /** What it makes sure of, in words. */
  readonly title: string;
  readonly find: (result: AuditResult) => readonly Contradiction[];
  /** False where the result has nothing of the kind, and none is due. */
  readonly asks?: (result: AuditResult) => boolean;
}

export const CHECKS: readonly Check[] = [
  { title: "every row is accounted for", find: ledger },
  {
    title: "the days lie within the period asked for",
    find: days,
    asks: (one) => one.period.asked !== null,
  },
  { title: "every metric, group and rule of the plan is there", find: structure },
  { title: "rates and intervals follow from the sums of each group", find: figures },
  { title: "the medians of scores agree with the sums", find: medians, asks: hasMedians },
  { title: "shares follow from the people counted", find: shares },
  { title: "verdicts follow from the figures", find: verdicts },
  {
    title: "verdicts on features follow from their figures, and these are possible",
    find: (result) => [...featureFigures(result), ...features(result)],
    asks: ({ proxies, plan }) => proxies !== null || plan.proxies.examine,
  },
  { title: "waivers, counts and the gate follow from the findings", find: counts },
];

function ledger({ ledger: rows, inputs, units, publication }: AuditResult): readonly Contradiction[] {
  const rejected = rows.rejected.reduce((sum, one) => sum + one.rows, 0);
  const read = rows.used + rows.out_of_period + rows.filtered + rows.duplicates + rejected;
  return [
    ...held("ledger.read", "the rows used and left out", rows.read, read),
    // Whose digests could be guessed at: a public result names no file.
    ...(publication === null
      ? held(
          "ledger.read",
          "the rows of the input files",
          rows.read,
          inputs.reduce((sum, one) => sum + one.rows, 0),
        )
      : []),
    ...((units.repeated ?? 0) > units.count
      ? held("units.repeated", "the number of units", units.repeated, units.count)
      : []),
  ];
}

function figures(result: AuditResult): readonly Contradiction[] {
  const { families, plan } = result;
  const own = families.flatMap((family, at) =>
    family.groups.flatMap((group, index) => {
      const { moments, rate, standard_error, design_effect, effective_n, thin } = group;
      const where = `families.${at}.groups.${index}`;
      if (moments === null) return [];
      if (moments.yy === null)
        return result.publication?.spreads.some((one) => one.metric === family.metric)
          ? []
          : held(`${where}.moments.yy`, "that nothing says how much people differ", null, "a sum of squares");
      return held(
        where,
        "the group's sums",
        { rate, standard_error, design_effect, effective_n, thin },
        figuresOf(moments, family.proportion, plan.settings.confidence),
      );
    }),
  );
  return [...own, ...families.flatMap(alike), ...likeliestFigures(result), ...publishedIntervals(result)];
}

/** The test that all groups are alike, where the sums of all that went into it are there. */
function alike(family: Family, at: number): readonly Contradiction[] {
  const { groups, omnibus, omnibus_reason, mixed_units: mixed, overall } = family;
  const due = groups.filter((one) => !one.unknown && one.disclosure === "shown");
  // Without everybody's sums it is withheld as well, in public results alone.
  const sums = due.map((one) => one.moments).filter((one) => one !== null && one.yy !== null);
  if (mixed !== 0 || overall === null || sums.length < due.length) return [];
  const withheld = due.length < groups.filter((one) => !one.unknown).length;
  if (withheld && omnibus === null) return [];
  return held(
    `families.${at}`,
    "the sums of its groups",
    { omnibus, omnibus_reason },
    equalityOf(due, sums, family.proportion),
  );
}

function verdicts(result: AuditResult): readonly Contradiction[] {
  const { findings } = result;
  const ids = findings.flatMap((one, at) =>
    held(
      `findings.${at}.id`,
      "metric, attributes, group and comparator",
      one.id,
      findingId(one.metric, one.attributes, one.group, one.comparator.kind),
    ),
  );
  // The order of a public result is that of the private one, whose ratios it may not have.
  const sorted = result.publication === null ? sortFindings(findings) : findings;
  const order = held(
    "findings",
    "their order, worst first",
    findings.map((one) => one.id),
    sorted.map((one) => one.id),
  );
  return [...ids, ...order, ...result.families.flatMap((family) => judged(family, result))];
}

/**
 * A family is judged again where all that judging it takes is in the result: nobody withheld, nobody in two groups. Under
 * probabilities the audit allows for people in two groups, even where none of them turns out to be.
 */
function judged(family: Family, result: AuditResult): readonly Contradiction[] {
  const { plan, findings } = result;
  const metric = plan.metrics.find((one) => one.id === family.metric);
  // Said among what has to be there.
  if (metric === undefined) return [];
  const found = findings.filter((one) => one.family === family.id);
  const inferred = plan.attributes.some(
    (one) => family.attributes.includes(one.id) && one.probabilities !== null,
  );
  const sums = family.groups.map((one) => one.moments).filter((one) => one !== null && one.yy !== null);
  const whole =
    !inferred && family.mixed_units === 0 && family.overall !== null && sums.length === family.groups.length;
  if (!whole) return found.flatMap((one) => decided(one, family, result));
  const evidence: Evidence = {
    family,
    moments: sums,
    cross: () => null,
    onePerUnit: measures[metric.kind].histogram === true,
    small: family.groups.map(() => false),
  };
  const again = rulesFor(family, plan).flatMap((rule) => judgeFamily(evidence, rule, metric, plan));
  return [
    ...held(`findings of ${family.id}`, "the groups judged", found.length, again.length),
    ...again.flatMap((one) => {
      const stands = found.find((other) => other.id === one.id && other.rule === one.rule);
      return stands === undefined
        ? held(`findings of ${family.id}`, "the family's sums and the plan's rules", null, one.id)
        : held(
            place(stands, result),
            "the family's sums and the plan's rules",
            unwaived(stands),
            unwaived(one),
          );
    }),
  ];
}

/** Where some sums are not in the result: the verdict from the comparison as it stands. */
function decided(finding: Finding, family: Family, result: AuditResult): readonly Contradiction[] {
  const { comparison, expected } = finding;
  const metric = result.plan.metrics.find((one) => one.id === finding.metric);
  const rule = rulesFor(family, result.plan).find((one) => one.id === finding.rule);
  if (comparison === null || metric === undefined || rule === undefined) return [];
  const group = family.groups.find((one) => sameNames(one.group, finding.group));
  const other = family.groups.find((one) => sameNames(one.group, finding.comparator.group ?? []));
  const at = place(finding, result);
  const rates = [
    ...held(
      `${at}.comparison.comparator_rate`,
      "the comparator's own rate",
      comparison.comparator_rate,
      other?.rate.value ?? comparison.comparator_rate,
    ),
    ...(group?.rate.value === null || group === undefined || !comparison.comparator_rate
      ? []
      : held(
          `${at}.comparison.ratio.value`,
          "both rates",
          comparison.ratio.value,
          group.rate.value / comparison.comparator_rate,
        )),
    ...held(
      `${at}.expected.threshold`,
      "the plan's rule",
      expected.threshold,
      metric.direction === "unfavourable" ? 1 / rule.threshold : rule.threshold,
    ),
  ];
  const answers = [true, false]
    // Of a comparator made of several groups the result does not say whether it is thin.
    .filter((thin) => other === undefined || thin === (other.thin || (group?.thin ?? false)))
    .flatMap((thin) =>
      possible(comparison, result).map((one) =>
        decide(one, rule.threshold, metric.direction, {
          alpha: 1 - result.plan.settings.confidence,
          thin: thin || (group?.thin ?? false),
          proportion: family.proportion,
        }),
      ),
    );
  const { verdict, reason } = finding;
  if (answers.some((one) => one.verdict === verdict && one.reason === reason)) return rates;
  return [...rates, ...held(at, "the comparison", { verdict, reason }, answers[0])];
}

/**
 * What a comparison may have been: in a public result the p may be withheld, and an interval is cut where the verdict says that it
 * ends, so that a limit which is the threshold may lie on either side.
 */
function possible(comparison: Comparison, { publication }: AuditResult): readonly Comparison[] {
  if (publication === null || comparison.p_adjusted !== null) return [comparison];
  const { ratio } = comparison;
  const { low, high } = ratio;
  if (low === null) return [0, 1].map((p) => ({ ...comparison, p_adjusted: p }));
  const inside = { ...ratio, low: low + 1e-12, high: high === null ? null : high - 1e-12 };
  return [ratio, inside].flatMap((one) => [0, 1].map((p) => ({ ...comparison, ratio: one, p_adjusted: p })));
}

function features(result: AuditResult): readonly Contradiction[] {
  const { proxies, plan, publication } = result;
  if (proxies === null) return [];
  const stand = proxies.findings.map((one) => ({ ...one, waived: false }));
  const follow = judgeProxies(proxies.pairs, plan);
  const from = "the pairs' figures and the plan's rules";
  if (publication === null) return held("proxies.findings", from, stand, follow);
  // Where a figure is withheld, so is what the verdict rests on.
  const shown = stand.filter((one) => one.bound === "verdict" || one.actual !== null);
  const named = (one: ProxyFinding): string => JSON.stringify([one.id, one.rule]);
  const known = new Map(follow.map((one) => [named(one), one]));
  const order = held(
    "proxies.findings",
    from,
    shown.map(named),
    follow.filter((one) => shown.some((other) => named(other) === named(one))).map(named),
  );
  return order.concat(
    shown.flatMap((one) => {
      const again = known.get(named(one));
      // The interval is cut where the verdict says that it ends.
      const cut = one.verdict === "fail" && again?.actual?.low === again?.limit;
      const { verdict, justified } = cut ? one : (again ?? one);
      return held(`proxies.findings.${stand.indexOf(one)}`, from, one, { ...again, verdict, justified });
    }),
  );
}

function counts(result: AuditResult): readonly Contradiction[] {
  const { findings, publication } = result;
  const from = "the findings, the waivers and the plan";
  return [
    // Whether a waiver covers, and what was tested, may lie in what a public result withholds.
    ...(publication === null ? covered(result, from) : []),
    ...held("verdicts", from, result.verdicts, countVerdicts(findings)),
    ...(publication === null ? held("tests", from, result.tests, countTests(findings)) : []),
    ...gate(result, from),
    ...frozenDay(result),
  ];
}

function gate(result: AuditResult, from: string): readonly Contradiction[] {
  const { findings, proxies, plan, publication } = result;
  const follows = gateOf([...findings, ...gatedProxies(proxies)], plan, justifiedBreaches(proxies));
  if (publication === null) return held("gate", from, result.gate, follows);
  // Why a withheld group was not judged is withheld too, and with it whether somebody could have decided it.
  return held("gate.gated", from, result.gate.gated, follows.gated).concat(
    (follows.outcome === "not_met") === (result.gate.outcome === "not_met")
      ? []
      : held("gate.outcome", from, result.gate.outcome, follows.outcome),
  );
}

function covered(result: AuditResult, from: string): readonly Contradiction[] {
  const { findings, proxies, period } = result;
  const again = waive(
    findings.map(unwaived),
    proxies === null
      ? null
      : { ...proxies, findings: proxies.findings.map((one) => ({ ...one, waived: false })) },
    result.waivers,
    period.last_day,
  );
  return [
    ...held("waivers", from, result.waivers, again.waivers),
    ...held(
      "findings",
      from,
      findings.map((one) => one.waived),
      again.findings.map((one) => one.waived),
    ),
    ...held("proxies.findings", from, marks(proxies), marks(again.proxies)),
  ];
}

function frozenDay({ frozen, period: { first_day: first } }: AuditResult): readonly Contradiction[] {
  if (frozen === null || first === null) return [];
  return held("frozen.before_data", "the first day of the log", frozen.before_data, frozen.frozen_on < first);
}

function marks(proxies: AuditResult["proxies"]): readonly boolean[] | null {
  return proxies === null ? null : proxies.findings.map((one) => one.waived);
}

function unwaived(finding: Finding): Finding {
  return { ...finding, waived: false };
}

function place(finding: Finding, { findings }: AuditResult): string {
  return `findings.${findings.indexOf(finding)}`;
}
