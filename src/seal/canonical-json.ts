/** Canonical JSON (RFC 8785): one text for one value, so that it can be digested. The package's only door. */
import canonicalize from "canonicalize";

// The package's types describe an ES module, and it is a CommonJS one: its default export is the function itself.
const serialize = canonicalize as unknown as (value: unknown) => string | undefined;

/** Throws an `Error` for what JSON cannot hold: NaN, infinities, `undefined`. */
export function canonicalJson(value: unknown): string {
  const json = serialize(value);
  if (json === undefined) throw new Error("this value has no canonical JSON");
  return json;
}
