import { describe, expect, it } from "vitest";
import type { Comparator, Comparison, Direction, Finding, Plan, VerdictReason } from "../../src/model.js";
import { decide, judgeFamily } from "../../src/policy/judge.js";
import { UNGATED } from "../../src/policy/rules.js";
import { evidenceOf, people, type Row, planWith } from "./evidence.js";

type Numbers = readonly [value: number | null, low: number | null, high: number | null, p: number | null];

function comparison([value, low, high, p]: Numbers): Comparison {
  const none = { value: null, low: null, high: null, method: "none", reason: null };
  return {
    comparator_rate: 0.5,
    difference: none,
    ratio: { value, low, high, method: "MOVER-R", reason: null },
    ratio_to_rest: null,
    shared_units: 0,
    test: null,
    p_adjusted: p,
    effect: { name: "cohens_h", value: null },
    shortfall: { at_parity: null, at_threshold: null },
    minimum_detectable_ratio: null,
    units_needed: null,
    score_interval: null,
    unknown_bounds: null,
  };
}

describe("the verdict at a threshold of 0.8 and a level of 5%", () => {
  const cases: readonly (readonly [
    Direction,
    Numbers,
    "" | "thin" | "thin amounts",
    string,
    VerdictReason,
  ])[] = [
    ["favourable", [0.7, 0.6, 0.82, 0.01], "", "fail", "breach_established"],
    ["favourable", [0.7, 0.6, 0.79, 0.01], "", "fail", "breach_confirmed"],
    ["favourable", [0.7, 0.6, 0.8, 0.01], "", "fail", "breach_established"],
    ["favourable", [0.7, 0.5, 0.98, 0.05], "", "inconclusive", "breach_not_established"],
    ["favourable", [0.7, 0.5, 0.98, null], "", "inconclusive", "breach_not_established"],
    ["favourable", [0.9, 0.8, 1.1, 0.3], "", "pass", "within_threshold"],
    ["favourable", [0.8, 0.8, 0.8, 0.001], "", "pass", "within_threshold"],
    ["favourable", [0.9, 0.79, 1.1, 0.3], "", "inconclusive", "breach_not_excluded"],
    ["favourable", [3, 2, 5, 0.001], "", "pass", "within_threshold"],
    ["favourable", [3, 2, null, 0.001], "", "pass", "within_threshold"],
    ["unfavourable", [1.5, 1.1, 2, 0.01], "", "fail", "breach_established"],
    ["unfavourable", [1.5, 1.3, 2, 0.01], "", "fail", "breach_confirmed"],
    ["unfavourable", [1.5, 1.3, null, 0.01], "", "fail", "breach_confirmed"],
    ["unfavourable", [1.5, 0.9, 2, 0.2], "", "inconclusive", "breach_not_established"],
    ["unfavourable", [1.1, 0.9, 1.25, 0.2], "", "pass", "within_threshold"],
    ["unfavourable", [1.1, 0.9, 1.26, 0.2], "", "inconclusive", "breach_not_excluded"],
    ["unfavourable", [1.1, 0.9, null, 0.2], "", "inconclusive", "breach_not_excluded"],
    ["unfavourable", [0.1, 0, 0.3, 0.001], "", "pass", "within_threshold"],
    ["either", [0.7, 0.6, 0.75, 0.01], "", "fail", "breach_confirmed"],
    ["either", [1.5, 1.3, 2, 0.01], "", "fail", "breach_confirmed"],
    ["either", [1.5, 1.1, 2, 0.01], "", "fail", "breach_established"],
    ["either", [1.3, 0.7, 2, 0.2], "", "inconclusive", "breach_not_established"],
    ["either", [1, 0.8, 1.25, 1], "", "pass", "within_threshold"],
    ["either", [1, 0.79, 1.2, 1], "", "inconclusive", "breach_not_excluded"],
    ["either", [1, 0.9, 1.26, 1], "", "inconclusive", "breach_not_excluded"],
    ["favourable", [0.5, 0.4, 0.9, 0.001], "thin", "inconclusive", "thin"],
    ["favourable", [0.5, 0.4, 0.6, 0.001], "thin", "fail", "breach_confirmed"],
    ["favourable", [0.5, 0.4, 0.6, 0.001], "thin amounts", "inconclusive", "thin"],
    ["favourable", [1, 0.9, 1.1, 0.5], "thin", "inconclusive", "thin"],
    ["favourable", [null, null, null, 0.001], "", "inconclusive", "zero_comparator"],
    ["favourable", [null, null, null, 0.001], "thin", "inconclusive", "zero_comparator"],
    ["favourable", [0.5, null, null, 0.001], "", "inconclusive", "no_variance"],
    ["favourable", [0.5, null, null, 0.001], "thin", "inconclusive", "no_variance"],
  ];
  for (const [direction, numbers, thin, verdict, reason] of cases) {
    it(`${direction}, ratio ${numbers.slice(0, 3).join(" ")}, p ${numbers[3]}${thin === "" ? "" : `, ${thin}`}: ${verdict}, ${reason}`, () => {
      const standing = { alpha: 0.05, thin: thin !== "", proportion: thin !== "thin amounts" };
      expect(decide(comparison(numbers), 0.8, direction, standing)).toEqual({ verdict, reason });
    });
  }
});

