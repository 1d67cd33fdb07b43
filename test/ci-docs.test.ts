/** The recipes of docs/ci.md are run as they are written, but for the installation. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { FORMATS } from "../src/report/formats.js";
import { folderWith, PROGRAM, ROOT } from "./cli/run.js";

const page = readFileSync(join(ROOT, "docs/ci.md"), "utf8");
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map((match) => match[1]!);
const [github, gitlab] = blocks("yaml").map((block) => parse(block) as unknown) as [GithubFile, GitlabFile];

interface GithubFile {
  readonly jobs: {
    readonly audit: {
      readonly steps: readonly {
        readonly run?: string;
        readonly uses?: string;
        readonly with?: Readonly<Record<string, string>>;
      }[];
    };
  };
}

interface GitlabFile {
  readonly "fairness-audit": {
    readonly script: readonly string[];
    readonly allow_failure: { readonly exit_codes: readonly number[] };
    readonly artifacts: {
      readonly paths: readonly string[];
      readonly reports: { readonly junit: string; readonly codequality: string };
    };
  };
}

/** A repository with a plan and a log, and `evenhand` on the path. */
function repository(fixture = "established-breach"): {
  readonly cwd: string;
  readonly run: (script: string) => Run;
} {
  const cwd = folderWith(fixture);
  renameSync(join(cwd, "log.csv"), join(cwd, "decisions.csv"));
  mkdirSync(join(cwd, "bin"));
  const program = join(cwd, "bin/evenhand");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
  chmodSync(program, 0o755);
  const env = {
    ...process.env,
    PATH: `${join(cwd, "bin")}:${process.env["PATH"]}`,
    GITHUB_STEP_SUMMARY: join(cwd, "summary"),
  };
  const run = (script: string): Run => {
    const { status, stdout, stderr } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", script], {
      cwd,
      env,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
  return { cwd, run };
}

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const read = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");
const isInstall = (line: string): boolean => line.startsWith("npm ");

describe("the recipe for GitHub Actions", () => {
  const steps = github.jobs.audit.steps;
  const scripts = steps.flatMap(({ run }) => (run === undefined || isInstall(run) ? [] : [run]));

  it("fails the audit on a breach, annotates it, and writes what the later steps take up", () => {
    const { cwd, run } = repository();
    const [audit, show] = scripts.map(run);
    expect(scripts).toHaveLength(2);
    expect([audit!.status, audit!.stderr]).toEqual([1, ""]);
    expect(audit!.stdout).toMatch(/^::error file=evenhand\.yaml,line=1,/u);
    expect(show).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(read(cwd, "summary")).toMatch(/^## Evenhand: the plan's gate is not met/u);
    const sarif = steps.find(({ uses }) => uses?.includes("upload-sarif"))!.with!["sarif_file"]!;
    expect(JSON.parse(read(cwd, sarif))).toMatchObject({ version: "2.1.0" });
    const folder = steps.find(({ uses }) => uses?.includes("upload-artifact"))!.with!["path"]!;
    expect(read(cwd, folder, "report.html")).toContain("<html");
    for (const { run: script } of steps.filter((step) => step.run === scripts[1]))
      for (const [, file] of page.matchAll(/hashFiles\('([^']+)'\)/gu))
        expect(`${script} evenhand-report/result.json`).toContain(file);
  });

  it("lets a log that cannot tell pass where it is to, and no other", () => {
    const lenient = blocks("sh").find((block) => block.includes("-eq 3"))!;
    const expected: readonly (readonly [string, number])[] = [
      ["established-breach", 1],
      ["equal-rates-many-people", 0],
    ];
    for (const [fixture, status] of expected) expect(repository(fixture).run(lenient).status).toBe(status);
    const { cwd, run } = repository("breach-seen-but-few-people");
    expect(run("evenhand audit decisions.csv").status).toBe(3);
    const { status, stdout } = run(lenient);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^::warning file=evenhand\.yaml,line=1,title=Evenhand%3A the plan's gate is undecided/u,
    );
    writeFileSync(join(cwd, "decisions.csv"), "no,such,columns\n1,2,3\n");
    expect(run(lenient).status).toBe(2);
  });
});

describe("the recipe for GitLab", () => {
  const job = gitlab["fairness-audit"];
  const script = job.script.filter((line) => !isInstall(line)).join("\n");

  it("ends as the audit ends and leaves the reports that it names", () => {
    const { cwd, run } = repository();
    expect(run(script).status).toBe(1);
    expect(read(cwd, job.artifacts.reports.junit)).toContain("<failure ");
    expect(JSON.parse(read(cwd, job.artifacts.reports.codequality))).toContainEqual(
      expect.objectContaining({ severity: "critical" }),
    );
    expect(read(cwd, job.artifacts.paths[0]!, "report.md")).toContain("Result, SHA-256");
    expect(repository("equal-rates-many-people").run(script).status).toBe(0);
  });

  it("allows the exit code of a log that cannot tell", () => {
    const { status } = repository("breach-seen-but-few-people").run(script);
    expect(job.allow_failure.exit_codes).toEqual([status]);
  });
});

describe("the page", () => {
  it("has a recipe for other servers that runs", () => {
    const { cwd, run } = repository();
    expect(run(blocks("sh").at(-1)!)).toMatchObject({ status: 1, stderr: "" });
    expect(read(cwd, "junit.xml")).toContain("<testsuites ");
    expect(JSON.parse(read(cwd, "evenhand.sarif"))).toMatchObject({ version: "2.1.0" });
  });

  it("names each format that is only printed, and none that is not there", () => {
    const named = [...page.matchAll(/^\| `([a-z][a-z-]*)` \|/gmu)].map((match) => match[1]!);
    const printed = FORMATS.filter(({ writtenBy }) => writtenBy.length === 0).map(({ id }) => id);
    expect(named.toSorted()).toEqual(printed.toSorted());
  });

  it("shows no command that these tests do not run", () => {
    const all = [...blocks("sh"), ...blocks("yaml")].join("\n");
    const commands = all.match(/\bevenhand (?!audits?$)[a-z]+\b.*/gmu)!;
    expect(
      commands.filter(
        (one) => !/^evenhand (?:audit decisions\.csv|report evenhand-report\/result\.json)/u.test(one),
      ),
    ).toEqual([]);
    expect(blocks("sh")).toHaveLength(3);
    expect(blocks("yaml")).toHaveLength(2);
  });
});
