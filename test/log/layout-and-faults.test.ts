import { describe, expect, it } from "vitest";
import { FaultTally } from "../../src/log/faults.js";
import { Layout } from "../../src/log/layout.js";
import { missingColumns } from "../../src/log/missing-columns.js";
import { withCodePoints } from "../../src/log/names.js";
import { fault, Refusal } from "../../src/refusal.js";
import { planOf } from "./reading.js";

const PLAN = planOf(
  "log: {unit: person, decision: id, time: at, features: [zip]}\nattributes: [gender]\n" +
    "metrics: {shown_rate: shown, spent: {kind: mean, numerator: amount}, again: {kind: rate, numerator: shown, where: {channel: [mail]}}}",
);

describe("the layout of a log in the engine", () => {
  it("reads each column once for each use, however many metrics share it", () => {
    const layout = new Layout(PLAN);
    expect(layout.columns).toEqual(["person", "id", "at", "gender", "shown", "amount", "channel", "zip"]);
    expect(layout.placed.map((one) => one.use.kind)).toEqual([
      "unit",
      "decision",
      "time",
      "group",
      "flag",
      "number",
      "member",
      "look",
    ]);
  });

  it("gives every engine column a name of its own", () => {
    const names = new Layout(PLAN, "copy").table.map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("finds the engine's column for a use, and fails where nothing was laid out", () => {
    const layout = new Layout(PLAN);
    expect(
      layout.table.find((one) => one.name === layout.nameOf({ kind: "flag", column: "shown" }))?.type,
    ).toBe("int8");
    expect(() => layout.nameOf({ kind: "flag", column: "gender" })).toThrow("nothing was laid out");
  });

  it("keeps ids only as far as repeats are to be found: not at all, as digests, with their rows, or alone", () => {
    const widths = (["check", "digest", "copy", "only"] as const).map((kind) => {
      const layout = new Layout(PLAN, kind);
      return [layout.placed.find((one) => one.use.column === "id")!.columns.length, layout.placed.length];
    });
    expect(widths).toEqual([
      [0, 8],
      [4, 8],
      [6, 8],
      [4, 3],
    ]);
  });
});

const at = (line: number | null, column = "c", code = "bad"): Parameters<FaultTally["add"]>[0] =>
  fault(code, "is wrong", { file: "log.csv", line, column });

describe("the tally of faults", () => {
  it("makes one message of each kind and column, with its first line, the next two and a count", () => {
    const faults = new FaultTally();
    for (const line of [7, 7, 9, 12, 15]) faults.add(at(line));
    faults.add(at(3, "d"));
    expect(faults.faults().map((one) => [one.line, one.column, one.what])).toEqual([
      [7, "c", "is wrong (5 rows in all, next at lines 9 and 12)"],
      [3, "d", "is wrong"],
    ]);
  });

  it("keeps faults without a line apart by what they say", () => {
    const faults = new FaultTally();
    faults.add(fault("bad", "one"));
    faults.add(fault("bad", "two"));
    faults.add(fault("bad", "two"));
    expect(faults.faults().map((one) => one.what)).toEqual(["one", "two (2 rows in all)"]);
  });

  it("speaks of rows where the file has no lines", () => {
    const faults = new FaultTally();
    faults.countRowsOf("log.csv");
    faults.add(at(7));
    faults.add(at(8));
    expect(faults.faults().map((one) => [one.line, one.what])).toEqual([
      [null, "is wrong in row 7 (2 rows in all, next at row 8)"],
    ]);
  });

  it("can say more of a column afterwards", () => {
    const faults = new FaultTally();
    faults.add(at(7));
    faults.amend("bad", "c", ": much more");
    faults.amend("bad", "d", ": not this");
    expect(faults.faults()[0]!.what).toBe("is wrong: much more");
  });

  it("refuses with all of it, and with nothing passes", () => {
    const faults = new FaultTally();
    expect(() => faults.check()).not.toThrow();
    faults.add(at(1));
    faults.addStructural(at(2, "c", "worse"));
    expect(faults.structural).toBe(1);
    expect(() => faults.check()).toThrow(Refusal);
  });
});

describe("a column that is not there", () => {
  it("is named with the nearest name and the names there are", () => {
    const [one] = missingColumns("log.csv", ["gendr", "id"], ["id", "", "gender"]);
    expect(one).toMatchObject({ code: "missing-column", column: "gendr", line: 1 });
    expect(one!.hint).toBe('did you mean "gender"? the log has 2 columns: "id", "gender"');
  });

  it("lists the names there are once, however many are not there", () => {
    const found = missingColumns("log.csv", ["zzz", "gendr", "yyy"], ["id", "gender"]);
    expect(found.map((one) => one.hint)).toEqual([
      'the log has 2 columns: "id", "gender"',
      'did you mean "gender"?',
      null,
    ]);
  });

  it("is not answered with more than fifteen names", () => {
    const names = Array.from({ length: 20 }, (_, index) => `column_${index}`);
    expect(missingColumns("log.csv", ["zzz"], names)[0]!.hint).toMatch(
      /has 20 columns: .*"column_14", \.\.\.$/,
    );
  });

  it("is shown with code points where a name has letters beyond ASCII", () => {
    expect(withCodePoints("gеnder")).toBe('"gеnder" (U+0435)');
    expect(withCodePoints("gender")).toBe('"gender"');
    expect(withCodePoints("漢字漢字漢字漢字")).toContain(" ...)");
  });
});
