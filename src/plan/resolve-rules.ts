/** `rules:` from what is written to what is meant; every name they use must exist. */
import type { PresetId, RulePlan } from "../model.js";
import { PRESETS } from "../policy/presets.js";
import { checkSafeId } from "./ids.js";
import { readPart } from "./issues.js";
import { didYouMean } from "./nearest.js";
import { quoted } from "../quoted.js";
import { type Path, type Raw, type Report, isList, isMapping, offsetOf, valueOf } from "./raw.js";
import type { Attributes } from "./resolve-attributes.js";
import { type Crossings, crossingName, sameCrossing } from "./resolve-intersections.js";
import type { Metrics } from "./resolve-metrics.js";
import { presetRules } from "./resolve-preset.js";
import { rule, rules } from "./schema-policy.js";

/** What a plan without `rules` is judged by. */
const BUILT_IN: RulePlan = {
  id: "rule-1",
  metric: "all",
  attribute: "all",
  threshold: 0.8,
  comparator: "best",
  level: "error",
  line: null,
};

export interface RuleContext {
  readonly root: Raw;
  /** The line of an offset, 1-based. */
  readonly lineAt: (offset: number) => number;
  readonly attributes: Attributes;
  readonly metrics: Metrics;
  /** `null` when the section has faults: names of crossings are then not checked. */
  readonly crossings: Crossings | null;
  /** The preset whose rules hold where the plan has none. */
  readonly preset: PresetId | null;
}

export function resolveRules(
  raw: Raw | undefined,
  context: RuleContext,
  report: Report,
): readonly RulePlan[] {
  const { preset } = context;
  if (raw === undefined) {
    if (preset === null) return [BUILT_IN];
    return presetRules({ id: preset, rules: PRESETS[preset].rules }, context.attributes, report);
  }
  if (!isList(raw) || raw.items.length === 0) {
    readPart(rules, raw, ["rules"], report);
    return [];
  }
  const seen = new Map<string, number>();
  return raw.items.flatMap(({ value }, index): readonly RulePlan[] => {
    const path: Path = ["rules", index];
    // Names are checked as written, so that a misspelt key beside them does not hide them.
    checkNames(value, path, context, report);
    const input = readPart(rule, value, path, report);
    if (input === null) return [];
    const line = context.lineAt(offsetOf(context.root, path, "value"));
    const { metric, attribute, threshold, comparator, level } = input;
    const plan = {
      id: input.id ?? `rule-${index + 1}`,
      metric,
      attribute,
      threshold,
      comparator,
      level,
      line,
    };
    if (input.id !== undefined) checkSafeId(input.id, [...path, "id"], "value", report);
    const earlier = seen.get(plan.id);
    if (earlier !== undefined) {
      const what = `two rules have the id ${quoted(plan.id)}`;
      const hint = `the other is on line ${earlier}`;
      report({ code: "duplicate-id", what, hint, path: [...path, "id"], at: "value" });
    } else seen.set(plan.id, line);
    checkReference(plan, path, context, report);
    return [plan];
  });
}

function checkNames(raw: Raw, path: Path, context: RuleContext, report: Report): void {
  if (!isMapping(raw)) return;
  const { attributes, metrics, crossings } = context;
  const metric = valueOf(raw, "metric");
  if (typeof metric === "string" && isUnknown(metric, metrics.ids)) {
    const what = `the rule names ${quoted(metric)}, which is not a metric of the plan`;
    const hint = didYouMean(metric, metrics.ids);
    report({ code: "unknown-metric", what, hint, path: [...path, "metric"], at: "value" });
  }
  const attribute = valueOf(raw, "attribute");
  if (crossings === null || typeof attribute !== "string" || attributes.ids.length === 0) return;
  const names = [...attributes.ids, ...crossings.map(crossingName)];
  if (!isUnknown(attribute, names)) return;
  const what = `the rule names ${quoted(attribute)}, which is not an attribute of the plan`;
  const hint = crossingHint(attribute, attributes.ids, crossings) ?? didYouMean(attribute, names);
  report({ code: "unknown-attribute", what, hint, path: [...path, "attribute"], at: "value" });
}

/** With no names at all something else is wrong, and said already; an empty name is refused by its shape. */
function isUnknown(name: string, known: readonly string[]): boolean {
  return name !== "all" && name !== "" && known.length > 0 && !known.includes(name);
}

/** Known attributes with " x " between: a crossing in another order, or one nobody asked for. */
function crossingHint(name: string, ids: readonly string[], crossings: Crossings): string | null {
  const parts = name.split(" x ");
  if (parts.length < 2 || !parts.every((part) => ids.includes(part))) return null;
  const other = crossings.find((crossing) => sameCrossing(crossing, parts));
  if (other !== undefined) return `did you mean ${quoted(crossingName(other))}?`;
  return `add [${parts.map(quoted).join(", ")}] under intersections`;
}

/**
 * A rule that compares with the reference group needs one: a named attribute (or
 * each attribute of a named crossing) must have it. A rule over all attributes is
 * at fault only when none has one; the families without stay not judged.
 */
function checkReference(plan: RulePlan, path: Path, context: RuleContext, report: Report): void {
  const { attributes, crossings } = context;
  if (plan.comparator !== "reference" || attributes.faulty || crossings === null) return;
  const without = attributes.plans.filter((one) => one.reference === null).map((one) => one.id);
  const problem = (what: string): void => {
    const hint = 'give it under attributes: "reference: ..."';
    report({ code: "no-reference", what, hint, path: [...path, "comparator"], at: "value" });
  };
  if (plan.attribute === "all") {
    const none = without.length === attributes.ids.length;
    if (none) problem("the rule compares with a reference group, and no attribute has one");
    return;
  }
  const crossing = crossings.find((one) => crossingName(one) === plan.attribute);
  const lacking = (crossing ?? [plan.attribute]).find((id) => without.includes(id));
  if (lacking !== undefined) {
    problem(`the rule compares with a reference group, and ${quoted(lacking)} has none`);
  }
}
