import { createHash } from "node:crypto";
import type { AuditResult } from "../model.js";
import { canonicalJson } from "./canonical-json.js";

/** A result before it carries its own digest. */
export type Unsealed = Omit<AuditResult, "sha256">;

/** SHA-256 over the canonical JSON (RFC 8785) of all a result says but the digest itself. */
export function resultDigest(result: Unsealed | AuditResult): string {
  const { sha256: _, ...rest } = { sha256: "", ...result };
  return createHash("sha256").update(canonicalJson(rest), "utf8").digest("hex");
}

/** The result with its digest, which stands last. */
export function sealed(result: Unsealed): AuditResult {
  return { ...result, sha256: resultDigest(result) };
}
