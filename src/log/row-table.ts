import { statSync } from "node:fs";
import {
  BATCH_ROWS,
  type ColumnData,
  type Engine,
  HELD_ROWS,
  type Loader,
  type TableColumn,
  TYPE_BYTES,
} from "../engine/engine.js";
import { finish } from "./digest.js";
import type { Layout } from "./layout.js";
import type { LoadOptions } from "./load.js";
import type { LogInput } from "./source.js";

/** The engine's table of rows while it is filled. */
export interface RowTable {
  readonly loader: Loader;
  /** Tables that hold the rows between them, each person's in one; one table of that name where there are no parts. */
  readonly parts: readonly string[];
  /** Take it away again. */
  drop(): Promise<void>;
}

/** The people of a log are gathered in less memory than its bytes; there must be room for others beside them. */
const PART_OF_MEMORY = 0.25;
const MOST_PARTS = 16;

/**
 * In how many parts people are gathered, if nobody asked for a number: as many as it takes for each to fit in memory, and no more
 * than can be taken in at the same time. Rows without people are one part, and so are those of which some are dropped after
 * they are read.
 */
function partsFor(
  inputs: readonly LogInput[],
  { plan, table }: Layout,
  { memory = Infinity, parts }: LoadOptions,
): number {
  if (plan.log.unit === null || plan.log.duplicates === "drop_identical") return 1;
  if (parts !== undefined) return parts;
  let bytes = 0;
  for (const input of inputs)
    if ("path" in input) bytes += statSync(input.path, { throwIfNoEntry: false })?.size ?? 0;
  const wanted = Math.min(MOST_PARTS, Math.ceil(bytes / (PART_OF_MEMORY * memory)));
  const held = HELD_ROWS * table.reduce((sum, { type }) => sum + TYPE_BYTES[type], 0);
  return Math.max(1, Math.min(wanted, Math.floor(memory / 2 / held)));
}

/** An engine's table needs a column even where a plan needs none of the log (contacts without units). */
const PADDING: readonly TableColumn[] = [{ name: "padding", type: "int8" }];

/**
 * Make the table of rows. For a large log it is made in parts, and `table` is a view of them all: people are then gathered a part
 * at a time in memory, where all at once would be written to disk. Which part a row is in follows from the key of its
 * person; no figure depends on it.
 */
export async function openRowTable(
  inputs: readonly LogInput[],
  layout: Layout,
  table: string,
  engine: Engine,
  options: LoadOptions,
): Promise<RowTable> {
  const count = partsFor(inputs, layout, options);
  const columns = layout.table.length === 0 ? PADDING : layout.table;
  if (count === 1) {
    const loader = await engine.load(table, columns);
    return { loader, parts: [table], drop: () => engine.run(`DROP TABLE ${table}`) };
  }
  const parts = Array.from({ length: count }, (_, part) => `${table}_${part}`);
  const loaders: Loader[] = [];
  for (const part of parts) loaders.push(await engine.load(part, columns));
  await engine.run(
    `CREATE VIEW ${table} AS ${parts.map((part) => `SELECT * FROM ${part}`).join(" UNION ALL ")}`,
  );
  const key = columns.findIndex(({ name }) => name === layout.unitKeys[0]);
  return {
    loader: new PartLoader(loaders, columns, key),
    parts,
    async drop() {
      await engine.run(`DROP VIEW ${table}`);
      for (const part of parts) await engine.run(`DROP TABLE ${part}`);
    },
  };
}

/** Words of the arrays that rows are moved in: all numbers are moved as whole numbers, bit by bit. */
type Words = Int8Array | Int16Array | Int32Array;

/** One column on its way into the parts. */
interface Moved {
  /** Words a number takes. */
  readonly width: 1 | 2;
  /** The batch's numbers, part by part. */
  readonly sorted: Words;
  /** For each part, numbers that do not fill a batch yet. */
  readonly waiting: readonly Words[];
  /** The same memory as the engine takes it. */
  readonly given: readonly ColumnData[];
}

/** Puts each row into the table of the part that its person belongs to. */
class PartLoader implements Loader {
  private readonly columns: readonly Moved[];
  private readonly filled: Int32Array;
  private readonly part = new Uint8Array(BATCH_ROWS);
  /** Rows of a batch, part by part, and where each part's end. */
  private readonly order = new Int32Array(BATCH_ROWS);
  private readonly ends: Int32Array;

  constructor(
    private readonly loaders: readonly Loader[],
    columns: readonly TableColumn[],
    private readonly key: number,
  ) {
    this.filled = new Int32Array(loaders.length);
    this.ends = new Int32Array(loaders.length);
    this.columns = columns.map(({ type }) => {
      const { maker, width } = MOVED[type];
      // What is left of one batch and the whole of another.
      const given = loaders.map(() => GIVEN[type](2 * BATCH_ROWS));
      return {
        width,
        sorted: new maker(width * BATCH_ROWS),
        waiting: given.map((data) => new maker(data.buffer as ArrayBuffer)),
        given,
      };
    });
  }

