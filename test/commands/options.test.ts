import { describe, expect, it } from "vitest";
import type { Io } from "../../src/commands/io.js";
import { readResources } from "../../src/commands/open-log.js";
import { readPeriod } from "../../src/commands/period.js";
import { Refusal } from "../../src/refusal.js";

const day = (text: string): number => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

describe("--period", () => {
  it.each([
    ["2026", "2026-01-01", "2026-12-31"],
    ["2026-Q1", "2026-01-01", "2026-03-31"],
    ["2026-Q4", "2026-10-01", "2026-12-31"],
    ["2026-12", "2026-12-01", "2026-12-31"],
    ["2024-02", "2024-02-01", "2024-02-29"],
    ["2026-10-05", "2026-10-05", "2026-10-05"],
    ["2026-10-05..2026-11-04", "2026-10-05", "2026-11-04"],
    ["2026-Q3..2026-10", "2026-07-01", "2026-10-31"],
  ])("%s is from %s to %s, both included", (text, first, last) => {
    expect(readPeriod(text)).toEqual({ first: day(first), last: day(last) });
  });

  it.each(
    "|2026-13|2026-00|2026-02-30|2026-Q5|2026-Q0|26-10|2026-1|a..b..c|..|2026..|..2026|2026-10 | 2026|2026/10".split(
      "|",
    ),
  )("%j is no period", (text) => {
    expect(() => readPeriod(text)).toThrow(Refusal);
  });

  it("cannot end before it begins", () => {
    expect(() => readPeriod("2026-10..2026-09")).toThrow(/ends before it begins/);
  });
});

describe("--memory and --threads", () => {
  const io = { processors: 3 } as Io;

  it.each([
    ["2GB", 2e9],
    ["1.5 gb", 1.5e9],
    ["100MB", 1e8],
    ["512MiB", 512e6],
    ["2G", 2e9],
  ])("--memory %s is %d bytes", (memory, bytes) => {
    expect(readResources({ memory }, io)).toEqual({ memory: bytes, threads: 3 });
  });

  it.each("|0|1|2|-2GB|2TB|99MB|NaNGB|1e9GB|GB".split("|"))("--memory %j is refused", (memory) => {
    expect(() => readResources({ memory }, io)).toThrow(/--memory/);
  });

  it.each("|0|-1|1.5|many|1000|257|0x2".split("|"))("--threads %j is refused", (threads) => {
    expect(() => readResources({ threads }, io)).toThrow(/--threads/);
  });

  it("both faults are told at once", () => {
    expect(() => readResources({ memory: "1", threads: "0" }, io)).toThrow(/--memory.*--threads/);
  });
});
