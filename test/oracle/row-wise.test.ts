/**
 * Every real log under its real audit, row by row, against figures made by other hands: pandas counts, SciPy,
 * statsmodels and the score interval of `mn_check` (checked against R ratesci). methods.json beside the figures names
 * the call behind each key; the calls are repeated here where they are compared.
 *
 * No unit column: each row is its own unit, so that the textbook formulas hold. Counts exactly; figures to 1e-9
 * (above 1 in size: relative); p-values to 1e-9 relative.
 *
 * No group or outcome of these logs has an empty field; the "unknown" that some spell is a group like others to the
 * reference figures, and so it is in these plans.
 */
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResult, Finding } from "../../src/model.js";
import { describeWithShared } from "../shared.js";
import { expectClose, expectThat } from "../stats/close.js";
import {
  dataPath,
  type Disparity,
  metricId,
  type Oracle,
  type OracleComparison,
  planOf,
  readOracle,
  type Side,
} from "./figures.js";
import { expectEqual, familyOf, findingsOf, groupOf, present, runAudit } from "./run.js";

const LOGS = [
  "resume",
  "ucb",
  "complete_journey_offers",
  "complete_journey_sent",
  "vehicle_coupon",
  "bank_marketing",
  "compas_aequitas",
  "fairjob",
] as const;

const close = (got: number | null | undefined, want: number, at: string) =>
  expectClose(got, want, 1e-9, at, 1);
/** Below the smallest numbers there are, the figures hold a 0. */
const closeP = (got: number | null | undefined, want: number, at: string) =>
  want > 0
    ? expectClose(got, want, 1e-9, at)
    : expectThat(typeof got === "number" && got < 1e-300, `${at}: ${got} is not 0`);

/** Limits, of which the upper one may be null for "there is none". */
function closeLimits(
  got: { readonly low: number | null; readonly high: number | null },
  want: readonly [number | null, number | null],
  at: string,
) {
  close(got.low, present(want[0], `${at} lower limit`), `${at}, lower`);
  if (want[1] === null) expectEqual({ at, high: got.high }, { at, high: null });
  else close(got.high, want[1], `${at}, upper`);
}

const byName = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);

