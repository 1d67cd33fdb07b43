import { basename } from "node:path";
import type { Plan } from "../model.js";
import { planDigest } from "../plan/load.js";
import { isDate } from "../plan/schema-policy.js";
import type { FrozenPlan } from "../policy/frozen.js";
import { refuse } from "../refusal.js";
import { type Freeze, freezeDigest } from "../seal/freeze.js";
import { readText } from "./read-plan.js";

/** A plan frozen by `evenhand freeze`. Refuses a file that is not as it was written. */
export async function readFrozen(path: string, cwd: string): Promise<FrozenPlan> {
  const { text, name } = readText(path, cwd, {
    what: "frozen plan",
    code: "frozen",
    hint: "write one with 'evenhand freeze' before the data are seen",
  });
  return frozenOf(text, name);
}

/** The text of a frozen file; `name` is only used to name it. */
export async function frozenOf(text: string, name: string): Promise<FrozenPlan> {
  const { plan: planSchema } = await import("../report/result-schema-plan.js");
  let value: Partial<Freeze> | null = null;
  try {
    value = JSON.parse(text) as Partial<Freeze> | null;
  } catch {
    // Said below, like anything else that is no frozen plan.
  }
  const plan = planSchema.safeParse(value?.plan);
  const { frozen_on: day, plan_sha256: digest } = value ?? {};
  const keys = Object.keys(value ?? {})
    .toSorted()
    .join();
  if (
    value?.evenhand_freeze !== 1 ||
    keys !== KEYS ||
    !plan.success ||
    typeof day !== "string" ||
    !isDate(day)
  ) {
    return refuse("bad-frozen", "the file is not a plan frozen by this version of evenhand", {
      file: basename(name),
      hint: "freeze the plan again, or name the right file with --frozen",
    });
  }
  if (value.sha256 !== freezeDigest(value as Freeze) || digest !== planDigest(value.plan as Plan)) {
    return refuse("changed-frozen", "the frozen plan has been changed since it was written", {
      file: basename(name),
      hint: "take it from where it was first kept: a plan changed afterwards proves nothing",
    });
  }
  return { plan: value.plan as Plan, plan_sha256: digest, frozen_on: day };
}

const KEYS = "evenhand_freeze,frozen_on,plan,plan_sha256,sha256";
