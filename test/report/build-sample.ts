/**
 * The sample with all that formats for build servers have to tell apart: each verdict at each level, breaches waived
 * and justified, a finding that no rule of the plan covers, and the same question asked by two rules on features.
 */
import type { AuditResult, Finding, ProxyFinding, Waiver } from "../../src/model.js";
import { sealed } from "../../src/seal/digest.js";
import { HOSTILE } from "./hostile.js";
import { sampleResult } from "./sample.js";

/** Ids of what the sample adds. */
export const IDS = {
  waived: "EH-0000aaa1",
  warned: "EH-0000aaa2",
  off: "EH-0000aaa3",
  waivedFeature: "EP-0000aaa4",
  twice: "EP-0000aaa5",
} as const;

export function buildSample(names: readonly string[] = HOSTILE): AuditResult {
  const result = sampleResult(names);
  const hostile = (at: number): string => names[at % names.length]!;
  const breach = result.findings[0]!;
  const more = (id: string, changes: Partial<Finding>): Finding => ({ ...breach, id, ...changes });
  const proxies = result.proxies!;
  const asked = proxies.findings[0]!;
  const onFeature = (id: string, changes: Partial<ProxyFinding>): ProxyFinding => ({
    ...asked,
    id,
    ...changes,
  });
  const waiver = (finding: string, at: number): Waiver => ({
    finding,
    reason: hostile(at),
    owner: hostile(at + 1),
    approver: hostile(at + 2),
    expires: "2026-12-31",
    floor: null,
  });
  const { sha256: _, ...rest } = result;
  return sealed({
    ...rest,
    plan: {
      ...result.plan,
      rules: [
        ...result.plan.rules,
        { ...result.plan.rules[0]!, id: "watch", metric: "mean_discount", level: "warn", line: 36 },
      ],
    },
    findings: [
      ...result.findings,
      more(IDS.waived, { waived: true }),
      more(IDS.warned, {
        level: "warn",
        rule: "watch",
        comparator: { kind: "best", group: [hostile(3), hostile(1)] },
      }),
      more(IDS.off, { level: "off", rule: "no-rule" }),
    ],
    proxies: {
      ...proxies,
      findings: [
        ...proxies.findings,
        onFeature(IDS.waivedFeature, { waived: true }),
        onFeature(IDS.twice, { rule: "proxy-1" }),
        onFeature(IDS.twice, { rule: "proxy-2", level: "warn" }),
      ],
    },
    waivers: [
      { ...waiver(IDS.waived, 3), state: "covers" },
      { ...waiver(IDS.waivedFeature, 12), state: "covers" },
      { ...waiver(breach.id, 5), state: "expired" },
    ],
  });
}

/** Findings of both kinds. */
export function allFindings(result: AuditResult): readonly (Finding | ProxyFinding)[] {
  return [...result.findings, ...(result.proxies?.findings ?? [])];
}

/** Whether a breach is waived or justified. */
export function isExcused(finding: Finding | ProxyFinding): boolean {
  return finding.waived || ("justified" in finding && finding.justified);
}

/**
 * Lines that a build server would obey if the file were printed into its log: GitHub and Azure read "::" where a line
 * begins and "##[" anywhere, GitLab its section marks.
 */
export function obeyed(text: string): readonly string[] {
  return text.split("\n").filter((line) => /^\s*::|##(?:\w*)\[|section_(?:start|end):/iu.test(line));
}

/** What no file for a machine may hold raw: controls, direction marks, invisible signs, half characters. */
export const UNSEEN = new RegExp(
  [
    String.raw`[\u0000-\u0009\u000b-\u001f\u007f-\u009f]`,
    String.raw`[\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]`,
    String.raw`\p{Cs}`,
  ].join("|"),
  "u",
);
