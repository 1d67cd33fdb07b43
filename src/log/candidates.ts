import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { readParquetColumns } from "../engine/parquet-to-csv.js";
import type { Plan, QualityNote } from "../model.js";
import { quoted, Refusal } from "../refusal.js";
import { content, formatOf } from "./content.js";
import { byCodeUnit } from "./groups.js";
import { readHeader } from "./header.js";
import { POSTAL } from "./layout.js";
import { note } from "./notes.js";
import { checkFooter, copyIn } from "./parquet-copy.js";
import { type LogInput, openSource } from "./source.js";
import { unpack } from "./unpack.js";

/** More columns are not examined unless the plan lists them: a table that wide is no campaign log. */
const MOST_CANDIDATES = 100;

export interface Candidates {
  /** The inputs to read from now on: what was read of a stream is put back in front. */
  readonly inputs: readonly LogInput[];
  readonly features: readonly string[];
  readonly notes: readonly QualityNote[];
}

/**
 * The columns to be examined as stand-ins for attributes: those the plan lists, or else every column of all inputs that
 * has no other role. Reads no more than headers, and refuses nothing: what is wrong with a file is found when it is read.
 */
export async function findCandidates(
  inputs: readonly LogInput[],
  plan: Plan,
  scratch: string,
): Promise<Candidates> {
  if (!plan.proxies.examine) return { inputs, features: [], notes: [] };
  const wanted = (name: string): boolean => !plan.proxies.exclude.includes(name);
  if (plan.log.features.length > 0) return { inputs, features: plan.log.features.filter(wanted), notes: [] };
  const taken = takenColumns(plan);
  const seen: Look[] = [];
  for (const input of inputs) seen.push(await look(input, plan, scratch));
  const names = seen[0]?.names ?? [];
  const inAll = names.filter(
    (name) =>
      !taken.has(name) &&
      wanted(name) &&
      isPlain(name, names) &&
      seen.every((one) => one.names.includes(name)),
  );
  // By name, so that the order of columns does not matter.
  const features = inAll.toSorted(byCodeUnit).slice(0, MOST_CANDIDATES);
  const left = inAll.length - features.length;
  const message = `only the first ${MOST_CANDIDATES} columns without a role were examined as stand-ins for attributes; list those that matter under log.features`;
  const notes = left > 0 ? [note("features-left-out", null, left, message)] : [];
  const some =
    new Set(seen.flatMap((one) => one.names)).size -
    names.filter((name) => seen.every((one) => one.names.includes(name))).length;
  if (some > 0) {
    const text = "columns that only some of the files have were not examined as stand-ins for attributes";
    notes.push(note("features-in-some-files", null, some, text));
  }
  const absent = plan.proxies.exclude.filter((name) => !seen.some((one) => one.names.includes(name)));
  if (absent.length > 0 && names.length > 0 && !seen.some((one) => one.unread)) {
    const text = `the plan excludes columns that no file has (misspelt?): ${absent.map(quoted).join(", ")}`;
    notes.push(note("features-not-there", null, absent.length, text));
  }
  if (seen.some((one) => one.unread)) {
    const text =
      "features of NDJSON, and of Parquet from a stream, are examined only where log.features lists them";
    notes.push(note("features-not-looked-for", null, 1, text));
  }
  return { inputs: seen.map((one) => one.input), features, notes };
}

/** Columns with a role of their own. A column that only decides which rows are audited may tell an attribute all the same. */
function takenColumns(plan: Plan): ReadonlySet<string | null> {
  const { log, attributes, metrics } = plan;
  return new Set([
    log.decision,
    log.unit,
    log.time,
    log.count,
    log.item,
    ...attributes.flatMap((one) => [one.column, ...(one.probabilities ?? []).map(({ column }) => column)]),
    ...metrics.flatMap((one) => [one.numerator?.column ?? null, one.denominator?.column ?? null]),
  ]);
}

/** A name that stands once, whichever way it is padded or written large: no other can be meant by it. */
function isPlain(name: string, names: readonly string[]): boolean {
  const bare = (text: string): string => text.trim().normalize("NFC").toLowerCase();
  return bare(name) !== "" && names.filter((other) => bare(other) === bare(name)).length === 1;
}

interface Look {
  readonly names: readonly string[];
  /** The file has columns that were not looked for. */
  readonly unread: boolean;
  readonly input: LogInput;
}

async function look(input: LogInput, plan: Plan, scratch: string): Promise<Look> {
  // Bytes are counted for the progress bar when they are read for good.
  if (!("stdin" in input))
    return { ...namesOrNone(await namesOf({ path: input.path }, plan, scratch)), input };
  const stream = input.stdin[Symbol.asyncIterator]();
  const passed: Buffer[] = [];
  async function* first(): AsyncGenerator<Buffer> {
    for (let next = await stream.next(); next.done !== true; next = await stream.next()) {
      passed.push(next.value);
      yield next.value;
    }
  }
  async function* again(): AsyncGenerator<Buffer> {
    yield* passed;
    for (let next = await stream.next(); next.done !== true; next = await stream.next()) yield next.value;
  }
  const names = await namesOf({ ...input, stdin: first(), passed: () => {} }, plan, scratch);
  return { ...namesOrNone(names), input: { ...input, stdin: again() } };
}

function namesOrNone(names: readonly string[] | null): Omit<Look, "input"> {
  return { names: names ?? [], unread: names === null };
}

/** Names of the columns whose values can be read as they are; none where the file cannot be read; null where they are not looked for. */
async function namesOf(input: LogInput, plan: Plan, scratch: string): Promise<readonly string[] | null> {
  const source = await openSource(input);
  try {
    const { name } = source;
    const { head, all } = await unpack(name, source.chunks);
    if (head.length === 0) return [];
    switch (formatOf(name, content(head), plan.log.format, head)) {
      case "csv":
        return await csvNames(name, all, plan.log.delimiter);
      case "ndjson":
        // Any line may hold a list where the first has a text, and a column nobody named must not refuse the log.
        return null;
      case "parquet":
        // What streams by would have to be kept whole.
        return "stdin" in input ? null : await parquetNames(name, all, scratch);
    }
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  } finally {
    await source.chunks.return(undefined);
  }
}

async function csvNames(
  name: string,
  chunks: AsyncIterable<Buffer>,
  delimiter: string | null,
): Promise<readonly string[]> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of chunks) {
    bytes = Buffer.concat([bytes, chunk]);
    const header = readHeader(name, bytes, false, { delimiter, written: null });
    if (header !== null) return header.names;
  }
  return readHeader(name, bytes, true, { delimiter, written: null })?.names ?? [];
}

async function parquetNames(
  name: string,
  bytes: AsyncIterable<Buffer>,
  scratch: string,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(scratch, "parquet-"));
  try {
    const file = { path: join(folder, "log.parquet"), folder, name };
    await copyIn(file, bytes);
    await checkFooter(file);
    const columns = await readParquetColumns(file);
    return columns.flatMap(({ name: column, kind }) =>
      kind === "nested" || kind === "bytes" || kind === "other" || (POSTAL.test(column) && kind !== "text")
        ? []
        : [column],
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
