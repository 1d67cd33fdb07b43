/** Weighted and thresholded figures side by side, where probabilities stand for labels. */
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResult, Finding } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { renderCsv } from "../../src/report/csv.js";
import { renderExplain } from "../../src/report/explain.js";
import { renderHtml } from "../../src/report/html.js";
import { between, likeliestSentence } from "../../src/report/likeliest.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { renderTerminal } from "../../src/report/terminal.js";
import { width } from "../../src/report/width.js";
import { csvOf, runOnText } from "../oracle/run.js";
import { HOSTILE } from "./hostile.js";
import { sampleResult } from "./sample.js";

/** Three kinds of 100 people: surely A (30 of them offered), barely A (90 offered), surely B (50 offered). */
const KINDS = [
  [1, 30],
  [0.51, 90],
  [0, 50],
] as const;
const LOG = csvOf(
  ["who", "pa", "pb", "offered"],
  KINDS.flatMap(([pa, offered], kind) =>
    Array.from({ length: 100 }, (_, index) => [
      `${kind}-${index}`,
      pa,
      Number((1 - pa).toFixed(2)),
      Number(index < offered),
    ]),
  ),
);
const planOf = (names: readonly [string, string]) => ({
  log: { unit: "who" },
  attributes: { race: { probabilities: { [names[0]]: "pa", [names[1]]: "pb" }, reference: names[1] } },
  metrics: { offers: { numerator: "offered" } },
  rules: [{ comparator: "reference", threshold: 0.8 }],
});

let result: AuditResult;
let finding: Finding;
beforeAll(async () => {
  result = await runOnText(planOf(["A", "B"]), LOG);
  finding = result.findings.find((one) => one.group[0] === "A")!;
});

describe("a finding whose answer depends on how probabilities are used", () => {
  it("has both ratios, on different sides of equality and of the threshold", () => {
    // Weighted: (30 + 0.51 x 90) / 151 over (0.49 x 90 + 50) / 149. Likeliest: 120 of 200 over 50 of 100.
    expect(finding.comparison?.ratio.value).toBeCloseTo(75.9 / 151 / (94.1 / 149), 6);
    expect(finding.comparison?.likeliest?.ratio).toBeCloseTo(1.2, 12);
    expect(between(finding)).toEqual(["1", "the rule's threshold"]);
  });

  it("says so in its explanation", () => {
    expect(renderExplain(result, finding, { width: 400 })).toContain(
      "Weighted by the probabilities the ratio is 0.796; with each row in its likeliest group it is 1.200. They lie on different sides of 1 and of the rule's threshold: the answer depends on how the probabilities are used.",
    );
  });

  it("says so in both full reports, in the section of all groups", () => {
    const note = "the two ratios lie on different sides of 1 and of the rule's threshold";
    expect(renderMarkdown(result)).toContain(
      `| A | 50.3% | 60.0% | 0.796 | 1.200 | +10.0 pp | 200 | 200 | ${note} |`,
    );
    expect(renderMarkdown(result)).toContain("| B | 63.2% | 50.0% | – | – | – | 100 | 100 |  |");
    expect(renderHtml(result)).toContain("the two ratios lie on different sides of 1 and of the rule");
  });

  it("says so on the terminal, at the finding and for all of them", () => {
    const text = renderTerminal(result, { width: 80, color: false, ascii: false });
    const flat = text.replaceAll(/\s+/gu, " ");
    expect(flat).toContain(
      "ratio 1.200 by likeliest group, on the other side of 1 and of the rule's threshold",
    );
    expect(flat).toContain(
      "Inferred of 1 finding on groups given as probabilities, 1 has a ratio by likeliest group on the other side of 1 or of the rule's threshold",
    );
    expect(text.split("\n").filter((line) => width(line) > 80)).toEqual([]);
    expect(renderTerminal(publish(result), { width: 80, color: false, ascii: false })).not.toContain(
      "likeliest",
    );
  });

  it("has its figures in the last columns of findings.csv, which are empty elsewhere", () => {
    const read = (one: AuditResult): Record<string, string>[] =>
      parse(renderCsv(one), { columns: true, record_delimiter: "\r\n" });
    const [a, b] = ["A", "B"].map((group) => read(result).find((row) => row["group"] === group)!);
    const last = Object.keys(a!).slice(-7);
    expect(last).toEqual([
      "likeliest_people",
      "likeliest_numerator",
      "likeliest_denominator",
      "likeliest_rate",
      "likeliest_comparator_rate",
      "likeliest_difference",
      "likeliest_ratio",
    ]);
    expect(last.map((name) => a![name]!)).toEqual([
      "200",
      "120",
      "200",
      "0.6",
      "0.5",
      expect.stringMatching(/^0\.(?:1$|0999)/u),
      "1.2",
    ]);
    // The group that others are compared with has figures of its own, and no comparison.
    expect(last.map((name) => b![name]!)).toEqual(["100", "50", "100", "0.5", "", "", ""]);
    for (const one of [sampleResult(), publish(result)])
      for (const row of read(one)) expect(last.map((name) => row[name])).toEqual(last.map(() => ""));
  });

  it("keeps the verdict of the weighted ratio", () => {
    expect(finding.verdict).not.toBe("pass");
    expect(finding.comparison?.ratio.value).toBeLessThan(0.8);
  });

  it("says nothing of it in public", () => {
    const shown = publish(result);
    expect(shown.findings.some((one) => one.comparison !== null)).toBe(true);
    expect(JSON.stringify(shown)).not.toContain("likeliest");
    expect(renderMarkdown(shown)).not.toContain("likeliest");
  });
});

