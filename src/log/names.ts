import { quoted } from "../refusal.js";

/** Most code points shown of one name. */
const SHOWN = 6;

/** A name with the code points of its characters outside ASCII, so that look-alikes can be told apart. */
export function withCodePoints(name: string): string {
  const odd = [...name].filter((character) => character > "~");
  if (odd.length === 0) return quoted(name);
  const points = odd
    .slice(0, SHOWN)
    .map((one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`);
  return `${quoted(name)} (${points.join(" ")}${odd.length > SHOWN ? " ..." : ""})`;
}
