/** Named sets of rules and settings, as data, each with where it comes from. A plan takes one up by its id. */
import type { Comparator, PresetId, RulePlan, Settings } from "../model.js";

export interface Preset {
  /** In a few words, for a report. */
  readonly title: string;
  /** Where the figures come from. */
  readonly source: string;
  /** What the source does not say, and this program adds. */
  readonly caveat: string;
  /** What is judged where the plan has no rules of its own. */
  readonly rules: readonly Omit<RulePlan, "line">[];
  /** What the plan's own settings override, key by key. */
  readonly settings: Partial<Settings>;
  /** Sex and race/ethnicity are crossed where the plan has both and says nothing of crossings. */
  readonly crossed: boolean;
}

const rule = (id: string, comparator: Comparator, level: RulePlan["level"]): Omit<RulePlan, "line"> => ({
  id,
  metric: "all",
  attribute: "all",
  threshold: 0.8,
  comparator,
  level,
});

export const PRESETS: Readonly<Record<PresetId, Preset>> = {
  four_fifths: {
    title: "Four-fifths rule",
    source:
      "Uniform Guidelines on Employee Selection Procedures, 29 CFR 1607.4(D); share of 2%: 1607.15(A)(2)",
    caveat:
      "A rule of thumb of enforcement agencies, not a safe harbour: smaller differences may matter where they are significant, and larger ones may not with small numbers.",
    rules: [rule("four_fifths", "best", "error")],
    settings: { comparator_share: 0.02 },
    crossed: false,
  },
  nyc_local_law_144: {
    title: "New York City Local Law 144, bias audit of automated employment decision tools",
    source: "NYC Administrative Code 20-870 and 20-871; 6 RCNY 5-300 to 5-303",
    caveat:
      "The rules ask for impact ratios and set no threshold. Four fifths is held against them as a warning only, so no exit code hangs on a limit the rules do not have.",
    rules: [rule("impact_ratio", "best", "warn")],
    settings: { comparator_share: 0.02 },
    crossed: true,
  },
  lending: {
    title: "Adverse impact ratio of lending",
    source:
      "practice of disparity analysis in lending in the United States: adverse impact ratio against a control group below 0.8 practically significant, 0.8 to 0.9 a concern; standardised mean difference of 0.3 practically significant",
    caveat: "A convention of practice. No statute or regulation on lending sets these figures.",
    rules: [rule("adverse_impact_ratio", "reference", "error")],
    settings: {},
    crossed: false,
  },
};

export const PRESET_IDS = Object.keys(PRESETS) as readonly PresetId[];

/** From which size on lending practice looks at a gap. */
export const LENDING = { significant: 0.8, concern: 0.9, standardised_difference: 0.3 } as const;
