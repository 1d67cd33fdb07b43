/** Every leaf of a value, and the value with one leaf changed. */
export type Path = readonly (string | number)[];

export function leavesOf(value: unknown, path: Path = []): Path[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [path] : value.flatMap((one, index) => leavesOf(one, [...path, index]));
  }
  if (typeof value === "object" && value !== null)
    return Object.entries(value).flatMap(([key, one]) => leavesOf(one, [...path, key]));
  return [path];
}

export function changed<T>(value: T, path: Path, change: (leaf: unknown) => unknown = otherThan): T {
  const copy = structuredClone(value) as unknown;
  let here = copy as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) here = here[step] as Record<string | number, unknown>;
  const last = path.at(-1)!;
  here[last] = change(here[last]);
  return copy as T;
}

/** Another value of the same kind, as close as it can be. */
function otherThan(leaf: unknown): unknown {
  if (typeof leaf === "number") return Number.isInteger(leaf) ? leaf + 1 : leaf * (1 + 1e-6);
  if (typeof leaf === "boolean") return !leaf;
  if (typeof leaf === "string") return `${leaf} `;
  return leaf === null ? 0 : ["x"];
}
