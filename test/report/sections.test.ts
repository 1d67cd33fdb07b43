/** What the full reports say beside their tables, read from report.md: HTML renders the same document. */
import { describe, expect, test } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { renderHtml } from "../../src/report/html.js";
import { waiverState } from "../../src/report/sentences.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { HARMLESS } from "./hostile.js";
import { assuredResult } from "./sample-assurance.js";
import { sampleResult } from "./sample.js";

const assured = assuredResult(HARMLESS);
const plain = sampleResult(HARMLESS);

const section = (result: AuditResult, title: string): string =>
  new RegExp(`## ${title}\\n([\\s\\S]*?)(?=\\n## |$(?![\\s\\S]))`, "u").exec(renderMarkdown(result))![1]!;

const firstLine = (result: AuditResult): string => renderMarkdown(result).split("\n")[0]!;

const gated = (result: AuditResult, outcome: AuditResult["gate"]["outcome"], fail: number): AuditResult => ({
  ...result,
  gate: { ...result.gate, outcome, gated: { ...result.gate.gated, fail, inconclusive: 3, not_judged: 0 } },
});

describe("the first line", () => {
  test("begins with the gate's verdict and its count", () => {
    expect(firstLine(plain)).toBe("# Gate not met: 2 gated breaches · Spring retention offers");
    // The next line counts all breaches, the gate only its own.
    expect(firstLine(gated(plain, "not_met", 1))).toMatch(/^# Gate not met: 1 gated breach · /u);
  });

  test("does not hide breaches that are waived or only warned of behind a gate that is met", () => {
    expect(firstLine(gated(assured, "met", 0))).toMatch(
      /^# Gate met: 1 breach waived, 1 breach justified, 2 breaches warned of only, 3 could not be decided · /u,
    );
  });

  test("says that nothing was decided where the gate is undecided", () => {
    const none = { ...plain, findings: [], proxies: null };
    expect(firstLine(gated(none, "undecided", 0))).toMatch(/^# Gate undecided: 3 could not be decided · /u);
  });

  test("does without the system's name", () => {
    const nameless = { ...plain, plan: { ...plain.plan, system: { ...plain.plan.system, name: null } } };
    expect(firstLine(nameless)).toBe("# Gate not met: 2 gated breaches · Evenhand audit");
  });
});

test("what was not judged, and what is within the rule, stand beside the other verdicts and not under one", () => {
  const found = section(plain, "Findings, worst first");
  for (const title of ["Breach of the plan's rule", "Inconclusive", "Not judged", "Within the rule"])
    expect(found).toMatch(new RegExp(`^### ${title}: `, "mu"));
});

describe("what matters", () => {
  const text = section(plain, "What matters and what to do");

  test("tells breaches in decisions that would have been needed, most first", () => {
    expect(text).toContain(
      "Some 246 more favourable decisions (offered) to 65+ would have been needed for parity, 77 to reach the rule's threshold.",
    );
    expect(text.indexOf("Some 246 more")).toBeLessThan(text.indexOf("Some 56 more"));
  });

  test("tells what would settle the inconclusive ones, the nearest first", () => {
    const times = [...text.matchAll(/about ([\d.]+) times as many/gu)].map((match) => Number(match[1]));
    expect(times.length).toBeGreaterThan(2);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  });

  test("speaks of people where a longer log may only bring the same ones back", () => {
    expect(renderMarkdown(plain)).not.toMatch(/as long a log|longer log|length of log/u);
  });

  test("says of each kind of breach what to do about it", () => {
    const [one, other] = plain.findings.filter((finding) => finding.verdict === "fail");
    const findings = [
      { ...one!, reason: "breach_confirmed" },
      { ...other!, reason: "breach_established" },
    ] as const;
    const told = section({ ...plain, findings }, "What matters and what to do");
    expect(told).toMatch(/“whole interval beyond” \(1\): More data of the same kind would not change this/u);
    expect(told).toMatch(/“gap established” \(1\): The rule is already breached/u);
  });

  test("says that a latent proxy tells an attribute, and not that it stands in for it", () => {
    const told = section(plain, "What matters and what to do").split("### Features to look at")[1]!;
    const latent = plain.proxies!.pairs.filter((pair) => pair.verdict === "latent");
    expect(latent.length).toBeGreaterThan(0);
    for (const { id } of latent) {
      const line = told.split("\n").find((one) => one.includes(id))!;
      expect(line).toMatch(/ tells .*, and that decisions follow it is not seen/u);
    }
  });

  test("puts a waived breach behind the others, and says until when it is waived and by whom", () => {
    const both = section(assured, "What matters and what to do");
    expect(both).toContain("It stays a breach, waived until 2027-03-31 by Risk board.");
    expect(both.indexOf("waived until")).toBeGreaterThan(both.indexOf("Some 246 more"));
  });

  test("says so where nothing is open", () => {
    const passed = plain.findings.filter((one) => one.verdict === "pass");
    const nothing = section({ ...plain, findings: passed, proxies: null }, "What matters and what to do");
    expect(nothing.trim()).toMatch(/^Nothing is open: /u);
  });
});

describe("a rule on features that is broken", () => {
  const passes = { fail: 0, pass: 3, inconclusive: 0, not_judged: 0 };

  test("is told in the first sentence, which then says of groups only that no breach was established", () => {
    expect(section({ ...plain, verdicts: passes }, "Verdict")).toMatch(
      /\*\*\d+ findings? on features breach(?:es)? a rule of the plan\. Between groups no breach of the plan's rule was established/u,
    );
  });

  test("puts its feature first among those to look at", () => {
    const list = section(plain, "What matters and what to do").split("### Features to look at")[1]!.trim();
    expect(list.split("\n")[0]).toContain("which breaks a rule of the plan");
  });
});

describe("a waived breach", () => {
  test("is shown as a breach with its last day wherever its verdict stands", () => {
    const { id } = assured.findings[0]!;
    const lines = renderMarkdown(assured)
      .split("\n")
      .filter(
        (line) => line.startsWith("|") && line.includes(id) && line.includes("breach of the plan's rule"),
      );
    expect(lines.length).toBe(2);
    for (const line of lines)
      expect(line).toContain("**breach of the plan's rule**, waived until 2027-03-31");
    expect(renderHtml(assured)).toContain(
      '<b class="f">breach of the plan\'s rule, waived until 2027-03-31</b>',
    );
  });

  test("counts as a breach in the summary", () => {
    expect(section(assured, "Verdict")).toContain(
      "| **breach of the plan's rule** | 2 | The ratio is beyond the threshold, by more than chance explains. Of these 1 waived",
    );
  });
});

describe("waivers", () => {
  test("each has its state in plain words", () => {
    const text = section(assured, "Waivers");
    for (const words of [
      "covers: the breach stays a breach",
      "expired: the log goes on after its last day",
      "beyond its floor: the ratio is further from 1",
      "not used: no breach is established",
      "no such finding",
    ])
      expect(text).toContain(words);
  });

  test("says of a log without days that nobody can tell, in the table and on the terminal", () => {
    const waivers = assured.waivers.map((one) => ({ ...one, state: "no_days" as const }));
    expect(section({ ...assured, waivers }, "Waivers")).toContain("no days: the log has none, so nobody can");
    expect(waiverState(waivers[0]!)).toContain("nobody can tell whether it has expired");
    expect(waiverState({ ...waivers[0]!, state: "expired" })).toContain("expired on 2027-03-31");
  });

  test("none is said", () => {
    expect(section(plain, "Waivers").trim()).toBe("No breach was waived.");
  });
});

describe("the frozen plan", () => {
  test("is told with its day, its digest and every deviation", () => {
    const text = section(assured, "Method and policy");
    expect(text).toContain("2026-09-12, before the first day of the log");
    expect(text).toContain("d".repeat(64));
    expect(text).toContain("| rules.0.threshold | 0.9 | 0.8 |");
  });

  test("is missed where none was named", () => {
    expect(section(plain, "Method and policy")).toContain("No frozen plan was named");
  });
});

describe("how to reproduce", () => {
  test("gives the command with what was asked for, and the digest of plan, result and files", () => {
    const text = section(assured, "How to reproduce");
    expect(text).toContain(
      "`evenhand audit LOG... --plan PLAN --period 2026-10 --waivers WAIVERS --frozen FROZEN`",
    );
    for (const digest of [assured.sha256, assured.plan_sha256, ...assured.inputs.map((file) => file.sha256)])
      expect(text).toContain(digest);
  });
});

describe("all metrics at a glance", () => {
  const text = section(assured, "All metrics at a glance");

  test("shows each ratio with a letter for its verdict, and the group compared with", () => {
    expect(text).toContain("| 65+ | 0.71 B |");
    expect(text).toMatch(/\| 25-44 \| = \| = \|/u);
    expect(text).toContain("Bw");
  });
});

describe("columns that say nothing", () => {
  test("are left out of both reports", () => {
    const tables = renderMarkdown(plain)
      .split("\n\n")
      .filter((part) => part.startsWith("| "));
    for (const table of tables) {
      const rows = table
        .split("\n")
        .slice(2)
        .map((line) => line.split(" | "));
      for (let column = 1; column < rows[0]!.length - 1; column += 1)
        expect(rows.some((row) => !["", "–"].includes(row[column]!.trim()))).toBe(true);
    }
  });
});
