/** The sample with what stands behind a result: waivers in every state, and a frozen plan it departs from. */
import type { AuditResult, Waiver, WaiverState } from "../../src/model.js";
import { sealed } from "../../src/seal/digest.js";
import { HOSTILE } from "./hostile.js";
import { sampleResult } from "./sample.js";

const STATES: readonly WaiverState[] = ["expired", "beyond_floor", "no_breach", "no_such_finding"];

/** The first breach is waived until 2027-03-31; text of the waivers is made of the names. */
export function assuredResult(names: readonly string[] = HOSTILE): AuditResult {
  const { sha256: _, ...plain } = sampleResult(names);
  const [breach] = plain.findings;
  const waiver = (finding: string, index: number): Waiver => ({
    finding,
    reason: `accepted: ${names[index % names.length]!}`,
    owner: names[(index + 1) % names.length]!,
    approver: "Risk board",
    expires: "2027-03-31",
    floor: index === 0 ? null : 0.7,
  });
  return sealed({
    ...plain,
    findings: plain.findings.map((one) => ({ ...one, waived: one === breach })),
    waivers: [
      { ...waiver(breach!.id, 0), state: "covers" },
      ...STATES.map((state, index) => ({
        ...waiver(state === "no_such_finding" ? "EH-00000000" : plain.findings[index + 1]!.id, index + 1),
        state,
      })),
    ],
    frozen: {
      plan_sha256: "d".repeat(64),
      frozen_on: "2026-09-12",
      before_data: true,
      deviations: [
        { path: "rules.0.threshold", frozen: "0.9", audited: "0.8" },
        { path: "attributes.2.probabilities.0.group", frozen: null, audited: JSON.stringify(names[1]) },
      ],
    },
  });
}
