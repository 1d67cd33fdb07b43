/**
 * How wide text is on a terminal, and how to cut, pad and wrap it there. The only door of string-width.
 */
import stringWidth from "string-width";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns the text takes: 2 for East Asian wide and emoji, 0 for combining marks. */
export function width(text: string): number {
  return stringWidth(text);
}

/** The signs a reader sees, in order; a spelled-out `\u{1b}` counts as one and is never cut in two. */
export function* graphemes(text: string): Generator<string> {
  for (const [index, part] of text.split(/(\\u\{[0-9a-f]{1,6}\})/u).entries()) {
    if (index % 2 === 1) yield part;
    else for (const { segment } of segmenter.segment(part)) yield segment;
  }
}

/** Characters looked at for each sign asked for: a name of 64 KB must not cost 64 KB. */
const CHARACTERS_A_SIGN = 32;

/** At most `most` signs; the last one is the ellipsis where something was cut. */
export function cutSigns(text: string, most: number, ellipsis = "…"): string {
  const signs: string[] = [];
  for (const sign of graphemes(text.slice(0, most * CHARACTERS_A_SIGN))) {
    if (signs.length > most) break;
    signs.push(sign);
  }
  if (signs.length <= most && text.length <= most * CHARACTERS_A_SIGN) return text;
  return signs.slice(0, Math.max(1, most - ellipsis.length)).join("") + ellipsis;
}

/** Names joined by " x ", at most about `most` signs together: no name is lost because another is long. */
export function cutNames(names: readonly string[], most: number, ellipsis = "…"): string {
  const whole = names.join(" x ");
  if (cutSigns(whole, most, ellipsis) === whole) return whole;
  const each = Math.max(8, Math.floor((most - 3 * (names.length - 1)) / names.length));
  return names.map((name) => cutSigns(name, each, ellipsis)).join(" x ");
}

/** At most `columns` wide, with an ellipsis where something was cut. */
export function fit(text: string, columns: number, ellipsis = "…"): string {
  if (text.length <= columns * CHARACTERS_A_SIGN && width(text) <= columns) return text;
  let kept = "";
  let used = width(ellipsis);
  for (const sign of graphemes(text.slice(0, columns * CHARACTERS_A_SIGN))) {
    used += width(sign);
    if (used > columns) break;
    kept += sign;
  }
  return kept + ellipsis;
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - width(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - width(text))) + text;
}

/** Lines no wider than `columns`, broken at spaces, and inside a word only where it alone is too wide. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((one) => pieces(one, columns))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (width(longer) <= columns) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** `text` wrapped, the first line after `label`, the others indented as far. */
export function hang(label: string, text: string, columns: number): readonly string[] {
  const indent = width(label);
  return wrap(text, columns - indent).map((line, index) => (index === 0 ? label : " ".repeat(indent)) + line);
}

function pieces(word: string, columns: number): readonly string[] {
  if (width(word) <= columns) return [word];
  const parts: string[] = [];
  let part = "";
  for (const sign of graphemes(word)) {
    if (width(part + sign) > columns) {
      parts.push(part);
      part = "";
    }
    part += sign;
  }
  return [...parts, part];
}
