/**
 * What holds the values of a plan together: lists, mappings and sections, and keys
 * that may be left out. They are zod schemas like the values (scalars.ts), so that
 * one description gives the checks, the types and the JSON Schema.
 */
import * as z from "zod";
import { quoted } from "../quoted.js";
import { type Raw, isBlank, isList, isMapping } from "./raw.js";
import { PADDED, anyText, isPadded, text } from "./scalars.js";
import { wrong, wrongShape } from "./wrong.js";

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
