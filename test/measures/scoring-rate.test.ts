/** The scoring rate of 6 RCNY 5-300: the share of a group's decisions that score above the median of all. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { audited } from "../log/audited.js";
import { planOf, refusals } from "../log/reading.js";

const SETTINGS = "settings: {minimum_units: 2, disclosure_floor: 1, comparator_share: 0}";
const plan = (metric = "", log = "", more = "proxies: {examine: false}"): ReturnType<typeof planOf> =>
  planOf(
    `log: {missing: ["-"]${log === "" ? "" : `, ${log}`}}\nattributes: [g]\nmetrics: {m: {kind: scoring_rate, numerator: score${metric}}}\n${SETTINGS}\n${more}`,
  );

/** A log of groups and scores: ["a 1 2 3", "b 4 5"]. */
const csv = (groups: readonly string[]): string =>
  `g,score\n${groups
    .flatMap((text) => {
      const [group, ...scores] = text.split(" ");
      return scores.map((score) => `${group},${score}\n`);
    })
    .join("")}`;
const auditOf = (groups: readonly string[], metric = ""): Promise<AuditResult> =>
  audited([csv(groups)], plan(metric));

/** "group: above / with a number". */
const rates = ({ families }: AuditResult): readonly string[] =>
  families[0]!.groups.map(({ group, moments }) => `${group[0]}: ${moments!.y} / ${moments!.d}`);
const sides = ({ medians }: AuditResult): readonly unknown[] =>
  medians.flatMap(({ median, below, at, above }) => [median, below?.rows, at?.rows, above?.rows]);

describe("the median of all", () => {
  it("is the middle number where they are odd, and the one who has it is not above it", async () => {
    const result = await auditOf(["a 1 2 3 7", "b 4 5 6"]);
    expect(sides(result)).toEqual([4, 3, 1, 3]);
    expect(rates(result)).toEqual(["a: 1 / 4", "b: 2 / 3"]);
  });

  it("lies half way between the two in the middle where they are even, by their decimals as written", async () => {
    const result = await auditOf(["a -3 0.1", "b 0.2 800"]);
    expect(sides(result)).toEqual([0.15, 2, 0, 2]);
    expect(rates(result)).toEqual(["a: 0 / 2", "b: 2 / 2"]);
  });

  it("is a number that many have: those are not above it", async () => {
    const result = await auditOf(["a 1 2 2", "b 2 2 3"]);
    expect(sides(result)).toEqual([2, 1, 4, 1]);
    expect(rates(result)).toEqual(["a: 0 / 3", "b: 1 / 3"]);
  });

  it("tells numbers apart that are too close to be added up beside one that is huge", async () => {
    // The grid for sums of this column has steps of 256; 1 + 2^-52 is the number after 1.
    const result = await auditOf(["a 1 1 1e18", "b 1.0000000000000002 1.0000000000000002"]);
    expect(sides(result)).toEqual([1.0000000000000002, 2, 2, 1]);
    expect(rates(result)).toEqual(["a: 1 / 3", "b: 0 / 2"]);
  });

  it("is found among numbers of every size", async () => {
    const sizes = Array.from({ length: 201 }, (_, index) => `1e${index - 100}`);
    const result = await auditOf([`a ${sizes.slice(0, 120).join(" ")}`, `b ${sizes.slice(120).join(" ")}`]);
    expect(sides(result)).toEqual([1, 100, 1, 100]);
    expect(rates(result)).toEqual(["a: 19 / 120", "b: 81 / 81"]);
  });

  it("leaves out who has no number, and keeps who has no known group", async () => {
    const result = await auditOf(["a 1 - 2 -", "b 4", " 9 10"]);
    expect(sides(result)).toEqual([4, 2, 1, 2]);
    expect(rates(result)).toEqual(["a: 0 / 2", "b: 0 / 1", "(unknown): 2 / 2"]);
    expect(result.families[0]!.groups[0]!.missing_rows).toBe(2);
  });

  it("is of the rows the metric looks at, and of no other", async () => {
    const log =
      "g,score,channel\na,1,web\na,5,web\nb,3,web\na,1000,mail\nb,2000,mail\nb,3000,mail\nb,4000,mail\n";
    const result = await audited([log], plan(", where: {channel: web}"));
    expect(sides(result)).toEqual([3, 1, 1, 1]);
    expect(rates(result)).toEqual(["a: 1 / 2", "b: 0 / 1"]);
  });

  it("counts a row of an aggregated log as often as it says, and one that stands for nobody not at all", async () => {
    const log = "g,score,n\na,1,2\na,2,0\nb,3,1\nb,4,1\nb,9,0\n";
    const result = await audited([log], plan("", "count: n"));
    // 1, 1, 3, 4
    expect(sides(result)).toEqual([2, 2, 0, 2]);
    expect(rates(result)).toEqual(["a: 0 / 2", "b: 2 / 2"]);
  });

  it("leaves out copies of a decision that were dropped", async () => {
    const rows = ["D1,a,1", "D2,a,2", "D3,b,3", "D3,b,3", "D3,b,3"];
    const log = `id,g,score\n${rows.join("\n")}\n`;
    const result = await audited([log], plan("", "decision: id, duplicates: drop_identical"));
    expect(sides(result)).toEqual([2, 1, 1, 1]);
    expect(rates(result)).toEqual(["a: 0 / 2", "b: 1 / 1"]);
  });

  it("does not exist where nobody has a number: the audit is refused", async () => {
    expect(await refusals(auditOf(["a - -", "b -"]))).toEqual(["nothing-to-measure score"]);
  });

  it("is of decisions: who has several counts with each, and is one of the people on every side", async () => {
    const log = "who,g,score\np,a,1\np,a,2\np,a,9\nq,b,4\nq,b,5\n";
    const result = await audited([log], plan("", "unit: who"));
    expect(result.medians).toEqual([
      {
        metric: "m",
        median: 4,
        below: { rows: 2, units: 1 },
        at: { rows: 1, units: 1 },
        above: { rows: 2, units: 2 },
      },
    ]);
    expect(result.families[0]!.overall).toMatchObject({ units: 2, y: 2, d: 5, yy: 2, dd: 13, yd: 5 });
  });
});

