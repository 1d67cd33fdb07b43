import { BATCH_ROWS, type ColumnData, type Engine, type TableColumn } from "../engine/engine.js";
import type { ColumnPlan, InputFile, Plan, QualityNote } from "../model.js";
import { type Fault, fault, quoted, Refusal, refuse } from "../refusal.js";
import { readCsv } from "./csv.js";
import { FaultTally } from "./faults.js";
import { byCodeUnit, GroupBook, lookAlikes, MOST_LABELS } from "./groups.js";
import type { Header } from "./header.js";
import { Layout, type Use } from "./layout.js";
import { lowerToCsv } from "./lower.js";
import { missingColumns } from "./missing-columns.js";
import { withCodePoints } from "./names.js";
import { hashBytes } from "./dictionary.js";
import {
  type BadValue,
  type ColumnReader,
  digest128,
  FILTERED,
  type Grid,
  IdReader,
  MISSING,
  NO_UNIT,
  NumberReader,
  type NumberRule,
  OUT_OF_PERIOD,
  RowState,
  TextReader,
  TimeReader,
  UnitReader,
  type View,
} from "./readers.js";
import type { RecordBytes } from "./scanner.js";
import type { LogInput } from "./source.js";
import { asciiLower, readFlag, readNumber, trimPadding } from "./values.js";

/** A log in an engine, as numbers, with what is needed to read the numbers. */
export interface LoadedLog {
  readonly layout: Layout;
  /** Group names by code, for each attribute of the plan; empty for membership probabilities. */
  readonly labels: readonly (readonly string[])[];
  /** The grid of each column of numbers, by engine column. */
  readonly grids: ReadonlyMap<string, Grid>;
  readonly inputs: readonly InputFile[];
  /** File names in the order of their numbers in the engine's table, for messages. */
  readonly files: readonly string[];
  readonly rows: LoadedRows;
  readonly notes: readonly QualityNote[];
  /** SQL of the unit's key in a row; null without a unit column. */
  readonly unit: string | null;
  /** Where decision ids are to be searched for repeats: null where they ascended, so that none can repeat. */
  readonly decisions: { readonly table: string; readonly layout: Layout } | null;
}

export interface LoadedRows {
  readonly read: number;
  readonly used: number;
  readonly outOfPeriod: number;
  readonly filtered: number;
  readonly noUnit: number;
  readonly blankLines: number;
}

/** The table of rows, by its name in the engine; and of decision ids, where they had to be gathered. */
export const ROWS = "log_rows";
export const DECISIONS = "decision_ids";

export interface LoadOptions {
  /** Days since 1970-01-01, inclusive. */
  readonly period: { readonly first: number; readonly last: number } | null;
  /** Private folder for what must be written down on the way (Parquet). */
  readonly scratch: string;
}

/**
 * Read the log into the engine in one pass: bytes are hashed, checked, cut into fields and turned
 * into numbers as they go by. Refuses with all that is wrong, by file and line.
 *
 * Only where decision ids do not ascend are the files read a second time, for the ids alone: keeping every id on the
 * first pass would cost every audit what few need.
 */
export async function loadLog(
  inputs: readonly LogInput[],
  plan: Plan,
  engine: Engine,
  options: LoadOptions,
): Promise<LoadedLog> {
  if (inputs.length === 0) {
    refuse("no-log", "no log was given", { hint: "name the files after 'audit', or under log.files in the plan" });
  }
  const once = inputs.some((input) => "stdin" in input);
  const copies = plan.log.duplicates === "drop_identical";
  const layout = new Layout(plan, copies ? "copy" : once ? "digest" : "check");
  const first = await readInputs(inputs, layout, ROWS, engine, options);
  const { columns, rows } = first;
  if (rows.used === 0) refuse("nothing-left", nothingLeft(rows), { hint: "check --period and log.keep" });
  let decisions: LoadedLog["decisions"] = null;
  if (columns.id !== null && !columns.id.ascending) {
    const kept = once || copies;
    decisions = { table: kept ? ROWS : DECISIONS, layout: kept ? layout : new Layout(plan, "only") };
    if (!kept) {
      const second = await readInputs(inputs, decisions.layout, DECISIONS, engine, options);
      second.files.forEach((file, index) => {
        if (file.sha256 === first.files[index]!.sha256) return;
        refuse("changed-while-reading", "the file changed while it was read", {
          file: first.names[index]!,
          hint: "audit a finished export, or a copy",
        });
      });
    }
  }
  return {
    layout,
    labels: columns.books.map((book) => book?.labels ?? []),
    grids: columns.grids(),
    inputs: first.files.toSorted((a, b) => byCodeUnit(a.sha256, b.sha256)),
    files: first.names,
    rows,
    notes: mergeNotes([
      ...first.notes,
      ...(rows.blankLines > 0 ? [note("blank-lines", null, rows.blankLines, "blank lines were skipped")] : []),
      ...columns.notes(),
    ]),
    unit: unitKey(layout, columns.unit?.wide ?? false),
    decisions,
  };
}

