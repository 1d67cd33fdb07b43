import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Engine } from "../engine/engine.js";
import type { InputFile, Plan, QualityNote } from "../model.js";
import { cutBlocks } from "./blocks.js";
import { ColumnBuilder } from "./columns.js";
import { type ColumnFindings, mergeFindings } from "./findings.js";
import { type Header, readHeader } from "./header.js";
import type { Layout } from "./layout.js";
import type { LoadOptions } from "./load.js";
import { lowerToCsv } from "./lower.js";
import { type KeptBlock, type KeptFile, type KeptRows, PART } from "./kept-rows.js";
import { Doubt, Merger } from "./merger.js";
import { missingColumns } from "./missing-columns.js";
import { headerNotes } from "./notes.js";
import { checkLedger, controlNote, type Reading } from "./read-inputs.js";
import { openRowTable, type RowTable } from "./row-table.js";
import { RowState } from "./readers.js";
import type { FromWorker, ScannedBlock, ScanOptions, ToWorker } from "./scan-worker.js";
import type { LogInput } from "./source.js";

/** Smaller logs are read before the threads would have started. */
const WORTHWHILE = 32 * 1024 * 1024;
const MOST_WORKERS = 4;
/** Blocks under way for each worker. */
const AHEAD = 3;
const LF = 10;

/**
 * Read large CSV files with several scanning threads: the same pass as `readInputs`, block by block. It judges nothing:
 * at the first doubt (any fault, any oddity) it gives up and answers null, and the careful reader begins anew,
 * finds what is wrong and names it. What it does answer is what that reader would have answered.
 */
