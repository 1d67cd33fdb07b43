import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { type Envelope, envelopeOf, PAYLOAD_TYPE, privateKey, statementOf } from "../../src/seal/dsse.js";
import { renderJson } from "../../src/report/json.js";
import { sealed } from "../../src/seal/digest.js";
import { type Ended, evenhand, exists, folderWith } from "./run.js";

const RESULT = "evenhand-report/result.json";

/** A folder with a log, its plan and the report on it. */
async function audited(...more: readonly string[]): Promise<string> {
  const cwd = folderWith();
  const { code, stderr } = await evenhand(["audit", "log.csv", "--quiet", ...more], { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  return cwd;
}

/** A folder whose log has days. */
function dated(): string {
  const cwd = folderWith();
  for (const [name, change] of [
    [
      "log.csv",
      (text: string) =>
        text
          .replace(/$/gm, ",2026-10-05")
          .replace(",2026-10-05", ",day")
          .replace(/\n,2026-10-05$/, "\n"),
    ],
    ["evenhand.yaml", (text: string) => text.replace("  unit:", "  time: day\n  unit:")],
  ] as const) {
    const file = join(cwd, name);
    writeFileSync(file, change(readFileSync(file, "utf8")));
  }
  return cwd;
}

/** The result changed, and its digest made to fit. */
function forge(cwd: string, change: (result: AuditResult) => Partial<AuditResult>): void {
  const file = join(cwd, RESULT);
  const result = JSON.parse(readFileSync(file, "utf8")) as AuditResult;
  writeFileSync(file, renderJson(sealed({ ...result, ...change(result) })));
}

function keys(cwd: string): void {
  const pair = generateKeyPairSync("ed25519");
  writeFileSync(join(cwd, "key.pem"), pair.privateKey.export({ type: "pkcs8", format: "pem" }));
  writeFileSync(join(cwd, "pub.pem"), pair.publicKey.export({ type: "spki", format: "pem" }));
}

describe("evenhand verify", () => {
  it("finds that a result holds together, and says what it did not look at", async () => {
    const cwd = await audited();
    const { code, stdout } = await evenhand(["verify"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("result.json: Nothing fails; of 13 questions 2 were not checked.");
    expect(stdout).not.toContain("FAILS");
  });

  it("works every figure out again from the log, in another time zone and locale", async () => {
    const cwd = await audited();
    const env = { TZ: "Asia/Kolkata", LC_ALL: "tr_TR.UTF-8" };
    const { code, stdout } = await evenhand(["verify", RESULT, "--log", "log.csv"], { cwd, env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^holds +every figure follows from the log$/m);
  });

  it("needs no plan file: the plan is in the result, waivers and frozen plan as well", async () => {
    const cwd = dated();
    const first = await evenhand(["audit", "log.csv", "--format", "json"], { cwd });
    const { findings } = JSON.parse(first.stdout) as AuditResult;
    writeFileSync(join(cwd, "waivers.yaml"), waiverOf(findings[0]!.id));
    expect((await evenhand(["freeze"], { cwd })).code).toBe(0);
    const audit = await evenhand(["audit", "log.csv", "--frozen", "evenhand.frozen.json"], { cwd });
    expect(audit.stdout).toContain("1 breach is waived");
    writeFileSync(join(cwd, "evenhand.yaml"), "");
    const { code, stdout } = await evenhand(["verify", RESULT, "--log", "log.csv"], { cwd });
    expect({ code, failed: stdout.includes("FAILS") }).toEqual({ code: 0, failed: false });
  });

  it("finds another log by its digest", async () => {
    const cwd = await audited();
    const log = readFileSync(join(cwd, "log.csv"), "utf8");
    writeFileSync(join(cwd, "other.csv"), log.replace(/\n[^\n]+\n$/, "\n"));
    const { code, stdout } = await evenhand(["verify", RESULT, "--log", "other.csv"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILS .*this is another log/ms);
  });

  it("finds an edited plan", async () => {
    const cwd = await audited();
    forge(cwd, ({ plan }) => ({
      plan: { ...plan, settings: { ...plan.settings, undecided: "stop" } },
    }));
    const { code, stdout } = await evenhand(["verify"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILS +the plan's digest/m);
  });

  it("finds a digest that does not fit", async () => {
    const cwd = await audited();
    const file = join(cwd, RESULT);
    writeFileSync(file, readFileSync(file, "utf8").replace('"asked": null', '"asked": "2026"'));
    const { code, stdout } = await evenhand(["verify"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILS +the result's own digest/m);
  });

  it("names the first figure that differs from the log, though the result hangs together", async () => {
    const cwd = await audited();
    forge(cwd, ({ families }) => ({
      families: families.map((one) => ({
        ...one,
        groups: one.groups.map((group) => ({ ...group, missing_rows: 7 })),
      })),
    }));
    expect((await evenhand(["verify"], { cwd })).code).toBe(0);
    const { code, stdout } = await evenhand(["verify", "--log", "log.csv"], { cwd });
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "first difference: families.0.groups.0.missing_rows says 7; from the log it is 0",
    );
  });

  it("says of another log that it is another one, though it lacks the plan's columns, whatever its size", async () => {
    const cwd = await audited();
    const { length } = readFileSync(join(cwd, "log.csv"));
    for (const other of ["a,b\n1,2\n", `a,b\n${"1".repeat(length - 7)},2\n`]) {
      writeFileSync(join(cwd, "other.csv"), other);
      const { code, stdout, stderr } = await evenhand(["verify", "--log", "other.csv"], { cwd });
      expect([code, stderr]).toEqual([1, ""]);
      expect(stdout.replace(/\s+/g, " ")).toContain("this is another log: its files have other digests");
    }
  });

  it("finds a file that says a thing twice, which every reader may read as it likes", async () => {
    const cwd = await audited();
    const file = join(cwd, RESULT);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace('  "plan_sha256"', '  "schema": "evenhand-result/1",\n  "plan_sha256"'));
    const { code, stdout } = await evenhand(["verify"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILS +the file is written as evenhand writes it/m);
  });

  it("with --strict fails on what was not checked, and says that nothing fails", async () => {
    const cwd = await audited();
    const { code, stdout } = await evenhand(["verify", "--strict"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("Not verified: nothing fails, but not everything was checked.");
  });

  it("holds what a result says of a frozen plan against that plan", async () => {
    const cwd = folderWith();
    await evenhand(["freeze"], { cwd });
    await evenhand(["audit", "log.csv", "--frozen", "evenhand.frozen.json"], { cwd });
    const args = ["verify", "--log", "log.csv"];
    expect((await evenhand(args, { cwd })).stdout).toMatch(/^not checked +what it says of the frozen plan/m);
    const told = await evenhand([...args, "--frozen", "evenhand.frozen.json"], { cwd });
    expect(told.stdout).toMatch(/^holds +what it says of the frozen plan$/m);
    forge(cwd, ({ frozen }) => ({ frozen: { ...frozen!, frozen_on: "2001-01-01" } }));
    const { code, stdout } = await evenhand([...args, "--frozen", "evenhand.frozen.json"], { cwd });
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, " ")).toContain('frozen.frozen_on says "2001-01-01"');
  });

  it("reads and refuses a result of another's making without a crash, however deep it is", async () => {
    const cwd = folderWith();
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    writeFileSync(join(cwd, "deep.json"), `{"schema":"evenhand-result/1","plan":${deep}}`);
    writeFileSync(join(cwd, "frozen.json"), `{"evenhand_freeze":1,"plan":${deep}}`);
    keys(cwd);
    for (const args of [
      ["verify", "deep.json"],
      ["report", "deep.json"],
      ["verify", "frozen.json"],
      ["sign", "deep.json", "--key", "key.pem"],
      ["sign", "frozen.json", "--key", "key.pem"],
      ["audit", "log.csv", "--frozen", "frozen.json"],
    ]) {
      const { code, stderr } = await evenhand(args, { cwd });
      expect({ args, code, bug: stderr.includes("bug") }).toEqual({ args, code: 2, bug: false });
    }
  });

  it("could not run on what is no result", async () => {
    const cwd = folderWith();
    expect((await evenhand(["verify", "log.csv"], { cwd })).stderr).toMatch(/^log\.csv: no-result: /m);
    const { code, stderr } = await evenhand(["verify", "absent.json"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("no-file: ");
  });
});

describe("a folder in the place of its result.json", () => {
  it("is as good for verify, explain, report and compare", async () => {
    const cwd = await audited();
    const { stdout } = await evenhand(["verify", "evenhand-report", "--log", "log.csv"], { cwd });
    expect(stdout).toContain("result.json: Nothing fails;");
    expect(stdout).toMatch(/^holds +every figure follows from the log/m);
    for (const args of [
      ["explain", "EH-f4640cf7", "--result", "evenhand-report"],
      ["report", "evenhand-report/", "--format", "terminal"],
    ])
      expect(await evenhand(args, { cwd })).toMatchObject({ code: 0, stderr: "" });
    // Both were found: they are one and the same.
    const compared = await evenhand(["compare", "evenhand-report", RESULT], { cwd });
    expect(compared.stderr).toContain("same-result: ");
  });

  it("is refused where it has none, and the private result in it is not written over", async () => {
    const cwd = await audited();
    const { code, stderr } = await evenhand(["verify", "."], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("the folder has no result.json");
    expect(stderr).toContain("name the folder that 'evenhand audit' wrote, or its result.json");
    const over = await evenhand(["report", "evenhand-report", "--audience", "public"], { cwd });
    expect(over.stderr).toContain("the public result would be written over a private one");
    expect(over.code).toBe(2);
  });
});

describe("evenhand verify of a public result", () => {
  it("says that a log named beside it was not read, and does not pass for verified by it", async () => {
    const cwd = await audited();
    await evenhand(["audit", "log.csv", "--audience", "public", "--output", "public"], { cwd });
    const args = ["verify", "public", "--private", RESULT, "--log", "log.csv"];
    const { code, stdout } = await evenhand(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^not checked +every figure follows from the log: the log was not read/m);
    expect((await evenhand([...args, "--strict"], { cwd })).code).toBe(1);
    const without = await evenhand(["verify", "public", "--private", RESULT], { cwd });
    expect(without.stdout).not.toContain("the log");
  });

  it("finds that it follows from the private one, and names that by its digest", async () => {
    const cwd = await audited();
    await evenhand(["audit", "log.csv", "--audience", "public", "--output", "public"], { cwd });
    const args = ["verify", "public/result.json", "--private", RESULT];
    const { code, stdout } = await evenhand(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^holds +the public result is that of the private one:/m);
    const text = readFileSync(join(cwd, "public/result.json"), "utf8");
    const { sha256, inputs } = JSON.parse(readFileSync(join(cwd, RESULT), "utf8")) as AuditResult;
    expect(stdout.replace(/\s+/g, "")).toContain(`private${sha256}`);
    // Whoever has candidates for what is withheld could try them on a digest.
    for (const secret of [sha256, inputs[0]!.sha256]) expect(text).not.toContain(secret);
    forge(cwd, ({ period }) => ({ period: { ...period, asked: "2026" } }));
    const other = await evenhand(args, { cwd });
    expect(other.code).toBe(1);
    expect(other.stdout.replace(/\s+/g, " ")).toContain("first difference: period.asked says null");
  });

  it("finds a public result that says more, or other things, than the private one lets it", async () => {
    const cwd = await audited();
    await evenhand(["audit", "log.csv", "--audience", "public", "--output", "public"], { cwd });
    const file = join(cwd, "public/result.json");
    const result = JSON.parse(readFileSync(file, "utf8")) as AuditResult;
    writeFileSync(file, renderJson(sealed({ ...result, units: { ...result.units, count: 1001 } })));
    const { code, stdout } = await evenhand(["verify", "public/result.json", "--private", RESULT], { cwd });
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, " ")).toContain("first difference: units.count says 1001");
  });
});

describe("evenhand sign", () => {
  it("signs a result, and verify finds it good with the public key and with no other", async () => {
    const cwd = await audited();
    keys(cwd);
    expect((await evenhand(["sign", RESULT, "--key", "key.pem"], { cwd })).code).toBe(0);
    const good = await evenhand(["verify", "--key", "pub.pem", "--log", "log.csv", "--strict"], { cwd });
    expect(good.stdout).toContain("Verified: everything holds.");
    expect(good.code).toBe(0);
    keys(cwd);
    const { code, stdout } = await evenhand(["verify", "--key", "pub.pem"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILS +the signature: this key did not sign it/m);
  });

  it("is about those bytes: a result put in the place of the signed one is found", async () => {
    const cwd = await audited();
    keys(cwd);
    await evenhand(["sign", RESULT, "--key", "key.pem"], { cwd });
    forge(cwd, ({ period }) => ({ period: { ...period, asked: "2026" } }));
    const { code, stdout } = await evenhand(["verify", "--key", "pub.pem"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILS +the signature: what was signed is another file/m);
  });

  it("signs a frozen plan too, and verify finds that signature good", async () => {
    const cwd = folderWith();
    keys(cwd);
    await evenhand(["freeze"], { cwd });
    await evenhand(["sign", "evenhand.frozen.json", "--key", "key.pem"], { cwd });
    const { code, stdout } = await evenhand(["verify", "evenhand.frozen.json", "--key", "pub.pem"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^holds +the plan frozen on .*\nholds +the signature$/m);
  });

  it("says what sign would say, and nothing else: another statement by the same key is not good", async () => {
    const cwd = await audited();
    keys(cwd);
    const bytes = readFileSync(join(cwd, RESULT));
    const rejected = statementOf("result.json", bytes, "https://example.org/rejected", {});
    const envelope = envelopeOf(rejected, privateKey(readFileSync(join(cwd, "key.pem"), "utf8"))!);
    writeFileSync(join(cwd, `${RESULT}.dsse.json`), JSON.stringify(envelope));
    const { code, stdout } = await evenhand(["verify", "--key", "pub.pem"], { cwd });
    expect(code).toBe(1);
    expect(stdout.replace(/\s+/g, " ")).toContain("it says of this file what 'evenhand sign' would not");
  });

  it("puts a signature beside that of somebody else, and replaces what was said of other bytes", async () => {
    const cwd = await audited();
    const envelope = (): Envelope =>
      JSON.parse(readFileSync(join(cwd, `${RESULT}.dsse.json`), "utf8")) as Envelope;
    const sign = (): Promise<Ended> => evenhand(["sign", RESULT, "--key", "key.pem"], { cwd });
    const good = async (key: string): Promise<boolean> =>
      /^holds +the signature$/m.test((await evenhand(["verify", "--key", key], { cwd })).stdout);
    keys(cwd);
    await sign();
    copyFileSync(join(cwd, "pub.pem"), join(cwd, "first.pem"));
    keys(cwd);
    await sign();
    expect((await sign()).code).toBe(0);
    expect(envelope().signatures).toHaveLength(2);
    expect([await good("first.pem"), await good("pub.pem")]).toEqual([true, true]);
    forge(cwd, () => ({ tool: { name: "evenhand", version: "0.0.9" } }));
    await sign();
    expect(envelope().signatures).toHaveLength(1);
    const over = await evenhand(["sign", RESULT, "--key", "key.pem", "--output", "log.csv"], { cwd });
    expect([over.code, over.stderr]).toEqual([2, expect.stringContaining("is no signature")]);
  });

  it("refuses to sign a result that contradicts itself, though its digest fits", async () => {
    const cwd = await audited();
    keys(cwd);
    forge(cwd, ({ gate }) => ({ gate: { ...gate, outcome: "met", exit_code: 0 } }));
    const { code, stderr } = await evenhand(["sign", RESULT, "--key", "key.pem"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("contradicts itself");
  });

  it("refuses to sign what was changed since it was written", async () => {
    const cwd = await audited();
    keys(cwd);
    const file = join(cwd, RESULT);
    writeFileSync(file, readFileSync(file, "utf8").replace('"asked": null', '"asked": "2026"'));
    const { code, stderr } = await evenhand(["sign", RESULT, "--key", "key.pem"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("nothing-to-sign");
    expect(exists(`${file}.dsse.json`)).toBe(false);
  });

  it.skipIf(!hasOpenssl())("can be checked with openssl alone", async () => {
    const cwd = await audited();
    keys(cwd);
    await evenhand(["sign", RESULT, "--key", "key.pem"], { cwd });
    const envelope = JSON.parse(readFileSync(join(cwd, `${RESULT}.dsse.json`), "utf8")) as {
      readonly payload: string;
      readonly signatures: readonly { readonly sig: string }[];
    };
    const payload = Buffer.from(envelope.payload, "base64");
    const head = `DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `;
    writeFileSync(join(cwd, "signed.bin"), Buffer.concat([Buffer.from(head), payload]));
    writeFileSync(join(cwd, "sig.bin"), Buffer.from(envelope.signatures[0]!.sig, "base64"));
    const check = (): string =>
      execFileSync(
        "openssl",
        "pkeyutl -verify -pubin -inkey pub.pem -rawin -in signed.bin -sigfile sig.bin".split(" "),
        { cwd, encoding: "utf8", stdio: "pipe" },
      );
    expect(check()).toContain("Signature Verified Successfully");
    copyFileSync(join(cwd, "log.csv"), join(cwd, "signed.bin"));
    expect(check).toThrow(/openssl/);
  });
});

describe("a result that was changed", () => {
  it("is shown by no command: its verdicts might be anybody's", async () => {
    const cwd = await audited();
    const file = join(cwd, RESULT);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll('"verdict": "fail"', '"verdict": "pass"'));
    for (const args of [
      ["report", RESULT, "--format", "junit"],
      ["explain", "EH-f4640cf7"],
    ]) {
      const { code, stdout, stderr } = await evenhand(args, { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain("edited-result");
    }
  });
});

describe("evenhand freeze", () => {
  it("writes plan, digest and date, and never overwrites them", async () => {
    const cwd = folderWith();
    expect((await evenhand(["freeze"], { cwd })).code).toBe(0);
    const text = readFileSync(join(cwd, "evenhand.frozen.json"), "utf8");
    expect(text).toMatch(/"frozen_on": "\d{4}-\d{2}-\d{2}"/);
    const { code, stderr } = await evenhand(["freeze"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("output-exists");
    expect(readFileSync(join(cwd, "evenhand.frozen.json"), "utf8")).toBe(text);
  });

  it("lets the report say that the plan is the frozen one, or name every place in which it is not", async () => {
    const cwd = folderWith();
    await evenhand(["freeze"], { cwd });
    const args = ["audit", "log.csv", "--frozen", "evenhand.frozen.json", "--format", "json"];
    const same = JSON.parse((await evenhand(args, { cwd })).stdout) as AuditResult;
    expect(same.frozen!.deviations).toEqual([]);
    expect(same.frozen!.plan_sha256).toBe(same.plan_sha256);
    const plan = join(cwd, "evenhand.yaml");
    writeFileSync(plan, `${readFileSync(plan, "utf8")}\nthresholds:\n  set_by: somebody\n`);
    const other = JSON.parse((await evenhand(args, { cwd })).stdout) as AuditResult;
    expect(other.frozen!.deviations).toEqual([
      { path: "thresholds.set_by", frozen: "null", audited: '"somebody"' },
    ]);
  });

  it("refuses a frozen plan that was changed since, date and all", async () => {
    const cwd = folderWith();
    await evenhand(["freeze"], { cwd });
    const file = join(cwd, "evenhand.frozen.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"frozen_on": "\d{4}/, '"frozen_on": "2001'));
    const { code, stderr } = await evenhand(["audit", "log.csv", "--frozen", file], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("changed-frozen");
  });
});

describe("evenhand audit with waivers", () => {
  it("meets a gate whose only breach is waived, and still shows the breach", async () => {
    const cwd = dated();
    await evenhand(["audit", "log.csv"], { cwd });
    const result = JSON.parse(readFileSync(join(cwd, RESULT), "utf8")) as AuditResult;
    const breaches = result.findings.filter((one) => one.verdict === "fail");
    expect(breaches).toHaveLength(1);
    writeFileSync(join(cwd, "waivers.yaml"), waiverOf(breaches[0]!.id));
    const { code, stdout } = await evenhand(["audit", "log.csv"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/BREACH OF THE PLAN'S RULE: 1/i);
    expect(stdout).toContain("waived until 2099-12-31");
    const explained = await evenhand(["explain", breaches[0]!.id], { cwd });
    expect(explained.stdout).toContain("Waived until 2099-12-31");
  });

  it("says which waivers are not used", async () => {
    const cwd = folderWith();
    writeFileSync(join(cwd, "old.yaml"), waiverOf("EH-00000000"));
    const { code, stdout } = await evenhand(["audit", "log.csv", "--waivers", "old.yaml"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain("EH-00000000: not used: no finding of this audit has this id");
  });
});

function waiverOf(id: string): string {
  return `evenhand_waivers: 1
waivers:
  - finding: ${id}
    reason: being mended
    owner: CRM
    approver: Model risk
    expires: 2099-12-31
`;
}

function hasOpenssl(): boolean {
  try {
    return execFileSync("openssl", ["version"], { encoding: "utf8" }).startsWith("OpenSSL 3");
  } catch {
    return false;
  }
}
