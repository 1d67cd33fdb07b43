/** Writes Parquet files for tests. A DuckDB of its own, because the engine's may not write files. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { folderForTest } from "./reading.js";

/** The bytes of the Parquet file that holds the answer to a query. */
export async function parquetOf(query: string, options = ""): Promise<Buffer> {
  const path = join(folderForTest(), "made.parquet");
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet${options})`);
    return readFileSync(path);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
