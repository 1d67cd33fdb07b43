import { mkdtempSync, readFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AuditOptions, runAudit } from "../../src/commands/audit.js";
import type { Io } from "../../src/commands/io.js";
import { renderFaults } from "../../src/commands/render-faults.js";
import type { AuditResult } from "../../src/model.js";
import { Refusal } from "../../src/refusal.js";

export interface Outcome {
  readonly exit: number;
  readonly stdout: string;
  /** The refusal as the terminal shows it, or "". */
  readonly message: string;
  readonly result: AuditResult | null;
  readonly files: Readonly<Record<string, string>>;
}

/** Run the audit command in this process, in a folder of its own, as the command line would. */
export async function runCase(
  path: string,
  plan: string,
  options: Partial<AuditOptions> = {},
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-test-"));
  let stdout = "";
  const output = { write: (text: string) => void (stdout += text), terminal: false, columns: 80 };
  const io: Io = {
    argv: [],
    cwd: folder,
    env: {},
    stdin: (async function* () {})(),
    stdout: output,
    stderr: { ...output, write: () => {} },
    temporary: folder,
    processors: 2,
    today: "2026-11-24",
    onStop: () => () => {},
  };
  try {
    writeFileSync(join(folder, "evenhand.yaml"), plan);
    const exit = await runAudit(
      [path],
      { plan: "evenhand.yaml", output: "out", format: "terminal", ...options },
      io,
    );
    const names = ["result.json", "report.md", "report.html", "findings.csv"];
    const files = Object.fromEntries(
      names.map((name) => [name, readFileSync(join(folder, "out", name), "utf8")]),
    );
    return { exit, stdout, message: "", files, result: JSON.parse(files["result.json"]!) as AuditResult };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (existsSync(join(folder, "out"))) throw new Error("a refused audit wrote something", { cause: error });
    return { exit: 2, stdout, message: renderFaults(error.faults, false), result: null, files: {} };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
