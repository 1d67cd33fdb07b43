import { describe, expect, test } from "vitest";
import { renderExplain } from "../../src/report/explain.js";
import { FORMATS } from "../../src/report/formats.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { renderTerminal } from "../../src/report/terminal.js";
import { KINDS, LIMITS } from "../../src/report/words-method.js";
import { reasonWords, REASONS, VERDICTS } from "../../src/report/words.js";
import { HARMLESS } from "./hostile.js";
import { sampleResult } from "./sample.js";

const FORBIDDEN = /\b(?:compliant|compliance|certified|bias-free|unbiased|discriminat\w*|fair|unfair)\b/iu;

describe("words", () => {
  test("every reason has a short form, a sentence and a way on", () => {
    for (const words of Object.values(REASONS)) {
      expect(words.short).toMatch(/^[a-z].{5,40}$/u);
      expect(words.sentence).toMatch(/^[A-Z].*\.$/su);
      expect(words.settle).toMatch(/^[A-Z].*\.$/su);
    }
  });

  test("too few events is no ground for waiting where no decision went otherwise", () => {
    const one = sampleResult(HARMLESS).findings.find(({ comparison }) => comparison !== null)!;
    const of = (comparator: number, ratio: number, name: "cohens_h" | "standardised_mean_difference") => ({
      ...one,
      verdict: "inconclusive" as const,
      reason: "thin" as const,
      comparison: {
        ...one.comparison!,
        comparator_rate: comparator,
        ratio: { ...one.comparison!.ratio, value: ratio },
        effect: { name, value: null },
      },
    });
    const alike = reasonWords(of(1, 1, "cohens_h"));
    expect(alike.short).not.toContain("too few");
    expect(alike.settle).toContain("More of the same would not change this.");
    // A few of the other kind may become many; and a mean of 1 is no share.
    expect(reasonWords(of(0.02, 1, "cohens_h"))).toBe(REASONS.thin);
    expect(reasonWords(of(1, 0.98, "cohens_h"))).toBe(REASONS.thin);
    expect(reasonWords(of(1, 1, "standardised_mean_difference"))).toBe(REASONS.thin);
    const result = { ...sampleResult(HARMLESS), findings: [of(1, 1, "cohens_h"), of(0.02, 1, "cohens_h")] };
    expect(renderMarkdown(result)).toContain(
      "inconclusive: 1 “every decision alike, nothing to compare”, 1 “too few events to lean on”",
    );
    expect(renderTerminal(result, { width: 80, color: false, ascii: false })).toContain(
      "every decision alike, nothing to compare",
    );
  });

  test("no report uses a word that says more than was found", async () => {
    const result = sampleResult(HARMLESS);
    const texts = [
      renderTerminal(result, { width: 80, color: false, ascii: false }),
      ...result.findings.map((finding) => renderExplain(result, finding)),
      ...(await Promise.all(FORMATS.map(async (format) => (await format.load())(result)))),
      JSON.stringify([REASONS, VERDICTS, KINDS, LIMITS]),
    ];
    for (const text of texts) expect(FORBIDDEN.exec(text)).toBeNull();
  });
});

describe("formats", () => {
  test("each has its own id and file name", () => {
    expect(new Set(FORMATS.map((format) => format.id)).size).toBe(FORMATS.length);
    expect(new Set(FORMATS.map((format) => format.file)).size).toBe(FORMATS.length);
  });

  test("the same result gives the same bytes", async () => {
    for (const format of FORMATS) {
      const render = await format.load();
      expect(render(sampleResult())).toBe(render(sampleResult()));
    }
  });
});
