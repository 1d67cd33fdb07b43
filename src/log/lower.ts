import type { InputFile, Plan } from "../model.js";
import { refuse } from "../refusal.js";
import { refuseUtf16 } from "./header.js";
import { contentOf, gunzip, type LogInput, openSource, peek } from "./source.js";

/** A log input as a stream of CSV, whatever it was. */
export interface CsvSource {
  readonly name: string;
  readonly chunks: AsyncIterable<Buffer>;
  readonly delimiter: string | null;
  readonly format: InputFile["format"];
  readonly compression: InputFile["compression"];
  digest(): Pick<InputFile, "sha256" | "bytes">;
}

/**
 * Turn an input into CSV: unpack what is packed (told by its first bytes, not its name), and write what
 * is no CSV as one. One reader then sees every log.
 */
export async function lowerToCsv(
  input: LogInput,
  plan: Plan | null,
  _columns: readonly string[] | null,
): Promise<CsvSource> {
  const source = await openSource(input);
  let compression: InputFile["compression"] = "none";
  let { head, all } = await peek(source.chunks);
  const content = contentOf(head);
  if (content === "gzip") {
    compression = "gzip";
    ({ head, all } = await peek(gunzip(source.name, all)));
  }
  const inner = compression === "none" ? content : contentOf(head);
  if (inner === "utf16") refuseUtf16(source.name);
  if (inner === "zip") {
    refuse("zip-file", "the file is a zip archive or an Excel workbook, not a text table", {
      file: source.name,
      hint: "unzip it, or save the sheet as CSV UTF-8",
    });
  }
  if (head.length === 0) refuse("empty-file", "the file is empty", { file: source.name, hint: "is the export complete?" });
  return {
    name: source.name,
    chunks: all,
    delimiter: plan?.log.delimiter ?? null,
    format: "csv",
    compression,
    digest: () => source.digest(),
  };
}