describeWithShared("every real log, audited row by row", () => {
  for (const name of LOGS) {
    describe(`${name}`, () => {
      let oracle: Oracle;
      let all: AuditResult;
      /** The same with groups of under 30 rows left unjudged, as the reference figures choose the best group. */
      let large: AuditResult;
      const each = (check: (entry: Disparity, at: string, metric: string) => void) => {
        for (const entry of oracle.disparity) {
          const metric = metricId(entry.outcome, entry.row_filter);
          check(entry, `${metric} by ${entry.group_column}`, metric);
        }
      };
      beforeAll(async () => {
        oracle = readOracle(name);
        const log = name === "fairjob" ? { count: "count" } : {};
        const paths = [dataPath(oracle.file)];
        all = await runAudit(planOf(oracle, { log }), paths);
        const settings = { minimum_units: Math.max(...oracle.disparity.map((one) => one.min_n)) };
        large = await runAudit(planOf(oracle, { log, settings }), paths);
      });

      it("covers every table of the reference figures, and no other", () => {
        const asked = oracle.disparity.map(
          (one) => `${metricId(one.outcome, one.row_filter)}/${one.group_column}`,
        );
        expect(asked.length).toBeGreaterThan(0);
        expect(all.families.map((one) => one.id).toSorted()).toEqual(asked.toSorted());
      });

      it("counts the same n and k in every group, exactly", () => {
        each((entry, at, metric) => {
          const family = familyOf(all, metric, entry.group_column);
          const counted = family.groups.map((one) => [one.group[0], one.moments?.d, one.moments?.y]);
          const wanted = Object.entries(entry.groups).map(([group, { n, k }]) => [group, n, k]);
          expect({ at, counted: counted.toSorted(byName) }).toEqual({ at, counted: wanted.toSorted(byName) });
          expect({ at, y: family.overall!.y, d: family.overall!.d }).toEqual({ at, y: entry.k, d: entry.n });
        });
      });

      it("has the rate and Wilson's interval of every group, to 1e-9", () => {
        // proportion_confint(k, n, method="wilson")
        each((entry, at, metric) => {
          const family = familyOf(all, metric, entry.group_column);
          for (const [group, want] of Object.entries(entry.groups)) {
            const { rate } = groupOf(family, group);
            expect({ at, group, method: rate.method }).toEqual({ at, group, method: "wilson" });
            close(rate.value, want.rate, `${at}, ${group}: rate`);
            closeLimits(rate, want.wilson, `${at}, ${group}: Wilson`);
          }
        });
      });

      it("tests all groups together by Pearson's chi-square, p to 1e-9 relative", () => {
        // chi2_contingency(groups x {1, 0}, correction=False)
        each((entry, at, metric) => {
          const { omnibus } = familyOf(all, metric, entry.group_column);
          expect({ at, test: omnibus?.test, df: omnibus?.df }).toEqual({
            at,
            test: "Pearson chi-square",
            df: entry.chi2.dof,
          });
          close(omnibus!.statistic, entry.chi2.stat, `${at}: chi-square`);
          closeP(omnibus!.p, entry.chi2.p, `${at}: p`);
        });
      });

      it("compares every group with the reference as the textbooks do, to 1e-9, adjusted by Holm", () => {
        expect.hasAssertions();
        each((entry, at, metric) => {
          const findings = findingsOf(all, familyOf(all, metric, entry.group_column), "reference");
          checkComparisons(entry, entry.vs_ref, findings, at);
          // p.adjust(p, "holm"), over the p-values the tool says it used: Fisher's where a count was small.
          const used = usedP(entry.vs_ref, findings);
          const adjusted = holm(used.map(([, p]) => p));
          for (const [index, [group]] of used.entries()) {
            closeP(findings.get(group)!.comparison!.p_adjusted, adjusted[index]!, `${at}, ${group}: Holm`);
          }
        });
      });

      it("finds the same best group, and compares every group with it to 1e-9", () => {
        each((entry, at, metric) => {
          const family = familyOf(large, metric, entry.group_column);
          const findings = findingsOf(large, family, "best");
          const best = [...findings.values()].find((one) => one.comparison !== null)!.comparator.group![0]!;
          expect({ at, best }).toEqual({ at, best: entry.best_group });
          checkComparisons(entry, entry.vs_best, findings, at);
          for (const group of Object.keys(entry.groups)) {
            if (entry.groups[group]!.n >= entry.min_n) continue;
            expect({ at, group, reason: findings.get(group)?.reason }).toEqual({
              at,
              group,
              reason: "below_minimum",
            });
          }
        });
      });

      it("pays for all pairs of groups against the best, where the reference figures pay only for those shown", () => {
        expect.hasAssertions();
        // Deliberately not the figures' z_p_holm: the best group is picked by looking. Shaffer 1986, S1: the
        // smallest p times K(K-1)/2, each later one times (K-1)(K-2)/2, never falling; K counts the best group too.
        each((entry, at, metric) => {
          const findings = findingsOf(large, familyOf(large, metric, entry.group_column), "best");
          const used = usedP(entry.vs_best, findings).toSorted((a, b) => a[1] - b[1]);
          const groups = used.length + 1;
          let floor = 0;
          for (const [index, [group, p]] of used.entries()) {
            const paid = index === 0 ? (groups * (groups - 1)) / 2 : ((groups - 1) * (groups - 2)) / 2;
            floor = Math.max(floor, Math.min(1, paid * p));
            const { p_adjusted } = findings.get(group)!.comparison!;
            closeP(p_adjusted, floor, `${at}, ${group}: all pairs`);
          }
        });
      });
    });
  }

  it("uses Fisher's exact test somewhere, and the z test somewhere: both kinds were compared", async () => {
    const oracle = readOracle("compas_aequitas");
    const result = await runAudit(planOf(oracle), [dataPath(oracle.file)]);
    const tests = new Set(result.findings.map((one) => one.comparison?.test?.test));
    expect(tests).toContain("Fisher's exact test");
    expect(tests).toContain("pooled z test");
  });

  it("leaves an unknown group out of the tests and changes no other figure", async () => {
    const oracle = readOracle("bank_marketing");
    const plan = planOf(oracle);
    const attributes = { marital: { reference: "married", unknown: "unknown" } };
    const result = await runAudit({ ...plan, attributes }, [dataPath(oracle.file)]);
    const entry = oracle.disparity.find((one) => one.group_column === "marital")!;
    const family = familyOf(result, "converted", "marital");
    expect(family.groups.map((one) => [one.group[0], one.unknown])).toEqual([
      ["divorced", false],
      ["married", false],
      ["single", false],
      ["(unknown)", true],
    ]);
    const unknown = groupOf(family, "(unknown)");
    const want = entry.groups["unknown"]!;
    expect([unknown.moments?.y, unknown.moments?.d]).toEqual([want.k, want.n]);
    closeLimits(unknown.rate, want.wilson, "unknown: Wilson");
    const findings = findingsOf(result, family, "reference");
    expect(findings.get("(unknown)")).toMatchObject({ reason: "unknown_group", comparison: null });
    const known = ["divorced", "single"] as const;
    const adjusted = holm(known.map((group) => entry.vs_ref.comparisons[group]!.z_p));
    for (const [index, group] of known.entries()) {
      checkComparison(entry.vs_ref.comparisons[group]!, findings.get(group)!, group);
      closeP(
        findings.get(group)!.comparison!.p_adjusted,
        adjusted[index]!,
        `${group}: Holm over the two known`,
      );
    }
    expect(family.omnibus?.df).toBe(2);
  });
});

