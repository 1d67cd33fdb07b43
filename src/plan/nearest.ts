/**
 * "Did you mean": the known name a misspelt one is closest to.
 */
import { quoted } from "./quoted.js";

/**
 * Edits between two words: insertions, deletions, replacements and swaps of
 * neighbours (optimal string alignment: Damerau 1964, without repeated edits of a pair).
 */
export function editDistance(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}

/** Beyond these a hint is not worth the time it takes to find. */
const LONGEST = 100;
const MOST_NAMES = 200;

/** The closest known name, or `null` when none is close: about one edit in three letters, case aside. */
export function nearest(word: string, known: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(word.length / 3));
  if (word.length > LONGEST) return null;
  let best: string | null = null;
  let least = limit + 1;
  for (const name of known.slice(0, MOST_NAMES)) {
    if (Math.abs(name.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), name.toLowerCase());
    if (distance < least) {
      best = name;
      least = distance;
    }
  }
  return best;
}

/** The hint of a misspelt name: the closest one, else the list of known names, else nothing. */
export function didYouMean(word: string, known: readonly string[]): string | null {
  const close = nearest(word, known);
  if (close !== null) return `did you mean ${quoted(close)}?`;
  if (known.length === 0) return null;
  const shown = known.slice(0, 12).map(quoted).join(", ");
  return `known here: ${shown}${known.length > 12 ? ", …" : ""}`;
}
