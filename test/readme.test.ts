import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadPlan } from "../src/plan/load.js";
import { expectShown } from "./shown.js";

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
    const command = rest.join(" && ");
    expect(command).toMatch(/^node /);
    expectShown(command.slice("node ".length), blocks("text")[0]!, 1);
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
