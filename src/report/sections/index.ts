/**
 * The sections of the full reports, in reading order: what was found and what to do first, dense tables later.
 * A new section is a new file and one line here.
 */
import type { AuditResult } from "../../model.js";
import type { Section } from "../document.js";
import { actions } from "./actions.js";
import { data } from "./data.js";
import { findings } from "./findings.js";
import { groups } from "./groups.js";
import { lending } from "./lending.js";
import { limits } from "./limits.js";
import { localLaw144 } from "./local-law-144.js";
import { method } from "./method.js";
import { overview } from "./overview.js";
import { proxies } from "./proxies.js";
import { record } from "./record.js";
import { reproduction } from "./reproduction.js";
import { summary } from "./summary.js";
import { trend } from "./trend.js";
import { waivers } from "./waivers.js";

const SECTIONS: readonly ((result: AuditResult, earlier?: readonly AuditResult[]) => Section)[] = [
  summary,
  actions,
  findings,
  groups,
  trend,
  overview,
  localLaw144,
  lending,
  proxies,
  data,
  method,
  waivers,
  reproduction,
  record,
  limits,
];

/** `earlier`: results of earlier audits, oldest first. */
export function sections(result: AuditResult, earlier: readonly AuditResult[] = []): readonly Section[] {
  // A section of a preset that the plan does not name has nothing to show, nor has a trend of one audit.
  return SECTIONS.map((section) => section(result, earlier)).filter((section) => section.blocks.length > 0);
}
