import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  asciiOnly,
  forMarkdown,
  forSpreadsheet,
  forTerminal,
  oursForMarkdown,
  visible,
} from "../../src/report/escape.js";
import { HOSTILE } from "./hostile.js";

const anyText = fc.array(
  fc.oneof(fc.constantFrom(...HOSTILE.slice(0, -1)), fc.string({ unit: "binary" }), halves()),
  {
    maxLength: 4,
  },
);

function halves(): fc.Arbitrary<string> {
  return fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code));
}

const UNSEEN =
  /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200b-\u200c\u200e-\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0fff}]/u;

describe("visible", () => {
  test("spells out controls, direction marks, zero widths, tags and half surrogates", () => {
    expect(visible("a\u001b[31m")).toBe(String.raw`a\u{1b}[31m`);
    expect(visible("\u0085\u007f\r\n")).toBe(String.raw`\u{85}\u{7f}\u{d}\u{a}`);
    expect(visible("\u202ex\u2069\u200b\ufeff")).toBe(String.raw`\u{202e}x\u{2069}\u{200b}\u{feff}`);
    expect(visible("\u{e0041}\ud800")).toBe(String.raw`\u{e0041}\u{d800}`);
  });

  test("keeps ordinary names, emoji families and accents as they are", () => {
    for (const name of ["Zoë", "東京都", "👩‍👩‍👧‍👦", "👍🏽", "❤️", "e\u0301", "مريم", "C:\\temp"])
      expect(visible(name)).toBe(name);
  });

  test("a joiner outside an emoji is spelled out", () => {
    expect(visible("a\u200db")).toBe(String.raw`a\u{200d}b`);
  });

  test("marks piled on marks are spelled out after the fourth", () => {
    expect(visible("a\u0300\u0301\u0302\u0303\u0304")).toBe(
      `a\u0300\u0301\u0302\u0303${String.raw`\u{304}`}`,
    );
  });

  test("leaves nothing unseen, whatever comes in", () => {
    fc.assert(
      fc.property(anyText, (parts) => {
        expect(visible(parts.join(""))).not.toMatch(UNSEEN);
      }),
    );
  });

  test("names that differ stay different, also a name that spells an escape itself", () => {
    expect(visible("\u001b")).not.toBe(visible(String.raw`\u{1b}`));
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const [a, b] = [one.join(""), other.join("")];
        expect(visible(a) === visible(b)).toBe(a === b);
      }),
    );
  });
});

describe("forTerminal", () => {
  test("breaks the openings of build-server commands wherever they stand", () => {
    for (const name of HOSTILE) {
      expect(forTerminal(name)).not.toMatch(/::|##\w*\[|section_(?:start|end):/iu);
    }
  });

  test("in ASCII spells out everything else", () => {
    expect(forTerminal("Zoë 東", true)).toBe(String.raw`Zo\u{eb} \u{6771}`);
    expect(asciiOnly("👍")).toBe(String.raw`\u{1f44d}`);
  });
});

describe("forMarkdown", () => {
  test("leaves no character that begins markup, a link or a mention", () => {
    for (const name of HOSTILE) {
      expect(forMarkdown(name).replace(/&#\d+;/gu, "")).not.toMatch(/[<>@#[\]|`*~\\$\n\r]|^:|:(?! )|www\./u);
    }
  });

  test("reads back as the visible name", () => {
    for (const name of HOSTILE) {
      const read = forMarkdown(name).replace(/&#(\d+);/gu, (_, code: string) =>
        String.fromCodePoint(Number(code)),
      );
      expect(read).toBe(visible(name));
    }
  });

  test("leaves everyday ids readable", () => {
    expect(forMarkdown("offer_rate 25-44")).toBe("offer_rate 25-44");
    expect(forMarkdown("_x_ 1. x")).toBe("&#95;x&#95; 1. x");
    expect(forMarkdown("1. x")).toBe("&#49;. x");
    expect(forMarkdown("Plan: a b")).toBe("Plan: a b");
  });

  test("leaves no colon that could begin or end an emoji, a link, a command or a definition", () => {
    expect(forMarkdown(":smile: x :a: ")).toBe("&#58;smile: x &#58;a:&#32;");
    expect(forMarkdown(": x")).toBe("&#58; x");
    expect(forMarkdown("http:")).toBe("http&#58;");
    expect(forMarkdown("::set-env name=PATH:: x")).toBe("&#58;&#58;set-env name=PATH&#58;: x");
  });

  test("leaves in our own words what begins nothing before a space", () => {
    expect(oursForMarkdown("p < 0.001: a & b")).toBe("p < 0.001: a & b");
    expect(oursForMarkdown("<b> &lt; $x$ @me a|b")).toBe("&#60;b&#62; &#38;lt; &#36;x&#36; &#64;me a&#124;b");
  });
});

describe("forSpreadsheet", () => {
  test("puts an apostrophe before what would be a formula, and before nothing else", () => {
    for (const start of ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]) {
      expect(forSpreadsheet(`${start}1`)).toBe(`'${visible(`${start}1`)}`);
    }
    expect(forSpreadsheet("25-44")).toBe("25-44");
  });
});
