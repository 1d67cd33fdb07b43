import { didYouMean, fault, type Fault, quoted } from "../refusal.js";
import { withCodePoints } from "./names.js";

/** A fault for each wanted column that a header does not have, with the nearest name; the names there are stand with the first of them. */
export function missingColumns(file: string, wanted: readonly string[], names: readonly string[]): Fault[] {
  const present = new Set(names);
  const named = names.filter((name) => name !== "");
  const shown = named.slice(0, 15).map(quoted).join(", ");
  const all = `the log has ${named.length} columns: ${shown}${named.length > 15 ? ", ..." : ""}`;
  return wanted
    .filter((column) => !present.has(column))
    .map((column, at) => {
      const near = didYouMean(column, named);
      const hints = [
        ...(near === null ? [] : [`did you mean ${withCodePoints(near)}?`]),
        ...(at === 0 ? [all] : []),
      ];
      return fault("missing-column", `column ${quoted(column)} is not in the log`, {
        file,
        line: 1,
        column,
        hint: hints.length === 0 ? null : hints.join(" "),
      });
    });
}
