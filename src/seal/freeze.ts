import { createHash } from "node:crypto";
import type { Plan } from "../model.js";
import { canonicalJson } from "./canonical-json.js";

/** A plan fixed on a day, as the frozen file holds it. */
export interface Freeze {
  readonly evenhand_freeze: 1;
  /** YYYY-MM-DD. */
  readonly frozen_on: string;
  readonly plan_sha256: string;
  readonly plan: Plan;
  /** SHA-256 of the canonical JSON of all the rest. */
  readonly sha256: string;
}

export function freezeOf(plan: Plan, planSha256: string, day: string): Freeze {
  const rest = { evenhand_freeze: 1, frozen_on: day, plan_sha256: planSha256, plan } as const;
  return { ...rest, sha256: freezeDigest(rest) };
}

export function freezeDigest(freeze: Omit<Freeze, "sha256"> | Freeze): string {
  const { sha256: _, ...rest } = { sha256: "", ...freeze };
  return createHash("sha256").update(canonicalJson(rest), "utf8").digest("hex");
}
