/** Panels as they come: few not eligible, few of unknown group, blank cells, features, people who come back. */
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { CHECKS } from "../../src/recheck/recheck.js";
import { csvOf, type PlanText, runOnText } from "../oracle/run.js";

const PLAN: PlanText = {
  log: { unit: "person", features: ["device", "zip"] },
  attributes: ["gender", "age", "region"],
  intersections: [["gender", "region"]],
  metrics: {
    offer: { numerator: "offered", denominator: "eligible" },
    ctr: { numerator: "clicked", denominator: "shown" },
    conversion: { numerator: "converted", denominator: "clicked" },
    contacts: { kind: "contacts", direction: "unfavourable", cap: 3 },
    discount: { kind: "mean", numerator: "discount", where: { offered: "1" } },
    frequency: { kind: "frequency", numerator: "shown" },
  },
  rules: ["best", "rest", "overall"].map((comparator) => ({ metric: "all", threshold: 0.8, comparator })),
  proxies: {
    rules: [
      { max_auc: 0.6, max_transmitted: 0.3, level: "warn" },
      { verdict: "latent", level: "warn" },
    ],
  },
};

/** Numbers from 0 to 1, the same ones for a seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function log(seed: number): string {
  const next = numbers(seed);
  const one = <T>(some: readonly T[], weights: readonly number[]): T => {
    let left = next();
    return some[weights.findIndex((weight) => (left -= weight) < 0)] ?? some[0]!;
  };
  const rows = Array.from({ length: 900 }, (_, person) => {
    const gender = one(["f", "m", "x", ""], [0.5, 0.47, 0.01, 0.02]);
    const age = one(["18-29", "30-44", "45-64", "65+"], [0.25, 0.3, 0.3, 0.15]);
    const region = one(["north", "south", "west"], [0.5, 0.3, 0.2]);
    const device = one(["ios", "android", "web"], gender === "f" ? [0.5, 0.3, 0.2] : [0.3, 0.4, 0.3]);
    const zip = one(["10001", "10002", "20001", "20002"], [0.25, 0.25, 0.25, 0.25]);
    const ever = next() > 0.006;
    const times = one([1, 2, 3, 4], [0.4, 0.35, 0.2, 0.05]);
    return Array.from({ length: times }, () => {
      const eligible = ever && next() > 0.01;
      const offered = eligible && next() < (gender === "f" ? 0.55 : 0.4) * (device === "web" ? 0.7 : 1);
      const shown = offered && next() < 0.9;
      const clicked = shown && next() < 0.15;
      const converted = clicked && next() < 0.3;
      const flags = [eligible, offered, shown, clicked, converted].map((yes) => String(Number(yes)));
      const discount = offered ? one(["5", "10", "15"], [0.4, 0.3, 0.3]) : "";
      return [String(person), gender, age, region, device, zip, ...flags, discount];
    });
  }).flat();
  const header = [
    "person",
    "gender",
    "age",
    "region",
    "device",
    "zip",
    "eligible",
    "offered",
    "shown",
    "clicked",
  ];
  return csvOf([...header, "converted", "discount"], rows);
}

describe("a public result of a panel", () => {
  it.each([1, 2, 3])("follows from itself, and holds the private intervals (log %i)", async (seed) => {
    const secret = await runOnText(PLAN, log(seed));
    const open = publish(secret);
    const found = (result: AuditResult): unknown[] => CHECKS.flatMap(({ find }) => find(result));
    expect(found(secret)).toEqual([]);
    expect(found(open)).toEqual([]);
    const pairs = open.findings.flatMap(({ id, rule, comparison }) => {
      const own = secret.findings.find((one) => one.id === id && one.rule === rule)!.comparison;
      return comparison === null || own === null || comparison.ratio.low === null
        ? []
        : [{ open: comparison.ratio, secret: own.ratio }];
    });
    expect(pairs.length).toBeGreaterThan(10);
    for (const one of pairs) {
      expect(one.open.low).toBeLessThanOrEqual(one.secret.low! + 1e-9);
      expect(one.open.high ?? Infinity).toBeGreaterThanOrEqual((one.secret.high ?? Infinity) - 1e-9);
    }
  });
});
