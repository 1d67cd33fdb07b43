/** The first line of the full reports: the gate's verdict with its count, then what was audited. */
import type { AuditResult, Gate } from "../model.js";
import { named, type Inline } from "./document.js";
import { count, counted } from "./numbers.js";

const GATES: Readonly<Record<Gate["outcome"], string>> = {
  met: "Gate met",
  not_met: "Gate not met",
  undecided: "Gate undecided",
};

/** "Gate not met: 3 breaches · Offer engine". */
export function headline(result: AuditResult): readonly Inline[] {
  const { name } = result.plan.system;
  return [`${GATES[result.gate.outcome]}${tally(result)} · `, name === null ? "Evenhand audit" : named(name)];
}

/** What stands behind the verdict. A gate that is met with breaches (waived, justified, or warnings only) says so. */
function tally(result: AuditResult): string {
  const { gated } = result.gate;
  const features = result.proxies?.findings ?? [];
  const breaches = [...result.findings, ...features].filter((one) => one.verdict === "fail");
  if (gated.fail > 0) {
    // The sentence below it counts all breaches.
    const which = gated.fail === breaches.length ? "" : "gated ";
    return `: ${counted(gated.fail, `${which}breach`, `${which}breaches`)}`;
  }
  const waived = breaches.filter((one) => one.waived).length;
  const justified = features.filter((one) => one.justified && !one.waived).length;
  const others = breaches.length - waived - justified;
  const ofFeatures = features.filter((one) => one.verdict === "fail" && !one.waived && !one.justified).length;
  const what = ofFeatures === others ? "of rules on features, warned of only" : "warned of only";
  const open = gated.inconclusive + gated.not_judged;
  const breach = (number: number, how: string): readonly string[] =>
    number === 0 ? [] : [`${counted(number, "breach", "breaches")} ${how}`];
  const parts = [
    ...breach(waived, "waived"),
    ...breach(justified, "justified"),
    ...breach(others, what),
    ...(open === 0 ? [] : [`${count(open)} could not be decided`]),
  ];
  return parts.length === 0 ? "" : `: ${parts.join(", ")}`;
}
