/** Groups known only as probabilities, against labels and against a weighted count in plain maps. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { expectClose, expectThat } from "../stats/close.js";
import { rowSums, type Row } from "./recount.js";
import { csvOf, EVERYTHING, familyOf, groupOf, present, runOnText } from "./run.js";
import { COLUMNS, METRICS, PER_PERSON, rows } from "./small-logs.js";

const SEED = 20261122;
const OPTIONS = { numRuns: 4, seed: SEED } as const;
const GROUPS = ["A", "B", "C"] as const;
const attribute = { group: { probabilities: { A: "pa", B: "pb", C: "pc" } } };
const planOf = (log: object, attributes: unknown, metrics: object = METRICS) => ({
  log,
  attributes,
  metrics,
  rules: [{ comparator: "best", level: "warn" }],
  settings: EVERYTHING,
});

type Shares = (row: Row) => readonly [number, number, number];

function textOf(log: readonly Row[], shares: Shares): string {
  const cells = log.map((row) => [...COLUMNS.map((column) => row[column]!), ...shares(row)]);
  return csvOf([...COLUMNS, "pa", "pb", "pc"], cells);
}

/** A probability of 1 for the label; nothing at all for the unknown. */
const certain: Shares = (row) =>
  GROUPS.map((name) => Number(row["group"] === name)) as unknown as ReturnType<Shares>;
/** Some of each, and what is left over is unknown; quarters and eighths, so that nothing is rounded. */
const unsure: Shares = (row) => {
  const at = GROUPS.indexOf(row["group"] as "A");
  return at < 0
    ? [0.25, 0.25, 0.25]
    : (GROUPS.map((_, one) => (one === at ? 0.625 : 0.125)) as unknown as ReturnType<Shares>);
};

/** Everybody keeps the group of the first row: a person who is half in a group is half a person to probabilities. */
function settled(log: readonly Row[]): Row[] {
  const own = new Map<string, string>();
  for (const row of log) if (!own.has(row["unit"]!)) own.set(row["unit"]!, row["group"]!);
  return log.map((row): Row => ({ ...row, group: own.get(row["unit"]!)! }));
}

function expectAlike(a: AuditResult, b: AuditResult) {
  for (const family of a.families) {
    const other = familyOf(b, family.metric, "group");
    expect(family.groups.map((one) => one.group)).toEqual(other.groups.map((one) => one.group));
    for (const [index, one] of family.groups.entries()) {
      const two = other.groups[index]!;
      const at = `${family.id}: ${one.group[0]}`;
      for (const key of ["units", "rows", "y", "d", "yy", "dd", "yd"] as const) {
        expectClose(two.moments![key], present(one.moments![key], key), 1e-9, `${at}, ${key}`, 1);
      }
      expect({ at, missing: two.missing_rows }).toEqual({ at, missing: one.missing_rows });
    }
  }
}

describe("membership probabilities that add up to over 1", () => {
  const plan = {
    log: { unit: "who" },
    attributes: { race: { probabilities: { A: "pa", B: "pb", C: "pc" } } },
    metrics: { offers: { numerator: "offered" } },
    settings: EVERYTHING,
  };
  const run = (...log: (string | number)[][]): Promise<AuditResult> =>
    runOnText(plan, csvOf(["who", "pa", "pb", "pc", "offered"], log));
  const sums = (result: AuditResult) =>
    familyOf(result, "offers", "race").groups.map(({ group, moments }) => [group[0], moments!.y, moments!.d]);

  it("by rounding are divided by their sum, so that no row weighs more than itself and nothing is left over", async () => {
    const result = await run(
      ["u1", 0.3334, 0.3334, 0.3333, 1],
      ["u2", 0.4, 0.4, 0.2004, 0],
      ["u3", 0.25, 0.5, 0.125, 1],
      ["u4", 0.5, 0.25, 0.25, 0],
    );
    const [one, two] = [1.0001, 1.0004];
    const want = [
      ["A", 0.3334 / one + 0.25, 0.3334 / one + 0.4 / two + 0.75],
      ["B", 0.3334 / one + 0.5, 0.3334 / one + 0.4 / two + 0.75],
      ["C", 0.3333 / one + 0.125, 0.3333 / one + 0.2004 / two + 0.375],
    ] as const;
    const found = sums(result);
    for (const [index, [group, y, d]] of want.entries()) {
      expect(found[index]![0]).toBe(group);
      // On a grid of 2^-30 a row and group.
      expectClose(found[index]![1] as number, y, 1e-8, `${group}, y`, 1);
      expectClose(found[index]![2] as number, d, 1e-8, `${group}, d`, 1);
    }
    const total = found.reduce((sum, [, , d]) => sum + (d as number), 0);
    // What the third row leaves over is nobody's: an eighth of a person, who rounds to none.
    expectClose(total, 4 - 0.125, 1e-8, "rows in all", 1);
  });

  it("by noise of the last digits stay as they are", async () => {
    const noisy = await run(["u1", 0.5000001, 0.5, 0, 1], ["u2", 0.25, 0.25, 0.5, 0], ["u3", 1, 0, 0, 1]);
    expect(sums(noisy)[0]![1]).toBeCloseTo(1.5000001, 8);
  });

  it("by more than rounding makes are refused", async () => {
    await expect(run(["u1", 0.5, 0.5, 0.0011, 1], ["u2", 0.5, 0.5, 0, 0])).rejects.toThrow(
      /add up to more than 1 in 1 rows/,
    );
    await expect(run(["u1", 0.5, 0.5, 0.0009, 1], ["u2", 0.5, 0.5, 0, 0])).resolves.toBeDefined();
  });
});

