import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderSarifForGithub } from "../../src/report/sarif-github.js";
import { renderSarif } from "../../src/report/sarif.js";
import { allFindings, buildSample, IDS, isExcused, obeyed, UNSEEN } from "./build-sample.js";
import { HARMLESS, HOSTILE } from "./hostile.js";
import { sampleResult } from "./sample.js";

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly kind: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [
    {
      readonly physicalLocation: {
        readonly artifactLocation: { readonly uri: string };
        readonly region: { readonly startLine: number };
      };
    },
  ];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions: readonly {
    readonly kind: string;
    readonly status: string;
    readonly justification: string;
  }[];
}

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly Result[];
      readonly invocations: readonly [{ readonly exitCode: number }];
    },
  ];
}

const {
  $schema: _,
  id: __,
  ...schema
} = JSON.parse(readFileSync(new URL("schemas/sarif-2.1.0-rtm.5.json", import.meta.url), "utf8")) as Record<
  string,
  unknown
>;
// Written in draft 4, of which it uses nothing that draft 7 reads otherwise but the two keys taken off.
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
(addFormats as unknown as (ajv: Ajv) => void)(ajv);
const validate = ajv.compile(schema);

const parsed = (text: string): Log => JSON.parse(text) as Log;
const resultsOf = (text: string): readonly Result[] => parsed(text).runs[0].results;
const result = buildSample();
const found = resultsOf(renderSarif(result));
const byId = (id: string, among = found): Result =>
  among.find((one) => one.partialFingerprints["evenhandFinding/v1"] === id)!;

