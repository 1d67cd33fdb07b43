/**
 * The single values of a plan: texts, numbers, truths and choices, each read from
 * the spelling in the file, and each able to say what it wants.
 *
 * `meta({ drawn })` is how a value that is read from a spelling is drawn in the JSON
 * Schema (see json-schema.ts): an editor sees `0.8` as a number, the plan as "0.8".
 */
import * as z from "zod";
import { didYouMean } from "./nearest.js";
import { quoted } from "../quoted.js";
import { isBlank } from "./raw.js";
import { type Context, wrong, wrongShape } from "./wrong.js";

type Drawing = Readonly<Record<string, unknown>>;

/** A scalar read from its spelling. `read` gives the value, or records why not. */
function scalar<T>(wants: string, drawn: Drawing, read: (spelling: string, context: Context) => T) {
  return z
    .unknown()
    .transform((raw, context): T => {
      // Where a text is needed, an unquoted `null` or `~` is that text.
      const spelling = isBlank(raw) && raw.text !== "" ? raw.text : raw;
      if (typeof spelling === "string") return read(spelling, context);
      wrongShape(context, raw, wants);
      return z.NEVER;
    })
    .meta({ drawn });
}

/** Editors may take `01234` or `NO` for something else: all scalars are texts here. */
const TEXT = { type: ["string", "number", "boolean"] };

/** Any text but the empty one: a title, a path. */
export function anyText(wants = "a text") {
  return scalar(wants, TEXT, (spelling, context) => {
    if (spelling !== "") return spelling;
    wrong(context, `must be ${wants}, and it is empty`, { code: "empty-value" });
    return z.NEVER;
  });
}

/** A name or value of the log: any text but the empty one, as it stands there once its padding is trimmed. */
export function text(wants = "a text") {
  return scalar(wants, TEXT, (spelling, context) => {
    if (spelling === "") wrong(context, `must be ${wants}, and it is empty`, { code: "empty-value" });
    if (isPadded(spelling)) wrong(context, `is ${quoted(spelling)}, ${PADDED}`, { code: "padded-text" });
    return spelling;
  });
}

/** What follows the name of a padded text. */
export const PADDED = "and names and values of a log are read without spaces around them";

export function isPadded(spelling: string): boolean {
  return /^[ \t]|[ \t]$/.test(spelling);
}

/** A plain decimal: no exponent, no leading zero, no separators, no `.inf` or `.nan`. */
const DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

export interface Bounds {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

function inWords(bounds: Bounds): string {
  const words: string[] = [];
  if (bounds.minimum !== undefined) words.push(`at least ${bounds.minimum}`);
  if (bounds.exclusiveMinimum !== undefined) words.push(`above ${bounds.exclusiveMinimum}`);
  if (bounds.maximum !== undefined) words.push(`at most ${bounds.maximum}`);
  if (bounds.exclusiveMaximum !== undefined) words.push(`below ${bounds.exclusiveMaximum}`);
  return words.join(" and ");
}

function within(value: number, bounds: Bounds): boolean {
  return (
    Number.isFinite(value) &&
    value >= (bounds.minimum ?? -Infinity) &&
    value > (bounds.exclusiveMinimum ?? -Infinity) &&
    value <= (bounds.maximum ?? Infinity) &&
    value < (bounds.exclusiveMaximum ?? Infinity)
  );
}

/** A number in plain decimals. `hint` says what to do about one out of bounds. */
export function decimal(bounds: Bounds = {}, hint: (value: number) => string | null = () => null) {
  return scalar("a number", { type: "number", ...bounds }, (spelling, context) => {
    if (!DECIMAL.test(spelling)) {
      const example = "write it in plain decimals, as in 0.8";
      wrong(context, `must be a number, not ${quoted(spelling)}`, { code: "not-a-number", hint: example });
      return z.NEVER;
    }
    const value = Number(spelling);
    if (!within(value, bounds)) {
      const limits = Number.isFinite(value) ? inWords(bounds) : "a number a computer can hold";
      const more = { code: "out-of-range", hint: hint(value) };
      wrong(context, `must be ${limits}, not ${quoted(spelling)}`, more);
      return z.NEVER;
    }
    return value;
  });
}

/** A whole number. */
export function whole(bounds: Bounds) {
  const drawn = { type: "integer", ...bounds };
  return scalar("a whole number", drawn, (spelling, context) => {
    if (!/^-?(?:0|[1-9]\d{0,14})$/.test(spelling)) {
      wrong(context, `must be a whole number, not ${quoted(spelling)}`, { code: "not-a-number" });
      return z.NEVER;
    }
    const value = Number(spelling);
    if (!within(value, bounds)) {
      wrong(context, `must be ${inWords(bounds)}, not ${quoted(spelling)}`, { code: "out-of-range" });
      return z.NEVER;
    }
    return value;
  });
}

/** Exactly `true` or `false`: "yes" may be a value of the data, and is not a setting. */
export function truth() {
  return scalar("true or false", { type: "boolean" }, (spelling, context) => {
    if (spelling === "true") return true;
    if (spelling === "false") return false;
    wrong(context, `must be true or false, not ${quoted(spelling)}`, { code: "not-true-or-false" });
    return z.NEVER;
  });
}

/** One of a few words. */
export function choice<const T extends string>(words: readonly T[]) {
  const wants = `one of ${words.join(", ")}`;
  return scalar(wants, { type: "string", enum: words }, (spelling, context): T => {
    const found = words.find((word) => word === spelling);
    if (found !== undefined) return found;
    const more = { code: "not-a-choice", hint: didYouMean(spelling, words) };
    wrong(context, `must be ${wants}, not ${quoted(spelling)}`, more);
    return z.NEVER;
  });
}

/** A text of a given form. */
export function formed(
  wants: string,
  code: string,
  isRight: (spelling: string) => boolean,
  drawn: Drawing = {},
) {
  return scalar(wants, { type: "string", ...drawn }, (spelling, context) => {
    if (isRight(spelling)) return spelling;
    wrong(context, `must be ${wants}, not ${quoted(spelling)}`, { code });
    return z.NEVER;
  });
}
