import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditResult, FindingChange, ProxyFinding } from "../../src/model.js";
import { compareResults, countIn } from "../../src/policy/compare-results.js";
import { gapOf } from "../../src/policy/changes.js";
import { sampleResult } from "../report/sample.js";
import { expectClose } from "../stats/close.js";
import type { Row } from "./evidence.js";
import {
  month,
  OCTOBER,
  october,
  resealed,
  rowsOf,
  SEPTEMBER,
  september,
  type Counts,
  type Month,
} from "./months.js";

const compare = (old: AuditResult, now: AuditResult): ReturnType<typeof compareResults> =>
  compareResults(old, now, "0.1.0");

/** What became of one group between two months. */
function change(
  old: Counts,
  now: Counts,
  more: Omit<Month, "rows" | "period"> = {},
  group = "b",
): FindingChange {
  const { findings } = compare(september(old, more), october(now, more));
  return findings.find((one) => one.group[0] === group)!;
}

const stateOf = (...args: Parameters<typeof change>): string => change(...args).state;

describe("the change of a gap", () => {
  it("has the interval that MOVER-D makes of the two ratios' own", () => {
    // statsmodels 0.15: proportion_confint(y, n, method="wilson"); the ratios' limits by bisection on where the MOVER
    // interval of a - x b touches 0; the change's limits by Zou and Donner's formula. To 1e-9.
    const { ratio, gap } = change({ a: [1000, 200], b: [1000, 150] }, { a: [1000, 230], b: [1000, 120] });
    expect([ratio.change.method, gap.change.method]).toEqual(["MOVER-D", "MOVER-D"]);
    expectClose(ratio.old!.low, 0.6187186319658462, 1e-9);
    expectClose(ratio.old!.high, 0.9090544355500256, 1e-9);
    expectClose(ratio.new!.low, 0.4261875555114548, 1e-9);
    expectClose(ratio.change.value, -0.2282608695652173, 1e-9);
    expectClose(ratio.change.low, -0.4138098305929353, 1e-9);
    expectClose(ratio.change.high, -0.052512079723015054, 1e-9);
    expectClose(gap.change.low, 0.052512079723015054, 1e-9);
    expectClose(gap.change.high, 0.4138098305929353, 1e-9);
  });

  it("comes with the changes of both sides' own figures, by Newcombe's method", () => {
    // statsmodels 0.15: confint_proportions_2indep(120, 1000, 150, 1000, method="newcomb", compare="diff"), and with 230
    // and 200. To 1e-9.
    const { group_rate: own, comparator_rate: theirs } = change(
      { a: [1000, 200], b: [1000, 150] },
      { a: [1000, 230], b: [1000, 120] },
    );
    expect([own.change.method, theirs.change.method]).toEqual(["MOVER-D", "MOVER-D"]);
    expectClose(own.change.low, -0.06000825857012657, 1e-9);
    expectClose(own.change.high, -1.3782434204051563e-5, 1e-9);
    expectClose(theirs.change.low, -0.0060251086711022375, 1e-9);
    expectClose(theirs.change.high, 0.06594070393098542, 1e-9);
  });

  it("is taken on the log scale, as a distance from 1, where either side is wrong", () => {
    // As above, with |ln| of the ratios' limits. 0.8333 became 1.25: as far away as before, on the other side. To 1e-9.
    const { gap, ratio, state } = change(
      { a: [1000, 360], b: [1000, 300] },
      { a: [1000, 240], b: [1000, 300] },
      { direction: "either", rule: { comparator: "rest" } },
    );
    expectClose(ratio.change.value, 0.41666666666666663, 1e-9);
    expectClose(gap.old!.value, 0.1823215567939546, 1e-9);
    expectClose(gap.new!.high, 0.36843431168816054, 1e-9);
    expectClose(gap.change.low, -0.15110778958885365, 1e-9);
    expectClose(gap.change.high, 0.23276254900842996, 1e-9);
    expect(state).toBe("undecided");
  });

  it("is none on the right side of 1, and is not made wide by what lies there", () => {
    const ratio = (value: number, low: number, high: number): Parameters<typeof gapOf>[0] => ({
      value,
      low,
      high,
      method: "MOVER-R",
      reason: null,
    });
    expect(gapOf(ratio(1.3, 1.1, 1.5), ">=")).toMatchObject({ value: 0, low: 0, high: 0 });
    expect(gapOf(ratio(0.5, 0.25, 1.5), ">=")).toMatchObject({ value: 0.5, low: 0, high: 0.75 });
    expect(gapOf(ratio(0.5, 0.25, 1.5), "<=")).toMatchObject({ value: 0, low: 0, high: 0.5 });
    expect(gapOf(ratio(1, 0.5, 4), "within")).toMatchObject({ value: 0, low: 0, high: Math.log(4) });
  });

  it("has no interval where a ratio has none, or one with one end only, and says so", () => {
    const old = september({ a: [1000, 200], b: [1000, 150] });
    const now = october({ a: [1000, 230], b: [1000, 120] });
    const [finding] = now.findings;
    const { comparison } = finding!;
    for (const [ratio, reason] of [
      [{ ...comparison!.ratio, high: null }, "in the new result: an interval with one end only"],
      [
        { ...comparison!.ratio, low: null, high: null, reason: "one side has no interval" },
        "in the new result: one side has no interval",
      ],
      [
        { ...comparison!.ratio, value: null, low: null, high: null, reason: "no ratio" },
        "in the new result: no ratio",
      ],
    ] as const) {
      const without = resealed({
        ...now,
        findings: [{ ...finding!, comparison: { ...comparison!, ratio } }],
      });
      const [one] = compare(old, without).findings;
      expect([one!.state, one!.reason, one!.gap.change.low, one!.gap.change.reason]).toEqual([
        "undecided",
        "no_interval",
        null,
        reason,
      ]);
    }
  });
});

