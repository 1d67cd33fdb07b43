/** Looking at a log before there is a plan. */

/** What `init` learns of one column. Counts and group-like values only. */
export interface ColumnProfile {
  readonly name: string;
  /** Rows with a value. */
  readonly filled: number;
  readonly missing: number;
  /** Distinct values; `null` when there are more than the profile counts (100,000). */
  readonly distinct: number | null;
  /** The values and how many rows have each, most frequent first; `null` when there are more than 40. */
  readonly values: readonly { readonly text: string; readonly rows: number }[] | null;
  /** Rows whose value is a yes/no in a built-in spelling, a plain number, a time, digits only. */
  readonly flags: number;
  /** Rows whose value is a yes in a built-in spelling. */
  readonly yes: number;
  readonly numbers: number;
  readonly times: number;
  readonly digits: number;
  /** Longest value, in characters. */
  readonly longest: number;
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** What `init` learns of a log. */
export interface LogProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
}
