import { type Difference, differences } from "../policy/differences.js";

/** A figure or word that does not follow from the others: where it is, what stands there, and what should. */
export interface Contradiction extends Difference {
  /** What `other` was worked out from, in words. */
  readonly from: string;
}

/** Other versions may round the last bits otherwise. */
const NEAR = 1e-9;

/** What stands in a result against what follows: every leaf that differs, numbers by more than their last bits. */
export function held(path: string, from: string, stands: unknown, follows: unknown): Contradiction[] {
  return differences(stands, follows, near).map((one) => ({
    ...one,
    path: one.path === "" ? path : `${path}.${one.path}`,
    from,
  }));
}

function near(a: number, b: number): boolean {
  return Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(a), Math.abs(b));
}

export function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}
