import { describe, expect, test } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { renderGithubSummary } from "../../src/report/github-summary.js";
import { renderGithub } from "../../src/report/github.js";
import { buildSample, IDS, UNSEEN } from "./build-sample.js";
import { HARMLESS, HOSTILE } from "./hostile.js";

interface Command {
  readonly command: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly message: string;
}

/** Reads a line as GitHub's runner does (ActionCommand, version 2); null where it is no command. */
function read(line: string): Command | null {
  const text = line.trimStart();
  if (!text.startsWith("::")) return null;
  const end = text.indexOf("::", 2);
  if (end < 0) return null;
  const info = text.slice(2, end);
  const space = info.indexOf(" ");
  const properties = (space < 0 ? "" : info.slice(space + 1).trim())
    .split(",")
    .filter((one) => one !== "")
    .map((one): [string, string] => {
      const at = one.indexOf("=");
      return [one.slice(0, at), unescaped(one.slice(at + 1), true)];
    });
  return {
    command: space < 0 ? info : info.slice(0, space),
    properties: new Map(properties),
    message: unescaped(text.slice(end + 2), false),
  };
}

function unescaped(text: string, property: boolean): string {
  const base = text.replaceAll("%0D", "\r").replaceAll("%0A", "\n");
  return (property ? base.replaceAll("%3A", ":").replaceAll("%2C", ",") : base).replaceAll("%25", "%");
}

const commands = (result: AuditResult, planPath?: string): readonly (Command | null)[] =>
  renderGithub(result, planPath === undefined ? {} : { planPath })
    .trimEnd()
    .split("\n")
    .map(read);
const few = HARMLESS.slice(0, 3);
const about = (id: string, result = buildSample(few)): Command | undefined =>
  commands(result).find((one) => one!.properties.get("title")!.includes(id)) ?? undefined;

