import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html.js";
import { HARMLESS } from "./hostile.js";
import { evenhand, folder } from "../cli/run.js";
import type { Estimate } from "../../src/model.js";
import { assuredResult } from "./sample-assurance.js";
import { sampleResult } from "./sample.js";

function tags(page: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [, tag] of page.matchAll(/<\/?([a-z!][a-z0-9-]*)/giu)) found[tag!] = (found[tag!] ?? 0) + 1;
  return found;
}

function attributes(page: string): number {
  return [...page.matchAll(/<[^>]*>/gu)].join("").split('="').length;
}

/** Tags that close nothing open, or stay open. */
function unpaired(page: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, close, tag = "", self] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/gu)) {
    if (self === "/") continue;
    // Cells and rows have no ends of their own: HTML implies them.
    if (["td", "th", "tr"].includes(tag)) {
      if (close === "/") wrong.push(tag);
    } else if (close !== "/") open.push(tag);
    else if (open.pop() !== tag) wrong.push(tag);
  }
  return [...wrong, ...open];
}

test("a drawing marks with an arrow at its edge what goes on beyond the scale", () => {
  const sample = sampleResult(HARMLESS);
  const finding = sample.findings.find((one) => one.verdict === "fail")!;
  const strip = (ratio: Partial<Estimate>): string => {
    const comparison = { ...finding.comparison!, ratio: { ...finding.comparison!.ratio, ...ratio } };
    const html = renderHtml({ ...sample, findings: [{ ...finding, comparison }] });
    return /<svg viewBox="0 0 160 18"[\s\S]*?<\/svg>/u.exec(html)![0];
  };
  const [left, right] = ["M6 5L2 9l4 4", "M154 5L158 9l-4 4"];
  expect(strip({ value: 0.7, low: 0.6, high: 0.8 })).not.toMatch(/L2 9|L158 9/u);
  expect(strip({ value: 0.7, low: 0.1, high: 0.8 })).toContain(left);
  expect(strip({ value: 0.7, low: 0.6, high: null })).toContain(right);
  expect(strip({ value: 9, low: null, high: null })).toContain(right);
  const plots = renderHtml({
    ...sample,
    findings: sample.findings.map((one) => ({
      ...one,
      comparison: one.comparison && { ...one.comparison, ratio: { ...one.comparison.ratio, low: 0.1 } },
    })),
  });
  expect(/<svg class="p"[\s\S]*?<\/svg>/u.exec(plots)![0]).toMatch(/M6 \d+L2 \d+l4 4/u);
});

describe("report.html", () => {
  const hostile = renderHtml(assuredResult());
  const harmless = renderHtml(assuredResult(HARMLESS));

  test("hostile names create no element and no attribute", () => {
    expect(tags(hostile)).toEqual(tags(harmless));
    expect(attributes(hostile)).toBe(attributes(harmless));
  });

  test("elements open and close in pairs, but for cells and rows", () => {
    expect(unpaired(harmless)).toEqual([]);
    expect(unpaired(hostile)).toEqual([]);
  });

  test("asks for nothing from anywhere and allows only its own style", () => {
    const inside = [...hostile.matchAll(/<[^>]*>/gu)].join("\n");
    expect(
      inside.match(/<(?:script|link|iframe|object|base)|\s(?:src|style|on[a-z]+)=|href="(?!#).*/giu),
    ).toBeNull();
    const style = /<style>(.*)<\/style>/su.exec(hostile)![1]!;
    const hash = createHash("sha256").update(style).digest("base64");
    expect(hostile.includes(`content="default-src 'none'; style-src 'sha256-${hash}'`)).toBe(true);
  });

  test("shows no control or direction character raw", () => {
    expect(
      hostile.replaceAll("\n", "").match(/\p{Cc}|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/gu),
    ).toBeNull();
  });

  test("every drawing says in words what it shows", () => {
    const drawings = [...harmless.matchAll(/<svg[^>]*>/gu)].map((match) => match[0]);
    expect(drawings.length).toBeGreaterThan(5);
    for (const drawing of drawings)
      expect(drawing).toMatch(
        /role="img" aria-label="(?:(?:Ratio|No ratio)[^"]+rule asks for|AUC [^"]+drawn from 0.5 to 1|[^"]+, drawn; the figures are in the table")/u,
      );
  });

  test("every link leads to a section of the page", () => {
    for (const [, id] of harmless.matchAll(/href="#([^"]+)"/gu))
      expect(harmless.includes(`<section id="${id}"`)).toBe(true);
  });

  test("the sections stand in the order of what a reader needs first", () => {
    const ids = [...harmless.matchAll(/<section id="([^"]+)"/gu)].map((match) => match[1]);
    expect(ids).toEqual(
      "summary actions findings groups overview local-law-144 proxies data method waivers reproduction record limits".split(
        " ",
      ),
    );
  });

  test("its title and its first heading begin with the verdict", () => {
    const first = "Gate not met: 2 gated breaches · ";
    expect(harmless).toContain(`<title>${first}Spring retention offers</title>`);
    expect(/<h1[^>]*>([^<]*)/u.exec(harmless)![1]).toBe(first);
  });

  test("passes and what was not judged are folded, breaches and inconclusive ones are not", () => {
    const folded = [...harmless.matchAll(/<details>([\s\S]*?)<\/details>/gu)]
      .map((match) => match[1]!)
      .join();
    const unfolded = harmless.replace(/<details>[\s\S]*?<\/details>/gu, "");
    const result = assuredResult(HARMLESS);
    const section = (page: string): string => /<section id="findings"[\s\S]*?<\/section>/u.exec(page)![0];
    for (const { id, verdict } of result.findings)
      if (verdict === "fail" || verdict === "inconclusive") expect(section(unfolded)).toContain(id);
      else {
        expect(section(unfolded)).not.toContain(id);
        expect(folded).toContain(id);
      }
  });

  test("a month of decisions makes a page of less than 300 KB", async () => {
    const month = ["audit", "fixtures/month/decisions.csv", "--plan", "fixtures/month/evenhand.yaml"];
    const { stdout, code } = await evenhand([...month, "--format", "html", "--output", folder()]);
    expect(code).toBe(1);
    expect(stdout).toContain("<title>Gate not met: 3 breaches · Offer engine</title>");
    expect(Buffer.byteLength(stdout)).toBeLessThan(300_000);
  });
});
