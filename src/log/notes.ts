import type { Plan, QualityNote } from "../model.js";
import type { ColumnFindings, GroupFindings } from "./findings.js";
import { byCodeUnit, lookAlikes } from "./groups.js";
import type { Header } from "./header.js";
import { withCodePoints } from "./names.js";

export function note(code: string, column: string | null, count: number, message: string): QualityNote {
  return { code, column, count, message };
}

export function headerNotes(header: Header): QualityNote[] {
  return header.notes.map((one) => note(one.code, null, 1, one.message));
}

/** The same note from several files is one note. Sorted, so that no order of reading shows. */
export function mergeNotes(notes: readonly QualityNote[]): QualityNote[] {
  const merged = new Map<string, QualityNote>();
  for (const one of notes) {
    const key = JSON.stringify([one.code, one.column, one.message]);
    const before = merged.get(key);
    merged.set(key, before === undefined ? one : { ...one, count: before.count + one.count });
  }
  return [...merged.entries()].toSorted(([a], [b]) => byCodeUnit(a, b)).map(([, one]) => one);
}

/** What the columns showed that a reader of the report must know. */
export function columnNotes(findings: ColumnFindings, plan: Plan): QualityNote[] {
  const notes: QualityNote[] = [];
  for (const { column, families } of findings.flags) {
    if (families.length > 1) {
      notes.push(
        note(
          "mixed-flag-spellings",
          column,
          families.length,
          "yes and no are spelled in more than one way in this column",
        ),
      );
    }
  }
  findings.groups.forEach((group, index) => {
    if (group !== null) notes.push(...groupNotes(plan.attributes[index]!.column, group));
  });
  for (const { column, lengths } of findings.looks) {
    if (lengths.length > 1) {
      notes.push(
        note(
          "mixed-postal-codes",
          column,
          lengths.length,
          "postal codes are written in more than one length (such as ZIP and ZIP+4, or a leading zero lost)",
        ),
      );
    }
  }
  return notes;
}

/** What looked doubtful in an attribute's groups. */
function groupNotes(column: string | null, book: GroupFindings): QualityNote[] {
  const notes: QualityNote[] = [];
  if (book.padded.length > 0) {
    notes.push(
      note(
        "padded-values",
        column,
        book.padded.length,
        "values are padded with spaces or tabs; the padding was removed",
      ),
    );
  }
  if (book.looksMissing.length > 0) {
    notes.push(
      note(
        "looks-missing",
        column,
        book.looksMissing.length,
        "group names look like 'no value' (NA, null, unknown ...) and are groups of their own; list them under the attribute's unknown if they mean that",
      ),
    );
  }
  for (const set of lookAlikes(book.labels)) {
    notes.push(
      note(
        "look-alike-groups",
        column,
        set.length,
        `group names look alike but differ in case, spaces or code points, and are separate groups: ${set.map(withCodePoints).join(", ")}; use the attribute's map to join them`,
      ),
    );
  }
  const odd = book.labels.filter((label) => UNPRINTABLE.test(label)).length;
  if (odd > 0) {
    notes.push(
      note(
        "unprintable-names",
        column,
        odd,
        "group names hold control or direction characters; reports show them escaped",
      ),
    );
  }
  return notes;
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
