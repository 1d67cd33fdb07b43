import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { Engine, Loader } from "../engine/engine.js";
import type { InputFile, Plan, QualityNote } from "../model.js";
import { cutBlocks } from "./blocks.js";
import { ColumnBuilder } from "./columns.js";
import { FeatureCodes, NO_VALUE } from "./features.js";
import { type ColumnFindings, mergeFindings } from "./findings.js";
import { MOST_LABELS } from "./groups.js";
import { type Header, readHeader } from "./header.js";
import type { Layout } from "./layout.js";
import type { LoadOptions } from "./load.js";
import { lowerToCsv } from "./lower.js";
import { missingColumns } from "./missing-columns.js";
import { headerNotes } from "./notes.js";
import { checkLedger, controlNote, PADDING, type Reading } from "./read-inputs.js";
import { exceeds, type IdSpan } from "./id-reader.js";
import { RowState } from "./readers.js";
import type { FromWorker, ScannedBlock, ToWorker } from "./scan-worker.js";
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
  const loader = await engine.load(table, layout.table.length === 0 ? PADDING : layout.table);
  const pool = new Pool(program, threads, layout, options.period);
  let reading: Reading | null = null;
  try {
    reading = await readAll(inputs, layout, loader, options, pool);
  } catch (error) {
    if (!(error instanceof Doubt)) throw error;
  } finally {
    pool.stop();
    loader.finish();
  }
  if (reading === null) await engine.run(`DROP TABLE ${table}`);
  return reading;
}

/** Nothing is known to be wrong; but somebody who can say what is must look. */
class Doubt extends Error {}

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
  loader: Loader,
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
  const findings = mergeFindings(await pool.findings(), merged.labels, merged.features);
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

/** Puts scanned blocks into the engine in the order of the file, with one set of group codes for all threads. */
class Merger {
  records = 0;
  used = 0;
  blank = 0;
  controls = 0;
  ascending = true;
  readonly dropped = { outOfPeriod: 0, filtered: 0, noUnit: 0 };
  readonly labels: (string[] | null)[];
  readonly features: readonly FeatureCodes[];
  private readonly codes: Map<string, number>[];
  /** For each worker and attribute: its codes to the common ones. */
  private readonly maps = new Map<number, Int16Array[]>();
  /** Position of each attribute's column in the engine's table. */
  private readonly places: readonly number[];
  /** For each worker and feature: its codes to the common ones. */
  private readonly featureMaps = new Map<number, Uint16Array[]>();
  private readonly featurePlaces: readonly number[];
  private last: Uint8Array = new Uint8Array(0);

  constructor(
    layout: Layout,
    private readonly loader: Loader,
  ) {
    const { attributes } = layout.plan;
    this.labels = attributes.map((attribute) => (attribute.column === null ? null : []));
    this.codes = attributes.map(() => new Map());
    const table = layout.table.map((column) => column.name);
    this.places = attributes.map((attribute, index) =>
      attribute.column === null
        ? -1
        : table.indexOf(layout.nameOf({ kind: "group", column: attribute.column, attribute: index })),
    );
    this.features = layout.features.map(() => new FeatureCodes());
    this.featurePlaces = layout.features.map((column) =>
      table.indexOf(layout.nameOf({ kind: "feature", column })),
    );
  }

  add(block: ScannedBlock, worker: number): void {
    this.records += block.records;
    this.blank += block.blank;
    this.controls += block.controls;
    for (const key of ["outOfPeriod", "filtered", "noUnit"] as const) this.dropped[key] += block.dropped[key];
    this.checkIds(block.ids, block.ascending);
    const maps = this.learn(block, worker);
    const featureMaps = this.learnFeatures(block, worker);
    for (const { rows, data } of block.batches) {
      this.places.forEach((place, attribute) => {
        if (place >= 0) recode(data[place] as Int16Array, rows, maps[attribute]!);
      });
      this.featurePlaces.forEach((place, feature) => {
        const codes = data[place] as Uint16Array;
        const map = featureMaps[feature]!;
        for (let row = 0; row < rows; row++) codes[row] = map[codes[row]!]!;
      });
      this.loader.append(data, rows);
      this.used += rows;
    }
  }

  private checkIds(ids: IdSpan | null, ascending: boolean): void {
    if (!ascending || (ids !== null && !exceeds(ids.first, 0, ids.first.length, this.last)))
      this.ascending = false;
    if (ids !== null) this.last = ids.last;
  }

  private learn(block: ScannedBlock, worker: number): Int16Array[] {
    const maps = this.maps.get(worker) ?? this.codes.map(() => new Int16Array(0));
    block.labels.forEach((fresh, attribute) => {
      if (fresh.length === 0) return;
      const codes = this.codes[attribute]!;
      const common = fresh.map((label) => {
        const known = codes.get(label);
        if (known !== undefined) return known;
        if (codes.size >= MOST_LABELS) throw new Doubt();
        this.labels[attribute]!.push(label);
        codes.set(label, codes.size);
        return codes.size - 1;
      });
      maps[attribute] = Int16Array.from([...maps[attribute]!, ...common]);
    });
    this.maps.set(worker, maps);
    return maps;
  }

  private learnFeatures(block: ScannedBlock, worker: number): Uint16Array[] {
    const maps = this.featureMaps.get(worker) ?? this.features.map(() => new Uint16Array(0));
    block.values.forEach((fresh, feature) => {
      if (fresh.length === 0) return;
      const common = fresh.map((label) => (label === "" ? NO_VALUE : this.features[feature]!.code(label)));
      maps[feature] = Uint16Array.from([...maps[feature]!, ...common]);
    });
    this.featureMaps.set(worker, maps);
    return maps;
  }
}

/** A worker's codes to the common ones; below 0 is unknown everywhere. */
function recode(codes: Int16Array, rows: number, map: Int16Array): void {
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code >= 0) codes[row] = map[code]!;
  }
}

/** The scanning threads: blocks are handed out in turn, and come back in the order of the file. */
class Pool {
  onBlock: (block: ScannedBlock, worker: number) => void = () => {};
  private readonly workers: Worker[];
  private readonly waiting = new Map<number, { readonly block: ScannedBlock; readonly worker: number }>();
  private readonly found: ColumnFindings[] = [];
  private readonly reported = new Set<number>();
  private sent = 0;
  private merged = 0;
  private failure: Error | null = null;
  private wake: () => void = () => {};

  constructor(program: URL, threads: number, layout: Layout, period: LoadOptions["period"]) {
    this.workers = Array.from({ length: threads }, (_, index) => {
      const worker = new Worker(program, {
        workerData: { plan: layout.plan, features: layout.features, period },
      });
      worker.on("message", (message: FromWorker) => this.receive(message, index));
      worker.on("error", (error: Error) => this.fail(error));
      worker.on("messageerror", (error: Error) => this.fail(error));
      worker.on("exit", () => {
        if (!this.reported.has(index)) this.fail(new Doubt());
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

  async findings(): Promise<readonly ColumnFindings[]> {
    this.tell({ kind: "end" });
    await this.until(() => this.found.length === this.workers.length);
    return this.found;
  }

  stop(): void {
    for (const worker of this.workers) void worker.terminate();
  }

  private receive(message: FromWorker, worker: number): void {
    if (this.failure !== null) return;
    try {
      if (message.kind === "doubt") throw new Doubt();
      if (message.kind === "findings") {
        this.reported.add(worker);
        this.found.push(message.findings);
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
