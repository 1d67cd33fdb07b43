/** Help for tests of formats: write a log into a folder of its own, lower it or load it, and say what came of it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openDuckDb } from "../../src/engine/duckdb.js";
import { type LoadedLog, loadLog } from "../../src/log/load.js";
import { type CsvSource, lowerToCsv } from "../../src/log/lower.js";
import type { Plan } from "../../src/model.js";
import { loadPlan } from "../../src/plan/load.js";
import { type Fault, Refusal } from "../../src/refusal.js";

/** An empty folder, removed when the test is over. */
export function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function planOf(yaml: string): Plan {
  return loadPlan(`evenhand: 1\n${yaml}`, "evenhand.yaml").plan;
}

/** A plan that reads unit, group and outcome. */
export const PLAN = planOf(
  "log: {unit: person}\nattributes: [gender]\nmetrics: {shown_rate: shown}\nsettings: {disclosure_floor: 1, minimum_units: 2}",
);

export interface Lowered {
  readonly csv: string;
  readonly source: CsvSource;
}

/** The CSV that a file becomes. */
export async function lowered(
  name: string,
  content: string | Uint8Array,
  more: { readonly plan?: Plan | null; readonly wanted?: readonly string[] | null } = {},
): Promise<Lowered> {
  const folder = folderForTest();
  writeFileSync(join(folder, name), content);
  const source = await lowerToCsv(
    { path: join(folder, name) },
    more.plan ?? null,
    more.wanted ?? null,
    folder,
  );
  const parts: Buffer[] = [];
  for await (const chunk of source.chunks) parts.push(Buffer.from(chunk));
  return { csv: Buffer.concat(parts).toString("utf8"), source };
}

/** A file read all the way into an engine. */
export async function loaded(
  name: string,
  content: string | Uint8Array,
  plan: Plan = PLAN,
): Promise<LoadedLog> {
  const folder = folderForTest();
  writeFileSync(join(folder, name), content);
  const engine = await openDuckDb({ scratch: folder, memory: 200_000_000, threads: 1 });
  try {
    return await loadLog([{ path: join(folder, name) }], plan, engine, { period: null, scratch: folder });
  } finally {
    engine.close();
  }
}

/** The faults that a piece of work is refused for; an error where it is not refused. */
export async function faultsOf(work: Promise<unknown>): Promise<readonly Fault[]> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.faults;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** Code, line and column of each fault, for comparison. */
export async function refusals(work: Promise<unknown>): Promise<readonly string[]> {
  return (await faultsOf(work)).map((one) =>
    [one.code, one.line, one.column].filter((part) => part !== null).join(" "),
  );
}
