/** Steps through the text of one JSON value that JSON.parse has accepted: so nothing is checked here again. */

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const SPACE = 32;

/** The next place that is no white space. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at++;
  return at;
}

/** Just past the value that starts here. */
export function valueEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return stringEnd(text, from);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return nestedEnd(text, from);
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    // NaN, past the end, is none of these.
    if (!(code > SPACE) || code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET) return at;
    at++;
  }
}

/** Just past the closing quote of the string that opens here. */
export function stringEnd(text: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    let before = quote - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    // An even number of backslashes escape one another, not the quote.
    if ((quote - before) % 2 === 1) return quote + 1;
    at = quote + 1;
  }
}

function nestedEnd(text: string, from: number): number {
  let depth = 0;
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = stringEnd(text, at);
      continue;
    }
    at++;
    if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if ((code === CLOSE_BRACE || code === CLOSE_BRACKET) && --depth === 0) return at;
  }
}
