/**
 * The sections of the full reports, in reading order: what was found and what to do first, dense tables later.
 * A new section is a new file and one line here.
 */
import type { AuditResult } from "../../model.js";
import type { Section } from "../document.js";
import { contacts } from "./contacts.js";
import { findings } from "./findings.js";
import { groups } from "./groups.js";
import { ledger } from "./ledger.js";
import { lending } from "./lending.js";
import { limits } from "./limits.js";
import { localLaw144 } from "./local-law-144.js";
import { method } from "./method.js";
import { notes } from "./notes.js";
import { proxies } from "./proxies.js";
import { record } from "./record.js";
import { representation } from "./representation.js";
import { reproduction } from "./reproduction.js";
import { summary } from "./summary.js";
import { unknowns } from "./unknowns.js";

const SECTIONS: readonly ((result: AuditResult) => Section)[] = [
  summary,
  findings,
  groups,
  localLaw144,
  lending,
  proxies,
  representation,
  contacts,
  unknowns,
  ledger,
  notes,
  method,
  reproduction,
  record,
  limits,
];

export function sections(result: AuditResult): readonly Section[] {
  // A section of a preset that the plan does not name has nothing to show.
  return SECTIONS.map((section) => section(result)).filter((section) => section.blocks.length > 0);
}
