import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { forTerminal } from "../report/escape.js";
import { refuse } from "../refusal.js";
import { freezeOf } from "../seal/freeze.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { readPlan } from "./read-plan.js";
import { shown } from "./shown.js";
import { checkFile, writeFile } from "./write-files.js";

export interface FreezeOptions extends StyleOptions {
  readonly output: string;
}

/** `evenhand freeze`: write the plan's digest and today's date, before data are seen. Never overwrites. */
export async function runFreeze(path: string, options: FreezeOptions, io: Io): Promise<number> {
  const style = styleFor(options, io);
  const { plan, sha256, name } = readPlan(path, io.cwd);
  const output = resolve(io.cwd, options.output);
  const taken = (): never =>
    refuse("output-exists", `${shown(options.output)} exists, and a frozen plan is never overwritten`, {
      hint: "name another file with --output, or keep the plan that is frozen",
    });
  checkFile(output);
  if (existsSync(output)) taken();
  const freeze = freezeOf(plan, sha256, io.today);
  if (!writeFile(output, `${JSON.stringify(freeze, null, 2)}\n`, true, io)) taken();
  if (style.quiet) return 0;
  const lines = [
    `${name} is frozen as of ${freeze.frozen_on} (plan sha256 ${sha256})`,
    `Kept in ${relative(io.cwd, output)}. Give it to somebody else now, or sign it ('evenhand sign'): only then does its date prove anything.`,
    `Later: evenhand audit LOG --plan ${name} --frozen ${relative(io.cwd, output)}`,
  ];
  io.stdout.write(lines.map((line) => `${forTerminal(line, style.ascii)}\n`).join(""));
  return 0;
}
