import duckdb from "@duckdb/node-bindings";
import {
  DuckDBDataChunk,
  DuckDBInstance,
  type DuckDBType,
  BIGINT,
  DOUBLE,
  INTEGER,
  SMALLINT,
  TINYINT,
  USMALLINT,
} from "@duckdb/node-api";
import {
  BATCH_ROWS,
  type Cell,
  type ColumnType,
  type Engine,
  type EngineOptions,
  type Loader,
  TYPE_BYTES,
  type TableColumn,
} from "./engine.js";

const TYPES: Record<ColumnType, DuckDBType> = {
  int8: TINYINT,
  int16: SMALLINT,
  uint16: USMALLINT,
  int32: INTEGER,
  int64: BIGINT,
  double: DOUBLE,
};

/**
 * DuckDB, in this process. It reads no file and reaches no network: external access is
 * off and the configuration locked before the first row goes in.
 */
export async function openDuckDb(options: EngineOptions): Promise<Engine> {
  const instance = await DuckDBInstance.create(":memory:", {
    temp_directory: options.scratch,
    memory_limit: `${Math.floor(options.memory / 1_000_000)}MB`,
    threads: String(options.threads),
    preserve_insertion_order: "false",
    // Groups of small integers are indexed instead of hashed up to a million of them; the default stops at 4096.
    perfect_ht_threshold: "20",
    enable_external_access: "false",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    lock_configuration: "true",
  });
  const connection = await instance.connect();

  async function load(table: string, columns: readonly TableColumn[]): Promise<Loader> {
    await connection.run(
      `CREATE TABLE ${table} (${columns.map((one) => `${one.name} ${String(TYPES[one.type])}`).join(", ")})`,
    );
    // On a connection of its own: a query that begins on the same one would break off what the appender is writing.
    const own = await instance.connect();
    const appender = await own.createAppender(table);
    const types = columns.map((one) => TYPES[one.type]);
    const sizes = columns.map((one) => TYPE_BYTES[one.type]);
    return {
      append(data, rows) {
        if (rows > BATCH_ROWS) throw new Error(`a batch of ${rows} rows is over ${BATCH_ROWS}`);
        const chunk = DuckDBDataChunk.create(types, rows);
        for (let index = 0; index < types.length; index++) {
          const array = data[index]!;
          // Whole columns by memory copy: setting ten million values one by one costs more than parsing them.
          duckdb.copy_data_to_vector(
            duckdb.data_chunk_get_vector(chunk.chunk, index),
            0,
            array.buffer as ArrayBuffer,
            array.byteOffset,
            rows * sizes[index]!,
          );
        }
        appender.appendDataChunk(chunk);
      },
      finish() {
        appender.closeSync();
        own.closeSync();
      },
    };
  }

  return {
    id: "duckdb",
    load,
    async run(sql) {
      await connection.run(sql);
    },
    async query(sql) {
      const answer = await connection.runAndReadAll(sql);
      return answer.getRows() as unknown as readonly (readonly Cell[])[];
    },
    async queryNumbers(sql) {
      const doubles = `SELECT CAST(COLUMNS(*) AS DOUBLE) FROM (${sql}) AS answer`;
      const result = await connection.run(doubles);
      const chunks = await result.fetchAllChunks();
      const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
      const columns = Array.from({ length: result.columnCount }, () => new Float64Array(rows));
      let at = 0;
      for (const chunk of chunks) {
        columns.forEach((column, index) => {
          const bytes = duckdb.vector_get_data(
            duckdb.data_chunk_get_vector(chunk.chunk, index),
            chunk.rowCount * Float64Array.BYTES_PER_ELEMENT,
          );
          new Uint8Array(column.buffer, at * Float64Array.BYTES_PER_ELEMENT).set(bytes);
        });
        at += chunk.rowCount;
      }
      return columns;
    },
    interrupt() {
      connection.interrupt();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
