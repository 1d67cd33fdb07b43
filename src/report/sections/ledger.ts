/** Every input row, accounted for, with the people beside it. */
import type { AuditResult } from "../../model.js";
import { figure, words, type Cell, type Section } from "../document.js";
import { count } from "../numbers.js";
import { noUnits, unitWord } from "../words-method.js";

export function ledger(result: AuditResult): Section {
  const { ledger: rows, units } = result;
  const lines: readonly (readonly Cell[])[] = [
    ["Read", count(rows.read), ""],
    ["Used", count(rows.used), "in the figures of this report"],
    ["Outside the period", count(rows.out_of_period), "dated before or after the period asked for"],
    ["Left out by the plan", count(rows.filtered), "not kept by the plan's conditions"],
    ["Duplicates", count(rows.duplicates), "exact copies of a decision, dropped"],
    ...rows.rejected.map((one): readonly Cell[] => ["Rejected", count(one.rows), { said: one.reason }]),
  ];
  const people =
    units.column === null
      ? unitWord(result).one === "trial"
        ? `The rows used hold counts: ${noUnits(result)}.`
        : `The rows used stand for ${count(units.count)} units: ${noUnits(result)}.`
      : `The rows used are about ${count(units.count)} people, ${count(units.repeated)} of them with more than one decision.`;
  return {
    id: "ledger",
    title: "Row ledger",
    blocks: [
      {
        kind: "table",
        caption: "read = used + outside the period + left out + duplicates + rejected",
        columns: [words("Rows"), figure("Count"), words("Meaning")],
        rows: lines,
      },
      {
        kind: "paragraph",
        text: `${people} Lines without a row (blank, or before the header): ${count(rows.blank_lines)}.`,
      },
    ],
  };
}
