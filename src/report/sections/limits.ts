/** What the words mean, and what the audit cannot show. */
import type { AuditResult } from "../../model.js";
import type { Section } from "../document.js";
import { GLOSSARY } from "../words-glossary.js";
import { LIMITS } from "../words-method.js";

export function limits(_result: AuditResult): Section {
  return {
    id: "limits",
    title: "Glossary, and what this cannot show",
    blocks: [
      { kind: "heading", text: "Glossary" },
      { kind: "facts", facts: GLOSSARY },
      { kind: "heading", text: "What this cannot show" },
      { kind: "list", items: LIMITS },
    ],
  };
}
