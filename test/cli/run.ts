/**
 * Runs the real program, `node bin/evenhand.js`, in folders of its own. Nothing of it is imported and nothing is
 * replaced: what these tests see is what a user sees.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, existsSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const PROGRAM = join(ROOT, "bin/evenhand.js");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Start {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Text for standard input; without it there is nothing to read. */
  readonly input?: string;
  /** Run under this: `unshare -n`, `sh -c 'exec "$@"'`. */
  readonly under?: readonly string[];
  /** Another copy of the program. */
  readonly program?: string;
}

/** The environment of a run: ours without what would colour it, and what the test adds. */
function environment(more: Start["env"]): NodeJS.ProcessEnv {
  const { NO_COLOR: _no, FORCE_COLOR: _force, NODE_OPTIONS: _options, ...rest } = process.env;
  return { ...rest, ...more };
}

export function start(args: readonly string[], how: Start = {}): ChildProcess {
  const [file, ...words] = [...(how.under ?? []), process.execPath, how.program ?? PROGRAM, ...args];
  return spawn(file!, words, { cwd: how.cwd ?? ROOT, env: environment(how.env) });
}

export function evenhand(args: readonly string[], how: Start = {}): Promise<Ended> {
  const child = start(args, how);
  child.stdin!.on("error", () => {});
  child.stdin!.end(how.input ?? "");
  return ended(child);
}

export function ended(child: ChildProcess): Promise<Ended> {
  const parts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => (parts[name] += text));
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...parts }));
  });
}

/** A folder that is removed when the test is over. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "cli-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** A folder with a small log (`log.csv`) and its plan (`evenhand.yaml`). */
export function folderWith(fixture = "established-breach"): string {
  const path = folder();
  for (const name of ["log.csv", "evenhand.yaml"]) {
    copyFileSync(join(ROOT, "fixtures", fixture, name), join(path, name));
  }
  return path;
}

export const REPORT = ["findings.csv", "proxies.csv", "report.html", "report.md", "result.json"];

/** All names in a folder, hidden ones too. */
export function namesIn(path: string): string[] {
  return readdirSync(path).toSorted();
}

/** Wait until something holds; not longer than ten seconds. */
export async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error("what was waited for did not happen");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function exists(path: string): boolean {
  return existsSync(path);
}
