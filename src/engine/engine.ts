/**
 * The contract of an engine: it keeps rows of numbers and answers SQL with small tables.
 *
 * The promise about values: what goes in is integers and doubles chosen by `log/`
 * (never text: texts were given codes on the way in), what comes out is exact integers
 * as `bigint`, other numbers as `number`. No sum in `tables/` adds floating-point
 * numbers, so an answer cannot depend on the order in which an engine adds.
 */
export type ColumnType = "int8" | "int16" | "uint16" | "int32" | "int64" | "double";

/** Bytes a value of each type takes. */
export const TYPE_BYTES: Readonly<Record<ColumnType, number>> = {
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  int64: 8,
  double: 8,
};

/** A batch column: int64 travels as two 32-bit words a row, low word first. */
export type ColumnData = Int8Array | Int16Array | Uint16Array | Int32Array | Float64Array;

export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export type Cell = number | bigint | null;

/** Takes batches of at most `BATCH_ROWS` rows; the arrays may be used again after `append` returns. */
export interface Loader {
  append(columns: readonly ColumnData[], rows: number): void;
  finish(): void;
}

export const BATCH_ROWS = 2048;

/** Rows that a loader may hold back before they are the table's. */
export const HELD_ROWS = 100 * BATCH_ROWS;

export interface Engine {
  readonly id: string;
  /** Make a table and a loader for it. */
  load(table: string, columns: readonly TableColumn[]): Promise<Loader>;
  /** Run a statement that answers nothing. */
  run(sql: string): Promise<void>;
  /** Run a query and read the whole (small) answer, rows of cells in the order selected. */
  query(sql: string): Promise<readonly (readonly Cell[])[]>;
  /** Run a query of whole numbers below 2^53 and read its answer by columns, none of them null: for answers of many rows. */
  queryNumbers(sql: string): Promise<readonly Float64Array[]>;
  /** Make the query that is running fail at once; for when the process is told to stop. */
  interrupt(): void;
  close(): void;
}

/** What an engine is started with. */
export interface EngineOptions {
  /** Private folder for what does not fit in memory. */
  readonly scratch: string;
  /** Memory the engine may use, in bytes. */
  readonly memory: number;
  readonly threads: number;
}
