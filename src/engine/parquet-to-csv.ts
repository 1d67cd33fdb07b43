import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { Refusal, refuse } from "../refusal.js";
import { asText, kindOf, type ParquetColumn } from "./parquet-types.js";

/** A Parquet file in a private folder, which is all that DuckDB may touch. */
export interface ParquetFile {
  readonly path: string;
  readonly folder: string;
  /** Name for messages. */
  readonly name: string;
}

/** Enough for row groups of a million rows; a file that needs more is refused, not swapped. */
const MEMORY = "500MB";
const THREADS = "2";

/** The columns of a file, in its order, under the names in the file. */
export async function readParquetColumns(file: ParquetFile): Promise<readonly ParquetColumn[]> {
  return withDuckDb(file, async (connection) => {
    const names = topLevelNames(
      await rowsOf(connection, `SELECT name, num_children FROM parquet_schema(${text(file.path)})`),
    );
    const types = await rowsOf(connection, `SELECT column_type FROM (DESCRIBE SELECT * FROM ${scan(file)})`);
    // DuckDB renames columns that differ in case only, but keeps their order.
    if (names.length !== types.length) damaged(file);
    return names.map((name, index) => {
      const type = String(types[index]![0]);
      return { name, kind: kindOf(type), stored: type.length > 40 ? `${type.slice(0, 40)}...` : type };
    });
  });
}

/**
 * Write columns, by their place in the file, as a CSV without header: all rows, in the file's order, one text a
 * value, an empty field where there is none. No filter is ever pushed into the scan, because the statistics that it would
 * trust may lie. Returns the number of rows.
 */
export async function copyParquetToCsv(
  file: ParquetFile,
  columns: readonly ParquetColumn[],
  chosen: readonly number[],
  target: string,
): Promise<number> {
  return withDuckDb(file, async (connection) => {
    const aliases = columns.map((_, index) => `c${index}`).join(", ");
    const texts = chosen.map((index) => `coalesce(${asText(columns[index]!.kind, `c${index}`)}, '')`);
    // A table of no column cannot be written, but its rows still count.
    const select = texts.length === 0 ? ["''"] : texts;
    const copied = await rowsOf(
      connection,
      `COPY (SELECT ${select.map((one, index) => `${one} AS t${index}`).join(", ")} FROM ${scan(file)} AS one(${aliases})) ` +
        `TO ${text(target)} (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '"', ESCAPE '"', FORCE_QUOTE *)`,
    );
    const promised = await rowsOf(
      connection,
      `SELECT num_rows FROM parquet_file_metadata(${text(file.path)})`,
    );
    if (copied[0]![0] !== promised[0]![0]) damaged(file);
    return Number(copied[0]![0]);
  });
}

/** The names of the columns themselves, not of what is nested in them. */
function topLevelNames(schema: readonly (readonly unknown[])[]): string[] {
  const names: string[] = [];
  let at = 1;
  const skip = (): void => {
    const children = Number(schema[at++]?.[1] ?? 0);
    for (let child = 0; child < children; child++) skip();
  };
  while (at < schema.length) {
    names.push(String(schema[at]![0]));
    skip();
  }
  return names;
}

function scan(file: ParquetFile): string {
  return `read_parquet(${text(file.path)}, hive_partitioning = false)`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await connection.runAndReadAll(sql)).getRows();
}

/** A DuckDB of its own for each piece of work: it sees one folder, loads nothing, and is gone afterwards. */
async function withDuckDb<T>(
  file: ParquetFile,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const instance = await DuckDBInstance.create(":memory:", {
    temp_directory: file.folder,
    memory_limit: MEMORY,
    threads: THREADS,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await instance.connect();
  try {
    for (const setting of [
      "TimeZone = 'UTC'",
      `allowed_directories = [${text(file.folder)}]`,
      "enable_external_access = false",
      "lock_configuration = true",
    ]) {
      await connection.run(`SET ${setting}`);
    }
    return await work(connection);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return refuseError(file, error instanceof Error ? error.message : "");
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** DuckDB's own message is never shown: it may hold values of the data. */
function refuseError(file: ParquetFile, message: string): never {
  if (message.startsWith("Out of Memory")) {
    refuse("parquet-memory", `the file's row groups do not fit in ${MEMORY} of memory`, {
      file: file.name,
      hint: "write it with smaller row groups, e.g. 100000 rows each",
    });
  }
  if (/no space left|could not write|failed to write/i.test(message)) {
    refuse("no-scratch", "there is no room to unpack the file", {
      file: file.name,
      hint: "set TMPDIR to a folder with more room",
    });
  }
  if (/utf-?8|string encoding/i.test(message)) {
    refuse("not-utf-8", "a text column holds bytes that are not UTF-8", {
      file: file.name,
      hint: "write the column as UTF-8 text",
    });
  }
  return damaged(file);
}

function damaged(file: ParquetFile): never {
  refuse("damaged-parquet", "the Parquet data is damaged or not as Parquet prescribes", {
    file: file.name,
    hint: "fetch or export the file again",
  });
}
