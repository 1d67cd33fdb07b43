/**
 * The reference data and figures that lie beside the repository, too big or not free to copy into it.
 *
 * Tests that need them are skipped in a fresh clone. EVENHAND_REQUIRE_SHARED=1 makes their absence an error, so
 * that a build that ought to have them cannot pass by skipping.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";

const folder = fileURLToPath(new URL("../../shared", import.meta.url));
const present = existsSync(folder);

if (!present && process.env["EVENHAND_REQUIRE_SHARED"] === "1") {
  throw new Error("EVENHAND_REQUIRE_SHARED=1, but there is no folder ../shared beside the repository");
}

/** The path of a shared file, or null when the shared folder is not there. */
export function sharedPath(...parts: readonly string[]): string | null {
  return present ? join(folder, ...parts) : null;
}

/** `describe` where the shared folder is there, else `describe.skip`. */
export const describeWithShared = present ? describe : describe.skip;
