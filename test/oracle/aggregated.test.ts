/** Logs that come as totals: counts of decisions, and impressions with clicks. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { readRows } from "../stats/moments.js";
import { expectClose } from "../stats/close.js";
import { describeWithShared } from "../shared.js";
import { dataPath, type OracleComparison, planOf, readOracle } from "./figures.js";
import { csvOf, EVERYTHING, expectEqual, familyOf, findingsOf, groupOf, runAudit, runOnText } from "./run.js";

interface AdCell {
  readonly platform: string;
  readonly country: string;
  readonly job: string;
  readonly impr_female: number;
  readonly impr_male: number;
  readonly clicks_female: number;
  readonly clicks_male: number;
  readonly ctr_female_vs_male: OracleComparison;
}

describeWithShared("aggregated logs", () => {
  it("FairJob as eight counts gives what its million rows give, but for the ledger of rows read", async () => {
    const oracle = readOracle("fairjob");
    const lines = readFileSync(dataPath(oracle.file), "utf8").trimEnd().split("\n");
    const columns = lines[0]!.split(",");
    const text = lines
      .slice(1)
      .map((line) => {
        const cells = line.split(",");
        return `${cells.slice(0, 3).join(",")}\n`.repeat(Number(cells[3]));
      })
      .join("");
    const counted = await runAudit(planOf(oracle, { log: { count: "count" } }), [dataPath(oracle.file)]);
    const expanded = await runOnText(planOf(oracle), `${columns.slice(0, 3).join(",")}\n${text}`);
    expect(counted.families).toEqual(expanded.families);
    expect(counted.findings).toEqual(expanded.findings);
    expect(counted.representation).toEqual(expanded.representation);
    expect(counted.verdicts).toEqual(expanded.verdicts);
    expect(counted.units).toEqual({ column: null, count: 1_072_226, repeated: 0 });
    expect(counted.units).toEqual(expanded.units);
    expect([counted.ledger.read, counted.ledger.used]).toEqual([8, 8]);
    expect([expanded.ledger.read, expanded.ledger.used]).toEqual([1_072_226, 1_072_226]);
  });

  it("AlgorithmWatch's impressions and clicks are trials: every ad's comparison of women with men, to 1e-9", async () => {
    // confint_proportions_2indep(clicks, impressions, method="newcomb"), mn_check.ci("ratio"), fisher_exact.
    const cells = readOracle<{ readonly rows: readonly AdCell[] }>("algorithmwatch").rows;
    const rows = readRows(dataPath("algorithmwatch_final.csv"));
    const plan = {
      attributes: { gender: { unknown: "undetermined", reference: "male" } },
      metrics: { ctr: { numerator: "clicks", denominator: "impressions", counts: true } },
      rules: [{ comparator: "reference", level: "warn" }],
      settings: EVERYTHING,
    };
    let fisher = 0;
    for (const cell of cells) {
      const at = `${cell.platform} ${cell.country} ${cell.job}`;
      const some = rows.filter(
        (row) =>
          row["platform"] === cell.platform &&
          row["country"] === cell.country &&
          row["job"]!.toLowerCase() === cell.job,
      );
      const log = csvOf(
        ["gender", "impressions", "clicks"],
        some.map((row) => [row["gender"]!, row["impressions"]!, row["clicks"]!]),
      );
      const result = await runOnText(plan, log);
      const family = familyOf(result, "ctr", "gender");
      const sums = (name: string) => {
        const { y, d, units } = groupOf(family, name).moments!;
        return [y, d, units];
      };
      expect({ at, female: sums("female"), male: sums("male") }).toEqual({
        at,
        female: [cell.clicks_female, cell.impr_female, cell.impr_female],
        male: [cell.clicks_male, cell.impr_male, cell.impr_male],
      });
      expect(family.proportion).toBe(true);
      const { difference, ratio, score_interval, test } = findingsOf(result, family, "reference").get(
        "female",
      )!.comparison!;
      const want = cell.ctr_female_vs_male;
      expectClose(difference.value, want.diff, 1e-9, `${at}: difference`, 1);
      expectClose(difference.low, want.newcombe_diff[0]!, 1e-9, `${at}: Newcombe, lower`, 1);
      expectClose(difference.high, want.newcombe_diff[1]!, 1e-9, `${at}: Newcombe, upper`, 1);
      if (want.ratio === null) expectEqual(ratio.value, null);
      else {
        expectClose(ratio.value, want.ratio, 1e-9, `${at}: ratio`, 1);
        expectClose(score_interval?.[0], want.mn_ratio[0]!, 1e-9, `${at}: score, lower`, 1);
        expectClose(score_interval?.[1], want.mn_ratio[1]!, 1e-9, `${at}: score, upper`, 1);
      }
      const exact = test!.test === "Fisher's exact test";
      fisher += Number(exact);
      expectClose(test!.p, exact ? want.fisher_p : want.z_p, 1e-9, `${at}: p`);
    }
    expect(cells).toHaveLength(53);
    expect(fisher).toBeGreaterThan(3);
    expect(fisher).toBeLessThan(53);
  });

  it("shows a group of few rows and many impressions: trials are counted, not lines", async () => {
    const log = csvOf(
      ["gender", "impressions", "clicks"],
      [
        ["f", 20_000, 150],
        ["m", 20_000, 200],
      ],
    );
    const metrics = { ctr: { numerator: "clicks", denominator: "impressions", counts: true } };
    const result = await runOnText({ attributes: ["gender"], metrics }, log);
    expect(result.families[0]!.groups.map((one) => one.disclosure)).toEqual(["shown", "shown"]);
  });
});
