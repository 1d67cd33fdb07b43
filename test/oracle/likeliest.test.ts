/** Groups known only as probabilities, each row in its likeliest group: by hand, against labels, and against plain maps. */
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuditResult, Family, LikeliestGroup } from "../../src/model.js";
import { CHECKS } from "../../src/recheck/recheck.js";
import { expectClose } from "../stats/close.js";
import { countGroups, type MetricText, momentsOf, type Row } from "./recount.js";
import { csvOf, EVERYTHING, familyOf, findingsOf, groupOf, present, runOnText } from "./run.js";
import { COLUMNS, METRICS, PER_PERSON, rows } from "./small-logs.js";

const OPTIONS = { numRuns: 4, seed: 20261122 } as const;
const GROUPS = ["A", "B", "C"] as const;

const contradictions = (result: AuditResult) => CHECKS.flatMap(({ find }) => find(result));
const likeliestOf = (family: Family): readonly LikeliestGroup[] =>
  present(family.likeliest, `table of likeliest groups of ${family.id}`);
const byName = (family: Family) =>
  Object.fromEntries(
    likeliestOf(family).map(({ group, units, y, d, rate }) => [group[0]!, [units, y, d, rate]]),
  );

describe("rows in their likeliest group, counted by hand", () => {
  const attributes = { race: { probabilities: { A: "pa", B: "pb" }, reference: "A" } };
  const metrics = { offers: { numerator: "offered" } };
  const LOG = csvOf(
    ["who", "pa", "pb", "offered"],
    [
      ["u1", 0.8, 0.1, 1], // A
      ["u1", 0.3, 0.6, 0], // B: this person counts in both
      ["u2", 0.6, 0.4, 1], // A
      ["u3", 0.5, 0.5, 1], // a tie
      ["u4", 0.4, 0.2, 0], // a tie with what is left over, 0.4, which computers make 0.39999999999999997
      ["u5", 0.2, 0.2, 1], // unknown is likeliest, at 0.6
      ["u6", "", 0.9, 0], // a probability is missing
      ["u7", 0.1, 0.9, 1], // B
      ["u8", 0, 1, 0], // B
      ["u8", 0, 0.7, 0], // B
    ],
  );
  const plan = {
    log: { unit: "who" },
    attributes,
    metrics,
    rules: (["reference", "rest", "overall"] as const).map((comparator) => ({ comparator, level: "warn" })),
    settings: EVERYTHING,
  };

  it("count once each, with ties and what is left over in (unknown), and people in each group they have a row in", async () => {
    const family = familyOf(await runOnText(plan, LOG), "offers", "race");
    expect(byName(family)).toEqual({ A: [2, 2, 2, 1], B: [3, 1, 4, 0.25], "(unknown)": [4, 2, 4, 0.5] });
    expect(likeliestOf(family).map((one) => one.unknown)).toEqual([false, false, true]);
  });

  it("are held against the comparator of each rule, the pools being of likeliest rows too", async () => {
    const result = await runOnText(plan, LOG);
    const family = familyOf(result, "offers", "race");
    const against = (kind: "reference" | "rest" | "overall") =>
      findingsOf(result, family, kind).get("B")?.comparison?.likeliest;
    const toA = { comparator_rate: 1, difference: -0.75, ratio: 0.25 };
    expect(against("reference")).toEqual(toA);
    expect(against("rest")).toEqual(toA);
    expect(against("overall")).toEqual({ comparator_rate: 0.5, difference: -0.25, ratio: 0.5 });
    expect(contradictions(result)).toEqual([]);
  });

  it("are named in their tie even where the probabilities leave nobody unknown", async () => {
    const tied = csvOf(
      ["who", "pa", "pb", "offered"],
      Array.from({ length: 6 }, (_, index) => [`u${index}`, 0.5, 0.5, index % 2]),
    );
    const family = familyOf(await runOnText(plan, tied), "offers", "race");
    expect(family.groups.map((one) => one.group[0])).toEqual(["A", "B"]);
    expect(byName(family)).toEqual({ A: [0, 0, 0, null], B: [0, 0, 0, null], "(unknown)": [6, 3, 6, 0.5] });
  });

  it("are withheld where either way finds fewer people than the disclosure floor, with the pools they would be in", async () => {
    const few = { ...plan, settings: { ...EVERYTHING, minimum_units: 3, disclosure_floor: 3 } };
    // Weighted, four people are in A and two are unknown; likeliest, u1 and u2 are in A and four are unknown.
    const more = `${LOG}u9,0.49,0.51,1\nu10,0.49,0.51,0\nu11,0.49,0.51,0\n`;
    const result = await runOnText(few, more);
    const family = familyOf(result, "offers", "race");
    expect(groupOf(family, "A").disclosure).toBe("shown");
    expect(byName(family)).toEqual({
      A: [null, null, null, null],
      B: [6, 2, 7, 2 / 7],
      "(unknown)": [null, null, null, null],
    });
    const comparison = findingsOf(result, family, "overall").get("B")?.comparison;
    expect(comparison?.ratio.value).toBeGreaterThan(0);
    expect(comparison?.likeliest).toEqual({ comparator_rate: null, difference: null, ratio: null });
    expect(contradictions(result)).toEqual([]);
  });

  it("are not there for attributes with labels", async () => {
    const result = await runOnText({ ...plan, attributes: ["pa"], rules: [{ comparator: "best" }] }, LOG);
    expect(result.families.length).toBe(1);
    expect(result.families.filter((one) => "likeliest" in one)).toEqual([]);
    expect(result.findings.filter((one) => one.comparison !== null && "likeliest" in one.comparison)).toEqual(
      [],
    );
  });
});

