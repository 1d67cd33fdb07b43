import { copyFileSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/formats.js";
import { evenhand, folder, folderWith, namesIn, REPORT, ROOT } from "./run.js";

const RESULT = "evenhand-report/result.json";
const read = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");

/** What an audit has written, made once; each test has a copy. */
const made = mkdtempSync(join(tmpdir(), "cli-test-"));
beforeAll(async () => {
  const fixture = join(ROOT, "fixtures/established-breach");
  cpSync(fixture, made, { recursive: true });
  await evenhand(["audit", "log.csv", "--format", "none"], { cwd: made });
});
afterAll(() => rmSync(made, { recursive: true }));

/** A folder in which an audit has been run. */
function audited(): string {
  const cwd = folderWith();
  cpSync(join(made, "evenhand-report"), join(cwd, "evenhand-report"), { recursive: true });
  return cwd;
}

describe("evenhand report --audience public", () => {
  it("writes what an audit for the public writes, with the result it can be verified by", async () => {
    const cwd = audited();
    await evenhand(["audit", "log.csv", "--audience", "public", "--output", "direct"], { cwd });
    const { code } = await evenhand(["report", RESULT, "--audience", "public", "--output", "later"], { cwd });
    expect(code).toBe(0);
    expect(namesIn(join(cwd, "later"))).toEqual(REPORT);
    for (const name of REPORT)
      expect([name, read(cwd, "later", name)]).toEqual([name, read(cwd, "direct", name)]);
  });

  it("is never written over the private result, nor made of a public one, nor shown beside private ones", async () => {
    const cwd = audited();
    const before = read(cwd, RESULT);
    const refused = async (...args: readonly string[]): Promise<string> => {
      const { code, stderr } = await evenhand(["report", ...args], { cwd });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused(RESULT, "--audience", "public")).toContain("other-result: ");
    expect(read(cwd, RESULT)).toBe(before);
    await evenhand(["report", RESULT, "--audience", "public", "--output", "public"], { cwd });
    const again = ["public/result.json", "--audience", "public", "--output", "twice"];
    expect(await refused(...again)).toContain("already-public");
    expect(await refused("public/result.json", "--earlier", RESULT)).toContain("private-earlier");
  });
});

describe("evenhand report", () => {
  it("prints the summary of an earlier audit again, and where to explain its findings from", async () => {
    const cwd = audited();
    const { code, stdout } = await evenhand(["report", RESULT, "--format", "terminal"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("BREACH OF THE PLAN'S RULE: 1");
    expect(stdout).toContain(`evenhand explain EH-f4640cf7 --result ${RESULT}`);
  });

  it("writes the files of the audit again, byte for byte, from result.json alone", async () => {
    const cwd = audited();
    const again = folderWith();
    writeFileSync(join(again, "old.json"), read(cwd, RESULT));
    const { code, stdout, stderr } = await evenhand(["report", "old.json", "-o", "again"], { cwd: again });
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^wrote again\/report\.html, .*again\/findings\.csv/u);
    const files = REPORT.filter((name) => name !== "result.json");
    expect(namesIn(join(again, "again"))).toEqual(files);
    for (const name of files)
      expect([name, read(again, "again", name)]).toEqual([name, read(cwd, "evenhand-report", name)]);
  });

  it("writes into the folder of the result unless told otherwise, and says nothing when it is to be quiet", async () => {
    const cwd = audited();
    renameSync(join(cwd, "evenhand-report"), join(cwd, "spring"));
    for (const named of ["spring", "spring/result.json"]) {
      writeFileSync(join(cwd, "spring/report.md"), "spoilt");
      const { code, stdout, stderr } = await evenhand(["report", named, "--quiet"], { cwd });
      expect([code, stdout, stderr]).toEqual([0, "", ""]);
      expect(read(cwd, "spring/report.md")).toContain("Result, SHA-256");
      expect(namesIn(join(cwd, "spring"))).toEqual(REPORT);
    }
  });

  it("puts no report into a folder that holds another result", async () => {
    const cwd = audited();
    await evenhand(["audit", "log.csv", "--audience", "public", "--output", "other"], { cwd });
    const before = read(cwd, "other/report.md");
    const { code, stderr } = await evenhand(["report", RESULT, "--output", "other"], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/other-result: .*\n?.*--output/u)]);
    expect(read(cwd, "other/report.md")).toBe(before);
  });

  it.each(FORMATS.filter(({ writtenBy }) => !writtenBy.includes("report")).map(({ id }) => id))(
    "--format %s prints what the audit prints, and writes nothing",
    async (id) => {
      const cwd = audited();
      const first = await evenhand(["audit", "log.csv", "--format", id, "-o", "other"], { cwd });
      const before = namesIn(cwd);
      const again = await evenhand(["report", RESULT, "--format", id, "-o", "third"], { cwd });
      expect(again).toEqual({ ...first, code: 0 });
      expect(again.stdout).not.toBe("");
      expect(namesIn(cwd)).toEqual(before);
      expect(namesIn(join(cwd, "other"))).toEqual(REPORT);
    },
  );

  it("--plan-path says where findings are placed", async () => {
    const cwd = audited();
    const args = ["report", RESULT, "--format", "github", "--plan-path", "audits/spring.yaml"];
    expect((await evenhand(args, { cwd })).stdout).toContain("file=audits/spring.yaml,line=");
  });

  it.each([
    ["a file that is not there", ["none.json"], /no such result file/u],
    ["a file that is no JSON", ["log.csv"], /not a readable result/u],
    ["a file that is no result", ["other.json"], /not a result of this version/u],
    ["a format that is not there", [RESULT, "--format", "sarf"], /did you mean sarif\?/u],
    ["a folder without a name", [RESULT, "--output="], /--output is empty/u],
    ["a plan without a name", [RESULT, "--plan-path="], /--plan-path is empty/u],
    ["a file for a folder", [RESULT, "-o", "log.csv"], /is not a folder/u],
  ])("refuses %s", async (_, args, words) => {
    const cwd = audited();
    writeFileSync(join(cwd, "other.json"), "{}");
    const before = namesIn(cwd);
    const { code, stdout, stderr } = await evenhand(["report", ...args], { cwd });
    expect(stderr).toMatch(words);
    expect([code, stdout]).toEqual([2, ""]);
    expect(namesIn(cwd)).toEqual(before);
  });
});

