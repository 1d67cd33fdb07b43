import { BATCH_ROWS, type ColumnData, type TableColumn } from "../engine/engine.js";
import type { ColumnPlan, QualityNote } from "../model.js";
import { fault, quoted, Refusal } from "../refusal.js";
import type { FaultTally } from "./faults.js";
import { type FeatureCodes, FeatureReader } from "./features.js";
import type { ColumnFindings } from "./findings.js";
import { GroupBook, MOST_LABELS } from "./groups.js";
import type { Header } from "./header.js";
import { type Layout, POSTAL, type Use } from "./layout.js";
import { missingColumns } from "./missing-columns.js";
import { note } from "./notes.js";
import { digest128 } from "./digest.js";
import { IdReader } from "./id-reader.js";
import { NumberReader, type NumberRule } from "./number-reader.js";
import { type ColumnReader, FILTERED, type RowState, type View } from "./readers.js";
import { TextReader } from "./text-reader.js";
import { TimeReader } from "./time-reader.js";
import { UnitReader } from "./unit-reader.js";
import type { RecordBytes } from "./scanner.js";
import { readNumber, trimPadding } from "./values.js";
import { EmptyReader, FlagView, ManyReaders, memberView, PostalLook } from "./views.js";

/** Days since 1970-01-01, both included. */
export interface Period {
  readonly first: number;
  readonly last: number;
}

/** Makes the readers of a plan once, and deals them out to each file's columns by name. */
export class ColumnBuilder {
  /** The engine's columns, in the layout's order. */
  readonly data: ColumnData[];
  /** All columns, by the layout's names: those kept beside the engine too. */
  readonly arrays = new Map<string, ColumnData>();
  readonly books: (GroupBook | null)[];
  /** Values of the features, in the layout's order. */
  readonly features: FeatureCodes[] = [];
  id: IdReader | null = null;
  private unit: UnitReader | null = null;
  private time: TimeReader | null = null;
  private readonly timeDays = new Int32Array(BATCH_ROWS);
  private firstDay = Infinity;
  private lastDay = -Infinity;
  private readonly readers = new Map<string, ColumnReader>();
  private readonly numbers = new Map<string, NumberReader>();
  private readonly flags: FlagView[] = [];
  private readonly looks: PostalLook[] = [];
  /** Postal codes that are examined as features show their lengths by their values. */
  private readonly postal: FeatureReader[] = [];
  private line: Int32Array | null = null;
  private file: Int32Array | null = null;
  private copy: { readonly high: Int32Array; readonly low: Int32Array } | null = null;
  private readonly missing: ReadonlySet<string>;
  private readonly isMissing: (text: string) => boolean;

