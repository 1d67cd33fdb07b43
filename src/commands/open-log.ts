import { statSync } from "node:fs";
import type { Engine } from "../engine/engine.js";
import type { LoadedLog, LoadOptions } from "../log/load.js";
import type { LogInput } from "../log/source.js";
import type { Plan } from "../model.js";
import { refuse } from "../refusal.js";
import type { Io } from "./io.js";
import { withScratch } from "./scratch.js";
import { together } from "./together.js";

/** Told how many bytes of how many have been read; null where the end is not known. */
export type Progress = (done: number, total: number | null) => void;

export interface ResourceOptions {
  readonly memory?: string;
  readonly threads?: string;
}

/** Bytes of memory, and processors, that the engine may use. */
export interface Resources {
  readonly memory: number;
  readonly threads: number;
}

const DEFAULT_MEMORY = 800_000_000;

export function readResources(options: ResourceOptions, io: Io): Resources {
  return together({
    memory: () => (options.memory === undefined ? DEFAULT_MEMORY : readMemory(options.memory)),
    threads: () => (options.threads === undefined ? io.processors : readThreads(options.threads)),
  });
}

/** Load a log into a fresh engine, do some work on it, and leave nothing behind. */
export async function withLog<T>(
  io: Io,
  inputs: readonly LogInput[],
  plan: Plan,
  options: Resources & Pick<LoadOptions, "period"> & { readonly progress: Progress },
  work: (log: LoadedLog, engine: Engine) => Promise<T>,
): Promise<T> {
  return withScratch(io, async (scratch) => {
    const [{ openDuckDb }, { loadLog }] = await Promise.all([
      import("../engine/duckdb.js"),
      import("../log/load.js"),
    ]);
    const engine = await openDuckDb({ scratch, memory: options.memory, threads: options.threads });
    // The process cannot end while a query runs.
    const forget = io.onStop(() => engine.interrupt());
    try {
      const log = await loadLog(watched(inputs, options.progress), plan, engine, {
        period: options.period,
        scratch,
        threads: options.threads,
        memory: options.memory,
      });
      return await work(log, engine);
    } finally {
      forget();
      engine.close();
    }
  });
}

/** The inputs, telling how far they have been read. */
function watched(inputs: readonly LogInput[], progress: Progress): LogInput[] {
  let total: number | null = 0;
  for (const input of inputs) {
    if (total !== null)
      total = "path" in input ? total + (statSync(input.path, { throwIfNoEntry: false })?.size ?? 0) : null;
  }
  let done = 0;
  const passed = (bytes: number): void => progress((done += bytes), total);
  return inputs.map((input) => ({ ...input, passed }));
}

function readMemory(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([MG])i?B?$/i.exec(text);
  const bytes = match === null ? 0 : Number(match[1]) * (match[2]!.toUpperCase() === "G" ? 1e9 : 1e6);
  if (bytes < 100e6)
    refuse("bad-option", "--memory wants an amount of at least 100MB", { hint: "for example --memory 2GB" });
  return bytes;
}

function readThreads(text: string): number {
  const threads = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (threads < 1 || threads > 256)
    refuse("bad-option", "--threads wants a whole number from 1 to 256", { hint: "for example --threads 4" });
  return threads;
}
