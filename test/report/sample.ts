/**
 * A result made by hand with something of everything: the four verdicts, every reason, withheld groups, figures
 * that do not exist, two-sided rules, and whatever group names a test asks for.
 */
import { sampleProxies } from "./sample-proxies.js";
import { sampleRecord } from "./sample-record.js";
import type {
  AuditResult,
  Comparison,
  Estimate,
  Family,
  Finding,
  GroupMeasurement,
  MetricPlan,
  Moments,
  Verdict,
  VerdictReason,
} from "../../src/model.js";
import { sealed } from "../../src/seal/digest.js";
import { HOSTILE } from "./hostile.js";

const absent = (reason: string): Estimate => ({ value: null, low: null, high: null, method: "none", reason });

function moments(units: number, repeat: number, share: number): Moments {
  const rows = units * repeat;
  const y = Math.round(rows * share);
  return {
    units,
    rows,
    y,
    d: rows,
    yy: share < 1 ? Math.round(y * (1.2 + (repeat - 1) * share * 1.1)) : Math.round((1.04 * y ** 2) / units),
    dd: units * repeat ** 2,
    yd: y * repeat,
  };
}

/** A group with four decisions a person, its uncertainty worked out from its sums. */
function shown(group: readonly string[], units: number, share: number, unknown = false): GroupMeasurement {
  const sums = moments(units, 4, share);
  const value = sums.y / sums.d;
  const squares = sums.yy - 2 * value * sums.yd + value ** 2 * sums.dd;
  const error = Math.sqrt(((units / (units - 1)) * squares) / sums.d ** 2);
  const effect = share < 1 ? error ** 2 / ((value * (1 - value)) / sums.d) : null;
  return {
    group,
    unknown,
    disclosure: "shown",
    moments: sums,
    missing_rows: 3,
    rate: {
      value,
      low: value - 1.96 * error,
      high: value + 1.96 * error,
      method: "wilson-clustered",
      reason: null,
    },
    standard_error: error,
    design_effect: effect,
    effective_n: effect === null ? null : sums.d / effect,
    thin: sums.y < 20,
    largest_unit_share: 4 / sums.rows,
  };
}

function withheld(group: readonly string[]): GroupMeasurement {
  return {
    group,
    unknown: false,
    disclosure: "withheld",
    moments: null,
    missing_rows: null,
    rate: absent("withheld"),
    standard_error: null,
    design_effect: null,
    effective_n: null,
    thin: false,
    largest_unit_share: null,
  };
}

function family(
  metric: string,
  attributes: readonly string[],
  groups: readonly GroupMeasurement[],
  proportion = true,
): Family {
  return {
    id: `${metric}/${attributes.join(" x ")}`,
    metric,
    attributes,
    proportion,
    mixed_units: 2,
    groups,
    overall: moments(12_042, 4, 0.163),
    omnibus: {
      test: "Rao-Scott adjusted chi-square (second order, F)",
      statistic: 31.4,
      df: 3.2,
      p: 0.000_002,
    },
    omnibus_reason: null,
  };
}

function comparison(group: GroupMeasurement, other: GroupMeasurement, p: number): Comparison {
  const [own, theirs] = [group.rate.value ?? 0, other.rate.value ?? 1];
  const spread =
    1.96 *
    Math.sqrt(
      (group.standard_error ?? 0) ** 2 / (own || 1) ** 2 + (other.standard_error ?? 0) ** 2 / theirs ** 2,
    );
  const value = own / theirs;
  return {
    comparator_rate: theirs,
    difference: {
      value: own - theirs,
      low: own - theirs - spread * theirs,
      high: own - theirs + spread * theirs,
      method: "MOVER-D",
      reason: null,
    },
    ratio: {
      value,
      low: value * Math.exp(-spread),
      high: value * Math.exp(spread),
      method: "MOVER-R",
      reason: null,
    },
    ratio_to_rest: value * 1.04,
    shared_units: 2,
    test: { test: "clustered t test", statistic: -3.2, df: null, p: p / 3 },
    p_adjusted: p,
    effect:
      theirs > 1
        ? { name: "standardised_mean_difference", value: -0.21 }
        : { name: "cohens_h", value: 2 * (Math.asin(Math.sqrt(own)) - Math.asin(Math.sqrt(theirs))) },
    shortfall: {
      at_parity: (theirs - own) * (group.moments?.d ?? 0),
      at_threshold: (theirs * 0.8 - own) * (group.moments?.d ?? 0),
    },
    minimum_detectable_ratio: 0.871,
    units_needed: 2_310,
    score_interval: null,
    unknown_bounds: { low: value * 0.9, high: value * 1.1 },
  };
}

const metric = (
  id: string,
  title: string,
  kind: MetricPlan["kind"],
  more: Partial<MetricPlan> = {},
): MetricPlan => ({
  id,
  title,
  kind,
  numerator: { column: "offered", in: null },
  denominator: { column: "eligible", in: ["yes"] },
  where: [{ column: "channel", in: ["email", "push"] }],
  direction: "favourable",
  cap: null,
  counts: false,
  ...more,
});

