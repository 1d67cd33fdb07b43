import { describe, expect, test } from "vitest";
import {
  amount,
  count,
  interval,
  NONE,
  percent,
  points,
  pValue,
  ratio,
  short,
} from "../../src/report/numbers.js";

describe("figures in words", () => {
  test("counts have commas; weighted counts one decimal", () => {
    expect([count(0), count(999), count(12_043), count(1_234_567), count(12.5)]).toEqual([
      "0",
      "999",
      "12,043",
      "1,234,567",
      "12.5",
    ]);
  });

  test("percentages keep the digits that matter at both ends", () => {
    expect([0, 0.123_4, 0.0045, 0.000_12, 0.9996, 1].map(percent)).toEqual([
      "0%",
      "12.3%",
      "0.45%",
      "0.012%",
      "99.96%",
      "100%",
    ]);
  });

  test("a ratio just short of the threshold is not rounded onto it", () => {
    expect(ratio(0.7996, [0.8])).toBe("0.7996");
    expect(ratio(0.8, [0.8])).toBe("0.800");
    expect(ratio(0.7123)).toBe("0.712");
  });

  test("p-values stop at 0.001 and are not rounded onto 0.05", () => {
    expect([pValue(0.000_2), pValue(0.034), pValue(0.0496), pValue(0.0504)]).toEqual([
      "< 0.001",
      "0.034",
      "0.0496",
      "0.0504",
    ]);
  });

  test("amounts have four significant digits and no exponent for everyday sizes", () => {
    expect([0, 12.4, 1234.5, 0.012_345, 48_168.2, -3.456_7].map(amount)).toEqual([
      "0",
      "12.4",
      "1,235",
      "0.01235",
      "48,168",
      "-3.457",
    ]);
  });

  test("differences carry their sign, and zero has none", () => {
    expect([points(0.051), points(-0.051), points(-0.000_01)]).toEqual(["+5.1 pp", "-5.1 pp", "0.0 pp"]);
  });

  test("a shortfall counts whole ones, and is none where there is none", () => {
    expect([short(75.2), short(246), short(0), short(-111), short(null)]).toEqual([
      "76",
      "246",
      "none",
      "none",
      NONE,
    ]);
  });

  test("a figure that does not exist is a dash; an open interval says so", () => {
    expect([count(null), percent(null), ratio(null), pValue(null), amount(null)]).toEqual(
      Array(5).fill(NONE),
    );
    expect(interval(1.2, null, ratio)).toBe("1.200 or more");
    expect(interval(null, null, ratio)).toBe(NONE);
  });

  test("a number that is not finite is a bug", () => {
    for (const write of [count, percent, points, ratio, pValue, amount])
      expect(() => write(Number.NaN)).toThrow("null");
  });
});
