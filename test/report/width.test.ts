import { describe, expect, test } from "vitest";
import {
  cutNames,
  cutSigns,
  fit,
  graphemes,
  hang,
  padEnd,
  padStart,
  width,
  wrap,
} from "../../src/report/width.js";

describe("width on a terminal", () => {
  test("wide signs take two columns, combining marks none, an emoji family two", () => {
    expect(width("abc")).toBe(3);
    expect(width("東京")).toBe(4);
    expect(width("e\u0301")).toBe(1);
    expect(width("👩‍👩‍👧‍👦")).toBe(2);
  });

  test("padding counts columns, not characters", () => {
    expect(padEnd("東", 4)).toBe("東  ");
    expect(padStart("e\u0301", 3)).toBe("  e\u0301");
  });
});

describe("cutting", () => {
  test("never cuts inside a grapheme or a spelled-out character", () => {
    expect(cutSigns("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2)).toBe("👩‍👩‍👧‍👦…");
    expect(cutSigns(String.raw`ab\u{1b}\u{7}cd`, 4)).toBe(String.raw`ab\u{1b}…`);
    expect([...graphemes(String.raw`a\u{202e}`)]).toEqual(["a", String.raw`\u{202e}`]);
  });

  test("leaves what fits alone", () => {
    expect(cutSigns("abc", 3)).toBe("abc");
    expect(fit("東京", 4)).toBe("東京");
  });

  test("fits into columns, ellipsis included", () => {
    expect(fit("東京都", 5)).toBe("東京…");
    expect(fit("abcdef", 5, "...")).toBe("ab...");
  });

  test("cuts each name of a crossed group, so that none is lost", () => {
    expect(cutNames(["a".repeat(100), "65+"], 60)).toMatch(/^a+… x 65\+$/u);
    expect(cutNames(["female", "65+"], 60)).toBe("female x 65+");
  });

  test("a very long name is cut without being read to its end", () => {
    expect(width(cutSigns("x".repeat(10_000_000), 60))).toBe(60);
    expect(width(fit("x".repeat(10_000_000), 60))).toBe(60);
  });
});

describe("wrapping", () => {
  test("breaks at spaces, and inside a word only where it alone is too wide", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("abcdefgh ij", 4)).toEqual(["abcd", "efgh", "ij"]);
  });

  test("hangs the text under its label", () => {
    expect(hang("Data  ", "one two three", 13)).toEqual(["Data  one two", "      three"]);
  });
});