function checkComparisons(entry: Disparity, side: Side, findings: ReadonlyMap<string, Finding>, at: string) {
  for (const [group, want] of Object.entries(side.comparisons)) {
    const finding = present(findings.get(group), `finding on ${group} (${at})`);
    // Too few rows to be judged: the figures compare the group all the same.
    if (finding.reason === "below_minimum") {
      expectThat(entry.groups[group]!.n < entry.min_n, `${at}, ${group}: has rows enough to be judged`);
      continue;
    }
    expect({ at, group, against: finding.comparator.group }).toEqual({ at, group, against: [side.base] });
    checkComparison(want, finding, `${at}, ${group}`);
  }
}

function checkComparison(want: OracleComparison, finding: Finding, at: string) {
  const { comparison } = finding;
  const { difference, ratio, score_interval, test, effect } = comparison!;
  close(difference.value, want.diff, `${at}: difference`);
  // confint_proportions_2indep(compare="diff", method="newcomb")
  closeLimits(difference, want.newcombe_diff, `${at}: Newcombe`);
  close(ratio.value, present(want.ratio, "ratio"), `${at}: ratio`);
  // mn_check.ci("ratio", bcf=True) = ratesci::scoreci(contrast="RR", skew=FALSE, bcf=TRUE)
  const [low, high] = present(score_interval, `score interval (${at})`);
  closeLimits({ low, high }, want.mn_ratio, `${at}: Miettinen-Nurminen`);
  // proportion_effectsize(p1, p2)
  expect(effect.name).toBe("cohens_h");
  close(effect.value, want.cohen_h, `${at}: Cohen's h`);
  if (test?.test === "Fisher's exact test") {
    // scipy.stats.fisher_exact(alternative="two-sided")
    closeP(test.p, want.fisher_p, `${at}: Fisher`);
    return;
  }
  // proportions_ztest(counts, nobs)
  expect({ at, test: test?.test }).toEqual({ at, test: "pooled z test" });
  close(test!.statistic, want.z, `${at}: z`);
  closeP(test!.p, want.z_p, `${at}: p of z`);
}

/** The reference p-value of each judged group, of the test the tool says it used. */
function usedP(side: Side, findings: ReadonlyMap<string, Finding>): [string, number][] {
  return Object.entries(side.comparisons).flatMap(([group, one]): [string, number][] => {
    const test = findings.get(group)!.comparison?.test;
    if (test === null || test === undefined) return [];
    return [[group, test.test === "Fisher's exact test" ? one.fisher_p : one.z_p]];
  });
}

/** R: p.adjust(p, "holm"). */
function holm(p: readonly number[]): number[] {
  return p.map((own) => {
    const before = p.filter((other) => other <= own);
    return Math.min(
      1,
      Math.max(...before.map((one) => (p.length - p.filter((other) => other < one).length) * one)),
    );
  });
}