describe("the sentence on both ratios", () => {
  const beside = (weighted: number, likeliest: number | null): Finding => {
    const comparison = finding.comparison!;
    return {
      ...finding,
      comparison: {
        ...comparison,
        ratio: { ...comparison.ratio, value: weighted },
        likeliest: { comparator_rate: 0.5, difference: null, ratio: likeliest },
      },
    };
  };

  it.each([
    [0.9, 0.85, []],
    [0.9, 0.79, ["the rule's threshold"]],
    [0.9, 1.1, ["1"]],
    [1, 1.1, []],
    [0.7, 0.5, []],
    [0.8, 0.7999, ["the rule's threshold"]],
  ] as const)("names what lies between %d and %d: %j", (weighted, likeliest, apart) => {
    expect(between(beside(weighted, likeliest))).toEqual(apart);
    expect(likeliestSentence(beside(weighted, likeliest))[0]!.includes("depends")).toBe(apart.length > 0);
  });

  it("does without a ratio by likeliest group", () => {
    expect(likeliestSentence(beside(0.9, null))).toEqual([
      "Weighted by the probabilities the ratio is 0.900; with each row in its likeliest group there is none that could be shown.",
    ]);
  });

  it("is not there where the attribute has labels", () => {
    const labelled = sampleResult().findings;
    expect(labelled.length).toBeGreaterThan(10);
    expect(labelled.flatMap(likeliestSentence)).toEqual([]);
  });
});

describe("hostile names of groups", () => {
  it("add no cell and no line to the table", () => {
    const renamed = (name: (one: readonly string[], index: number) => readonly string[]): string =>
      renderMarkdown({
        ...result,
        families: result.families.map((one) => ({
          ...one,
          likeliest: HOSTILE.map((_, index) => ({ ...one.likeliest![0]!, group: name(["x"], index) })),
        })),
      });
    const shape = (text: string): readonly number[] =>
      text.split("\n").map((line) => line.split(" | ").length);
    const hostile = renamed((_, index) => [HOSTILE[index]!]);
    expect(shape(hostile)).toEqual(shape(renamed((_, index) => [`name ${index}`])));
    expect(hostile.replaceAll("\n", "").match(/[<>@\p{Cc}\u202e]|\]\(|https?:|www\./gu)).toBeNull();
  });
});
