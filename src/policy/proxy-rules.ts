import { createHash } from "node:crypto";
import type { Gated } from "./gate.js";
import type {
  Estimate,
  Justification,
  Plan,
  ProxyFinding,
  ProxyPair,
  ProxyReport,
  ProxyRulePlan,
  Verdict,
} from "../model.js";

/** "EP-" and 8 hex digits of what a pair, or a rule's question about it, is about: the same in every run. */
export function proxyId(...about: readonly string[]): string {
  return `EP-${createHash("sha256").update(JSON.stringify(about)).digest("hex").slice(0, 8)}`;
}

/** The plan's justification of a feature for an attribute; expired where the log goes on after its last day, or has no days. */
export function justificationOf(
  feature: string,
  attribute: string,
  plan: Plan,
  lastDay: string | null,
): ProxyPair["justified"] {
  const covers = (one: Justification): boolean =>
    one.feature === feature && (one.attributes === null || one.attributes.includes(attribute));
  const expired = ({ expires }: Justification): boolean => lastDay === null || lastDay > expires;
  const all = plan.proxies.justified.filter(covers);
  const best = all.find((one) => !expired(one)) ?? all[0];
  if (best === undefined) return null;
  return { reason: best.reason, owner: best.owner, expires: best.expires, expired: expired(best) };
}

/** The findings as the gate counts them: a breach that is justified neither fails nor passes. */
export function gatedProxies(report: ProxyReport | null): Gated[] {
  return (report?.findings ?? []).flatMap(({ level, verdict, justified, waived }) =>
    justified ? [] : [{ level, verdict, waived, reason: null }],
  );
}

/** Breaches of rules at level error that the plan justifies. */
export function justifiedBreaches(report: ProxyReport | null): number {
  return (report?.findings ?? []).filter(({ level, justified }) => justified && level === "error").length;
}

/** Hold every pair against every rule that is about it. */
export function judgeProxies(pairs: readonly ProxyPair[], plan: Plan): ProxyFinding[] {
  return plan.proxies.rules.flatMap((rule) =>
    rule.level === "off"
      ? []
      : pairs.filter((pair) => concerns(rule, pair)).flatMap((pair) => judge(rule, pair)),
  );
}

function concerns(rule: ProxyRulePlan, pair: ProxyPair): boolean {
  return (
    (rule.feature === "all" || rule.feature === pair.feature) &&
    (rule.attribute === "all" || rule.attribute === pair.attribute)
  );
}

function judge(rule: ProxyRulePlan, pair: ProxyPair): ProxyFinding[] {
  const finding = (
    bound: ProxyFinding["bound"],
    limit: ProxyFinding["limit"],
    verdict: Verdict,
    actual: Estimate | null = null,
    metric: string | null = null,
  ): ProxyFinding => ({
    id: proxyId(pair.feature, pair.attribute, bound, metric ?? ""),
    rule: rule.id,
    level: rule.level,
    pair: pair.id,
    feature: pair.feature,
    attribute: pair.attribute,
    bound,
    limit,
    verdict,
    actual,
    metric,
    justified: verdict === "fail" && pair.justified !== null && !pair.justified.expired,
    waived: false,
  });
  const findings: ProxyFinding[] = [];
  if (rule.max_auc !== null) {
    const auc = pair.worst?.auc ?? null;
    findings.push(finding("auc", rule.max_auc, against(auc, rule.max_auc), auc));
  }
  if (rule.max_transmitted !== null) {
    for (const { metric, share } of pair.transmissions)
      findings.push(
        finding("transmitted", rule.max_transmitted, against(share, rule.max_transmitted), share, metric),
      );
  }
  if (rule.verdict !== null) {
    const broken = pair.verdict === "proxy" || pair.verdict === rule.verdict;
    // That decisions do not follow a latent proxy is not shown, only not seen.
    const open = pair.verdict === "inconclusive" || pair.verdict === "latent";
    findings.push(finding("verdict", rule.verdict, broken ? "fail" : open ? undecided(pair) : "pass"));
  }
  return findings;
}

function undecided(pair: ProxyPair): Verdict {
  return pair.reason === "not_computed" || pair.reason === "too_few_people" ? "not_judged" : "inconclusive";
}

/** An estimate against a largest acceptable value. */
function against(estimate: Estimate | null, limit: number): Verdict {
  if (estimate === null || estimate.value === null || estimate.low === null || estimate.high === null)
    return "not_judged";
  if (estimate.low > limit) return "fail";
  return estimate.high <= limit ? "pass" : "inconclusive";
}
