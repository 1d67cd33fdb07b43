/** What features tell of groups, without the groups that are withheld. */
import type {
  AuditResult,
  Estimate,
  Family,
  GroupStrength,
  ProxyFinding,
  ProxyPair,
  ProxyReport,
  ProxyVerdict,
  Transmission,
} from "../model.js";
import type { Decision } from "./decide.js";
import { WITHHELD } from "./families.js";
import type { Squares } from "./squares.js";
import { isFew } from "./sums.js";
import { keyOf } from "./tables.js";

export function publicProxies(
  report: ProxyReport,
  decision: Decision,
  { families }: AuditResult,
  squares: Squares,
): ProxyReport {
  const within = (share: Estimate, pair: ProxyPair, metric: string): Estimate =>
    report.findings
      .filter((one) => one.pair === pair.id && one.metric === metric && one.bound === "transmitted")
      .reduce(cut, share);
  const pairs = sortPairs(
    report.pairs
      .map((pair) => publicPair(pair, decision, families))
      .map((pair) => ({
        ...pair,
        transmissions: pair.transmissions.map((one) => {
          if (!squares.hides(one.metric)) return one;
          const wide = squares.transmission(one, pair.attribute);
          return { ...wide, share: within(wide.share, pair, one.metric) };
        }),
      })),
  );
  const rules = [...new Set(report.findings.map((one) => one.rule))];
  const places = new Map(pairs.map((pair, at) => [pair.id, at]));
  const byId = new Map(pairs.map((pair) => [pair.id, pair]));
  const hides = (attribute: string, group: string): boolean =>
    decision.people([attribute]).keys.has(keyOf([group]));
  return {
    ...report,
    features: report.features.map((one) => ({
      ...one,
      // A metric that looks at values of the column tells how many rows have none of those asked for.
      missing_rows: one.missing_rows === 0 ? 0 : null,
    })),
    pairs,
    joint: report.joint.filter((path) => path.steps.every((step) => !hides(path.attribute, step.group))),
    findings: report.findings
      .map((one) => {
        const pair = byId.get(one.pair);
        const share = pair?.transmissions.find((other) => other.metric === one.metric)?.share;
        const actual = one.bound === "auc" ? pair?.worst?.auc : share;
        return { ...one, actual: one.actual === null ? null : (actual ?? null) };
      })
      // In the order of the pairs: what was worst is not told by its place any more.
      .toSorted(
        (a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule) || places.get(a.pair)! - places.get(b.pair)!,
      ),
  };
}

/** A share, as far as it does not speak against the verdict of a rule on it. */
function cut(share: Estimate, { verdict, limit }: ProxyFinding): Estimate {
  const { low, high } = share;
  if (typeof limit !== "number" || low === null || high === null) return share;
  if (verdict === "pass") return { ...share, high: Math.min(high, limit) };
  return verdict === "fail" ? { ...share, low: Math.max(low, limit) } : share;
}

function publicPair(pair: ProxyPair, decision: Decision, families: readonly Family[]): ProxyPair {
  const { minimum } = decision;
  const { keys } = decision.people([pair.attribute]);
  const hides = (one: string): boolean => keys.has(keyOf([one]));
  const some = keys.size > 0;
  const worst: GroupStrength | null = pair.worst !== null && hides(pair.worst.group) ? null : pair.worst;
  const flows = pair.transmissions.map((one) => {
    const withheld = decision.metric(one.metric, [pair.attribute]).keys;
    return ![one.group, one.comparator].some((group) => withheld.has(keyOf([group])));
  });
  const { missing } = pair;
  const fewMissing =
    missing !== null &&
    [missing.both, missing.feature_only, missing.attribute_only, missing.neither].some((rows) =>
      isFew(rows, minimum),
    );
  return {
    ...pair,
    people: some ? null : pair.people,
    rows: some ? null : pair.rows,
    groups: pair.groups.filter((one) => !hides(one.group)),
    auc: some && pair.auc.value !== null ? WITHHELD : pair.auc,
    worst,
    cramers_v: some && pair.cramers_v.value !== null ? WITHHELD : pair.cramers_v,
    uncertainty: some && pair.uncertainty.value !== null ? WITHHELD : pair.uncertainty,
    p_strength: worst === null ? null : pair.p_strength,
    q_strength: worst === null ? null : pair.q_strength,
    uses: pair.uses.filter((one) => !decision.wholly(one.metric)),
    transmissions: pair.transmissions
      .filter((_, at) => flows[at]!)
      .map((one) => ({
        ...one,
        overlap: roughly(one.overlap, fewestOf(one, pair, families), minimum),
      })),
    ladder: pair.ladder
      .filter((step) => !hides(step.group))
      .map((step) => ({ ...step, shares: step.shares.filter((_, at) => flows[at] !== false) })),
    missing: some || fewMissing ? null : missing,
  };
}

/** To how much an overlap is rounded: the finest of these that serves. */
const STEPS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5];

/**
 * An exact share of decisions, of two groups of known size, tells how many are at a value that one of them alone has. It is
 * rounded so far that these are uncertain by the minimum, and to all or none only where it is that.
 */
function roughly(overlap: number, fewest: number, minimum: number): number {
  if (overlap === 0 || overlap === 1) return overlap;
  const step = STEPS.find((one) => 2 * one * fewest >= minimum) ?? STEPS.at(-1)!;
  const steps = Math.round(1 / step);
  return Math.min(steps - 1, Math.max(1, Math.round(overlap * steps))) / steps;
}

/** Decisions of the smaller of the two groups. */
function fewestOf(
  { metric, group, comparator }: Transmission,
  { attribute }: ProxyPair,
  families: readonly Family[],
): number {
  const family = families.find(
    (one) => one.metric === metric && one.attributes.length === 1 && one.attributes[0] === attribute,
  );
  const sizes = family?.groups.filter((one) => [group, comparator].includes(one.group[0]!)) ?? [];
  return Math.min(...sizes.map((one) => one.moments?.d ?? 0));
}

const ORDER: Record<ProxyVerdict, number> = { proxy: 0, latent: 1, inconclusive: 2, clear: 3 };

/** Worst first as before; where the group told best is withheld, the place says nothing of how well. */
function sortPairs(pairs: readonly ProxyPair[]): ProxyPair[] {
  const bare = (one: ProxyPair): number => Number(one.worst === null);
  return pairs.toSorted(
    (a, b) =>
      ORDER[a.verdict] - ORDER[b.verdict] ||
      bare(a) - bare(b) ||
      (bare(a) === 0 ? 0 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