describe("the state of a finding", () => {
  const even: Counts = { a: [1000, 200], b: [1000, 198] };
  const breach: Counts = { a: [1000, 400], b: [1000, 200] };

  it("is new where there is a breach now and was none", () => {
    expect(change(even, breach)).toMatchObject({ state: "new", reason: "breach_appeared", absent: null });
  });

  it("is new where the group was not in the log, or was the one to be held against", () => {
    expect(change({ a: [1000, 400], c: [1000, 390] }, { ...breach, c: [1000, 390] })).toMatchObject({
      state: "new",
      reason: "finding_appeared",
      absent: "no_group",
    });
    expect(change({ a: [1000, 390], b: [1000, 400] }, breach)).toMatchObject({
      state: "new",
      absent: "is_comparator",
    });
  });

  it("is worse where the gap grew by more than noise, and undecided where it may be noise", () => {
    expect(stateOf(breach, { a: [1000, 400], b: [1000, 80] })).toBe("worse");
    expect(stateOf(breach, { a: [1000, 400], b: [1000, 185] })).toBe("undecided");
  });

  it("is worse within the rule too", () => {
    const changed = change({ a: [4000, 3200], b: [4000, 3200] }, { a: [4000, 3200], b: [4000, 2840] });
    expect(changed).toMatchObject({ state: "worse", verdict: { old: "pass", new: "pass" } });
  });

  it("is better where the gap shrank by more than noise and the group gained", () => {
    expect(stateOf({ a: [1000, 400], b: [1000, 100] }, { a: [1000, 400], b: [1000, 200] })).toBe("better");
  });

  it("is gone where there was a breach and is none, whatever the verdict is now", () => {
    expect(change(breach, { a: [1000, 400], b: [1000, 340] })).toMatchObject({
      state: "gone",
      verdict: { old: "fail", new: "inconclusive" },
    });
    expect(stateOf(breach, { a: [1000, 400], b: [1000, 398] })).toBe("gone");
    expect(change(breach, { a: [1000, 400], b: [20, 4] })).toMatchObject({
      state: "gone",
      reason: "breach_ended",
      verdict: { old: "fail", new: "not_judged" },
    });
    expect(change(breach, { a: [1000, 400], c: [1000, 400] })).toMatchObject({
      state: "gone",
      reason: "finding_ended",
      absent: "no_group",
    });
  });

  it("is unchanged only within the rule in both, or not judged in either", () => {
    const wide: Counts = { a: [5000, 2500], b: [5000, 2480] };
    expect(change(wide, wide)).toMatchObject({ state: "unchanged", reason: "within_rule_in_both" });
    const few: Counts = { a: [1000, 400], b: [20, 4], c: [1000, 400] };
    expect(change(few, few)).toMatchObject({ state: "unchanged", reason: "not_judged_in_both" });
    expect(change(breach, breach)).toMatchObject({ state: "undecided", reason: "within_noise" });
  });

  it("is undecided where few events would otherwise decide", () => {
    const rule = { comparator: "rest" } as const;
    const thin = change({ a: [500, 50], b: [60, 4] }, { a: [500, 50], b: [60, 2] }, { rule });
    expect(thin).toMatchObject({ state: "undecided", reason: "thin" });
  });

  it("follows the direction: where a high figure is bad, more of it is worse", () => {
    const [low, high]: [Counts, Counts] = [
      { a: [1000, 200], b: [1000, 300] },
      { a: [1000, 200], b: [1000, 500] },
    ];
    expect(stateOf(low, high, { direction: "unfavourable" })).toBe("worse");
    expect(stateOf(high, low, { direction: "unfavourable" })).toBe("better");
  });
});

