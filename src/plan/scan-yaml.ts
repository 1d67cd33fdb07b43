/**
 * What is refused in a plan file before its meaning is looked at: too much of
 * it, characters that do not show, and the parts of YAML that hide meaning.
 */
import { CST, Lexer, Parser } from "yaml";
import type { OffsetFault } from "./raw.js";

const LARGEST_BYTES = 1_000_000;

/** Open brackets and indents the reader is handed; the plan's own limit, a smaller one, is asked later. */
const OPEN_AT_ONCE = 100;

/** Control characters other than tab and line ends, and a carriage return alone. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)/g;

/** Size and characters. When this finds anything, the text is not read further. */
export function scanText(text: string): readonly OffsetFault[] {
  const bytes = Buffer.byteLength(text);
  if (bytes > LARGEST_BYTES) {
    const what = `the plan has ${bytes} bytes, and a plan may have ${LARGEST_BYTES}`;
    return [{ code: "plan-too-big", what, hint: "is this the log?", offset: 0 }];
  }
  const hint = 'inside double quotes it can be written as an escape, as in "\\t"';
  return Array.from(text.matchAll(CONTROL), (found) => {
    const name = found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
    const what = `the plan holds a control character (U+${name})`;
    return { code: "control-character", what, hint, offset: found.index };
  });
}

const IN_QUOTES = "write the value out; a name that begins so goes in quotes";

/** By token of the YAML library. */
const REFUSED = new Map<string, Omit<OffsetFault, "offset">>([
  ["anchor", { code: "yaml-anchor", what: "anchors (&) are not read in a plan", hint: IN_QUOTES }],
  ["alias", { code: "yaml-anchor", what: "aliases (*) are not read in a plan", hint: IN_QUOTES }],
  ["tag", { code: "yaml-tag", what: "tags (!) are not read in a plan", hint: IN_QUOTES }],
  ["directive-line", { code: "yaml-directive", what: "directives (%) are not read in a plan", hint: null }],
]);

/** These mark places in the stream and stand for no text. */
const MARKS: ReadonlySet<string> = new Set([CST.BOM, CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

/** Anchors, aliases, tags, directives, and runaway nesting; `fatal` when the rest should not be read. */
export function scanTokens(text: string): {
  readonly faults: readonly OffsetFault[];
  readonly fatal: boolean;
} {
  const faults: OffsetFault[] = [];
  const parser = new OpenParser();
  let offset = 0;
  let before = "";
  for (const token of new Lexer().lex(text)) {
    // What follows the scalar mark is the scalar's text, whatever it begins with.
    const found = before === CST.SCALAR ? undefined : REFUSED.get(CST.tokenType(token) ?? "");
    if (found !== undefined) faults.push({ ...found, offset });
    if (!MARKS.has(token)) offset += token.length;
    before = token;
    // The parser only moves while it is read from.
    for (const made of parser.next(token)) void made;
    if (parser.open <= OPEN_AT_ONCE) continue;
    const what = `the plan is nested deeper than ${OPEN_AT_ONCE} levels`;
    faults.push({ code: "too-deep", what, hint: null, offset });
    return { faults, fatal: true };
  }
  return { faults, fatal: false };
}

class OpenParser extends Parser {
  get open(): number {
    return this.stack.length;
  }
}
