/**
 * Whole reports as they were read and found right by a person, held to the byte on every version of Node. After a change that
 * is meant, write them anew with EVENHAND_GOLDEN=write, and read the difference before it is committed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/report/formats.js";
import { evenhand, folder, ROOT } from "../cli/run.js";
import { sharedPath } from "../shared.js";

const LOGS = [
  { name: "month", log: "fixtures/month/decisions.csv", plan: "fixtures/month/evenhand.yaml" },
  {
    name: "complete-journey",
    log: sharedPath("data", "complete_journey_offers.csv"),
    plan: "test/golden/complete-journey.yaml",
  },
] as const;

describe.each(LOGS)("the report on $name", ({ name, log, plan }) => {
  it.skipIf(log === null)("is the one that was read and found right, in every format", async () => {
    const output = folder();
    const audit = await evenhand(["audit", log!, "--plan", plan, "--output", output, "--quiet"]);
    expect(audit.stderr).toBe("");
    const expected = join(ROOT, "test/golden/expected", name);
    for (const { id, file } of FORMATS) {
      const args = ["report", join(output, "result.json"), "--plan-path", plan, "--format", id];
      const { stdout, code } = await evenhand(args);
      expect({ id, code }).toEqual({ id, code: 0 });
      const golden = join(expected, `${id}-${file}`);
      if (process.env["EVENHAND_GOLDEN"] === "write") {
        mkdirSync(expected, { recursive: true });
        writeFileSync(golden, stdout);
      }
      expect({ id, there: existsSync(golden) }).toEqual({ id, there: true });
      // Not toBe of the whole: the first line that differs says more than a page of differences.
      expect(firstDifference(stdout, readFileSync(golden, "utf8"))).toBeNull();
    }
  });
});

function firstDifference(
  stands: string,
  golden: string,
): { line: number; stands: string; golden: string } | null {
  if (stands === golden) return null;
  const [now, before] = [stands.split("\n"), golden.split("\n")];
  const line = now.findIndex((text, index) => text !== before[index]);
  const at = line < 0 ? now.length : line;
  return { line: at + 1, stands: (now[at] ?? "").slice(0, 300), golden: (before[at] ?? "").slice(0, 300) };
}
