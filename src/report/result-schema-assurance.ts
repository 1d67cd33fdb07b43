/** Waivers, the frozen plan and publication: the part of the result schema that says what stands behind the figures. */
import { count, figure, list, maybe, object, pick, shaped, text, yes } from "./result-schema-parts.js";

const SHA256 = /^[0-9a-f]{64}$/u;
const DAY = /^\d{4,}-\d{2}-\d{2}$/u;

export const waiver = object("A breach somebody has accepted for a time.", {
  finding: shaped(/^E[HP]-[0-9a-f]{8}$/u, "Id of the finding."),
  reason: text("Why it was accepted."),
  owner: text("Who answers for the breach."),
  approver: text("Who accepted it."),
  expires: shaped(DAY, "Last day it holds, held against the last day of the log."),
  floor: maybe(figure("Ratio below which it no longer covers.")),
  state: pick(
    ["covers", "expired", "no_days", "beyond_floor", "no_breach", "no_such_finding"],
    "Whether it covers the finding, or why not.",
  ),
}).meta({ id: "waiver" });

export const frozen = object(
  "How the plan audited stands to the one frozen before; null where none was named.",
  {
    plan_sha256: shaped(SHA256, "Digest of the frozen plan."),
    frozen_on: shaped(DAY, "The day it was frozen."),
    before_data: maybe(yes("Whether that day lies before the first day of the log.")),
    deviations: list(
      object("One place in which the plans differ.", {
        path: text("Keys and item numbers from the top."),
        frozen: maybe(text("The frozen value as JSON; null where there is none.")),
        audited: maybe(text("The audited value as JSON; null where there is none.")),
      }),
      "Empty where the plan audited is the frozen one.",
    ),
  },
);

export const publication = object(
  "What was withheld before this result was made public; null for a private one.",
  {
    minimum: count("Cells with fewer people are withheld."),
    withheld: count("Groups withheld, counted once a table: too small, or giving small ones away."),
    spreads: list(
      object(
        "How much people differ on a metric, in all groups alike: its published intervals are made from it.",
        {
          metric: text(
            "Metric id; not there are metrics on which each person has one decision, a yes or a no.",
          ),
          each: figure(
            "Sum of squared distances for each person, or of shares for each decision as chance spreads them.",
          ),
          unit: figure("1 for counts; of amounts about as much as people differ."),
        },
      ),
      "In the order of the plan.",
    ),
    commitment: maybe(
      shaped(
        SHA256,
        "HMAC-SHA256 of the private result's digest under the publisher's key; null where no key was given.",
      ),
    ),
  },
);
