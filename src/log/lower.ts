import type { InputFile, Plan, QualityNote } from "../model.js";
import { refuse } from "../refusal.js";
import { content, formatOf } from "./content.js";
import type { WrittenAs } from "./csv.js";
import { ndjsonToCsv } from "./ndjson.js";
import { type LogInput, openSource, type RawSource } from "./source.js";
import { unpack } from "./unpack.js";

/** A log input as a stream of CSV, whatever it was. */
export interface CsvSource {
  readonly name: string;
  readonly chunks: AsyncIterable<Buffer>;
  readonly delimiter: string | null;
  readonly written: WrittenAs | null;
  /** What looked doubtful on the way; complete when the chunks have ended. */
  readonly notes: readonly QualityNote[];
  readonly format: InputFile["format"];
  readonly compression: InputFile["compression"];
  digest(): Pick<InputFile, "sha256" | "bytes">;
}

/**
 * Turn an input into CSV: unpack what is packed (told by its first bytes, not its name), and write what
 * is no CSV as one. One reader then sees every log.
 *
 * `wanted` are the columns the plan needs, null for all; `scratch` is the private folder for formats
 * that cannot be read as they stream by.
 */
export async function lowerToCsv(
  input: LogInput,
  plan: Plan | null,
  wanted: readonly string[] | null,
  scratch: string,
): Promise<CsvSource> {
  const source = await openSource(input);
  try {
    return await lower(source, plan, wanted, scratch);
  } catch (error) {
    // A refusal must not leave the file open.
    await source.chunks.return(undefined);
    throw error;
  }
}

async function lower(
  source: RawSource,
  plan: Plan | null,
  wanted: readonly string[] | null,
  scratch: string,
): Promise<CsvSource> {
  const { name } = source;
  const { head, all, compression } = await unpack(name, source.chunks);
  if (head.length === 0)
    refuse("empty-file", "the file is empty", { file: name, hint: "is the export complete?" });
  const format = formatOf(name, content(head), plan?.log.format ?? "auto", head);
  const common = { name, format, compression, digest: () => source.digest() };
  switch (format) {
    case "csv":
      return { ...common, chunks: all, delimiter: plan?.log.delimiter ?? null, written: null, notes: [] };
    case "ndjson": {
      const notes: QualityNote[] = [];
      const chunks = ndjsonToCsv(name, all, wanted, notes);
      return { ...common, chunks, delimiter: ",", written: "line", notes };
    }
    case "parquet": {
      // Loaded only where needed: it brings the engine with it.
      const { parquetToCsv } = await import("./parquet.js");
      const { chunks, notes } = await parquetToCsv(name, all, plan, wanted, scratch);
      return { ...common, chunks, delimiter: ",", written: "row", notes };
    }
  }
}