describe("levelling down", () => {
  const old: Counts = { a: [4000, 2000], b: [4000, 800] };

  it("is a gap that shrank because the better-off lost while the group stood still", () => {
    expect(change(old, { a: [4000, 1300], b: [4000, 800] })).toMatchObject({
      state: "levelled_down",
      reason: "comparator_lost",
    });
  });

  it("comes before gone: a breach that went because the better-off lost is not mended", () => {
    expect(change(old, { a: [4000, 810], b: [4000, 800] })).toMatchObject({
      state: "levelled_down",
      verdict: { old: "fail", new: "pass" },
    });
  });

  it("is one too where both lost and the better-off lost more", () => {
    expect(stateOf(old, { a: [4000, 1000], b: [4000, 640] })).toBe("levelled_down");
  });

  it("is none where both lost alike: the gap is what it was", () => {
    expect(change(old, { a: [4000, 1000], b: [4000, 400] })).toMatchObject({
      state: "undecided",
      reason: "within_noise",
    });
  });

  it("is none where the group gained as well", () => {
    expect(stateOf(old, { a: [4000, 1600], b: [4000, 1100] })).toBe("better");
  });

  it("is none where the better-off group's loss may be noise", () => {
    expect(stateOf({ a: [1000, 400], b: [1000, 100] }, { a: [1000, 380], b: [1000, 170] })).toBe("better");
    const narrow = change({ a: [600, 300], b: [600, 200] }, { a: [600, 280], b: [600, 262] });
    expect(narrow.comparator_rate.change.value).toBeLessThan(0);
    expect(narrow.state).not.toBe("levelled_down");
  });

  it("is seen from the group that was best, though another is best now", () => {
    const three: Counts = { a: [4000, 2000], b: [4000, 800], c: [4000, 1000] };
    const one = change(three, { ...three, a: [4000, 900] });
    expect(one).toMatchObject({
      state: "levelled_down",
      comparator_group: { old: ["a"], new: ["c"] },
    });
    expectClose(one.comparator_rate.new!.value, 0.225, 1e-12);
  });

  it("is a rise of the better-off group's figure where a high figure is bad", () => {
    const unfavourable = { direction: "unfavourable" } as const;
    const before: Counts = { a: [4000, 800], b: [4000, 2000] };
    expect(stateOf(before, { a: [4000, 1300], b: [4000, 2000] }, unfavourable)).toBe("levelled_down");
    expect(stateOf(before, { a: [4000, 800], b: [4000, 1300] }, unfavourable)).not.toBe("levelled_down");
  });

  it("is not said where neither a high nor a low figure is better", () => {
    expect(stateOf(old, { a: [4000, 1300], b: [4000, 800] }, { direction: "either" })).toBe("better");
  });

  it.each(["rest", "overall"] as const)(
    "is seen against %s, whose interval is made from the sums shown",
    (comparator) => {
      const one = change(old, { a: [4000, 1300], b: [4000, 800] }, { rule: { comparator } });
      expect(one.state).toBe("levelled_down");
      if (comparator === "rest") {
        const best = change(old, { a: [4000, 1300], b: [4000, 800] });
        expectClose(one.comparator_rate.change.low, best.comparator_rate.change.low!, 1e-12);
        expectClose(one.comparator_rate.change.high, best.comparator_rate.change.high!, 1e-12);
      }
    },
  );

  it("is not claimed against the rest where people are in several groups, for then the rest's interval is not to be had", () => {
    const mixed = (counts: Counts): Row[] => [...rowsOf(counts), { unit: "b0", group: "a", y: 1 }];
    const rule = { comparator: "rest" } as const;
    const { findings } = compare(
      month({ rows: mixed(old), rule }),
      month({ rows: mixed({ a: [4000, 1300], b: [4000, 800] }), rule, period: OCTOBER }),
    );
    const one = findings.find(({ group }) => group[0] === "b")!;
    expect(one.comparator_rate.change.low).toBeNull();
    expect(one.state).toBe("better");
  });
});

