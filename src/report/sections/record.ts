/** What a documented audit has to contain: what is here and where, and what is missing and which key would supply it. */
import type { AuditResult } from "../../model.js";
import { type Checked, completeness, GROUPS, tallyOf } from "../completeness.js";
import { words, type Block, type Cell, type Section, type Text } from "../document.js";
import { counted } from "../numbers.js";

/** `earlier`: results of earlier audits that the report is shown with. */
export function record(result: AuditResult, earlier: readonly AuditResult[] = []): Section {
  const checked = completeness(result.plan, result, earlier);
  return {
    id: "record",
    title: "What this report documents",
    blocks: [
      { kind: "paragraph", text: lead(checked) },
      ...GROUPS.map((group) =>
        table(
          group,
          checked.filter(({ item }) => item.group === group),
        ),
      ),
    ],
  };
}

function lead(checked: readonly Checked[]): string {
  const { present, missing, required } = tallyOf(checked);
  const lacking = missing === 0 ? "nothing is missing" : `${counted(missing, "is", "are")} missing`;
  const needed = required === 0 ? "" : `, ${required} of them required by a regime named beside them`;
  return `${counted(present, "item", "items")} of a documented audit ${present === 1 ? "is" : "are"} here; ${lacking}${needed}. “Required by” says where an item is asked for by law; whether that law applies to this system is not judged here. Items without it are good practice. Words of the auditee or auditor are shown as the plan gives them, and were not checked.`;
}

function table(group: string, checked: readonly Checked[]): Block {
  return {
    kind: "table",
    caption: group,
    columns: [
      words("Item"),
      words("Standing"),
      words("Where, or what would supply it"),
      words("Required by"),
    ],
    rows: checked.map(row),
  };
}

function row({ item, standing }: Checked): readonly Cell[] {
  const required = item.required.join("; ");
  switch (standing.state) {
    case "present":
      return [item.title, "present", place(standing.where, standing.says), required];
    case "missing":
      return [item.title, "missing", keyed(standing.key), required];
    case "not_applicable":
      return [item.title, "does not arise", standing.why, required];
    case "open":
      return [item.title, "not known", "the log was not counted", required];
  }
}

/** A key, and after a colon what it is to say. */
function keyed(key: string): Text {
  const [name, ...rest] = key.split(": ");
  return ["set ", { code: name! }, rest.length === 0 ? "" : `: ${rest.join(": ")}`];
}

function place(where: string, says: string | null): Text {
  return says === null ? where : [{ said: says }, ` (${where})`];
}
