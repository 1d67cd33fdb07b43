import { describe, expect, it } from "vitest";
import type { AuditResult, Finding, Waiver } from "../../src/model.js";
import { gateOf } from "../../src/policy/gate.js";
import { gatedProxies } from "../../src/policy/proxy-rules.js";
import { waive } from "../../src/policy/waivers.js";
import { sampleResult } from "../report/sample.js";

const result = sampleResult(["a", "b", "c", "d", "e", "f", "g", "h"]);
const breach = result.findings.find((one) => one.verdict === "fail")!;
const passing = result.findings.find((one) => one.verdict === "pass")!;
const ratio = breach.comparison!.ratio.value!;
const waiver = (more: Partial<Waiver> = {}): Waiver => ({
  finding: breach.id,
  reason: "being mended",
  owner: "CRM",
  approver: "Risk",
  expires: "2026-10-31",
  floor: null,
  ...more,
});
const after = (one: Waiver, lastDay: string | null = "2026-10-31", findings = result.findings) =>
  waive(findings, result.proxies, [one], lastDay);
const stateOf = (one: Waiver, lastDay?: string | null): string => after(one, lastDay).waivers[0]!.state;

describe("a waiver", () => {
  it("covers a breach up to its last day, held against the last day of the log", () => {
    expect(stateOf(waiver())).toBe("covers");
    expect(stateOf(waiver(), "2026-11-01")).toBe("expired");
  });

  it("covers nothing where the log has no days: nobody can tell whether it has expired", () => {
    expect(stateOf(waiver(), null)).toBe("no_days");
  });

  it("marks the finding it covers, and leaves its verdict a breach", () => {
    const found = after(waiver()).findings.find((one) => one.id === breach.id)!;
    expect(found).toEqual({ ...breach, waived: true });
    expect(after(waiver()).findings.filter((one) => one.waived)).toHaveLength(1);
  });

  it("covers down to its floor and no further", () => {
    expect(stateOf(waiver({ floor: ratio - 0.01 }))).toBe("covers");
    expect(stateOf(waiver({ floor: ratio + 0.01 }))).toBe("beyond_floor");
  });

  it("reads its floor as an upper bound where a high figure is bad for the person", () => {
    const high: Finding = {
      ...breach,
      expected: { operator: "<=", threshold: 1.25 },
      comparison: { ...breach.comparison!, ratio: { ...breach.comparison!.ratio, value: 1.6 } },
    };
    const state = (floor: number): string => after(waiver({ floor }), "2026-10-31", [high]).waivers[0]!.state;
    expect([state(0.6), state(0.7)]).toEqual(["covers", "beyond_floor"]);
  });

  it("is said to be unused where its finding is no breach, or is not there", () => {
    expect(stateOf(waiver({ finding: passing.id }))).toBe("no_breach");
    expect(stateOf(waiver({ finding: "EH-00000000" }))).toBe("no_such_finding");
    expect(after(waiver({ finding: passing.id })).findings.some((one) => one.waived)).toBe(false);
  });

  it("covers breaches of rules on features by their own ids", () => {
    const feature = result.proxies!.findings.find((one) => one.verdict === "fail")!;
    const marked = after(waiver({ finding: feature.id })).proxies!.findings.filter((one) => one.waived);
    expect(marked.map((one) => one.id)).toEqual([feature.id]);
  });

  it("takes a breach out of the gate without making it a pass, and the gate says so", () => {
    const plan = { ...result.plan, settings: { ...result.plan.settings, undecided: "allow" as const } };
    const only = [{ ...breach, level: "error" as const }];
    const gate = (waived: boolean): AuditResult["gate"] =>
      gateOf(
        only.map((one) => ({ ...one, waived })),
        plan,
      );
    expect(gate(false).exit_code).toBe(1);
    expect(gate(true)).toMatchObject({ exit_code: 0, gated: { fail: 0, pass: 0 } });
    expect(gate(true).reason).toBe("Nothing gated is left to fail; 1 breach is waived and not counted.");
    expect(gatedProxies(after(waiver()).proxies).every((one) => !one.waived)).toBe(true);
  });
});
