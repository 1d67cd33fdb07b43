/** A public result that commits to the private one it was made from. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { evenhand, folderWith } from "./run.js";

const KEY = "00".repeat(30) + "beef";
const COMMIT = ["--audience", "public", "--commitment-key", "commitment.key"];

/** A folder with two private results that differ in nothing a public one shows, and the public one of the first. */
async function published(): Promise<string> {
  const cwd = folderWith();
  writeFileSync(join(cwd, "commitment.key"), `${KEY}\n`);
  const [header, first, second, ...rest] = readFileSync(join(cwd, "log.csv"), "utf8").split("\n");
  writeFileSync(join(cwd, "other.csv"), [header, second, first, ...rest].join("\n"));
  for (const name of ["log", "other"]) await audit(cwd, `${name}.csv`, "--output", name);
  await audit(cwd, "log.csv", "--output", "public", ...COMMIT);
  return cwd;
}

const audit = (cwd: string, ...args: string[]): ReturnType<typeof evenhand> =>
  evenhand(["audit", "--quiet", ...args], { cwd });
const read = (cwd: string, folder: string): AuditResult =>
  JSON.parse(readFileSync(join(cwd, folder, "result.json"), "utf8")) as AuditResult;

async function verify(cwd: string, ...args: string[]): Promise<{ code: number | null; text: string }> {
  const { code, stdout, stderr } = await evenhand(["verify", "public", ...args], { cwd });
  return { code, text: `${stdout}${stderr}`.replaceAll(/\s+/gu, " ") };
}

describe("--commitment-key", () => {
  it("commits to the private result's digest, by an HMAC that openssl makes too, and tells no digest", async () => {
    const cwd = await published();
    const { sha256 } = read(cwd, "log");
    const made = execFileSync("openssl", ["dgst", "-sha256", "-mac", "HMAC", "-macopt", `hexkey:${KEY}`], {
      input: sha256,
      encoding: "utf8",
    });
    const { commitment } = read(cwd, "public").publication!;
    expect(made.trim().split(" ").at(-1)).toBe(commitment);
    for (const file of ["result.json", "report.md", "report.html"]) {
      const text = readFileSync(join(cwd, "public", file), "utf8");
      expect(text).toContain(commitment);
      for (const secret of [sha256, KEY]) expect(text).not.toContain(secret);
    }
  });

  it("finds a private result put in the place of the one committed to, though both publish to the same figures", async () => {
    const cwd = await published();
    const own = await verify(cwd, "--private", "log", "--commitment-key", "commitment.key", "--strict");
    expect(own.text).toContain("holds the commitment to the private result");
    const other = await verify(cwd, "--private", "other", "--commitment-key", "commitment.key");
    expect(other.text).toContain("holds the public result is that of the private one");
    expect(other.text).toContain(
      "FAILS the commitment to the private result: with this key it commits to another",
    );
    expect(other.code).toBe(1);
    writeFileSync(join(cwd, "wrong.key"), KEY.replace("beef", "f00d"));
    const wrong = await verify(cwd, "--private", "log", "--commitment-key", "wrong.key");
    expect(wrong.text).toContain("FAILS the commitment");
  });

  it("says what is missing to check it, and that there is none where there is none", async () => {
    const cwd = await published();
    expect((await verify(cwd)).text).toContain("private result: name --private and --commitment-key");
    expect((await verify(cwd, "--private", "log")).text).toContain("private result: name --commitment-key");
    await audit(cwd, "log.csv", "--output", "public", "--audience", "public");
    const none = await verify(cwd, "--private", "log", "--commitment-key", "commitment.key");
    expect(none.text).toContain(
      "FAILS the commitment to the private result: a key was named, and there is none",
    );
    expect((await verify(cwd, "--private", "log")).text).not.toContain("commitment");
  });

  it("gives the same bytes in an audit and in a report made later", async () => {
    const cwd = await published();
    await evenhand(["report", "log", "--output", "later", ...COMMIT], { cwd });
    expect(read(cwd, "later")).toEqual(read(cwd, "public"));
  });

  it("is refused without a public report, and with a key that could be guessed", async () => {
    const cwd = folderWith();
    writeFileSync(join(cwd, "commitment.key"), "correct horse battery staple");
    const refused = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await audit(cwd, "log.csv", ...args);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused(...COMMIT)).toContain("the file is not a key of 64 hexadecimal digits");
    expect(await refused(...COMMIT)).toContain("openssl rand -hex 32");
    expect(await refused("--commitment-key", "commitment.key")).toContain("is for a public report");
    expect(await refused("--audience", "public", "--commitment-key", "none.key")).toContain(
      "no-commitment-key",
    );
  });
});
