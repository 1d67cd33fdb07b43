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
