import type { AuditResult } from "../model.js";
import { MINIMUM, publish } from "../publish/publish.js";
import { quoted, refuse } from "../refusal.js";
import { type CommitmentKey, committed } from "../seal/commitment.js";
import { readCommitmentKey } from "./commitment-key.js";

export interface AudienceOptions {
  /** Who the report is for: "private", or "public" for one in which small groups are withheld. */
  readonly audience?: string;
  /** Fewest people of a figure that is published. */
  readonly minimum?: string;
  /** The file with the key under which the public result commits to the private one. */
  readonly commitmentKey?: string;
}

/** What is published: from how many people on, and with which commitment. */
export interface Audience {
  readonly minimum: number;
  readonly key: CommitmentKey | null;
}

/** What is published; null for a private report. */
export function readAudience(
  { audience = "private", minimum, commitmentKey }: AudienceOptions,
  cwd: string,
): Audience | null {
  if (audience !== "private" && audience !== "public")
    refuse("bad-option", `there is no audience ${quoted(audience)}`, {
      hint: "--audience takes private or public",
    });
  for (const [flag, value] of [
    ["--minimum", minimum],
    ["--commitment-key", commitmentKey],
  ])
    if (audience === "private" && value !== undefined)
      refuse("bad-option", `${flag} is for a public report`, { hint: "add --audience public" });
  if (audience === "private") return null;
  const key = commitmentKey === undefined ? null : readCommitmentKey(commitmentKey, cwd);
  if (minimum === undefined) return { minimum: MINIMUM, key };
  if (!/^[1-9]\d{0,8}$/u.test(minimum))
    refuse("bad-option", `--minimum ${quoted(minimum)} is not a whole number of people`, {
      hint: `write --minimum ${MINIMUM}`,
    });
  return { minimum: Number(minimum), key };
}

/** The public result for this audience. */
export function publicFor(secret: AuditResult, { minimum, key }: Audience): AuditResult {
  const published = publish(secret, minimum);
  return key === null ? published : committed(published, secret, key);
}
