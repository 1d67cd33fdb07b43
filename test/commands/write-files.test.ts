import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { writeFile, writeFiles } from "../../src/commands/write-files.js";
import { Refusal } from "../../src/refusal.js";

const NAMES = ["a.txt", "b.txt", "c.txt"];
const io = { onStop: () => () => {} };
const set = (text: string) => NAMES.map((name) => ({ name, text }));

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "write-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const texts = (path: string): string[] => NAMES.map((name) => readFileSync(join(path, name), "utf8"));

it("makes the folder, and leaves in it the files and nothing else", () => {
  const path = join(folder(), "deep/er");
  writeFiles(path, set("one"), io);
  writeFiles(path, set("two"), io);
  expect(readdirSync(path).toSorted()).toEqual(NAMES);
  expect(texts(path)).toEqual(["two", "two", "two"]);
});

it("completes the report of a run that was killed between two files, before it begins its own", () => {
  const path = folder();
  writeFiles(path, set("old"), io);
  mkdirSync(join(path, ".evenhand-next"));
  for (const name of ["b.txt", "c.txt"]) writeFileSync(join(path, ".evenhand-next", name), "new");
  writeFileSync(join(path, "a.txt"), "new");
  // The next run is killed as soon as it has looked: it cannot get its own files there.
  const failing = [...set("newest"), { name: "no/such/folder", text: "" }];
  expect(() => writeFiles(path, failing, io)).toThrow(Refusal);
  expect(texts(path)).toEqual(["new", "old", "old"]);
  writeFiles(path, set("newest"), io);
  expect(texts(path)).toEqual(["newest", "newest", "newest"]);
  expect(readdirSync(path).toSorted()).toEqual(NAMES);
});

it("does not touch a waiting folder that holds what evenhand did not put there", () => {
  const path = folder();
  mkdirSync(join(path, ".evenhand-next"));
  writeFileSync(join(path, ".evenhand-next/mine.doc"), "mine");
  expect(() => writeFiles(path, set("one"), io)).toThrow(/not what evenhand put there/);
  expect(readdirSync(path)).toEqual([".evenhand-next"]);
});

it("leaves a single file alone that came there meanwhile, unless told to replace it", () => {
  const path = join(folder(), "plan.yaml");
  expect(writeFile(path, "one", true, io)).toBe(true);
  expect(writeFile(path, "two", true, io)).toBe(false);
  expect(readFileSync(path, "utf8")).toBe("one");
  expect(writeFile(path, "two", false, io)).toBe(true);
  expect(readFileSync(path, "utf8")).toBe("two");
});
