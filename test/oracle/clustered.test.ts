/**
 * Clustered errors of the real logs, audited with their unit column, against figures made by other hands.
 *
 * The reference sums the residuals of group and reference group cluster by cluster,
 * `u_c = sum_c (y - p1)/n1 - sum_c (y - p0)/n0`: CR0 is `sum u_c^2`, CR1 that times C/(C-1), C the clusters of the two
 * groups. The audit puts each group's own G/(G-1) on its variance, and the root of both on the covariance. So
 *
 *     CR0 = V1 (G1-1)/G1 + V0 (G0-1)/G0 - 2 cov / sqrt(G1/(G1-1) G0/(G0-1))
 *
 * exactly, and CR1 = CR0 C/(C-1). V is a result's standard_error squared; cov is read off the interval of the
 * difference, whose reach is `sqrt(x^2 + y^2 - 2 r x y)` with r the correlation. Both to 1e-6.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResult, Family, Finding, GroupMeasurement } from "../../src/model.js";
import { describeWithShared } from "../shared.js";
import { expectClose } from "../stats/close.js";
import { dataPath, metricId, type Oracle, type OracleCluster, planOf, readOracle } from "./figures.js";
import { familyOf, findingsOf, groupOf, present, runAudit } from "./run.js";

const LOGS = ["complete_journey_offers", "complete_journey_sent", "resume"] as const;

const auditOf = (name: string): Promise<AuditResult> => {
  const oracle = readOracle(name);
  return runAudit(planOf(oracle, { log: { unit: oracle.config.cluster } }), [dataPath(oracle.file)]);
};

const factor = (one: GroupMeasurement) => one.moments!.units / (one.moments!.units - 1);

const offered = (result: AuditResult) => familyOf(result, "offered", "age_group");

const compared = (result: AuditResult) =>
  findingsOf(result, offered(result), "reference").get("19-34")!.comparison!;

const own = (one: GroupMeasurement) => one.standard_error! ** 2 / factor(one);

/** Variances without the small-sample factors, and the covariance, from what the result publishes. */
function bare(a: GroupMeasurement, b: GroupMeasurement, finding: Finding) {
  const { difference, shared_units } = finding.comparison!;
  const [x, y] = [a.rate.value! - a.rate.low!, b.rate.high! - b.rate.value!];
  const reach = difference.value! - difference.low!;
  const correlation = shared_units === 0 ? 0 : (x * x + y * y - reach * reach) / (2 * x * y);
  return { va: own(a), vb: own(b), cov: correlation * Math.sqrt(own(a) * own(b)), correlation };
}

