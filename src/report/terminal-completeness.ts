/** The checklist for a terminal: what a plan already documents, and which of its keys would supply the rest. */
import type { Plan } from "../model.js";
import { type Checked, completeness, GROUPS, tallyOf } from "./completeness.js";
import { wrap } from "./width.js";

const COLUMNS = 80;
const INDENT = " ".repeat(11);

/** Lines no wider than 80 columns, by group. All words are ours: what the plan says is not repeated. */
export function completenessLines(plan: Plan): readonly string[] {
  // What only a counted log can tell is counted, and not listed.
  const checked = completeness(plan, null);
  const known = checked.filter(({ standing }) => standing.state !== "open");
  return [
    ...GROUPS.flatMap((group) => {
      const here = known.filter(({ item }) => item.group === group);
      return here.length === 0 ? [] : [group, ...here.flatMap(itemLines)];
    }),
    ...closing(checked),
  ];
}

function itemLines({ item, standing }: Checked): readonly string[] {
  const required = item.required.length === 0 ? "" : ` (required by ${item.required.join("; ")})`;
  switch (standing.state) {
    case "present":
      return hung("present", `${item.title}: ${standing.where}${required}`);
    case "missing":
      return hung("missing", `${item.title}: set ${standing.key}${required}`);
    case "not_applicable":
      return hung("-", `${item.title}: ${standing.why}`);
    case "open":
      return [];
  }
}

function hung(label: string, text: string): readonly string[] {
  const [first = "", ...rest] = wrap(text, COLUMNS - INDENT.length);
  return [`  ${label.padEnd(INDENT.length - 2)}${first}`, ...rest.map((line) => `${INDENT}${line}`)];
}

function closing(checked: readonly Checked[]): readonly string[] {
  const { present, missing, required, open } = tallyOf(checked);
  const counts = `${present} present, ${missing} missing, of which ${required} required somewhere; ${open} more are known once a log is audited.`;
  const note = "Whether a regime applies to this system is not judged here.";
  return ["", ...wrap(counts, COLUMNS), ...wrap(note, COLUMNS)];
}
