import { describe, expect, it } from "vitest";
import type { AuditResult, Plan } from "../../src/model.js";
import { compareResults } from "../../src/policy/compare-results.js";
import { Refusal } from "../../src/refusal.js";
import { OCTOBER, october, resealed, SEPTEMBER, september } from "./months.js";

const old = september({ a: [100, 40], b: [100, 30] });
const now = october({ a: [100, 40], b: [100, 30] });

const planned = (more: (plan: Plan) => Partial<Plan>): AuditResult =>
  resealed({ ...now, plan: { ...now.plan, ...more(now.plan) } });
const withMetric = (more: Partial<Plan["metrics"][number]>): AuditResult =>
  planned(({ metrics }) => ({ metrics: metrics.map((one) => ({ ...one, ...more })) }));
const withAttribute = (more: Partial<Plan["attributes"][number]>): AuditResult =>
  planned(({ attributes }) => ({ attributes: attributes.map((one) => ({ ...one, ...more })) }));

function refusals(one: AuditResult, other: AuditResult): readonly (readonly [string, string])[] {
  try {
    compareResults(one, other, "0.1.0");
  } catch (error) {
    if (error instanceof Refusal) return error.faults.map(({ code, what }) => [code, what]);
    throw error;
  }
  return [];
}

describe("two results are compared only where they speak of the same thing", () => {
  it("one plan over two months may be", () => {
    expect(refusals(old, now)).toEqual([]);
  });

  it("a result with itself may not", () => {
    expect(refusals(old, old)).toEqual([
      ["same-result", "both are the same result, so there is no change to look for"],
    ]);
  });

  it("people may not with rows, nor people of one column with those of another", () => {
    const units = (column: string | null): AuditResult =>
      resealed({ ...now, units: { ...now.units, column } });
    expect(refusals(old, units(null))).toEqual([
      ["other-unit", 'the old result counts people, by the column "person", the new one rows'],
    ]);
    expect(refusals(old, units("household"))).toHaveLength(1);
  });

  it("intervals of one confidence may not with those of another", () => {
    const other = planned(({ settings }) => ({ settings: { ...settings, confidence: 0.9 } }));
    expect(refusals(old, other).map(([code]) => code)).toEqual(["other-confidence"]);
  });

  it.each([
    ["kind", { kind: "mean" }],
    ["numerator", { numerator: { column: "other", in: null } }],
    ["denominator", { denominator: { column: "eligible", in: null } }],
    ["where", { where: [{ column: "channel", in: ["email"] }] }],
    ["direction", { direction: "unfavourable" }],
    ["counts", { counts: true }],
  ] as const)("a metric of the same id may not where its %s differs", (part, more) => {
    expect(refusals(old, withMetric(more))).toEqual([
      ["other-metric", `the metric "m" is another one in each result: ${part} differ`],
    ]);
  });

  it.each([
    ["column", { column: "other" }],
    ["map", { map: [{ value: "x", group: "a" }] }],
    ["bins", { bins: [18, 30] }],
    ["probabilities", { probabilities: [{ group: "a", column: "p" }] }],
  ] as const)("an attribute of the same id may not where its %s differ", (part, more) => {
    expect(refusals(old, withAttribute(more))).toEqual([
      ["other-attribute", `the attribute "g" is another one in each result: ${part} differ`],
    ]);
  });

  it("the order in which values are listed, and another title, matter to nobody", () => {
    const where = (values: readonly string[]): Partial<Plan["metrics"][number]> => ({
      where: [{ column: "channel", in: values }],
    });
    const before = resealed({ ...withMetric(where(["email", "push"])), period: SEPTEMBER });
    expect(refusals(before, withMetric({ ...where(["push", "email"]), title: "Other" }))).toEqual([]);
  });

  it("an earlier month may not stand second, and the way out is to swap", () => {
    expect(refusals(now, old).map(([code]) => code)).toEqual(["wrong-order"]);
    expect(() => compareResults(now, old, "0.1.0")).toThrow(/2026-09-01 to 2026-09-30, which is before/);
  });

  it("every reason is told at once", () => {
    const other = resealed({
      ...withMetric({ kind: "mean" }),
      units: { ...now.units, column: null },
      period: { asked: null, first_day: "2026-08-01", last_day: "2026-08-31" },
    });
    expect(refusals(old, other).map(([code]) => code)).toEqual(["other-unit", "other-metric", "wrong-order"]);
  });
});

