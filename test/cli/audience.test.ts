import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { evenhand, folderWith, REPORT } from "./run.js";

const SMALL = "group-below-minimum";

async function audit(
  cwd: string,
  ...more: readonly string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return evenhand(["audit", "log.csv", ...more, ...(more.includes("--output") ? [] : ["--output", "out"])], {
    cwd,
  });
}

describe("--audience public", () => {
  it("writes the published result and nothing of the private one, with the same exit code", async () => {
    const cwd = folderWith(SMALL);
    const secret = await audit(cwd, "--format", "json", "--output", "secret");
    const { units } = JSON.parse(secret.stdout) as AuditResult;
    const shown = await audit(cwd, "--format", "json", "--audience", "public", "--minimum", "20");
    expect(shown.code).toBe(secret.code);
    const published = JSON.parse(shown.stdout) as AuditResult;
    expect(published.publication).toMatchObject({ minimum: 20 });
    expect(published.units.count).toBe(units.count);
    expect(published.representation[0]!.groups.some((group) => group.units === null)).toBe(true);
    expect(readFileSync(join(cwd, "out", "result.json"), "utf8")).toBe(shown.stdout);
    for (const name of REPORT.filter((one) => one.startsWith("report")))
      expect(readFileSync(join(cwd, "out", name), "utf8")).toContain(
        "This is the public version of the report.",
      );
  });

  it("says on the terminal that it is the public version", async () => {
    const cwd = folderWith(SMALL);
    expect((await audit(cwd, "--audience", "public")).stdout).toContain("This is the public version");
    expect((await audit(cwd)).stdout).not.toContain("public version");
    const proxies = await evenhand(["proxies", "log.csv", "--audience", "public", "--output", "more"], {
      cwd,
    });
    expect(proxies.stdout).toContain("This is the public version");
  });
});

describe("a private result in the output folder", () => {
  it("is not replaced by the public one: that is refused before the log is read", async () => {
    const cwd = folderWith(SMALL);
    await audit(cwd);
    const before = readFileSync(join(cwd, "out", "result.json"), "utf8");
    rmSync(join(cwd, "log.csv"));
    const { code, stderr } = await audit(cwd, "--audience", "public");
    expect(code).toBe(2);
    expect(stderr).toContain("other-result: ");
    expect(stderr).toContain("--output");
    expect(readFileSync(join(cwd, "out", "result.json"), "utf8")).toBe(before);
  });
});

describe("what cannot be published so is refused", () => {
  it.each([
    [["--audience", "press"], "there is no audience"],
    [["--minimum", "20"], "--minimum is for a public report"],
    [["--audience", "public", "--minimum", "x"], "is not a whole number"],
    [["--audience", "public", "--minimum", "10"], "below the plan's disclosure floor of 11"],
  ])("%j", async (options, words) => {
    const { code, stdout, stderr } = await audit(folderWith(SMALL), ...options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^bad-option: /u);
    expect(stderr).toContain(words);
  });
});
