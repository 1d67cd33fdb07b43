import { describe, expect, test } from "vitest";
import type { Comparison, Finding } from "../../src/model.js";
import { strip, stripHeading } from "../../src/report/strip.js";
import { bounds } from "../../src/report/lookup.js";
import { sampleResult } from "./sample.js";

const scale = { low: 0.4, high: 1.6 };
const rule: Finding["expected"] = { operator: ">=", threshold: 0.8 };
const base = sampleResult(["a"]).findings[0]!.comparison!;

function drawn(value: number | null, low: number | null, high: number | null): string {
  const ratio = { value, low, high, method: "MOVER-R", reason: null };
  const comparison: Comparison = { ...base, ratio };
  return strip(rule, comparison, scale);
}

describe("the strip", () => {
  test("shows ratio and interval against the rule and parity", () => {
    expect(drawn(0.71, 0.635, 0.795)).toBe("     ─●─┊ │     ");
    expect(stripHeading(rule, scale)).toBe("   rule ┊ │equal");
  });

  test("an interval over a mark crosses it, and one beyond the axis points out of it", () => {
    expect(drawn(0.9, 0.7, 1.1)).toContain("┼");
    expect(drawn(0.5, 0.2, 0.6).startsWith("‹")).toBe(true);
    expect(drawn(1.2, 0.9, null).endsWith("›")).toBe(true);
  });

  test("without a ratio only the marks stand there", () => {
    expect(drawn(null, null, null)).toBe("        ┊ │     ");
  });

  test("a rule on an unfavourable figure is held against the inverse of its threshold", () => {
    expect(bounds({ operator: "<=", threshold: 0.8 })).toEqual({ low: null, high: 1.25 });
    expect(bounds({ operator: "within", threshold: 0.8 })).toEqual({ low: 0.8, high: 1.25 });
  });
});
