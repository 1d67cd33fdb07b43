/** Which numbers of a result an attack has looked at, so that none is passed over in silence. */

export interface Watched<T> {
  /** The same, and every number taken from it is noted. */
  readonly value: T;
  /** Places of numbers nobody has looked at, each once, without the positions in lists. */
  readonly unread: () => string[];
}

export function watch<T extends object>(root: T): Watched<T> {
  const read = new Set<string>();
  return {
    value: watched(root, "", read),
    unread: () => [
      ...new Set(
        numbersOf(root, "")
          .filter((path) => !read.has(path))
          .map((path) => path.replace(/\[\d+\]/g, "[]")),
      ),
    ],
  };
}

function watched<T extends object>(object: T, path: string, read: Set<string>): T {
  return new Proxy(object, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name);
      if (typeof name === "symbol" || typeof value === "function") return value;
      const at = placeOf(target, path, name);
      if (typeof value === "number") read.add(at);
      return typeof value === "object" && value !== null ? watched(value, at, read) : value;
    },
  });
}

function placeOf(target: object, path: string, name: string): string {
  if (Array.isArray(target)) return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

function numbersOf(value: unknown, path: string): string[] {
  if (typeof value === "number") return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => numbersOf(one, placeOf(value, path, name)));
}
