/** The private result of one of the fixtures, audited once. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { audit } from "../../src/audit.js";
import { openDuckDb } from "../../src/engine/duckdb.js";
import { loadLog } from "../../src/log/load.js";
import type { AuditResult } from "../../src/model.js";
import { loadPlan } from "../../src/plan/load.js";
import { inFolder } from "../oracle/run.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures", import.meta.url));
const audited = new Map<string, Promise<AuditResult>>();

export function fixture(name: string): Promise<AuditResult> {
  const found = audited.get(name) ?? auditFixture(name);
  audited.set(name, found);
  return found;
}

function auditFixture(name: string): Promise<AuditResult> {
  return inFolder(async (scratch) => {
    const folder = join(FIXTURES, name);
    const { plan, sha256 } = loadPlan(readFileSync(join(folder, "evenhand.yaml"), "utf8"), "evenhand.yaml");
    const engine = await openDuckDb({ scratch, memory: 500_000_000, threads: 2 });
    try {
      const inputs = plan.log.files.map((file) => ({ path: join(folder, file) }));
      const log = await loadLog(inputs, plan, engine, { period: null, scratch });
      return await audit(plan, log, engine, { version: "0", planSha256: sha256, period: null });
    } finally {
      engine.close();
    }
  });
}
