/**
 * The lines of a plan file: from an offset in the text to a line and a position
 * a reader can count, and the line itself to show under a fault.
 */
import { cut, escaped } from "../quoted.js";

/** Characters (code points), not UTF-16 halves: an emoji before the fault counts once. */
export function charactersIn(text: string): number {
  return Array.from(text).length;
}

/** A place in the plan file, both 1-based; `position` counts characters. */
export interface Place {
  readonly line: number;
  readonly position: number;
}

export interface Lines {
  readonly lineAt: (offset: number) => number;
  readonly placeAt: (offset: number) => Place;
  /** The line as it may be printed: invisible characters written out, and cut when very long. */
  readonly excerpt: (line: number) => string;
}

export function linesOf(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const indexOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    lineAt: (offset) => indexOf(offset) + 1,
    placeAt(offset) {
      const index = indexOf(offset);
      return { line: index + 1, position: charactersIn(text.slice(starts[index]!, offset)) + 1 };
    },
    excerpt(line) {
      const start = starts[line - 1] ?? text.length;
      const end = starts[line] ?? text.length + 1;
      return escaped(cut(text.slice(start, end - 1).replace(/\r$/, ""), 160, 640));
    },
  };
}
