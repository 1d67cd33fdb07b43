/**
 * `record:` what a documented audit says in words, because no log can: who audited whom, when, by what right, and what
 * stands around the figures. Judges nothing.
 */
import type * as z from "zod";
import type { RecordPlan } from "../model.js";
import { anyText, formed } from "./scalars.js";
import { isDate } from "./schema-policy.js";
import { optional, section } from "./shapes.js";

const words = (about: string) => optional(anyText()).describe(about);
const day = (about: string) =>
  optional(formed("a date, as in 2026-10-01", "not-a-date", isDate, { format: "date" })).describe(about);

/** In the order of the report. */
const keys = {
  auditee: words("Who is audited: the organisation that uses the system."),
  decision_type: words("Kind of decision the system makes or supports, as in: choice of offers, hiring."),
  first_used: day("First day the system was used on people."),
  audited_on: day("Day of the audit. The audit has no clock, so that the same input gives the same report."),
  auditor: words("Who audits."),
  independence: words("What ties the auditor to the auditee or its suppliers, or that nothing does."),
  qualifications: words("What makes the auditor fit to audit this."),
  criteria: words("What the system is held against: a law, a standard, a policy of the house."),
  assurance_level: words("How sure the auditor claims to be, as in: reasonable, limited, none."),
  opinion: words("The auditor's opinion, in the auditor's words. This program gives none."),
  exclusions: words("What was left out of the audit, and why."),
  population: words("The people the system decides about, and how those in the log stand for them."),
  decision_stages: words("The stages from eligibility to outcome, and which of them the log shows."),
  prior_audits: words("Earlier audits of the system, and where they are."),
  data_source: words("Where the data come from, how they were gathered, and why these."),
  eligibility: words("Who could be decided about, and who never could."),
  joins: words("What was joined to the log, by which key, and how many rows found no partner."),
  preprocessing: words("What was done to the data before they became this log."),
  excluded_categories: words("Why categories were left out of the comparison, where any were."),
  legal_basis: words("By what right the protected attributes are used for the audit."),
  necessity: words("Why the audit cannot do without them."),
  safeguards: words("How they are protected meanwhile."),
  deletion: words("When and how they are deleted."),
  access: words("Who can see them."),
  strata: words("Figures by stratum, with the pooled one and a test of homogeneity, and where they are."),
  last_period: words("How the figures stand to those of the last period, and where that is shown."),
  other_windows: words("How the figures change with other windows of time."),
  other_estimators: words("How the figures change with another estimator of inferred attributes."),
  actual_audience: words("How the people eligible compare with those who were actually reached."),
  levelling_down: words("Whether a gap was closed by giving the better-off group less."),
  bias_register: words("Where each finding is kept with its owner, severity, status and deadline."),
  earlier_findings: words("What became of the findings of earlier audits."),
  oversight: words("Who can overrule the system, how, and how often they do."),
  risk_acceptances: words("Which breaches were accepted, by whom and until when, beyond the waivers shown."),
  alternatives: words("Less unequal ways to the same end that were considered."),
  complaints: words("How people complain, how many did, and what came of it."),
  impact_assessments: words("Impact assessments of the system, and where they are."),
  not_concluded: words("What is not concluded, beyond what every report says."),
  deviations: words("Where the audit departs from what was planned, where no frozen plan shows it."),
  environment: words("Machine and software the audit ran on."),
  signature: words("Where the signature of the result is, and whose it is."),
  retention: words("How long the log, the result and the report are kept."),
  public_summary: words("Where the public summary is published."),
};

export const record = section(keys);

export type RecordInput = z.output<typeof record>;

/** Every key, `null` where the plan does not say. */
export function recordOf(input: RecordInput | undefined): RecordPlan {
  const names = Object.keys(keys) as (keyof typeof keys)[];
  return Object.fromEntries(names.map((key) => [key, input?.[key] ?? null])) as Record<
    keyof typeof keys,
    string | null
  >;
}
