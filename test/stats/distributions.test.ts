import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import * as dist from "../../src/stats/distributions.js";
import { hypergeometricCdf, hypergeometricPmf } from "../../src/stats/hypergeometric.js";
import { describeWithShared, sharedPath } from "../shared.js";
import { expectClose } from "./close.js";

// R's names and argument order.
const ours: Readonly<Record<string, (...args: number[]) => number>> = {
  pnorm: (x) => dist.normalCdf(x!),
  qnorm: (p) => dist.normalQuantile(p!),
  pt: (x, df) => dist.tCdf(x!, df!),
  qt: (p, df) => dist.tQuantile(p!, df!),
  pchisqU: (x, df) => dist.chiSquaredUpper(x!, df!),
  qchisq: (p, df) => dist.chiSquaredQuantile(p!, df!),
  pbeta: (x, a, b) => dist.betaCdf(x!, a!, b!),
  qbeta: (p, a, b) => dist.betaQuantile(p!, a!, b!),
  pbinom: (k, n, p) => dist.binomialCdf(k!, n!, p!),
  dhyper: (x, m, n, k) => hypergeometricPmf(x!, { marked: m!, unmarked: n!, drawn: k! }),
  phyper: (x, m, n, k) => hypergeometricCdf(x!, { marked: m!, unmarked: n!, drawn: k! }),
  lgamma: (x) => dist.logGamma(x!),
};

function check(lines: readonly string[]) {
  for (const line of lines) {
    const [call, value] = line.split("\t");
    const [name, ...args] = call!.split("|");
    const got = ours[name!]!(...args.map(Number));
    expectClose(got, Number(value), 1e-12, call!, Number(value) === 0 ? 1e-288 : 0);
  }
}

describeWithShared("against R 4.2.2, all of the reference table", () => {
  test("every line to 1e-12 relative, tails included", () => {
    const lines = readFileSync(sharedPath("reference", "distributions.tsv")!, "utf8").trim().split("\n");
    expect(lines.length).toBeGreaterThan(200);
    check(lines);
  });
});

describe("against R 4.2.2, a few that need nothing else", () => {
  test("chances, tails and quantiles", () => {
    expect.hasAssertions();
    check([
      "pnorm|-8\t6.2209605742717849e-16", // pnorm(-8)
      "qnorm|1e-10\t-6.3613409024040557", // qnorm(1e-10)
      "qnorm|0.025\t-1.9599639845400538", // qnorm(.025)
      "pt|-10|5\t8.5473787871481787e-05", // pt(-10, 5)
      "pt|-10|30\t2.2876257041148048e-11", // pt(-10, 30)
      "pt|1.5|2.5\t0.8760817734568519", // pt(1.5, 2.5)
      "pchisqU|150|1\t1.733643245717827e-34", // pchisq(150, 1, lower = FALSE)
      "pchisqU|300|30\t2.6480484856308771e-46", // pchisq(300, 30, lower = FALSE)
      "pbeta|0.001|30|182\t1.942913740882555e-54", // pbeta(.001, 30, 182)
      "qbeta|5e-04|0.5|212.5\t9.2508565492957626e-10", // qbeta(5e-4, .5, 212.5)
      "qbeta|0.3|2|3\t0.2723839420751053", // qbeta(.3, 2, 3)
      "pbinom|0|10|0.2\t0.10737418240000009", // pbinom(0, 10, .2)
      "dhyper|3|10|20|8\t0.31787183331411212", // dhyper(3, 10, 20, 8)
      "dhyper|5000|20000|180000|50000\t0.0068669715590928505", // dhyper(5000, 20000, 180000, 50000)
      "phyper|4900|20000|180000|50000\t0.043175768863300358", // phyper(4900, 20000, 180000, 50000)
      "lgamma|0.1\t2.252712651734206", // lgamma(.1)
    ]);
  });

  test("the upper tail of F", () => {
    expect.hasAssertions();
    expectClose(dist.fUpper(3.2, 2.5, 40), 0.041220145659888331, 1e-12); // pf(3.2, 2.5, 40, lower = FALSE)
    expectClose(dist.fUpper(50, 3, 1000), 4.110582339166328e-30, 1e-12); // pf(50, 3, 1000, lower = FALSE)
    expectClose(dist.fUpper(0.2, 3, 7), 0.89316795566248985, 1e-12); // pf(.2, 3, 7, lower = FALSE)
    expectClose(dist.fUpper(5, 2, Infinity), dist.chiSquaredUpper(10, 2), 1e-14);
  });

  test("quantiles undo chances, far out on both sides", () => {
    expect.hasAssertions();
    for (const p of [1e-60, 1e-50, 1e-9, 0.01, 0.2499, 0.2501, 0.4999999]) {
      for (const df of [1, 2.5, 7, 49, 1e5]) {
        expectClose(dist.tCdf(dist.tQuantile(p, df), df), p, 1e-11, `t ${p} ${df}`);
        expectClose(
          dist.chiSquaredCdf(dist.chiSquaredQuantile(p, df), df),
          p,
          1e-11,
          `chi-square ${p} ${df}`,
        );
        expectClose(dist.betaCdf(dist.betaQuantile(p, df, 3), df, 3), p, 1e-10, `beta ${p} ${df}`);
      }
      expectClose(dist.tCdf(dist.tQuantile(1e-300, 1), 1), 1e-300, 1e-11, "Cauchy's far tail");
      expectClose(dist.normalCdf(dist.normalQuantile(p)), p, 1e-11, `normal ${p}`);
    }
  });

  test("outside the domain is a caller's bug", () => {
    expect(() => dist.normalQuantile(0)).toThrow(RangeError);
    expect(() => dist.tUpper(1, 0)).toThrow(RangeError);
    expect(() => dist.chiSquaredUpper(1, -1)).toThrow(RangeError);
    expect(() => dist.betaCdf(0.5, 0, 1)).toThrow(RangeError);
    expect(() => dist.logGamma(0)).toThrow(RangeError);
  });
});
