/** False alarms of the month-on-month comparison by simulation: two months in which nothing changed. Seeded. */
import { describe, expect, it } from "vitest";
import { changeOf, gapOf, signOf } from "../../src/policy/changes.js";
import type { Estimate, Finding } from "../../src/model.js";
import { groupInterval } from "../../src/stats/group-interval.js";
import { ratioInterval } from "../../src/stats/ratio-interval.js";
import { drawGroup, seeded, type Cell } from "../stats/simulation.mjs";

const CELLS: readonly Cell[] = [100, 300].flatMap((people) =>
  [0.05, 0.3].flatMap((icc) => [0.2, 0.6].map((rate) => ({ people, rows: 10, icc, rate }))),
);
const REPLICATIONS = 400;

/** The ratio of a group to its comparator in one month, as an audit would give it; null where it gives none. */
function ratioOf(cell: Cell, gap: number, random: () => number): Estimate | null {
  const [a, b] = [{ ...cell, rate: cell.rate * gap }, cell].map((one) =>
    groupInterval(drawGroup(one, random), { level: 0.95, proportion: true }),
  );
  if (a === undefined || b === undefined || !("ratio" in a) || !("ratio" in b)) return null;
  const limits = ratioInterval(a, b);
  if (limits === null) return null;
  return { value: a.ratio / b.ratio, low: limits.lower, high: limits.upper, method: "MOVER-R", reason: null };
}

/** Share of pairs of months called better or worse. */
function alarms(cell: Cell, gap: number, operator: Finding["expected"]["operator"], seed: number): number {
  const random = seeded(seed);
  let called = 0;
  for (let time = 0; time < REPLICATIONS; time += 1) {
    const [old, now] = [ratioOf(cell, gap, random), ratioOf(cell, gap, random)];
    if (signOf(changeOf(gapOf(old, operator), gapOf(now, operator)).change) !== 0) called += 1;
  }
  return called / REPLICATIONS;
}

describe("two months of a campaign that did not change", () => {
  it.each([
    [">=", 0.5],
    [">=", 0.8],
    ["within", 0.8],
  ] as const)(
    "are called better or worse in about one of twenty at most, %s at a true ratio of %d",
    (operator, gap) => {
      const rates = CELLS.map((cell, index) => alarms(cell, gap, operator, 1000 + index));
      const mean = rates.reduce((sum, one) => sum + one, 0) / rates.length;
      // 400 replications: a standard error of 1.1 points in a cell, 0.4 in the mean of eight.
      expect(Math.max(...rates)).toBeLessThan(0.085);
      expect(mean).toBeLessThan(0.062);
      if (gap === 0.5) expect(mean).toBeGreaterThan(0.035);
    },
  );
});
