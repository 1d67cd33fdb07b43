/** The plan as the audit understood it: the part of the result schema that repeats it. */
import { z } from "zod";
import { count, figure, list, maybe, names, object, pick, text, yes } from "./result-schema-parts.js";
import { proxyPlan } from "./result-schema-proxies.js";
import { preset, record } from "./result-schema-record.js";

const condition = object("Rows are kept where the column is one of these values.", {
  column: text("Column name."),
  in: names("Values."),
}).meta({ id: "condition" });

const quantity = object("A column read as flag or number, or 'the text is one of these'.", {
  column: text("Column name."),
  in: maybe(names("Values that count as yes.")),
}).meta({ id: "quantity" });

const log = object("How the log is read.", {
  files: names("Paths or patterns, relative to the plan."),
  format: pick(["auto", "csv", "ndjson", "parquet"], "Format of the files."),
  delimiter: maybe(text("Field separator of a CSV; null finds it.")),
  decision: maybe(text("Column that names the decision.")),
  unit: maybe(text("Column that names the person.")),
  time: maybe(text("Column with the time of the decision.")),
  count: maybe(text("Column with how many decisions a row stands for.")),
  item: maybe(text("Column that names the item recommended.")),
  features: names("Columns examined as stand-ins for protected attributes."),
  missing: names("Spellings that mean 'no value'."),
  missing_unit: pick(["refuse", "reject"], "What to do with rows that name no person."),
  duplicates: pick(["refuse", "drop_identical"], "What to do with copies of a decision."),
  keep: list(condition, "Rows outside these values are left out."),
  columns: list(
    object("What the plan says about one column.", {
      column: text("Column name."),
      type: maybe(pick(["text", "flag", "number", "time"], "How it is read.")),
      true: maybe(names("Spellings of yes.")),
      false: maybe(names("Spellings of no.")),
      range: maybe(z.tuple([z.number(), z.number()]).readonly().describe("Inclusive bounds of a number.")),
    }),
    "Single columns.",
  ),
});

const attribute = object("One attribute.", {
  id: text("Attribute id."),
  column: maybe(text("Column of the label; null for membership probabilities.")),
  probabilities: maybe(
    list(
      object("One group.", { group: text("Group name."), column: text("Probability column.") }),
      "Probabilities.",
    ),
  ),
  map: maybe(
    list(object("One value.", { value: text("Value."), group: text("Group name.") }), "Value to group."),
  ),
  bins: maybe(list(z.number(), "Cut points, lower bound inclusive.")),
  unknown: names("Spellings that mean 'not known'."),
  reference: maybe(text("Reference group.")),
  population: maybe(
    list(
      object("One group.", { group: text("Group name."), share: figure("Expected share.") }),
      "Expected shares.",
    ),
  ),
  source: maybe(pick(["self_reported", "inferred", "observed"], "Where the attribute came from.")),
  category: maybe(pick(["sex", "race_ethnicity"], "Which category it is.")),
});

const metric = object("One metric.", {
  id: text("Metric id."),
  title: text("Title."),
  kind: pick(
    ["rate", "ratio", "mean", "scoring_rate", "frequency", "exposure", "contacts"],
    "Kind of metric.",
  ),
  numerator: maybe(quantity),
  denominator: maybe(quantity),
  where: list(condition, "Rows the metric looks at."),
  direction: pick(
    ["favourable", "unfavourable", "either"],
    "Which way a higher figure points for the person.",
  ),
  cap: maybe(figure("Contacts above which a person is over-contacted.")),
  counts: yes("Numerator and denominator hold counts of single trials."),
});

const rule = object("One rule.", {
  id: text("Rule id."),
  metric: text("Metric id, or all."),
  attribute: text("Attribute id, a crossing, or all."),
  threshold: figure("Smallest acceptable ratio to the comparator."),
  comparator: pick(["best", "reference", "rest", "overall"], "What groups are compared with."),
  level: pick(["off", "warn", "error"], "How much the rule weighs."),
  line: maybe(count("Line in the plan file; null for the built-in rule.")),
});

/** The plan with every default filled in. */
export const plan = object("The audit plan with every default filled in.", {
  evenhand: z.literal(1).describe("Version of the plan format."),
  system: object("What is audited, in the auditee's words.", {
    name: maybe(text("Its name.")),
    owner: maybe(text("Who owns it.")),
    purpose: maybe(text("What it is for.")),
    version: maybe(text("Its version.")),
  }),
  log,
  attributes: list(attribute, "Attributes."),
  intersections: list(names("Attribute ids crossed."), "Crossings to audit."),
  metrics: list(metric, "Metrics."),
  rules: list(rule, "Rules."),
  proxies: proxyPlan,
  settings: object("Settings.", {
    confidence: figure("Confidence level of every interval."),
    multiplicity: pick(["holm", "none"], "Adjustment for many tests."),
    minimum_units: count("Fewest people a group needs to be judged."),
    disclosure_floor: count("Groups with fewer people are named, and nothing of theirs is shown."),
    comparator_share: figure("Share of all people a group needs to serve as best comparator."),
    max_groups: count("Most cells an attribute or crossing may have."),
    undecided: pick(["allow", "stop"], "What the gate does when a gated rule is undecided."),
  }),
  thresholds: object("Who chose the thresholds, and when.", {
    set_by: maybe(text("Who.")),
    set_on: maybe(text("When.")),
    before_data: maybe(yes("Whether before the data were seen.")),
    reason: maybe(text("Why.")),
  }),
  preset: maybe(preset),
  record,
});
