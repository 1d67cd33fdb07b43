import { isUtf8 } from "node:buffer";
import type { QualityNote } from "../model.js";
import { refuse } from "../refusal.js";
import { FaultTally } from "./faults.js";
import { UTF8_HINT } from "./header.js";
import { JsonRows } from "./json-rows.js";

const LF = 10;
/** A line longer than this is no decision: the file was not written one object a line. */
const LONGEST_LINE = 64 * 1024 * 1024;
const MOST_FAULTS = 1000;

/**
 * Write a file of JSON objects, one a line, as CSV: the keys of the first object are the columns, and each line
 * becomes one record, blank lines blank ones, so that a record's number is its line in the file.
 * Everything wrong with the lines is gathered and refused at the end.
 */
export async function* ndjsonToCsv(
  file: string,
  chunks: AsyncIterable<Buffer>,
  wanted: readonly string[] | null,
  notes: QualityNote[],
): AsyncGenerator<Buffer> {
  const faults = new FaultTally();
  const rows = new JsonRows(file, wanted, faults, notes);
  for await (const block of wholeLines(file, chunks, () => rows.line)) {
    if (!isUtf8(block)) refuseBadBytes(file, block, rows.line);
    const text = block.toString("utf8");
    const written = rows.read(rows.line === 1 && text.startsWith("\ufeff") ? text.slice(1) : text);
    if (faults.structural > MOST_FAULTS) faults.check();
    if (written !== "") yield Buffer.from(written, "utf8");
  }
  faults.check();
  if (rows.columns === null)
    refuse("no-rows", "the file holds blank lines only", { file, hint: "is the export complete?" });
}

/** The same bytes, cut at line ends only. */
async function* wholeLines(
  file: string,
  chunks: AsyncIterable<Buffer>,
  line: () => number,
): AsyncGenerator<Buffer> {
  let open: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LF) + 1;
    if (end > 0) {
      yield open.length === 0 ? chunk.subarray(0, end) : Buffer.concat([...open, chunk.subarray(0, end)]);
      open = [];
      length = 0;
    }
    if (end < chunk.length) {
      open.push(chunk.subarray(end));
      length += chunk.length - end;
    }
    if (length > LONGEST_LINE) {
      refuse("record-too-long", `the line is longer than ${LONGEST_LINE / 1024 / 1024} MB`, {
        file,
        line: line(),
        hint: "write one object a line, e.g. with jq -c",
      });
    }
  }
  if (length > 0) yield Buffer.concat(open);
}

function refuseBadBytes(file: string, block: Buffer, firstLine: number): never {
  let line = firstLine;
  for (let start = 0; start < block.length; line++) {
    const found = block.indexOf(LF, start);
    const end = found < 0 ? block.length : found;
    if (!isUtf8(block.subarray(start, end))) break;
    start = end + 1;
  }
  return refuse("not-utf-8", "the line holds bytes that are not UTF-8", { file, line, hint: UTF8_HINT });
}