  constructor(
    private readonly layout: Layout,
    private readonly state: RowState,
    period: Period | null,
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
    this.data = layout.table.map((column) => this.arrays.get(column.name)!);
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

  /** The row is used: note its id and day, and where it came from, for messages about decisions that repeat. */
  place(line: number, file: number, slot: number, record: RecordBytes): void {
    this.id?.commit();
    if (this.time !== null) {
      const day = this.timeDays[slot]!;
      if (day < this.firstDay) this.firstDay = day;
      if (day > this.lastDay) this.lastDay = day;
    }
    if (this.line === null) return;
    this.line[slot] = line;
    this.file![slot] = file;
    if (this.copy === null) return;
    const { bytes, start, end } = record;
    digest128(bytes, start, end, this.copy.high, this.copy.low, slot * 2);
  }

  /** Say of yes/no columns how many spellings could not be read. */
  amend(faults: FaultTally): void {
    for (const flag of this.flags)
      if (flag.bad > 1) faults.amend("not-a-flag", flag.column, `: ${flag.bad} such spellings`);
  }

  /** More groups than codes: some would pass for others. */
  refuseOverflow(faults: FaultTally): void {
    for (const book of this.books) {
      if (book === null || !book.overflow) continue;
      const { id, column } = book.attribute;
      const what = `attribute ${quoted(id)} has more than ${MOST_LABELS} groups`;
      faults.add(
        fault("too-many-groups", what, {
          column,
          hint: "free text and ids are no groups; use a coarser column",
        }),
      );
    }
  }

  findings(): ColumnFindings {
    return {
      groups: this.books.map((book) =>
        book === null
          ? null
          : { labels: book.labels, padded: [...book.padded], looksMissing: [...book.looksMissing] },
      ),
      flags: this.flags.map(({ column, families, missing }) => ({
        column,
        families: [...families],
        missing,
      })),
      looks: [
        ...this.looks.map((look) => ({ column: look.column, lengths: look.seen })),
        ...this.postal.map((one) => ({ column: one.column, lengths: one.seenLengths })),
      ],
      numbers: [...this.numbers].map(([name, { largest, decimals }]) => ({ name, largest, decimals })),
      timeForm: this.time?.form ?? null,
      days: this.firstDay > this.lastDay ? null : { first: this.firstDay, last: this.lastDay },
      wideUnits: this.unit?.wide ?? false,
      features: this.features.map(({ labels, tooMany }) => ({ labels, tooMany })),
    };
  }

  private allocate(column: TableColumn): ColumnData {
    const data =
      column.type === "int8"
        ? new Int8Array(BATCH_ROWS)
        : column.type === "int16"
          ? new Int16Array(BATCH_ROWS)
          : column.type === "uint16"
            ? new Uint16Array(BATCH_ROWS)
            : column.type === "double"
              ? new Float64Array(BATCH_ROWS)
              : new Int32Array(column.type === "int64" ? BATCH_ROWS * 2 : BATCH_ROWS);
    this.arrays.set(column.name, data);
    return data;
  }

  private viewFor(use: Use, data: readonly ColumnData[]): View | null {
    const target = (data[0] ?? null) as Int8Array | Int16Array | null;
    switch (use.kind) {
      case "group": {
        const book = new GroupBook(
          this.layout.plan.attributes[use.attribute]!,
          target as Int16Array,
          this.isMissing,
        );
        this.books[use.attribute] = book;
        return book.view;
      }
      case "flag": {
        const flag = new FlagView(
          use.column,
          this.columnPlan(use.column),
          target as Int8Array,
          this.isMissing,
        );
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
    period: Period | null,
  ): ColumnReader | null {
    const { state } = this;
    switch (use.kind) {
      case "unit":
      case "unit_fold":
        this.unit = new UnitReader(
          data[0] as Int32Array,
          data[1] as Int32Array,
          this.missing,
          state,
          (data[2] ?? null) as Int8Array | null,
        );
        return this.unit;
      case "time":
        this.time = new TimeReader(this.timeDays, use.column, period, state);
        return this.time;
      case "decision":
        this.id = new IdReader(use.column, null, state);
        return this.id;
      case "decision_copy":
      case "decision_digest":
        if (use.kind === "decision_copy")
          this.copy = { high: data[4] as Int32Array, low: data[5] as Int32Array };
        this.line = data[2] as Int32Array;
        this.file = data[3] as Int32Array;
        this.id = new IdReader(
          use.column,
          { high: data[0] as Int32Array, low: data[1] as Int32Array },
          state,
        );
        return this.id;
      case "look": {
        const look = new PostalLook(use.column);
        this.looks.push(look);
        return look;
      }
      case "feature": {
        const postal = POSTAL.test(use.column) && this.layout.plan.log.features.includes(use.column);
        const reader = new FeatureReader(use.column, data[0] as Uint16Array, this.isMissing, postal);
        this.features.push(reader.book);
        if (postal) this.postal.push(reader);
        return reader;
      }
      case "weight":
      case "number":
      case "count":
      case "rank":
      case "probability": {
        const reader = new NumberReader(
          data[0] as Float64Array,
          this.numberRule(use.kind, use.column),
          state,
        );
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

  private numberRule(
    kind: "weight" | "number" | "count" | "rank" | "probability",
    column: string,
  ): NumberRule {
    return {
      column,
      range: kind === "probability" ? [0, 1] : (this.columnPlan(column)?.range ?? null),
      count: kind === "count" || kind === "weight",
      // A row that stands for an unknown number of decisions cannot be counted at all.
      isMissing: kind === "weight" ? () => false : this.isMissing,
      missingNumbers: kind !== "weight" && [...this.missing].some((text) => readNumber(text) !== null),
      transform:
        kind === "rank"
          ? (rank) => (Number.isInteger(rank) && rank >= 1 ? 1 / Math.log2(1 + rank) : null)
          : null,
      transformHint: "ranks are whole numbers from 1 up",
    };
  }
}

function push<T>(into: Map<string, T[]>, key: string, value: T): void {
  const list = into.get(key);
  if (list === undefined) into.set(key, [value]);
  else list.push(value);
}
