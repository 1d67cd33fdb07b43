/** The pieces the result schema is built of: each says what it is, and nothing beyond the listed is let in. */
import { z } from "zod";

export const text = (about: string) => z.string().describe(about);
export const shaped = (pattern: RegExp, about: string) => z.string().regex(pattern).describe(about);
export const figure = (about: string) => z.number().describe(about);
export const count = (about: string) => z.int().min(0).describe(about);
export const yes = (about: string) => z.boolean().describe(about);
export const names = (about: string) => z.array(z.string()).readonly().describe(about);

export function pick<const T extends readonly [string, ...string[]]>(values: T, about: string) {
  return z.enum(values).describe(about);
}

export function list<T extends z.ZodType>(item: T, about: string) {
  return z.array(item).readonly().describe(about);
}

export function object<T extends z.ZodRawShape>(about: string, shape: T) {
  return z.strictObject(shape).describe(about);
}

/** Or null, under the same description. */
export function maybe<T extends z.ZodType>(one: T) {
  return one.nullable().describe(one.description ?? "");
}
