import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { copyParquetToCsv, type ParquetFile, readParquetColumns } from "../engine/parquet-to-csv.js";
import type { ParquetColumn } from "../engine/parquet-types.js";
import type { Plan, QualityNote } from "../model.js";
import { fault, type Fault, quoted, Refusal } from "../refusal.js";
import { POSTAL } from "./layout.js";
import { checkFooter, copyIn } from "./parquet-copy.js";
import { pickColumns } from "./pick-columns.js";
import { csvRecord } from "./write-csv.js";

const CHUNK = 1 << 20;

export interface ParquetCsv {
  readonly chunks: AsyncIterable<Buffer>;
  readonly notes: readonly QualityNote[];
}

/**
 * Write the columns a plan needs (all that can be read, without one) of a Parquet file as CSV. The bytes
 * are copied to the scratch folder first, so that what was hashed is what is read.
 */
export async function parquetToCsv(
  name: string,
  bytes: AsyncIterable<Buffer>,
  plan: Plan | null,
  wanted: readonly string[] | null,
  scratch: string,
): Promise<ParquetCsv> {
  const folder = await mkdtemp(join(scratch, "parquet-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const file: ParquetFile = { path: join(folder, "log.parquet"), folder, name };
    await copyIn(file, bytes);
    await checkFooter(file);
    const columns = await readParquetColumns(file);
    const picked = pickColumns(
      name,
      columns.map((one) => one.name),
      wanted ?? [],
    );
    const all = columns.map((one, index) => ({ name: one.name, index }));
    const chosen =
      wanted === null ? all.filter((one) => reasonAgainst(columns[one.index]!) === null) : picked.columns;
    refuseLossy(
      name,
      chosen.map((one) => ({ ...columns[one.index]!, name: one.name })),
      plan,
    );
    async function* chunks(): AsyncGenerator<Buffer> {
      try {
        yield Buffer.from(csvRecord(chosen.length === 0 ? ["row"] : chosen.map((one) => one.name)));
        const target = join(folder, "log.csv");
        await copyParquetToCsv(
          file,
          columns,
          chosen.map((one) => one.index),
          target,
        );
        yield* createReadStream(target, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>;
      } finally {
        await remove();
      }
    }
    return { chunks: chunks(), notes: picked.notes };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Why a column cannot be written as text, or null. */
function reasonAgainst(column: ParquetColumn): string | null {
  if (column.kind === "nested") return "holds lists or records, not single values";
  if (column.kind === "bytes") return "holds bytes that are not declared as text";
  return column.kind === "other" ? `is stored as ${column.stored}, which cannot be read as text` : null;
}

/** Refuse columns whose stored type has already lost what the plan needs of them. */
function refuseLossy(file: string, columns: readonly ParquetColumn[], plan: Plan | null): void {
  const faults: Fault[] = [];
  for (const column of columns) {
    const name = quoted(column.name);
    const add = (code: string, what: string, hint: string): void => {
      faults.push(fault(code, `column ${name} ${what}`, { file, column: column.name, hint }));
    };
    const unreadable = reasonAgainst(column);
    if (unreadable !== null)
      add("unreadable-column", unreadable, "write the column as text or as a plain number");
    if (plan === null) continue;
    const number = column.kind === "whole" || column.kind === "decimal" || column.kind === "float";
    if (POSTAL.test(column.name) && number) {
      add(
        "numeric-postal-code",
        `holds postal codes stored as ${column.stored}: leading zeros are lost`,
        "write it as text from the source",
      );
    }
    if ((column.name === plan.log.unit || column.name === plan.log.decision) && column.kind === "float") {
      add(
        "floating-point-id",
        `names the ${column.name === plan.log.unit ? "unit" : "decision"} and is stored as ${column.stored}: long ids have lost digits`,
        "write it as text or as an integer from the source",
      );
    }
  }
  if (faults.length > 0) throw new Refusal(faults);
}
