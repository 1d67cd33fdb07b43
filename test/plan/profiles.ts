import type { ColumnProfile, LogProfile } from "../../src/model.js";

/** A column of a log as a profile sees it, worked out from its values ("" is missing). */
export function columnOf(name: string, values: readonly string[]): ColumnProfile {
  const filled = values.filter((value) => value !== "");
  const rows = new Map<string, number>();
  for (const value of filled) rows.set(value, (rows.get(value) ?? 0) + 1);
  const count = (pattern: RegExp): number => filled.filter((value) => pattern.test(value)).length;
  const numbers = filled.filter((value) => /^-?\d+(?:\.\d+)?$/.test(value)).map(Number);
  const listed = [...rows]
    .map(([text, count_]) => ({ text, rows: count_ }))
    .toSorted((a, b) => b.rows - a.rows);
  return {
    name,
    filled: filled.length,
    missing: values.length - filled.length,
    distinct: rows.size,
    values: rows.size > 40 ? null : listed,
    flags: count(/^(?:0|1|true|false|yes|no)$/i),
    yes: count(/^(?:1|true|yes)$/i),
    numbers: numbers.length,
    times: count(/^\d{4}-\d{2}-\d{2}/),
    digits: count(/^\d+$/),
    longest: Math.max(0, ...filled.map((value) => value.length)),
    minimum: numbers.length === 0 ? null : Math.min(...numbers),
    maximum: numbers.length === 0 ? null : Math.max(...numbers),
  };
}

/** A log of `rows` rows; each column is made by a function of the row number. */
export function profileOf(
  rows: number,
  columns: Readonly<Record<string, (row: number) => string>>,
): LogProfile {
  return {
    rows,
    columns: Object.entries(columns).map(([name, value]) =>
      columnOf(
        name,
        Array.from({ length: rows }, (_, row) => value(row)),
      ),
    ),
  };
}

const flag = (every: number) => (row: number) => (row % every === 0 ? "1" : "0");

/** A month of campaign decisions, as they are usually logged. */
export const campaign = profileOf(500, {
  decision_id: (row) => `d${row}`,
  customerId: (row) => `c${row % 120}`,
  decided_at: (row) => `2026-10-${String((row % 30) + 1).padStart(2, "0")}`,
  gender: (row) => (row < 5 ? "x" : row % 9 === 0 ? "Unknown" : row % 2 === 0 ? "F" : "M"),
  age: (row) => (row % 50 === 0 ? "" : String(19 + (row % 60))),
  ethnicity: (row) => `group ${row % 45}`,
  birth_date: (row) => `19${10 + (row % 80)}-01-01`,
  offered: flag(2),
  shown: flag(3),
  clicked: flag(6),
  converted: flag(12),
  eligible: (row) => (row % 5 === 1 ? "0" : "1"),
  product: (row) => `p${row % 7}`,
  zip: (row) => String(10_000 + (row % 90)),
  session_uuid: (row) => `s${row % 400}`,
  email: (row) => `m${row % 120}@example.org`,
  notes: (row) => `customer ${row % 300} said ${"something ".repeat(8)}`,
  price: (row) => String((row % 77) / 4),
  country: () => "NO",
  empty: () => "",
});
