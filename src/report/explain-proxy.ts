/** `evenhand explain EP-...`: how the verdict on one feature and attribute came about, step by step. */
import type { AuditResult, ProxyPair } from "../model.js";
import type { ExplainOptions } from "./explain.js";
import { metricTitle } from "./lookup.js";
import { amount, count, counted, pValue } from "./numbers.js";
import { page } from "./page.js";
import { confidence } from "./sentences.js";
import { VERDICTS } from "./words.js";
import {
  askedOf,
  auc,
  FEATURE_KINDS,
  PROXY_REASONS,
  PROXY_VERDICTS,
  share,
  shareOrWhy,
  whyAbsent,
} from "./words-proxies.js";

/** The explanation, no line wider than `width`, ending in a newline. */
export function renderExplainProxy(
  result: AuditResult,
  pair: ProxyPair,
  options: ExplainOptions = {},
): string {
  const { width = 80, ascii = false, color = false } = options;
  const sheet = page({ width, ascii, color });
  const report = result.proxies!;
  const feature = report.features.find((one) => one.feature === pair.feature)!;
  const part = (title: string, lines: readonly string[]): readonly string[] => [
    "",
    ...sheet.hang("", title).map(sheet.bold),
    ...lines.flatMap((line) => sheet.hang("  ", line)),
  ];
  const name = sheet.name(pair.feature);
  const attribute = sheet.name(pair.attribute);
  const rules = report.findings
    .filter((one) => one.pair === pair.id)
    .map((one) => {
      const found =
        one.actual === null ? "" : `; found ${one.bound === "auc" ? auc(one.actual) : share(one.actual)}`;
      const verdict = `${VERDICTS[one.verdict].label}${one.justified ? ", justified" : ""}${one.waived ? ", waived" : ""}`;
      return `${one.id}, rule ${sheet.name(one.rule)} (${one.level}): allows ${askedOf(one)}${found}: ${verdict}.`;
    });
  return sheet.print([
    ...sheet
      .hang("", `${pair.id}  ${PROXY_VERDICTS[pair.verdict].label.toUpperCase()}: ${name} for ${attribute}`)
      .map(sheet.bold),
    ...part("What was read", [
      `${name} was read as a ${FEATURE_KINDS[feature.kind]} with ${counted(feature.values, "value", "different values")}, of which ${count(feature.bins)} entered the tests${feature.bins < feature.values ? " (values were put together)" : ""}. No value is a value too.`,
      pair.people === null
        ? `How many people have a known ${attribute} is withheld.`
        : `${count(pair.people)} people with ${count(pair.rows)} decisions have a known ${attribute}.`,
    ]),
    ...part("Strength: can the attribute be told?", [
      `People were put into ${count(feature.folds)} folds by their id. For each fold the share of a group at each value was learned from the other folds, and each pair of a member and somebody else in the fold was put in order by it. AUC is the share of pairs in the right order: 0.5 is chance.`,
      ...(pair.groups.length === 0 ? [`No group of ${attribute} is large enough to be told.`] : []),
      ...pair.groups.map((one) => `${sheet.name(one.group)} (${count(one.people)} people): ${auc(one.auc)}`),
      `Mean over the groups: ${auc(pair.auc)}. Cramer's V ${share(pair.cramers_v)}, entropy told ${share(pair.uncertainty)}: the same strength on other scales, corrected for the number of values.`,
      `Chance that some group is told so well were none told better than ${report.threshold}: ${pValue(pair.p_strength)}; adjusted for ${counted(report.tests.strength, "pair", "pairs")} (Benjamini-Hochberg): ${pValue(pair.q_strength)}. Each is given with its ${confidence(result)}.`,
    ]),
    ...part("Use: do decisions follow it within groups?", [
      ...(pair.uses.length === 0 ? ["No outcome was tested."] : []),
      ...pair.uses.map((use) =>
        use.auc.value === null
          ? `${sheet.name(metricTitle(result, use.metric))}: ${whyAbsent(use.auc.reason)}`
          : `${sheet.name(metricTitle(result, use.metric))}: AUC within groups ${auc(use.auc)}, p ${pValue(use.p)}`,
      ),
      `Adjusted for the outcomes and for all pairs: ${pValue(pair.q_use)}.`,
    ]),
    ...part("Transmission: how much of each gap is its mix?", [
      ...(pair.transmissions.length === 0 ? ["No outcome has two groups to compare."] : []),
      ...pair.transmissions.map((one) => {
        const gap = `${sheet.name(metricTitle(result, one.metric))}, ${sheet.name(one.group)} against ${sheet.name(one.comparator)}: gap ${amount(one.gap.value)}`;
        return one.share.value === null
          ? `${gap}; no share, for ${whyAbsent(one.share.reason)}`
          : `${gap}, of which ${amount(one.transmitted.value)} goes away with the same mix: ${shareOrWhy(one)} (${Math.round(100 * one.overlap)}% of decisions at values both have)`;
      }),
    ]),
    ...(pair.ladder.length > 1
      ? part(
          "What coarsening would buy",
          pair.ladder.map((step) => `${step.level} (${count(step.values)} values): ${auc(step.auc)}`),
        )
      : []),
    ...part("Why this verdict", [PROXY_REASONS[pair.reason], ...advice(result, pair)]),
    ...(rules.length === 0 ? [] : part("What the plan's rules make of it", rules)),
    ...part("What it does not say", [
      "That a model used the feature, or that anybody meant it: decisions may follow something that goes along with it. It is about this log and these people only.",
    ]),
  ]);
}

function advice(result: AuditResult, { verdict, justified }: ProxyPair): readonly string[] {
  if (justified !== null)
    return [
      justified.expired && result.period.last_day === null
        ? "Its justification cannot be held against a day, for the plan names no time column, and counts as expired: name log.time."
        : justified.expired
          ? `Its justification expired on ${justified.expires}, and counts no longer: renew it with a reason, or act.`
          : `The plan justifies it until ${justified.expires}: the finding stays, and fails no gate.`,
    ];
  if (verdict === "proxy")
    return [
      "What to do: take the feature out, make it coarser, or justify it in the plan with a reason, an owner and an expiry; then look whether the gap moved.",
    ];
  if (verdict === "latent")
    return ["What to do: nothing yet, but no model should learn from it without a reason written down."];
  return verdict === "inconclusive"
    ? ["What would settle it: more people, by a longer log or a larger sample."]
    : [];
}
