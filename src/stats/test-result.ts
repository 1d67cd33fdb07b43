/** The outcome of a test of "no difference". */
export interface TestResult {
  /** Two-sided p-value, exact deep in the tail. */
  readonly p: number;
  readonly statistic: number;
  /** Degrees of freedom of the reference distribution; null where it has none (normal, exact). */
  readonly df: number | null;
  /** What was done, as the report prints it. */
  readonly name: string;
}
