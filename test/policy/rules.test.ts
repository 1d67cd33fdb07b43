import { describe, expect, it } from "vitest";
import type { Family, Plan, RulePlan } from "../../src/model.js";
import { rulesFor, UNGATED } from "../../src/policy/rules.js";
import { planOf } from "../log/reading.js";

const PLAN = planOf(
  "log: {unit: person}\nattributes: {gender: {column: gender, reference: m}, age: {column: age}}\nintersections: [[gender, age]]\nmetrics: {offered: {kind: rate, numerator: y}, clicked: {kind: rate, numerator: z}}",
);
const rule = (id: string, more: Partial<RulePlan> = {}): RulePlan => ({
  ...UNGATED,
  id,
  level: "error",
  ...more,
});
const plan = (...rules: readonly RulePlan[]): Plan => ({ ...PLAN, rules });
const family = (metric: string, ...attributes: readonly string[]): Family =>
  ({ metric, attributes }) as unknown as Family;
const idsFor = (one: Family, ...rules: readonly RulePlan[]): string[] =>
  rulesFor(one, plan(...rules)).map((found) => found.id);

describe("the rules of a family", () => {
  it("are those for its metric and attribute, or for all", () => {
    const rules = [
      rule("1", { metric: "offered", comparator: "best" }),
      rule("2", { attribute: "age", comparator: "rest" }),
      rule("3", { comparator: "overall" }),
    ];
    expect(idsFor(family("offered", "age"), ...rules)).toEqual(["1", "2", "3"]);
    expect(idsFor(family("offered", "gender"), ...rules)).toEqual(["1", "3"]);
    expect(idsFor(family("clicked", "gender"), ...rules)).toEqual(["3"]);
  });

  it("are the last of those with one comparator: the exception stands after the general", () => {
    const rules = [
      rule("general"),
      rule("exception", { metric: "offered", threshold: 0.9 }),
      rule("other", { comparator: "rest" }),
    ];
    expect(idsFor(family("offered", "age"), ...rules)).toEqual(["exception", "other"]);
    expect(idsFor(family("clicked", "age"), ...rules)).toEqual(["general", "other"]);
    expect(idsFor(family("offered", "age"), ...rules.toReversed())).toEqual(["other", "general"]);
  });

  it("may be called off for one metric by a later rule", () => {
    const off = rule("off", { metric: "clicked", level: "off" });
    expect(rulesFor(family("clicked", "age"), plan(rule("general"), off))).toEqual([off]);
  });

  it("cover a crossing by all or by its own name, not by that of one attribute", () => {
    const rules = [
      rule("one", { attribute: "gender" }),
      rule("both", { attribute: "gender x age", comparator: "rest" }),
    ];
    expect(idsFor(family("offered", "gender", "age"), ...rules)).toEqual(["both"]);
    expect(idsFor(family("offered", "gender", "age"), rule("all"))).toEqual(["all"]);
  });

  it("that compare with the reference pass over attributes without one, and crossings with one of them", () => {
    const rules = [rule("reference", { comparator: "reference" }), rule("rest", { comparator: "rest" })];
    expect(idsFor(family("offered", "gender"), ...rules)).toEqual(["reference", "rest"]);
    expect(idsFor(family("offered", "age"), ...rules)).toEqual(["rest"]);
    expect(idsFor(family("offered", "gender", "age"), ...rules)).toEqual(["rest"]);
  });

  it("are the usual rule, at level off, where the plan has none", () => {
    expect(rulesFor(family("offered", "age"), plan())).toEqual([UNGATED]);
    expect(UNGATED).toMatchObject({ level: "off", threshold: 0.8, comparator: "best" });
  });
});
