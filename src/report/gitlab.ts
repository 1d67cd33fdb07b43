/**
 * GitLab's code quality report: what is not within its rule, placed at its rule in the plan. GitLab compares the
 * fingerprints of two branches to show what is new and what is gone.
 */
import type { AuditResult } from "../model.js";
import {
  countsAsBreach,
  entries,
  type Entry,
  planPathOf,
  type RenderOptions,
  worstFirst,
} from "./entries.js";
import { forTerminal } from "./escape.js";

type Severity = "info" | "minor" | "major" | "critical" | "blocker";

/** All findings but the passes as a list of code quality violations, worst first. */
export function renderGitlab(result: AuditResult, options: RenderOptions = {}): string {
  const path = planPathOf(options);
  const found = worstFirst(entries(result)).filter(({ verdict }) => verdict !== "pass");
  const violations = found.map((entry) => ({
    description: forTerminal(`${entry.message} (${entry.id})`),
    check_name: forTerminal(entry.rule),
    fingerprint: forTerminal(entry.key),
    severity: severityOf(entry),
    location: { path, lines: { begin: entry.line } },
  }));
  return `${JSON.stringify(violations, null, 2)}\n`;
}

/** Only a breach that fails the gate is critical; an open question behind the gate is more than a remark. */
function severityOf(entry: Entry): Severity {
  const { verdict, level } = entry;
  if (countsAsBreach(entry)) return level === "error" ? "critical" : level === "warn" ? "minor" : "info";
  return verdict === "inconclusive" && level === "error" ? "minor" : "info";
}
