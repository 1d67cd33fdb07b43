/** `log:` where the decisions are, and what the columns mean. */
import type * as z from "zod";
import { choice, decimal, formed, text } from "./scalars.js";
import { defaulted, list, mapping, optional, paths, section, texts } from "./shapes.js";

const column = section({
  type: optional(choice(["text", "flag", "number", "time"])).describe(
    "How the column is read. Left out: as its role asks.",
  ),
  true: optional(texts()).describe("Spellings of yes for a flag. Replace the built-in ones."),
  false: optional(texts()).describe("Spellings of no for a flag. Replace the built-in ones."),
  range: optional(list(decimal())).describe(
    "Least and greatest number a value may have, both included. A number outside is a fault of the log, not an outlier to drop.",
  ),
});

/** One character of one byte that cannot be part of a value by itself. */
function isDelimiter(spelling: string): boolean {
  return /^[\t\x20-\x7e]$/.test(spelling) && !/["A-Za-z0-9]/.test(spelling);
}

export const log = section({
  files: optional(paths()).describe(
    "Paths or globs of the log, relative to the plan. May be left out and given on the command line.",
  ),
  format: defaulted(choice(["auto", "csv", "ndjson", "parquet"]), "auto").describe(
    "Format of the files; auto goes by their contents.",
  ),
  delimiter: optional(
    formed(
      'one separating character (a tab is written "\\t", in double quotes)',
      "bad-delimiter",
      isDelimiter,
    ),
  ).describe("What separates the fields of a CSV. Left out: found in the header line."),
  decision: optional(text("a column name")).describe(
    "Column that names the decision; each may appear once. Left out: rows cannot be told apart, so copies are not noticed.",
  ),
  unit: optional(text("a column name")).describe(
    "Column that names the person (customer, user). Decisions about one person are not independent, and the intervals allow for it. Left out: each row counts as its own person.",
  ),
  time: optional(text("a column name")).describe("Column with the time of the decision."),
  count: optional(text("a column name")).describe(
    "Column with how many decisions a row stands for, in an aggregated export. Goes with neither a decision column nor a per-person metric.",
  ),
  item: optional(text("a column name")).describe("Column that names what was recommended."),
  features: optional(texts("a column name")).describe(
    "Columns examined as stand-ins for protected attributes. Left out: every column without another role.",
  ),
  missing: optional(texts()).describe(
    'Spellings, beside the empty field, that mean "no value". Left out: only the empty field is missing, because "NA" can be Namibia and "null" a surname.',
  ),
  missing_unit: defaulted(choice(["refuse", "reject"]), "refuse").describe(
    "Rows that name no person: refuse the log, or reject and count those rows. Refuse, because leaving rows out in silence changes who is audited.",
  ),
  duplicates: defaulted(choice(["refuse", "drop_identical"]), "refuse").describe(
    "Rows with the same decision id: refuse the log, or keep one of rows that are alike in every field. Refuse, because a doubled row is a fault upstream.",
  ),
  keep: optional(mapping(texts())).describe(
    "Column to the values (one, or a list) of the rows to audit. Other rows are left out, and counted.",
  ),
  columns: optional(mapping(column)).describe("What is special about single columns."),
});

export type LogInput = z.output<typeof log>;
