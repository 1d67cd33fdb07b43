import { describe, expect, it } from "vitest";
import { measureContacts } from "../../src/measures/contact-table.js";
import { nameCells, type NamedCell } from "../../src/measures/groups.js";
import { UNKNOWN } from "../../src/quoted.js";
import { measureRepresentation } from "../../src/measures/representation.js";
import type { ContactTable, Plan, Representation } from "../../src/model.js";
import type { Cell, CellTable } from "../../src/tables/cells.js";
import { planOf } from "../log/reading.js";

/** Groups of so many people each; code -1 is unknown. */
function table(units: Readonly<Record<number, number>>, mixedUnits = 0): CellTable {
  const cells = Object.entries(units).map(([code, count]): Cell => ({
    codes: [Number(code)],
    units: count,
    rows: 2 * count,
    largest: 2,
    metrics: [],
  }));
  return { attributes: [0], cells, mixedUnits, cross: new Map() };
}

function planFor(population = "", floor = 1): Plan {
  return planOf(
    `log: {unit: person}\nattributes: {g: {column: g${population === "" ? "" : `, population: ${population}`}}}\nmetrics: {touches: {kind: contacts, cap: 3}}\nsettings: {disclosure_floor: ${floor}, minimum_units: ${Math.max(2, floor)}}`,
  );
}
const LABELS = [["a", "b", "c", "d"]];

const names = (labels: readonly string[], plan = planFor()): string[] =>
  nameCells(table(Object.fromEntries(labels.map((_, code) => [code, 10]))), [labels], plan).map(
    (one) => one.group[0]!,
  );

describe("the names of groups", () => {
  it("are in code-unit order: capitals first, accents last, digits by digit", () => {
    expect(names(["b", "ä", "B", "10", "9", "a", "z", "漢"])).toEqual([
      "10",
      "9",
      "B",
      "a",
      "b",
      "z",
      "ä",
      "漢",
    ]);
  });

  it("have those of unknown people last, each crossing with an unknown part among them", () => {
    const crossed: CellTable = {
      attributes: [0, 1],
      cells: [
        [-1, -1],
        [-1, 0],
        [0, -1],
        [0, 0],
        [1, 0],
      ].map((codes) => ({ codes, units: 10, rows: 10, largest: 1, metrics: [] })),
      mixedUnits: 0,
      cross: new Map(),
    };
    const named = nameCells(crossed, [["f", "a"], ["old"]], planFor());
    expect(named.map((one) => [one.group, one.unknown])).toEqual([
      [["a", "old"], false],
      [["f", "old"], false],
      [[UNKNOWN, UNKNOWN], true],
      [[UNKNOWN, "old"], true],
      [["f", UNKNOWN], true],
    ]);
    // Where in the table each stands, for the sums of people in two groups.
    expect(named.map((one) => one.index)).toEqual([4, 3, 0, 1, 2]);
  });

  it("are all there is of groups under the disclosure floor", () => {
    const named = nameCells(table({ 0: 4, 1: 5 }), LABELS, planFor("", 5));
    expect(named.map((one) => one.withheld)).toEqual([true, false]);
  });
});

function represented(units: Readonly<Record<number, number>>, plan: Plan, mixed = 0): Representation {
  const counted = table(units, mixed);
  return measureRepresentation(counted, nameCells(counted, LABELS, plan), plan);
}

