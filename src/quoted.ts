/**
 * A name from the plan, safe to print: in quotes, with everything invisible or
 * direction-changing written as \u{...}, and cut when it is long.
 */

/** Control, format (zero-width, bidi), separators other than the plain space, lone surrogates, fillers. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u{34f}\u{115f}\u{1160}\u{3164}\u{ffa0}]|(?! )\p{Zs}/gu;

const GRAPHEMES = 60;
/** One grapheme can carry any number of combining marks. */
const CHARACTERS = 240;

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The text with invisible characters written out. */
export function escaped(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The first graphemes of a text, with "…" where something was cut. */
export function cut(text: string, graphemes: number, characters: number): string {
  // A grapheme is one code unit or more, so a short text needs no counting.
  if (text.length <= Math.min(graphemes, characters)) return text;
  const head = text.slice(0, characters);
  let kept = "";
  let count = 0;
  for (const { segment } of segmenter.segment(head)) {
    if (count === graphemes) break;
    kept += segment;
    count += 1;
  }
  // A cut between the two halves of a character would leave a lone surrogate behind.
  return kept.length === text.length ? kept : `${kept.replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** The name in double quotes, for messages. */
export function quoted(name: string): string {
  const short = cut(name, GRAPHEMES, CHARACTERS);
  return `"${escaped(short.replace(/["\\]/g, "\\$&"))}"`;
}

/** What the group of people whose attribute is not known is called, wherever groups have names. */
export const UNKNOWN = "(unknown)";
