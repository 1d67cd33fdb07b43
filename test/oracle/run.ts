/** The real audit, from the text of a plan and the files of a log to the result, for tests that hold it against other counts. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { audit } from "../../src/audit.js";
import { openDuckDb } from "../../src/engine/duckdb.js";
import { loadLog } from "../../src/log/load.js";
import type { AuditResult, Comparator, Family, Finding, GroupMeasurement } from "../../src/model.js";
import { loadPlan } from "../../src/plan/load.js";

/** A plan as a test writes it: JSON is YAML. */
export type PlanText = Readonly<Record<string, unknown>>;

export interface RunOptions {
  readonly threads?: number;
  /** Memory of the engine, in bytes. */
  readonly memory?: number;
}

/** Nothing is too small to be shown, compared, or compared with. */
export const EVERYTHING = {
  minimum_units: 2,
  disclosure_floor: 1,
  comparator_share: 0,
  undecided: "allow",
} as const;

/** Audits files under a plan. */
export async function runAudit(
  plan: PlanText,
  paths: readonly string[],
  options: RunOptions = {},
): Promise<AuditResult> {
  return inFolder(async (scratch) => {
    const read = loadPlan(JSON.stringify({ evenhand: 1, ...plan }), "plan.yaml");
    const engine = await openDuckDb({
      scratch,
      memory: options.memory ?? 500_000_000,
      threads: options.threads ?? 2,
    });
    try {
      const log = await loadLog(
        paths.map((path) => ({ path })),
        read.plan,
        engine,
        { period: null, scratch },
      );
      return await audit(read.plan, log, engine, { version: "0", planSha256: read.sha256, period: null });
    } finally {
      engine.close();
    }
  });
}

/** Audits the text of a log; several texts are several files. */
export async function runOnText(
  plan: PlanText,
  texts: string | Uint8Array | readonly (string | Uint8Array)[],
  options: RunOptions = {},
): Promise<AuditResult> {
  return inFolder(async (folder) => {
    const all = typeof texts === "string" || texts instanceof Uint8Array ? [texts] : texts;
    const paths = all.map((text, index) => {
      const path = join(folder, `log-${index}.csv`);
      writeFileSync(path, text);
      return path;
    });
    return await runAudit(plan, paths, options);
  });
}

/** Work in a folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-test-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function familyOf(result: AuditResult, metric: string, attribute: string): Family {
  return present(
    result.families.find((one) => one.id === `${metric}/${attribute}`),
    `family ${metric}/${attribute}`,
  );
}

export function groupOf(family: Family, name: string): GroupMeasurement {
  return present(
    family.groups.find((one) => one.group.join(" x ") === name),
    `group ${name} of ${family.id}`,
  );
}

/** The findings of a family under one comparator, by group name. */
export function findingsOf(
  result: AuditResult,
  family: Family,
  comparator: Comparator,
): ReadonlyMap<string, Finding> {
  return new Map(
    result.findings
      .filter((one) => one.family === family.id && one.comparator.kind === comparator)
      .map((one) => [one.group.join(" x "), one]),
  );
}

export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`there is no ${what}`);
  return value;
}

const field = (value: string | number) => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** The text of a CSV; fields are quoted where they need to be. */
export function csvOf(
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  end = "\n",
): string {
  return [columns, ...rows].map((row) => row.map(field).join(",") + end).join("");
}

/** Expects two things to be alike; for places where plain `expect` would stand behind a condition. */
export function expectEqual(got: unknown, want: unknown): void {
  expect(got).toEqual(want);
}