describe("two results of the same decisions", () => {
  const again = planned(({ settings }) => ({ settings: { ...settings, minimum_units: 50 } }));
  const same = resealed({ ...again, inputs: old.inputs, period: old.period, ledger: old.ledger });
  const publication = { minimum: 11, withheld: 0, spreads: [], commitment: null };

  it("are refused, by whatever plan, public or not", () => {
    const both = [same, resealed({ ...same, inputs: [], publication })];
    for (const one of both) expect(refusals(old, one).map(([code]) => code)).toEqual(["same-decisions"]);
  });

  it("are two where the same files were read for other days, or other rows", () => {
    const later = { asked: "2026-10", first_day: "2026-10-01", last_day: "2026-10-31" };
    const fewer = { ...old.ledger, used: old.ledger.used - 1 };
    for (const one of [{ period: later }, { ledger: fewer }])
      expect(refusals(old, resealed({ ...same, ...one })).map(([code]) => code)).not.toContain(
        "same-decisions",
      );
  });
});

describe("what is not refused is said", () => {
  const notes = (one: AuditResult, other: AuditResult): readonly string[] =>
    compareResults(one, other, "0.1.0").notes;

  it("nothing where there is nothing to say", () => {
    expect(notes(old, now)).toEqual([]);
    expect(compareResults(old, now, "0.1.0").plan_changes).toEqual([]);
  });

  it("periods that overlap", () => {
    const later = { asked: null, first_day: "2026-09-20", last_day: "2026-10-20" };
    expect(notes(old, resealed({ ...now, period: later }))).toEqual(["periods_overlap"]);
  });

  it("a result without days, the same files, another version, and one made public", () => {
    const timeless = { asked: null, first_day: null, last_day: null };
    expect(notes(old, resealed({ ...now, period: timeless }))).toEqual(["order_not_known"]);
    // One log cut into the periods asked for is how it is meant to be done.
    expect(notes(old, resealed({ ...now, inputs: old.inputs }))).toEqual([]);
    const period = { ...now.period, asked: old.period.asked };
    expect(notes(old, resealed({ ...now, period, inputs: old.inputs }))).toEqual(["same_inputs"]);
    expect(notes(old, resealed({ ...now, tool: { name: "evenhand", version: "9.9.9" } }))).toEqual([
      "other_tool_version",
    ]);
    const publication = {
      minimum: 11,
      withheld: 0,
      spreads: [],
      commitment: null,
    };
    expect(notes(old, resealed({ ...now, publication }))).toEqual(["one_is_public"]);
  });

  it("scoring rates held against another median", () => {
    const scored = (one: AuditResult, median: number | null): AuditResult =>
      resealed({ ...one, medians: [{ metric: "m", median, below: null, at: null, above: null }] });
    expect(notes(scored(old, 60.9), scored(now, 61))).toEqual(["other_medians"]);
    expect(notes(scored(old, 60.9), scored(now, 60.9))).toEqual([]);
    expect(notes(scored(old, null), scored(now, 61))).toEqual([]);
  });

  it("other rules of judging, beside the place in the plan", () => {
    const other = planned(({ rules }) => ({
      rules: rules.map((rule) => ({ ...rule, threshold: 0.9, line: 7 })),
    }));
    const comparison = compareResults(old, other, "0.1.0");
    expect(comparison.notes).toEqual(["other_rules"]);
    expect(comparison.plan_changes).toEqual([{ path: "rules.0.threshold", old: "0.8", new: "0.9" }]);
    expect(notes(old, withAttribute({ reference: "b" }))).toEqual(["other_rules"]);
    const few = planned(({ settings }) => ({ settings: { ...settings, minimum_units: 50 } }));
    expect(notes(old, few)).toEqual(["other_rules"]);
  });

  it("other rows", () => {
    const kept = planned(({ log }) => ({ log: { ...log, keep: [{ column: "campaign", in: ["x"] }] } }));
    expect(notes(old, kept)).toEqual(["other_rows"]);
    expect(notes(old, withAttribute({ unknown: ["?"] }))).toEqual(["other_rows"]);
  });

  it("a metric or attribute that only one plan has, which shifts no other one's changes", () => {
    const other = planned(({ metrics, attributes }) => ({
      metrics: [
        { ...metrics[0]!, id: "first" },
        { ...metrics[0]!, title: "Titled" },
      ],
      attributes: [{ ...attributes[0]!, id: "h", column: "h" }, ...attributes],
    }));
    const comparison = compareResults(old, other, "0.1.0");
    expect(comparison.metrics).toEqual({ added: ["first"], removed: [] });
    expect(comparison.attributes).toEqual({ added: ["h"], removed: [] });
    expect(comparison.plan_changes.map(({ path }) => path)).toEqual(["metrics.m.title"]);
    const back = compareResults(resealed({ ...other, period: SEPTEMBER }), now, "0.1.0");
    expect(back.metrics).toEqual({ added: [], removed: ["first"] });
  });

  it("an empty first day of one month is no overlap with the next", () => {
    expect(OCTOBER.first_day! > SEPTEMBER.last_day!).toBe(true);
    const adjoining = { asked: null, first_day: SEPTEMBER.last_day, last_day: OCTOBER.last_day };
    expect(notes(old, resealed({ ...now, period: adjoining }))).toEqual(["periods_overlap"]);
  });
});
