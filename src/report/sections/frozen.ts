/** Whether the plan was fixed beforehand, and in what it differs from the one that was. */
import type { AuditResult, Deviation } from "../../model.js";
import { named, words, type Block, type Cell, type Inline } from "../document.js";
import { counted, NONE } from "../numbers.js";

export function frozenPlan({ frozen, plan }: AuditResult): readonly Block[] {
  const title: Block = { kind: "heading", text: "The plan, fixed beforehand or not" };
  if (frozen === null) {
    const text =
      "No frozen plan was named: nothing here shows that the plan was fixed before the data were seen, beyond what the plan itself says.";
    return [title, { kind: "paragraph", text }];
  }
  const { deviations } = frozen;
  // The plan's word is in the section on method; here is what speaks against it.
  const clash: readonly Block[] =
    frozen.before_data === false && plan.thresholds.before_data === true
      ? [
          {
            kind: "paragraph",
            text: "The plan says that its thresholds were set before the data were seen. The day on which it was frozen does not show that.",
          },
        ]
      : [];
  const when =
    frozen.before_data === null
      ? "whether that is before the log begins cannot be told, for the log has no days"
      : frozen.before_data
        ? "before the first day of the log"
        : "not before the first day of the log";
  const facts: Block = {
    kind: "facts",
    facts: [
      ["Frozen on", [{ said: frozen.frozen_on }, `, ${when}`]],
      ["Frozen plan, SHA-256", { code: frozen.plan_sha256 }],
      [
        "Deviations",
        deviations.length === 0
          ? "none: the plan audited is the frozen one"
          : counted(deviations.length, "place differs", "places differ"),
      ],
    ],
  };
  if (deviations.length === 0) return [title, facts, ...clash];
  return [
    title,
    facts,
    ...clash,
    {
      kind: "table",
      caption: "Where the plan audited differs from the frozen one",
      columns: [words("Where"), words("Frozen"), words("Audited")],
      rows: deviations.map((one): readonly Cell[] => [
        named(one.path),
        value(one.frozen),
        value(one.audited),
      ]),
    },
  ];
}

function value(one: Deviation["frozen"]): Inline {
  return one === null ? NONE : { said: one };
}
