/** What the audit cannot show. */
import type { AuditResult } from "../../model.js";
import type { Section } from "../document.js";
import { LIMITS } from "../words-method.js";

export function limits(_result: AuditResult): Section {
  return { id: "limits", title: "What this cannot show", blocks: [{ kind: "list", items: LIMITS }] };
}