describe("GitHub annotations", () => {
  test("begin with the gate, as an error where it is not met", () => {
    const result = buildSample(few);
    const gates = (["not_met", "undecided", "met"] as const).map((outcome) => {
      const [first] = commands({ ...result, gate: { ...result.gate, outcome } });
      return [first!.command, first!.properties.get("title")];
    });
    expect(gates).toEqual([
      ["error", "Evenhand: the plan's gate is not met"],
      ["warning", "Evenhand: the plan's gate is undecided"],
      ["notice", "Evenhand: the plan's gate is met"],
    ]);
    expect(commands(result)[0]!.message).toContain(result.gate.reason);
  });

  test("are errors for breaches that fail the gate, warnings and notices for others", () => {
    const result = buildSample(few);
    expect(about(result.findings[0]!.id)!.command).toBe("error");
    expect(about(IDS.warned)!.command).toBe("warning");
    expect(about(IDS.off)!.command).toBe("notice");
    expect(about(IDS.waived)!.command).toBe("notice");
    expect(about(IDS.waived)!.properties.get("title")).toMatch(/\(waived\)$/u);
    expect(about(IDS.waived)!.message).toContain("Waived until 2026-12-31");
  });

  test("warn of what a gated rule could not decide, and do not mention what is within its rule", () => {
    const result = buildSample(few);
    const open = result.findings.find((one) => one.verdict === "inconclusive" && one.level === "error")!;
    expect(about(open.id)!.command).toBe("warning");
    expect(
      result.findings.filter(({ verdict, id }) => verdict === "pass" && about(id) !== undefined),
    ).toEqual([]);
  });

  test("name the plan and the line of the rule", () => {
    const [first, second] = commands(buildSample(few), "audits, a:b/100%.yaml");
    expect(first!.properties.get("file")).toBe("audits, a:b/100%.yaml");
    expect(second!.properties.get("line")).toBe("31");
    expect(renderGithub(buildSample(few), { planPath: "a:b" })).toContain("::error file=a%3Ab,line=1,");
    expect([...second!.properties.keys()]).toEqual(["file", "line", "title"]);
  });

  test("are ten of each kind at most, and the last says how many are missing", () => {
    const many = buildSample(Array.from({ length: 60 }, (_, index) => `name${index}`));
    const warnings = commands(many).filter((one) => one!.command === "warning");
    expect(warnings).toHaveLength(10);
    const left = /^(\d+) more/u.exec(warnings.at(-1)!.message)![1];
    const open = many.findings.filter(
      (one) => one.verdict === "inconclusive" && one.level === "error",
    ).length;
    const warned = [...many.findings, ...many.proxies!.findings].filter(
      (one) => one.verdict === "fail" && one.level === "warn",
    ).length;
    expect(Number(left)).toBe(open + warned - 9);
  });

  test("each hostile name stays in its own message", () => {
    const attacks = [
      "%0A::error::x",
      "%0D%0A::stop-commands::t",
      "a,title=b",
      "::error file=x::y",
      "x:",
      "100%25",
    ];
    for (const name of [...attacks, ...HOSTILE]) {
      const hostile = buildSample([name, "b", "c"]);
      const text = renderGithub(hostile);
      const shape = (list: readonly (Command | null)[]) =>
        list.map((one) => [one?.command, [...(one?.properties.keys() ?? [])], one?.properties.get("line")]);
      expect(shape(commands(hostile))).toEqual(shape(commands(buildSample(few))));
      expect(UNSEEN.exec(text)).toBeNull();
      expect(text).not.toMatch(/##\w*\[|section_(?:start|end):/iu);
      // No second command even for a reader that looks for one anywhere in the line.
      for (const line of text.trimEnd().split("\n")) expect(line.split("::")).toHaveLength(3);
    }
  });

  test("a name with a percent sign reads back as it was", () => {
    expect(renderGithub(buildSample(["100%25 & 5%", "b", "c"]))).toContain("100%2525 & 5%25");
    expect(commands(buildSample(["100%25 & 5%", "b", "c"]))[1]!.message).toContain("100%25 & 5% x x:");
  });
});

describe("the GitHub job summary", () => {
  const rows = (text: string): readonly string[] => text.split("\n").filter((line) => line.startsWith("| "));

  test("gives the gate first, then a table of breaches and what is inconclusive, worst first", () => {
    const result = buildSample(few);
    const text = renderGithubSummary(result);
    expect(text).toMatch(/^## Evenhand: the plan's gate is not met\n/u);
    const verdicts = rows(text)
      .slice(2)
      .map((row) => row.split(" | ")[0]!.replace("| ", ""));
    expect(verdicts[0]).toBe("**breach of the plan's rule**");
    expect(verdicts.findLastIndex((one) => one.includes("breach"))).toBeLessThan(
      verdicts.indexOf("inconclusive"),
    );
    expect(verdicts).toContain("breach of the plan's rule (waived)");
    expect(verdicts).toContain("breach of the plan's rule (justified)");
    expect(verdicts).toContain("**breach of the plan's rule** (warning)");
    expect(text).not.toContain("within_threshold");
  });

  test("has 30 rows at most and says how many are missing", () => {
    const names = Array.from({ length: 80 }, (_, index) => `name${index}`);
    const result = buildSample(names);
    const text = renderGithubSummary(result);
    expect(rows(text)).toHaveLength(32);
    const listed = [...result.findings, ...result.proxies!.findings].filter(({ verdict }) =>
      ["fail", "inconclusive"].includes(verdict),
    );
    expect(text).toContain(`${listed.length - 30} more findings are in report.md`);
  });

  test("stays far below the megabyte a step may write, whatever the names", () => {
    const wide = Array.from({ length: 60 }, (_, index) => `${index}${"\u0301\u202e|".repeat(20_000)}`);
    expect(Buffer.byteLength(renderGithubSummary(buildSample(wide)))).toBeLessThan(500_000);
    expect(Buffer.byteLength(renderGithubSummary(buildSample()))).toBeLessThan(100_000);
  });

  test("no name makes a cell, a line, markup, a link or a mention", () => {
    const hostile = renderGithubSummary(buildSample());
    const harmless = renderGithubSummary(buildSample(HARMLESS));
    const signs = (text: string, sign: string): number => text.split(sign).length;
    for (const sign of ["\n", "|", "<", ">", "[", "](", "`", "*", "@", "::", "https:", "www."])
      expect([sign, signs(hostile, sign)]).toEqual([sign, signs(harmless, sign)]);
    expect(UNSEEN.exec(hostile)).toBeNull();
  });

  test("says how the plan stands to the frozen one, where there is one", () => {
    const result = buildSample(few);
    const frozen = { plan_sha256: "d".repeat(64), frozen_on: "2026-09-12", before_data: true };
    const deviations = [{ path: "rules.0.threshold", frozen: "0.8", audited: "0.7" }];
    const summary = (list: typeof deviations): string =>
      renderGithubSummary({ ...result, frozen: { ...frozen, deviations: list } });
    expect(summary(deviations)).toMatch(/\n- Plan: .*differs in 1 place .*2026-09-12/u);
    expect(summary([])).toMatch(/\n- Plan: .*2026-09-12/u);
    expect(summary([])).not.toContain("differs");
    expect(renderGithubSummary(result)).not.toContain("- Plan:");
  });

  test("says so where there is nothing to list", () => {
    const result = buildSample(few);
    const passes = result.findings.filter(({ verdict }) => verdict === "pass");
    const text = renderGithubSummary({ ...result, findings: passes, proxies: null });
    expect(text).toContain("No breach, and nothing inconclusive.");
    expect(rows(text)).toEqual([]);
  });
});
