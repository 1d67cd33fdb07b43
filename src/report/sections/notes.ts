/** What a reader must know about the data. */
import type { AuditResult } from "../../model.js";
import type { Section } from "../document.js";
import { noteText } from "../words.js";

export function notes(result: AuditResult): Section {
  return {
    id: "notes",
    title: "Data notes",
    blocks: [
      result.quality.length === 0
        ? { kind: "paragraph", text: "Nothing about the data needed a note." }
        : { kind: "list", items: result.quality.map((note) => ({ said: noteText(note) })) },
    ],
  };
}