/** The key of a unit: one integer where all ids are short, both halves as one otherwise. */
function unitKey(layout: Layout, wide: boolean): string | null {
  const placed = layout.placed.find((one) => one.use.kind === "unit");
  if (placed === undefined) return null;
  const [low, high] = placed.columns.map((column) => column.name);
  return wide ? `CAST(${high} AS HUGEINT) * 18446744073709551616 + ${low}` : low!;
}

interface Reading {
  readonly columns: ColumnBuilder;
  readonly files: readonly InputFile[];
  readonly names: readonly string[];
  readonly notes: readonly QualityNote[];
  readonly rows: LoadedRows;
}

/** One pass over all inputs, into one table of the engine. */
async function readInputs(
  inputs: readonly LogInput[],
  layout: Layout,
  table: string,
  engine: Engine,
  options: LoadOptions,
): Promise<Reading> {
  const { plan } = layout;
  const faults = new FaultTally();
  const state = new RowState();
  const columns = new ColumnBuilder(layout, state, options.period);
  const loader = await engine.load(table, layout.table.length === 0 ? PADDING : layout.table);
  const dropped = { outOfPeriod: 0, filtered: 0, noUnit: 0 };
  const files: InputFile[] = [];
  const names: string[] = [];
  const notes: QualityNote[] = [];
  let used = 0;
  let slot = 0;
  let blankLines = 0;
  let controls = 0;
  const flush = (): void => {
    if (slot > 0) loader.append(columns.data, slot);
    used += slot;
    slot = 0;
  };
  for (const input of inputs) {
    const source = await lowerToCsv(input, plan, layout.columns, options.scratch);
    names.push(source.name);
    if (source.written === "row") faults.countRowsOf(source.name);
    const fileNumber = names.length - 1;
    const counts = await readCsv(source.name, source.chunks, { ...source, faults }, (header) => {
      notes.push(...headerNotes(header));
      return {
        readers: columns.forHeader(source.name, header, notes),
        state,
        commit(line, at, record) {
          const { drop } = state;
          if (drop !== 0) {
            if ((drop & OUT_OF_PERIOD) !== 0) dropped.outOfPeriod++;
            else if ((drop & FILTERED) !== 0) dropped.filtered++;
            else if (plan.log.missing_unit === "refuse") faults.add(missingUnit(plan.log.unit!, source.name, line));
            else if ((drop & NO_UNIT) !== 0) dropped.noUnit++;
            return at;
          }
          // With a fault the audit is off; the rest is read only to find the other faults.
          if (faults.any) return 0;
          columns.place(line, fileNumber, at, record);
          slot = at + 1;
          if (slot === BATCH_ROWS) flush();
          return slot;
        },
      };
    });
    if (counts.rows === 0 && !faults.any) {
      faults.add(fault("no-rows", "the file has a header but no rows", { file: source.name, hint: "is the export complete?" }));
    }
    blankLines += counts.blank;
    controls += counts.controls;
    notes.push(...source.notes);
    files.push({ ...source.digest(), rows: counts.rows, format: source.format, compression: source.compression });
  }
  columns.amend(faults);
  columns.refuseOverflow(faults);
  faults.check();
  flush();
  loader.finish();
  if (controls > 0) {
    notes.push(note("control-characters", null, controls, "rows hold control characters; where a report shows them they are escaped"));
  }
  const read = files.reduce((sum, file) => sum + file.rows, 0);
  return { columns, files, names, notes, rows: { read, used, ...dropped, blankLines } };
}

