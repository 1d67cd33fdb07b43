import { describe, expect, test } from "vitest";
import { renderExplain } from "../../src/report/explain.js";
import { FORMATS } from "../../src/report/formats.js";
import { renderTerminal } from "../../src/report/terminal.js";
import { KINDS, LIMITS } from "../../src/report/words-method.js";
import { REASONS, VERDICTS } from "../../src/report/words.js";
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