describe("membership probabilities", () => {
  for (const [title, log] of [
    ["people", { unit: "unit" }],
    ["single rows", {}],
    ["rows that stand for several decisions", { count: "times" }],
    ["people with rows that stand for several decisions", { unit: "unit", count: "times" }],
  ] as const) {
    it(`of 0 and 1 give the sums of the labels, to 1e-9: ${title}`, async () => {
      expect.hasAssertions();
      for (const some of fc.sample(rows, OPTIONS)) {
        const text = textOf(settled(some), certain);
        expectAlike(
          await runOnText(planOf(log, ["group"]), text),
          await runOnText(planOf(log, attribute), text),
        );
      }
    });
  }

  it("of 0 and 1 give the trials of the labels, where impressions and clicks are counted", async () => {
    expect.hasAssertions();
    const cells = [
      ["A", 100, 30],
      ["A", 50, 3],
      ["B", 100, 50],
      ["B", 40, 10],
    ] as const;
    const text = csvOf(
      ["group", "impressions", "clicks", "pa", "pb", "pc"],
      cells.map(([group, d, y]) => [group, d, y, Number(group === "A"), Number(group === "B"), 0]),
    );
    const metrics = { ctr: { numerator: "clicks", denominator: "impressions", counts: true } };
    expectAlike(
      await runOnText(planOf({}, ["group"], metrics), text),
      await runOnText(planOf({}, attribute, metrics), text),
    );
  });

  it("of 0 and 1 give the averages of people of the labels: frequency and exposure, to 1e-9", async () => {
    expect.hasAssertions();
    const { frequency, exposure } = PER_PERSON;
    const metrics = { frequency, exposure };
    for (const some of fc.sample(rows, OPTIONS)) {
      const text = textOf(settled(some), certain);
      const log = { unit: "unit" };
      expectAlike(
        await runOnText(planOf(log, ["group"], metrics), text),
        await runOnText(planOf(log, attribute, metrics), text),
      );
    }
  });

  it("of fractions weigh every row in both sums, person by person, to 1e-7", async () => {
    expect.hasAssertions();
    for (const some of fc.sample(rows, OPTIONS)) {
      const result = await runOnText(planOf({ unit: "unit" }, attribute), textOf(some, unsure));
      for (const [id, metric] of Object.entries(METRICS)) {
        for (const [index, name] of GROUPS.entries()) {
          const units = new Map<string, { y: number; d: number }>();
          for (const row of some) {
            const sums = rowSums(row, metric);
            if (sums === null || sums === "missing") continue;
            const share = unsure(row)[index]!;
            const before = units.get(row["unit"]!) ?? { y: 0, d: 0 };
            units.set(row["unit"]!, { y: before.y + share * sums.y, d: before.d + share * sums.d });
          }
          const sum = (term: (one: { y: number; d: number }) => number) =>
            [...units.values()].reduce((total, one) => total + term(one), 0);
          const group = groupOf(familyOf(result, id, "group"), name);
          const m = group.moments!;
          const at = `${id}: ${name}`;
          expectClose(
            m.y,
            sum((one) => one.y),
            1e-7,
            `${at}, y`,
            1,
          );
          expectClose(
            m.d,
            sum((one) => one.d),
            1e-9,
            `${at}, d`,
            1,
          );
          const ratio = sum((one) => one.y) / sum((one) => one.d);
          const squares = sum((one) => (one.y - ratio * one.d) ** 2);
          const variance = ((m.units / (m.units - 1)) * squares) / sum((one) => one.d) ** 2;
          expectThat(
            Math.abs(group.standard_error! ** 2 - variance) <= 1e-6 * variance + 1e-9,
            `${at}: standard error ${group.standard_error}, expected ${Math.sqrt(variance)}`,
          );
        }
      }
    }
  });
});
