/** Clustered estimates and tests against R's survey package; figures made by fixtures/survey.R. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { holm } from "../../src/stats/multiplicity.js";
import { raoScott } from "../../src/stats/rao-scott.js";
import { ratioCovariance, ratioEstimate } from "../../src/stats/ratio-estimate.js";
import { pooledZ, twoSided } from "../../src/stats/two-proportion.js";
import { differenceInterval } from "../../src/stats/difference.js";
import { testEquality } from "../../src/stats/equality-test.js";
import { groupInterval } from "../../src/stats/group-interval.js";
import { ratioInterval } from "../../src/stats/ratio-interval.js";
import { describeWithShared, sharedPath } from "../shared.js";
import { existing, expectClose } from "./close.js";
import { crossOf, momentsOf, readFigures, readRows, tabulate, type Row, type Table } from "./moments.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** C/(C-1) of the whole design, which survey puts where we put each group's G/(G-1). */
function factor(units: number) {
  return units / (units - 1);
}

/** The covariance matrix of a table's groups as survey scales it, from ours. */
function surveyCovariance(table: Table, clusters: number): number[][] {
  const groups = [...table.values()];
  const moments = groups.map((g) => momentsOf(g.values()));
  return groups.map((a, i) =>
    groups.map((b, j) => {
      const ours =
        i === j
          ? ratioEstimate(moments[i]!)!.variance!
          : ratioCovariance(moments[i]!, moments[j]!, crossOf(a, b))!;
      const own = Math.sqrt(factor(moments[i]!.units) * factor(moments[j]!.units));
      return (ours / own) * factor(clusters);
    }),
  );
}

