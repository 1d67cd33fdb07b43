import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AuditResult, Finding, MedianReport } from "../../src/model.js";
import { loadPlan } from "../../src/plan/load.js";
import { differences } from "../../src/policy/differences.js";
import { countTests, countVerdicts, gateOf } from "../../src/policy/gate.js";
import { gatedProxies } from "../../src/policy/proxy-rules.js";
import { publish } from "../../src/publish/publish.js";
import { CHECKS } from "../../src/recheck/recheck.js";
import { renderJson } from "../../src/report/json.js";
import { resultSchema } from "../../src/report/result-schema.js";
import { resultDigest, sealed } from "../../src/seal/digest.js";
import { audited } from "../log/audited.js";
import { fixture } from "../publish/fixture.js";
import { changed, leavesOf, type Path } from "./leaves.js";

const FIXTURES = [
  "established-breach",
  "repeats-make-it-look-sure",
  "group-below-minimum",
  "attribute-changes-within-person",
  "unknowns-are-a-group",
  "membership-probabilities",
  "impressions-and-clicks",
  "zip-stands-in-for-race",
  "equal-means-unequal-scoring-rates",
];

const text = (name: string): string =>
  readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8");
const auditOf = (name: string): Promise<AuditResult> =>
  audited([text(`${name}/log.csv`)], loadPlan(text(`${name}/evenhand.yaml`), "p").plan);
/** Whether it can be read as a result at all, with a digest of the plan in place of the test's. */
const isShaped = (result: AuditResult): boolean =>
  resultSchema.safeParse({ ...result, plan_sha256: "0".repeat(64) }).success;
const contradictions = (result: AuditResult): string[] =>
  CHECKS.flatMap(({ find }) => find(result).map((one) => one.path));

describe("a result as an audit wrote it", () => {
  it.each(FIXTURES)("follows from itself: %s", async (name) => {
    const result = await auditOf(name);
    expect(contradictions(result)).toEqual([]);
    expect(result.sha256).toBe(resultDigest(result));
  });

  it("is the same to the last byte after it was read again", async () => {
    const written = renderJson(await auditOf("established-breach"));
    expect(renderJson(JSON.parse(written) as AuditResult)).toBe(written);
  });
});

describe("a result with one leaf changed", () => {
  const name = "repeats-make-it-look-sure";

  it("has another digest, whichever leaf it is", async () => {
    const result = await auditOf(name);
    const leaves = leavesOf(result);
    expect(leaves.length).toBeGreaterThan(200);
    const missed = leaves.filter((path) => {
      const forged = changed(result, path);
      return resultDigest(forged) === forged.sha256;
    });
    expect(missed).toEqual([]);
  });

  it("differs from the audit made again in just that leaf, though its digest was made to fit", async () => {
    const [result, again] = [await auditOf(name), await auditOf(name)];
    const missed = leavesOf(result)
      .filter((path) => path[0] !== "sha256")
      .filter((path) => {
        const forged = sealed(changed(result, path));
        const found = differences({ ...forged, sha256: "" }, { ...again, sha256: "" });
        return !found.some((one) => one.path.startsWith(path.join(".")));
      });
    expect(missed).toEqual([]);
  });

  it("contradicts itself without the log, where figures, verdicts and counts hang together", async () => {
    const result = await auditOf(name);
    const derived = leavesOf(result).filter((path) => isDerived(path));
    expect(derived.length).toBeGreaterThan(60);
    const missed = derived.filter((path) => {
      const forged = changed(result, path, further);
      return isShaped(forged) && contradictions(forged).length === 0;
    });
    expect(missed.map((path) => path.join("."))).toEqual([]);
  });

  it("contradicts itself in every figure by likeliest group but the people, and without the figures", async () => {
    const result = await auditOf("membership-probabilities");
    const leaves = leavesOf(result).filter((path) => path.includes("likeliest"));
    expect(leaves.length).toBe(15);
    const missed = leaves.filter((path) => {
      const forged = changed(result, path, further);
      return isShaped(forged) && contradictions(forged).length === 0;
    });
    expect(missed.map((path) => path.join("."))).toEqual([
      "families.0.likeliest.0.units",
      "families.0.likeliest.1.units",
    ]);
    const without = result.families.map((one) => {
      const { likeliest: _left, ...rest } = one;
      return rest;
    });
    expect(contradictions({ ...result, families: without })).toContain("families.0.likeliest");
  });

  it("is not a contradiction where versions round the last bits otherwise", async () => {
    const result = await auditOf(name);
    const path = ["families", 0, "groups", 0, "rate", "low"];
    expect(contradictions(changed(result, path, (leaf) => (leaf as number) * (1 + 1e-13)))).toEqual([]);
  });
});

