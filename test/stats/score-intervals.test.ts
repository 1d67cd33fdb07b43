import { describe, expect, test } from "vitest";
import { scoreDifference, scoreRatio } from "../../src/stats/miettinen-nurminen.js";
import { expectClose } from "./close.js";

const level = { level: 0.95 };

describe("score intervals", () => {
  test("Miettinen-Nurminen of 29/55 and 11/11, by bisection in 50-digit decimals", () => {
    expect.hasAssertions();
    const limits = scoreRatio({ events: 29, total: 55 }, { events: 11, total: 11 }, level)!;
    expectClose(limits.lower, 0.3969765816617618, 1e-14);
    expectClose(limits.upper, 0.7421795144444264, 1e-14);
  });

  test("no events in the group: the ratio starts at 0; none in the comparator: it has no end", () => {
    const none = { events: 0, total: 20 };
    const some = { events: 7, total: 25 };
    expect(scoreRatio(none, some, level)!.lower).toBe(0);
    expect(scoreRatio(none, some, level)!.upper).toBeGreaterThan(0);
    expect(scoreRatio(some, none, level)!.upper).toBeNull();
    expect(scoreRatio(none, none, level)).toEqual({ lower: 0, upper: null });
    expect(scoreRatio(none, { events: 0, total: 0 }, level)).toBeNull();
  });

  test("all against none: the difference ends at 1 and stays inside", () => {
    const limits = scoreDifference({ events: 10, total: 10 }, { events: 0, total: 12 }, level)!;
    expect(limits.upper).toBe(1);
    expect(limits.lower).toBeGreaterThan(0.6);
    const same = scoreDifference({ events: 0, total: 10 }, { events: 0, total: 12 }, level)!;
    expect(same.lower).toBeLessThan(0);
    expect(same.upper).toBeGreaterThan(0);
  });
});
