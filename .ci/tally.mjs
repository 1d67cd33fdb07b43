/**
 * Says how many tests passed and failed, from vitest's own results, as the last line of a build. Fails where there
 * are no results, where a test file could not be run, and where tests that need the shared data were left out.
 */
import { readFileSync } from "node:fs";

const [path, shared] = process.argv.slice(2);
const read = () => {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
};
const results = read();
const faults = [];
let passed = 0;
let failed = 0;
if (results === null) {
  faults.push("the tests left no results: they did not run to their end");
  failed = 1;
} else {
  passed = results.numPassedTests;
  failed = results.numFailedTests;
  for (const file of results.testResults) {
    const name = file.name.replace(`${process.cwd()}/`, "");
    if (file.status === "failed" && !file.assertionResults.some((one) => one.status === "failed")) {
      faults.push(`${name} could not be run`);
      failed += 1;
    }
    if (shared !== "yes" || !/describeWithShared|sharedPath/.test(readFileSync(file.name, "utf8"))) continue;
    const ran = file.assertionResults.filter(
      (one) => one.status === "passed" || one.status === "failed",
    ).length;
    const left = file.assertionResults.length - ran;
    if (ran === 0 || left > 0) {
      faults.push(`${name} needs the shared data, which is there, and left out ${left} tests`);
      failed += 1;
    }
  }
  if (!results.success && failed === 0) {
    faults.push("the run failed outside any test");
    failed = 1;
  }
  if (passed === 0) failed = Math.max(failed, 1);
}
for (const fault of faults) console.log(fault);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
