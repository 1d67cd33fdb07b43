import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(root, "docs/proxies.md"), "utf8");

it("the worked example of docs/proxies.md is what the tool prints, and its gate is not met", () => {
  const [, command] = /```sh\nnode (.*)\n```/.exec(page)!;
  const [, shown] = /```text\n(.*?)```/s.exec(page)!;
  const folder = mkdtempSync(join(tmpdir(), "evenhand-test-"));
  const run = spawnSync(process.execPath, [...command!.split(" "), "--output", folder], {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "" },
  });
  rmSync(folder, { recursive: true });
  expect(run.stderr).toBe("");
  expect(run.status).toBe(1);
  const printed = run.stdout.split("\n");
  let at = 0;
  for (const line of shown!.trimEnd().split("\n")) {
    if (line === "...") continue;
    const found = printed.indexOf(line, at);
    expect(found, `the page shows a line that is not printed: ${line}`).toBeGreaterThanOrEqual(at);
    at = found + 1;
  }
});