describe("a scoring rate", () => {
  it("has the counts of a month that Python's statistics.median gives", async () => {
    // m = statistics.median(float(r["score"]) for r in rows if r["score"]); then len() and Counter() of the rows
    // below, at and above it, the customers among them, and the genders above it.
    const path = fileURLToPath(new URL("../../fixtures/month/decisions.csv", import.meta.url));
    const month = planOf(
      `log: {unit: customer_id}\nattributes: [gender]\nmetrics: {m: {kind: scoring_rate, numerator: score}, d: {kind: scoring_rate, numerator: discount, where: {offered: "1"}}}\nproxies: {examine: false}`,
    );
    const { medians, families } = await audited([readFileSync(path, "utf8")], month);
    expect(medians).toEqual([
      {
        metric: "m",
        median: 0.501,
        below: { rows: 6025, units: 1976 },
        at: { rows: 31, units: 31 },
        above: { rows: 6042, units: 1927 },
      },
      {
        metric: "d",
        median: 4.89,
        below: { rows: 3239, units: 1627 },
        at: { rows: 13, units: 13 },
        above: { rows: 3248, units: 1641 },
      },
    ]);
    const above = families.map((family) =>
      Object.fromEntries(family.groups.map((one) => [one.group[0], [one.moments!.y, one.moments!.d]])),
    );
    expect(above).toEqual([
      { Female: [2991, 5978], Male: [2825, 5604], Nonbinary: [47, 137], "(unknown)": [179, 379] },
      { Female: [1602, 3218], Male: [1532, 3073], Nonbinary: [41, 72], "(unknown)": [73, 137] },
    ]);
  });

  it("is what a rate over a column of yes and no would be that says who is above the median", async () => {
    // Repeated people, a feature that tells the group, inferred groups: all that follows is the same.
    const rows = Array.from({ length: 400 }, (_, index) => {
      const score = (index * 37) % 101;
      const group = (index >> 1) % 3 === 0 ? "a" : "b";
      const sure = group === "a" ? 0.9 : 0.2;
      const zip = `${group}${index % 5 === 0 ? 9 : index % 3}`;
      return [`p${index % 170}`, group, zip, sure, 1 - sure, score, index % 50 === 0 ? "" : score];
    });
    const scores = rows
      .flatMap((row) => (row[6] === "" ? [] : [Number(row[6])]))
      .toSorted((one, other) => one - other);
    const middle = (scores[scores.length / 2 - 1]! + scores[scores.length / 2]!) / 2;
    const log = `who,g,zip,pa,pb,score,above\n${rows
      .map(([who, g, zip, pa, pb, , score]) =>
        [who, g, zip, pa, pb, score, score === "" ? "" : Number(score) > middle ? 1 : 0].join(","),
      )
      .join("\n")}\n`;
    const under = (metric: string): ReturnType<typeof planOf> =>
      planOf(
        `log: {unit: who, features: [zip]}\nattributes: {g: , likely: {probabilities: {a: pa, b: pb}}}\nmetrics: {m: ${metric}}`,
      );
    const scored = await audited([log], under("{kind: scoring_rate, numerator: score}"));
    const flagged = await audited([log], under("above"));
    expect(scored.families).toEqual(flagged.families);
    expect(scored.findings).toEqual(flagged.findings);
    expect(scored.proxies).toEqual(flagged.proxies);
    expect(scored.proxies!.pairs[0]!.transmissions).not.toEqual([]);
  });

  it("is at most half over everybody, and the same after any change that keeps the order of scores", async () => {
    const score = fc.integer({ min: -60, max: 60 });
    const row = fc.tuple(fc.constantFrom("a", "b", "c"), score, fc.integer({ min: 0, max: 3 }));
    const changes: readonly ((score: number) => number)[] = [
      (one) => 3 * one - 7,
      (one) => one ** 3,
      (one) => Math.exp(one / 7),
      (one) => 1 / (1 + Math.exp(-one / 30)),
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 4, maxLength: 60 }), async (rows) => {
        const seen = [(one: number) => one, ...changes].map(async (change) => {
          const lines = rows.map(([g, one, who]) => `p${who},${g},${change(one)}\n`);
          return audited([`who,g,score\np,a,-\n${lines.join("")}`], plan("", "unit: who"));
        });
        const [own, ...others] = await Promise.all(seen);
        const { y, d } = own!.families[0]!.overall!;
        expect(d).toBe(rows.length);
        expect(2 * y).toBeLessThanOrEqual(d);
        for (const other of others) {
          expect(other.families).toEqual(own!.families);
          expect(other.medians.map(({ below, at, above }) => [below, at, above])).toEqual(
            own!.medians.map(({ below, at, above }) => [below, at, above]),
          );
        }
      }),
      { numRuns: 12, seed: 20261124, endOnFailure: true },
    );
  });
});

describe("scores that many share", () => {
  it("are noted where more than a tenth lie exactly at the median, with how many", async () => {
    const { quality } = await auditOf(["a 1 2 2", "b 2 2 3"]);
    expect(quality.filter((one) => one.code === "ties-at-median")).toEqual([
      {
        code: "ties-at-median",
        column: "score",
        count: 4,
        message:
          "metric m: 67% of decisions lie exactly at the median and so are not above it, for many share one number",
      },
    ]);
  });

  it("are not noted where a tenth do", async () => {
    const twenty = await auditOf(["a 1 2 3 4 5 6 7 8 9 10", "b 10 11 12 13 14 15 16 17 18 19"]);
    expect(sides(twenty)).toEqual([10, 9, 2, 9]);
    expect(twenty.quality.map((one) => one.code)).not.toContain("ties-at-median");
  });

  it("are no misspelt value where all share one", async () => {
    const { quality } = await auditOf(["a 5 5", "b 5"]);
    expect(quality.map((one) => one.code)).toContain("ties-at-median");
    expect(quality.map((one) => one.code)).not.toContain("nothing-counted");
  });
});
