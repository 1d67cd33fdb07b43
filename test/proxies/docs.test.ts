import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { expectShown } from "../shown.js";

const page = readFileSync(new URL("../../docs/proxies.md", import.meta.url), "utf8");

it("the worked example of docs/proxies.md is what the tool prints, and its gate is not met", () => {
  const [, command] = /```sh\nnode (.*)\n```/.exec(page)!;
  const [, shown] = /```text\n(.*?)```/s.exec(page)!;
  expect(command).toContain("proxies --plan fixtures/");
  expectShown(command!, shown!, 1);
});
