import { describe, expect, test } from "vitest";
import { didYouMean } from "../../src/plan/nearest.js";
import { quoted } from "../../src/quoted.js";

describe("a name in a message", () => {
  test.each([
    ["age band", '"age band"'],
    ['say "hi" \\ there', '"say \\"hi\\" \\\\ there"'],
    ["a\nb\u001b[31m", '"a\\u{a}b\\u{1b}[31m"'],
    ["\u202Eevil\u2066", '"\\u{202e}evil\\u{2066}"'],
    ["zero\u200Bwidth\uFEFF", '"zero\\u{200b}width\\u{feff}"'],
    ["no\u00A0break", '"no\\u{a0}break"'],
    ["half \uD800", '"half \\u{d800}"'],
    ["Zoë 😀", '"Zoë 😀"'],
  ])("%j is shown as %s", (name, shown) => {
    expect(quoted(name)).toBe(shown);
  });

  test("is cut after sixty characters as a reader counts them", () => {
    expect(quoted("é".repeat(61))).toBe(`"${"é".repeat(60)}…"`);
    expect(quoted("😀".repeat(60))).toBe(`"${"😀".repeat(60)}"`);
    expect(quoted("😀".repeat(61))).toBe(`"${"😀".repeat(60)}…"`);
  });

  test("is cut also when it is one character with a thousand accents", () => {
    expect(quoted(`e${"\u0301".repeat(1000)}`).length).toBeLessThan(250);
  });
});

describe("did you mean", () => {
  test.each([
    ["gendr", ["gender", "region"], 'did you mean "gender"?'],
    ["treshold", ["threshold"], 'did you mean "threshold"?'],
    ["ofefred", ["offered"], 'did you mean "offered"?'],
    ["GENDER", ["gender"], 'did you mean "gender"?'],
    ["zzz", ["gender", "region"], 'known here: "gender", "region"'],
    ["zzz", [], null],
  ])("%s among %j: %s", (word, known, hint) => {
    expect(didYouMean(word, known)).toBe(hint);
  });
});
