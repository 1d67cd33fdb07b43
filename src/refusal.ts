/** One thing the user can mend: what is wrong, where, and the way out. Never a value from the data. */
export interface Fault {
  /** Stable kebab-case code, e.g. "ragged-row", "unknown-key". */
  readonly code: string;
  /** What is wrong, in one sentence without a full stop. */
  readonly what: string;
  /** What to do about it. */
  readonly hint: string | null;
  readonly file: string | null;
  /** Physical line, 1-based. */
  readonly line: number | null;
  /** Character column in the line (plans), 1-based. */
  readonly position: number | null;
  /** Column name in a log. */
  readonly column: string | null;
  /** The plan's own line, shown under the fault. Never a line of a log. */
  readonly excerpt: string | null;
}

/** A fault with the fields that do not apply left out. */
export function fault(code: string, what: string, more: Partial<Omit<Fault, "code" | "what">> = {}): Fault {
  return {
    code,
    what,
    hint: null,
    file: null,
    line: null,
    position: null,
    column: null,
    excerpt: null,
    ...more,
  };
}

/**
 * Every expected "no": something the user can mend. Ends the run with exit code 2,
 * all faults printed at once, and no stack.
 */
export class Refusal extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(faults.map((one) => `${one.code}: ${one.what}`).join("; "));
    this.name = "Refusal";
  }
}

/** Refuse for one reason. */
export function refuse(code: string, what: string, more: Partial<Omit<Fault, "code" | "what">> = {}): never {
  throw new Refusal([fault(code, what, more)]);
}
