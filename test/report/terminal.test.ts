import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { AuditResult, Family } from "../../src/model.js";
import { gateOf } from "../../src/policy/gate.js";
import { renderExplain } from "../../src/report/explain.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { renderTerminal, type TerminalOptions } from "../../src/report/terminal.js";
import { width } from "../../src/report/width.js";
import { HARMLESS, HOSTILE } from "./hostile.js";
import { sampleResult } from "./sample.js";

const plain: TerminalOptions = {
  width: 80,
  color: false,
  ascii: false,
  files: ["out/report.md"],
  planName: "p.yaml",
};
const hostile = sampleResult();
const harmless = sampleResult(HARMLESS);
const lines = (text: string): readonly string[] => text.split("\n");

describe("the terminal summary", () => {
  test.each([40, 56, 72, 80, 120])("no line is wider than %i columns", (columns) => {
    const texts = [false, true].map((ascii) => renderTerminal(hostile, { ...plain, width: columns, ascii }));
    expect(texts.flatMap(lines).filter((line) => width(line) > columns)).toEqual([]);
  });

  test("columns stay aligned whatever the names are", () => {
    const starts = lines(renderTerminal(hostile, plain))
      .map((line) => /\d\.\d{3}–\d/u.exec(line) && width(line.slice(0, line.search(/\d\.\d{3,}–\d/u))))
      .filter((start) => start !== null);
    expect(starts.length).toBeGreaterThan(10);
    expect(new Set(starts).size).toBe(1);
  });

  test("ASCII mode is printable ASCII and newlines", () => {
    expect(renderTerminal(hostile, { ...plain, ascii: true })).toMatch(/^[\x20-\x7e\n]+$/u);
  });

  test("without colour there is no escape character; with colour only our own codes", () => {
    expect(renderTerminal(hostile, plain)).not.toContain("\u001b");
    const painted = renderTerminal(hostile, { ...plain, color: true });
    expect(painted).toContain("\u001b[");
    expect(stripVTControlCharacters(painted)).toBe(renderTerminal(hostile, plain));
  });

  test("colour never carries a verdict alone: every verdict is a word", () => {
    const text = renderTerminal(harmless, plain);
    for (const word of ["BREACH OF THE PLAN'S RULE", "INCONCLUSIVE", "NOT JUDGED", "WITHIN THE RULE"])
      expect(text).toContain(word);
  });

  test("no line begins with text of the log, and no build server finds a command", () => {
    for (const line of lines(renderTerminal(hostile, plain))) {
      expect(line).not.toMatch(/::|##\w*\[|section_(?:start|end):/u);
      expect(line).toMatch(
        /^$|^ |^(?:Evenhand audit of|Log|Plan|Data|Files|Next|Verdicts|Exit \d) |^[A-Z' ]+: \d+$|^FEATURES THAT STAND IN FOR ATTRIBUTES$/u,
      );
    }
  });

  test("worst first: breaches, inconclusive, not judged, within; and inside each by ratio", () => {
    const text = renderTerminal(harmless, plain);
    const heads = [...text.matchAll(/^([A-Z' ]+): \d+$/gmu)].map((match) => match[1]);
    expect(heads).toEqual(["BREACH OF THE PLAN'S RULE", "INCONCLUSIVE", "NOT JUDGED", "WITHIN THE RULE"]);
    const body = text.slice(text.indexOf("INCONCLUSIVE"), text.indexOf("Mean discount"));
    const ratios = [...body.matchAll(/ (\d\.\d{3}) {2}\d/gu)].map((match) => Number(match[1]));
    expect(ratios.length).toBeGreaterThan(5);
    expect(ratios).toEqual(ratios.toSorted((one, other) => one - other));
  });

  test("what the gate fails for comes first, and is what to explain next", () => {
    const [first, second] = harmless.findings.filter((one) => one.verdict === "fail");
    const others = harmless.findings.filter((one) => one.verdict !== "fail");
    for (const idle of [{ level: "warn" }, { level: "error", waived: true }] as const) {
      const found = [{ ...first!, ...idle }, { ...second!, level: "error", waived: false } as const];
      const text = renderTerminal({ ...harmless, findings: [...found, ...others] }, plain);
      expect(text.indexOf(second!.id)).toBeLessThan(text.indexOf(first!.id));
      expect(text).toContain(`evenhand explain ${second!.id}`);
    }
  });

  test("the exit line is one sentence, and speaks of the gated breaches alone", () => {
    const gate = { ...harmless.gate, outcome: "undecided", exit_code: 3 } as const;
    const { reason } = gateOf(
      [
        { verdict: "pass", level: "error", waived: false, reason: null },
        { verdict: "inconclusive", level: "error", waived: false, reason: null },
        { verdict: "fail", level: "warn", waived: false, reason: null },
      ],
      { ...harmless.plan, settings: { ...harmless.plan.settings, undecided: "stop" } },
    );
    const text = renderTerminal({ ...harmless, gate: { ...gate, reason } }, { ...plain, width: 200 });
    expect(text).toMatch(/: no gated breach was found, but 1 gated finding could not be decided/u);
  });

  test("groups not judged are told with the metrics they were not judged on, or that it is every one", () => {
    const finding = harmless.findings.find((one) => one.verdict === "not_judged")!;
    const under = (metrics: readonly string[], judged: readonly string[]): string =>
      renderTerminal(
        {
          ...harmless,
          plan: {
            ...harmless.plan,
            metrics: metrics.map((id) => ({ ...harmless.plan.metrics[0]!, id, title: id })),
          },
          findings: judged.map((metric) => ({ ...finding, metric })),
        },
        { ...plain, width: 200 },
      );
    const line = (text: string): string => /NOT JUDGED: \d+\n(.*)\n/u.exec(text)![1]!;
    expect(line(under(["offers"], ["offers"]))).toMatch(/ \(offers\)$/u);
    expect(line(under(["offers", "clicks"], ["offers"]))).toMatch(/ \(offers\)$/u);
    expect(line(under(["offers", "clicks"], ["offers", "clicks"]))).toMatch(/ \(every metric\)$/u);
  });

  test("a group that is unjudged on one metric does not stand with one that is on every one", () => {
    const finding = harmless.findings.find((one) => one.verdict === "not_judged")!;
    const metrics = ["offers", "clicks"].map((id) => ({ ...harmless.plan.metrics[0]!, id, title: id }));
    const on = [
      ["p", "offers"],
      ["p", "clicks"],
      ["q", "clicks"],
    ];
    const findings = on.map(([group, metric]) => ({ ...finding, group: [group!], metric: metric! }));
    const text = renderTerminal(
      { ...harmless, plan: { ...harmless.plan, metrics }, findings },
      { ...plain, width: 200 },
    );
    expect(text).toMatch(/: p - .* \(every metric\)\n.*: q - .* \(clicks\)\n/u);
  });

  test("a note on the data says of how many rows or people it is", () => {
    const note = (code: string, count: number) => ({ code, column: null, count, message: "something" });
    const quality = [
      note("missing-values", 6552),
      note("numerator-outside-denominator", 1),
      note("no-unit", 1),
    ];
    const text = renderTerminal({ ...harmless, quality }, plain);
    expect(text.match(/- something.*/gu)).toEqual([
      "- something (6,552 rows)",
      "- something (1 row)",
      "- something",
    ]);
  });

  test("long lists end with how many more there are, and where", () => {
    expect(renderTerminal(harmless, plain)).toMatch(/and \d+ more in report\.md/u);
    expect(renderTerminal(harmless, { ...plain, files: ["out.csv"] })).not.toContain("report.md");
  });

  test("ends with the counts and why it exits as it does; quiet is only that", () => {
    const quiet = renderTerminal(harmless, { ...plain, quiet: true });
    expect(quiet).toMatch(/^Verdicts .*\nExit 1 {4}the plan's gate is not met: /su);
    expect(renderTerminal(harmless, plain).endsWith(quiet)).toBe(true);
  });

  test("a result without findings is still a summary", () => {
    const none = { fail: 0, pass: 0, inconclusive: 0, not_judged: 0 };
    const text = renderTerminal(
      { ...harmless, findings: [], families: [], verdicts: none, quality: [], proxies: null },
      plain,
    );
    expect(text).toContain("0 breaches of the plan's rule");
    expect(text).not.toContain("Next");
  });
});

describe("the explanation of a finding", () => {
  test.each([40, 80])("fits %i columns and is inert for every finding", (columns) => {
    const all = hostile.findings.flatMap((one) => lines(renderExplain(hostile, one, { width: columns })));
    expect(all.filter((line) => width(line) > columns)).toEqual([]);
    expect(all.filter((line) => /\p{Cc}|::|##\w*\[/u.test(line))).toEqual([]);
  });

  test("puts the counts into the formula", () => {
    const finding = harmless.findings.find((one) => one.group[0] === "65+")!;
    const text = renderExplain(harmless, finding).replaceAll(/\s+/gu, " ");
    expect(text).toContain("favourable decisions 602 / eligible decisions 4,816 = 12.5%");
    expect(text).toContain(
      "1,204/1,203 x (971 - 2 x 0.125 x 2,408 + 0.125^2 x 19,264) / 4,816^2 = 0.00002891",
    );
    expect(text).toContain("Ratio: 12.5% / 17.6% = 0.710");
    expect(text).toContain("the rule asks for at least 0.8; 0.710 is beyond it");
  });

  test("names the groups that were passed over for want of events, though better placed", () => {
    const finding = harmless.findings.find(
      (one) => one.comparator.kind === "best" && one.group.join() === "65+",
    )!;
    const passed = finding.group.join();
    const raised = harmless.families.map((family): Family => ({
      ...family,
      groups: family.groups.map((one) =>
        family.id === finding.family && one.group.join() === passed
          ? { ...one, thin: true, rate: { ...one.rate, value: 0.49 } }
          : one,
      ),
    }));
    const against = (families: readonly Family[]): string =>
      renderExplain({ ...harmless, families }, finding, { width: 300 }).split("\n")[4]!;
    expect(against(raised)).toContain(
      `(the best-placed group with enough people and events; better placed, but with too few events: ${passed})`,
    );
    expect(against(harmless.families)).not.toContain("too few events");
  });

  test("gives it as the plan's word that a threshold came before the data, and says what speaks against it", () => {
    const finding = harmless.findings.find((one) => one.level === "error")!;
    const thresholds = { ...harmless.plan.thresholds, set_by: "Board", before_data: true };
    const result = { ...harmless, plan: { ...harmless.plan, thresholds } };
    const late = {
      plan_sha256: "0".repeat(64),
      frozen_on: "2026-10-20",
      before_data: false,
      deviations: [],
    } as const;
    const told = (frozen: AuditResult["frozen"]): string =>
      renderExplain({ ...result, frozen }, finding).replaceAll(/\s+/gu, " ");
    expect(told(null)).toContain("The plan says that its threshold was set before the data were seen.");
    expect(told(late)).toContain("but it was frozen only on 2026-10-20, which is not before the first day");
    expect(renderMarkdown({ ...result, frozen: late })).toContain("does not show that");
  });

  test("says of a withheld group only that it is withheld", () => {
    const finding = hostile.findings.find((one) => one.reason === "withheld")!;
    expect(renderExplain(hostile, finding)).toContain("the figures are withheld");
  });

  test("in ASCII is ASCII", () => {
    for (const finding of hostile.findings)
      expect(renderExplain(hostile, finding, { ascii: true })).toMatch(/^[\x20-\x7e\n]+$/u);
  });
});

test("the hostile corpus is as long as the harmless one", () => {
  expect(HARMLESS).toHaveLength(HOSTILE.length);
});
