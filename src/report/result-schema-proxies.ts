/** Features that stand in for protected attributes: their part of the plan, and of the result. */
import { z } from "zod";
import { estimate } from "./result-schema-findings.js";
import { count, figure, list, maybe, names, object, pick, text, yes, shaped } from "./result-schema-parts.js";

const PAIR_ID = /^EP-[0-9a-f]{8}$/u;

const KINDS = ["category", "number", "time", "code", "text"] as const;
const LEVELS = ["off", "warn", "error"] as const;

export const proxyPlan = object("What the plan says of features that may stand in for attributes.", {
  examine: yes("Whether features are examined."),
  exclude: names("Columns left out of the examination."),
  features: list(
    object("How one feature is read.", {
      column: text("Its column."),
      as: pick(KINDS, "Its kind."),
      levels: maybe(list(count("Leading characters kept."), "Steps of a code, longest first.")),
    }),
    "How single features are read.",
  ),
  threshold: figure("AUC from which an attribute counts as told well."),
  together: count("Features tried together at most."),
  justified: list(
    object("A feature that may be used although it tells an attribute.", {
      feature: text("Its column."),
      attributes: maybe(names("Attribute ids it holds for; null for all.")),
      reason: text("Why."),
      owner: text("Who answers for it."),
      expires: text("Last day it holds."),
    }),
    "Justifications.",
  ),
  rules: list(
    object("One rule on features.", {
      id: text("Rule id."),
      feature: text("A column, or all."),
      attribute: text("An attribute id, or all."),
      max_auc: maybe(figure("Largest acceptable AUC.")),
      max_transmitted: maybe(figure("Largest acceptable share of a gap.")),
      verdict: maybe(pick(["proxy", "latent"], "The verdict that is a breach.")),
      level: pick(LEVELS, "How much the rule weighs."),
      line: maybe(count("Line in the plan file; null for the built-in rule.")),
    }),
    "Rules on features.",
  ),
});

const strength = object("How well one group is told.", {
  group: text("The group."),
  people: figure("Its people."),
  auc: estimate,
});

const transmission = object("How much of a gap is the feature's mix.", {
  metric: text("Metric id."),
  group: text("The group with the lowest rate, or farthest from the plan's reference group."),
  comparator: text("The group it is held against."),
  gap: estimate,
  transmitted: estimate,
  share: estimate,
  overlap: figure("Share of the decisions at values both groups have."),
  by: pick(["values", "score_bins"], "How the mix was held."),
});

const pair = object("One feature by one attribute.", {
  id: shaped(PAIR_ID, "Stable id: EP- and 8 hex digits."),
  feature: text("The feature's column."),
  attribute: text("Attribute id."),
  verdict: pick(["proxy", "latent", "clear", "inconclusive"], "The verdict."),
  reason: pick(
    [
      "strong_and_used",
      "attribute_by_another_name",
      "use_not_seen",
      "weak_established",
      "strength_not_established",
      "strength_not_excluded",
      "too_few_people",
      "not_computed",
    ],
    "Why.",
  ),
  justified: maybe(
    object("The plan's justification.", {
      reason: text("Why."),
      owner: text("Who answers for it."),
      expires: text("Last day it holds."),
      expired: yes("Whether the log goes on after that day."),
    }),
  ),
  people: maybe(figure("People whose group is known; null when withheld.")),
  rows: maybe(figure("Their decisions; null when withheld.")),
  groups: list(strength, "Groups large enough, best told first."),
  auc: estimate,
  worst: maybe(strength),
  cramers_v: estimate,
  uncertainty: estimate,
  p_strength: maybe(figure("Chance of such strength, were none told better than the threshold.")),
  q_strength: maybe(figure("The same, adjusted over all pairs.")),
  uses: list(
    object("Whether one outcome follows the feature within groups.", {
      metric: text("Metric id."),
      auc: estimate,
      p: maybe(figure("Chance of following so closely, were it not to follow.")),
    }),
    "One a yes/no outcome.",
  ),
  q_use: maybe(figure("Chance of such use, adjusted over outcomes and pairs.")),
  transmissions: list(transmission, "One an outcome with two groups to compare."),
  ladder: list(
    object("One step of coarsening.", {
      level: text("What is kept."),
      values: count("Values at this step."),
      group: text("The group told best."),
      auc: estimate,
      shares: list(maybe(figure("Share of the gap.")), "In the order of the transmissions."),
    }),
    "Coarser and coarser.",
  ),
  missing: maybe(
    object("Decisions by what is known.", {
      both: figure("Neither feature nor attribute known."),
      feature_only: figure("Only the feature unknown."),
      attribute_only: figure("Only the attribute unknown."),
      neither: figure("Both known."),
      phi: maybe(figure("Phi coefficient of the two.")),
      notable: yes("Unknown together far more often than chance."),
    }),
  ),
});

const joint = object("Features that together tell an attribute.", {
  attribute: text("Attribute id."),
  steps: list(
    object("One set.", {
      features: names("The features."),
      group: text("The group told best."),
      auc: estimate,
      gain: maybe(estimate),
    }),
    "The best single feature, the best pair, that pair and a third.",
  ),
  smallest: maybe(names("Features of the smallest set that tells the attribute.")),
  tried: count("Sets tried in the search."),
});

export const proxies = maybe(
  object("Features that stand in for protected attributes.", {
    threshold: figure("AUC from which an attribute counts as told well."),
    features: list(
      object("One candidate.", {
        feature: text("Its column."),
        kind: pick(KINDS, "What it was read as."),
        kind_from: pick(["plan", "values"], "Who said so."),
        values: count("Different values."),
        missing_rows: maybe(figure("Decisions without a value; null with too many values.")),
        set_aside: maybe(
          pick(
            ["one_value", "identifier", "too_many_values", "free_text", "excluded", "all_missing"],
            "Why it was not examined.",
          ),
        ),
        bins: count("Values or bins in the tests."),
        folds: count("Folds of people."),
      }),
      "Candidates.",
    ),
    pairs: list(pair, "Worst first."),
    joint: list(joint, "One an attribute."),
    findings: list(
      object("One pair judged by one rule.", {
        id: shaped(PAIR_ID, "Stable id."),
        rule: text("Rule id."),
        level: pick(LEVELS, "Level of the rule."),
        pair: shaped(PAIR_ID, "Id of the pair."),
        feature: text("The feature's column."),
        attribute: text("Attribute id."),
        bound: pick(["auc", "transmitted", "verdict"], "What the rule bounds."),
        limit: z.union([z.number(), z.literal("proxy"), z.literal("latent")]).describe("Its limit."),
        verdict: pick(["fail", "pass", "inconclusive", "not_judged"], "The verdict."),
        actual: maybe(estimate),
        metric: maybe(text("Metric of a transmitted share.")),
        justified: yes("A breach an unexpired justification covers."),
        waived: yes("A breach that a waiver covers, likewise."),
      }),
      "Rules on features, as judged.",
    ),
    tests: object("Tests made.", {
      strength: count("Of strength."),
      use: count("Pairs tested for use."),
    }),
    notes: names("What was not computed, and why."),
  }),
);
