import { basename, isAbsolute } from "node:path";
import { quoted } from "../refusal.js";

/** A path as messages may show it: as it was typed, but for the folders of a full path, which are this machine's own. */
export function shown(path: string): string {
  return quoted(isAbsolute(path) ? basename(path) : path);
}
