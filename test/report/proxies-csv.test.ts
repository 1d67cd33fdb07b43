import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import { forSpreadsheet } from "../../src/report/escape.js";
import { renderProxiesCsv } from "../../src/report/proxies-csv.js";
import { cutSigns } from "../../src/report/width.js";
import { HOSTILE } from "./hostile.js";
import { sampleResult } from "./sample.js";
import { sampleProxies } from "./sample-proxies.js";

const table = (text: string): string[][] => parse(text, { record_delimiter: "\r\n" }) as string[][];
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/u;

describe("proxies.csv", () => {
  const result = sampleResult();
  const { pairs } = result.proxies!;
  const text = renderProxiesCsv(result);
  const [head, ...rows] = table(text) as [string[], ...string[][]];
  const column = (name: string): readonly string[] => rows.map((row) => row[head.indexOf(name)]!);

  test("has a row a pair, in their order, and as many cells in each as in the head", () => {
    expect(column("id")).toEqual(pairs.map((pair) => pair.id));
    expect(column("verdict")).toEqual(pairs.map((pair) => pair.verdict));
    expect(rows.every((row) => row.length === head.length)).toBe(true);
  });

  test("a reader gets every name back as it was written", () => {
    expect(column("feature")).toEqual(pairs.map((pair) => forSpreadsheet(cutSigns(pair.feature, 1_000))));
  });

  test("figures are numbers in full, and what does not exist is empty", () => {
    expect(column("auc_low")).toEqual(pairs.map((pair) => String(pair.worst?.auc.low ?? "")));
    expect(column("q_strength")).toEqual(pairs.map((pair) => String(pair.q_strength)));
    expect(column("group_told_best")[5]).toBe("");
  });

  test("transmission is that of the established gap, never of one without a share", () => {
    expect(column("transmission_metric").slice(0, 3)).toEqual(["offer_rate", "offer_rate", ""]);
    expect(column("transmission_share").slice(0, 3)).toEqual(["0.62", "0.62", ""]);
    expect(column("overlap").slice(0, 3)).toEqual(["0.97", "0.97", ""]);
  });

  test("a justification that has expired does not read like one that holds", () => {
    expect(column("justified").slice(0, 4)).toEqual(["", "yes", "expired", ""]);
  });

  test.each(HOSTILE.map((name, index) => [index, name] as const))(
    "no cell is a formula, with hostile name %i everywhere",
    (_, name) => {
      const cells = table(renderProxiesCsv({ ...result, proxies: sampleProxies([name]) })).flat();
      const texts = cells.filter((cell) => cell !== "" && Number.isNaN(Number(cell)));
      expect(texts.filter((cell) => FORMULA.test(cell))).toEqual([]);
    },
  );

  test("has CRLF line ends and no raw line break inside a cell", () => {
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/u);
  });

  test("is its head alone where nothing was examined", () => {
    expect(renderProxiesCsv({ ...result, proxies: null })).toBe(`${head.join(",")}\r\n`);
  });
});
