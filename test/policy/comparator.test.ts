import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Comparator, Direction, Plan } from "../../src/model.js";
import { type Against, eligibleGroups, findComparator, mergeGroups } from "../../src/policy/comparator.js";
import { crossOf, evidenceOf, momentsOf, people, type Row, planWith } from "./evidence.js";

function comparatorOf(
  rows: readonly Row[],
  kind: Comparator,
  plan: Plan = planWith(),
  direction: Direction = "favourable",
): Against | null {
  const evidence = evidenceOf(rows, plan);
  return findComparator(kind, evidence, eligibleGroups(evidence, plan), direction, plan);
}
const best = (rows: readonly Row[], plan?: Plan, direction?: Direction): string | null =>
  comparatorOf(rows, "best", plan, direction)?.group?.[0] ?? null;

// 24 of 1,224 people are 1.96%; 25 of 1,225 are 2.04%.
const beside1200 = (count: number): Row[] => [...people("b", 1200, 600), ...people("x", count, count - 6)];

describe("the best group", () => {
  const plain = [...people("b", 200, 100), ...people("c", 200, 120), ...people("d", 200, 80)];

  it("has the highest rate, or the lowest where a high rate is bad for people", () => {
    expect(best(plain)).toBe("c");
    expect(best(plain, planWith(), "either")).toBe("c");
    expect(best(plain, planWith(), "unfavourable")).toBe("d");
  });

  it("is the first by name among equals", () => {
    expect(best([...people("z", 100, 50), ...people("B", 100, 50), ...people("a", 100, 50)])).toBe("B");
  });

  it("has its share of all people whose group is known, 2% by default", () => {
    expect(best(beside1200(24))).toBe("b");
    expect(best(beside1200(25))).toBe("x");
    // People of unknown group make no group smaller.
    expect(best([...beside1200(25), ...people(null, 5000, 2500)])).toBe("x");
  });

  it("is not thin for want of events, unless all are", () => {
    expect(best([...people("b", 1000, 60), ...people("x", 60, 4)])).toBe("b");
    expect(best([...people("b", 60, 3), ...people("x", 60, 4)])).toBe("x");
  });

  it("may be thin for want of people whom it did not happen to: events are what a denominator leans on", () => {
    expect(best([...people("b", 100, 50), ...people("x", 100, 99)])).toBe("x");
  });

  it("is not unknown, withheld or too small to be judged", () => {
    expect(best([...plain, ...people(null, 200, 190)])).toBe("c");
    expect(
      best([...plain, ...people("x", 29, 22)], planWith({ disclosure_floor: 30, comparator_share: 0 })),
    ).toBe("c");
    expect(
      best([...plain, ...people("x", 29, 22)], planWith({ minimum_units: 30, comparator_share: 0 })),
    ).toBe("c");
    expect(
      best([...plain, ...people("x", 30, 22)], planWith({ minimum_units: 30, comparator_share: 0 })),
    ).toBe("x");
  });

  it("is none where no group may be judged", () => {
    expect(best(people("b", 5, 2), planWith({ minimum_units: 30 }))).toBeNull();
  });
});

describe("the reference group", () => {
  it("is the one the attribute names, however low its rate", () => {
    const rows = [...people("a", 100, 10), ...people("b", 100, 50)];
    expect(comparatorOf(rows, "reference")?.group).toEqual(["a"]);
  });

  it("is none where nobody is of it, or too few", () => {
    expect(comparatorOf(people("b", 100, 50), "reference")).toBeNull();
    expect(
      comparatorOf(
        [...people("a", 29, 10), ...people("b", 100, 50)],
        "reference",
        planWith({ minimum_units: 30 }),
      ),
    ).toBeNull();
  });
});

/** People who may be in several groups, some of them unknown. */
const mixed: fc.Arbitrary<readonly Row[]> = fc
  .array(
    fc.record({
      unit: fc.integer({ min: 0, max: 9 }).map((unit) => `u${unit}`),
      group: fc.constantFrom("a", "b", "c", null),
      y: fc.integer({ min: 0, max: 1 }),
      d: fc.integer({ min: 1, max: 3 }),
    }),
    { maxLength: 30 },
  )
  .map((rows) => [
    ...rows,
    ...["a", "b", "c"].flatMap((group) => [0, 1].map((unit) => ({ unit: `u${unit}`, group, y: unit, d: 1 }))),
  ]);

describe("the rest and everybody", () => {
  it("are the people themselves, each counted once, whoever sits in several groups", () => {
    fc.assert(
      fc.property(mixed, (rows) => {
        const plan = planWith();
        const evidence = evidenceOf(rows, plan);
        for (const kind of ["rest", "overall"] as const) {
          const against = findComparator(kind, evidence, eligibleGroups(evidence, plan), "favourable", plan)!;
          evidence.family.groups.forEach(({ group, unknown }, position) => {
            if (unknown) return;
            const own = rows.filter((row) => row.group === group[0]);
            const others = rows.filter(
              (row) => row.group !== null && (kind === "overall" || row.group !== group[0]),
            );
            const { units, ...sums } = against.moments(position);
            const { units: truth, ...expected } = momentsOf(others);
            expect(sums).toEqual(expected);
            // Pairs of groups tell how many are in both, not how many are in three: never too many people, and all of
            // the largest group.
            expect(units).toBeLessThanOrEqual(truth);
            const cross = against.cross(position);
            const shared = crossOf(own, others);
            const bare = cross === null ? null : { ...cross, units: 1 };
            expect(bare).toEqual(shared === null ? null : { ...shared, units: 1 });
          });
        }
      }),
      { numRuns: 200 },
    );
  });

  it("count everybody right where no one is in three groups", () => {
    const rows = [
      ...people("a", 10, 5),
      ...people("b", 10, 5),
      ...people("a", 4, 2).map((row) => ({ ...row, group: "b" })),
      ...people("b", 3, 2).map((row) => ({ ...row, group: "c" })),
    ];
    const evidence = evidenceOf(rows, planWith());
    const all = evidence.family.groups.map((_, position) => position);
    expect(mergeGroups(evidence, all)).toEqual(momentsOf(rows));
  });

  it("are none where one group alone is shown: everything would tell of the withheld", () => {
    const rows = [...people("a", 100, 50), ...people("b", 5, 2)];
    for (const kind of ["rest", "overall"] as const) {
      expect(comparatorOf(rows, kind, planWith({ disclosure_floor: 10 }))).toBeNull();
    }
  });
});
