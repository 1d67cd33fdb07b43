/**
 * Do the intervals hold what they promise, and do the tests cry wolf no more often than they say, when customers
 * repeat? A seeded, reduced grid; bench/coverage.mjs runs the full one and prints it beside a naive analysis.
 *
 * A cell's bounds are the promise give or take 3.5 of its Monte Carlo standard errors; means over cells are held
 * closer. Cells with fewer than 5 effective events are counted for false alarms, not for coverage.
 */
import { describe, expect, test } from "vitest";
import { differenceInterval } from "../../src/stats/difference.js";
import { testEquality, testEqualityOfAll } from "../../src/stats/equality-test.js";
import { groupInterval } from "../../src/stats/group-interval.js";
import { holm, holmAgainstBest } from "../../src/stats/multiplicity.js";
import { ratioInterval } from "../../src/stats/ratio-interval.js";
import { pooledZ } from "../../src/stats/two-proportion.js";
import { expectThat } from "./close.js";
import {
  effectiveEvents,
  heading,
  line,
  simulateCell,
  type Cell,
  type CellResult,
  type Settings,
} from "./simulation.mjs";

const stats = {
  groupInterval,
  ratioInterval,
  differenceInterval,
  testEquality,
  testEqualityOfAll,
  holm,
  holmAgainstBest,
  pooledZ,
};

const groups = 5;

interface Outcome {
  readonly cell: Cell;
  readonly result: CellResult;
  readonly text: string;
}

function run(cell: Cell, settings: Settings): Outcome {
  const result = simulateCell(stats, cell, settings);
  const outcome = { cell, result, text: `${heading}\n${line(cell, settings, result)}` };
  checkCoverage(outcome, settings);
  if ((settings.gap ?? 1) === 1) checkAlarms(outcome, settings);
  return outcome;
}

/** Three and a half standard errors of a share `p` seen in `n` independent tries. */
function noise(p: number, n: number): number {
  return 3.5 * Math.sqrt((p * (1 - p)) / n);
}

function judged(cell: Cell): boolean {
  return effectiveEvents(cell) >= 5;
}

function checkCoverage({ cell, result, text }: Outcome, { replications }: Settings) {
  if (!judged(cell)) return;
  const floor = cell.people >= 100 ? 0.94 : 0.935;
  // A replication's ratios all share the reference group, so together they count for one try.
  const tries = { rate: replications * groups, ratio: replications, difference: replications };
  for (const part of ["rate", "ratio", "difference"] as const) {
    expectThat(result[part] > floor - noise(0.95, tries[part]), `${part} covered too seldom\n${text}`);
  }
  const ceiling = cell.people >= 100 ? 0.965 : 0.975;
  expectThat(result.rate < ceiling + noise(ceiling, tries.rate), `rate covered too often\n${text}`);
}

function checkAlarms({ result, text }: Outcome, { replications }: Settings) {
  for (const part of ["reference", "best", "omnibus"] as const) {
    expectThat(result[part] < 0.05 + noise(0.05, replications), `false alarms: ${part}\n${text}`);
  }
}

function mean(outcomes: readonly Outcome[], part: keyof CellResult): number {
  return outcomes.reduce((sum, { result }) => sum + result[part], 0) / outcomes.length;
}

describe("with customers who repeat", () => {
  test("coverage and false alarms over a grid of sizes, repeats, correlations and rates", () => {
    const outcomes: Outcome[] = [];
    for (const people of [30, 100, 300]) {
      for (const rows of [2, 10, 50]) {
        for (const icc of [0.05, 0.3]) {
          for (const rate of [0.05, 0.2, 0.6]) {
            const replications = { 30: 500, 100: 250, 300: 80 }[people]!;
            outcomes.push(run({ people, rows, icc, rate }, { groups, replications, seed: outcomes.length }));
          }
        }
      }
    }
    const large = outcomes.filter(({ cell }) => judged(cell) && cell.people >= 100);
    const small = outcomes.filter(({ cell }) => judged(cell) && cell.people === 30);
    for (const part of ["rate", "ratio", "difference"] as const) {
      expect(Math.abs(mean(large, part) - 0.951)).toBeLessThan(0.007);
      expect(Math.abs(mean(small, part) - 0.954)).toBeLessThan(0.01);
    }
    for (const part of ["reference", "best", "omnibus"] as const) {
      expect(mean(outcomes, part)).toBeLessThan(0.05);
    }
    expect(mean(outcomes, "alarm")).toBeGreaterThan(0.025);
  });

  test("a small group beside a large one", () => {
    const outcomes = [0.05, 0.3].flatMap((icc) =>
      [0.05, 0.2, 0.6].map((rate, i) =>
        run({ people: 30, rows: 10, icc, rate }, { groups, replications: 300, seed: 50 + i, reference: 300 }),
      ),
    );
    expect(mean(outcomes, "alarm")).toBeLessThan(0.05);
    expect(mean(outcomes, "reference")).toBeLessThan(0.05);
  });

  test("a rare outcome among customers who differ much: the case that needs its own degrees of freedom", () => {
    const outcomes = [10, 50].map((rows) =>
      run({ people: 100, rows, icc: 0.3, rate: 0.05 }, { groups, replications: 600, seed: rows }),
    );
    expect(mean(outcomes, "rate")).toBeGreaterThan(0.94);
  });

  test("a ratio that is not 1 is covered as well", () => {
    const outcomes = [2, 10].flatMap((rows) =>
      [0.2, 0.6].map((rate) =>
        run({ people: 100, rows, icc: 0.3, rate }, { groups, replications: 400, seed: rows, gap: 0.8 }),
      ),
    );
    expect(Math.abs(mean(outcomes, "ratio") - 0.95)).toBeLessThan(0.01);
  });

  test("where taking every row for a person goes wrong, and plain Holm against the best too, this does not", () => {
    const cell = { people: 100, rows: 10, icc: 0.3, rate: 0.2 };
    const { result } = run(cell, { groups, replications: 600, seed: 5 });
    expect(result.naive).toBeGreaterThan(0.4);
    expect(result.bestPlainHolm).toBeGreaterThan(0.05);
    expect(result.best).toBeLessThan(0.05);
  });
});
