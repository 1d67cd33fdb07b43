import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { folder, PROGRAM, ROOT } from "./cli/run.js";

const page = readFileSync(join(ROOT, "docs/assurance.md"), "utf8");
const blocks = (kind: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map((match) => match[1]!);

/** What of the page's tools this machine has not. */
function missing(): string[] {
  const asked = { openssl: "version", python3: "--version", sha256sum: "--version", sh: "-c :" };
  return Object.entries(asked).flatMap(([tool, words]) => {
    try {
      const version = execFileSync(tool, words.split(" "), { encoding: "utf8", stdio: "pipe" });
      return tool === "openssl" && !version.startsWith("OpenSSL 3") ? [tool] : [];
    } catch {
      return [tool];
    }
  });
}

it.skipIf(missing().length > 0)(
  "every command of docs/assurance.md does what the page says, in its order",
  () => {
    const cwd = folder();
    for (const name of ["decisions.csv", "evenhand.yaml"])
      copyFileSync(join(ROOT, "fixtures/month", name), join(cwd, name));
    const waivers = blocks("yaml").find((text) => text.startsWith("evenhand_waivers"))!;
    writeFileSync(join(cwd, "waivers.yaml"), waivers);
    const bin = join(cwd, "bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "evenhand"), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`);
    chmodSync(join(bin, "evenhand"), 0o755);
    const env = { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}` };
    // The audit's own exit code is its verdict: breaches are planted in that month.
    const script = blocks("sh")
      .join("\n")
      .replace(/^(evenhand audit .*)$/gm, "$1 || test $? = 1");
    const printed = execFileSync("sh", ["-e", "-c", script], { cwd, env, encoding: "utf8", stdio: "pipe" });
    expect(printed).toContain("evenhand.yaml is frozen as of ");
    expect(printed).toContain("Waivers   1 breach is waived");
    expect(printed).toMatch(/^Frozen +the plan audited is the one frozen on \d{4}-\d{2}-\d{2}/m);
    expect(printed).toMatch(/^holds +every figure follows from the log$/m);
    expect(printed).toMatch(/^holds +the signature$/m);
    expect(printed).not.toContain("FAILS");
    expect(printed).toContain("Signature Verified Successfully");
    const [, signed] = /'sha256': '([0-9a-f]{64})'/.exec(printed)!;
    expect(printed.trimEnd().split("\n").at(-1)).toBe(`${signed}  evenhand-report/result.json`);
  },
  60_000,
);
