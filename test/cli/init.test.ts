import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { evenhand, folder, folderWith, namesIn, PROGRAM, ROOT } from "./run.js";

/** Where the first line of a plan sends an editor. */
function schemaOf(plan: string): unknown {
  const reference = /^# yaml-language-server: \$schema=(\S+)\n/.exec(readFileSync(plan, "utf8"))![1]!;
  const path = reference.startsWith("file:") ? fileURLToPath(reference) : resolve(dirname(plan), reference);
  return JSON.parse(readFileSync(path, "utf8"));
}

describe("init", () => {
  it("writes a plan that audits the log as it stands", async () => {
    const cwd = folder();
    const log = join(ROOT, "fixtures/month/decisions.csv");
    expect((await evenhand(["init", log], { cwd })).code).toBe(0);
    expect(namesIn(cwd)).toEqual(["evenhand.yaml"]);
    expect(await evenhand(["check"], { cwd })).toMatchObject({ code: 0, stderr: "" });
    const { code, stderr } = await evenhand(["audit"], { cwd });
    expect(stderr).toBe("");
    expect([0, 1, 3]).toContain(code);
  });

  it("names the log as the plan's own folder sees it", async () => {
    const cwd = folderWith();
    mkdirSync(join(cwd, "plans"));
    await evenhand(["init", "log.csv", "-o", "plans/p.yaml"], { cwd });
    expect(readFileSync(join(cwd, "plans/p.yaml"), "utf8")).toMatch(/^ {2}files: .*\.\.\/log\.csv/m);
    expect((await evenhand(["audit", "-p", "plans/p.yaml"], { cwd })).code).toBe(1);
  });

  it("sends editors to the schema that came with the program, also from a folder with spaces", async () => {
    const cwd = folderWith();
    mkdirSync(join(cwd, "a b"));
    const schema = JSON.parse(readFileSync(join(ROOT, "docs/plan.schema.json"), "utf8")) as unknown;
    for (const plan of ["new.yaml", "a b/new.yaml"]) {
      await evenhand(["init", "log.csv", "-o", plan], { cwd });
      expect(schemaOf(join(cwd, plan))).toEqual(schema);
    }
    symlinkSync(ROOT, join(cwd, "with space"));
    const program = join(cwd, "with space", "bin/evenhand.js");
    expect(existsSync(PROGRAM)).toBe(true);
    await evenhand(["init", "log.csv", "-o", "third.yaml"], { cwd, program });
    expect(schemaOf(join(cwd, "third.yaml"))).toEqual(schema);
  });

  it("overwrites nothing unless it is told to", async () => {
    const cwd = folderWith();
    const before = readFileSync(join(cwd, "evenhand.yaml"), "utf8");
    const { code, stdout, stderr } = await evenhand(["init", "log.csv"], { cwd });
    expect(stderr).toMatch(/^plan-exists: "evenhand\.yaml" exists already\n {4}overwrite it with --force/);
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(readFileSync(join(cwd, "evenhand.yaml"), "utf8")).toBe(before);
    expect((await evenhand(["init", "log.csv", "--force"], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, "evenhand.yaml"), "utf8")).not.toBe(before);
  });

  it("never writes through a link, even when told to overwrite", async () => {
    const cwd = folderWith();
    writeFileSync(join(cwd, "mine"), "mine");
    symlinkSync("mine", join(cwd, "link.yaml"));
    const { code, stderr } = await evenhand(["init", "log.csv", "-o", "link.yaml", "--force"], { cwd });
    expect(stderr).toMatch(/^bad-output: "?link\.yaml"? exists and is not a regular file/);
    expect(code).toBe(2);
    expect(readFileSync(join(cwd, "mine"), "utf8")).toBe("mine");
  });

  it("of two at once one writes its plan and the other is told that it exists", async () => {
    const cwd = folderWith();
    const args = ["init", "log.csv", "-o", "new.yaml"];
    const ends = await Promise.all([evenhand(args, { cwd }), evenhand(args, { cwd })]);
    expect(ends.map((end) => end.code).toSorted()).toEqual([0, 2]);
  });

  it("takes a log from standard input and a first column that begins empty", async () => {
    const cwd = folder();
    const input = `note,gender,offered\n${",F,1\n,M,0\n".repeat(60)}`;
    expect(await evenhand(["init", "-", "-q"], { cwd, input })).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "",
    });
    expect((await evenhand(["audit", "-"], { cwd, input })).stderr).toBe("");
  });
});