describe("a job on GitHub that fails on a threshold", () => {
  it("ends with 1 and prints an error at the rule's line in the plan", async () => {
    const plan = "fixtures/month/evenhand.yaml";
    const output = join(folderWith(), "out");
    const { code, stdout, stderr } = await evenhand([
      "audit",
      "-p",
      plan,
      "-o",
      output,
      "--format",
      "github",
    ]);
    expect([code, stderr]).toEqual([1, ""]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(
      /^::error file=fixtures\/month\/evenhand\.yaml,line=1,title=Evenhand%3A the plan's gate is not met::3 gated findings breach/u,
    );
    const errors = lines.filter((line) => line.startsWith("::error ")).slice(1);
    expect(errors).toHaveLength(3);
    const rules = read(ROOT, plan).split("\n");
    for (const line of errors) {
      const at = /^::error file=[^,]+,line=(\d+),title=Evenhand EH-[0-9a-f]{8}%3A breach/u.exec(line)![1];
      expect(rules[Number(at) - 1]).toContain("- metric: premium_rate");
    }
    expect(lines.filter((line) => !/^::(?:error|warning|notice) /u.test(line))).toEqual([]);
  });

  it("passes once the breach is waived, which no format shows as a pass", async () => {
    const cwd = folder();
    for (const name of ["decisions.csv", "evenhand.yaml"])
      copyFileSync(join(ROOT, "fixtures/month", name), join(cwd, name));
    const breaches = ["EH-ffa0ddb1", "EH-dec35f35", "EH-0af5f5e2"];
    const waivers = breaches.map(
      (id) => `  - { finding: ${id}, reason: retraining, owner: CRM, approver: Board, expires: 2026-12-31 }`,
    );
    writeFileSync(join(cwd, "waivers.yaml"), `evenhand_waivers: 1\nwaivers:\n${waivers.join("\n")}\n`);
    const { code, stdout } = await evenhand(["audit", "--format", "github"], { cwd });
    expect(code).toBe(0);
    expect(stdout).not.toContain("::error");
    const format = async (name: string): Promise<string> =>
      (await evenhand(["report", RESULT, "--format", name], { cwd })).stdout;
    const [junit, gitlab] = await Promise.all([format("junit"), format("gitlab")]);
    for (const id of breaches) {
      expect(stdout).toContain(`title=Evenhand ${id}%3A breach of the plan's rule (waived)`);
      expect(junit).toMatch(
        new RegExp(`${id}\\)">\\s*<skipped message="waived until 2026-12-31 by Board`, "u"),
      );
      expect(gitlab).toContain(id);
    }
    expect(junit).not.toContain("<failure");
    expect(gitlab).not.toContain('"critical"');
  });

  it("names a plan outside the folder it runs in by its name alone", async () => {
    const cwd = folderWith();
    const elsewhere = folderWith();
    const { stdout } = await evenhand(
      ["audit", join(cwd, "log.csv"), "-p", join(elsewhere, "evenhand.yaml"), "--format", "github"],
      { cwd },
    );
    expect(stdout).toMatch(/^::error file=evenhand\.yaml,line=1,/u);
  });
});
