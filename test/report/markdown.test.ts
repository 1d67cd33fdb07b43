import { describe, expect, test } from "vitest";
import { renderMarkdown } from "../../src/report/markdown.js";
import { HARMLESS } from "./hostile.js";
import { sampleResult } from "./sample.js";

const shape = (text: string): readonly string[] =>
  text.split("\n").map((line) => line.replaceAll(/[^|]/gu, ""));

describe("report.md", () => {
  const hostile = renderMarkdown(sampleResult());
  const harmless = renderMarkdown(sampleResult(HARMLESS));

  test("hostile names add no line, no cell, no heading and no list item", () => {
    expect(shape(hostile)).toEqual(shape(harmless));
    const marks = (text: string): readonly (string | undefined)[] =>
      text.split("\n").map((line) => /^(?:#+ |- |\| |\*)?/u.exec(line)?.[0]);
    expect(marks(hostile)).toEqual(marks(harmless));
  });

  test("holds no raw HTML, link, mention or control", () => {
    expect(hostile).not.toMatch(/[<>@]|\]\(|https?:|www\.|[\p{Cc}--\n]|\u202e/v);
  });

  test("every row of a table has as many cells as its head", () => {
    let cells: number | null = null;
    for (const line of harmless.split("\n")) {
      const found = line.startsWith("|") ? line.split(" | ").length : null;
      if (found !== null && cells !== null) expect(found, line).toBe(cells);
      cells = found;
    }
  });

  test("shows verdicts first and limits last", () => {
    const heads = [...harmless.matchAll(/^## (.+)$/gmu)].map((match) => match[1]);
    expect(heads[0]).toBe("Summary");
    expect(heads.at(-1)).toBe("What this cannot show");
  });
});
