import type { AuditResult, Finding, Gate, Plan, Verdict, VerdictCounts } from "../model.js";

/** How many findings have each verdict. */
export function countVerdicts(findings: readonly Pick<Finding, "verdict">[]): VerdictCounts {
  const counts = { fail: 0, pass: 0, inconclusive: 0, not_judged: 0 };
  for (const finding of findings) counts[finding.verdict]++;
  return counts;
}

/** Pairwise tests made in all, and the families they were adjusted in. */
export function countTests(findings: readonly Finding[]): AuditResult["tests"] {
  const tested = findings.filter(({ comparison }) => comparison !== null && comparison.test !== null);
  return { pairwise: tested.length, families: new Set(tested.map((finding) => finding.family)).size };
}

/** What the gate looks at of a finding. */
export type Gated = Pick<Finding, "verdict" | "level" | "waived"> & {
  readonly reason: Finding["reason"] | null;
};

/**
 * Turn verdicts into the gate: not met when a gated finding fails; undecided when nothing failed but no gated
 * finding could be decided, or the plan wants every one decided; met otherwise. A breach that the plan justifies or a waiver
 * covers neither fails nor passes; how many there are is said.
 */
export function gateOf(findings: readonly Gated[], plan: Plan, justified = 0): Gate {
  const all = findings.filter((finding) => finding.level === "error");
  const gatedFindings = all.filter((finding) => !finding.waived);
  const waived = all.length - gatedFindings.length;
  const gated = countVerdicts(gatedFindings);
  const decided = gated.fail + gated.pass;
  const open = gatedFindings.filter(isOpen).length;
  if (gated.fail > 0) {
    return {
      outcome: "not_met",
      exit_code: 1,
      gated,
      reason: `${count(gated.fail, "gated finding")} ${gated.fail === 1 ? "breaches" : "breach"} the plan's rules${excusedText(justified, waived)}.`,
    };
  }
  if (gatedFindings.length > 0 && decided === 0) {
    return {
      outcome: "undecided",
      exit_code: 3,
      gated,
      reason: "No gated finding could be decided: this log cannot answer the plan's question.",
    };
  }
  if (open > 0 && plan.settings.undecided === "stop") {
    return {
      outcome: "undecided",
      exit_code: 3,
      gated,
      reason: `No gated breach was found, but ${count(open, "gated finding")} could not be decided and the plan says to stop then.`,
    };
  }
  const rest =
    open > 0 ? `; ${count(open, "gated finding")} could not be decided, which the plan allows` : "";
  const excused = excusedText(justified, waived);
  const reason =
    gatedFindings.length === 0
      ? excused !== ""
        ? `Nothing gated is left to fail${excused}.`
        : "The plan gates nothing, so nothing can fail."
      : `${count(gated.pass, "gated finding")} ${gated.pass === 1 ? "is" : "are"} within the plan's rules${rest}${excused}.`;
  return { outcome: "met", exit_code: 0, gated, reason };
}

/** What is not counted, and by whose word. */
function excusedText(justified: number, waived: number): string {
  const said = (number: number, by: string): string =>
    number === 0 ? "" : `; ${number} ${number === 1 ? "breach is" : "breaches are"} ${by} and not counted`;
  return `${said(justified, "justified by the plan")}${said(waived, "waived")}`;
}

/** Left open: could have been decided with more data. Unknown and withheld groups are no group one could decide on. */
function isOpen(finding: Gated): boolean {
  if (finding.verdict === "inconclusive") return true;
  return (
    finding.verdict === "not_judged" && finding.reason !== "unknown_group" && finding.reason !== "withheld"
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

const ORDER: Record<Verdict, number> = { fail: 0, inconclusive: 1, not_judged: 2, pass: 3 };

/** Worst first: by verdict, then by the ratio, worst off before better off, then by id. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const standing = ({ comparison, expected }: Finding): number => {
    const ratio = comparison?.ratio.value ?? null;
    return ratio === null ? Infinity : STANDINGS[expected.operator](ratio);
  };
  return findings.toSorted(
    (a, b) =>
      ORDER[a.verdict] - ORDER[b.verdict] ||
      compare(standing(a), standing(b)) ||
      (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}

/** The less, the worse for the group. Under `within` no figure is the better one: what is farthest from parity is worst. */
const STANDINGS: Readonly<Record<Finding["expected"]["operator"], (ratio: number) => number>> = {
  ">=": (ratio) => ratio,
  "<=": (ratio) => 1 / ratio,
  within: (ratio) => Math.min(ratio, 1 / ratio),
};

function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
