/** That this is the public version, and what was withheld. */
import type { AuditResult } from "../../model.js";
import type { Block } from "../document.js";
import { publicLine } from "../sentences.js";

/** At the head of a published report; nothing in a private one. */
export function publicVersion(result: AuditResult): readonly Block[] {
  const { publication } = result;
  return publication === null ? [] : [{ kind: "paragraph", text: publicLine(publication, result) }];
}