describeWithShared("clustered errors of the real logs", () => {
  for (const name of LOGS) {
    describe(`${name}`, () => {
      let oracle: Oracle;
      let result: AuditResult;
      const each = (
        check: (
          want: OracleCluster,
          a: GroupMeasurement,
          b: GroupMeasurement,
          finding: Finding,
          at: string,
        ) => void,
      ) => {
        for (const entry of oracle.disparity) {
          const metric = metricId(entry.outcome, entry.row_filter);
          const family = familyOf(result, metric, entry.group_column);
          const b = groupOf(family, entry.reference);
          for (const [group, want] of Object.entries(entry.cluster!.comparisons)) {
            const finding = present(findingsOf(result, family, "reference").get(group), "finding");
            check(want, groupOf(family, group), b, finding, `${metric} by ${entry.group_column}: ${group}`);
          }
        }
      };
      beforeAll(async () => {
        oracle = readOracle(name);
        result = await auditOf(name);
      });

      it("counts the clusters of both groups, and of the two together, exactly", () => {
        each((want, a, b, finding, at) => {
          const [ga, gb] = [a.moments!.units, b.moments!.units];
          expect({ at, ga, gb }).toEqual({ at, ga: want.clusters_group, gb: want.clusters_ref });
          expect(ga + gb - finding.comparison!.shared_units!).toBe(want.clusters);
        });
      });

      it("has CR0 and CR1 of the difference, the factors G/(G-1) and C/(C-1) exchanged, to 1e-6", () => {
        expect.hasAssertions();
        each((want, a, b, finding, at) => {
          const { va, vb, cov } = bare(a, b, finding);
          const cr0 = Math.sqrt(va + vb - 2 * cov);
          const cr1 = cr0 * Math.sqrt(want.clusters / (want.clusters - 1));
          expectClose(cr0, want.se_diff_cr0, 1e-6, `${at}: CR0`);
          expectClose(cr1, want.se_diff_cr1, 1e-6, `${at}: CR1`);
        });
      });

      it("has CR0 and CR1 of the log ratio, the factors exchanged likewise, to 1e-6", () => {
        expect.hasAssertions();
        each((want, a, b, finding, at) => {
          const { va, vb, cov } = bare(a, b, finding);
          const [ra, rb] = [a.rate.value!, b.rate.value!];
          const cr0 = Math.sqrt(va / ra ** 2 + vb / rb ** 2 - (2 * cov) / (ra * rb));
          const cr1 = cr0 * Math.sqrt(want.clusters / (want.clusters - 1));
          expectClose(cr0, want.se_log_cr0, 1e-6, `${at}: log CR0`);
          expectClose(cr1, want.se_log_cr1, 1e-6, `${at}: log CR1`);
        });
      });
    });
  }

  it("sees that the applications of one job ad go together: white and black call-backs are correlated", async () => {
    const family = familyOf(await auditOf("resume"), "received_callback", "race");
    const finding = findingsOf(await auditOf("resume"), family, "reference").get("black")!;
    expect(family.mixed_units).toBe(finding.comparison!.shared_units);
    expect(bare(groupOf(family, "black"), groupOf(family, "white"), finding).correlation).toBeGreaterThan(
      0.3,
    );
  });

  describe("Complete Journey", () => {
    it("offers 19-34 more than 45-54: established row by row (Holm .022), not so by household (p .068)", async () => {
      // statsmodels multipletests([z_p], method="holm"); clustered: CR1 of the log ratio against a normal.
      const oracle = readOracle("complete_journey_offers");
      const rows = await runAudit(planOf(oracle), [dataPath(oracle.file)]);
      const people = await auditOf("complete_journey_offers");
      expect(compared(rows).p_adjusted).toBeCloseTo(0.021869, 6);
      expect(compared(rows).test!.test).toBe("pooled z test");
      // Ours is a t test with both variances around the pooled rate: .068 to two figures.
      const want = oracle.disparity[0]!.cluster!.comparisons["19-34"]!.p_cr1;
      expect(want).toBeCloseTo(0.068, 3);
      expect(compared(people).test!.test).toBe("clustered t test");
      expect(Math.abs(compared(people).test!.p - want)).toBeLessThan(0.01);
      expect(compared(people).p_adjusted).toBeGreaterThan(0.05);
    });

    it("finds redemption given an offer 0.711 times as likely under 35K as above 75K", async () => {
      const result = await auditOf("complete_journey_sent");
      const family = familyOf(result, "converted", "income_group");
      expect(findingsOf(result, family, "reference").get("<35K")!.comparison!.ratio.value).toBeCloseTo(
        0.711,
        3,
      );
    });

    it("has the standard errors of R's survey, group by group, to 1e-9", async () => {
      // svyratio(~y, ~d, svydesign(ids = ~customer_id, data = group)): the factor is G/(G-1) there as well.
      const figures = new URL("../stats/fixtures/complete-journey-expected.tsv", import.meta.url);
      const lines = readFileSync(fileURLToPath(figures), "utf8").trim().split("\n");
      const oracle = readOracle("complete_journey_offers");
      const result = await auditOf("complete_journey_offers");
      let count = 0;
      for (const line of lines) {
        const [key, value] = line.split("\t") as [string, string];
        const [metric, attribute, figure, group] = key.split("|") as [string, string, string, string];
        const known = oracle.config.groups.some(([column]) => column === attribute);
        if (figure !== "own_se" || !known) continue;
        const family: Family = familyOf(result, METRICS[metric] ?? metric, attribute);
        expectClose(groupOf(family, group).standard_error, Number(value), 1e-9, key);
        count += 1;
      }
      expect(count).toBe(8);
    });
  });
});

/** How the figures of R call what the plan asks. */
const METRICS: Readonly<Record<string, string>> = { redeemed: "converted_given_offered_is_1" };