  append(data: readonly ColumnData[], rows: number): void {
    this.sort(data[this.key] as Int32Array, rows);
    this.columns.forEach(({ sorted, width, waiting }, column) => {
      gather(data[column]!, this.order, rows, sorted, width);
      let from = 0;
      waiting.forEach((into, part) => {
        const to = this.ends[part]!;
        if (to > from) into.set(sorted.subarray(width * from, width * to), width * this.filled[part]!);
        from = to;
      });
    });
    let from = 0;
    for (let part = 0; part < this.loaders.length; part++) {
      const to = this.ends[part]!;
      this.filled[part] = this.filled[part]! + to - from;
      from = to;
      if (this.filled[part]! >= BATCH_ROWS) this.give(part, BATCH_ROWS);
    }
  }

  finish(): void {
    this.loaders.forEach((loader, part) => {
      if (this.filled[part]! > 0) this.give(part, this.filled[part]!);
      loader.finish();
    });
  }

  /** Sort the batch's rows by the part of their person. */
  private sort(key: Int32Array, rows: number): void {
    const { part, order, ends } = this;
    const count = ends.length;
    ends.fill(0);
    for (let row = 0; row < rows; row++) {
      const own = (finish(key[2 * row]! ^ Math.imul(key[2 * row + 1]!, 0x9e3779b1)) >>> 8) % count;
      part[row] = own;
      ends[own] = ends[own]! + 1;
    }
    let sum = 0;
    for (let own = 0; own < count; own++) {
      const size = ends[own]!;
      ends[own] = sum;
      sum += size;
    }
    for (let row = 0; row < rows; row++) {
      const own = part[row]!;
      order[ends[own]!] = row;
      ends[own] = ends[own]! + 1;
    }
  }

  /** Hand the engine the first rows that wait, and move the rest to the front. */
  private give(part: number, rows: number): void {
    this.loaders[part]!.append(
      this.columns.map(({ given }) => given[part]!),
      rows,
    );
    for (const { waiting, width } of this.columns)
      waiting[part]!.copyWithin(0, width * rows, width * this.filled[part]!);
    this.filled[part] = this.filled[part]! - rows;
  }
}

const MOVED = {
  int8: { maker: Int8Array, width: 1 },
  int16: { maker: Int16Array, width: 1 },
  uint16: { maker: Int16Array, width: 1 },
  int32: { maker: Int32Array, width: 1 },
  int64: { maker: Int32Array, width: 2 },
  double: { maker: Int32Array, width: 2 },
} as const;

const GIVEN = {
  int8: (length: number): ColumnData => new Int8Array(length),
  int16: (length: number): ColumnData => new Int16Array(length),
  uint16: (length: number): ColumnData => new Uint16Array(length),
  int32: (length: number): ColumnData => new Int32Array(length),
  int64: (length: number): ColumnData => new Int32Array(2 * length),
  double: (length: number): ColumnData => new Float64Array(length),
} as const;

/** Numbers in another order. Each kind of array has a loop of its own, which makes it several times faster. */
function gather(data: ColumnData, order: Int32Array, rows: number, into: Words, width: 1 | 2): void {
  if (into instanceof Int8Array) gatherBytes(data as Int8Array, order, rows, into);
  else if (into instanceof Int16Array) gatherShorts(data as Int16Array, order, rows, into);
  else {
    const words =
      data instanceof Int32Array ? data : new Int32Array(data.buffer, data.byteOffset, rows * width);
    if (width === 1) gatherWords(words, order, rows, into);
    else gatherPairs(words, order, rows, into);
  }
}

function gatherBytes(from: Int8Array, order: Int32Array, rows: number, into: Int8Array): void {
  for (let row = 0; row < rows; row++) into[row] = from[order[row]!]!;
}

function gatherShorts(from: Int16Array, order: Int32Array, rows: number, into: Int16Array): void {
  for (let row = 0; row < rows; row++) into[row] = from[order[row]!]!;
}

function gatherWords(from: Int32Array, order: Int32Array, rows: number, into: Int32Array): void {
  for (let row = 0; row < rows; row++) into[row] = from[order[row]!]!;
}

function gatherPairs(from: Int32Array, order: Int32Array, rows: number, into: Int32Array): void {
  for (let row = 0; row < rows; row++) {
    const at = 2 * order[row]!;
    into[2 * row] = from[at]!;
    into[2 * row + 1] = from[at + 1]!;
  }
}
