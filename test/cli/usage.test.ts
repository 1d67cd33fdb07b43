import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, folderWith, namesIn, ROOT } from "./run.js";

describe("help", () => {
  it("shows the help on stderr and ends with 2 when nothing is asked", async () => {
    const { code, stdout, stderr } = await evenhand([]);
    expect(stdout).toBe("");
    expect(stderr).toContain("Usage: evenhand");
    expect(code).toBe(2);
  });

  it.each([["--help"], ["-h"], ["help"]])("begins with examples when asked for by %s", async (word) => {
    const { code, stdout, stderr } = await evenhand([word]);
    expect(stdout).toMatch(/^Examples:\n {2}\$ evenhand init decisions\.csv/);
    expect(stdout).toContain("Exit codes: 0 gate met, 1 gate not met, 2 could not run, 3 could not tell");
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  it.each(["init", "check", "audit", "explain", "report"])(
    "of %s begins with an example of it",
    async (command) => {
      const { code, stdout } = await evenhand([command, "--help"]);
      expect(stdout).toMatch(new RegExp(`^Example:\\n {2}\\$ evenhand ${command} `));
      expect(stdout).toBe((await evenhand(["help", command])).stdout);
      expect(code).toBe(0);
    },
  );

  it("stays within 80 columns", async () => {
    const { stdout } = await evenhand(["audit", "--help"]);
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });
});

describe("the version", () => {
  it.each(["--version", "-V"])("is that of package.json and nothing beside it, by %s", async (word) => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(await evenhand([word])).toEqual({ code: 0, signal: null, stdout: `${version}\n`, stderr: "" });
  });
});

describe("a slip of the fingers", () => {
  it.each([
    [["audt"], "audit"],
    [["chek"], "check"],
    [["--versio"], "--version"],
    [["audit", "--formt", "json"], "--format"],
    [["audit", "--format", "jsn"], "json"],
  ])("%j is answered with what was meant: %s", async (args, meant) => {
    const { code, stdout, stderr } = await evenhand(args);
    expect(stderr).toMatch(new RegExp(`did you mean ${meant}\\?`, "i"));
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

describe("options that cannot be", () => {
  it("are all named at once, with the plan that is not there", async () => {
    const cwd = folderWith();
    const { code, stdout, stderr } = await evenhand(
      "audit --threads 0 --memory 3 --period x --format yaml --output log.csv --plan no.yaml".split(" "),
      { cwd },
    );
    for (const part of [
      "--threads",
      "--memory",
      "--period",
      '"yaml"',
      '"log.csv" is not a folder',
      '"no.yaml"',
    ]) {
      expect(stderr).toContain(part);
    }
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  it.each([
    ["--threads", ["0", ""]],
    ["--memory", ["2", ""]],
    ["--period", ["2026-13", ""]],
  ])("%s refuses nonsense before anything is written", async (option, values) => {
    const cwd = folderWith();
    for (const value of values) {
      const { code, stderr } = await evenhand(["audit", "log.csv", `${option}=${value}`], { cwd });
      expect(stderr).toContain(`${option} `);
      expect(code).toBe(2);
    }
    expect(namesIn(cwd)).toEqual(["evenhand.yaml", "log.csv"]);
  });

  it.each([
    ["too many words", ["check", "a.yaml", "b.yaml"]],
    ["a word that is missing", ["explain"]],
    ["an option without its word", ["audit", "--plan"]],
    ["a colour that is none", ["audit", "--color=green"]],
    ["an output without a name", ["audit", "log.csv", "--output="]],
    ["help for what is not there", ["help", "nothing"]],
  ])("%s: ends with 2", async (_, args) => {
    const cwd = folderWith();
    const { code, stdout } = await evenhand(args, { cwd });
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(namesIn(cwd)).toEqual(["evenhand.yaml", "log.csv"]);
  });

  it("are repeated without what could move the cursor or turn the text around", async () => {
    const { stderr } = await evenhand(["audit", "--x\u001b[2J\u202e\u0007"]);
    expect(stderr).toContain(String.raw`--x\u{1b}[2J\u{202e}\u{7}`);
    expect(stderr).not.toMatch(/[^\P{C}\n]/u);
  });
});

it("takes the word after --color for the log unless it is a colour word", async () => {
  const cwd = folderWith();
  const { code, stdout } = await evenhand(["audit", "--color", "log.csv"], { cwd });
  expect(stdout).toContain("\u001b[");
  expect(code).toBe(1);
  expect((await evenhand(["audit", "--color", "never", "log.csv"], { cwd })).stdout).not.toContain("\u001b[");
});
