/** That this is the public version: what was withheld, and which private result it was made from. */
import type { AuditResult } from "../../model.js";
import type { Block } from "../document.js";
import { publicLine } from "../sentences.js";

/** At the head of a published report; nothing in a private one. */
export function publicVersion({ publication }: AuditResult): readonly Block[] {
  if (publication === null) return [];
  return [
    { kind: "paragraph", text: publicLine(publication) },
    { kind: "facts", facts: [["Private result, SHA-256", { code: publication.private_sha256 }]] },
  ];
}
