import { basename } from "node:path";
import { refuse } from "../refusal.js";
import { type CommitmentKey, commitmentKey } from "../seal/commitment.js";
import { readText } from "./read-plan.js";

const HINT = "make one with: openssl rand -hex 32 > commitment.key";

/** The key under which a public result commits to the private one; refused where it could be guessed. */
export function readCommitmentKey(path: string, cwd: string): CommitmentKey {
  const { text } = readText(path, cwd, { what: "commitment key", code: "commitment-key", hint: HINT });
  return (
    commitmentKey(text) ??
    refuse("bad-commitment-key", "the file is not a key of 64 hexadecimal digits", {
      file: basename(path),
      hint: HINT,
    })
  );
}
