import { expect } from "vitest";

/** Expects a fact; `what` is said when it does not hold. */
export function expectThat(holds: boolean, what: string): void {
  expect(holds ? "as it should" : what).toBe("as it should");
}

/** Expects two numbers to agree to a relative tolerance (absolute when the number wanted is below `floor`). */
export function expectClose(
  got: number | null | undefined,
  want: number,
  tolerance: number,
  what = "",
  floor = 0,
): void {
  const scale = Math.max(Math.abs(want), floor);
  const close = typeof got === "number" && Math.abs(got - want) <= tolerance * scale;
  expectThat(close, `${what}: got ${got}, expected ${want} to ${tolerance}`);
}

/** The result where there is one; fails the test with the reason where there is none. */
export function existing<T extends object>(result: T | null): Exclude<T, { readonly reason: string }> {
  if (result === null) throw new Error("there is no result");
  if ("reason" in result) throw new Error(`no result: ${String(result.reason)}`);
  return result as Exclude<T, { readonly reason: string }>;
}
