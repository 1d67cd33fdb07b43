/** "Did you mean": the hint for a misspelt name. */
import { didYouMean as nearestOf } from "../refusal.js";
import { quoted } from "../quoted.js";

/** Beyond these a hint is not worth the time it takes to find. */
const LONGEST = 100;
const MOST_NAMES = 200;
/** More names than this are no help in one line. */
const SHOWN = 12;

/** The closest known name, else the list of known names, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string | null {
  const close = word.length > LONGEST ? null : nearestOf(word, known.slice(0, MOST_NAMES));
  if (close !== null) return `did you mean ${quoted(close)}?`;
  if (known.length === 0) return null;
  const shown = known.slice(0, SHOWN).map(quoted).join(", ");
  return `known here: ${shown}${known.length > SHOWN ? ", …" : ""}`;
}
