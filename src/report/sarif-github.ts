/**
 * SARIF for GitHub code scanning, which takes every result for an alert, whatever its kind, and by default does not
 * look at suppressions: breaches only, and those somebody has accepted as notes.
 */
import type { AuditResult } from "../model.js";
import { countsAsBreach, entries, type RenderOptions } from "./entries.js";
import { sarifLevel, sarifLog } from "./sarif.js";

/** The breaches as a SARIF log. */
export function renderSarifForGithub(result: AuditResult, options: RenderOptions = {}): string {
  const breaches = entries(result).filter(({ verdict }) => verdict === "fail");
  return sarifLog(result, breaches, options, (entry) => (countsAsBreach(entry) ? sarifLevel(entry) : "note"));
}
