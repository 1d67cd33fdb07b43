import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { refuse } from "../refusal.js";
import { findLogs } from "./find-logs.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { withScratch } from "./scratch.js";
import { checkFile, writeFiles } from "./write-files.js";

const SCHEMA = "https://evenhand.dev/schema/plan-1.json";

/** `evenhand init`: look at a log and write a plan to start from. Asks nothing, overwrites nothing unasked. */
export async function runInit(
  log: string,
  options: StyleOptions & { readonly output: string; readonly force?: boolean },
  io: Io,
): Promise<number> {
  const style = styleFor(options, io);
  const path = resolve(io.cwd, options.output);
  checkFile(path);
  if (existsSync(path) && options.force !== true) {
    refuse("plan-exists", `${basename(path)} exists already`, { hint: "overwrite it with --force, or name another with --output" });
  }
  const [input] = await findLogs([log], io.cwd, io.stdin);
  const [{ profileLog }, { proposePlan }] = await Promise.all([import("../log/profile.js"), import("../plan/propose.js")]);
  const profile = await withScratch(io, (scratch) => profileLog(input!, scratch));
  writeFiles([{ path, text: proposePlan(profile, log, SCHEMA) }], io.onStop);
  if (!style.quiet) {
    io.stdout.write(`wrote ${options.output}: ${profile.columns.length} columns of ${profile.rows} rows looked at\n`);
    io.stdout.write(`read it, mend what was guessed wrong, then: evenhand audit ${log === "-" ? "LOG" : log} --plan ${options.output}\n`);
  }
  return 0;
}