/** The sample, with the groups of the attribute "segment" named as asked. */
export function sampleResult(names: readonly string[] = HOSTILE): AuditResult {
  const ages = [
    shown(["18-24"], 1_611, 0.158),
    shown(["25-44"], 5_020, 0.176),
    shown(["45-64"], 3_892, 0.169),
    shown(["65+"], 1_204, 0.125),
    shown(["unknown"], 315, 0.15, true),
  ];
  const sexes = [shown(["female"], 6_020, 0.163), shown(["male"], 6_010, 0.165), withheld(["other"])];
  const discount = [shown(["18-24"], 1_611, 11.1), shown(["25-44"], 5_020, 12.4)].map((group) => ({
    ...group,
    rate: { ...group.rate, method: "t-clustered" },
  }));
  const segments = names.map((name, index) =>
    shown([name, "x"], 120 + index * 7, 0.06 + 0.004 * (index % 100)),
  );
  const everyone = shown(["everyone else", "x"], 4_400, 0.176);
  const [young, best, middle, old, unknown] = ages as [
    GroupMeasurement,
    GroupMeasurement,
    GroupMeasurement,
    GroupMeasurement,
    GroupMeasurement,
  ];
  const families = [
    family("offer_rate", ["age_band"], ages),
    family("offer_rate", ["sex"], sexes),
    family("mean_discount", ["age_band"], discount, false),
    family("offer_rate", ["segment", "sex"], [...segments, everyone]),
  ];

  let serial = 0x1a2b3c4d;
  const finding = (
    one: Family,
    group: GroupMeasurement,
    verdict: Verdict,
    reason: VerdictReason,
    other: GroupMeasurement | null,
    p = 0.2,
  ): Finding => ({
    id: `EH-${(serial++).toString(16)}`,
    rule: "four_fifths",
    level: one.metric === "offer_rate" ? "error" : "warn",
    family: one.id,
    metric: one.metric,
    attributes: one.attributes,
    group: group.group,
    verdict,
    reason,
    expected:
      one.metric === "offer_rate"
        ? { operator: ">=", threshold: 0.8 }
        : { operator: "within", threshold: 0.8 },
    comparator: { kind: other === null ? "rest" : "best", group: other === null ? null : other.group },
    comparison: other === null ? null : comparison(group, other, p),
    waived: false,
  });
  const [age, sex, money, crossing] = families as [Family, Family, Family, Family];
  const reasons: readonly VerdictReason[] = [
    "breach_not_established",
    "breach_not_excluded",
    "thin",
    "no_variance",
    "below_minimum",
    "no_denominator",
    "no_comparator",
    "zero_comparator",
  ];
  const undecided = segments.map((group, index) => {
    const reason = reasons[index % reasons.length]!;
    const judged = index % reasons.length < 4;
    return finding(crossing, group, judged ? "inconclusive" : "not_judged", reason, judged ? everyone : null);
  });
  const findings = [
    finding(crossing, segments[0]!, "fail", "breach_confirmed", everyone, 0.000_04),
    finding(age, old, "fail", "breach_established", best, 0.012),
    ...undecided.filter((one) => one.verdict === "inconclusive"),
    finding(money, discount[0]!, "inconclusive", "breach_not_excluded", discount[1]!, 0.0496),
    ...undecided.filter((one) => one.verdict === "not_judged"),
    finding(sex, sexes[2]!, "not_judged", "withheld", null),
    finding(age, unknown, "not_judged", "unknown_group", null),
    finding(age, young, "pass", "within_threshold", best),
    finding(age, middle, "pass", "within_threshold", best),
    finding(sex, sexes[0]!, "pass", "within_threshold", sexes[1]!),
  ];
  const tally = (verdict: Verdict): number => findings.filter((one) => one.verdict === verdict).length;
  const verdicts = {
    fail: tally("fail"),
    pass: tally("pass"),
    inconclusive: tally("inconclusive"),
    not_judged: tally("not_judged"),
  };

  return sealed({
    schema: "evenhand-result/1",
    tool: { name: "evenhand", version: "0.1.0" },
    plan_sha256: "a".repeat(64),
    plan: {
      evenhand: 1,
      system: {
        name: "Spring retention offers",
        owner: "CRM",
        purpose: "Who gets a retention offer",
        version: "2.3",
      },
      log: {
        files: ["decisions-*.csv"],
        format: "csv",
        delimiter: null,
        decision: "decision_id",
        unit: "customer_id",
        time: "decided_at",
        count: null,
        item: null,
        features: ["zip"],
        missing: ["NA"],
        missing_unit: "refuse",
        duplicates: "drop_identical",
        keep: [{ column: "campaign", in: ["spring"] }],
        columns: [{ column: "eligible", type: "flag", true: ["yes"], false: ["no"], range: null }],
      },
      attributes: [
        attribute("age_band", { bins: [25, 45, 65], population: [{ group: "65+", share: 0.2 }] }),
        attribute("sex", {
          source: "inferred",
          map: [{ value: "f", group: "female" }],
          reference: "male",
          category: "sex",
        }),
        attribute("segment", {
          probabilities: [{ group: names[0] ?? "a", column: "p_a" }],
          column: null,
          category: "race_ethnicity",
        }),
      ],
      intersections: [["segment", "sex"]],
      metrics: [
        metric("offer_rate", "Offer rate", "rate"),
        metric("mean_discount", "Mean discount", "mean", { direction: "either", denominator: null }),
        metric("contacts", "Contacts", "contacts", { numerator: null, denominator: null, cap: 6 }),
      ],
      rules: [
        {
          id: "four_fifths",
          metric: "all",
          attribute: "all",
          threshold: 0.8,
          comparator: "best",
          level: "error",
          line: 31,
        },
      ],
      proxies: {
        examine: true,
        exclude: ["notes"],
        features: [{ column: "zip", as: "code", levels: [5, 3, 1] }],
        threshold: 0.6,
        together: 3,
        justified: [
          { feature: "tenure", attributes: ["sex"], reason: "tariff", owner: "CRM", expires: "2027-03-31" },
        ],
        rules: [
          {
            id: "proxy-1",
            feature: "all",
            attribute: "all",
            max_auc: null,
            max_transmitted: null,
            verdict: "proxy",
            level: "warn",
            line: null,
          },
        ],
      },
      settings: {
        confidence: 0.95,
        multiplicity: "holm",
        minimum_units: 30,
        disclosure_floor: 10,
        comparator_share: 0.02,
        max_groups: 200,
        undecided: "allow",
      },
      thresholds: {
        set_by: "Model risk committee",
        set_on: "2026-09-12",
        before_data: true,
        reason: "House rule: the larger of four fifths and last year's figure",
      },
      preset: "nyc_local_law_144",
      record: sampleRecord(names),
    },
    inputs: [
      { sha256: "b".repeat(64), bytes: 4_812_233, rows: 48_300, format: "csv", compression: "gzip" },
      { sha256: "c".repeat(64), bytes: 812, rows: 8, format: "csv", compression: "none" },
    ],
    period: { asked: "2026-10", first_day: "2026-10-01", last_day: "2026-10-31" },
    ledger: {
      read: 48_308,
      used: 48_168,
      out_of_period: 61,
      filtered: 22,
      duplicates: 40,
      rejected: [{ reason: "flag-not-readable", rows: 17 }],
      blank_lines: 2,
    },
    units: { column: "customer_id", count: 12_042, repeated: 11_003 },
    quality: [
      {
        code: "unknown-attribute",
        column: "age",
        count: 1_260,
        message: `1,260 decisions (2.6%) have no age_band; group ${names[0] ?? "a"} has none`,
      },
      { code: "mixed-units", column: null, count: 2, message: "2 people are in more than one group" },
    ],
    representation: [
      {
        attributes: ["age_band"],
        groups: [
          ...ages.slice(0, 4).map((one) => ({
            group: one.group,
            unknown: false,
            units: one.moments?.units ?? null,
            rows: one.moments?.rows ?? null,
            share: (one.moments?.units ?? 0) / 11_727,
            expected_share: 0.25,
            representation_ratio: { value: 0.55, low: 0.52, high: 0.59, method: "wilson", reason: null },
          })),
          {
            group: ["unknown"],
            unknown: true,
            units: 315,
            rows: 1_260,
            share: null,
            expected_share: null,
            representation_ratio: null,
          },
        ],
        mixed_units: 2,
        test: { test: "Pearson chi-square, goodness of fit", statistic: 812.4, df: 3, p: 0 },
      },
    ],
    families,
    contacts: [
      {
        metric: "contacts",
        attributes: ["segment"],
        cap: 6,
        groups: [
          {
            group: [names[1] ?? "b"],
            unknown: false,
            units: 412,
            mean: 4.2,
            median: 4,
            p90: 7,
            above_cap: 0.113,
          },
          {
            group: ["tiny"],
            unknown: false,
            units: null,
            mean: null,
            median: null,
            p90: null,
            above_cap: null,
          },
        ],
      },
    ],
    medians: [],
    findings,
    proxies: sampleProxies(names),
    verdicts,
    tests: { pairwise: 24, families: 4 },
    gate: {
      outcome: "not_met",
      exit_code: 1,
      reason: `${verdicts.fail} findings at level error breach the plan's rule.`,
      gated: verdicts,
    },
    waivers: [],
    frozen: null,
    publication: null,
  });
}

function attribute(
  id: string,
  more: Partial<AuditResult["plan"]["attributes"][number]>,
): AuditResult["plan"]["attributes"][number] {
  return {
    id,
    column: id,
    probabilities: null,
    map: null,
    bins: null,
    unknown: ["?"],
    reference: null,
    population: null,
    source: "self_reported",
    category: null,
    ...more,
  };
}
