/**
 * The checklist as data. Citations: New York City's rules on hiring tools (6 RCNY 5-300 to 5-303), the Digital Services
 * Act (DSA, Regulation (EU) 2022/2065) and the AI Act (Regulation (EU) 2024/1689). Whether a regime applies to the
 * audited system is not for a checklist to say.
 */
import type { AttributePlan, AuditResult, Comparison, MetricKind, Plan, RecordPlan } from "../model.js";
import type { Group, Item, Standing } from "./completeness.js";

type Judge = Item["standing"];

const missing = (key: string): Standing => ({ state: "missing", key });
const present = (where: string, says: string | null = null): Standing => ({ state: "present", where, says });
const idle = (why: string): Standing => ({ state: "not_applicable", why });
const OPEN: Standing = { state: "open" };

/** Supplied by a key of `record`. */
const said =
  (key: keyof RecordPlan) =>
  ({ record }: Plan): Standing =>
    record[key] === null ? missing(`record.${key}`) : present(`record.${key}`, record[key]);

/** Supplied by a key of `system`. */
const system =
  (key: keyof Plan["system"]): Judge =>
  ({ system: one }) =>
    one[key] === null ? missing(`system.${key}`) : present(`system.${key}`, one[key]);

/** In every report, whatever the plan says. */
const always =
  (section: string): Judge =>
  () =>
    present(section);

/** There where the plan meets a condition. */
const where =
  (met: (plan: Plan) => boolean, section: string, key: string): Judge =>
  (plan) =>
    met(plan) ? present(section) : missing(key);

/** There where the result shows it; a plan alone cannot tell. */
const counted =
  (judge: (result: AuditResult) => Standing): Judge =>
  (_, result) =>
    result === null ? OPEN : judge(result);

const item = (group: Group, id: string, title: string, standing: Judge, ...required: string[]): Item => ({
  id,
  group,
  title,
  required,
  standing,
});

const ALL_GROUPS = "All groups, by metric and attribute";
const METHOD = "Method and policy";
const REPRODUCTION = "How to reproduce";
const SUMMARY = "Verdict";
const UNKNOWNS = "Data and coverage";
const PROXIES = "Features that stand in for protected attributes";

const hasDays = where((plan) => plan.log.time !== null, SUMMARY, "log.time");
const hasPeople = (plan: Plan): boolean => plan.log.unit !== null;
const examines = (plan: Plan): boolean => plan.proxies.examine;

const ofCategory = (plan: Plan, category: NonNullable<AttributePlan["category"]>): readonly string[] =>
  plan.attributes.filter((one) => one.category === category).map((one) => one.id);

const hasCategory = (category: NonNullable<AttributePlan["category"]>): Judge =>
  where((plan) => ofCategory(plan, category).length > 0, ALL_GROUPS, `attributes.*.category: ${category}`);

function crosses(plan: Plan): boolean {
  const [sexes, races] = [ofCategory(plan, "sex"), ofCategory(plan, "race_ethnicity")];
  return plan.intersections.some(
    (ids) => ids.some((id) => sexes.includes(id)) && ids.some((id) => races.includes(id)),
  );
}

/** Metrics of people, not of impressions. */
const BY_PERSON: readonly MetricKind[] = ["frequency", "exposure", "contacts"];

const compared = counted(({ findings }) =>
  findings.some((one) => one.comparison !== null) ? present(ALL_GROUPS) : missing("settings.minimum_units"),
);

/** With a figure of comparisons that a public result may not have. */
const comparedBy = (has: (one: Comparison) => boolean, without: string): Judge =>
  counted(({ findings, publication }) => {
    const all = findings.flatMap(({ comparison }) => comparison ?? []);
    if (all.length === 0) return missing("settings.minimum_units");
    return publication === null || all.some(has) ? present(ALL_GROUPS) : present(`${ALL_GROUPS}; ${without}`);
  });