function judged(
  rows: readonly Row[],
  plan: Plan,
  comparator: Comparator = "best",
  direction: Direction = "favourable",
): Finding[] {
  const rule = { ...UNGATED, level: "error" as const, comparator };
  return judgeFamily(evidenceOf(rows, plan), rule, { ...plan.metrics[0]!, direction }, plan);
}
const reasonsOf = (findings: readonly Finding[]): Record<string, string> =>
  Object.fromEntries(findings.map((one) => [one.group[0]!, `${one.verdict} ${one.reason}`]));

const withUnknown = (unknown: number): Row[] => [
  ...people("a", 100, 50),
  ...people("b", 100, 40),
  ...people(null, unknown, 5),
];
const bounds = (unknown: number): unknown =>
  judged(withUnknown(unknown), planWith({ disclosure_floor: 10 })).find((one) => one.group[0] === "b")!
    .comparison!.unknown_bounds;

describe("the judgement of a family", () => {
  it("judges every group but the comparator, and says why it cannot", () => {
    const strict = planWith({ disclosure_floor: 5, minimum_units: 30 });
    const rows = [
      ...people("best", 500, 300),
      ...people("low", 500, 100),
      ...people("same", 5000, 2950),
      ...people("few", 20, 10),
      ...people("tiny", 4, 2),
      ...people("never eligible", 40, 0).map((row) => ({ ...row, d: 0 })),
      ...people("thin", 60, 2),
      ...people(null, 50, 25),
    ];
    expect(reasonsOf(judged(rows, strict))).toEqual({
      few: "not_judged below_minimum",
      low: "fail breach_confirmed",
      "never eligible": "not_judged no_denominator",
      same: "pass within_threshold",
      thin: "fail breach_confirmed",
      tiny: "not_judged withheld",
      "(unknown)": "not_judged unknown_group",
    });
  });

  it("has no comparator where the reference group is too small, absent or unknown", () => {
    const rows = [...people("b", 100, 50), ...people("c", 100, 50)];
    expect(reasonsOf(judged(rows, planWith(), "reference"))).toEqual({
      b: "not_judged no_comparator",
      c: "not_judged no_comparator",
    });
    const small = [...rows, ...people("a", 20, 10)];
    expect(reasonsOf(judged(small, planWith({ minimum_units: 30 }), "reference"))["b"]).toBe(
      "not_judged no_comparator",
    );
  });

  it("is inconclusive against a comparator of whom nobody had the outcome", () => {
    const rows = [...people("a", 100, 0), ...people("b", 100, 50)];
    expect(reasonsOf(judged(rows, planWith(), "reference"))).toEqual({ b: "inconclusive zero_comparator" });
  });

  it("pays for every comparison it makes, and for none where the plan says so", () => {
    const rows = [
      ...people("a", 400, 240),
      ...people("b", 400, 200),
      ...people("c", 400, 205),
      ...people("d", 400, 238),
    ];
    const plan = planWith();
    const raw = judged(rows, planWith({ multiplicity: "none" }), "reference");
    const holm = judged(rows, plan, "reference");
    const best = judged(rows, plan);
    for (const [index, one] of raw.entries()) {
      expect(one.comparison!.p_adjusted).toBe(one.comparison!.test!.p);
      expect(holm[index]!.comparison!.p_adjusted!).toBeGreaterThanOrEqual(one.comparison!.test!.p);
      expect(best[index]!.comparison!.p_adjusted!).toBeGreaterThanOrEqual(
        holm[index]!.comparison!.p_adjusted!,
      );
    }
    const smallest = Math.min(...raw.map((one) => one.comparison!.test!.p));
    expect(Math.min(...holm.map((one) => one.comparison!.p_adjusted!))).toBeCloseTo(3 * smallest, 12);
    // The best of four was picked by looking: six pairs are paid for.
    expect(Math.min(...best.map((one) => one.comparison!.p_adjusted!))).toBeCloseTo(6 * smallest, 12);
  });

  it("shows nothing of a withheld group, not even through those it is compared with", () => {
    const strict = planWith({ disclosure_floor: 10 });
    const shown = people("b", 100, 50);
    for (const comparator of ["best", "rest", "overall", "reference"] as const) {
      const findings = [0, 3, 6].map((good) =>
        judged([...shown, ...people("c", 6, good)], strict, comparator),
      );
      // The withheld people's outcomes leave no trace: all three are one.
      expect(findings[1]).toEqual(findings[0]);
      expect(findings[2]).toEqual(findings[0]);
      expect(findings[0]!.find((one) => one.group[0] === "c")).toMatchObject({
        reason: "withheld",
        comparison: null,
      });
    }
  });

  it("leaves the unknown out of the bounds where their own figures are withheld", () => {
    expect(bounds(9)).toBeNull();
    expect(bounds(10)).not.toBeNull();
  });
});

