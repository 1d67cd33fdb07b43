/** `rules:`, `settings:` and `thresholds:` what is judged, and how. */
import type * as z from "zod";
import { choice, decimal, formed, text, truth, whole, anyText } from "./scalars.js";
import { defaulted, list, optional, section } from "./shapes.js";

/** A percentage where a share is wanted is the commonest slip. */
export function asShare(value: number): string | null {
  return value > 1 && value <= 100 ? `did you mean ${value / 100}?` : null;
}

export const rule = section({
  id: optional(text()).describe('Name of the rule in findings. Left out: "rule-1" for the first, and so on.'),
  metric: defaulted(text(), "all").describe('A metric id, or "all".'),
  attribute: defaulted(text(), "all").describe(
    'An attribute id, a crossing written "a x b", or "all" for every attribute and crossing.',
  ),
  threshold: defaulted(decimal({ exclusiveMinimum: 0, maximum: 1 }, asShare), 0.8).describe(
    "Least acceptable ratio to the comparator. 0.8 is the four-fifths rule of 29 CFR 1607.4(D): a rule of thumb from hiring, not a safe harbour.",
  ),
  comparator: defaulted(choice(["best", "reference", "rest", "overall"]), "best").describe(
    "Whom each group is compared with: the best-off group that is large enough, the attribute's reference group, everybody else, or everybody. Best, as in 29 CFR 1607.4(D).",
  ),
  level: defaulted(choice(["off", "warn", "error"]), "error").describe(
    "What a failure does: nothing, a line in the report, or a failed gate. Error, because a rule somebody wrote is meant to hold.",
  ),
});

export type RuleInput = z.output<typeof rule>;

export const rules = list(rule);

export const settings = section({
  confidence: defaulted(decimal({ minimum: 0.5, exclusiveMaximum: 1 }, asShare), 0.95).describe(
    "Confidence level of every interval and test. 0.95 is the convention of the field.",
  ),
  multiplicity: defaulted(choice(["holm", "none"]), "holm").describe(
    "Adjustment for testing many groups. Holm keeps the chance of any false alarm within a family at the level asked for, whatever the groups have to do with each other.",
  ),
  minimum_units: defaulted(whole({ minimum: 2, maximum: 1_000_000_000 }), 30).describe(
    "Fewest people a group needs to be judged. 30, because intervals of smaller clustered groups are not to be relied on.",
  ),
  disclosure_floor: defaulted(whole({ minimum: 1, maximum: 1_000_000_000 }), 11).describe(
    "Groups with fewer people are named, and none of their figures shown. 11 is the cell size of the US Centers for Medicare & Medicaid Services. May not be above minimum_units: a group cannot be judged on figures nobody may see.",
  ),
  comparator_share: defaulted(decimal({ minimum: 0, exclusiveMaximum: 1 }, asShare), 0.02).describe(
    "Share of all people a group needs to serve as the best-off group. 2%, the share below which New York City's rules on hiring tools (6 RCNY 5-301) let a category be left out.",
  ),
  max_groups: defaulted(whole({ minimum: 2, maximum: 100_000 }), 200).describe(
    "Most groups an attribute may have; a crossing may have 5,000. More is nearly always an id column taken for an attribute.",
  ),
  undecided: defaulted(choice(["allow", "stop"]), "allow").describe(
    'What the gate does when nothing failed but a gated finding could not be decided: "allow" passes over it, "stop" ends with exit code 3. Groups that cannot be judged by nature (unknown, below the disclosure floor) do not count. Where no gated finding at all could be decided the audit ends with 3 either way.',
  ),
});

export function isDate(spelling: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(spelling)) return false;
  const day = new Date(`${spelling}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(spelling);
}

export const thresholds = section({
  set_by: optional(anyText()).describe("Who chose the thresholds."),
  set_on: optional(formed("a date, as in 2026-10-01", "not-a-date", isDate, { format: "date" })).describe(
    "The day they were chosen.",
  ),
  before_data: optional(truth()).describe("Whether they were chosen before anyone had seen these data."),
  reason: optional(anyText()).describe("Why these."),
});

export type SettingsInput = z.output<typeof settings>;
export type ThresholdsInput = z.output<typeof thresholds>;
