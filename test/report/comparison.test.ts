import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { AuditResult, ResultComparison } from "../../src/model.js";
import { compareResults } from "../../src/policy/compare-results.js";
import { renderComparisonMarkdown } from "../../src/report/comparison-markdown.js";
import { renderComparison } from "../../src/report/comparison-terminal.js";
import { renderJson } from "../../src/report/json.js";
import { width } from "../../src/report/width.js";
import { STATES, STATES_WORST_FIRST } from "../../src/report/words-comparison.js";
import { WORST_FIRST } from "../../src/policy/compare-results.js";
import { october, resealed, september } from "../policy/months.js";
import { HARMLESS, HOSTILE } from "./hostile.js";
import { sampleResult } from "./sample.js";

const PLAIN = { width: 80, color: false, ascii: false, failed: null } as const;

/** The sample and a month later: other figures, other rules, another metric, and names as asked. */
function comparison(names: readonly string[]): ResultComparison {
  const now = sampleResult(names);
  const turned = now.findings.map((one, index): AuditResult["findings"][number] =>
    index % 3 === 0 ? { ...one, verdict: "fail", waived: index % 2 === 0 } : one,
  );
  const old = resealed({
    ...now,
    plan: {
      ...now.plan,
      system: { ...now.plan.system, name: names[0]!, purpose: names[1]! },
      rules: now.plan.rules.map((rule) => ({ ...rule, threshold: 0.75 })),
      metrics: [...now.plan.metrics, { ...now.plan.metrics[0]!, id: names[2]!, title: names[3]! }],
    },
    period: { asked: names[4]!, first_day: "2026-09-01", last_day: "2026-09-30" },
    findings: now.findings.map((one, index) =>
      index % 5 === 0 ? { ...one, expected: { operator: ">=", threshold: 0.75 } } : one,
    ),
  });
  return compareResults(old, resealed({ ...now, findings: turned }), "0.1.0");
}