/** What follows from other leaves of the result. */
function isDerived(path: Path): boolean {
  const [top, , third, , fifth] = path;
  if (top === "verdicts" || top === "tests" || top === "gate") return true;
  if (top === "ledger") return path[1] === "read" || path[1] === "used";
  if (top === "findings")
    return third !== "rule" && third !== "level" && third !== "family" && third !== "comparator";
  return top === "families" && third === "groups" && DERIVED.has(String(fifth));
}

const DERIVED = new Set(["rate", "standard_error", "design_effect", "effective_n", "thin"]);
const CHANGED_WORDS: Readonly<Record<string, string>> = {
  fail: "pass",
  pass: "fail",
  inconclusive: "pass",
  not_judged: "pass",
  met: "not_met",
  not_met: "met",
  within_threshold: "breach_confirmed",
  breach_established: "breach_confirmed",
  breach_not_excluded: "thin",
  breach_not_established: "thin",
};

/** A change that keeps the shape a result must have. */
function further(leaf: unknown): unknown {
  if (typeof leaf === "number") return Number.isInteger(leaf) ? leaf + 1 : leaf * 1.001;
  if (typeof leaf === "boolean") return !leaf;
  if (typeof leaf === "string") return CHANGED_WORDS[leaf] ?? `${leaf} x`;
  return leaf === null ? 0.5 : ["x"];
}

it("nothing is asked where there is nothing to ask about", async () => {
  const asked = async (name: string): Promise<string> => {
    const result = await auditOf(name);
    return CHECKS.flatMap(({ title, asks }) => (asks?.(result) === false ? [] : [title])).join();
  };
  expect(await asked("established-breach")).not.toMatch(/medians|period/u);
  expect(await asked("equal-means-unequal-scoring-rates")).toContain("the medians of scores");
});

describe("what a result says of a median", () => {
  it("agrees with everybody's sums in every leaf but the median itself, which only the log can tell", async () => {
    const result = await auditOf("equal-means-unequal-scoring-rates");
    expect(result.medians).toEqual([
      {
        metric: "scoring_rate",
        median: 55,
        below: { rows: 400, units: 400 },
        at: { rows: 0, units: 0 },
        above: { rows: 400, units: 400 },
      },
    ]);
    const leaves = leavesOf(result.medians).map((path) => ["medians", ...path]);
    const missed = leaves.filter((path) => contradictions(changed(result, path)).length === 0);
    expect(missed).toEqual([["medians", 0, "median"]]);
    expect(contradictions({ ...result, medians: [] })).not.toEqual([]);
  });

  it.each<[string, (one: MedianReport) => MedianReport]>([
    [
      "more than half above",
      (one) => ({ ...one, above: { rows: 401, units: 401 }, below: { rows: 399, units: 399 } }),
    ],
    ["more people than decisions", (one) => ({ ...one, above: { rows: 400, units: 401 } })],
    ["nothing at all", (one) => ({ ...one, median: null, below: null, at: null, above: null })],
  ])("is a contradiction where it is %s", async (_, change) => {
    const result = await auditOf("equal-means-unequal-scoring-rates");
    expect(contradictions({ ...result, medians: result.medians.map(change) })).not.toEqual([]);
  });

  it("and with half of all: sums of everybody in which more lie above are no scoring rate", async () => {
    const result = await auditOf("equal-means-unequal-scoring-rates");
    const families = result.families.map((one) => ({ ...one, overall: { ...one.overall!, y: 401 } }));
    const forged = contradictions({ ...result, families });
    expect(forged).toContain("families of scoring_rate/sex.overall.y");
  });

  it("may be withheld in a public result, all of it, and not in part where the median is", async () => {
    const result = publish(await auditOf("equal-means-unequal-scoring-rates"));
    const [one] = result.medians;
    const without = { ...one!, median: null, below: null, at: null, above: null };
    expect(contradictions({ ...result, medians: [without] })).toEqual([]);
    expect(contradictions({ ...result, medians: [{ ...one!, median: null }] })).not.toEqual([]);
    expect(contradictions({ ...result, medians: [{ ...one!, at: null }] })).not.toEqual([]);
  });
});