type Shares = (row: Row, index: number) => readonly (number | string)[];

function textOf(log: readonly Row[], shares: Shares): string {
  return csvOf(
    [...COLUMNS, "pa", "pb", "pc"],
    log.map((row, index) => [...COLUMNS.map((column) => row[column]!), ...shares(row, index)]),
  );
}
/** Everybody keeps the group of the first row: a group in which people are less than half a person has no weighted figures. */
function settled(log: readonly Row[]): Row[] {
  const own = new Map<string, string>();
  for (const row of log) if (!own.has(row["unit"]!)) own.set(row["unit"]!, row["group"]!);
  return log.map((row): Row => ({ ...row, group: own.get(row["unit"]!)! }));
}
const certain: Shares = (row) => GROUPS.map((name) => Number(row["group"] === name));

const planOf = (log: object, attributes: unknown, metrics: object) => ({
  log,
  attributes,
  metrics,
  rules: [{ comparator: "best", level: "warn" }],
  settings: EVERYTHING,
});
const inferred = { group: { probabilities: { A: "pa", B: "pb", C: "pc" } } };
const { frequency, exposure } = PER_PERSON as Record<"frequency" | "exposure", MetricText>;

const SETTINGS: readonly (readonly [
  string,
  { readonly unit?: string; readonly count?: string },
  Readonly<Record<string, MetricText>>,
])[] = [
  ["people", { unit: "unit" }, { ...METRICS, frequency, exposure }],
  ["single rows", {}, METRICS],
  ["rows that stand for several decisions", { count: "times" }, METRICS],
  ["people with rows that stand for several decisions", { unit: "unit", count: "times" }, METRICS],
];

