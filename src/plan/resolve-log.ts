/** `log:` from what is written to what is meant, and the checks that need two of its keys. */
import type { ColumnPlan, LogPlan } from "../model.js";
import { readPart } from "./issues.js";
import { quoted } from "../quoted.js";
import type { Raw, Report } from "./raw.js";
import { type LogInput, log } from "./schema-log.js";

type ColumnInput = NonNullable<LogInput["columns"]>[number];

/** `null` when the section has faults. */
export function resolveLog(raw: Raw | undefined, report: Report): LogPlan | null {
  const input = readPart(log, raw ?? { kind: "mapping", entries: [] }, ["log"], report);
  if (input === null) return null;
  const columns = (input.columns ?? []).map((entry) => resolveColumn(entry, report));
  checkNeeds(input, report);
  return {
    files: input.files ?? [],
    format: input.format,
    delimiter: input.delimiter ?? null,
    decision: input.decision ?? null,
    unit: input.unit ?? null,
    time: input.time ?? null,
    count: input.count ?? null,
    item: input.item ?? null,
    features: input.features ?? [],
    missing: input.missing ?? [],
    missing_unit: input.missing_unit,
    duplicates: input.duplicates,
    keep: conditions(input.keep),
    columns,
  };
}

/** A mapping of columns to values as the conditions it stands for. */
export function conditions(entries: readonly (readonly [string, readonly string[]])[] | undefined) {
  return (entries ?? []).map(([column, values]) => ({ column, in: values }));
}

function checkNeeds(input: LogInput, report: Report): void {
  const problem = (code: string, key: string, what: string, hint: string): void =>
    report({ code, what, hint, path: ["log", key], at: "key" });
  if (input.missing_unit === "reject" && input.unit === undefined) {
    problem("unit-needed", "missing_unit", '"missing_unit" needs a unit column', "name it under log.unit");
  }
  if (input.duplicates === "drop_identical" && input.decision === undefined) {
    const hint = "name it under log.decision";
    problem("decision-needed", "duplicates", '"duplicates" needs a decision column', hint);
  }
  if (input.count !== undefined && input.decision !== undefined) {
    const what =
      '"count" and "decision" do not go together: a row that stands for many decisions has no decision id';
    problem("count-with-decision", "count", what, "leave one of them out");
  }
}

function resolveColumn([column, input]: ColumnInput, report: Report): ColumnPlan {
  const clash = (key: string, what: string): void =>
    report({ code: "clashing-keys", what, hint: null, path: ["log", "columns", column, key], at: "key" });
  const type = input.type ?? null;
  const flagged = input.true !== undefined ? "true" : "false";
  if ((input.true ?? input.false) !== undefined && type !== null && type !== "flag") {
    clash(flagged, `"${flagged}" is for a column of type flag, and ${quoted(column)} has type ${type}`);
  }
  if ((input.true === undefined) !== (input.false === undefined)) {
    const absent = input.true === undefined ? "true" : "false";
    clash(
      flagged,
      `"${flagged}" without "${absent}" leaves nothing that can mean ${absent === "true" ? "yes" : "no"}: give both`,
    );
  }
  const both = input.true?.find((spelling) => input.false?.includes(spelling));
  if (both !== undefined) clash("false", `${quoted(both)} cannot mean both true and false`);
  if (input.range !== undefined && type !== null && type !== "number") {
    clash("range", `"range" is for a column of type number, and ${quoted(column)} has type ${type}`);
  }
  if (input.range !== undefined && (input.true ?? input.false) !== undefined) {
    clash("range", '"range" is for a number, and true and false are for a flag');
  }
  return {
    column,
    type,
    true: input.true ?? null,
    false: input.false ?? null,
    range: resolveRange(column, input.range, report),
  };
}

function resolveRange(
  column: string,
  range: readonly number[] | undefined,
  report: Report,
): readonly [number, number] | null {
  if (range === undefined) return null;
  const [low, high, ...more] = range;
  if (low !== undefined && high !== undefined && more.length === 0 && low <= high) return [low, high];
  report({
    code: "bad-range",
    what: '"range" must be two numbers, the least first',
    hint: null,
    path: ["log", "columns", column, "range"],
    at: "value",
  });
  return null;
}
