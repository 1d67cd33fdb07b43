/** Help for tests of whole audits: a plan and one or more logs in, the result out, with nothing left behind. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { audit } from "../../src/audit.js";
import { openDuckDb } from "../../src/engine/duckdb.js";
import { loadLog } from "../../src/log/load.js";
import type { LogInput } from "../../src/log/source.js";
import type { AuditResult, Plan } from "../../src/model.js";
import { folderForTest } from "./reading.js";

/** `how`: as files, or as one stream that can be read only once. */
export async function audited(
  logs: readonly string[],
  plan: Plan,
  how: "files" | "stdin" = "files",
  parts = 1,
): Promise<AuditResult> {
  const folder = folderForTest();
  const inputs: LogInput[] = logs.map((text, index) => {
    if (how === "stdin") return { stdin: once(text) };
    const path = join(folder, `log-${index + 1}.csv`);
    writeFileSync(path, text);
    return { path };
  });
  const engine = await openDuckDb({ scratch: folder, memory: 200_000_000, threads: 2 });
  try {
    const log = await loadLog(inputs, plan, engine, { period: null, scratch: folder, parts });
    return await audit(plan, log, engine, { version: "0", planSha256: "0", period: null });
  } finally {
    engine.close();
  }
}

async function* once(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
