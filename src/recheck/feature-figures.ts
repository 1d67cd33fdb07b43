/** Figures on features: what can be said of them without the log is that they are what such a figure can be. */
import type { AuditResult, Estimate, ProxyPair } from "../model.js";
import { type Contradiction, held } from "./held.js";

export function featureFigures({ proxies, plan }: AuditResult): readonly Contradiction[] {
  const examined = held("proxies", "the plan", proxies !== null, plan.proxies.examine);
  if (proxies === null) return examined;
  return [
    ...examined,
    ...held("proxies.threshold", "the plan", proxies.threshold, plan.proxies.threshold),
    ...proxies.pairs.flatMap((pair, at) => figuresOf(pair, `proxies.pairs.${at}`)),
    ...proxies.joint.flatMap(({ steps }, at) =>
      steps.flatMap((step, index) => area(step.auc, `proxies.joint.${at}.steps.${index}.auc`)),
    ),
  ];
}

function figuresOf(pair: ProxyPair, at: string): readonly Contradiction[] {
  const { worst, groups, uses, transmissions, ladder } = pair;
  return [
    ...(worst === null ? [] : held(`${at}.worst`, "the group told best", worst, groups[0] ?? null)),
    ...groups.flatMap(({ auc }, index) => area(auc, `${at}.groups.${index}.auc`)),
    ...area(pair.auc, `${at}.auc`),
    ...uses.flatMap(({ auc, p }, index) => [
      ...area(auc, `${at}.uses.${index}.auc`),
      ...share(p, `${at}.uses.${index}.p`),
    ]),
    ...ladder.flatMap(({ auc }, index) => area(auc, `${at}.ladder.${index}.auc`)),
    ...transmissions.flatMap(({ overlap }, index) => share(overlap, `${at}.transmissions.${index}.overlap`)),
    ...(["p_strength", "q_strength", "q_use"] as const).flatMap((key) => share(pair[key], `${at}.${key}`)),
    // An adjusted p is never less than the p.
    ...(pair.p_strength === null || pair.q_strength === null
      ? []
      : held(
          `${at}.q_strength`,
          "the p it was adjusted from",
          pair.q_strength,
          Math.max(pair.q_strength, pair.p_strength),
        )),
  ];
}

/** An AUC lies between 0 and 1, and within its own interval. */
function area({ value, low, high }: Estimate, at: string): readonly Contradiction[] {
  if (value === null) return [];
  const inside = Math.min(Math.max(value, low ?? value), high ?? value);
  return [...share(value, `${at}.value`), ...held(`${at}.value`, "its own interval", value, inside)];
}

function share(figure: number | null, at: string): readonly Contradiction[] {
  if (figure === null) return [];
  return held(at, "that it lies between 0 and 1", figure, Math.min(1, Math.max(0, figure)));
}
