/** `proxies:` from what is written to what is meant, with the checks inside one feature and one rule. */
import type { FeaturePlan, ProxyPlan, ProxyRulePlan, RulePlan } from "../model.js";
import { checkProxyNames, type ProxyNames } from "./check-proxies.js";
import { checkSafeId } from "./ids.js";
import { readPart } from "./issues.js";
import { quoted } from "../quoted.js";
import { type Path, type Raw, type Report, isList, isMapping, offsetOf, valueOf } from "./raw.js";
import { type ProxiesInput, proxies } from "./schema-proxies.js";

/** What a plan without `proxies.rules` is judged by. A warning, for nobody has said yet which features may be used. */
const BUILT_IN: ProxyRulePlan = {
  id: "proxy-1",
  feature: "all",
  attribute: "all",
  max_auc: null,
  max_transmitted: null,
  verdict: "proxy",
  level: "warn",
  line: null,
};

const ZIP_LEVELS = [5, 3, 1] as const;

export interface ProxyContext extends ProxyNames {
  readonly root: Raw;
  /** The line of an offset, 1-based. */
  readonly lineAt: (offset: number) => number;
  /** Those of `rules:`, whose ids are taken. */
  readonly rules: readonly RulePlan[];
}

/** `null` when the section has faults of form. */
export function resolveProxies(
  raw: Raw | undefined,
  context: ProxyContext,
  report: Report,
): ProxyPlan | null {
  checkProxyNames(raw, context, report);
  const input = readPart(proxies, raw ?? { kind: "mapping", entries: [] }, ["proxies"], report);
  if (input === null) return null;
  return {
    examine: input.examine,
    exclude: input.exclude ?? [],
    features: (input.features ?? []).map((entry) => resolveFeature(entry, report)),
    threshold: input.threshold,
    together: input.together,
    justified: (input.justified ?? []).map((one) => ({ ...one, attributes: one.attributes ?? null })),
    rules: resolveProxyRules(input.rules, context, report),
  };
}

type FeatureInput = NonNullable<ProxiesInput["features"]>[number];
type RuleInput = NonNullable<ProxiesInput["rules"]>[number];

function resolveFeature([column, how]: FeatureInput, report: Report): FeaturePlan {
  const { as, levels } = typeof how === "string" ? { as: how, levels: undefined } : how;
  const path: Path = ["proxies", "features", column, "levels"];
  if (as !== "code") {
    if (levels !== undefined) {
      const what = `"levels" are for a code, and ${quoted(column)} is read as ${as}`;
      report({ code: "clashing-keys", what, hint: "leave them out, or write as: code", path, at: "key" });
    }
    return { column, as, levels: null };
  }
  for (const [index, level] of (levels ?? []).entries()) {
    const before = levels?.[index - 1];
    if (before === undefined || before > level) continue;
    const what = `"levels" must descend, and ${level} follows ${before}`;
    report({ code: "levels-order", what, hint: null, path: [...path, index], at: "value" });
  }
  return { column, as, levels: levels ?? ZIP_LEVELS };
}

function resolveProxyRules(
  input: readonly RuleInput[] | undefined,
  context: ProxyContext,
  report: Report,
): readonly ProxyRulePlan[] {
  if (input === undefined) {
    checkBuiltInId(context, report);
    return [BUILT_IN];
  }
  const lines = new Map(context.rules.map(({ id, line }) => [id, line]));
  return input.map((one, index) => {
    const path: Path = ["proxies", "rules", index];
    const id = one.id ?? `proxy-${index + 1}`;
    const own = context.lineAt(offsetOf(context.root, path, "value"));
    if (one.id !== undefined) checkSafeId(one.id, [...path, "id"], "value", report);
    if (lines.has(id)) {
      const line = lines.get(id) ?? null;
      const hint = line === null ? "the other is the built-in rule" : `the other is on line ${line}`;
      const what = `two rules have the id ${quoted(id)}`;
      report({ code: "duplicate-id", what, hint, path: [...path, "id"], at: "value" });
    } else lines.set(id, own);
    if (one.max_auc === undefined && one.max_transmitted === undefined && one.verdict === undefined) {
      const hint = "give max_auc, max_transmitted or verdict";
      report({ code: "rule-without-bound", what: "the rule bounds nothing", hint, path, at: "value" });
    }
    return {
      id,
      feature: one.feature,
      attribute: one.attribute,
      max_auc: one.max_auc ?? null,
      max_transmitted: one.max_transmitted ?? null,
      verdict: one.verdict ?? null,
      level: one.level,
      line: own,
    };
  });
}

/** The built-in rule has no place in the file, so a clash with its id is the other rule's. */
function checkBuiltInId({ root }: ProxyContext, report: Report): void {
  const rules = isMapping(root) ? valueOf(root, "rules") : undefined;
  if (!isList(rules)) return;
  for (const [index, { value }] of rules.items.entries()) {
    if (!isMapping(value) || valueOf(value, "id") !== BUILT_IN.id) continue;
    const what = `two rules have the id ${quoted(BUILT_IN.id)}`;
    const hint = "the other is the built-in rule of proxies";
    report({ code: "duplicate-id", what, hint, path: ["rules", index, "id"], at: "value" });
  }
}
