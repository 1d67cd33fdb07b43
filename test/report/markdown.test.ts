import { describe, expect, test } from "vitest";
import { renderMarkdown } from "../../src/report/markdown.js";
import { HARMLESS } from "./hostile.js";
import { assuredResult } from "./sample-assurance.js";

const shape = (text: string): readonly string[] =>
  text.split("\n").map((line) => line.replaceAll(/[^|]/gu, ""));

const marks = (text: string): readonly (string | undefined)[] =>
  text.split("\n").map((line) => /^(?:#+ |- |\| |\*)?/u.exec(line)?.[0]);

describe("report.md", () => {
  const hostile = renderMarkdown(assuredResult());
  const harmless = renderMarkdown(assuredResult(HARMLESS));

  test("hostile names add no line, no cell, no heading and no list item", () => {
    expect(shape(hostile)).toEqual(shape(harmless));
    expect(marks(hostile)).toEqual(marks(harmless));
  });

  test("holds no raw HTML, link, mention or control", () => {
    // No tag begins with a space.
    expect(hostile.replaceAll("\n", "").match(/<(?! )|[>@\p{Cc}\u202e]|\]\(|https?:|www\./gu)).toBeNull();
  });

  test("every row of a table has as many cells as its head", () => {
    const tables = harmless.split("\n\n").filter((part) => part.startsWith("| "));
    const cells = tables.map(
      (table) => new Set(table.split("\n").map((line) => line.split(" | ").length)).size,
    );
    expect(cells.length).toBeGreaterThan(10);
    expect(new Set(cells)).toEqual(new Set([1]));
  });

  test("shows verdicts first and limits last", () => {
    const heads = [...harmless.matchAll(/^## (.+)$/gmu)].map((match) => match[1]);
    expect(heads[0]).toBe("Verdict");
    expect(heads.at(-1)).toBe("Glossary, and what this cannot show");
  });
});
