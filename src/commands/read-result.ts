import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { AuditResult } from "../model.js";
import { refuse } from "../refusal.js";
import { resultDigest } from "../seal/digest.js";
import type { Io } from "./io.js";

/** A result as an audit wrote it. Refuses what is no result of this format, and one that was changed since. */
export async function readResult(path: string, io: Io): Promise<AuditResult> {
  const result = await readUnchecked(path, io);
  if (resultDigest(result) === result.sha256) return result;
  return refuse(
    "edited-result",
    "the result is not as it was written: it does not have the digest it carries",
    {
      file: basename(path),
      hint: "audit the log again, or find the result as it was written; 'evenhand verify' says more",
    },
  );
}

/** The file that is meant: of a folder that an audit wrote, its result.json. Refuses a folder without one. */
export function resultIn(path: string, io: Io): string {
  if (statSync(resolve(io.cwd, path), { throwIfNoEntry: false })?.isDirectory() !== true) return path;
  const file = join(path, "result.json");
  if (existsSync(resolve(io.cwd, file))) return file;
  return refuse("no-result", "the folder has no result.json", {
    file: basename(path),
    hint: "name the folder that 'evenhand audit' wrote, or its result.json",
  });
}

/** A result that may have been changed: for those who say so. */
export async function readUnchecked(named: string, io: Io): Promise<AuditResult> {
  const path = resultIn(named, io);
  const name = basename(path);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(resolve(io.cwd, path), "utf8"));
  } catch (error) {
    const absent = (error as NodeJS.ErrnoException).code === "ENOENT";
    refuse("no-result", absent ? "there is no such result file" : "the file is not a readable result", {
      file: name,
      hint: "run 'evenhand audit' first, or name its result.json",
    });
  }
  const problem = await problemOf(value);
  if (problem === null) return value as AuditResult;
  return refuse("bad-result", "the file is not a result of this version of evenhand", {
    file: name,
    hint: `first difference at ${problem}`,
  });
}

/** Where a value is no result; null where it is one. */
export async function problemOf(value: unknown): Promise<string | null> {
  const { resultSchema } = await import("../report/result-schema.js");
  const parsed = resultSchema.safeParse(value);
  return parsed.success ? null : parsed.error.issues[0]?.path.join(".") || "the top";
}
