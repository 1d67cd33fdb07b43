/** Two months of a made log, audited: results with real figures for tests of their comparison. */
import { judgeFamily } from "../../src/policy/judge.js";
import { countVerdicts, sortFindings } from "../../src/policy/gate.js";
import type { AuditResult, Direction, Plan, RulePlan } from "../../src/model.js";
import { sealed } from "../../src/seal/digest.js";
import { sampleResult } from "../report/sample.js";
import { evidenceOf, people, planWith, type Row } from "./evidence.js";

const SKELETON = sampleResult(["a"]);

export const SEPTEMBER: AuditResult["period"] = {
  asked: "2026-09",
  first_day: "2026-09-01",
  last_day: "2026-09-30",
};
export const OCTOBER: AuditResult["period"] = {
  asked: "2026-10",
  first_day: "2026-10-01",
  last_day: "2026-10-31",
};

export interface Month {
  readonly rows: readonly Row[];
  readonly period?: AuditResult["period"];
  readonly rule?: Partial<RulePlan>;
  readonly direction?: Direction;
  readonly settings?: Partial<Plan["settings"]>;
}

/** Groups by name: how many people, and how many of them had the event. */
export type Counts = Readonly<Record<string, readonly [people: number, events: number]>>;

export function rowsOf(counts: Counts): Row[] {
  return Object.entries(counts).flatMap(([group, [all, events]]) => people(group, all, events));
}

/** A result of one metric by one attribute, judged by one rule at level error. */
export function month({
  rows,
  period = SEPTEMBER,
  rule = {},
  direction = "favourable",
  settings = {},
}: Month): AuditResult {
  const base = planWith({ minimum_units: 30, ...settings });
  const asked: RulePlan = {
    id: "r",
    metric: "all",
    attribute: "all",
    threshold: 0.8,
    comparator: "best",
    level: "error",
    line: null,
    ...rule,
  };
  const plan: Plan = {
    ...base,
    system: { ...base.system, name: "Offer engine" },
    metrics: base.metrics.map((metric) => ({ ...metric, direction })),
    rules: [asked],
  };
  const evidence = evidenceOf(rows, plan);
  const findings = sortFindings(judgeFamily(evidence, asked, plan.metrics[0]!, plan));
  return resealed({
    ...SKELETON,
    plan,
    period,
    units: { column: "person", count: evidence.family.overall!.units, repeated: 0 },
    ledger: { ...SKELETON.ledger, used: evidence.family.overall!.rows },
    families: [evidence.family],
    findings,
    verdicts: countVerdicts(findings),
    proxies: null,
    inputs: [
      {
        ...SKELETON.inputs[0]!,
        sha256: period.first_day === SEPTEMBER.first_day ? "1".repeat(64) : "2".repeat(64),
      },
    ],
  });
}

export function september(counts: Counts, more: Omit<Month, "rows" | "period"> = {}): AuditResult {
  return month({ ...more, rows: rowsOf(counts) });
}

export function october(counts: Counts, more: Omit<Month, "rows" | "period"> = {}): AuditResult {
  return month({ ...more, rows: rowsOf(counts), period: OCTOBER });
}

/** The result with its digest as it is now. */
export function resealed(result: AuditResult): AuditResult {
  return sealed(result);
}
