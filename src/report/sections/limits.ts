/** What the words mean, and what the audit cannot show. */
import type { AuditResult } from "../../model.js";
import type { Section } from "../document.js";
import { GLOSSARY } from "../words-glossary.js";
import { LIMITS } from "../words-method.js";

/** Words for figures that a public result may have left out. */
const OF_TESTS: ReadonlySet<string> = new Set([
  "p and adjusted p",
  "Design effect",
  "Effective n",
  "Detectable ratio",
]);

export function limits({ publication, findings }: AuditResult): Section {
  const bare = publication !== null && !findings.some(({ comparison }) => comparison?.test);
  return {
    id: "limits",
    title: "Glossary, and what this cannot show",
    blocks: [
      { kind: "heading", text: "Glossary" },
      { kind: "facts", facts: GLOSSARY.filter(([word]) => !bare || !OF_TESTS.has(word)) },
      { kind: "heading", text: "What this cannot show" },
      { kind: "list", items: LIMITS },
    ],
  };
}
