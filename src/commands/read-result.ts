import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { AuditResult } from "../model.js";
import { refuse } from "../refusal.js";
import type { Io } from "./io.js";

/** A result that an audit wrote. Refuses what is no result of this format. */
export async function readResult(path: string, io: Io): Promise<AuditResult> {
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
  const { resultSchema } = await import("../report/result-schema.js");
  const parsed = resultSchema.safeParse(value);
  if (parsed.success) return value as AuditResult;
  return refuse("bad-result", "the file is not a result of this version of evenhand", {
    file: name,
    hint: `first difference at ${parsed.error.issues[0]?.path.join(".") || "the top"}`,
  });
}