function missingUnit(column: string, file: string, line: number): Fault {
  return fault("missing-unit", `column ${quoted(column)} names the unit and is empty here`, {
    file,
    line,
    column,
    hint: "mend the log, or set log.missing_unit: reject to leave such rows out, counted",
  });
}

/** An engine's table needs a column even where a plan needs none of the log (contacts without units). */
const PADDING: readonly TableColumn[] = [{ name: "padding", type: "int8" }];

function nothingLeft(rows: LoadedRows): string {
  const parts = [
    rows.outOfPeriod > 0 ? `${rows.outOfPeriod} are out of the period` : "",
    rows.filtered > 0 ? `${rows.filtered} are left out by log.keep` : "",
    rows.noUnit > 0 ? `${rows.noUnit} name no unit` : "",
  ].filter((part) => part !== "");
  return `no row is left to audit: of ${rows.read} read, ${parts.join(" and ")}`;
}

export function note(code: string, column: string | null, count: number, message: string): QualityNote {
  return { code, column, count, message };
}

function headerNotes(header: Header): QualityNote[] {
  return header.notes.map((one) => note(one.code, null, 1, one.message));
}

/** The same note from several files is one note. Sorted, so that no order of reading shows. */
function mergeNotes(notes: readonly QualityNote[]): QualityNote[] {
  const merged = new Map<string, QualityNote>();
  for (const one of notes) {
    const key = JSON.stringify([one.code, one.column, one.message]);
    const before = merged.get(key);
    merged.set(key, before === undefined ? one : { ...one, count: before.count + one.count });
  }
  return [...merged.entries()].toSorted(([a], [b]) => byCodeUnit(a, b)).map(([, one]) => one);
}

/** Makes the readers of a plan once, and deals them out to each file's columns by name. */
class ColumnBuilder {
  readonly data: ColumnData[] = [];
  readonly books: (GroupBook | null)[];
  id: IdReader | null = null;
  unit: UnitReader | null = null;
  private readonly readers = new Map<string, ColumnReader>();
  private readonly numbers = new Map<string, NumberReader>();
  private readonly flags: FlagView[] = [];
  private readonly looks: PostalLook[] = [];
  private line: Int32Array | null = null;
  private file: Int32Array | null = null;
  private copy: { readonly high: Int32Array; readonly low: Int32Array } | null = null;
  private readonly missing: ReadonlySet<string>;
  private readonly isMissing: (text: string) => boolean;

  constructor(
    private readonly layout: Layout,
    private readonly state: RowState,
    period: LoadOptions["period"],
  ) {
    const { plan } = layout;
    this.books = plan.attributes.map(() => null);
    this.missing = new Set(plan.log.missing);
    this.isMissing = (text) => {
      const bare = trimPadding(text);
      return bare === "" || this.missing.has(bare);
    };
    const views = new Map<string, View[]>();
    const others = new Map<string, ColumnReader[]>();
    for (const { use, columns } of layout.placed) {
      const data = columns.map((column) => this.allocate(column));
      const view = this.viewFor(use, data);
      if (view !== null) push(views, use.column, view);
      else {
        const reader = this.readerFor(use, columns, data, period);
        if (reader !== null) push(others, use.column, reader);
      }
    }
    if (layout.table.length === 0) this.data.push(new Int8Array(BATCH_ROWS));
    for (const column of layout.columns) {
      const readers = [...(others.get(column) ?? [])];
      const texts = views.get(column);
      if (texts !== undefined) readers.push(new TextReader(texts, state));
      this.readers.set(column, readers.length === 1 ? readers[0]! : new ManyReaders(readers));
    }
  }

  /** The readers of one file's columns; refuses columns that are not there, all at once. */
  forHeader(file: string, header: Header, notes: QualityNote[]): (ColumnReader | null)[] {
    const absent = missingColumns(file, [...this.readers.keys()], header.names);
    if (absent.length > 0) throw new Refusal(absent);
    return header.names.map((name, index) => {
      if (name !== "") return this.readers.get(name) ?? null;
      const last = index === header.names.length - 1;
      notes.push(note("unnamed-column", null, 1, `column ${index + 1} has no name and is ignored`));
      return last ? new EmptyReader(this.state) : null;
    });
  }

