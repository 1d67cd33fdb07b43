import { createHmac } from "node:crypto";
import type { AuditResult } from "../model.js";
import { sealed } from "./digest.js";

/** What binds a published result to the private one: a key that only its publisher has, of 256 random bits. */
export type CommitmentKey = Uint8Array & { readonly commitmentKey?: never };

/** Null where the text is not 64 hexadecimal digits: a pass phrase could be found by trying, and with it what is withheld. */
export function commitmentKey(text: string): CommitmentKey | null {
  const digits = text.trim();
  return /^[\da-f]{64}$/iu.test(digits) ? Buffer.from(digits, "hex") : null;
}

/**
 * The commitment to a private result: HMAC-SHA256 (RFC 2104), in hexadecimal, of its digest (as text) under a key of 32 bytes.
 * Without the key nobody can try which hidden figures fit it (HMAC is a pseudorandom function); nor can whoever published it
 * find another result or key that does, for the key has one length and SHA-256 no known collisions.
 */
export function commitmentTo(privateSha256: string, key: CommitmentKey): string {
  return createHmac("sha256", key).update(privateSha256, "utf8").digest("hex");
}

/** The public result with a commitment to the private one it was made from. */
export function committed(published: AuditResult, secret: AuditResult, key: CommitmentKey): AuditResult {
  const { publication } = published;
  if (publication === null) throw new Error("a private result commits to nothing");
  return sealed({
    ...published,
    publication: { ...publication, commitment: commitmentTo(secret.sha256, key) },
  });
}
