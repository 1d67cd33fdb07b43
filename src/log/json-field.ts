import { quoteField } from "./write-csv.js";

const LONE_SURROGATE = /\p{Surrogate}/u;
const QUOTE = 34;
const OPEN_BRACKET = 91;
const LOWER_N = 110;
const OPEN_BRACE = 123;

/** Why a value cannot be a field. */
export interface BadField {
  readonly code: string;
  readonly what: string;
  readonly hint: string;
}

/** The text of a JSON value as a CSV field; `empty` is how no value is written. */
export function jsonToField(raw: string, empty: string): string | BadField {
  switch (raw.charCodeAt(0)) {
    case QUOTE:
      return stringToField(raw, empty);
    case OPEN_BRACE:
    case OPEN_BRACKET:
      return NESTED;
    case LOWER_N:
      // null is no value.
      return empty;
    default:
      // A number as it is spelled, true or false.
      return raw;
  }
}

/** An empty string is an empty field, and so no value: CSV cannot tell the two apart, and the audit need not. */
function stringToField(raw: string, empty: string): string | BadField {
  if (!raw.includes("\\")) {
    if (raw.length === 2) return empty;
    // Without escapes it holds no quote and no line end: as it stands, it is a quoted CSV field.
    return raw.includes(",") ? raw : raw.slice(1, -1);
  }
  const text = JSON.parse(raw) as string;
  if (LONE_SURROGATE.test(text)) return HALF;
  return text.includes("\0") ? NUL : quoteField(text);
}

const NESTED: BadField = {
  code: "nested-value",
  what: "holds a list or an object, not a single value",
  hint: "write one value a key",
};
const HALF: BadField = {
  code: "lone-surrogate",
  what: "holds half of a character (a lone surrogate)",
  hint: "mend the encoding of the log's texts",
};
const NUL: BadField = { code: "nul-byte", what: "holds a NUL character", hint: "mend the log's texts" };
