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
import { limits } from "./limits.js";
import { method } from "./method.js";
import { overview } from "./overview.js";
import { proxies } from "./proxies.js";
import { reproduction } from "./reproduction.js";
import { summary } from "./summary.js";
import { waivers } from "./waivers.js";

const SECTIONS: readonly ((result: AuditResult) => Section)[] = [
  summary,
  actions,
  findings,
  groups,
  overview,
  proxies,
  data,
  method,
  waivers,
  reproduction,
  limits,
];

export function sections(result: AuditResult): readonly Section[] {
  return SECTIONS.map((section) => section(result));
}