describe("the bounds on unknown people", () => {
  it("are the least and the largest ratio of all ways to give them a group", () => {
    for (const [a, b, unknown] of [
      [
        [4, 2],
        [5, 3],
        [4, 2],
      ],
      [
        [3, 1],
        [6, 5],
        [5, 5],
      ],
      [
        [3, 3],
        [4, 1],
        [5, 0],
      ],
      [
        [5, 0],
        [4, 2],
        [3, 1],
      ],
    ] as const) {
      const rows = [
        ...people("a", b[0], b[1]),
        ...people("b", a[0], a[1]),
        ...people(null, unknown[0], unknown[1]),
      ];
      const found = judged(rows, planWith(), "reference").find((one) => one.group[0] === "b")!.comparison!
        .unknown_bounds!;
      const ratios: number[] = [];
      for (let choice = 0; choice < 3 ** unknown[0]; choice++) {
        const sums = { a: [...b], b: [...a], other: [0, 0] };
        for (let person = 0; person < unknown[0]; person++) {
          const group = sums[(["a", "b", "other"] as const)[Math.floor(choice / 3 ** person) % 3]!];
          group[0]!++;
          if (person < unknown[1]) group[1]!++;
        }
        ratios.push(sums.b[1]! / sums.b[0]! / (sums.a[1]! / sums.a[0]!));
      }
      expect(found.low).toBeCloseTo(Math.min(...ratios), 12);
      expect(found.high).toBeCloseTo(Math.max(...ratios), 12);
    }
  });

  it("do not exist against the rest or everybody, or where nobody is unknown", () => {
    const rows = [...people("a", 20, 10), ...people("b", 20, 10)];
    expect(judged(rows, planWith())[0]!.comparison!.unknown_bounds).toBeNull();
    const more = [...rows, ...people(null, 20, 10)];
    for (const kind of ["rest", "overall"] as const)
      expect(judged(more, planWith(), kind)[0]!.comparison!.unknown_bounds).toBeNull();
  });
});
