/** `preset:` what a plan says by naming a published set of rules; its own keys go before it. */
import type { AttributePlan, PresetId, RulePlan, Settings } from "../model.js";
import { type Preset, PRESETS } from "../policy/presets.js";
import { quoted } from "../quoted.js";
import { type Raw, type Report, isBlank, isMapping, valueOf } from "./raw.js";
import type { Attributes } from "./resolve-attributes.js";
import type { Crossings } from "./resolve-intersections.js";

export function presetOf(id: PresetId | null): Preset | null {
  return id === null ? null : PRESETS[id];
}

/** The rules of a preset, which stand in no line of the plan. */
export function presetRules(
  { id, rules }: { readonly id: PresetId; readonly rules: Preset["rules"] },
  attributes: Attributes,
  report: Report,
): readonly RulePlan[] {
  const bare = attributes.plans.find((one) => one.reference === null);
  // A rule over all attributes passes over those without a reference, and nobody would have written that here.
  if (bare !== undefined && rules.some((rule) => rule.comparator === "reference")) {
    const what = `the preset ${quoted(id)} compares with a reference group, and ${quoted(bare.id)} has none`;
    const hint = 'give it under attributes ("reference: ..."), or write rules of your own';
    report({ code: "no-reference", what, hint, path: ["preset"], at: "value" });
  }
  return rules.map((rule) => ({ ...rule, line: null }));
}

/** Settings as read, with the preset's where the plan gives none of its own. */
export function withPreset(read: Settings, raw: Raw | undefined, preset: Preset | null): Settings {
  if (preset === null) return read;
  const isGiven = (key: string): boolean => {
    const value = isMapping(raw) ? valueOf(raw, key) : undefined;
    return value !== undefined && !isBlank(value);
  };
  const own = Object.entries(read).filter(([key]) => isGiven(key));
  return { ...read, ...preset.settings, ...Object.fromEntries(own) };
}

/** The crossing a preset asks for, where the plan has both attributes with labels. */
export function presetCrossings(preset: Preset | null, attributes: Attributes): Crossings {
  if (preset?.crossed !== true) return [];
  const labelled = (category: AttributePlan["category"]): AttributePlan | undefined =>
    attributes.plans.find((one) => one.category === category && one.column !== null);
  const [sex, race] = [labelled("sex"), labelled("race_ethnicity")];
  return sex === undefined || race === undefined ? [] : [[sex.id, race.id]];
}
