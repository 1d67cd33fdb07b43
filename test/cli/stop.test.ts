import type { ChildProcess } from "node:child_process";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ended, folderWith, namesIn, ROOT, start, until } from "./run.js";

/** A log that takes seconds, and its plan. */
let large = "";
const plan = join(ROOT, "bench/evenhand.yaml");

beforeAll(() => {
  large = mkdtempSync(join(tmpdir(), "cli-test-"));
  execFileSync(process.execPath, [join(ROOT, "bench/generate.mjs"), "1000000", join(large, "log.csv")]);
});
afterAll(() => rmSync(large, { recursive: true, force: true }));

/** Start an audit with a temporary folder of its own, stop it when it is time, and look at what it leaves. */
async function stopped(
  args: readonly string[],
  signals: readonly NodeJS.Signals[],
  time: (child: ChildProcess, temporary: string) => Promise<void>,
): Promise<{ code: number | null; stdout: string; stderr: string; seconds: number; left: string[] }> {
  const cwd = folderWith();
  const before = namesIn(cwd);
  const temporary = join(cwd, "tmp");
  mkdirSync(temporary);
  const child = start(["audit", ...args], { cwd, env: { TMPDIR: temporary } });
  const end = ended(child);
  await time(child, temporary);
  expect(child.exitCode).toBe(null);
  const then = performance.now();
  for (const signal of signals) child.kill(signal);
  const { code, stdout, stderr } = await end;
  const seconds = (performance.now() - then) / 1000;
  expect(namesIn(temporary)).toEqual([]);
  return { code, stdout, stderr, seconds, left: namesIn(cwd).filter((name) => !before.includes(name)) };
}

const clean = { stdout: "", left: ["tmp"] };
const scratchIsThere = (_: ChildProcess, temporary: string) => until(() => readdirSync(temporary).length > 0);
const after = (milliseconds: number) => async (child: ChildProcess, temporary: string) => {
  await scratchIsThere(child, temporary);
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
};

describe("a signal ends it within a second, says so, and leaves nothing behind", () => {
  it.each([
    ["SIGINT", 130, "interrupted"],
    ["SIGTERM", 143, "terminated"],
    ["SIGHUP", 129, "hung up"],
  ] as const)("%s: exit code %d", async (signal, code, word) => {
    const { seconds, ...end } = await stopped([join(large, "log.csv"), "-p", plan], [signal], after(300));
    expect(end).toEqual({ code, stderr: `evenhand: ${word}\n`, ...clean });
    expect(seconds).toBeLessThan(1);
  });

  it.each([0, 400, 800, 1200])("also %d ms after the engine began", async (milliseconds) => {
    const { seconds, ...end } = await stopped(
      // One thread, so that it is still at work then.
      [join(large, "log.csv"), "-p", plan, "--threads", "1"],
      ["SIGINT"],
      after(milliseconds),
    );
    expect(end).toEqual({ code: 130, stderr: "evenhand: interrupted\n", ...clean });
    expect(seconds).toBeLessThan(1);
  });

  it("while the engine has too little memory and writes to the disk", async () => {
    const { seconds, ...end } = await stopped(
      [join(large, "log.csv"), "-p", plan, "--memory", "100MB"],
      ["SIGINT"],
      (_, temporary) =>
        until(() => readdirSync(temporary).some((name) => readdirSync(join(temporary, name)).length > 0)),
    );
    expect(end).toEqual({ code: 130, stderr: "evenhand: interrupted\n", ...clean });
    expect(seconds).toBeLessThan(1);
  });

  it("while standard input is a pipe that never ends", async () => {
    const { seconds, ...end } = await stopped(["-"], ["SIGINT"], after(200));
    expect(end).toEqual({ code: 130, stderr: "evenhand: interrupted\n", ...clean });
    expect(seconds).toBeLessThan(1);
  });

  it("while it waits for somebody to write to a named pipe", async () => {
    const pipe = join(large, "pipe");
    if (!existsSync(pipe)) execFileSync("mkfifo", [pipe]);
    const { seconds, ...end } = await stopped([pipe], ["SIGTERM"], after(200));
    expect(end).toEqual({ code: 143, stderr: "evenhand: terminated\n", ...clean });
    expect(seconds).toBeLessThan(1);
  });

  it("when it comes twice", async () => {
    const { seconds, ...end } = await stopped(
      [join(large, "log.csv"), "-p", plan],
      ["SIGINT", "SIGINT"],
      after(200),
    );
    expect(end).toEqual({ code: 130, stderr: "evenhand: interrupted\n", ...clean });
    expect(seconds).toBeLessThan(1);
  });
});
