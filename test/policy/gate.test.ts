import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Estimate, Finding, Verdict, VerdictReason } from "../../src/model.js";
import { findingId } from "../../src/policy/finding-id.js";
import { countVerdicts, gateOf, sortFindings } from "../../src/policy/gate.js";
import { planWith } from "./evidence.js";

const REASONS: Record<Verdict, VerdictReason> = {
  fail: "breach_established",
  pass: "within_threshold",
  inconclusive: "breach_not_excluded",
  not_judged: "below_minimum",
};

function finding(
  verdict: Verdict,
  more: Partial<Pick<Finding, "level" | "reason" | "id" | "group" | "expected">> & {
    readonly ratio?: number | null;
  } = {},
): Finding {
  const { ratio = 1, ...rest } = more;
  const estimate: Estimate = { value: ratio, low: null, high: null, method: "none", reason: null };
  return {
    id: "EH-00000000",
    rule: "r",
    level: "error",
    family: "m/g",
    metric: "m",
    attributes: ["g"],
    group: ["a"],
    verdict,
    reason: REASONS[verdict],
    expected: { operator: ">=", threshold: 0.8 },
    comparator: { kind: "best", group: ["b"] },
    comparison: { ratio: estimate } as Finding["comparison"],
    waived: false,
    ...rest,
  };
}

describe("the gate", () => {
  const allow = planWith({ undecided: "allow" });
  const stop = planWith({ undecided: "stop" });
  const outcome = (findings: readonly Finding[], plan = allow): unknown[] => [
    gateOf(findings, plan).outcome,
    gateOf(findings, plan).exit_code,
  ];

  it("is not met where one gated finding fails, whatever else there is", () => {
    const all = [finding("pass"), finding("inconclusive"), finding("not_judged"), finding("fail")];
    expect(outcome(all)).toEqual(["not_met", 1]);
    expect(outcome(all, stop)).toEqual(["not_met", 1]);
  });

  it("looks at findings of error level alone", () => {
    expect(
      outcome([finding("fail", { level: "warn" }), finding("fail", { level: "off" }), finding("pass")]),
    ).toEqual(["met", 0]);
  });

  it("counts what is justified and what is waived in the right number", () => {
    const waived = { ...finding("fail"), waived: true };
    expect(gateOf([finding("pass"), waived], allow, 2).reason).toBe(
      "1 gated finding is within the plan's rules; 2 breaches are justified by the plan and not counted; 1 breach is waived and not counted.",
    );
    expect(gateOf([waived, waived], allow).reason).toBe(
      "Nothing gated is left to fail; 2 breaches are waived and not counted.",
    );
  });

  it("is met where the plan gates nothing, and says so", () => {
    expect(outcome([])).toEqual(["met", 0]);
    expect(gateOf([finding("fail", { level: "warn" })], stop).reason).toBe(
      "The plan gates nothing, so nothing can fail.",
    );
  });

  it("is undecided where no gated finding could be decided, whatever the plan allows", () => {
    for (const verdict of ["inconclusive", "not_judged"] as const)
      expect(outcome([finding(verdict)])).toEqual(["undecided", 3]);
    expect(outcome([finding("not_judged", { reason: "withheld" })])).toEqual(["undecided", 3]);
    expect(outcome([finding("inconclusive"), finding("pass", { level: "warn" })])).toEqual(["undecided", 3]);
  });

  it("passes over what stays open, or stops for it, as the plan says", () => {
    for (const open of [
      finding("inconclusive"),
      finding("not_judged"),
      finding("not_judged", { reason: "no_comparator" }),
    ]) {
      expect(outcome([finding("pass"), open])).toEqual(["met", 0]);
      expect(outcome([finding("pass"), open], stop)).toEqual(["undecided", 3]);
    }
  });

  it("never stops for people of unknown group or groups withheld: nothing about them could be decided", () => {
    const never = [
      finding("not_judged", { reason: "unknown_group" }),
      finding("not_judged", { reason: "withheld" }),
    ];
    expect(outcome([finding("pass"), ...never], stop)).toEqual(["met", 0]);
  });

  it("counts the verdicts it rests on", () => {
    const findings = [
      finding("fail"),
      finding("pass"),
      finding("pass"),
      finding("inconclusive", { level: "warn" }),
    ];
    expect(gateOf(findings, allow).gated).toEqual({ fail: 1, pass: 2, inconclusive: 0, not_judged: 0 });
    expect(countVerdicts(findings)).toEqual({ fail: 1, pass: 2, inconclusive: 1, not_judged: 0 });
  });
});

