import type { Fault } from "../refusal.js";
import { forTerminal } from "../report/escape.js";

/** Faults as lines for the terminal: `plan.yaml:7:13: code: what`, the plan's line, and the way out. */
export function renderFaults(faults: readonly Fault[], ascii: boolean): string {
  const safe = (text: string): string => forTerminal(text, ascii);
  const lines = faults.flatMap((fault) => {
    const place = [fault.file, fault.line, fault.position].filter((part) => part !== null).map(String);
    const head = place.length === 0 ? "" : `${safe(place.join(":"))}: `;
    return [
      `${head}${fault.code}: ${safe(fault.what)}`,
      ...(fault.excerpt === null ? [] : [`    | ${safe(fault.excerpt)}`]),
      ...(fault.hint === null ? [] : [`    ${safe(fault.hint)}`]),
    ];
  });
  return `${lines.join("\n")}\n`;
}
