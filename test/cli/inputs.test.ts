import { execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ended, evenhand, folderWith, namesIn, PROGRAM, start } from "./run.js";

const ODD = [
  "with space.csv",
  "[ab].csv",
  "a{b,c}.csv",
  "star*.csv",
  "what?.csv",
  "!not.csv",
  "$(touch owned).csv",
  "`touch owned`.csv",
  'it\'s "quoted".csv',
  "new\nline.csv",
  "größe-日本-😀.csv",
  "back\\slash.csv",
  "-dash.csv",
  "esc\u001b[31m.csv",
];

/** What a refused audit says; it may not have printed or written anything. */
async function said(cwd: string, args: readonly string[]): Promise<string> {
  const before = namesIn(cwd);
  const { code, stdout, stderr } = await evenhand(["audit", ...args], { cwd });
  expect({ code, stdout, names: namesIn(cwd) }).toEqual({ code: 2, stdout: "", names: before });
  return stderr;
}

async function result(cwd: string, args: readonly string[], input = ""): Promise<string> {
  const { code, stdout, stderr } = await evenhand(["audit", ...args, "--format", "json"], { cwd, input });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  return stdout;
}

describe("a name that exists is that file", () => {
  it("and no other, whatever stands in it", async () => {
    const cwd = folderWith();
    for (const name of ODD) copyFileSync(join(cwd, "log.csv"), join(cwd, name));
    writeFileSync(join(cwd, "b.csv"), "what [ab].csv and a{b,c}.csv would match\n");
    const before = namesIn(cwd);
    const { code, stdout, stderr } = await evenhand(["check", "--log", ...ODD.map((name) => `./${name}`)], {
      cwd,
    });
    expect(stderr).toBe("");
    expect(stdout.match(/has every column/g)).toHaveLength(ODD.length);
    expect(code).toBe(0);
    expect(namesIn(cwd)).toEqual(before);
  });

  it("also after --, when it begins with a dash", async () => {
    const cwd = folderWith();
    renameSync(join(cwd, "log.csv"), join(cwd, "-[dash] $(x).csv"));
    expect((await evenhand(["audit", "--format", "none", "--", "-[dash] $(x).csv"], { cwd })).code).toBe(1);
  });

  it("in a folder named like a partition, whose name gives no column", async () => {
    const cwd = folderWith();
    mkdirSync(join(cwd, "gender=F"));
    const text = readFileSync(join(cwd, "log.csv"), "utf8");
    writeFileSync(join(cwd, "gender=F/log.csv"), text.replace("gender", "sex"));
    const { code, stderr } = await evenhand(["audit", "gender=F/log.csv"], { cwd });
    expect(stderr).toContain('"gender"');
    expect(code).toBe(2);
    copyFileSync(join(cwd, "log.csv"), join(cwd, "gender=F/log.csv"));
    expect((await evenhand(["audit", "gender=F/log.csv"], { cwd })).code).toBe(1);
  });

  it("and what a message says of it cannot move the cursor", async () => {
    const cwd = folderWith();
    const name = "a\u001b[2J\u202e\nb.csv";
    writeFileSync(join(cwd, name), "decision_id\n");
    for (const word of [name, `none${name}`]) {
      const { code, stderr } = await evenhand(["audit", word], { cwd });
      expect(stderr).not.toMatch(/[^\P{C}\n]/u);
      expect(code).toBe(2);
    }
  });
});

