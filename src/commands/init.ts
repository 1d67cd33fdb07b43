import { lstatSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { refuse } from "../refusal.js";
import { forTerminal } from "../report/escape.js";
import { findLogs } from "./find-logs.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { withScratch } from "./scratch.js";
import { shown } from "./shown.js";
import { checkFile, writeFile } from "./write-files.js";

/** `evenhand init`: look at a log and write a plan to start from. Asks nothing, overwrites nothing unasked. */
export async function runInit(
  log: string,
  options: StyleOptions & { readonly output: string; readonly force?: boolean },
  io: Io,
): Promise<number> {
  const style = styleFor(options, io);
  if (options.output === "") refuse("bad-option", "--output is empty", { hint: "name the plan's file" });
  const path = resolve(io.cwd, options.output);
  checkFile(path);
  const fresh = options.force !== true;
  if (fresh && lstatSync(path, { throwIfNoEntry: false }) !== undefined) exists(options.output);
  const inputs = await findLogs([log], io.cwd, io);
  const [{ profileLog }, { proposePlan }] = await Promise.all([
    import("../log/profile.js"),
    import("../plan/propose.js"),
  ]);
  const profile = await withScratch(io, (scratch) => profileLog(inputs[0]!, scratch));
  const named = "path" in inputs[0]! ? fromPlan(dirname(path), resolve(io.cwd, log)) : "-";
  const text = proposePlan(profile, named, schemaReference(dirname(path)));
  if (!writeFile(path, text, fresh, io)) exists(options.output);
  if (!style.quiet) {
    const looked = inputs.length > 1 ? `, in the first of ${inputs.length} files` : "";
    const plan = options.output === "evenhand.yaml" ? "" : ` --plan ${forShell(options.output)}`;
    const say = (line: string): void => io.stderr.write(`${forTerminal(line, style.ascii)}\n`);
    say(
      `wrote ${shown(options.output)}: ${profile.columns.length} columns of ${profile.rows} rows looked at${looked}`,
    );
    if (text.includes("# TO FILL IN FIRST"))
      say(`not everything could be recognised: fill in what the head of ${shown(options.output)} names`);
    say(`read it, mend what was guessed wrong, then: evenhand audit${named === "-" ? " LOG" : ""}${plan}`);
  }
  return 0;
}

function exists(path: string): never {
  refuse("plan-exists", `${shown(path)} exists already`, {
    hint: "overwrite it with --force, or name another with --output",
  });
}

/** The log as a plan in that folder names it. */
function fromPlan(folder: string, log: string): string {
  return relative(folder, log).replaceAll("\\", "/");
}

/**
 * Where editors find the plan's JSON Schema: the one that came with this program, by its path from the plan. As a
 * URL where there is no such path (another drive) or a space would end it.
 */
export function schemaReference(folder: string): string {
  const url = new URL("../../docs/plan.schema.json", import.meta.url);
  const path = fromPlan(folder, fileURLToPath(url));
  return isAbsolute(path) || /\s/.test(path) ? url.href : path;
}

/** A word as a shell takes it for itself. */
function forShell(word: string): string {
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