describe("probabilities of 0 and 1", () => {
  it.each(SETTINGS)("give the likeliest groups the sums of labels: %s", async (_, log, metrics) => {
    expect.hasAssertions();
    for (const some of fc.sample(rows, OPTIONS)) {
      const text = textOf(some, certain);
      const labels = await runOnText(planOf(log, ["group"], metrics), text);
      const result = await runOnText(planOf(log, inferred, metrics), text);
      for (const family of result.families) {
        const want = familyOf(labels, family.metric, "group").groups;
        expect(likeliestOf(family).map((one) => one.group)).toEqual(want.map((one) => one.group));
        for (const [index, { units, y, d, rate }] of likeliestOf(family).entries()) {
          const { moments, rate: own, group } = want[index]!;
          const at = `${family.id}: ${group[0]}`;
          expect({ at, units }).toEqual({ at, units: moments!.units });
          expectClose(y, moments!.y, 1e-12, `${at}, y`, 1);
          expectClose(d, moments!.d, 1e-12, `${at}, d`, 1);
          expectClose(rate ?? -1, own.value ?? -1, 1e-12, `${at}, rate`, 1);
        }
      }
      expect(contradictions(result)).toEqual([]);
    }
  });

  it.each(SETTINGS)(
    "give the likeliest groups the rates and ratios of weights: %s",
    async (_, log, metrics) => {
      expect.hasAssertions();
      for (const some of fc.sample(rows, OPTIONS)) {
        const result = await runOnText(planOf(log, inferred, metrics), textOf(settled(some), certain));
        for (const family of result.families) {
          for (const { group, rate } of likeliestOf(family)) {
            const weighted = groupOf(family, group[0]!).rate.value;
            expectClose(rate ?? -1, weighted ?? -1, 1e-8, `${family.id}: ${group[0]}`, 1);
          }
        }
        for (const { id, comparison } of result.findings) {
          const [weighted, likeliest] = [comparison?.ratio.value ?? -1, comparison?.likeliest?.ratio ?? -1];
          expectClose(likeliest, weighted, 1e-7, `${id}: ratio`, 1);
        }
      }
    },
  );

  it("give single trials to the likeliest groups, where impressions and clicks are counted without people", async () => {
    const text = csvOf(
      ["impressions", "clicks", "pa", "pb"],
      [
        [100, 30, 1, 0],
        [50, 3, 1, 0],
        [100, 50, 0, 1],
        [40, 10, 0, 1],
      ],
    );
    const metrics = { ctr: { numerator: "clicks", denominator: "impressions", counts: true } };
    const attributes = { group: { probabilities: { A: "pa", B: "pb" } } };
    const result = await runOnText(planOf({}, attributes, metrics), text);
    expect(byName(familyOf(result, "ctr", "group"))).toEqual({
      A: [150, 33, 150, 33 / 150],
      B: [140, 60, 140, 60 / 140],
    });
  });
});

describe("probabilities in between", () => {
  /** Tenths that often tie, among themselves and with what is left over; now and then one is missing. */
  const shares = fc
    .tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(19))
    .map(([a, b, c, missing]): readonly (number | null)[] => {
      const most = Math.max(10, a + b + c);
      const tenths = [a, b, c].map((one) => Math.floor((10 * one) / most));
      return missing === 0 ? [null, tenths[1]!, tenths[2]!] : tenths;
    });

  it.each(SETTINGS)(
    "are as the same rows with the likeliest group for a label: %s",
    async (_, log, metrics) => {
      expect.hasAssertions();
      const log_ = { unit: null, count: null, ...log };
      for (const some of fc.sample(rows, OPTIONS)) {
        const given = fc.sample(shares, { numRuns: some.length, seed: some.length });
        const labelled = some.map((row, index): Row => {
          const all = given[index]!;
          const left = 10 - all.reduce<number>((sum, one) => sum + (one ?? 0), 0);
          const at = all.findIndex((one, own) =>
            [...all.toSpliced(own, 1), left].every((other) => one! > other!),
          );
          return { ...row, group: all.includes(null) || at < 0 ? "" : GROUPS[at]! };
        });
        const text = textOf(some, (_row, index) =>
          given[index]!.map((one) => (one === null ? "" : `0.${one}`.replace("0.10", "1"))),
        );
        const result = await runOnText(planOf(log, inferred, metrics), text);
        for (const [id, metric] of Object.entries(metrics)) {
          const counted = countGroups(labelled, metric, { groups: ["group"], ...log_ });
          const family = familyOf(result, id, "group");
          expect(
            likeliestOf(family)
              .filter((one) => one.units! > 0)
              .map((one) => one.group[0]),
          ).toEqual(
            [...counted]
              .filter(([, group]) => momentsOf(group).units > 0)
              .map(([name]) => name)
              .toSorted((a, b) => Number(a[0] === "(") - Number(b[0] === "(") || (a < b ? -1 : 1)),
          );
          for (const { group, units, y, d } of likeliestOf(family)) {
            const want = counted.get(group[0]!);
            const sums = want === undefined ? { units: 0, y: 0, d: 0 } : momentsOf(want);
            expect({ at: `${id}: ${group[0]}`, units }).toEqual({
              at: `${id}: ${group[0]}`,
              units: sums.units,
            });
            expectClose(y, sums.y, 1e-7, `${id}: ${group[0]}, y`, 1);
            expectClose(d, sums.d, 1e-9, `${id}: ${group[0]}, d`, 1);
          }
        }
        expect(contradictions(result)).toEqual([]);
      }
    },
  );
});
