/**
 * The published shape of result.json, version 1: for other programs, and for reading a result back in.
 *
 * The compiler checks below that it is the same as the type `AuditResult`, in both directions; a test checks that
 * docs/result.schema.json is what this file says.
 */
import { z } from "zod";
import type { AuditResult } from "../model.js";
import { plan } from "./result-schema-plan.js";
import { frozen, publication, waiver } from "./result-schema-assurance.js";
import { proxies } from "./result-schema-proxies.js";
import { estimate, family, finding, test } from "./result-schema-findings.js";
import { count, figure, list, maybe, names, object, pick, shaped, text, yes } from "./result-schema-parts.js";

const SHA256 = /^[0-9a-f]{64}$/u;
const DAY = /^\d{4,}-\d{2}-\d{2}$/u;

const representation = object("Who is in the log, for one attribute or crossing.", {
  attributes: names("Attribute ids."),
  groups: list(
    object("One group.", {
      group: names("Group names."),
      unknown: yes("Some attribute is unknown for these people."),
      units: maybe(figure("People; null when withheld.")),
      rows: maybe(figure("Decisions; null when withheld.")),
      share: maybe(figure("Share of the units whose group is known.")),
      expected_share: maybe(figure("Share expected from the plan's population.")),
      representation_ratio: maybe(estimate),
    }),
    "Groups.",
  ),
  mixed_units: maybe(figure("Units in more than one group; null when withheld.")),
  test: maybe(test),
});

const contacts = object("How many decisions a person received, for one attribute or crossing.", {
  metric: text("Metric id."),
  attributes: names("Attribute ids."),
  cap: maybe(figure("Contacts above which a person is over-contacted.")),
  groups: list(
    object("One group.", {
      group: names("Group names."),
      unknown: yes("Some attribute is unknown for these people."),
      units: maybe(figure("People; null when withheld.")),
      mean: maybe(figure("Mean contacts of a person.")),
      median: maybe(figure("Median.")),
      p90: maybe(figure("90th percentile.")),
      above_cap: maybe(figure("Share of people above the cap.")),
    }),
    "Groups.",
  ),
});

const side = object("Decisions on one side of a median, or at it.", {
  rows: figure("Decisions."),
  units: maybe(figure("People with such a decision; null when withheld.")),
}).meta({ id: "median_side" });

const median = object("The median that a scoring rate holds decisions against.", {
  metric: text("Metric id."),
  median: maybe(figure("In the log's own unit; null when withheld.")),
  below: maybe(side),
  at: maybe(side),
  above: maybe(side),
});

const verdicts = object("How many findings have each verdict.", {
  fail: count("Breaches of the plan's rule."),
  pass: count("Within the rule."),
  inconclusive: count("Inconclusive."),
  not_judged: count("Not judged."),
}).meta({ id: "verdict_counts" });

const ledger = object("Every input row: read = used + out_of_period + filtered + duplicates + rejected.", {
  read: figure("Rows read."),
  used: figure("Rows in the figures."),
  out_of_period: figure("Rows outside the period."),
  filtered: figure("Rows the plan leaves out."),
  duplicates: figure("Exact copies dropped."),
  rejected: list(
    object("Rows rejected for one reason.", { reason: text("The reason."), rows: figure("How many.") }),
    "Rejected rows by reason.",
  ),
  blank_lines: figure("Lines without a row."),
});

/** All an audit found. Extra properties are refused. */
export const resultSchema = object("All an audit found. Carries no clock, no path and no random order.", {
  schema: z.literal("evenhand-result/1").describe("Name and version of this format."),
  tool: object("What made the result.", {
    name: z.literal("evenhand").describe("The program."),
    version: shaped(/^[0-9A-Za-z.+-]+$/u, "Its version."),
  }),
  plan_sha256: shaped(SHA256, "SHA-256 of the plan, in hex."),
  plan,
  inputs: list(
    object("One input file, as it lies on disk.", {
      sha256: shaped(SHA256, "SHA-256 of its bytes, in hex."),
      bytes: count("Its size."),
      rows: count("Its rows."),
      format: pick(["csv", "ndjson", "parquet"], "Its format."),
      compression: pick(["none", "gzip", "zstd"], "Its compression."),
    }),
    "The files read.",
  ),
  period: object("The time covered.", {
    asked: maybe(text("The period asked for; null for the whole log.")),
    first_day: maybe(shaped(DAY, "First day of the rows used, YYYY-MM-DD.")),
    last_day: maybe(shaped(DAY, "Last day of the rows used, YYYY-MM-DD.")),
  }),
  ledger,
  units: object("Units among the rows used.", {
    column: maybe(text("Column that names the unit; null when each row is its own.")),
    count: figure("How many."),
    repeated: maybe(figure("How many have more than one row; null when withheld.")),
  }),
  quality: list(
    object("Something about the data a reader must know.", {
      code: text("Stable code."),
      column: maybe(text("The column it is about.")),
      count: figure("How many rows, people or values."),
      message: text("One sentence."),
    }),
    "Notes on the data.",
  ),
  representation: list(representation, "Who is in the log."),
  families: list(family, "Every metric by every attribute."),
  contacts: list(contacts, "Contact pressure."),
  medians: list(median, "The medians of scoring rates, in plan order."),
  findings: list(
    finding,
    "Worst first: fail, inconclusive, not judged, pass; then by ratio, worst off first; then by id.",
  ),
  proxies,
  verdicts,
  tests: object("How many tests were made.", {
    pairwise: count("Pairwise comparisons."),
    families: count("Families they were adjusted in."),
  }),
  gate: object("What the verdicts come to.", {
    outcome: pick(["met", "not_met", "undecided"], "The outcome."),
    exit_code: z.union([z.literal(0), z.literal(1), z.literal(3)]).describe("Exit code of the audit."),
    reason: text("One plain sentence."),
    gated: verdicts,
  }),
  waivers: list(waiver, "Accepted breaches, in the order of the waivers file."),
  frozen: maybe(frozen),
  publication: maybe(publication),
  sha256: shaped(SHA256, "SHA-256 of the canonical JSON (RFC 8785) of all the rest."),
});

/** The JSON Schema (draft 2020-12) as published in docs/result.schema.json, with its final newline. */
export function resultSchemaText(): string {
  const schema = z.toJSONSchema(resultSchema, {
    target: "draft-2020-12",
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const { $schema, ...rest } = schema;
  const head = { $schema, $id: "urn:evenhand:result:1", title: "Evenhand audit result, version 1" };
  return `${JSON.stringify({ ...head, ...rest }, null, 2)}\n`;
}

type Same<A, B> = [A, B] extends [B, A] ? true : never;

/** Does not compile when the schema and the type part ways. */
export const SCHEMA_IS_THE_TYPE: Same<AuditResult, z.infer<typeof resultSchema>> = true;
