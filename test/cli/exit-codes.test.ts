import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type Ended, evenhand, exists, folder, folderWith, ROOT } from "./run.js";

const fixtures = readdirSync(join(ROOT, "fixtures")).filter((name) =>
  exists(join(ROOT, "fixtures", name, "expected.json")),
);

/** A copy of the program with one of its files replaced. */
function broken(file: string, text: string): string {
  const root = folder();
  for (const name of ["bin", "dist", "package.json"])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"));
  writeFileSync(join(root, "dist", file), text);
  return root;
}

function run(root: string): Promise<Ended> {
  return evenhand(["audit", "log.csv"], { cwd: folderWith(), program: join(root, "bin/evenhand.js") });
}

describe("the exit code is the gate's", () => {
  it.each(fixtures)("of fixtures/%s", async (name) => {
    const { exit_code: expected } = JSON.parse(
      readFileSync(join(ROOT, "fixtures", name, "expected.json"), "utf8"),
    ) as { exit_code: number };
    const cwd = folderWith(name);
    const { code, stderr } = await evenhand(["audit", "--format", "none"], { cwd });
    expect(stderr).toBe("");
    expect(code).toBe(expected);
  });

  it("fixtures show all of 0, 1 and 3", () => {
    const codes = fixtures.map(
      (name) => JSON.parse(readFileSync(join(ROOT, "fixtures", name, "expected.json"), "utf8")).exit_code,
    );
    expect([...new Set(codes)].toSorted()).toEqual([0, 1, 3]);
  });
});

describe("2: could not run", () => {
  it("names every fault of the plan with line and column, its line, and the way out", async () => {
    const cwd = folderWith();
    writeFileSync(
      join(cwd, "evenhand.yaml"),
      "evenhand: 1\nlogg: {}\nattributes: [gender]\nmetrics:\n  offer_rate: offered\nsettings: { confidence: 2 }\n",
    );
    const { code, stdout, stderr } = await evenhand(["audit", "log.csv"], { cwd });
    expect(stderr).toMatch(/^evenhand\.yaml:2:1: [a-z-]+: .*logg/m);
    expect(stderr).toMatch(/^evenhand\.yaml:6:\d+: [a-z-]+: /m);
    expect(stderr).toContain("    | logg: {}\n");
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(exists(join(cwd, "evenhand-report"))).toBe(false);
  });

  it("names every fault of the log by line, and shows no value of it", async () => {
    const cwd = folderWith();
    const rows = [
      "decision_id,customer_id,gender,offered",
      "1,a,F,1",
      "2,b,F,Schroedinger",
      "3,c,M",
      "4,,M,0",
    ];
    writeFileSync(join(cwd, "log.csv"), `${rows.join("\n")}\n`);
    const { code, stdout, stderr } = await evenhand(["audit", "log.csv"], { cwd });
    for (const line of [3, 4, 5]) expect(stderr).toMatch(new RegExp(`^log\\.csv:${line}[:.]`, "m"));
    expect(stderr).not.toContain("Schroedinger");
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(exists(join(cwd, "evenhand-report"))).toBe(false);
  });

  it("leaves the report of an earlier run as it was", async () => {
    const cwd = folderWith();
    await evenhand(["audit", "log.csv"], { cwd });
    const before = readFileSync(join(cwd, "evenhand-report/result.json"), "utf8");
    writeFileSync(join(cwd, "log.csv"), "decision_id,customer_id,gender\n1,a,F\n");
    expect((await evenhand(["audit", "log.csv"], { cwd })).code).toBe(2);
    expect(readFileSync(join(cwd, "evenhand-report/result.json"), "utf8")).toBe(before);
  });

  it("never shows a folder of this machine", async () => {
    const cwd = folderWith();
    const runs = [
      ["audit", join(cwd, "none.csv")],
      ["audit", join(cwd, "none*.csv")],
      ["audit", cwd],
      ["audit", join(cwd, "log.csv"), join(cwd, "log.csv")],
      ["audit", "log.csv", "--plan", join(cwd, "none.yaml")],
      ["audit", "log.csv", "--output", join(cwd, "log.csv")],
      ["init", "log.csv", "--output", join(cwd, "evenhand.yaml")],
      ["check", join(cwd, "none.yaml")],
      ["explain", "EH-1", "--result", join(cwd, "none.json")],
    ];
    for (const args of runs) {
      const { code, stderr } = await evenhand(args, { cwd });
      expect(code).toBe(2);
      expect(stderr).not.toBe("");
      expect(stderr).not.toContain(cwd);
      expect(stderr.split("\n").filter((line) => line.startsWith("    ") && line.length > 4)).not.toEqual([]);
    }
  });
});

describe("70: a bug", () => {
  it.each([
    ["that keeps the program from loading", "cli.js", "this is no program"],
    ["that keeps a command from loading", "commands/audit.js", 'import "./none.js";'],
    [
      "thrown by a command",
      "commands/audit.js",
      'export async function runAudit() { throw new Error("oh"); }',
    ],
    [
      "thrown later, by nobody's call",
      "commands/audit.js",
      'export const runAudit = () => new Promise(() => setTimeout(() => { throw new Error("oh"); }, 1));',
    ],
    [
      "in a promise that nobody waits for",
      "commands/audit.js",
      'export const runAudit = () => new Promise(() => { setInterval(() => {}, 9); Promise.reject(new Error("oh")); });',
    ],
    [
      "that leaves the question without an answer",
      "commands/audit.js",
      "export const runAudit = () => new Promise(() => {});",
    ],
    ["that throws what is no error", "commands/audit.js", 'export async function runAudit() { throw "oh"; }'],
  ])("%s", async (_, file, text) => {
    const root = broken(file, text);
    const { code, stdout, stderr } = await run(root);
    expect(code).toBe(70);
    expect(stdout).toBe("");
    expect(stderr).not.toBe("");
    expect(stderr).not.toContain(root);
  });

  it("asks for a report, with the stack in the program's own file names", async () => {
    const root = broken("commands/audit.js", 'export async function runAudit() { throw new Error("oh"); }');
    const { stderr } = await run(root);
    expect(stderr).toContain("This is a bug in evenhand. Please report it");
    expect(stderr).toMatch(/Error: oh\n {4}at runAudit \(dist\/commands\/audit\.js:1:/);
  });
});
