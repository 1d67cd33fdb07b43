import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { renderCsv } from "../../src/report/csv.js";
import { forSpreadsheet } from "../../src/report/escape.js";
import { cutSigns } from "../../src/report/width.js";
import { sampleResult } from "./sample.js";

describe("findings.csv", () => {
  const result = sampleResult();
  const text = renderCsv(result);
  const [head, ...rows] = parse(text, { record_delimiter: "\r\n" }) as [string[], ...string[][]];
  const column = (name: string): readonly string[] => rows.map((row) => row[head.indexOf(name)]!);

  test("has a row for each finding, worst first, and then one for each group no rule judged", () => {
    const groups = result.families.reduce((sum, family) => sum + family.groups.length, 0);
    expect(column("finding").slice(0, result.findings.length)).toEqual(result.findings.map((one) => one.id));
    expect(
      new Set(rows.map((row) => `${row[head.indexOf("metric")]}|${row[head.indexOf("group")]}`)).size,
    ).toBeLessThanOrEqual(groups);
    expect(
      column("finding")
        .slice(result.findings.length)
        .every((id) => id === ""),
    ).toBe(true);
  });

  test("a reader gets every name back as it was written", () => {
    expect(column("group").slice(0, result.findings.length)).toEqual(
      result.findings.map((one) => forSpreadsheet(cutSigns(one.group.join(" x "), 1_000))),
    );
  });

  test("figures are numbers in full, and what does not exist is empty", () => {
    expect(column("ratio").slice(0, result.findings.length)).toEqual(
      result.findings.map((one) => String(one.comparison?.ratio.value ?? "")),
    );
    expect(column("difference")[1]).toMatch(/^-0\.\d{10,}$/u);
  });

  test("no cell is a formula", () => {
    const texts = rows.flat().filter((cell) => cell !== "" && Number.isNaN(Number(cell)));
    expect(texts.length).toBeGreaterThan(100);
    expect(texts.filter((cell) => /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u.test(cell))).toEqual([]);
  });

  test("has CRLF line ends, no raw line break inside a cell, and keeps its columns", () => {
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/u);
    expect(head.slice(0, 8)).toEqual([
      "finding",
      "verdict",
      "reason",
      "level",
      "rule",
      "metric",
      "attribute",
      "group",
    ]);
    expect(rows.every((row) => row.length === head.length)).toBe(true);
  });
});
