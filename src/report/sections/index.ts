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
import { limits } from "./limits.js";
import { method } from "./method.js";
import { notes } from "./notes.js";
import { proxies } from "./proxies.js";
import { representation } from "./representation.js";
import { reproduction } from "./reproduction.js";
import { summary } from "./summary.js";
import { unknowns } from "./unknowns.js";

const SECTIONS: readonly ((result: AuditResult) => Section)[] = [
  summary,
  findings,
  groups,
  proxies,
  representation,
  contacts,
  unknowns,
  ledger,
  notes,
  method,
  reproduction,
  limits,
];

export function sections(result: AuditResult): readonly Section[] {
  return SECTIONS.map((section) => section(result));
}
