import { describe, expect, it } from "vitest";
import type { Evidence, Plan, Representation } from "../../src/model.js";
import { refuseTooManyGroups, refuseUnaudited } from "../../src/policy/nothing-to-judge.js";
import { Refusal } from "../../src/refusal.js";
import { planOf } from "../log/reading.js";

const PLAN = planOf(
  "log: {unit: person}\nattributes: [gender, age]\nintersections: [[gender, age]]\nmetrics: {offered: {kind: rate, numerator: y}, clicked: {kind: rate, numerator: z}}\nsettings: {disclosure_floor: 5, minimum_units: 30, max_groups: 100}",
);
const faults = (work: () => void): string[] => {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.faults.map((one) => `${one.code}: ${one.what}`);
    throw error;
  }
};
const labels = (count: number): string[] => Array.from({ length: count }, (_, index) => `g${index}`);

describe("an audit of too many groups", () => {
  it("is refused, attribute by attribute, with how many there are", () => {
    expect(faults(() => refuseTooManyGroups(PLAN, [labels(101), labels(100)]))[0]).toMatch(
      /^too-many-groups: attribute "gender" has 101 groups, more than settings.max_groups \(100\)/,
    );
    expect(faults(() => refuseTooManyGroups(PLAN, [labels(50), labels(100)]))).toEqual([]);
  });

  it("is refused where a crossing could have more than 5,000", () => {
    expect(faults(() => refuseTooManyGroups(PLAN, [labels(51), labels(100)]))).toEqual([
      "too-many-cells: the intersection gender x age has up to 5100 groups, more than 5000",
    ]);
  });
});

function evidence(metric: string, decisions: number, missing: number): Evidence {
  return {
    family: {
      metric,
      overall: { d: decisions },
      groups: [{ missing_rows: missing }, { missing_rows: null }],
    },
  } as unknown as Evidence;
}
/** Groups by their people; null for withheld. */
function represented(
  attributes: readonly string[],
  units: readonly (number | null)[],
  unknown = 0,
): Representation {
  const groups = units.map((count, index) => ({ group: [`secret${index}`], unknown: false, units: count }));
  const last = unknown === 0 ? [] : [{ group: ["(unknown)"], unknown: true, units: unknown }];
  return { attributes, groups: [...groups, ...last] } as unknown as Representation;
}
const unaudited = (
  evidences: readonly Evidence[],
  tables: readonly Representation[],
  plan: Plan = PLAN,
): string[] => faults(() => refuseUnaudited(evidences, tables, plan));

const tiny = (count: number): null[] => Array.from({ length: count }, () => null);

describe("an audit with nothing to judge", () => {
  it("is refused for each metric without a single decision that has a value", () => {
    const found = unaudited([evidence("offered", 0, 12), evidence("clicked", 5, 0)], []);
    expect(found).toEqual([
      'nothing-to-measure: metric "offered" has no decision with a value: 12 rows in scope are empty',
    ]);
  });

  it("is refused where fewer than two groups of an attribute can be shown: the unknown are no group", () => {
    const found = unaudited([], [represented(["gender"], [500, null], 300)]);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(
      'nothing-to-compare: attribute "gender" has 2 groups, of which 1 has fewer than 5 people',
    );
    expect(unaudited([], [represented(["gender"], [500, 6], 300)])).toEqual([]);
  });

  it("is refused where tiny groups outnumber the others and are many: they name people", () => {
    expect(unaudited([], [represented(["age"], [50, 60, ...tiny(21)])])[0]).toMatch(
      /^groups-too-small: attribute "age" has 23 groups, of which 21 have/,
    );
    expect(unaudited([], [represented(["age"], [50, 60, ...tiny(20)])])).toEqual([]);
    expect(unaudited([], [represented(["age"], [...labels(21).map(() => 9), ...tiny(21)])])).toEqual([]);
  });

  it("names no group in what it says", () => {
    expect(unaudited([], [represented(["gender"], [null, null])]).join()).not.toContain("secret");
  });

  it("is not refused for crossings, which are always small somewhere", () => {
    expect(unaudited([evidence("offered", 5, 0)], [represented(["gender", "age"], [null, null])])).toEqual(
      [],
    );
  });
});
