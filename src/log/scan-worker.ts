import { parentPort, workerData } from "node:worker_threads";
import { BATCH_ROWS, type ColumnData } from "../engine/engine.js";
import type { Plan } from "../model.js";
import { checkBytes } from "./check-bytes.js";
import { ColumnBuilder, type Period } from "./columns.js";
import { FaultTally } from "./faults.js";
import type { ColumnFindings } from "./findings.js";
import type { Header } from "./header.js";
import { FieldEnds } from "./field-ends.js";
import { type KeptBlock, KeptWriter, partsOf } from "./kept-rows.js";
import { Layout } from "./layout.js";
import { type IdSpan } from "./id-reader.js";
import { FILTERED, NO_UNIT, OUT_OF_PERIOD, RowState } from "./readers.js";
import { NotPlain, QuickScanner } from "./quick-scan.js";
import { type RecordBytes, Scanner, type ScanPlan } from "./scanner.js";

/** What a scanning thread is told. */
export type ToWorker =
  | { readonly kind: "file"; readonly name: string; readonly header: Header }
  | {
      readonly kind: "block";
      readonly number: number;
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly length: number;
    }
  | { readonly kind: "end" };

/** What it answers: a block's rows as numbers; what its columns showed; or that the careful reader must be asked. */
export type FromWorker =
  | ScannedBlock
  | { readonly kind: "findings"; readonly findings: ColumnFindings; readonly kept: readonly KeptBlock[] }
  | { readonly kind: "doubt" };

export interface ScannedBlock {
  readonly kind: "block";
  readonly number: number;
  readonly batches: readonly { readonly rows: number; readonly data: readonly ColumnData[] }[];
  readonly records: number;
  readonly blank: number;
  readonly controls: number;
  readonly dropped: { readonly outOfPeriod: number; readonly filtered: number; readonly noUnit: number };
  /** Group names met for the first time, by attribute; their codes count on from those before. */
  readonly labels: readonly (readonly string[])[];
  /** Values of features met for the first time, likewise. */
  readonly values: readonly (readonly string[])[];
  readonly ids: IdSpan | null;
  readonly ascending: boolean;
}

export interface ScanOptions {
  readonly plan: Plan;
  readonly features: readonly string[];
  readonly period: Period | null;
  /** Where rows are kept beside the engine; null where they are not. */
  readonly kept: string | null;
}

const { plan, features, period, kept: keptPath } = workerData as ScanOptions;
const layout = new Layout(plan, "check", features, keptPath !== null);
const state = new RowState();
const columns = new ColumnBuilder(layout, state, period);
const keeper = keptPath === null ? null : openKeeper(keptPath);
const told = columns.books.map(() => 0);
const toldValues = columns.features.map(() => 0);
/** Without it every block is read with care. */
const finder = FieldEnds.open();
/** Made anew for each file: columns may stand elsewhere in the next. */
let quick: QuickScanner | null = null;
let file: { readonly name: string; readonly header: Header } | null = null;

