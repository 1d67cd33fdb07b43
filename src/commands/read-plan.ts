import { readFileSync, statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import type { Plan } from "../model.js";
import { loadPlan } from "../plan/load.js";
import { refuse } from "../refusal.js";
import { shown } from "./shown.js";

const LARGEST_PLAN = 1_000_000;

export interface PlanFile {
  readonly plan: Plan;
  readonly sha256: string;
  /** As the user wrote it, for messages. */
  readonly name: string;
  /** Folder that paths in the plan start from. */
  readonly folder: string;
}

export function readPlan(path: string, cwd: string): PlanFile {
  const full = resolve(cwd, path);
  const name = basename(path);
  const found = statSync(full, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile()) {
    refuse("no-plan", `there is no plan file ${shown(path)}`, {
      hint: "write one with 'evenhand init LOG', or name it with --plan",
    });
  }
  if (found.size > LARGEST_PLAN)
    refuse("plan-too-large", "the plan is larger than 1 MB", {
      file: name,
      hint: "a plan of this size is most likely a log",
    });
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(full));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined && !(error instanceof TypeError)) {
      refuse("cannot-read", "the plan cannot be read", { file: name, hint: "check its permissions" });
    }
    refuse("not-utf-8", "the plan is not in UTF-8", { file: name, hint: "save it as UTF-8" });
  }
  return { ...loadPlan(text, name), name, folder: dirname(full) };
}
