/** Findings of the plan's rules on features that stand in for attributes. */
import type { AuditResult } from "../../model.js";
import { figure, named, words, type Block, type Cell } from "../document.js";
import { counted, NONE } from "../numbers.js";
import { askedOf, auc, share } from "../words-proxies.js";
import { verdictOf } from "./shared.js";

/** Breaches first as they come; justified and waived ones marked; how many are within the rule. */
export function featureFindings(result: AuditResult): readonly Block[] {
  const findings = result.proxies?.findings ?? [];
  if (findings.length === 0) return [];
  const open = findings.filter((one) => one.verdict !== "pass");
  const passed = findings.length - open.length;
  const rows = open.map((one): readonly Cell[] => [
    named(one.rule),
    one.level,
    named(one.feature),
    named(one.attribute),
    askedOf(one),
    one.actual === null ? NONE : one.bound === "auc" ? auc(one.actual) : share(one.actual),
    one.justified ? [verdictOf(result, one), ", justified"] : verdictOf(result, one),
    { code: one.id },
  ]);
  const title: Block = { kind: "heading", text: "Rules on features" };
  const rest: Block = {
    kind: "paragraph",
    text: `${counted(passed, "further finding", "further findings")} of rules on features: within the rule.`,
  };
  if (rows.length === 0) return [title, rest];
  return [
    title,
    {
      kind: "table",
      caption: "Rules on features that are broken or open",
      columns: [
        words("Rule"),
        words("Level"),
        words("Feature"),
        words("Attribute"),
        words("Asks for"),
        figure("Found"),
        words("Verdict"),
        words("Id"),
      ],
      rows,
    },
    ...(passed > 0 ? [rest] : []),
  ];
}
