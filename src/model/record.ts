/** What a plan says beside what is computed: the words a documented audit needs, and the preset it starts from. */

/** A named set of rules and settings with a published source. */
export type PresetId = "four_fifths" | "nyc_local_law_144" | "lending";

/**
 * What only the auditee or the auditor can say, in their own words; `null` where the plan does not say. Nothing here is
 * computed with, and no figure changes with it.
 */
export interface RecordPlan {
  // Identity
  readonly auditee: string | null;
  /** Kind of decision the system makes or supports. */
  readonly decision_type: string | null;
  /** First day the system was used on people, YYYY-MM-DD. */
  readonly first_used: string | null;
  /** Day of the audit, YYYY-MM-DD: the audit itself knows no clock. */
  readonly audited_on: string | null;
  readonly auditor: string | null;
  /** Ties between auditor and auditee, or that there are none. */
  readonly independence: string | null;
  readonly qualifications: string | null;
  /** What the system was held against. */
  readonly criteria: string | null;
  readonly assurance_level: string | null;
  readonly opinion: string | null;

  // Scope
  readonly exclusions: string | null;
  readonly population: string | null;
  readonly decision_stages: string | null;
  readonly prior_audits: string | null;

  // Data
  readonly data_source: string | null;
  readonly eligibility: string | null;
  readonly joins: string | null;
  readonly preprocessing: string | null;
  /** Why a category was left out of the comparison. */
  readonly excluded_categories: string | null;

  // Attributes
  readonly legal_basis: string | null;
  readonly necessity: string | null;
  readonly safeguards: string | null;
  readonly deletion: string | null;
  readonly access: string | null;

  // Figures worked out elsewhere
  readonly strata: string | null;
  readonly last_period: string | null;
  readonly other_windows: string | null;
  readonly other_estimators: string | null;
  readonly actual_audience: string | null;
  readonly levelling_down: string | null;

  // Governance
  readonly bias_register: string | null;
  readonly earlier_findings: string | null;
  readonly oversight: string | null;
  readonly risk_acceptances: string | null;
  readonly alternatives: string | null;
  readonly complaints: string | null;
  readonly impact_assessments: string | null;

  // Limits, reproduction and publication
  readonly not_concluded: string | null;
  readonly deviations: string | null;
  readonly environment: string | null;
  readonly signature: string | null;
  readonly retention: string | null;
  readonly public_summary: string | null;
}
