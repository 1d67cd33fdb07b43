import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, folder } from "./run.js";

/** What check says of a sound plan with this under `proxies:` (and this in `log:`), line by line. */
async function said(proxies: string, log = "{unit: customer}"): Promise<readonly string[]> {
  const cwd = folder();
  const head = `evenhand: 1\nattributes: [gender]\nmetrics: {offered: offered}\nlog: ${log}\n`;
  writeFileSync(join(cwd, "evenhand.yaml"), `${head}proxies: ${proxies}\n`);
  const { code, stdout, stderr } = await evenhand(["check"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.split("\n");
}

describe("check says what is examined as a stand-in", () => {
  it("every column without another role, and by the built-in rule, when the plan says nothing", async () => {
    const lines = await said("");
    expect(lines).toContain("  features       every column without another role");
    expect(lines).toContain("  proxy rules    all/all proxy warn");
  });

  it("and what is left out of that", async () => {
    const lines = await said('{exclude: [campaign, "a\\eb"]}');
    expect(lines).toContain("  features       every column without another role but campaign, a\\u{1b}b");
  });

  it("the columns that are listed, and each rule with its bounds", async () => {
    const rules = "{verdict: latent, max_auc: 0.7, level: warn}, {feature: zip, max_transmitted: 0.5}";
    const lines = await said(`{rules: [${rules}]}`, "{features: [zip, device]}");
    expect(lines).toContain("  features       zip, device");
    expect(lines).toContain("  proxy rules    all/all latent auc 0.7 warn, zip/all transmitted 0.5 error");
  });

  it("nothing, when the plan says so", async () => {
    const lines = await said("{examine: false}");
    expect(lines).toContain("  features       none: the plan says examine: false");
    expect(lines).toContain("  proxy rules    none");
  });
});

describe("check says of a log of counts that names no people", () => {
  it("that no features are examined, and what is its own unit", async () => {
    const lines = await said("", "{count: n}");
    expect(lines).toContain(
      "  features       none: rows are counts and name no people, so features are not examined",
    );
    expect(lines).toContain("  proxy rules    none");
    expect(lines).toContain("  unit           none: each decision counted is its own unit");
    expect(await said("", "{count: n, unit: customer}")).toContain(
      "  features       every column without another role",
    );
  });
});

describe("check --completeness", () => {
  const plan = "evenhand: 1\nattributes: [gender]\nmetrics: {offered: offered}\nlog: {files: nowhere.csv}\n";
  const listed = async (rest = "", ...more: string[]) => {
    const cwd = folder();
    writeFileSync(join(cwd, "evenhand.yaml"), plan + rest);
    return evenhand(["check", "--completeness", ...more], { cwd });
  };

  it("names each item that is missing with the key that would supply it, and looks at no log", async () => {
    const { code, stdout, stderr } = await listed();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[0]).toBe("Identity");
    expect(lines[1]).toBe("  missing  Auditee: set record.auditee (required by DSA art. 37(4)(a))");
    expect(lines).toContain("  missing  Clustering by person: set log.unit");
    expect(lines).toContain("  present  Minimum n: Method and policy");
  });

  it("tells what the plan says from what it does not, without repeating its words", async () => {
    const { stdout } = await listed('record: {auditee: "A\\eB"}\n');
    expect(stdout).toContain("\n  present  Auditee: record.auditee (required by DSA art. 37(4)(a))\n");
    expect(stdout).not.toContain("A\\u{1b}B");
    expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
  });

  it("is never wider than 80 columns, and leaves to the audit what only the log can tell", async () => {
    const { stdout } = await listed();
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(stdout).not.toContain("n, rate and ratio");
    expect(stdout).toMatch(/\d+ present, \d+ missing, of which \d+ required somewhere; \d+ more/);
  });

  it("refuses a plan with faults like any other command", async () => {
    const { code, stdout, stderr } = await listed("record: {auditeee: x}\n");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain('did you mean "auditee"?');
  });
});
