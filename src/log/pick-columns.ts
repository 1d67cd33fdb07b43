import type { QualityNote } from "../model.js";
import { fault, type Fault, quoted, Refusal } from "../refusal.js";
import { missingColumns } from "./missing-columns.js";
import { trimPadding } from "./values.js";

/** Which of a log's columns to read, under what name. */
export interface PickedColumns {
  readonly columns: readonly { readonly name: string; readonly index: number }[];
  readonly notes: readonly QualityNote[];
}

/**
 * Find the wanted columns among a log's names: by the exact name, else by the name without padding.
 * A name that only differs in case or padding is somebody else's: it is noted, never read instead.
 * Refuses wanted columns that are not there, or there twice.
 */
export function pickColumns(
  file: string,
  names: readonly string[],
  wanted: readonly string[],
): PickedColumns {
  const trimmed = names.map(trimPadding);
  const faults: Fault[] = missingColumns(file, wanted, trimmed).map((one) => ({ ...one, line: null }));
  const notes: QualityNote[] = [];
  const columns = wanted.flatMap((name) => {
    const exact = places(names, (one) => one === name);
    const found = exact.length > 0 ? exact : places(trimmed, (one) => one === name);
    if (found.length > 1) {
      faults.push(
        fault("duplicate-column", `${found.length} columns of the log are named ${quoted(name)}`, {
          file,
          column: name,
          hint: "rename one of them: which is meant must not be chance",
        }),
      );
    }
    const alike = places(trimmed, (one) => one.toLowerCase() === name.toLowerCase()).filter(
      (index) => !found.includes(index),
    );
    if (found.length === 1 && alike.length > 0) {
      notes.push({
        code: "look-alike-columns",
        column: name,
        count: alike.length,
        message: `${quoted(names[found[0]!]!)} was read; ${alike.map((index) => quoted(names[index]!)).join(", ")} has the same name but for case or spaces, and was not`,
      });
    }
    return found.length === 1 ? [{ name, index: found[0]! }] : [];
  });
  if (faults.length > 0) throw new Refusal(faults);
  return { columns, notes };
}

function places(names: readonly string[], matches: (name: string) => boolean): number[] {
  return names.flatMap((name, index) => (matches(name) ? [index] : []));
}
