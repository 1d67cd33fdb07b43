/** What reports say of the median behind a scoring rate. */
import { describe, expect, it } from "vitest";
import type { AuditResult, MedianReport } from "../../src/model.js";
import { renderExplain } from "../../src/report/explain.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { medianLine } from "../../src/report/sentences.js";
import { HARMLESS } from "./hostile.js";
import { sampleResult } from "./sample.js";

const sample = sampleResult(HARMLESS);
const ID = "offer_rate";
const side = (rows: number): MedianReport["at"] => ({ rows, units: rows });
const found = (more: Partial<MedianReport> = {}): MedianReport => ({
  metric: ID,
  median: 1240.125,
  below: side(480),
  at: side(40),
  above: side(480),
  ...more,
});
/** The sample with its offer rate made a scoring rate. */
const withMedian = (one: MedianReport, units: Partial<AuditResult["units"]> = {}): AuditResult => ({
  ...sample,
  units: { ...sample.units, repeated: 0, ...units },
  plan: {
    ...sample.plan,
    metrics: sample.plan.metrics.map((metric) =>
      metric.id === ID ? { ...metric, kind: "scoring_rate" as const } : metric,
    ),
  },
  medians: [one],
});
const line = (one: MedianReport, units: Partial<AuditResult["units"]> = {}): string | null =>
  medianLine(withMedian(one, units), ID);

describe("the line on a median", () => {
  it("gives it as the log writes it, and the share that lies exactly at it", () => {
    expect(line(found())).toBe(
      "The median is 1,240.125: 40 of 1,000 decisions (4.0%) lie exactly at it and are not above it, so that 48.0% are above it.",
    );
    expect(line(found({ below: side(1), at: side(1), above: side(1) }))).toContain(
      "1 of 3 decisions (33.3%) lies exactly at it and is not above it",
    );
  });

  it("says that nobody lies at it where it falls between two numbers", () => {
    expect(line(found({ median: 1e-9, below: side(500), at: side(0), above: side(500) }))).toBe(
      "The median is 1e-9: none of the 1,000 decisions lies exactly at it, and 50.0% lie above it.",
    );
  });

  it("says that it is of decisions where people come back, or may", () => {
    const several = "The median is of decisions: a person with several counts once for each.";
    expect(line(found(), { repeated: 3 })).toContain(several);
    expect(line(found(), { repeated: null })).toContain(several);
    expect(line(found(), { repeated: 0 })).not.toContain(several);
    expect(line(found(), { repeated: 0, column: null })).not.toContain(several);
  });

  it("says what is withheld", () => {
    const nothing = { below: null, at: null, above: null };
    expect(line(found({ median: null, ...nothing }))).toBe("The median is withheld.");
    expect(line(found(nothing))).toBe(
      "The median is 1,240.125; how many decisions lie exactly at it is withheld.",
    );
  });

  it("is in the report beside the metric, and in the explanation of each finding on it", () => {
    const result = withMedian(found());
    const words = "The median is 1,240.125: 40 of 1,000 decisions";
    expect(renderMarkdown(result)).toContain(words);
    const finding = result.findings.find((one) => one.metric === ID)!;
    const explained = renderExplain(result, finding, { width: 400 });
    expect(explained).toContain(words);
    expect(explained).toContain("decisions above the median");
    const other = result.findings.find((one) => one.metric !== ID)!;
    expect(renderExplain(result, other)).not.toContain("The median is");
  });
});