function compare(table: Table, figures: ReadonlyMap<string, number>, tag: string) {
  const want = (key: string) => {
    const value = figures.get(`${tag}|${key}`);
    if (value === undefined) throw new Error(`no figure ${tag}|${key}`);
    return value;
  };
  const sorted: Table = new Map([...table].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  const names = [...sorted.keys()];
  const clusters = want("clusters");
  const covariance = surveyCovariance(sorted, clusters);
  const moments = [...sorted.values()].map((g) => momentsOf(g.values()));
  const estimates = moments.map((m) => ratioEstimate(m)!);
  for (const [i, name] of names.entries()) {
    expectClose(estimates[i]!.ratio, want(`ratio|${name}`), 1e-12, `${tag} ratio ${name}`);
    expectClose(estimates[i]!.standardError, want(`own_se|${name}`), 1e-10, `${tag} se ${name}`);
    for (let j = 0; j <= i; j += 1) {
      const pair = [name, names[j]!].toSorted();
      const value = figures.get(`${tag}|cov|${pair[0]}|${pair[1]}`) ?? want(`cov|${pair[1]}|${pair[0]}`);
      const scale = Math.sqrt(covariance[i]![i]! * covariance[j]![j]!);
      expect(Math.abs(covariance[i]![j]! - value) / scale, `${tag} cov ${name} ${names[j]}`).toBeLessThan(
        1e-10,
      );
    }
  }
  for (const key of figures.keys()) {
    if (!key.startsWith(`${tag}|diff_se|`)) continue;
    const [a, b] = key
      .split("|")
      .slice(-2)
      .map((name) => names.indexOf(name)) as [number, number];
    const variance = covariance[a]![a]! + covariance[b]![b]! - 2 * covariance[a]![b]!;
    expectClose(Math.sqrt(variance), figures.get(key)!, 1e-10, key);
  }
  return { names, covariance, moments, estimates, want };
}

function compareChiSquare(table: Table, figures: ReadonlyMap<string, number>, tag: string) {
  const { covariance, moments, estimates, want } = compare(table, figures, tag);
  const input = {
    ratios: estimates.map((e) => e.ratio),
    weights: moments.map((m) => m.d),
    covariance,
    df: want("clusters") - 1,
  };
  const exact = raoScott({ ...input, spread: "own" })!;
  expectClose(exact.statistic, want("F"), 1e-9, `${tag} F`);
  expectClose(exact.df, want("F_ndf"), 1e-9, `${tag} ndf`);
  expectClose(exact.denominatorDf, want("F_ddf"), 1e-9, `${tag} ddf`);
  expectClose(exact.p, want("F_p"), 1e-8, `${tag} F p`);
  expectClose(exact.firstOrder.p, want("X2_p"), 1e-8, `${tag} X2 p`);
  // The variant used (simple-random variance at the pooled rate) is the same test to first order.
  const used = raoScott(input)!;
  expect(Math.abs(Math.log(used.p / exact.p)), `${tag} variant`).toBeLessThan(0.25);
  return used;
}

const number = (column: string) => (row: Row) => Number(row[column]);
const text = (column: string) => (row: Row) => row[column]!;

describe("a small seeded log, against R survey", () => {
  const rows = readRows(fixture("survey-data.csv"));
  const figures = readFigures(fixture("survey-expected.tsv"));
  const unit = text("customer");

  test.each(["band", "device"])(
    "offer rate by %s: rates, errors, covariances, contrasts, chi-square",
    (by) => {
      expect.hasAssertions();
      const table = tabulate(rows, { group: text(by), unit, y: number("offered") });
      compareChiSquare(table, figures, `offered|${by}`);
    },
  );

  test.each(["band", "device"])("click-through by %s: a ratio whose denominator varies", (by) => {
    expect.hasAssertions();
    const table = tabulate(rows, { group: text(by), unit, y: number("clicked"), d: number("shown") });
    compare(table, figures, `clicked/shown|${by}`);
  });

  test.each(["band", "device"])("mean amount by %s", (by) => {
    expect.hasAssertions();
    compare(tabulate(rows, { group: text(by), unit, y: number("amount") }), figures, `amount|${by}`);
  });

  test("customers in two groups are correlated, customers in one are not", () => {
    const within = surveyCovariance(
      tabulate(rows, { group: text("device"), unit, y: number("offered") }),
      90,
    );
    const between = surveyCovariance(tabulate(rows, { group: text("band"), unit, y: number("offered") }), 90);
    expect(within[0]![1]).toBeGreaterThan(0);
    expect(between[0]![1]).toBe(0);
  });
});

describeWithShared("Complete Journey, against R survey", () => {
  const path = sharedPath("data", "complete_journey_offers.csv");
  const rows = path === null ? [] : readRows(path);
  const figures = readFigures(fixture("complete-journey-expected.tsv"));
  const unit = text("customer_id");

  test("offers by age: rates, errors, chi-square", () => {
    const table = tabulate(rows, { group: text("age_group"), unit, y: number("offered") });
    expect(compareChiSquare(table, figures, "offered|age_group").p).toBeLessThan(0.005);
  });

  test("offers, 19-34 against 45-54: Holm .022 by rows, .068 by customers even before Holm", () => {
    const table = tabulate(rows, { group: text("age_group"), unit, y: number("offered") });
    const moments = new Map([...table].map(([name, units]) => [name, momentsOf(units.values())]));
    const base = moments.get("45-54")!;
    const others = [...moments].filter(([name]) => name !== "45-54");
    const young = others.findIndex(([name]) => name === "19-34");
    const naive = holm(others.map(([, m]) => pooledZ(m.y, m.d, base.y, base.d)!.p));
    expect(naive[young]!.toFixed(3)).toBe("0.022");
    const mine = others[young]![1];
    const [a, b] = [ratioEstimate(mine)!, ratioEstimate(base)!];
    const logError = Math.hypot(a.standardError! / a.ratio, b.standardError! / b.ratio);
    expect(twoSided(Math.log(a.ratio / b.ratio) / logError).toFixed(3)).toBe("0.068");
    // The test used takes the variance at the common rate, and t: a little more careful.
    const p = testEquality(mine, base, { proportion: true })!.p;
    expect(p).toBeGreaterThan(0.068);
    expect(p).toBeLessThan(0.078);
    const clustered = holm(others.map(([, m]) => testEquality(m, base, { proportion: true })!.p));
    expect(clustered[young]).toBeGreaterThan(0.068);
  });

  test("redemption given an offer, under 35K against 75K and over: ratio 0.711", () => {
    const sent = rows.filter((row) => row["offered"] === "1");
    const table = tabulate(sent, { group: text("income_group"), unit, y: number("converted") });
    compareChiSquare(table, figures, "redeemed|income_group");
    const interval = (name: string) =>
      existing(groupInterval(momentsOf(table.get(name)!.values()), { level: 0.95, proportion: true }));
    const [low, high] = [interval("<35K"), interval("75K+")];
    expect((low.ratio / high.ratio).toFixed(3)).toBe("0.711");
    const limits = ratioInterval(low, high)!;
    expect(limits.lower).toBeGreaterThan(0.5);
    expect(limits.upper! < 1).toBe(differenceInterval(low, high).upper < 0);
  });
});
