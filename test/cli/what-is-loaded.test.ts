import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, folder, folderWith, namesIn } from "./run.js";

/** A loader that notes every module that is asked for. */
const HOOKS = String.raw`
import { appendFileSync } from "node:fs";
export async function resolve(name, context, next) {
  const found = await next(name, context);
  appendFileSync(process.env.LOADED, found.url + "\n");
  return found;
}`;
const NOTE = `import { register } from "node:module"; register("./hooks.mjs", import.meta.url);`;

const HEAVY = ["@duckdb", "zod", "yaml", "preact", "@stdlib", "csv-parse", "chalk", "tinyglobby"];

async function packagesOf(args: readonly string[]): Promise<string[]> {
  const cwd = folderWith();
  writeFileSync(join(cwd, "hooks.mjs"), HOOKS);
  writeFileSync(join(cwd, "note.mjs"), NOTE);
  const env = { LOADED: join(cwd, "loaded"), NODE_OPTIONS: `--import=./note.mjs` };
  const { stderr } = await evenhand(args, { cwd, env });
  expect(stderr).toBe("");
  const names = [...readFileSync(env.LOADED, "utf8").matchAll(/.*node_modules\/((?:@[^/]+\/)?[^/]+)\//g)];
  return [...new Set(names.map((match) => match[1]!))].toSorted();
}

describe("nothing is loaded before it is asked for", () => {
  it.each([["--help"], ["--version"]])("%s needs commander alone", async (word) => {
    expect(await packagesOf([word])).toEqual(["commander"]);
  });

  it("check needs no engine, no statistics and no report", async () => {
    const found = await packagesOf(["check"]);
    expect(found).toContain("yaml");
    expect(found.filter((name) => /^@duckdb|^@stdlib|^preact|^chalk/.test(name))).toEqual([]);
  });

  it("an audit needs them, so the list is one of real packages", async () => {
    const found = await packagesOf(["audit", "--quiet", "--format", "none"]);
    expect(HEAVY.filter((name) => !found.some((one) => one.startsWith(name)))).toEqual([]);
  });
});

describe("no network is used", () => {
  it("by an audit in which every way out of Node throws", async () => {
    const cwd = folder();
    const hook = `
      const no = (name) => () => { require("node:fs").appendFileSync(process.env.CALLS, name + "\\n"); throw new Error(name); };
      const net = require("node:net");
      net.Socket.prototype.connect = no("connect");
      net.Server.prototype.listen = no("listen");
      for (const name of ["lookup", "resolve", "resolve4"]) require("node:dns")[name] = no(name);
      for (const name of ["http", "https"]) require("node:" + name).request = no(name);
      require("node:dgram").createSocket = no("dgram");
      require("node:child_process").spawn = no("spawn");
      globalThis.fetch = no("fetch");
    `;
    writeFileSync(join(cwd, "hook.cjs"), hook);
    const env = { NODE_OPTIONS: `--require=${join(cwd, "hook.cjs")}`, CALLS: join(cwd, "calls") };
    const log = folderWith();
    const { code, stderr } = await evenhand(["audit", "-p", join(log, "evenhand.yaml")], { cwd, env });
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(namesIn(cwd)).toEqual(["evenhand-report", "hook.cjs"]);
  });

  it.skipIf(spawnSync("unshare", ["-n", "true"]).status !== 0)(
    "by an audit on a machine that has none",
    async () => {
      const cwd = folderWith();
      const { code, stderr } = await evenhand(["audit"], { cwd, under: ["unshare", "-n"] });
      expect(stderr).toBe("");
      expect(code).toBe(1);
    },
  );
});
