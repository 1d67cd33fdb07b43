/**
 * What a plan file says before anyone asks whether it makes sense: texts, lists
 * and mappings, each with the offset in the text where it was written. Scalars stay in the
 * spelling of the file, so a zip code keeps its leading zero and "NO" stays Norway.
 */

/** An unquoted `null` or `~`, or nothing at all: "not given" where a value may be left out. */
export interface Blank {
  readonly kind: "blank";
  readonly text: "" | "null" | "~";
}

export interface List {
  readonly kind: "list";
  readonly items: readonly { readonly value: Raw; readonly at: number }[];
}

/** A mapping as a list of entries: plan order is kept, and no key (`__proto__`, `10`) is special. */
export interface Mapping {
  readonly kind: "mapping";
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly keyAt: number;
  readonly value: Raw;
  readonly valueAt: number;
}

export type Raw = string | Blank | List | Mapping;

/** Where in the plan something is: keys and item numbers (from 0) from the top. */
export type Path = readonly (string | number)[];

/** A fault that knows its path in the plan, and not yet its line. */
export interface Problem {
  readonly code: string;
  readonly what: string;
  readonly hint: string | null;
  readonly path: Path;
  /** Point at the key, or at the value. */
  readonly at: "key" | "value";
}

/** A fault that knows its offset in the text. */
export interface OffsetFault {
  readonly code: string;
  readonly what: string;
  readonly hint: string | null;
  readonly offset: number;
}

export type Report = (problem: Problem) => void;

export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "mapping";
}

export function isList(value: unknown): value is List {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "list";
}

export function isBlank(value: unknown): value is Blank {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "blank";
}

/** A plan may have very many keys, and each fault looks one up. */
const indexes = new WeakMap<Mapping, ReadonlyMap<string, Entry>>();

export function entryOf(mapping: Mapping, key: string): Entry | undefined {
  let index = indexes.get(mapping);
  if (index === undefined) {
    index = new Map(mapping.entries.map((entry) => [entry.key, entry]));
    indexes.set(mapping, index);
  }
  return index.get(key);
}

/** The value under a key, or `undefined`. */
export function valueOf(mapping: Mapping, key: string): Raw | undefined {
  return entryOf(mapping, key)?.value;
}

/** The offset of a path: as much of the path as the plan has, so that a missing key points at its parent. */
export function offsetOf(root: Raw, path: Path, at: "key" | "value"): number {
  let here: Raw | undefined = root;
  let place = 0;
  for (const [index, step] of path.entries()) {
    const last = index === path.length - 1;
    if (isMapping(here) && typeof step === "string") {
      const entry: Entry | undefined = entryOf(here, step);
      if (entry === undefined) return place;
      // A shorthand (`offered: column`) stands for what is deeper.
      const whole = last || typeof entry.value === "string";
      place = whole && at === "value" ? entry.valueAt : entry.keyAt;
      here = entry.value;
    } else if (isList(here) && typeof step === "number") {
      const item: List["items"][number] | undefined = here.items[step];
      if (item === undefined) return place;
      place = item.at;
      here = item.value;
    } else return place;
  }
  return place;
}