describe("a figure that cannot be, with the digest made to fit", () => {
  it.each<[string, Path, (leaf: unknown) => unknown]>([
    ["another threshold than the plan's", ["proxies", "threshold"], () => 0.9],
    ["more people than its groups", ["families", 0, "overall", "units"], (leaf) => (leaf as number) + 3],
    ["other squares than its groups", ["families", 0, "overall", "yy"], (leaf) => (leaf as number) + 3],
    ["another p that all are alike", ["families", 0, "omnibus", "p"], () => 0.5],
    ["another reason for no test", ["families", 0, "omnibus_reason"], () => "nobody asked"],
    ["another share of the people", ["representation", 0, "groups", 0, "share"], () => 0.9],
    ["a p above 1", ["proxies", "pairs", 0, "p_strength"], () => 1.5],
    ["an adjusted p below 0", ["proxies", "pairs", 0, "q_use"], () => -0.1],
    ["an AUC above 1", ["proxies", "pairs", 0, "auc", "value"], () => 1.2],
    ["an AUC outside its interval", ["proxies", "pairs", 0, "uses", 0, "auc", "value"], () => 0.999],
    ["an overlap above 1", ["proxies", "pairs", 0, "transmissions", 0, "overlap"], () => 1.4],
    ["another group told best", ["proxies", "pairs", 0, "worst", "group"], () => "somebody"],
  ])("contradicts the rest: %s", async (_, path, change) => {
    // As it is read from a file: no two places share an object.
    const result = JSON.parse(renderJson(await auditOf("zip-stands-in-for-race"))) as AuditResult;
    const forged = changed(result, path, change);
    expect(contradictions(sealed(forged)).join()).toContain(path.slice(2).join("."));
  });

  it("contradicts the period asked for", async () => {
    const result = await auditOf("established-breach");
    const on = (asked: string | null, first: string, last: string): string[] =>
      contradictions({ ...result, period: { asked, first_day: first, last_day: last } });
    for (const asked of ["2026", "2026-Q4", "2026-11", "2026-11-02..2026-11-30", "2026-Q3..2026-11"])
      expect(on(asked, "2026-11-02", "2026-11-30")).toEqual([]);
    expect(on("2026-10", "2026-09-30", "2026-10-31")).toEqual(["period.first_day"]);
    expect(on("2026-Q3", "2026-07-01", "2026-10-01")).toEqual(["period.last_day"]);
    expect(on("2026-10-01..2026-10-07", "2026-10-01", "2026-10-08")).toEqual(["period.last_day"]);
    expect(on("October", "2026-10-01", "2026-10-08")).toEqual(["period.asked"]);
    expect(on(null, "2026-10-09", "2026-10-08")).toEqual(["period.last_day"]);
  });

  it("and so does a result without the features that its plan asks for", async () => {
    const result = await auditOf("zip-stands-in-for-race");
    expect(contradictions({ ...result, proxies: null })).toContain("proxies");
  });
});

describe("a forged gate, with counts and digest made to fit", () => {
  const name = "established-breach";
  const forged = async (change: (result: AuditResult) => Partial<AuditResult>): Promise<string[]> => {
    const result = await auditOf(name);
    expect(result.gate.outcome).toBe("not_met");
    const next = { ...result, ...change(result) };
    const gate = gateOf([...next.findings, ...gatedProxies(next.proxies)], next.plan, 0);
    return contradictions(
      sealed({ ...next, gate, verdicts: countVerdicts(next.findings), tests: countTests(next.findings) }),
    );
  };
  const passing = (one: Finding): Finding => ({
    ...one,
    verdict: "pass",
    reason: "within_threshold",
    comparison: null,
  });
  const hidden = (one: Finding): Finding => ({
    ...one,
    verdict: "not_judged",
    reason: "withheld",
    comparison: null,
  });

  it.each<[string, (result: AuditResult) => Partial<AuditResult>]>([
    [
      "its comparison taken out, under the word that people are in two groups",
      ({ families, findings }) => ({
        families: families.map((one) => ({ ...one, mixed_units: 1 })),
        findings: findings.map(passing),
      }),
    ],
    [
      "the breach left out, under the same word",
      ({ families, findings }) => ({
        families: families.map((one) => ({ ...one, mixed_units: 1 })),
        findings: findings.filter((one) => one.verdict !== "fail"),
      }),
    ],
    [
      "the breach called withheld",
      ({ families, findings }) => ({
        families: families.map((one) => ({ ...one, overall: null })),
        findings: findings.map(hidden),
      }),
    ],
    ["its family left out with it", () => ({ families: [], findings: [] })],
    [
      "its family left out, and the finding kept",
      ({ findings }) => ({ families: [], findings: findings.map(passing) }),
    ],
    [
      "everybody's sums changed",
      ({ families }) => ({
        families: families.map((one) => ({ ...one, overall: { ...one.overall!, y: one.overall!.y + 1000 } })),
      }),
    ],
  ])("is found: %s", async (_, change) => {
    expect(await forged(change)).not.toEqual([]);
  });
});

describe("a public result", () => {
  it("follows from itself: month", async () => {
    const month = await fixture("month");
    expect(contradictions(month)).toEqual([]);
    expect(contradictions(publish(month))).toEqual([]);
  });

  it.each(FIXTURES)("follows from itself: %s", async (name) => {
    expect(contradictions(publish(await auditOf(name)))).toEqual([]);
  });
});
