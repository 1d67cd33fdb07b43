/** What reports call the rows of an aggregated export. */
import { describe, expect, test } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { renderExplain } from "../../src/report/explain.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { scopeLine } from "../../src/report/sentences.js";
import { renderTerminal } from "../../src/report/terminal.js";
import { fixture } from "../publish/fixture.js";

const counts = await fixture("impressions-and-clicks");
const several = await fixture("aggregated-counts");

const terminal = (result: AuditResult): string =>
  renderTerminal(result, { width: 80, color: false, ascii: false });

describe("rows that are counts", () => {
  test("are no decisions, and what stands for a person is what the denominator counts", () => {
    expect(scopeLine(counts)).toMatch(/^20 rows of counts, /);
    expect(terminal(counts)).toContain(" trials  ratio ");
    // Nothing is counted of features that were not examined; why not is said.
    expect(terminal(counts)).not.toContain("latent proxy");
    expect(terminal(counts)).toContain("  - The log is aggregated: ");
    const report = renderMarkdown(counts);
    expect(report).toContain("**No feature was held against an attribute.**");
    expect(report).toContain("- **Decisions:** 20 rows of counts\n");
    expect(report).toContain("so each trial counts as its own unit (a trial is one of what a denominator");
    expect(report).toContain("- **Smallest group judged:** 30 trials\n");
    expect(report).toContain("| Group | Trials | ");
    expect(renderExplain(counts, counts.findings[0]!)).toContain("Female: 200,000 trials.");
  });
});

describe("rows that stand for several decisions", () => {
  test("are told from the decisions", () => {
    expect(scopeLine(several)).toMatch(/^1,000 decisions in 8 rows, /);
    expect(terminal(several)).toContain(" decisions  ratio ");
    expect(renderMarkdown(several)).toContain("- **Decisions:** 1,000 in 8 rows\n");
  });

  test("are not taken for decisions where they name people", () => {
    const people = { ...several, units: { ...several.units, column: "customer", count: 5, repeated: 3 } };
    expect(scopeLine(people)).toMatch(/^8 rows of counted decisions about 5 people, /);
  });
});