const hasTest = ({ test }: Comparison): boolean => test !== null;

/** Categories under the comparator share: left out of the comparison with a reason, and shown all the same. */
const excludedCategories: Judge = (plan, result) => {
  if (result === null) return OPEN;
  const groups = result.representation.flatMap((one) => one.groups.filter((group) => !group.unknown));
  if (groups.some((group) => group.units === null)) return missing("settings.disclosure_floor");
  const small = groups.some((group) => (group.share ?? 1) < plan.settings.comparator_share);
  return small ? said("excluded_categories")(plan) : idle("no category is that small");
};

const unknownBounds = counted(({ findings, families }) => {
  if (findings.some((one) => (one.comparison?.unknown_bounds ?? null) !== null)) return present(UNKNOWNS);
  return families.some((family) => family.groups.some((group) => group.unknown))
    ? idle("the worst place for an unknown person is not defined for these metrics")
    : idle("every person's attributes are known");
});

const otherEstimators: Judge = (plan) =>
  plan.attributes.some((one) => one.probabilities !== null || one.source === "inferred")
    ? said("other_estimators")(plan)
    : idle("no attribute is inferred");

const justified: Judge = (plan, result) => {
  if (plan.proxies.justified.length > 0) return present(PROXIES);
  if (!plan.proxies.examine) return missing("proxies.examine");
  if (result === null) return OPEN;
  const found = result.proxies?.pairs.some((pair) => pair.verdict === "proxy") ?? false;
  return found ? missing("proxies.justified") : idle("no feature was found to be a proxy");
};

const scoringRate: Judge = ({ metrics }) => {
  if (metrics.some((metric) => metric.kind === "scoring_rate")) return present(ALL_GROUPS);
  return metrics.some((metric) => metric.kind === "mean")
    ? missing("metrics.*.kind: scoring_rate, with the score as numerator")
    : idle("no metric is of a score");
};

const lastPeriod: Judge = (plan, _, earlier) =>
  earlier.length > 0
    ? present("Earlier audits, and what changed since the last", plan.record.last_period)
    : said("last_period")(plan);

const riskAcceptances: Judge = (plan, result) =>
  result !== null && result.waivers.length > 0 ? present("Waivers") : said("risk_acceptances")(plan);

const deviations: Judge = (plan, result) =>
  result !== null && result.frozen !== null ? present("Method and policy") : said("deviations")(plan);

const PUBLISHED = "6 RCNY 5-303(a)";
const CALCULATED = "6 RCNY 5-301(b)";

