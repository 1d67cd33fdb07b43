import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ended, evenhand, exists, folder, folderWith, namesIn, PROGRAM, REPORT, ROOT } from "./run.js";

const FILES = {
  json: "result.json",
  markdown: "report.md",
  csv: "findings.csv",
  proxies: "proxies.csv",
  html: "report.html",
} as const;

describe("standard output", () => {
  it.each(Object.entries(FILES))(
    "with --format %s is exactly %s, and nothing else is said",
    async (format, file) => {
      const cwd = folderWith();
      const { code, stdout, stderr } = await evenhand(["audit", "log.csv", "--format", format], { cwd });
      expect(stdout).toBe(readFileSync(join(cwd, "evenhand-report", file), "utf8"));
      expect(stderr).toBe("");
      expect(code).toBe(1);
    },
  );

  it("with --format none is empty, and the report is written", async () => {
    const cwd = folderWith();
    const { stdout, stderr } = await evenhand(["audit", "log.csv", "--format", "none"], { cwd });
    expect(stdout + stderr).toBe("");
    expect(namesIn(join(cwd, "evenhand-report"))).toEqual(REPORT);
  });

  it("names the files of the report from where one stands, never by a full path", async () => {
    const cwd = folderWith();
    const { stdout } = await evenhand(["audit", "log.csv", "--output", join(cwd, "a/b")], { cwd });
    expect(stdout).toContain("a/b/report.html");
    expect(stdout).not.toContain(cwd);
  });

  it("is whole when a slow reader takes a result of many blocks from a pipe", async () => {
    const cwd = folder();
    const log = join(ROOT, "fixtures/month/decisions.csv");
    const plan = join(ROOT, "fixtures/month/evenhand.yaml");
    const line = `node "$0" audit "$1" --plan "$2" --format html | (sleep 3; cat)`;
    const { stdout } = await ended(spawn("bash", ["-c", line, PROGRAM, log, plan], { cwd }));
    expect(stdout.length).toBeGreaterThan(1 << 16);
    expect(stdout).toBe(readFileSync(join(cwd, "evenhand-report/report.html"), "utf8"));
  });

  it("that nobody reads any more (head -1) ends it quietly, with the gate's exit code and the whole report", async () => {
    const cwd = folderWith();
    const line = `node "$0" audit log.csv --format html | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = await ended(spawn("bash", ["-c", line, PROGRAM], { cwd }));
    expect(stderr).toBe("");
    expect(stdout).toBe("1\n");
    expect(namesIn(join(cwd, "evenhand-report"))).toEqual(REPORT);
  });

  it.skipIf(!exists("/dev/full"))("that cannot be written (a full disk) ends with 2 and a word", async () => {
    const line = `node "$0" audit log.csv --format html > /dev/full`;
    const { code, stderr } = await ended(spawn("bash", ["-c", line, PROGRAM], { cwd: folderWith() }));
    expect(stderr).toMatch(/^cannot-write: .*standard output \(ENOSPC\)\n$/);
    expect(code).toBe(2);
  });

  it("holds what check and explain were asked, and the words of init go to standard error", async () => {
    const cwd = folderWith();
    expect((await evenhand(["check"], { cwd })).stdout).toContain("evenhand.yaml: the plan is sound");
    const { stdout: json } = await evenhand(["audit", "--format", "json"], { cwd });
    const { id } = (JSON.parse(json) as { findings: { id: string }[] }).findings[0]!;
    const explained = await evenhand(["explain", id], { cwd });
    expect(explained).toMatchObject({ code: 0, stderr: "" });
    expect(explained.stdout).toContain(id);
    const begun = await evenhand(["init", "log.csv", "--output", "new.yaml"], { cwd });
    expect(begun.stdout).toBe("");
    expect(begun.stderr).toMatch(/^wrote "new\.yaml"/);
  });
});

async function coloured(args: readonly string[], env: Record<string, string>): Promise<boolean> {
  const { stdout } = await evenhand(["audit", "--output", "out", ...args], { cwd: folderWith(), env });
  return stdout.includes("\u001b[");
}

describe("colour", () => {
  it.each([
    ["none where no terminal listens", [], {}, false],
    ["FORCE_COLOR asks for it", [], { FORCE_COLOR: "1" }, true],
    ["FORCE_COLOR=0 does not", [], { FORCE_COLOR: "0" }, false],
    ["NO_COLOR outweighs FORCE_COLOR", [], { NO_COLOR: "1", FORCE_COLOR: "1" }, false],
    ["--color outweighs NO_COLOR", ["--color"], { NO_COLOR: "1" }, true],
    ["--no-color outweighs FORCE_COLOR", ["--no-color"], { FORCE_COLOR: "1" }, false],
    ["--color=auto leaves it to the environment", ["--color=auto"], { FORCE_COLOR: "1" }, true],
  ] as const)("%s", async (_, args, env, expected) => {
    expect(await coloured(args, env)).toBe(expected);
  });

  it("never gets into a file or another format", async () => {
    const cwd = folderWith();
    const { stdout } = await evenhand(["audit", "--color", "--format", "markdown"], { cwd });
    expect(stdout).not.toContain("\u001b");
  });
});

describe("less of it", () => {
  it("--quiet leaves the verdict", async () => {
    const { stdout } = await evenhand(["audit", "--quiet"], { cwd: folderWith() });
    expect(stdout).toMatch(/^Verdicts .*\n(?:.*\n)?Exit 1 .*\n$/);
  });

  it("--ascii prints nothing else, in summaries and in refusals", async () => {
    const cwd = folderWith();
    const summary = await evenhand(["audit", "--ascii"], { cwd });
    expect(summary.stdout).toMatch(/^[\n\x20-\x7e]+$/);
    const refused = await evenhand(["audit", "größe.csv", "--ascii"], { cwd });
    expect(refused.stderr).toMatch(/^[\n\x20-\x7e]+$/);
    expect(refused.stderr).toContain(String.raw`gr\u{f6}\u{df}e.csv`);
  });
});

/** All that a terminal is sent. */
async function onTerminal(words: string): Promise<string> {
  const line = `node '${PROGRAM}' audit --format none ${words}`;
  const { stdout } = await ended(spawn("script", ["-qec", line, "/dev/null"], { cwd: folderWith() }));
  return stdout;
}

const hasScript = spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

describe.skipIf(!hasScript)("progress", () => {
  it("is shown where standard error is a terminal, and wiped away in the end", async () => {
    const sent = await onTerminal("");
    expect(sent).toMatch(/reading \[#+-*\] 100% 0 MB/);
    expect(sent.endsWith("\r\u001b[K")).toBe(true);
  });

  it.each(["--quiet", "2>/dev/null"])("is not shown with %s", async (words) => {
    expect(await onTerminal(words)).not.toContain("reading");
  });
});
