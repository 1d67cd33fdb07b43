import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html.js";
import { HARMLESS } from "./hostile.js";
import { sampleResult } from "./sample.js";

function tags(page: string): Readonly<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [, tag] of page.matchAll(/<\/?([a-z!][a-z0-9-]*)/giu)) found[tag!] = (found[tag!] ?? 0) + 1;
  return found;
}

describe("report.html", () => {
  const hostile = renderHtml(sampleResult());
  const harmless = renderHtml(sampleResult(HARMLESS));

  test("hostile names create no element and no attribute", () => {
    expect(tags(hostile)).toEqual(tags(harmless));
    const attributes = (page: string): number => [...page.matchAll(/<[^>]*>/gu)].join("").split('="').length;
    expect(attributes(hostile)).toBe(attributes(harmless));
  });

  test("elements open and close in pairs", () => {
    const open: string[] = [];
    for (const [, close, tag, self] of harmless.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/gu)) {
      if (self === "/" || tag === "meta") continue;
      if (close === "/") expect(open.pop()).toBe(tag);
      else open.push(tag!);
    }
    expect(open).toEqual([]);
  });

  test("asks for nothing from anywhere and allows only its own style", () => {
    expect(hostile).not.toMatch(/<script|<link|<iframe|\ssrc=|\son[a-z]+=|\sstyle=|href="(?!#)/iu);
    const style = /<style>(.*)<\/style>/su.exec(hostile)![1]!;
    const hash = createHash("sha256").update(style).digest("base64");
    expect(hostile).toContain(
      `default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`.replaceAll("&#39;", "'"),
    );
  });

  test("shows no control or direction character raw", () => {
    expect(hostile).not.toMatch(/[\p{Cc}--\n]|[\u202a-\u202e\u2066-\u2069\u200b\ufeff]/v);
  });

  test("every drawing says in words what it shows", () => {
    const drawings = [...harmless.matchAll(/<svg[^>]*>/gu)].map((match) => match[0]);
    expect(drawings.length).toBeGreaterThan(5);
    for (const drawing of drawings)
      expect(drawing).toMatch(/role="img" aria-label="(?:Ratio|No ratio)[^"]+rule asks for/u);
  });

  test("every link leads to a section of the page", () => {
    for (const [, id] of harmless.matchAll(/href="#([^"]+)"/gu))
      expect(harmless).toContain(`<section id="${id}"`);
  });
});
