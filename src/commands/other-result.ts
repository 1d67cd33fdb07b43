import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AuditResult } from "../model.js";
import { refuse } from "../refusal.js";

const HINT = "name another folder with --output";

/** Refuse to put the report of one result beside another: `verify` of that folder would speak of the other. */
export function checkSameResult(path: string, folder: string): void {
  const there = bytesIn(folder);
  if (there === null || there.equals(readFileSync(path))) return;
  refuse("other-result", "the output folder holds the result of another audit", {
    file: "result.json",
    hint: HINT,
  });
}

/** Refuse to write what is public over a private result, which nothing could bring back. */
export function checkNotPrivate(folder: string): void {
  const there = bytesIn(folder);
  if (there === null || !isPrivate(there.toString("utf8"))) return;
  refuse("other-result", "the public result would be written over a private one", {
    file: "result.json",
    hint: HINT,
  });
}

function bytesIn(folder: string): Buffer | null {
  try {
    return readFileSync(join(folder, "result.json"));
  } catch {
    // Whether the file may be replaced at all is asked elsewhere.
    return null;
  }
}

/** Of any version: what is no result of ours, or half of one, is not worth a refusal. */
function isPrivate(text: string): boolean {
  try {
    const { schema, publication } = JSON.parse(text) as Partial<AuditResult>;
    return schema?.startsWith("evenhand-result/") === true && (publication ?? null) === null;
  } catch {
    return false;
  }
}
