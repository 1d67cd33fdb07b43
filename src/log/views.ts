import type { ColumnPlan } from "../model.js";
import { quoted } from "../refusal.js";
import { type BadValue, type ColumnReader, MISSING, type RowState, type View } from "./readers.js";
import { asciiLower, readFlag, trimPadding } from "./values.js";

/** A column that serves several uses. */
export class ManyReaders implements ColumnReader {
  constructor(private readonly readers: readonly ColumnReader[]) {}

  read(bytes: Uint8Array, start: number, end: number, slot: number): void {
    for (const reader of this.readers) reader.read(bytes, start, end, slot);
  }
}

/** A last column without a name must be empty: otherwise the fields may have shifted. */
export class EmptyReader implements ColumnReader {
  constructor(private readonly state: RowState) {}

  read(_bytes: Uint8Array, start: number, end: number): void {
    if (end === start) return;
    this.state.bad.push({
      column: "",
      code: "unnamed-column",
      what: "has no name in the header but holds a value",
      hint: "name the column, or quote fields that hold the separator",
    });
  }
}

/** A yes/no column: 1, 0 or missing, by the built-in spellings or the plan's. */
export class FlagView implements View {
  readonly dropUnlessOne = 0;
  readonly families = new Set<string>();
  /** Some row has no value here. */
  missing = false;
  bad = 0;
  private readonly spelled: ReadonlyMap<string, 0 | 1> | null;

  constructor(
    readonly column: string,
    plan: ColumnPlan | undefined,
    readonly target: Int8Array,
    private readonly isMissing: (text: string) => boolean,
  ) {
    this.spelled =
      plan?.true === null || plan?.true === undefined
        ? null
        : new Map([
            ...plan.true.map((text) => [text, 1] as const),
            ...(plan.false ?? []).map((text) => [text, 0] as const),
          ]);
  }

  interpret = (raw: string): number | BadValue => {
    const text = trimPadding(raw);
    // What the plan says of this column goes before what it says of all; what it says of all, before the built-in words.
    if (this.spelled === null && this.isMissing(text)) return this.absent();
    const value = this.spelled === null ? readFlag(text) : (this.spelled.get(text) ?? null);
    if (value !== null) {
      if (this.spelled === null) this.families.add(FLAG_FAMILY.get(asciiLower(text))!);
      return value;
    }
    if (this.isMissing(text)) return this.absent();
    this.bad++;
    return {
      column: this.column,
      code: "not-a-flag",
      what: "is read as yes or no and holds a field that is neither",
      hint: `say what it means in the plan, e.g. log.columns: {${quoted(this.column)}: {true: [yes], false: [no]}}; spellings of no value go under log.missing`,
    };
  };

  private absent(): number {
    this.missing = true;
    return MISSING;
  }
}

const FLAG_FAMILY: ReadonlyMap<string, string> = new Map([
  ["1", "digit"],
  ["0", "digit"],
  ["1.0", "decimal"],
  ["0.0", "decimal"],
  ["true", "true"],
  ["false", "true"],
  ["t", "t"],
  ["f", "t"],
  ["yes", "yes"],
  ["no", "yes"],
  ["y", "y"],
  ["n", "y"],
]);

/** Whether the text is one of a list. */
export function memberView(
  values: readonly string[],
  target: Int8Array | Int16Array | null,
  isMissing: (text: string) => boolean,
  dropUnlessOne: number,
): View {
  const wanted = new Set(values);
  return {
    target,
    dropUnlessOne,
    interpret: (raw) => {
      const text = trimPadding(raw);
      return wanted.has(text) ? 1 : isMissing(text) ? MISSING : 0;
    },
  };
}

/** Looks at a postal code column for forms that would not match one another: told apart by their lengths. */
export class PostalLook implements ColumnReader {
  readonly lengths = new Uint8Array(256);

  constructor(readonly column: string) {}

  read(_bytes: Uint8Array, start: number, end: number): void {
    this.lengths[Math.min(255, end - start)] = 1;
  }

  /** The lengths met, the empty field aside. */
  get seen(): number[] {
    return [...this.lengths.keys()].filter((length) => length > 0 && this.lengths[length] === 1);
  }
}
