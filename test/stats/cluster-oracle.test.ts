/**
 * Clustered standard errors against independently computed ones, recounted here from the rows.
 *
 * The reference sums both groups' residuals customer by customer over the C customers of the two groups: CR0 without
 * a factor, CR1 with C/(C-1). Ours puts G/(G-1) of each group on that group's variance (and the root of both on the
 * covariance). So CR0 is ours with those factors taken off, and CR1 is CR0 with C/(C-1) put on; both to 1e-9. As it
 * stands ours is a little larger than CR1, by G/(G-1) against C/(C-1): 0.15% at 188 and 288 customers.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ratioCovariance, ratioEstimate } from "../../src/stats/ratio-estimate.js";
import { describeWithShared, sharedPath } from "../shared.js";
import { expectClose } from "./close.js";
import { crossOf, momentsOf, readRows, tabulate } from "./moments.js";

interface Clustered {
  readonly clusters: number;
  readonly clusters_group: number;
  readonly clusters_ref: number;
  readonly diff: number;
  readonly se_diff_cr0: number;
  readonly se_diff_cr1: number;
  readonly se_log_cr0: number;
  readonly se_log_cr1: number;
}

interface Oracle {
  readonly filter?: string | null;
  readonly file: string;
  readonly disparity: readonly {
    readonly group_column: string;
    readonly outcome: string;
    readonly row_filter: string | null;
    readonly vs_ref: { readonly base: string };
    readonly cluster: {
      readonly cluster_column: string;
      readonly comparisons: Readonly<Record<string, Clustered>>;
    };
  }[];
}

describeWithShared("clustered standard errors", () => {
  test.each(["complete_journey_offers", "complete_journey_sent", "resume"])("%s", (name) => {
    const oracle = JSON.parse(readFileSync(sharedPath("data", "oracle", `${name}.json`)!, "utf8")) as Oracle;
    const rows = readRows(sharedPath("data", oracle.file)!);
    for (const entry of oracle.disparity) {
      const filters = [oracle.filter, entry.row_filter].filter((f) => f !== null && f !== undefined);
      const kept = rows.filter((row) => filters.every((f) => row[f.split("==")[0]!] === f.split("==")[1]));
      const table = tabulate(kept, {
        group: (row) => row[entry.group_column]!,
        unit: (row) => row[entry.cluster.cluster_column]!,
        y: (row) => Number(row[entry.outcome]),
      });
      const reference = table.get(entry.vs_ref.base)!;
      const b = momentsOf(reference.values());
      for (const [group, want] of Object.entries(entry.cluster.comparisons)) {
        const at = `${entry.outcome} by ${entry.group_column}: ${group}`;
        const units = table.get(group)!;
        const a = momentsOf(units.values());
        expect({ at, units: [a.units, b.units] }).toEqual({
          at,
          units: [want.clusters_group, want.clusters_ref],
        });
        const [ea, eb] = [ratioEstimate(a)!, ratioEstimate(b)!];
        const [fa, fb] = [a.units / (a.units - 1), b.units / (b.units - 1)];
        const covariance = ratioCovariance(a, b, crossOf(units, reference))! / Math.sqrt(fa * fb);
        const [va, vb] = [ea.variance! / fa, eb.variance! / fb];
        const difference = Math.sqrt(va + vb - 2 * covariance);
        const logarithm = Math.sqrt(
          va / ea.ratio ** 2 + vb / eb.ratio ** 2 - (2 * covariance) / (ea.ratio * eb.ratio),
        );
        const cr1 = Math.sqrt(want.clusters / (want.clusters - 1));
        expectClose(ea.ratio - eb.ratio, want.diff, 1e-12, `${at} difference`, 1);
        expectClose(difference, want.se_diff_cr0, 1e-9, `${at} difference CR0`);
        expectClose(difference * cr1, want.se_diff_cr1, 1e-9, `${at} difference CR1`);
        expectClose(logarithm, want.se_log_cr0, 1e-9, `${at} log ratio CR0`);
        expectClose(logarithm * cr1, want.se_log_cr1, 1e-9, `${at} log ratio CR1`);
      }
    }
  });
});