describe("the comparison on the terminal", () => {
  test.each([40, 60, 80, 132])("is nowhere wider than %d columns, whatever the names", (columns) => {
    for (const names of [HOSTILE, HARMLESS]) {
      const text = renderComparison(comparison(names), { ...PLAIN, width: columns });
      expect(text.split("\n").filter((line) => width(line) > columns)).toEqual([]);
      expect(text.length).toBeGreaterThan(1_000);
    }
  });

  test("lets no control, direction sign or command of a build server out", () => {
    const text = renderComparison(comparison(HOSTILE), PLAIN);
    expect(
      text.replaceAll("\n", "").match(/[\p{Cc}\u202e\u2066\u200b]|::set|##vso|section_start:/gu),
    ).toBeNull();
  });

  test("is plain ASCII where it is asked for", () => {
    expect(renderComparison(comparison(HOSTILE), { ...PLAIN, ascii: true })).toMatch(/^[ -~\n]*$/);
  });

  test("lists states worst first, and folds what shows no change to a count", () => {
    const text = renderComparison(comparison(HARMLESS), PLAIN);
    const heads = [...text.matchAll(/^([A-Z ]+): \d/gm)].map((match) => match[1]!);
    const order = STATES_WORST_FIRST.map((state) => STATES[state].label.toUpperCase());
    expect(heads.length).toBeGreaterThan(2);
    expect(heads).toEqual(order.filter((label) => heads.includes(label)));
    expect(heads.at(-1)).toBe("NO CHANGE SHOWN");
    expect(text).toMatch(/NO CHANGE SHOWN: \d+\n {2}\d+ within the rule in both, \d+ not judged in either\./);
  });

  test("says above everything that other rules were used, and what changed of the plan below", () => {
    const text = renderComparison(comparison(HARMLESS), PLAIN);
    expect(text.indexOf("judged by different rules")).toBeLessThan(text.indexOf("NEW BREACH"));
    expect(text).toContain("rules.0.threshold: 0.75 is now 0.8");
    expect(text).toContain("metrics removed: name2");
    expect(text.replaceAll(/\s+/gu, " ")).toContain("rule: at least 0.75, now at least 0.8");
  });

  test("marks what is waived", () => {
    expect(renderComparison(comparison(HARMLESS), PLAIN)).toContain("breach of the plan's rule (waived)");
  });

  test("tells the whole story of a levelled-down gap in numbers", () => {
    const text = renderComparison(
      compareResults(
        september({ a: [4000, 2000], b: [4000, 800] }),
        october({ a: [4000, 1300], b: [4000, 800] }),
        "0.1.0",
      ),
      { ...PLAIN, failed: { states: ["levelled_down"], found: 1 } },
    );
    expect(text).toContain("LEVELLED DOWN: 1");
    expect(text).toMatch(/ b +0\.400 +0\.615 +\+0\.215 +\+0\.162 to \+0\.271/);
    expect(text).toContain("own figure 20.0% to 20.0% (0.0 pp; -1.8 pp to +1.8 pp)");
    expect(text).toContain("comparator's 50.0% to 32.5% (-17.5 pp;");
    expect(text).toContain("Exit 1    1 finding at level error: levelled down (--fail-on;");
  });

  test("names a rule on features that is broken in both, and says whose justification has ended", () => {
    const now = sampleResult(HARMLESS);
    const one = now.proxies!.findings[0]!;
    const having = (day: string, justified: boolean): AuditResult =>
      resealed({
        ...now,
        period: { asked: null, first_day: day, last_day: day },
        proxies: {
          ...now.proxies!,
          findings: [
            { ...one, id: "EP-00000001", verdict: "fail", justified: false, waived: false },
            { ...one, id: "EP-00000002", verdict: "fail", justified, waived: false },
          ],
        },
      });
    const made = compareResults(having("2026-09-01", true), having("2026-10-01", false), "0.1.0");
    for (const [text, sign] of [
      [renderComparison(made, PLAIN), ""],
      [renderComparisonMarkdown(made), "`"],
    ] as const) {
      const whole = text.replaceAll(/\s+/gu, " ");
      expect(whole).toContain(`${sign}EP-00000001${sign} undecided: `);
      expect(whole).toContain("the breach was justified before, and is not now");
      expect(whole).toContain("(justified), now breach");
      expect(whole).toContain("1 new breach, 1 undecided, 0 breaches gone, 0 no change shown");
    }
  });

  test("says that people in both periods are treated as if nobody were", () => {
    const said = "People who are in both periods are treated as if nobody were in both.";
    expect(renderComparison(comparison(HARMLESS), PLAIN)).toContain(said);
    expect(renderComparisonMarkdown(comparison(HARMLESS))).toContain(said);
  });

  test("is the counts alone when it is to be quiet", () => {
    const text = renderComparison(comparison(HARMLESS), { ...PLAIN, quiet: true });
    expect(text).toMatch(/^Changes {3}\d+ new breach/);
    expect(text.split("\n").length).toBeLessThan(5);
  });
});

test("the example in docs is what is printed", () => {
  const page = readFileSync(new URL("../../docs/compare.md", import.meta.url), "utf8");
  const [, shown] = /```text\n(.*?)```/s.exec(page)!;
  const old = september({ a: [4000, 2000], b: [4000, 800], c: [4000, 1960] });
  const now = october({ a: [4000, 1300], b: [4000, 800], c: [4000, 1280] });
  expect(shown).toBe(renderComparison(compareResults(old, now, "0.1.0"), PLAIN));
});

describe("the comparison as Markdown", () => {
  const hostile = renderComparisonMarkdown(comparison(HOSTILE));
  const harmless = renderComparisonMarkdown(comparison(HARMLESS));
  const shape = (text: string): readonly string[] =>
    text.split("\n").map((line) => line.replaceAll(/[^|]/gu, ""));

  test("hostile names add no line and no cell", () => {
    expect(shape(hostile)).toEqual(shape(harmless));
    expect(shape(harmless).join("").length).toBeGreaterThan(100);
  });

  test("holds no raw HTML, link, mention or control", () => {
    expect(hostile.replaceAll("\n", "").match(/[<>@\p{Cc}\u202e]|\]\(|https?:|www\./gu)).toBeNull();
  });

  test("names both results by their digests", () => {
    const { old, new: now } = comparison(HARMLESS);
    expect(harmless).toContain(old.sha256);
    expect(harmless).toContain(now.sha256);
  });
});

describe("the comparison as JSON", () => {
  test("is the comparison, and the same bytes each time", () => {
    const one = comparison(HOSTILE);
    expect(JSON.parse(renderJson(one))).toEqual(one);
    expect(renderJson(comparison(HOSTILE))).toBe(renderJson(one));
    expect(one.schema).toBe("evenhand-comparison/1");
  });
});

test("reports list states in the order of the comparison itself", () => {
  expect(STATES_WORST_FIRST).toEqual(WORST_FIRST);
});
