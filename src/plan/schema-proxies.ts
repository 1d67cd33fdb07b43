/** `proxies:` which columns are examined as stand-ins for protected attributes, how, and what is judged of them. */
import * as z from "zod";
import { choice, decimal, formed, text, truth, whole } from "./scalars.js";
import { asShare, isDate } from "./schema-policy.js";
import { defaulted, list, mapping, optional, section, texts } from "./shapes.js";

/** The same slip where half is chance: 40 is no percentage of anything here. */
function asAuc(value: number): string | null {
  return value > 50 ? asShare(value) : null;
}

const kinds = ["category", "number", "time", "code", "text"] as const;

const feature = section({
  as: choice(kinds).describe(
    "category: each value is its own; number: cut into bins of about as many decisions each where it has many values; time: a date or time; code: by its leading characters, as a postal code; text: free text, which is never examined, and is listed with that reason.",
  ),
  levels: optional(list(whole({ minimum: 1, maximum: 100 }))).describe(
    "Steps of a code, as numbers of leading characters, longest first. Only for a code. Left out: 5, 3 and 1, the steps of a US ZIP code (post office, sectional centre, region).",
  ),
});

const justification = section({
  feature: text("a column name").describe("The column."),
  attributes: optional(texts("an attribute id")).describe("Attributes it holds for. Left out: all."),
  reason: text().describe(
    "Why the feature may be used although it tells the attribute. Printed in the report.",
  ),
  owner: text().describe("Who answers for that."),
  expires: formed("a date, as in 2027-03-31", "not-a-date", isDate, { format: "date" }).describe(
    "Last day it holds, held against the last day of the log. After it the finding counts as not justified.",
  ),
});

const proxyRule = section({
  id: optional(text()).describe(
    'Name of the rule in findings. Left out: "proxy-1" for the first, and so on.',
  ),
  feature: defaulted(text("a column name"), "all").describe('A column, or "all".'),
  attribute: defaulted(text(), "all").describe('An attribute id, or "all".'),
  max_auc: optional(decimal({ exclusiveMinimum: 0.5, maximum: 1 }, asAuc)).describe(
    "Largest acceptable AUC of the best-told group. A breach only where its whole interval is above. Left out: not judged.",
  ),
  max_transmitted: optional(decimal({ minimum: 0, maximum: 1 }, asShare)).describe(
    "Largest acceptable share of a gap that goes away with the same mix of the feature. A breach only where its whole interval is above. Left out: not judged.",
  ),
  verdict: optional(choice(["proxy", "latent"])).describe(
    "The verdict that is a breach: proxy, or latent (which a proxy breaks as well). Left out: not judged. A rule gives at least one of max_auc, max_transmitted and verdict.",
  ),
  level: defaulted(choice(["off", "warn", "error"]), "error").describe(
    "What a breach does: nothing, a line in the report, or a failed gate. Error, because a rule somebody wrote is meant to hold.",
  ),
});

export const proxies = section({
  examine: defaulted(truth(), true).describe(
    "Whether features are examined at all. True, because leaving an attribute out of a model changes nothing while another column says the same.",
  ),
  exclude: optional(texts("a column name")).describe(
    "Columns that are not examined though they have no other role. Left out: none, because whoever leaves a column out has to say so; each is listed in the report.",
  ),
  features: optional(mapping(z.union([choice(kinds), feature]))).describe(
    "How single features are to be read: from a column to a kind, or to a description. Left out: recognised by their values.",
  ),
  threshold: defaulted(decimal({ exclusiveMinimum: 0.5, maximum: 1 }, asAuc), 0.6).describe(
    "AUC from which an attribute counts as told well from a feature. At 0.6, someone shown one member of a group and one other person would pick right 6 times in 10; mere guessing is right 5 times in 10.",
  ),
  together: defaulted(whole({ minimum: 1, maximum: 3 }), 3).describe(
    "Features that are tried together at most; 1 tries none together. 3, because features that are harmless alone may tell an attribute jointly, and larger sets are too many to try.",
  ),
  justified: optional(list(justification)).describe(
    "Features that may be used although they tell an attribute. The finding stays in the report, marked, and does not fail the gate. Left out: none, because a reason, an owner and an end are for a person to give.",
  ),
  rules: optional(list(proxyRule)).describe(
    "What is judged. Left out: one rule, that no feature is a proxy for any attribute, as a warning, because nobody has said yet which features may be used.",
  ),
});

export type ProxiesInput = z.output<typeof proxies>;
