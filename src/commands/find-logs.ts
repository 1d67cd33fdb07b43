import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { glob } from "tinyglobby";
import type { LogInput } from "../log/source.js";
import { byCodeUnit } from "../log/groups.js";
import { refuse } from "../refusal.js";

/**
 * The files meant by names and patterns. A name that exists is that file, brackets and all; otherwise it is a
 * pattern. Files found by one pattern come in the order of their names.
 */
export async function findLogs(names: readonly string[], folder: string, stdin: AsyncIterable<Buffer>): Promise<LogInput[]> {
  const inputs: LogInput[] = [];
  for (const name of names) {
    if (name === "-") {
      if (inputs.some((input) => "stdin" in input)) refuse("stdin-twice", "the standard input (-) is named twice");
      inputs.push({ stdin });
      continue;
    }
    const full = resolve(folder, name);
    if (existsSync(full)) {
      inputs.push({ path: full });
      continue;
    }
    const found = /[*?[{]/.test(name) ? await glob(name, { cwd: folder, absolute: true, dot: false, onlyFiles: true }) : [];
    if (found.length === 0) {
      refuse("no-such-log", `there is no file ${JSON.stringify(name)}`, { hint: "check the path; patterns are relative to where they are written" });
    }
    inputs.push(...found.toSorted(byCodeUnit).map((path) => ({ path })));
  }
  const paths = inputs.flatMap((input) => ("path" in input ? [input.path] : []));
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) refuse("log-twice", "one log file is named twice", { hint: "each file once: its rows would count double" });
  return inputs;
}