const shown = (list: readonly Finding[]): unknown => list.map((one) => [one.verdict, distance(one), one.id]);

describe("the order of findings", () => {
  const any = fc.record({
    verdict: fc.constantFrom<Verdict>("fail", "pass", "inconclusive", "not_judged"),
    ratio: fc.constantFrom(null, 0, 0.5, 0.8, 1, 1.25, 2),
    id: fc.constantFrom("EH-1", "EH-2", "EH-3"),
  });

  it("is one and the same, in whatever order they come", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(any, { selector: (one) => JSON.stringify(one) }),
        fc.infiniteStream(fc.nat()),
        (all, keys) => {
          const findings = all.map(({ verdict, ...more }) => finding(verdict, more));
          const shuffled = findings
            .map((one) => [keys.next().value as number, one] as const)
            .toSorted(([a], [b]) => a - b);
          const sorted = sortFindings(findings);
          expect(shown(sortFindings(shuffled.map(([, one]) => one)))).toEqual(shown(sorted));
          for (let index = 1; index < sorted.length; index++)
            expect(order(sorted[index - 1]!, sorted[index]!)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });

  it.each<[Finding["expected"]["operator"], readonly number[]]>([
    [">=", [0.7, 1.1, 1.9]],
    ["<=", [1.4, 0.9, 0.5]],
  ])("puts who is better off after all who are worse off where %s is asked", (operator, ratios) => {
    const all = ratios.map((ratio) =>
      finding("inconclusive", { id: String(ratio), ratio, expected: { operator, threshold: 0.8 } }),
    );
    expect(sortFindings(all.toReversed()).map((one) => one.id)).toEqual(ratios.map(String));
  });

  it("puts failures first, and among them those farthest from parity where neither side is the better one", () => {
    const within = { expected: { operator: "within", threshold: 0.8 } } as const;
    const findings = [
      finding("pass", { id: "p" }),
      finding("fail", { id: "near", ratio: 0.7, ...within }),
      finding("not_judged", { id: "n" }),
      finding("fail", { id: "far above", ratio: 4, ...within }),
      finding("fail", { id: "none at all", ratio: 0, ...within }),
      finding("inconclusive", { id: "i" }),
    ];
    expect(sortFindings(findings).map((one) => one.id)).toEqual([
      "none at all",
      "far above",
      "near",
      "i",
      "n",
      "p",
    ]);
  });

  it("keeps findings of one id as they came", () => {
    const twins = [finding("pass", { group: ["x"] }), finding("pass", { group: ["y"] })];
    expect(sortFindings(twins)).toEqual(twins);
    expect(sortFindings(twins.toReversed())).toEqual(twins.toReversed());
  });
});

const RANK: Record<Verdict, number> = { fail: 0, inconclusive: 1, not_judged: 2, pass: 3 };
const keyOf = (one: Finding): readonly (number | string)[] => [RANK[one.verdict], distance(one), one.id];
function order(a: Finding, b: Finding): number {
  const [x, y] = [keyOf(a), keyOf(b)];
  for (let index = 0; index < 3; index++) if (x[index] !== y[index]) return x[index]! < y[index]! ? -1 : 1;
  return 0;
}
function distance(one: Finding): number {
  return one.comparison!.ratio.value ?? Infinity;
}

describe("the id of a finding", () => {
  it("is what it has always been: others have written it down", () => {
    // First 8 hex digits of: printf '%s' '["offer_rate",["gender"],["f"],"best"]' | sha256sum
    expect(findingId("offer_rate", ["gender"], ["f"], "best")).toBe("EH-06fee1ea");
    expect(findingId("offer_rate", ["gender", "age"], ["f", "<18"], "rest")).toBe("EH-f3586f80");
    expect(findingId("offer_rate", ["gender"], ['Frau ü "x"'], "reference")).toBe("EH-c73273a6");
  });

  it("tells crossings from names that hold the cross", () => {
    expect(findingId("m", ["a", "b"], ["x", "y"], "best")).not.toBe(
      findingId("m", ["a x b"], ["x x y"], "best"),
    );
  });
});