export async function readInParallel(
  inputs: readonly LogInput[],
  layout: Layout,
  table: string,
  engine: Engine,
  options: LoadOptions,
): Promise<Reading | null> {
  const threads = Math.min(options.threads ?? 1, MOST_WORKERS);
  const program = new URL("./scan-worker.js", import.meta.url);
  if (threads < 2 || !worthwhile(inputs, layout.plan) || !existsSync(fileURLToPath(program))) return null;
  const folder = layout.beside ? folderFor(options.scratch) : null;
  if (layout.beside && folder === null) return null;
  const rows = await openRowTable(inputs, layout, table, engine, options);
  const paths = Array.from({ length: threads }, (_, index) =>
    folder === null ? null : join(folder, `${index}.rows`),
  );
  const pool = new Pool(program, paths, layout, options.period);
  let reading: Reading | null = null;
  try {
    reading = await readAll(inputs, layout, rows, options, pool);
  } catch (error) {
    if (!(error instanceof Doubt)) throw error;
  } finally {
    await pool.stop();
    rows.loader.finish();
  }
  if (reading === null) {
    await rows.drop();
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
  return reading;
}

/** A folder for rows beside the engine; null where there is no room for one: the careful reader keeps all in the engine. */
function folderFor(scratch: string): string | null {
  try {
    return mkdtempSync(join(scratch, "kept-"));
  } catch {
    return null;
  }
}

/** Decision ids kept as digests, and inputs that can be read only once, are the careful reader's. */
function worthwhile(inputs: readonly LogInput[], plan: Plan): boolean {
  if (
    plan.log.duplicates === "drop_identical" ||
    plan.log.format === "ndjson" ||
    plan.log.format === "parquet"
  )
    return false;
  let bytes = 0;
  for (const input of inputs) {
    if ("stdin" in input) return false;
    const found = statSync(input.path, { throwIfNoEntry: false });
    if (found === undefined || !found.isFile()) return false;
    bytes += found.size;
  }
  return bytes >= WORTHWHILE;
}

async function readAll(
  inputs: readonly LogInput[],
  layout: Layout,
  { loader, parts }: RowTable,
  options: LoadOptions,
  pool: Pool,
): Promise<Reading> {
  const merged = new Merger(layout, loader);
  pool.onBlock = (block, worker) => merged.add(block, worker);
  const files: InputFile[] = [];
  const names: string[] = [];
  const notes: QualityNote[] = [];
  const look = new ColumnBuilder(layout, new RowState(), options.period);
  let number = 0;
  for (const input of inputs) {
    const source = await lowerToCsv(input, layout.plan, layout.columns, options.scratch);
    names.push(source.name);
    const before = merged.records;
    try {
      if (source.format !== "csv" || source.written !== null) {
        // A stream that was never begun cannot be ended either.
        await source.chunks[Symbol.asyncIterator]().next();
        throw new Doubt();
      }
      const { header, body } = await readHead(source.name, source.chunks, source.delimiter);
      if (missingColumns(source.name, layout.columns, header.names).length > 0) throw new Doubt();
      notes.push(...headerNotes(header));
      look.forHeader(source.name, header, notes);
      merged.blank += header.skipped;
      pool.tell({ kind: "file", name: source.name, header });
      for await (const block of cutBlocks(body)) {
        if (block === null) throw new Doubt();
        await pool.scan({ kind: "block", number: number++, ...block });
      }
      await pool.drained();
    } finally {
      // A stream left half-read would keep its file open.
      await source.chunks[Symbol.asyncIterator]().return?.(undefined);
    }
    if (merged.records === before) throw new Doubt();
    notes.push(...source.notes);
    files.push({
      ...source.digest(),
      rows: merged.records - before,
      format: source.format,
      compression: source.compression,
    });
  }
  const found = await pool.findings();
  const findings = mergeFindings(
    found.map((one) => one.findings),
    merged.labels,
    merged.features,
  );
  if (findings === null) throw new Doubt();
  checkLedger(merged.records, merged.used, merged.dropped);
  if (merged.controls > 0) notes.push(controlNote(merged.controls));
  return {
    findings,
    ascending: look.id === null ? null : merged.ascending,
    files,
    names,
    notes,
    rows: { read: merged.records, used: merged.used, ...merged.dropped, blankLines: merged.blank },
    parts,
    kept: layout.beside ? keptRows(layout, found, merged) : null,
  };
}

function keptRows(layout: Layout, found: readonly Found[], merged: Merger): KeptRows {
  const columns = [...layout.kept, PART];
  return {
    files: found.flatMap(({ path, kept }, worker): KeptFile[] =>
      path === null || kept.length === 0
        ? []
        : [{ path, blocks: kept, maps: columns.map((column) => merged.mapOf(column, worker)) }],
    ),
    places: new Map(columns.map((column, place) => [column, place])),
  };
}

/** The header, and the stream after it. */
async function readHead(
  file: string,
  chunks: AsyncIterable<Buffer>,
  delimiter: string | null,
): Promise<{ readonly header: Header; readonly body: AsyncGenerator<Buffer> }> {
  const stream = chunks[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  let header: Header | null = null;
  while (header === null) {
    const next = await stream.next();
    if (next.done === true) throw new Doubt();
    head = Buffer.concat([head, next.value]);
    header = readHeader(file, head, false, { delimiter, written: null });
  }
  if (header.newline !== LF) throw new Doubt();
  const rest = head.subarray(header.bodyStart);
  async function* body(): AsyncGenerator<Buffer> {
    yield rest;
    for (;;) {
      const next = await stream.next();
      if (next.done === true) return;
      yield next.value;
    }
  }
  return { header: { ...header, bytes: new Uint8Array(header.bytes) }, body: body() };
}

/** What a scanning thread ends with. */
interface Found {
  readonly findings: ColumnFindings;
  readonly kept: readonly KeptBlock[];
  readonly path: string | null;
}

/** The scanning threads: blocks are handed out in turn, and come back in the order of the file. */
class Pool {
  onBlock: (block: ScannedBlock, worker: number) => void = () => {};
  private readonly workers: Worker[];
  private readonly waiting = new Map<number, { readonly block: ScannedBlock; readonly worker: number }>();
  private readonly found = new Map<number, Found>();
  private sent = 0;
  private merged = 0;
  private failure: Error | null = null;
  private wake: () => void = () => {};

  /** One thread for each of `paths`: where it is to keep rows beside the engine, or null. */
  constructor(
    program: URL,
    private readonly paths: readonly (string | null)[],
    layout: Layout,
    period: LoadOptions["period"],
  ) {
    this.workers = paths.map((kept, index) => {
      const worker = new Worker(program, {
        workerData: { plan: layout.plan, features: layout.features, period, kept } satisfies ScanOptions,
      });
      worker.on("message", (message: FromWorker) => this.receive(message, index));
      worker.on("error", (error: Error) => this.fail(error));
      worker.on("messageerror", (error: Error) => this.fail(error));
      worker.on("exit", () => {
        if (!this.found.has(index)) this.fail(new Doubt());
      });
      return worker;
    });
  }

  tell(message: ToWorker): void {
    for (const worker of this.workers) worker.postMessage(message);
  }

  /** Hand out a block, waiting while enough are under way. */
  async scan(message: ToWorker & { readonly kind: "block" }): Promise<void> {
    await this.until(() => this.sent - this.merged < AHEAD * this.workers.length);
    const worker = this.workers[message.number % this.workers.length]!;
    this.sent++;
    worker.postMessage(message, [message.bytes.buffer]);
  }

  async drained(): Promise<void> {
    await this.until(() => this.merged === this.sent);
  }

  /** By thread. */
  async findings(): Promise<readonly Found[]> {
    this.tell({ kind: "end" });
    await this.until(() => this.found.size === this.workers.length);
    return this.workers.map((_, index) => this.found.get(index)!);
  }

  async stop(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }

  private receive(message: FromWorker, worker: number): void {
    if (this.failure !== null) return;
    try {
      if (message.kind === "doubt") throw new Doubt();
      if (message.kind === "findings") {
        const { findings, kept } = message;
        this.found.set(worker, { findings, kept, path: this.paths[worker]! });
      } else {
        this.waiting.set(message.number, { block: message, worker });
        for (
          let next = this.waiting.get(this.merged);
          next !== undefined;
          next = this.waiting.get(this.merged)
        ) {
          this.waiting.delete(this.merged++);
          this.onBlock(next.block, next.worker);
        }
      }
      this.wake();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  private async until(reached: () => boolean): Promise<void> {
    while (this.failure === null && !reached()) await new Promise<void>((resolve) => (this.wake = resolve));
    if (this.failure !== null) throw this.failure;
  }
}
