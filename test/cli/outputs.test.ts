import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ended, evenhand, exists, folderWith, namesIn, PROGRAM, REPORT } from "./run.js";

const OLD = "what was there before";

/** Try a command that may not be allowed here. */
function works(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What a refused audit says; it may not have printed, written or read anything. */
async function said(cwd: string, args: readonly string[]): Promise<string> {
  const before = namesIn(cwd);
  // A log that cannot be read shows what came first.
  const { code, stdout, stderr } = await evenhand(["audit", "evenhand.yaml", ...args], { cwd });
  expect(stderr.trimEnd().split("\n")).toHaveLength(2);
  expect({ code, stdout, names: namesIn(cwd) }).toEqual({ code: 2, stdout: "", names: before });
  return stderr;
}

function withOld(): string {
  const cwd = folderWith();
  mkdirSync(join(cwd, "out"));
  for (const name of REPORT) writeFileSync(join(cwd, "out", name), OLD);
  return cwd;
}

function untouched(cwd: string): void {
  expect(namesIn(join(cwd, "out"))).toEqual(REPORT);
  for (const name of REPORT) expect(readFileSync(join(cwd, "out", name), "utf8")).toBe(OLD);
}

function leftover(path: string, time: Date | null): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "report.md"), "half a rep");
  if (time !== null) utimesSync(path, time, time);
}

describe("an output that could not be replaced safely is refused before the log is read", () => {
  it("a file where the folder should be", async () => {
    expect(await said(folderWith(), ["-o", "log.csv"])).toMatch(/^bad-output: .*"log\.csv"/);
  });
  it("a file in the middle of the path", async () => {
    expect(await said(folderWith(), ["-o", "log.csv/a"])).toMatch(/^cannot-write: /);
  });
  it.each(["/dev/null", "/dev/stdout"])("the device %s", async (path) => {
    expect(await said(folderWith(), ["-o", path])).toMatch(/^bad-output: /);
  });
  it("a link that leads nowhere", async () => {
    const cwd = folderWith();
    symlinkSync("none", join(cwd, "out"));
    expect(await said(cwd, ["-o", "out"])).toMatch(/^bad-output: /);
  });
  it.each([
    ["a link to a file", (path: string) => symlinkSync("../log.csv", path)],
    ["a link that leads nowhere", (path: string) => symlinkSync("none", path)],
    ["a link to a device", (path: string) => symlinkSync("/dev/null", path)],
    ["a pipe", (path: string) => void execFileSync("mkfifo", [path])],
    ["a folder", (path: string) => mkdirSync(path)],
  ])("%s where a file of the report should be", async (_, make) => {
    const cwd = folderWith();
    mkdirSync(join(cwd, "evenhand-report"));
    make(join(cwd, "evenhand-report/report.md"));
    expect(await said(cwd, [])).toMatch(/^bad-output: "report\.md" exists and is not a regular file/);
    expect(namesIn(join(cwd, "evenhand-report"))).toEqual(["report.md"]);
    expect(readFileSync(join(cwd, "log.csv"), "utf8")).toMatch(/^decision_id/);
  });
});

describe("a report that cannot be written leaves the old one, and nothing half-written", () => {
  it("on a full disk", async ({ skip }) => {
    const cwd = folderWith();
    mkdirSync(join(cwd, "out"));
    const options = ["-t", "tmpfs", "-o", "size=24k", "tmpfs", join(cwd, "out")];
    if (!works("mount", ...options)) skip("file systems cannot be mounted here");
    onTestFinished(() => void works("umount", join(cwd, "out")));
    for (const name of REPORT) writeFileSync(join(cwd, "out", name), OLD);
    const { code, stdout, stderr } = await evenhand(["audit", "-o", "out"], { cwd });
    expect(stderr).toMatch(
      /^cannot-write: .*the disk is full; what was there before is untouched\n {4}make room/,
    );
    expect(stdout).toBe("");
    expect(code).toBe(2);
    untouched(cwd);
  });

  it("where files may not grow so large", async () => {
    const cwd = withOld();
    // A kilobyte or a half, as shells count: less than any report.
    const line = `ulimit -f 1; exec node "$0" audit -o out`;
    const { code, stderr } = await ended(spawn("sh", ["-c", line, PROGRAM], { cwd }));
    expect(stderr).toMatch(/^cannot-write: .*a file of this size is not allowed/);
    expect(code).toBe(2);
    untouched(cwd);
  });

  it("in a folder that may not be written to", async ({ skip }) => {
    const cwd = withOld();
    if (process.getuid?.() === 0) {
      const path = join(cwd, "out");
      if (!works("mount", "--bind", path, path)) skip("file systems cannot be mounted here");
      onTestFinished(() => void works("umount", path));
      execFileSync("mount", ["-o", "remount,bind,ro", path]);
    } else {
      chmodSync(join(cwd, "out"), 0o555);
      onTestFinished(() => chmodSync(join(cwd, "out"), 0o755));
    }
    const { code, stderr } = await evenhand(["audit", "-o", "out"], { cwd });
    expect(stderr).toMatch(/^cannot-write: .*(?:read-only|may not be written to)/);
    expect(code).toBe(2);
    untouched(cwd);
  });

  it("and a temporary folder that is not there is said to be missing", async () => {
    const cwd = withOld();
    const { code, stderr } = await evenhand(["audit", "-o", "out"], {
      cwd,
      env: { TMPDIR: join(cwd, "none") },
    });
    expect(stderr).toMatch(/^no-scratch: .*\n {4}set TMPDIR/);
    expect(code).toBe(2);
    untouched(cwd);
  });
});

describe("what killed runs left behind", () => {
  const LONG_AGO = new Date("2026-01-01");

  it("is removed by the next run when it is old and ours by name, and nothing else is", async () => {
    const cwd = folderWith();
    leftover(join(cwd, "out/.evenhand-0123456789ab.tmp"), LONG_AGO);
    leftover(join(cwd, "out/.evenhand-ba9876543210.tmp"), null);
    leftover(join(cwd, "out/.evenhand-of-mine.tmp"), LONG_AGO);
    leftover(join(cwd, "tmp/evenhand-scratch-abCD12"), LONG_AGO);
    leftover(join(cwd, "tmp/evenhand-scratch-34EFgh"), null);
    leftover(join(cwd, "tmp/evenhand-report"), LONG_AGO);
    expect((await evenhand(["audit", "-o", "out"], { cwd, env: { TMPDIR: join(cwd, "tmp") } })).code).toBe(1);
    const left = [".evenhand-ba9876543210.tmp", ".evenhand-of-mine.tmp"];
    expect(namesIn(join(cwd, "out"))).toEqual([...left, ...REPORT]);
    expect(namesIn(join(cwd, "tmp"))).toEqual(["evenhand-report", "evenhand-scratch-34EFgh"]);
  });

  it("never follows a link out of the folder", async () => {
    const cwd = folderWith();
    leftover(join(cwd, "mine"), LONG_AGO);
    mkdirSync(join(cwd, "out"));
    symlinkSync(join(cwd, "mine"), join(cwd, "out/.evenhand-next"));
    const { code, stderr } = await evenhand(["audit", "-o", "out"], { cwd });
    expect(stderr).toMatch(/^bad-output: \.evenhand-next /);
    expect(code).toBe(2);
    expect(exists(join(cwd, "mine/report.md"))).toBe(true);
  });
});