export const CHECKLIST: readonly Item[] = [
  item("Identity", "auditee", "Auditee", said("auditee"), "DSA art. 37(4)(a)"),
  item("Identity", "system", "System", system("name")),
  item("Identity", "system-version", "System version", system("version")),
  item("Identity", "decision-type", "Type of decision", said("decision_type")),
  item("Identity", "audited-on", "Date of audit", said("audited_on"), PUBLISHED),
  item("Identity", "first-used", "Date of first use", said("first_used"), PUBLISHED),
  item("Identity", "auditor", "Auditor", said("auditor"), "DSA art. 37(4)(b)"),
  item("Identity", "independence", "Independence", said("independence"), "6 RCNY 5-300", "DSA art. 37(3)"),
  item("Identity", "qualifications", "Qualifications", said("qualifications"), "DSA art. 37(3)(b)"),
  item("Identity", "criteria", "Criteria", said("criteria")),
  item("Identity", "assurance-level", "Assurance level", said("assurance_level")),
  item("Identity", "opinion", "Opinion", said("opinion"), "DSA art. 37(4)(g)"),

  item("Scope", "purpose", "Purpose", system("purpose")),
  item("Scope", "exclusions", "Exclusions", said("exclusions")),
  item("Scope", "population", "Population", said("population")),
  item("Scope", "decision-stages", "Decision stages", said("decision_stages")),
  item("Scope", "period", "Period", hasDays, "DSA art. 37(4)(a)"),
  item("Scope", "prior-audits", "Prior audits", said("prior_audits")),

  item(
    "Data",
    "data-source",
    "Source and explanation of the data",
    said("data_source"),
    PUBLISHED,
    "AI Act art. 10(2)(b)",
  ),
  item("Data", "window", "Window of the data", hasDays),
  item("Data", "rows-and-people", "Rows and unique people", where(hasPeople, SUMMARY, "log.unit")),
  item("Data", "eligibility", "Who was eligible", said("eligibility")),
  item("Data", "joins", "Joins", said("joins")),
  item("Data", "preprocessing", "Preprocessing", said("preprocessing"), "AI Act art. 10(2)(c)"),
  item("Data", "input-digests", "Digests of the input files", (_, result) =>
    result !== null && result.publication !== null
      ? present(`${REPRODUCTION}; in the private version`)
      : present(REPRODUCTION),
  ),
  item("Data", "unknown-counts", "Counts of unknowns", always(UNKNOWNS), CALCULATED, PUBLISHED),
  item(
    "Data",
    "excluded-categories",
    "Excluded categories, with reason, n and rate",
    excludedCategories,
    "6 RCNY 5-301(d)",
  ),

  item(
    "Attributes",
    "attribute-source",
    "Self-reported or inferred",
    where((plan) => plan.attributes.every((one) => one.source !== null), METHOD, "attributes.*.source"),
  ),
  item("Attributes", "legal-basis", "Legal basis", said("legal_basis"), "AI Act art. 10(5)"),
  item("Attributes", "necessity", "Necessity", said("necessity"), "AI Act art. 10(5)(a)"),
  item("Attributes", "safeguards", "Safeguards", said("safeguards"), "AI Act art. 10(5)(b)"),
  item("Attributes", "access", "Who has access", said("access"), "AI Act art. 10(5)(c)"),
  item("Attributes", "deletion", "Deletion", said("deletion"), "AI Act art. 10(5)(e)"),

  item("Method", "definitions", "Definitions", always(METHOD), "DSA art. 37(4)(d)"),
  item("Method", "reference-rule", "Whom each group is compared with", always(METHOD)),
  item("Method", "thresholds", "Thresholds", always(METHOD)),
  item(
    "Method",
    "thresholds-set-by",
    "Who set the thresholds",
    where((plan) => plan.thresholds.set_by !== null, METHOD, "thresholds.set_by"),
  ),
  item(
    "Method",
    "thresholds-before-data",
    "Whether before the data were seen",
    where((plan) => plan.thresholds.before_data !== null, METHOD, "thresholds.before_data"),
  ),
  item("Method", "interval-and-test", "Interval and test", (_, result) =>
    result !== null && result.publication !== null && !result.findings.some((one) => one.comparison?.test)
      ? present(`${ALL_GROUPS}; tests are in the private version`)
      : present(ALL_GROUPS),
  ),
  item("Method", "multiplicity", "Multiplicity", always(METHOD)),
  item("Method", "clustering", "Clustering by person", where(hasPeople, METHOD, "log.unit")),
  item("Method", "minimum-n", "Minimum n", always(METHOD)),
  item(
    "Method",
    "power",
    "Power: the gap the data could have shown",
    comparedBy((one) => one.minimum_detectable_ratio !== null, "in the private version"),
  ),

  item("Results", "sex", "By sex", hasCategory("sex"), CALCULATED),
  item("Results", "race-ethnicity", "By race and ethnicity", hasCategory("race_ethnicity"), CALCULATED),
  item(
    "Results",
    "sex-by-race",
    "By sex crossed with race and ethnicity",
    where(crosses, ALL_GROUPS, "intersections"),
    CALCULATED,
  ),
  item("Results", "n-rate-ratio", "n, rate and ratio", compared, CALCULATED, PUBLISHED),
  item(
    "Results",
    "numerator-interval-p",
    "Numerator, interval and adjusted p",
    comparedBy(hasTest, "p is in the private version"),
  ),
  item("Results", "shortfall", "Shortfall in people or decisions", compared),
  item(
    "Results",
    "significance",
    "Practical and statistical significance",
    comparedBy(hasTest, "p is in the private version"),
  ),
  item("Results", "undecided", "Undecided cells", always(SUMMARY)),
  item(
    "Results",
    "funnel",
    "Per stage of the funnel",
    where((plan) => plan.metrics.length > 1, ALL_GROUPS, "metrics"),
  ),
  item("Results", "strata", "Per stratum, pooled, with homogeneity", said("strata")),
  item("Results", "last-period", "Against the last period", lastPeriod),
  item("Results", "scoring-rate", "Scoring rate, for scores", scoringRate, "6 RCNY 5-301(c)"),

  item("Sensitivity", "unknown-bounds", "Bounds for missing demographics", unknownBounds),
  item("Sensitivity", "other-references", "Against another reference (the rest)", compared),
  item("Sensitivity", "other-windows", "Other windows", said("other_windows")),
  item("Sensitivity", "other-estimators", "Other estimators of inferred attributes", otherEstimators),

  item(
    "Proxies and subgroups",
    "proxy-strength",
    "Strength and uncertainty",
    where(examines, PROXIES, "proxies.examine"),
  ),
  item("Proxies and subgroups", "proxy-justification", "Justification", justified),
  item(
    "Proxies and subgroups",
    "proxy-outcome",
    "Link to the outcome",
    where(examines, PROXIES, "proxies.examine"),
  ),
  item(
    "Proxies and subgroups",
    "slices",
    "What was searched, tests made, held-out results",
    where((plan) => plan.proxies.examine && plan.proxies.together > 1, PROXIES, "proxies.together"),
  ),

  item(
    "Exposure",
    "people-reached",
    "People reached beside impressions",
    where(
      (plan) => plan.metrics.some((metric) => BY_PERSON.includes(metric.kind)),
      ALL_GROUPS,
      "metrics.*.kind: frequency, exposure or contacts",
    ),
  ),
  item("Exposure", "actual-audience", "Eligible against actual audience", said("actual_audience")),
  item("Exposure", "levelling-down", "Levelling down", said("levelling_down")),

  item("Governance", "bias-register", "Bias register", said("bias_register")),
  item("Governance", "earlier-findings", "Earlier findings", said("earlier_findings")),
  item("Governance", "oversight", "Human oversight", said("oversight"), "AI Act art. 14"),
  item("Governance", "risk-acceptances", "Risk acceptances with expiry", riskAcceptances),
  item("Governance", "alternatives", "Alternatives considered", said("alternatives")),
  item("Governance", "complaints", "Complaints", said("complaints")),
  item("Governance", "impact-assessments", "Impact assessments", said("impact_assessments")),

  item("Limits", "not-concluded", "What is not concluded", ({ record }) =>
    present("Glossary, and what this cannot show", record.not_concluded),
  ),
  item("Limits", "deviations", "Deviations from the plan", deviations),

  item("Reproduction", "command", "Command", always(REPRODUCTION)),
  item("Reproduction", "plan-and-version", "Plan and version", always(REPRODUCTION)),
  item("Reproduction", "seeds", "Seeds: nothing is drawn at random", always(REPRODUCTION)),
  item("Reproduction", "output-digest", "Digest of the result", always(REPRODUCTION)),
  item("Reproduction", "environment", "Environment", said("environment")),
  item("Reproduction", "signature", "Signature", said("signature")),
  item("Reproduction", "retention", "Retention", said("retention")),

  item("Publication", "public-summary", "Public summary", said("public_summary"), PUBLISHED),
  item("Publication", "machine-readable", "Machine-readable form", always("result.json")),
  item("Publication", "disclosure", "Disclosure rules used", always(METHOD)),
];
