import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadPlan } from "../src/plan/load.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");

/** The code blocks of a language, in order. */
function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map((match) => match[1]!);
}

describe("the README", () => {
  it("audits the fixture month with its first command, and shows what that prints", () => {
    const [install, ...rest] = blocks("sh")[0]!.trim().split(" && ");
    expect(install).toBe("npm ci");
    const [program, ...args] = rest.join(" && ").split(" ");
    expect(program).toBe("node");
    const folder = mkdtempSync(join(tmpdir(), "evenhand-test-"));
    const run = spawnSync(process.execPath, [...args, "--output", folder], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "" },
    });
    rmSync(folder, { recursive: true });
    expect(run.stderr).toBe("");
    expect(run.status).toBe(1);
    const printed = run.stdout.split("\n");
    let at = 0;
    for (const line of blocks("text")[0]!.trimEnd().split("\n")) {
      if (line === "...") continue;
      const found = printed.indexOf(line, at);
      expect(found, `the README shows a line that is not printed: ${line}`).toBeGreaterThanOrEqual(at);
      at = found + 1;
    }
  });

  it("shows a short plan that is a sound plan", () => {
    const { plan } = loadPlan(blocks("yaml")[0]!, "README.md");
    expect(plan.metrics.map((metric) => metric.id)).toEqual(["offer_rate", "ctr"]);
  });

  it("names files that are there", () => {
    for (const [, path] of readme.matchAll(/\]\(([^)]+)\)/g))
      expect(() => readFileSync(join(root, path!))).not.toThrow();
  });
});
