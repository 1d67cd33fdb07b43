/** Output shown in a page held against what the tool prints. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs `node ARGUMENTS` as a page says, with its report in a folder that is gone afterwards; every line shown must be printed, in order. */
export function expectShown(command: string, shown: string, status: number): void {
  const folder = mkdtempSync(join(tmpdir(), "evenhand-test-"));
  const run = spawnSync(process.execPath, [...command.split(" "), "--output", folder], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "" },
  });
  rmSync(folder, { recursive: true });
  expect(run.stderr).toBe("");
  expect(run.status).toBe(status);
  const printed = run.stdout.split("\n");
  let at = 0;
  for (const line of shown.trimEnd().split("\n")) {
    if (line === "...") continue;
    const found = printed.indexOf(line, at);
    expect(found, `a line is shown that is not printed: ${line}`).toBeGreaterThanOrEqual(at);
    at = found + 1;
  }
}