describe("whatever the counts", () => {
  const counts = fc.record({
    a: fc.tuple(fc.constant(400), fc.integer({ min: 0, max: 400 })),
    b: fc.tuple(fc.constant(300), fc.integer({ min: 0, max: 300 })),
    c: fc.tuple(fc.constant(60), fc.integer({ min: 0, max: 60 })),
  });
  const how = fc.record({
    direction: fc.constantFrom("favourable" as const, "unfavourable" as const, "either" as const),
    rule: fc.record({
      comparator: fc.constantFrom("best" as const, "reference" as const, "rest" as const, "overall" as const),
    }),
  });

  it("a month and itself under another name show no change but where nothing can be told", () => {
    fc.assert(
      fc.property(counts, how, (same, more) => {
        const { findings, proxies } = compare(september(same, more), october(same, more));
        expect(findings.length).toBeGreaterThan(0);
        for (const { state } of findings) expect(["unchanged", "undecided"]).toContain(state);
        for (const { gap } of findings) if (gap.change.value !== null) expect(gap.change.value).toBe(0);
        expect(proxies).toEqual([]);
      }),
    );
  });

  it("the other way about every change has the other sign, worse is better and new is gone", () => {
    fc.assert(
      fc.property(counts, counts, how, (one, other, more) => {
        const forth = compare(september(one, more), october(other, more)).findings;
        const back = compare(september(other, more), october(one, more)).findings;
        for (const there of forth) {
          const here = back.find(({ id }) => id === there.id)!;
          expect(here.gap.change.value).toBe(
            there.gap.change.value === null ? null : 0 - there.gap.change.value,
          );
          if (there.ratio.change.low !== null) {
            expect(here.ratio.change.high).toBeCloseTo(-there.ratio.change.low, 12);
          }
          if (there.state === "worse") expect(["better", "levelled_down"]).toContain(here.state);
          if (there.state === "better") expect(here.state).toBe("worse");
          if (there.state === "new") expect(["gone", "levelled_down"]).toContain(here.state);
          if (there.state === "gone") expect(here.state).toBe("new");
        }
      }),
    );
  });

  it("every finding of either month is in the comparison once, worst first", () => {
    const order = ["new", "worse", "levelled_down", "undecided", "gone", "better", "unchanged"];
    fc.assert(
      fc.property(counts, counts, how, (one, other, more) => {
        const [old, now] = [september(one, more), october(other, more)];
        const { findings, states } = compare(old, now);
        const ids = new Set([...old.findings, ...now.findings].map(({ id }) => id));
        expect(findings.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
        const places = findings.map(({ state }) => order.indexOf(state));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        expect(Object.values(states).reduce((sum, count) => sum + count, 0)).toBe(findings.length);
      }),
    );
  });
});

describe("rules on features", () => {
  const sample = resealed({ ...sampleResult(["a"]), period: SEPTEMBER });
  const finding: ProxyFinding = {
    id: "EP-00000001",
    rule: "proxy-1",
    level: "error",
    pair: "EP-00000002",
    feature: "zip",
    attribute: "sex",
    bound: "auc",
    limit: 0.7,
    verdict: "pass",
    actual: { value: 0.6, low: 0.55, high: 0.65, method: "jackknife", reason: null },
    metric: null,
    justified: false,
    waived: false,
  };
  const having = (period: AuditResult["period"], ...findings: readonly ProxyFinding[]): AuditResult =>
    resealed({ ...sample, period, proxies: { ...sample.proxies!, findings } });
  const failed: ProxyFinding = {
    ...finding,
    verdict: "fail",
    actual: { value: 0.8, low: 0.76, high: 0.84, method: "jackknife", reason: null },
  };
  const only = (old: AuditResult, now: AuditResult): unknown => compare(old, now).proxies[0];

  it("are compared by verdict, with the change of what was held against the limit", () => {
    expect(only(having(SEPTEMBER, finding), having(OCTOBER, failed))).toMatchObject({ state: "new" });
    expect(only(having(SEPTEMBER, failed), having(OCTOBER, finding))).toMatchObject({ state: "gone" });
    const { actual } = compare(having(SEPTEMBER, finding), having(OCTOBER, failed)).proxies[0]!;
    // By hand: 0.2 -+ sqrt(0.04^2 + 0.05^2).
    expectClose(actual!.change.low, 0.2 - Math.sqrt(0.0041), 1e-12);
    expectClose(actual!.change.high, 0.2 + Math.sqrt(0.0041), 1e-12);
  });

  it("are undecided where broken in both, and --fail-on undecided counts them", () => {
    const both = compare(having(SEPTEMBER, failed), having(OCTOBER, failed));
    expect(both.proxies[0]).toMatchObject({ state: "undecided", reason: "breach_in_both" });
    expect(both.proxy_states).toEqual({ new: 0, undecided: 1, gone: 0, unchanged: 0 });
    const without = compare(having(SEPTEMBER), having(OCTOBER));
    expect(countIn(both, ["undecided"])).toBe(countIn(without, ["undecided"]) + 1);
  });

  it("are unchanged only within the rule in both, or not judged in either", () => {
    const as = (verdict: ProxyFinding["verdict"]): ProxyFinding => ({ ...finding, verdict });
    const states = (old: ProxyFinding["verdict"], now: ProxyFinding["verdict"]): unknown =>
      only(having(SEPTEMBER, as(old)), having(OCTOBER, as(now)));
    expect(states("pass", "pass")).toMatchObject({ state: "unchanged", reason: "within_rule_in_both" });
    expect(states("not_judged", "not_judged")).toMatchObject({
      state: "unchanged",
      reason: "not_judged_in_both",
    });
    expect(states("pass", "inconclusive")).toMatchObject({
      state: "undecided",
      reason: "breach_in_neither",
    });
    expect(only(having(SEPTEMBER), having(OCTOBER, finding))).toMatchObject({
      state: "undecided",
      reason: "only_in_new",
    });
    expect(only(having(SEPTEMBER, finding), having(OCTOBER))).toMatchObject({
      state: "undecided",
      reason: "only_in_old",
    });
  });

  it("are new breaches where a waiver or a justification of the same breach has ended", () => {
    const lapsed = (excuse: Partial<ProxyFinding>, now: Partial<ProxyFinding> = {}): unknown =>
      only(having(SEPTEMBER, { ...failed, ...excuse }), having(OCTOBER, { ...failed, ...now }));
    expect(lapsed({ waived: true })).toMatchObject({ state: "new", reason: "waiver_ended" });
    expect(lapsed({ justified: true })).toMatchObject({ state: "new", reason: "justification_ended" });
    expect(lapsed({ justified: true }, { waived: true })).toMatchObject({ state: "undecided" });
    expect(lapsed({ waived: true }, { waived: true })).toMatchObject({ state: "undecided" });
  });

  it("are gone with the examination, and it is said that nothing was examined", () => {
    const blind = resealed({ ...sample, period: OCTOBER, proxies: null });
    expect(only(having(SEPTEMBER, failed), blind)).toMatchObject({ state: "gone", absent: "not_examined" });
  });

  it("that ask the same of a feature twice are each compared with their own", () => {
    const twice = (period: AuditResult["period"]): AuditResult =>
      having(period, failed, { ...finding, rule: "proxy-2", limit: 0.9 });
    expect(
      compare(twice(SEPTEMBER), twice(OCTOBER))
        .proxies.map(({ limit }) => limit.new)
        .toSorted(),
    ).toEqual([0.7, 0.9]);
  });
});

describe("what --fail-on counts", () => {
  const old = september({ a: [1000, 200], b: [1000, 198] });
  const now = october({ a: [1000, 400], b: [1000, 200] });
  const having = (more: Partial<AuditResult["findings"][number]>): AuditResult =>
    resealed({ ...now, findings: now.findings.map((one) => ({ ...one, ...more })) });

  it("is findings at level error in one of the states named", () => {
    expect(countIn(compare(old, now), ["new"])).toBe(1);
    expect(countIn(compare(old, now), ["worse", "levelled_down"])).toBe(0);
    expect(countIn(compare(old, having({ level: "warn" })), ["new"])).toBe(0);
  });

  it("is a breach in both whose waiver has ended: the gate counts it now and did not before", () => {
    const waived = having({ waived: true });
    const later = { ...now.period, first_day: "2026-11-01", last_day: "2026-11-30", asked: "2026-11" };
    const november = (more: Partial<AuditResult["findings"][number]>): AuditResult =>
      resealed({ ...having(more), period: later });
    const lapsed = compare(waived, november({ waived: false }));
    expect(lapsed.findings[0]).toMatchObject({ state: "new", reason: "waiver_ended" });
    expect(countIn(lapsed, ["new", "worse"])).toBe(1);
    expect(compare(waived, november({ waived: true })).findings[0]!.state).toBe("undecided");
    expect(compare(having({}), november({ waived: false })).findings[0]!.state).toBe("undecided");
  });

  it("passes over a breach that is waived, which stays marked", () => {
    const comparison = compare(old, having({ waived: true }));
    expect(countIn(comparison, ["new"])).toBe(0);
    expect(comparison.findings[0]).toMatchObject({ state: "new", waived: { old: false, new: true } });
  });
});
