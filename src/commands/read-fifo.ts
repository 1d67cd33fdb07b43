import { closeSync, constants, openSync, readSync } from "node:fs";
import { Socket } from "node:net";
import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { refuse } from "../refusal.js";

const CHUNK = 1 << 16;
const PAUSE_MS = 20;

/**
 * The bytes of a named pipe. Waits for a writer without blocking: a thread that is stuck in opening or reading a
 * pipe could not be stopped by any signal.
 */
export async function* readFifo(path: string): AsyncGenerator<Buffer> {
  const file = openPipe(path);
  // What a shell makes of <(command) has its writer already, so nothing to read means the end.
  const anonymous = /^\/(?:dev\/fd|proc\/[^/]+\/fd)\//.test(path);
  const buffer = Buffer.allocUnsafe(CHUNK);
  let first = 0;
  try {
    for (;;) {
      first = readSync(file, buffer, 0, CHUNK, null);
      if (first > 0 || anonymous) break;
      await pause(PAUSE_MS);
    }
  } catch (error) {
    // A writer is there and has not written yet.
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    first = -1;
  } finally {
    if (first === 0) closeSync(file);
  }
  if (first === 0) return;
  if (first > 0) yield buffer.subarray(0, first);
  yield* new Socket({ fd: file, readable: true, writable: false }) as AsyncIterable<Buffer>;
}

function openPipe(path: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return refuse("cannot-read", "the pipe may not be read", {
      file: basename(path),
      hint: "check its permissions",
    });
  }
}