function scanBlock(number: number, bytes: Uint8Array<ArrayBuffer>, length: number): ScannedBlock | null {
  const { name, header } = file!;
  const faults = new FaultTally();
  const dropped = { outOfPeriod: 0, filtered: 0, noUnit: 0 };
  const batches: { rows: number; data: ColumnData[] }[] = [];
  let slot = 0;
  const flush = (): void => {
    if (slot > 0) {
      batches.push({ rows: slot, data: columns.data.map((data) => data.slice(0, wordsOf(data) * slot)) });
      keeper?.add(slot);
    }
    slot = 0;
  };
  /** Whether the row just read is used; if so it is noted. */
  const used = (at: number, record: RecordBytes): boolean => {
    const { drop } = state;
    if (drop === 0) columns.place(0, 0, at, record);
    else if ((drop & OUT_OF_PERIOD) !== 0) dropped.outOfPeriod++;
    else if ((drop & FILTERED) !== 0) dropped.filtered++;
    else if ((drop & NO_UNIT) !== 0) dropped.noUnit++;
    return drop === 0;
  };
  bytes[length] = header.newline;
  const scan: ScanPlan = {
    file: name,
    delimiter: header.delimiter,
    newline: header.newline,
    names: header.names,
    readers: columns.forHeader(name, header, []),
    header: header.bytes,
    firstLine: 1,
    written: false,
    state,
    faults,
    commit(_line, at, record) {
      if (!used(at, record)) return at;
      slot = at + 1;
      if (slot === BATCH_ROWS) flush();
      return slot;
    },
  };
  if (finder !== null) quick ??= new QuickScanner(scan, finder);
  let counts: { readonly records: number; readonly blank: number; readonly controls: number };
  try {
    const records =
      quick === null
        ? null
        : quick.scan(bytes, length, {
            row: (at) => used(at, NO_RECORD),
            batch(rows, kept) {
              if (kept.length < rows) for (const data of columns.arrays.values()) compact(data, kept);
              slot = kept.length;
              flush();
            },
          });
    if (records === null) {
      const scanner = new Scanner(scan);
      if (scanner.scan(bytes, 0, length) !== length) return null;
      counts = scanner;
    } else counts = { records, blank: 0, controls: 0 };
  } catch (error) {
    if (error instanceof NotPlain) return null;
    throw error;
  }
  checkBytes(
    { file: name, newline: header.newline, header, written: null, faults },
    Buffer.from(bytes.buffer, 0, length),
    2,
  );
  if (columns.books.some((book) => book?.overflow === true)) return null;
  if (faults.any || (dropped.noUnit > 0 && plan.log.missing_unit === "refuse")) return null;
  flush();
  if (keeper?.flush() === false) return null;
  return {
    kind: "block",
    number,
    batches,
    records: counts.records,
    blank: counts.blank,
    controls: counts.controls,
    dropped,
    labels: columns.books.map((book, index) => {
      const fresh = book === null ? [] : book.labels.slice(told[index]);
      told[index] = told[index]! + fresh.length;
      return fresh;
    }),
    values: columns.features.map(({ labels }, index) => {
      const fresh = labels.slice(toldValues[index]);
      toldValues[index] = labels.length;
      return fresh;
    }),
    ids: columns.id?.span() ?? null,
    ascending: columns.id?.ascending ?? true,
  };
}

/** Keeps rows as they are flushed. */
function openKeeper(path: string): Keeper {
  const [low, high] = layout.unitKeys.map((name) => columns.arrays.get(name) as Int32Array);
  const parts = new Int16Array(BATCH_ROWS);
  const writer = new KeptWriter(path, [...layout.kept.map((name) => columns.arrays.get(name)!), parts]);
  return {
    add(rows) {
      partsOf(low!, high!, rows, parts);
      writer.add(rows);
    },
    flush() {
      try {
        writer.flush();
        return true;
      } catch {
        // No room: the careful reader keeps all in the engine.
        return false;
      }
    },
    end() {
      writer.close();
      return writer.blocks;
    },
  };
}

interface Keeper {
  add(rows: number): void;
  /** False where it could not be written. */
  flush(): boolean;
  end(): readonly KeptBlock[];
}

/** Numbers a row takes in an array. */
function wordsOf(data: ColumnData): number {
  return data.length / BATCH_ROWS;
}

/** Move the rows kept to the front. */
function compact(data: ColumnData, kept: Int32Array): void {
  const words = wordsOf(data);
  kept.forEach((from, to) => {
    for (let word = 0; word < words; word++) data[to * words + word] = data[from * words + word]!;
  });
}

/** Only copies of rows are known by their bytes, and those are the careful reader's. */
const NO_RECORD: RecordBytes = { bytes: new Uint8Array(0), start: 0, end: 0 };

const port = parentPort!;
port.on("message", (message: ToWorker) => {
  if (message.kind === "file") {
    file = message;
    quick = null;
  } else if (message.kind === "block") {
    const scanned = scanBlock(message.number, message.bytes, message.length);
    if (scanned === null) port.postMessage({ kind: "doubt" } satisfies FromWorker);
    else
      port.postMessage(
        scanned,
        scanned.batches.flatMap(({ data }) => data.map((one) => one.buffer as ArrayBuffer)),
      );
  } else {
    const kept = keeper?.end() ?? [];
    port.postMessage({ kind: "findings", findings: columns.findings(), kept } satisfies FromWorker);
    port.close();
  }
});
