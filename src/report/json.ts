/**
 * result.json: everything an audit found, exactly, for other programs and for rendering again later.
 *
 * Keys come in the order the result was built in, which is the order of the types; two spaces; a final newline.
 * Names are exact: lone surrogates and the two Unicode line separators are written as `\uXXXX` and read back alike.
 */
import type { AuditResult, ResultComparison } from "../model.js";

/** The result, or a comparison of two, as JSON. A number that is not finite is a bug, and throws. */
export function renderJson(result: AuditResult | ResultComparison): string {
  const text = JSON.stringify(result, refuseNonFinite, 2);
  return `${text.replace(/[\u007f-\u009f\u2028\u2029]/gu, unicodeEscape)}\n`;
}

function refuseNonFinite(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Error(`the result holds ${value} at "${key}": a number that does not exist must be null`);
  if (value === undefined)
    throw new Error(`the result holds undefined at "${key}": a value that does not exist must be null`);
  return value;
}

function unicodeEscape(character: string): string {
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`;
}
