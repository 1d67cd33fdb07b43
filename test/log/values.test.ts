import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  asciiLower,
  dayNumber,
  dayText,
  decimalsOf,
  FALSE_SPELLINGS,
  readFlag,
  readNumber,
  readTime,
  TRUE_SPELLINGS,
  trimPadding,
} from "../../src/log/values.js";

describe("a flag", () => {
  it("is yes or no in a few spellings, whatever their case", () => {
    for (const text of TRUE_SPELLINGS)
      for (const one of [text, text.toUpperCase()]) expect(readFlag(one)).toBe(1);
    for (const text of FALSE_SPELLINGS)
      for (const one of [text, text.toUpperCase()]) expect(readFlag(one)).toBe(0);
  });

  it("is nothing else: not 2, on, ja, a full-width 1 or an empty text", () => {
    for (const text of ["", "2", "on", "off", "ja", "１", "-1", "01", "1.00", "yes ", "nil"])
      expect(readFlag(text)).toBeNull();
  });

  it("knows case of A to Z only: a Turkish dotted I is no i", () => {
    expect(asciiLower("TITLE İ Ä")).toBe("title İ Ä");
  });
});

describe("a number", () => {
  it("is what a point and an exponent make of digits", () => {
    const texts = [
      "0",
      "-0",
      "+5",
      "007",
      "5.",
      ".5",
      "-.25",
      "1e3",
      "1E-3",
      "2.5e+10",
      "123456789.123456789",
    ];
    for (const text of texts) expect(readNumber(text)).toBe(Number(text));
  });

  it("has no separators, units, blanks, hex, infinity or not-a-number", () => {
    const texts = [
      "",
      ".",
      "-",
      "1,5",
      "1 000",
      "1_000",
      "5%",
      "$5",
      "0x10",
      "1e",
      "e5",
      "1e400",
      "Infinity",
      "NaN",
      "１",
      "--1",
      "1.2.3",
      " 1",
      "0b1",
      "1n",
    ];
    for (const text of texts) expect(readNumber(text)).toBeNull();
  });

  it("has as many decimals as are written, its exponent taken off", () => {
    const cases = {
      "5": 0,
      "5.": 0,
      "1.50": 2,
      ".125": 3,
      "1e-5": 5,
      "1.5e1": 0,
      "1.25e1": 1,
      "-2.5e-3": 4,
      "1e3": 0,
      "+.5": 1,
    };
    for (const [text, decimals] of Object.entries(cases)) expect(decimalsOf(text)).toBe(decimals);
  });
});

describe("padding", () => {
  it("is spaces and tabs at both ends, and no other blank", () => {
    expect(trimPadding(" \t a b\t ")).toBe("a b");
    expect(trimPadding("\u00a0a\u3000")).toBe("\u00a0a\u3000");
    expect(trimPadding(" \t ")).toBe("");
  });
});

describe("a time", () => {
  it("is an ISO 8601 date, a time without a zone or a time with one", () => {
    const day = dayNumber(2026, 10, 31);
    const forms = {
      "2026-10-31": "date",
      "2026-10-31T14:05": "local",
      "2026-10-31 14:05:00": "local",
      "2026-10-31T14:05:00.123456789": "local",
      "2026-10-31T14:05:00,5": "local",
      "2026-10-31T23:59:60": "local",
      "2026-10-31T14:05:00Z": "zoned",
      "2026-10-31T14:05z": "zoned",
      "2026-10-31T14:05:00+02": "zoned",
      "2026-10-31T14:05:00-0930": "zoned",
      "2026-10-31T00:05:00+14:00": "zoned",
    };
    for (const [text, form] of Object.entries(forms)) expect(readTime(text)).toEqual({ day, form });
  });

  it("is no other order, no short form and no moment that does not exist", () => {
    const texts = [
      "",
      "31-10-2026",
      "10/31/2026",
      "20261031",
      "2026-1-1",
      "2026-13-01",
      "2026-00-10",
      "2026-02-30",
      "2026-10-00",
      "1900-02-29",
      "2026-10-31T24:00",
      "2026-10-31T12:60",
      "2026-10-31T12:00:61",
      "2026-10-31T",
      "2026-10-31T12",
      "2026-10-31Z",
      "1767225600",
      "2026-10-31T12:00+2",
    ];
    for (const text of texts) expect(readTime(text)).toBeNull();
  });

  it("keeps the calendar day as it is written, whatever the zone", () => {
    expect(dayText(readTime("2026-10-31T23:59:00-12:00")!.day)).toBe("2026-10-31");
  });

  it("counts days as the calendar does, for any year of four digits", () => {
    const date = fc.date({
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(date, (time) => {
        const text = time.toISOString().slice(0, 10);
        const day = Math.floor(time.getTime() / 86_400_000);
        expect(readTime(text)).toEqual({ day, form: "date" });
        expect(dayText(day)).toBe(text);
      }),
    );
  });

  it("takes the year 50 for the year 50", () => {
    expect(dayNumber(50, 1, 1)).toBe(Date.parse("0050-01-01T00:00:00Z") / 86_400_000);
  });

  it("knows a leap day where there is one", () => {
    expect([2024, 2000, 2023, 1900].map((year) => dayNumber(year, 2, 29) !== null)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
