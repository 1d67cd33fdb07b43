/**
 * The audit plan as it is written in `evenhand.yaml`: every key, its default and
 * the reason for it. The checks, the types, the JSON Schema and the plan reference
 * are all made from this description; checks that look at two keys at once are in
 * the `resolve-*` files.
 */
import { attributes, intersections } from "./schema-attributes.js";
import { log } from "./schema-log.js";
import { metrics } from "./schema-metrics.js";
import { rules, settings, thresholds } from "./schema-policy.js";
import { proxies } from "./schema-proxies.js";
import { record } from "./schema-record.js";
import { PRESET_IDS } from "../policy/presets.js";
import { anyText, choice, formed } from "./scalars.js";
import { optional, section } from "./shapes.js";

const system = section({
  name: optional(anyText()).describe("What the audited system is called."),
  owner: optional(anyText()).describe("Who answers for it."),
  purpose: optional(anyText()).describe("What it decides, and about whom."),
  version: optional(anyText()).describe("Version of the model or rule set the log comes from."),
});

/** Each top-level key by itself, so that a fault in one does not hide the faults in the others. */
export const planKeys = {
  evenhand: formed("1, the version of the plan format", "wrong-version", (spelling) => spelling === "1", {
    type: "integer",
    const: 1,
  }).describe("Version of the plan format."),
  preset: optional(choice(PRESET_IDS)).describe(
    "A published set of rules and settings to start from. What the plan itself says goes before it: its rules instead of the preset's, its settings key by key. Left out: none.",
  ),
  system: optional(system).describe("What is audited, in your own words. Printed at the head of the report."),
  log: optional(log).describe("Where the decisions are and what the columns mean."),
  attributes: attributes.describe(
    "The attributes whose groups are compared: a list of column names, or a mapping from an id to what is special about it.",
  ),
  intersections: optional(intersections).describe(
    'Crossings of attributes that are audited as well: lists of two or more attribute ids, or "pairs" for every pair. Attributes given as probabilities cannot be crossed, and "pairs" passes over them. Left out: none, because each crossing makes groups smaller and tests more.',
  ),
  metrics: metrics.describe("What is compared: from an id to a column (a rate), or to a description."),
  rules: optional(rules).describe(
    "What is judged. Left out: one rule over every metric and attribute, at four fifths of the best-off group, as an error.",
  ),
  proxies: optional(proxies).describe(
    "Which columns are examined as stand-ins for protected attributes, and what is judged of them.",
  ),
  settings: optional(settings).describe("How sure the audit has to be, and how small a group may get."),
  thresholds: optional(thresholds).describe(
    "Who chose the thresholds, and whether before the data were seen. Judges nothing, and belongs in an honest report.",
  ),
  record: optional(record).describe(
    "What a documented audit says in words: who audits whom, where the data come from, who watches over the system. Judges nothing; `evenhand check --completeness` lists what is missing.",
  ),
} as const;

/** The whole plan. */
export const planInput = section(planKeys);