describe("what is no log is refused before anything is written", () => {
  it("a file that is not there", async () => {
    expect(await said(folderWith(), ["none.csv"])).toMatch(/^no-such-log: .*"none\.csv"/);
  });
  it("a pattern that nothing matches", async () => {
    expect(await said(folderWith(), ["none-*.csv"])).toMatch(/^no-such-log: .*"none-\*\.csv"/);
  });
  it("an empty name", async () => {
    expect(await said(folderWith(), [""])).toMatch(/^no-such-log: /);
  });
  it("a folder", async () => {
    const cwd = folderWith();
    mkdirSync(join(cwd, "logs"));
    expect(await said(cwd, ["logs"])).toMatch(/^logs: not-a-file: this is a folder/);
  });
  it.each(["/dev/null", "/dev/zero"])("the device %s", async (path) => {
    expect(await said(folderWith(), [path])).toMatch(/device/);
  });
  it("a link that leads nowhere", async () => {
    const cwd = folderWith();
    symlinkSync("none", join(cwd, "link.csv"));
    expect(await said(cwd, ["link.csv"])).toMatch(/^no-such-log: /);
  });
  it("a link that leads back to itself", async () => {
    const cwd = folderWith();
    symlinkSync("link.csv", join(cwd, "link.csv"));
    expect(await said(cwd, ["link.csv"])).toMatch(/back to itself/);
  });
  it.each([
    ["by its name", ["log.csv", "log.csv"]],
    ["by another spelling", ["log.csv", "./log.csv"]],
    ["by a pattern", ["log.csv", "*.csv"]],
    ["through a link", ["log.csv", "link.txt"]],
    ["through a second name", ["log.csv", "hard.txt"]],
  ])("a file given twice, %s", async (_, args) => {
    const cwd = folderWith();
    symlinkSync("log.csv", join(cwd, "link.txt"));
    linkSync(join(cwd, "log.csv"), join(cwd, "hard.txt"));
    expect(await said(cwd, args)).toMatch(/log-twice/);
  });
  it("standard input given twice", async () => {
    expect(await said(folderWith(), ["-", "-"])).toMatch(/^stdin-twice/);
  });
  it("an empty standard input", async () => {
    expect(await said(folderWith(), ["-"])).toMatch(/^standard input: empty-file/);
  });
  it("no log at all, on the command line or in the plan", async () => {
    const cwd = folderWith();
    const plan = readFileSync(join(cwd, "evenhand.yaml"), "utf8");
    writeFileSync(join(cwd, "evenhand.yaml"), plan.replace(/^ {2}files:.*\n/m, ""));
    expect(await said(cwd, [])).toMatch(/^no-log: /);
  });
});

describe("the same audit, however the log comes", () => {
  it("by its name, a pattern, the plan, a link, or standard input", async () => {
    const cwd = folderWith();
    symlinkSync("log.csv", join(cwd, "link"));
    const named = await result(cwd, ["log.csv"]);
    for (const args of [["lo*.csv"], [], ["link"], ["/dev/stdin"], ["-"]]) {
      expect(await result(cwd, args, readFileSync(join(cwd, "log.csv"), "utf8"))).toBe(named);
    }
  });

  it("from a named pipe whose writer comes late, and from <(a command), in any order of rows", async () => {
    const cwd = folderWith();
    const [head, ...rows] = readFileSync(join(cwd, "log.csv"), "utf8").trimEnd().split("\n");
    const text = `${[head, ...rows.toReversed()].join("\n")}\n`;
    writeFileSync(join(cwd, "log.csv"), text);
    const named = await result(cwd, ["log.csv"]);
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    const child = start(["audit", "pipe", "--format", "json"], { cwd });
    setTimeout(() => spawn("sh", ["-c", "cat log.csv > pipe"], { cwd }), 700);
    expect(await ended(child)).toMatchObject({ code: 1, stderr: "", stdout: named });
    const line = `node "$0" audit <(cat log.csv) --format json`;
    expect(await ended(spawn("bash", ["-c", line, PROGRAM], { cwd }))).toMatchObject({
      code: 1,
      stdout: named,
    });
  });

  it("and a refusal ends it though standard input never does", async () => {
    const line = `yes no,such,columns | node "$0" audit -`;
    const { code, stderr } = await ended(spawn("bash", ["-c", line, PROGRAM], { cwd: folderWith() }));
    expect(stderr).toContain("gender");
    expect(code).toBe(2);
  });
});