/** A plain text message as SARIF 2.1.0 has it shown; null where it holds a placeholder or a link. */
function shown(text: string): string | null {
  if (/\[[^[\]]*\]\(/u.test(text)) return null;
  const rest = text.replaceAll(/\{\{|\}\}/gu, "");
  return /[{}]/u.test(rest) ? null : text.replaceAll("{{", "{").replaceAll("}}", "}");
}

describe("SARIF", () => {
  test.each([
    ["hostile names", buildSample()],
    ["harmless names", buildSample(HARMLESS)],
    ["nothing found", { ...sampleResult(HARMLESS), findings: [], proxies: null }],
  ])("is valid SARIF 2.1.0: %s", (_name, one) => {
    for (const render of [renderSarif, renderSarifForGithub]) {
      validate(JSON.parse(render(one)));
      expect(validate.errors).toBeNull();
    }
  });

  test("is held against a schema that refuses what is wrong", () => {
    const log = parsed(renderSarif(result));
    expect(validate({ ...log, version: "2.0.0" })).toBe(false);
    expect(validate({ ...log, runs: [{ ...log.runs[0], results: [{ ...found[0], kind: "passed" }] }] })).toBe(
      false,
    );
  });

  test("has one result for each finding on groups and on features, under its id", () => {
    expect(found.map((one) => one.partialFingerprints["evenhandFinding/v1"])).toEqual(
      allFindings(result).map(({ id }) => id),
    );
  });

  test("says each verdict in its own kind, and a level only of a breach", () => {
    const kinds = { fail: "fail", inconclusive: "open", not_judged: "notApplicable", pass: "pass" };
    const levels = { error: "error", warn: "warning", off: "note" };
    expect(found.map(({ kind, level }) => [kind, level])).toEqual(
      allFindings(result).map(({ verdict, level }) => [
        kinds[verdict],
        verdict === "fail" ? levels[level] : "none",
      ]),
    );
    expect(new Set(found.map(({ kind }) => kind)).size).toBe(4);
    expect(new Set(found.map(({ level }) => level)).size).toBe(4);
  });

  test("has one rule for each rule of the plan, and one for each that findings name beside them", () => {
    const ids = parsed(renderSarif(result)).runs[0].tool.driver.rules.map(({ id }) => id);
    expect(ids).toEqual(["four_fifths", "watch", "proxy-1", "no-rule", "proxy-2", "proxy-3"]);
    expect(found.filter((one) => ids[one.ruleIndex] !== one.ruleId)).toEqual([]);
  });

  test("suppresses what is waived or justified, with the reason, and nothing else", () => {
    expect(found.map(({ suppressions }) => suppressions.length > 0)).toEqual(
      allFindings(result).map(isExcused),
    );
    for (const { suppressions } of found.filter((one) => one.suppressions.length > 0))
      expect(suppressions).toMatchObject([{ kind: "external", status: "accepted" }]);
    expect(byId(IDS.waived).suppressions[0]!.justification).toMatch(/^waived until 2026-12-31 by /u);
    expect(byId(IDS.waived).kind).toBe("fail");
    expect(byId("EP-aaaaaaa2").suppressions[0]!.justification).toMatch(
      /^justified by the plan until 2027-03-31/u,
    );
  });

  test("places a finding at the line of its rule in the plan, and at line 1 without one", () => {
    const line = (id: string): number => byId(id).locations[0].physicalLocation.region.startLine;
    expect([line(IDS.waived), line(IDS.warned), line(IDS.off), line(IDS.twice)]).toEqual([31, 36, 1, 1]);
    const rules = result.plan.proxies.rules.map((rule) => ({ ...rule, line: 44 }));
    const placed = { ...result, plan: { ...result.plan, proxies: { ...result.plan.proxies, rules } } };
    const again = resultsOf(renderSarif(placed));
    expect(byId(IDS.twice, again).locations[0].physicalLocation.region.startLine).toBe(44);
  });

  test("writes the plan's path as a URI", () => {
    const uri = (planPath: string): string =>
      resultsOf(renderSarif(result, { planPath }))[0]!.locations[0].physicalLocation.artifactLocation.uri;
    expect(uri("./audits/my plan#1.yaml")).toBe("audits/my%20plan%231.yaml");
    expect(uri("audits\\a.yaml")).toBe("audits/a.yaml");
    expect(uri("javascript:alert(1)")).toMatch(/^javascript%3Aalert/u);
    expect(byId(IDS.waived).locations[0].physicalLocation.artifactLocation.uri).toBe("evenhand.yaml");
  });

  test("gives GitHub the finding's id to tell findings on one line apart", () => {
    expect(found.every((one) => one.partialFingerprints["primaryLocationLineHash"] !== undefined)).toBe(true);
    expect(byId(IDS.warned).partialFingerprints["primaryLocationLineHash"]).toBe(IDS.warned);
  });

  test("no name makes a link or a placeholder of a message", () => {
    const attacks = ["[a](1)", "x](https://example.com)", "{0}", "{{1}}", "}{", "[b][c](2)"];
    const messages = resultsOf(renderSarif(buildSample([...attacks, ...HOSTILE]))).map(
      ({ message }) => message.text,
    );
    expect(messages.filter((text) => shown(text) === null)).toEqual([]);
    expect(messages.some((text) => shown(text)!.includes("{0}"))).toBe(true);
    expect(shown("see [a](1)")).toBeNull();
    expect(shown("a {0}")).toBeNull();
  });

  test("no name changes anything but text, or does anything in a log", () => {
    const text = renderSarif(result);
    expect(UNSEEN.exec(text)).toBeNull();
    expect(obeyed(text)).toEqual([]);
    expect(text.split("\n").length).toBe(renderSarif(buildSample(HARMLESS)).split("\n").length);
  });
});

describe("SARIF for GitHub code scanning", () => {
  const alerts = resultsOf(renderSarifForGithub(result));

  test("holds breaches only, for every result becomes an alert", () => {
    const breaches = allFindings(result).filter(({ verdict }) => verdict === "fail");
    expect(alerts.map((one) => one.partialFingerprints["evenhandFinding/v1"])).toEqual(
      breaches.map(({ id }) => id),
    );
    expect(breaches.length).toBeLessThan(found.length);
  });

  test("lowers what is waived or justified to a note, for suppressions are not looked at", () => {
    expect(byId(IDS.waived, alerts).level).toBe("note");
    expect(byId("EP-aaaaaaa2", alerts).level).toBe("note");
    expect(byId(IDS.waived, alerts).message.text).toContain("Waived until 2026-12-31");
    expect(byId(IDS.warned, alerts).level).toBe("warning");
    expect(alerts[0]!.level).toBe("error");
  });
});
