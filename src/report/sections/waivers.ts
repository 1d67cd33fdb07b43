/** Breaches somebody has accepted for a time, and what became of each acceptance. */
import type { AuditResult, WaiverState } from "../../model.js";
import { figure, named, words, type Cell, type Inline, type Section } from "../document.js";
import { amount, NONE } from "../numbers.js";
import { question } from "./shared.js";

const STATES: Readonly<Record<WaiverState, string>> = {
  covers: "covers: the breach stays a breach, and the gate does not count it",
  expired: "expired: the log goes on after its last day; the gate counts the breach",
  no_days: "no days: the log has none, so nobody can tell whether it has expired; the gate counts the breach",
  beyond_floor:
    "beyond its floor: the ratio is further from 1 than the waiver's floor allows; the gate counts the breach",
  no_breach:
    "not used: no breach is established in this audit; if the finding is inconclusive, one may be again",
  no_such_finding: "no such finding: nothing in this audit has this id",
};

export function waivers(result: AuditResult): Section {
  const section = { id: "waivers", title: "Waivers" };
  if (result.waivers.length === 0)
    return { ...section, blocks: [{ kind: "paragraph", text: "No breach was waived." }] };
  return {
    ...section,
    blocks: [
      {
        kind: "paragraph",
        text: "A waiver accepts a breach for a time. It never turns it into a pass, and holds up to its last day, held against the last day of the log.",
      },
      {
        kind: "table",
        caption: "Waivers, in the order of their file",
        columns: [
          words("Finding"),
          words("What it is about"),
          words("State"),
          words("Reason"),
          words("Owner"),
          words("Accepted by"),
          words("Last day"),
          figure("Floor of the ratio"),
        ],
        rows: result.waivers.map((one): readonly Cell[] => [
          named(one.finding),
          about(result, one.finding),
          STATES[one.state],
          { said: one.reason },
          { said: one.owner },
          { said: one.approver },
          { said: one.expires },
          one.floor === null ? NONE : amount(one.floor),
        ]),
      },
    ],
  };
}

function about(result: AuditResult, id: string): readonly Inline[] {
  const finding = result.findings.find((one) => one.id === id);
  if (finding !== undefined) return [named(finding.group), ": ", ...question(result, finding)];
  const feature = (result.proxies?.findings ?? []).find((one) => one.id === id);
  if (feature !== undefined) return [named(feature.feature), " standing in for ", named(feature.attribute)];
  return [NONE];
}
