import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { renderJunit } from "../../src/report/junit.js";
import { allFindings, buildSample, IDS, isExcused, obeyed, UNSEEN } from "./build-sample.js";
import { HARMLESS, HOSTILE } from "./hostile.js";
import { sampleResult } from "./sample.js";

const xsd = readFileSync(new URL("schemas/junit-10.xsd", import.meta.url), "utf8");

const check = (contents: string) =>
  validateXML({
    xml: { fileName: "junit.xml", contents },
    schema: { fileName: "junit-10.xsd", contents: xsd },
  });

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const plain = (text: string): string => text.replace(/&(\w+);/gu, (_, name: string) => ENTITIES[name]!);

interface Case {
  readonly name: string;
  readonly state: string;
  readonly message: string;
}

/** Every case by the id at the end of its name. */
function cases(text: string): ReadonlyMap<string, Case> {
  const found = text.matchAll(
    /<testcase classname="[^"]*" name="([^"]*)"(?:\/>|>\s*<(failure|skipped)(?: type="[^"]*")? message="([^"]*)">)/gu,
  );
  return new Map(
    [...found].map(([, name, state = "pass", message = ""]) => [
      /\(([^()]+)\)$/u.exec(plain(name!))![1]!.split(", ")[1]!,
      { name: plain(name!), state, message: plain(message) },
    ]),
  );
}

const result = buildSample();
const text = renderJunit(result);
const found = cases(text);

describe("JUnit XML", () => {
  test.each([
    ["hostile names", buildSample()],
    ["harmless names", buildSample(HARMLESS)],
    ["every control and non-character", buildSample(controls())],
    ["nothing found", { ...sampleResult(HARMLESS), findings: [], proxies: null }],
  ])("is valid: %s", async (_, one) => {
    const { valid, errors } = await check(renderJunit(one));
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
  });

  test("is held against a schema that refuses what is wrong", async () => {
    expect((await check(text.replaceAll("<skipped", "<left").replaceAll("</skipped", "</left"))).valid).toBe(
      false,
    );
    expect((await check(text.replace("Breach", "Brea\u0001ch"))).valid).toBe(false);
    expect((await check(text.replace("Breach", "Brea&ch"))).valid).toBe(false);
  });

  test("passes only what is within its rule, and fails only breaches that count at level error", () => {
    const expected = allFindings(result).map((finding) => {
      const { verdict, level, id } = finding;
      const failed = verdict === "fail" && level === "error" && !isExcused(finding);
      return [id, verdict === "pass" ? "pass" : failed ? "failure" : "skipped"] as const;
    });
    expect(new Map([...found].map(([id, { state }]) => [id, state]))).toEqual(
      // Of the question that two rules ask the second is a warning, and the later one in the map.
      new Map(expected),
    );
    expect(new Set(expected.map(([, state]) => state)).size).toBe(3);
  });

  test("says of an excused breach first by whose word it is not counted", () => {
    expect(found.get(IDS.waived)).toMatchObject({ state: "skipped" });
    expect(found.get(IDS.waived)!.message).toMatch(
      /^waived until 2026-12-31 by .*Breach of the plan's rule/u,
    );
    expect(found.get("EP-aaaaaaa2")!.message).toMatch(/^justified by the plan until 2027-03-31/u);
  });

  test("says of a breach at level warn that it is one, and does not fail", () => {
    expect(found.get(IDS.warned)!.message).toMatch(
      /^Breach of the plan's rule: .* does not fail the gate\.$/u,
    );
    expect(found.get(IDS.off)!.message).toMatch(
      /^Breach of the plan's rule: .*No rule of the plan hangs on it\.$/u,
    );
  });

  test("says why a case is left out", () => {
    const begins = { inconclusive: "Inconclusive: ", not_judged: "Not judged: " };
    const wrong = allFindings(result).filter(
      ({ id, verdict }) =>
        (verdict === "inconclusive" || verdict === "not_judged") &&
        found.get(id)?.message.startsWith(begins[verdict]) !== true,
    );
    expect(wrong).toEqual([]);
  });

  test("has a suite for each family and for the features of each attribute, and counts what is in it", () => {
    const suites = [
      ...text.matchAll(
        /<testsuite name="([^"]*)" tests="(\d+)" failures="(\d+)" errors="0" skipped="(\d+)">(.*?)<\/testsuite>/gsu,
      ),
    ];
    const families = new Set(result.findings.map(({ family }) => family));
    expect(suites.map((suite) => suite[1])).toEqual([...families, "features by race"]);
    for (const [, name, tests, failures, skipped, inside] of suites) {
      expect([name, inside!.match(/<testcase /gu)?.length]).toEqual([name, Number(tests)]);
      expect([name, inside!.match(/<failure /gu)?.length ?? 0]).toEqual([name, Number(failures)]);
      expect([name, inside!.match(/<skipped /gu)?.length ?? 0]).toEqual([name, Number(skipped)]);
    }
    const total = suites.reduce((sum, suite) => sum + Number(suite[2]), 0);
    expect(text).toContain(`<testsuites name="evenhand" tests="${total}"`);
    expect(total).toBe(allFindings(result).length);
  });

  test("no two cases have the same name", () => {
    const names = [...text.matchAll(/<testcase classname="([^"]*)" name="([^"]*)"/gu)].map(
      (one) => `${one[1]} ${one[2]}`,
    );
    expect(new Set(names).size).toBe(names.length);
  });

  test("no name makes elements, does anything in a log, or attaches a file", async () => {
    const attacks = [
      "]]>",
      "<!--",
      "<![CDATA[x]]>",
      "&amp;&#0;",
      "[[ATTACHMENT|/etc/passwd]]",
      "[[[ATTACHMENT|x]]]",
    ];
    const attacked = renderJunit(buildSample([...attacks, ...HOSTILE.slice(attacks.length)]));
    const elements = (xml: string): readonly string[] =>
      [...xml.matchAll(/<\/?[\w-]+/gu)].map(([tag]) => tag);
    expect(elements(attacked)).toEqual(elements(renderJunit(buildSample(HARMLESS))));
    expect((await check(attacked)).errors).toEqual([]);
    expect(attacked).not.toContain("[[");
    expect(UNSEEN.exec(text)).toBeNull();
    expect(obeyed(text)).toEqual([]);
  });
});

function controls(): readonly string[] {
  const codes = [...Array(0x20).keys(), 0x7f, 0x85, 0x9f, 0xd800, 0xdfff, 0xfffe, 0xffff, 0x1fffe, 0x10ffff];
  return codes.map((code) => `a${String.fromCodePoint(code)}b`);
}