describe("who is in the log", () => {
  const SHARES = "{a: 0.5, b: 0.3, c: 0.2}";

  it("is each group's share of those whose group is known, over the share expected", () => {
    const { groups } = represented({ "-1": 50, 0: 40, 1: 35, 2: 25 }, planFor(SHARES));
    expect(groups.map((one) => one.share)).toEqual([0.4, 0.35, 0.25, null]);
    expect(groups.map((one) => one.expected_share)).toEqual([0.5, 0.3, 0.2, null]);
    expect(groups.map((one) => one.representation_ratio?.value ?? null)).toEqual([
      0.4 / 0.5,
      0.35 / 0.3,
      0.25 / 0.2,
      null,
    ]);
    expect(groups.map((one) => [one.units, one.rows])).toEqual([
      [40, 80],
      [35, 70],
      [25, 50],
      [50, 100],
    ]);
  });

  it("has the interval of the share over the share expected", () => {
    // scipy.stats.binomtest(40, 100).proportion_ci(0.95, method="wilson"), both limits over 0.5
    const ratio = represented({ 0: 40, 1: 35, 2: 25 }, planFor(SHARES)).groups[0]!.representation_ratio!;
    expect(ratio.low).toBeCloseTo(0.6188025728649178, 12);
    expect(ratio.high).toBeCloseTo(0.9959948264178764, 12);
  });

  it("is tested against the population by Pearson's chi-square", () => {
    // scipy.stats.chisquare([40, 35, 25], [50, 30, 20])
    const { test } = represented({ "-1": 500, 0: 40, 1: 35, 2: 25 }, planFor(SHARES));
    expect(test!.statistic).toBeCloseTo(4.083333333333334, 12);
    expect(test!.p).toBeCloseTo(0.12981217685543797, 12);
    expect(test!.df).toBe(2);
  });

  it("counts a group of the population that nobody in the log is of", () => {
    // scipy.stats.chisquare([130, 70, 0, 10], [105, 63, 21, 21])
    const { test } = represented({ 0: 130, 1: 70, 3: 10 }, planFor("{a: 0.5, b: 0.3, c: 0.1, d: 0.1}"));
    expect(test!.statistic).toBeCloseTo(33.492063492063494, 10);
    expect(test!.p / 2.535902228347426e-7).toBeCloseTo(1, 9);
    expect(test!.df).toBe(3);
  });

  it("has no ratio and no test where the population lacks a group of the log", () => {
    const found = represented({ 0: 40, 1: 35, 3: 25 }, planFor(SHARES));
    expect(found.groups[2]).toMatchObject({
      group: ["d"],
      expected_share: 0,
      representation_ratio: { value: null, reason: "the reference population has no such group" },
    });
    expect(found.test).toBeNull();
  });

  it("has no test where people are in several groups, and none without a population", () => {
    expect(represented({ 0: 40, 1: 35, 2: 25 }, planFor(SHARES), 3).test).toBeNull();
    const plain = represented({ 0: 40, 1: 60 }, planFor());
    expect(plain.test).toBeNull();
    expect(plain.groups.map((one) => [one.expected_share, one.representation_ratio])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it("shows no number of a withheld group", () => {
    const { groups } = represented({ 0: 40, 1: 35, 2: 4 }, planFor(SHARES, 5));
    expect(groups[2]).toMatchObject({
      group: ["c"],
      units: null,
      rows: null,
      share: null,
      representation_ratio: null,
    });
  });
});

/** `values[i]`: contacts of person i, all of group a. */
function contacts(values: readonly number[], plan = planFor()): ContactTable["groups"][number] {
  const counted = table({ 0: values.length });
  const cells: NamedCell[] = nameCells(counted, LABELS, plan);
  const counts = [...new Set(values)].map((value) => ({
    codes: [0],
    contacts: value,
    units: values.filter((one) => one === value).length,
  }));
  return measureContacts(
    plan.metrics[0]!,
    counted,
    cells,
    [...counts, { codes: [1], contacts: 99, units: 9 }],
    plan,
  ).groups[0]!;
}

describe("contacts per person", () => {
  it("have a mean, a median, a ninetieth percentile and a share above the cap", () => {
    // numpy.quantile([1]*5 + [2]*3 + [4]*2 + [10], [.5, .9]) is [2, 4]; the mean is 29/11; R's quantile, type 7, agrees.
    const found = contacts([1, 1, 1, 1, 1, 2, 2, 2, 4, 4, 10]);
    expect(found).toMatchObject({ units: 11, median: 2, p90: 4, above_cap: 3 / 11 });
    expect(found.mean).toBeCloseTo(29 / 11, 14);
  });

  it("have quantiles between two people where the place falls between them", () => {
    // numpy.quantile([1, 2, 3, 8], [.5, .9]) is [2.5, 6.5]
    const found = contacts([8, 3, 1, 2]);
    expect(found.median).toBe(2.5);
    expect(found.p90).toBeCloseTo(6.5, 12);
  });

  it("are one person's own where there is one", () => {
    expect(contacts([7])).toMatchObject({ mean: 7, median: 7, p90: 7, above_cap: 1 });
  });

  it("are above the cap only beyond it", () => {
    expect(contacts([3, 3, 3]).above_cap).toBe(0);
  });

  it("of a withheld group are not shown", () => {
    expect(contacts([1, 2], planFor("", 5))).toEqual({
      group: ["a"],
      unknown: false,
      units: null,
      mean: null,
      median: null,
      p90: null,
      above_cap: null,
    });
  });
});
