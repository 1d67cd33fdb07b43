/**
 * What DuckDB needs to do no more than count the rows of a CSV: `node bench/floor.mjs FILE [THREADS]`. The audit is
 * measured against it.
 */
import { DuckDBInstance } from "@duckdb/node-api";

const [, , file, threads] = process.argv;
const instance = await DuckDBInstance.create(":memory:", threads === undefined ? {} : { threads });
const connection = await instance.connect();
const answer = await connection.runAndReadAll(
  `select count(*) from read_csv('${file.replaceAll("'", "''")}')`,
);
console.log(String(answer.getRows()[0][0]));