  /** The row is used: note its id, and where it came from, for messages about decisions that repeat. */
  place(line: number, file: number, slot: number, record: RecordBytes): void {
    this.id?.commit();
    if (this.line === null) return;
    this.line[slot] = line;
    this.file![slot] = file;
    if (this.copy === null) return;
    const { bytes, start, end } = record;
    digest128(bytes, start, end, hashBytes(bytes, start, end), this.copy.high, this.copy.low, slot * 2);
  }

  grids(): Map<string, Grid> {
    return new Map([...this.numbers].map(([name, reader]) => [name, reader.grid()]));
  }

  /** Say of yes/no columns how many spellings could not be read. */
  amend(faults: FaultTally): void {
    for (const flag of this.flags) if (flag.bad > 1) faults.amend("not-a-flag", flag.column, `: ${flag.bad} such spellings`);
  }

  /** More groups than codes: some would pass for others. */
  refuseOverflow(faults: FaultTally): void {
    for (const book of this.books) {
      if (book === null || !book.overflow) continue;
      const { id, column } = book.attribute;
      const what = `attribute ${quoted(id)} has more than ${MOST_LABELS} groups`;
      faults.add(fault("too-many-groups", what, { column, hint: "free text and ids are no groups; use a coarser column" }));
    }
  }

  notes(): QualityNote[] {
    const notes: QualityNote[] = [];
    for (const flag of this.flags) {
      if (flag.families.size > 1) {
        notes.push(
          note("mixed-flag-spellings", flag.column, flag.families.size, "yes and no are spelled in more than one way in this column"),
        );
      }
    }
    for (const book of this.books) if (book !== null) notes.push(...groupNotes(book));
    for (const look of this.looks) {
      if (look.forms > 1) {
        notes.push(
          note("mixed-postal-codes", look.column, look.forms, "postal codes are written in more than one length (such as ZIP and ZIP+4, or a leading zero lost)"),
        );
      }
    }
    return notes;
  }

  private allocate(column: TableColumn): ColumnData {
    const data =
      column.type === "int8"
        ? new Int8Array(BATCH_ROWS)
        : column.type === "int16"
          ? new Int16Array(BATCH_ROWS)
          : column.type === "double"
          ? new Float64Array(BATCH_ROWS)
          : new Int32Array(column.type === "int64" ? BATCH_ROWS * 2 : BATCH_ROWS);
    this.data.push(data);
    return data;
  }

  private viewFor(use: Use, data: readonly ColumnData[]): View | null {
    const target = (data[0] ?? null) as Int8Array | Int16Array | null;
    switch (use.kind) {
      case "group": {
        const book = new GroupBook(this.layout.plan.attributes[use.attribute]!, target as Int16Array, this.isMissing);
        this.books[use.attribute] = book;
        return book.view;
      }
      case "flag": {
        const flag = new FlagView(use.column, this.columnPlan(use.column), target as Int8Array, this.isMissing);
        this.flags.push(flag);
        return flag;
      }
      case "member":
      case "keep":
        return memberView(use.in, target, this.isMissing, use.kind === "keep" ? FILTERED : 0);
      default:
        return null;
    }
  }

  private readerFor(
    use: Use,
    columns: readonly TableColumn[],
    data: readonly ColumnData[],
    period: LoadOptions["period"],
  ): ColumnReader | null {
    const { state } = this;
    switch (use.kind) {
      case "unit":
        this.unit = new UnitReader(data[0] as Int32Array, data[1] as Int32Array, this.missing, state);
        return this.unit;
      case "time":
        return new TimeReader(data[0] as Int32Array, use.column, period, state);
      case "decision":
        this.id = new IdReader(use.column, null, state);
        return this.id;
      case "decision_copy":
      case "decision_digest":
        if (use.kind === "decision_copy") this.copy = { high: data[4] as Int32Array, low: data[5] as Int32Array };
        this.line = data[2] as Int32Array;
        this.file = data[3] as Int32Array;
        this.id = new IdReader(use.column, { high: data[0] as Int32Array, low: data[1] as Int32Array }, state);
        return this.id;
      case "look": {
        const look = new PostalLook(use.column);
        this.looks.push(look);
        return look;
      }
      case "weight":
      case "number":
      case "count":
      case "rank":
      case "probability": {
        const reader = new NumberReader(data[0] as Float64Array, this.numberRule(use.kind, use.column), state);
        this.numbers.set(columns[0]!.name, reader);
        return reader;
      }
      default:
        return null;
    }
  }

