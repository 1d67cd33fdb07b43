import { lstatSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Plan, Waiver } from "../model.js";
import { loadPlan } from "../plan/load.js";
import { loadWaivers } from "../plan/waivers.js";
import { refuse } from "../refusal.js";
import { shown } from "./shown.js";

const LARGEST = 1_000_000;

export interface PlanFile {
  readonly plan: Plan;
  readonly sha256: string;
  /** As the user wrote it, for messages. */
  readonly name: string;
  /** Folder that paths in the plan start from. */
  readonly folder: string;
}

export function readPlan(path: string, cwd: string): PlanFile {
  const { text, name, full } = readText(path, cwd, {
    what: "plan",
    code: "plan",
    hint: "write one with 'evenhand init LOG', or name it with --plan",
  });
  return { ...loadPlan(text, name), name, folder: dirname(full) };
}

/** The waivers that are named; those of `waivers.yaml` beside the plan where none are and it is there. */
export function readWaivers(path: string | undefined, planPath: string, cwd: string): readonly Waiver[] {
  const beside = join(dirname(resolve(cwd, planPath)), "waivers.yaml");
  // A link that leads nowhere is not "no waivers".
  if (path === undefined && lstatSync(beside, { throwIfNoEntry: false }) === undefined) return [];
  const { text, name } = readText(path ?? beside, cwd, {
    what: "waivers",
    code: "waivers",
    hint: "check the path after --waivers",
  });
  return loadWaivers(text, name);
}

/** The text of a small file in UTF-8. */
export function readText(
  path: string,
  cwd: string,
  { what, code, hint }: { readonly what: string; readonly code: string; readonly hint: string },
): { readonly text: string; readonly name: string; readonly full: string } {
  const full = resolve(cwd, path);
  const name = basename(path);
  const found = statSync(full, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) {
    refuse(`no-${code}`, `there is no ${what} file ${shown(path)}`, { hint });
  }
  if (found.size > LARGEST)
    refuse(`${code}-too-large`, `the ${what} file is larger than 1 MB`, {
      file: name,
      hint: `a ${what} file of this size is most likely a log`,
    });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(full));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined && !(error instanceof TypeError)) {
      refuse("cannot-read", `the ${what} file cannot be read`, { file: name, hint: "check its permissions" });
    }
    refuse("not-utf-8", `the ${what} file is not in UTF-8`, { file: name, hint: "save it as UTF-8" });
  }
  return { text, name, full };
}
