import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { csvOf, runOnText } from "../oracle/run.js";

const PLAN = {
  log: { unit: "person", features: ["zip"] },
  attributes: ["a", "b"],
  intersections: [["a", "b"]],
  metrics: {
    offers: { numerator: "offered", denominator: "eligible" },
    mean_score: { kind: "mean", numerator: "score", where: { eligible: "1" } },
    scored: { kind: "scoring_rate", numerator: "score", where: { eligible: "1" } },
    spend: { kind: "ratio", numerator: "score", denominator: "weight", where: { eligible: "1" } },
    contacts: { kind: "contacts", cap: 3 },
  },
  rules: ["best", "rest", "overall"].map((comparator) => ({ metric: "all", threshold: 0.8, comparator })),
  proxies: { rules: [{ max_transmitted: 0.5, level: "warn" }] },
  settings: { undecided: "allow" },
};

/**
 * 150 people a group with four decisions each; a few of x were never eligible. `fewer`: nor is person 50, whose eligible decisions
 * are those of two others, and theirs its own. All decisions, and how many each has, are the same.
 */
function log(fewer: boolean): string {
  const others: Readonly<Record<string, number>> = { "50/0": 52, "50/1": 56, "52/3": 50, "56/3": 50 };
  return csvOf(
    ["person", "a", "b", "eligible", "offered", "score", "weight", "zip"],
    ["x", "y", "z"].flatMap((a, group) =>
      Array.from({ length: 600 }, (_, at) => {
        const own = Math.floor(at / 4);
        const eligible = own >= (a === "x" ? 4 : 30) && (at % 4 < 2 || own % 3 === 0);
        const offered = eligible && (own * 7 + at + group) % 3 < (a === "z" ? 1 : 2);
        const person = fewer && a === "x" ? (others[`${own}/${at % 4}`] ?? own) : own;
        const flags = [eligible, offered].map((yes) => (yes ? "1" : "0"));
        const numbers = [(at * 37 + group) % 101, 1 + (at % 3)].map(String);
        return [`${a}${person}`, a, String(own % 2), ...flags, ...numbers, `Z${(at % 5) + group}`];
      }),
    ),
  );
}

/** Places where two values differ. */
function differing(one: unknown, other: unknown, path = ""): string[] {
  if (one === other) return [];
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return [path];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const at = (object: object, key: string): unknown => (object as Record<string, unknown>)[key];
  return keys.flatMap((key) => differing(at(one, key), at(other, key), `${path}.${key}`));
}

/** All that is of groups and decisions. How well features tell groups follows from who has which decisions. */
function figures({ proxies, sha256: _digest, ...rest }: AuditResult): object {
  const flows = proxies!.pairs.map(({ id, transmissions }) => ({ id, transmissions }));
  const { findings } = proxies!;
  return {
    ...rest,
    flows: flows.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    feature_findings: findings.filter((one) => one.bound === "transmitted"),
  };
}

describe("two logs with the same decisions, of which one has a person fewer in scope", () => {
  it("differ, made public, only in how much of a gap flows through a feature, and in few digits of it", async () => {
    const [more, fewer] = [await runOnText(PLAN, log(false)), await runOnText(PLAN, log(true))];
    const people = [more, fewer].map((one) => one.families[0]!.groups[0]!.moments!.units);
    expect(people).toEqual([146, 145]);
    expect(differing(more.representation, fewer.representation)).toEqual([]);
    const [one, other] = [publish(more), publish(fewer)];
    const compared = one.findings.filter(({ metric, comparison }) => metric !== "contacts" && comparison);
    expect(compared.length).toBeGreaterThan(100);
    expect(one.proxies!.pairs.flatMap((pair) => pair.transmissions).length).toBeGreaterThan(3);
    const places = differing(figures(one), figures(other));
    // Rates and comparisons are the same: their intervals are made of nothing that tells who is in scope.
    expect(places.filter((place) => !/^\.(?:flows|feature_findings)\..*\.(?:low|high)$/.test(place))).toEqual(
      [],
    );
    for (const place of places) {
      const limit = place
        .slice(1)
        .split(".")
        .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], figures(one));
      // A private limit has sixteen figures; beside a threshold there may be as many, of nobody.
      expect((limit as number) - Number((limit as number).toFixed(5))).toBeCloseTo(0, 11);
    }
  });
});
