/** A place in which two values of the same shape differ, and what stands there, as JSON; null where there is nothing. */
export interface Difference {
  /** Keys and item numbers from the top, e.g. "findings.0.verdict". */
  readonly path: string;
  readonly one: string | null;
  readonly other: string | null;
}

/**
 * Every leaf in which two values differ, in the order of the first, then what only the second has. Numbers count as equal
 * where `near` says so: by default only where they are.
 */
export function differences(
  one: unknown,
  other: unknown,
  near: (a: number, b: number) => boolean = (a, b) => a === b,
  path: readonly string[] = [],
): Difference[] {
  if (isBranch(one) && isBranch(other) && Array.isArray(one) === Array.isArray(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return keys.flatMap((key) => differences(own(one, key), own(other, key), near, [...path, key]));
  }
  if (typeof one === "number" && typeof other === "number" && near(one, other)) return [];
  const [a, b] = [written(one), written(other)];
  return a === b ? [] : [{ path: path.join("."), one: a, other: b }];
}

function own(branch: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(branch, key) ? branch[key] : undefined;
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function written(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