  private columnPlan(column: string): ColumnPlan | undefined {
    return this.layout.plan.log.columns.find((one) => one.column === column);
  }

  private numberRule(kind: "weight" | "number" | "count" | "rank" | "probability", column: string): NumberRule {
    return {
      column,
      range: kind === "probability" ? [0, 1] : (this.columnPlan(column)?.range ?? null),
      count: kind === "count" || kind === "weight",
      // A row that stands for an unknown number of decisions cannot be counted at all.
      isMissing: kind === "weight" ? () => false : this.isMissing,
      missingNumbers: kind !== "weight" && [...this.missing].some((text) => readNumber(text) !== null),
      transform: kind === "rank" ? (rank) => (Number.isInteger(rank) && rank >= 1 ? 1 / Math.log2(1 + rank) : null) : null,
      transformHint: "ranks are whole numbers from 1 up",
    };
  }
}

function push<T>(into: Map<string, T[]>, key: string, value: T): void {
  const list = into.get(key);
  if (list === undefined) into.set(key, [value]);
  else list.push(value);
}

/** A column that serves several uses. */
class ManyReaders implements ColumnReader {
  constructor(private readonly readers: readonly ColumnReader[]) {}

  read(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): void {
    for (const reader of this.readers) reader.read(bytes, start, end, hash, slot);
  }
}

/** A last column without a name must be empty: otherwise the fields may have shifted. */
class EmptyReader implements ColumnReader {
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
class FlagView implements View {
  readonly dropUnlessOne = 0;
  readonly families = new Set<string>();
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
        : new Map([...plan.true.map((text) => [text, 1] as const), ...(plan.false ?? []).map((text) => [text, 0] as const)]);
  }

  interpret = (raw: string): number | BadValue => {
    const text = trimPadding(raw);
    // What the plan says of this column goes before what it says of all; what it says of all, before the built-in words.
    if (this.spelled === null && this.isMissing(text)) return MISSING;
    const value = this.spelled === null ? readFlag(text) : (this.spelled.get(text) ?? null);
    if (value !== null) {
      if (this.spelled === null) this.families.add(FLAG_FAMILY.get(asciiLower(text))!);
      return value;
    }
    if (this.isMissing(text)) return MISSING;
    this.bad++;
    return {
      column: this.column,
      code: "not-a-flag",
      what: "is read as yes or no and holds a field that is neither",
      hint: `say what it means in the plan, e.g. log.columns: {${quoted(this.column)}: {true: [yes], false: [no]}}; spellings of no value go under log.missing`,
    };
  };
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
function memberView(
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
class PostalLook implements ColumnReader {
  readonly lengths = new Uint8Array(256);

  constructor(readonly column: string) {}

  read(_bytes: Uint8Array, start: number, end: number): void {
    this.lengths[Math.min(255, end - start)] = 1;
  }

  get forms(): number {
    return this.lengths.subarray(1).reduce((sum, seen) => sum + seen, 0);
  }
}

/** What looked doubtful in an attribute's groups. */
function groupNotes(book: GroupBook): QualityNote[] {
  const column = book.attribute.column;
  const notes: QualityNote[] = [];
  if (book.padded > 0) {
    notes.push(note("padded-values", column, book.padded, "values are padded with spaces or tabs; the padding was removed"));
  }
  if (book.looksMissing > 0) {
    notes.push(
      note(
        "looks-missing",
        column,
        book.looksMissing,
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
    notes.push(note("unprintable-names", column, odd, "group names hold control or direction characters; reports show them escaped"));
  }
  return notes;
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\u2028\u2029]/u;
