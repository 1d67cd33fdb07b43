export { quoted } from "./quoted.js";

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

/** The name nearest to a misspelt one, as a hint; null where none is near. */
export function didYouMean(name: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Levenshtein distance with adjacent swaps counted as one edit; stops counting at `limit`. */
function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1);
      }
      next.push(cost);
    }
    before = row;
    row = next;
  }
  return row[to.length]!;
}
