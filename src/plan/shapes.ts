/**
 * The building blocks of the plan's schema: texts, numbers, lists, mappings and
 * sections, each reading the plan's own spelling and each able to say what it
 * wants. They are zod schemas, so that one description gives the checks, the
 * types and the JSON Schema.
 *
 * `meta({ drawn })` is how a block that reads a spelling is drawn in the JSON
 * Schema (see json-schema.ts): an editor sees `0.8` as a number, the plan as "0.8".
 */
import * as z from "zod";
import { didYouMean } from "./nearest.js";
import { quoted } from "./quoted.js";
import { type Raw, isBlank, isList, isMapping } from "./raw.js";

/** What a fault found inside a block carries beside its message. */
export interface FaultParameters {
  readonly code: string;
  readonly hint: string | null;
  readonly at: "key" | "value";
  /** Set on "wrong-shape": what the block would have read. */
  readonly wants?: string;
}

type Context = z.core.$RefinementCtx;
type Drawing = Readonly<Record<string, unknown>>;

/** Records a fault; the message is what follows the name of the place: `must be ...`. */
export function wrong(
  context: Context,
  message: string,
  parameters: Partial<FaultParameters> & { code: string },
): void {
  const params: FaultParameters = { hint: null, at: "value", ...parameters };
  context.addIssue({ code: "custom", message, params: { ...params } });
}

function wrongShape(context: Context, raw: unknown, wants: string): void {
  if (raw === undefined) wrong(context, "is missing", { code: "missing-key", at: "key", wants });
  else if (isBlank(raw)) {
    wrong(context, `is given no value (it takes ${wants})`, { code: "empty-value", at: "key", wants });
  } else wrong(context, `must be ${wants}, not ${kindOf(raw)}`, { code: "wrong-shape", wants });
}

function kindOf(raw: unknown): string {
  if (isList(raw)) return "a list";
  return isMapping(raw) ? "a mapping" : "a text";
}

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

const PADDED = "and names and values of a log are read without spaces around them";

function isPadded(spelling: string): boolean {
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

/** A list of at least one item. */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (raw, context) => {
      if (!isList(raw)) {
        wrongShape(context, raw, "a list");
        return z.NEVER;
      }
      if (raw.items.length === 0) {
        wrong(context, "is an empty list", { code: "empty-list", hint: "it needs at least one item" });
        return z.NEVER;
      }
      return raw.items.map((one) => one.value);
    },
    z.array(item).meta({ minItems: 1 }),
  );
}

/** One item, or a list of different items: always read as a list. */
function oneOrMore(item: z.ZodType<string>) {
  const many = list(item).superRefine((values, context) => {
    const seen = new Set<string>();
    for (const [index, value] of values.entries()) {
      if (!seen.has(value)) {
        seen.add(value);
        continue;
      }
      const params = { code: "repeated-value", hint: null, at: "value" };
      context.addIssue({ code: "custom", message: `repeats ${quoted(value)}`, path: [index], params });
    }
  });
  return z.union([item.transform((one): readonly string[] => [one]), many]);
}

/** Names or values of the log. */
export const texts = (wants = "a text") => oneOrMore(text(wants));

export const paths = () => oneOrMore(anyText("a path"));

/** A mapping whose keys the user chooses: read as its entries, in plan order. At least one. */
export function mapping<V extends z.ZodType>(value: V) {
  const entries = z.unknown().transform((raw, context): readonly (readonly [string, z.output<V>])[] => {
    if (!isMapping(raw)) {
      wrongShape(context, raw, "a mapping");
      return z.NEVER;
    }
    if (raw.entries.length === 0) {
      wrong(context, "is an empty mapping", { code: "empty-list", hint: "it needs at least one entry" });
    }
    return raw.entries.flatMap((entry): (readonly [string, z.output<V>])[] => {
      if (entry.key === "") wrong(context, "has an empty key", { code: "empty-value" });
      if (isPadded(entry.key)) {
        const params = { code: "padded-text", hint: null, at: "key" };
        const path = [entry.key];
        context.addIssue({
          code: "custom",
          message: `is a key with spaces around it, ${PADDED}`,
          path,
          params,
        });
      }
      const read = value.safeParse(entry.value);
      if (read.success) return [[entry.key, read.data] as const];
      for (const issue of read.error.issues) {
        const path = [entry.key, ...issue.path];
        context.issues.push({ ...issue, input: entry.value, path } as z.core.$ZodRawIssue);
      }
      return [];
    });
  });
  return entries.meta({ drawn: { type: "object", minProperties: 1 }, drawnValue: value });
}

/** A mapping with the keys we know. */
export function section<S extends z.ZodRawShape>(shape: S) {
  return z.preprocess((raw, context) => {
    if (!isMapping(raw)) {
      wrongShape(context, raw, "a mapping");
      return z.NEVER;
    }
    // No prototype: a key named `__proto__` is a key like any other, and is refused as unknown.
    const keys: Record<string, Raw> = Object.create(null) as Record<string, Raw>;
    for (const entry of raw.entries) keys[entry.key] = entry.value;
    return keys;
  }, z.strictObject(shape));
}

/** A key that may be left out, or be written without a value. */
export function optional<T extends z.ZodType>(inner: T) {
  const given = z.preprocess((raw) => (isBlank(raw) ? undefined : raw), inner.optional());
  return given.optional().meta({ blank: true });
}

/** A key that may be left out, and what it means then. */
export function defaulted<T extends z.ZodType>(inner: T, value: z.output<T>) {
  return optional(inner)
    .transform((given): z.output<T> => (given === undefined ? value : given))
    .meta({ otherwise: value });
}
