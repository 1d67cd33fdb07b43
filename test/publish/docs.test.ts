import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { expectShown } from "../shown.js";

const page = readFileSync(new URL("../../docs/publishing.md", import.meta.url), "utf8");

it("the worked example of docs/publishing.md is what the tool prints", () => {
  const [, command] = /```sh\nnode (.*)\n```/.exec(page)!;
  const [, shown] = /```text\n(.*?)```/s.exec(page)!;
  expect(command).toContain("--audience public");
  expectShown(command!, shown!, 3);
});
