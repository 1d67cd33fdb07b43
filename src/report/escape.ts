/**
 * What keeps text from the log and the plan inert wherever it is shown.
 *
 * A group's name is whatever stood in a column: it may hold escape codes, markup, formulas or commands to a build
 * server. `visible` spells out what the eye cannot see; each place of output then adds its own escape.
 */

/** Controls, invisible and direction-changing characters, tags, lone surrogates, and a typed `\u{` that would look like ours. */
const UNSEEN = new RegExp(
  [
    String.raw`\\(?=u\{)`,
    String.raw`[\u0000-\u001f\u007f-\u009f]`, // C0, DEL, C1
    String.raw`[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]`, // soft hyphen, joiners, fillers
    String.raw`[\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]`, // zero width, bidi, BOM
    String.raw`(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d`, // a joiner outside an emoji
    String.raw`\u200d(?!\p{Extended_Pictographic})`,
    String.raw`[\ufe00-\ufe0d]|(?<!\p{Emoji})[\ufe0e\ufe0f]`, // variation selectors
    String.raw`[\u{e0000}-\u{e0fff}]`, // tags, more variation selectors
    String.raw`\p{Cs}`, // half a surrogate pair
    String.raw`(?<=\p{M}{4})\p{M}`, // marks piled on marks
  ].join("|"),
  "gu",
);

/** Starts of commands that build servers obey when they see them in a log. */
const COMMANDS = /::|##(?=\w*\[)|section_(?=start:|end:)/giu;

/** Text with every unseen character spelled `\u{1b}`; two names that differ never come out alike. */
export function visible(text: string): string {
  return text.replace(UNSEEN, spelled);
}

/** For terminals and logs: visible, and without the openings of GitHub, Azure and GitLab commands. */
export function forTerminal(text: string, ascii = false): string {
  const plain = visible(text).replace(
    COMMANDS,
    (opening) => opening.slice(0, -1) + spelled(opening.slice(-1)),
  );
  return ascii ? asciiOnly(plain) : plain;
}

/** Printable ASCII; everything else spelled out. */
export function asciiOnly(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, spelled);
}

/** What Markdown, its HTML, links, mentions and formulas are made of. */
const MARKUP = /[&<>@[\]|`*~\\$]/gu;

/** The same, but for those before a space: neither a tag nor an entity begins there. */
const OURS = new RegExp(`(?![&<] )${MARKUP.source}`, "gu");

/**
 * More that text of others could begin: links, shortcodes, issue numbers, headings, lists, emphasis. A colon before a space
 * begins none of them, and closes none that could begin.
 */
const BEGINNINGS =
  /:(?! )|^:|#|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[-+=]|^\d(?=\d*[.)](?:\s|$))|w(?=ww\.)/giu;

/** For Markdown: what could begin markup becomes a numeric reference. Newlines are already spelled out. */
export function forMarkdown(text: string): string {
  const inert = new RegExp(`${MARKUP.source}|${BEGINNINGS.source}`, "giu");
  return visible(text)
    .replace(inert, reference)
    .replace(/^ +| +$/gu, (spaces) => "&#32;".repeat(spaces.length));
}

/** Our own words in Markdown: no markup by accident, and still readable as plain text ("p < 0.001", "a & b"). */
export function oursForMarkdown(text: string): string {
  return text.replace(OURS, reference);
}

/** A name that would hardly be seen (empty, or with spaces at its ends) in quotes; any other as it is. */
export function quotedIfBare(name: string): string {
  return name === "" || name !== name.trim() ? `"${name}"` : name;
}

/** For a spreadsheet: visible, and never the start of a formula (full-width forms included). */
export function forSpreadsheet(text: string): string {
  const plain = visible(text);
  return /^[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/u.test(text) ? `'${plain}` : plain;
}

function reference(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

function spelled(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
