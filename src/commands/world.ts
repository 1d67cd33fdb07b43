import { availableParallelism, tmpdir } from "node:os";
import { refuse } from "../refusal.js";
import type { Io, Output } from "./io.js";

/** 128 and the signal's number, as a shell would say it. */
const STOPS = {
  SIGHUP: { code: 129, word: "hung up" },
  SIGINT: { code: 130, word: "interrupted" },
  SIGTERM: { code: 143, word: "terminated" },
} as const;

/** The world outside as commands see it, and how to take leave of it. */
export interface World {
  readonly io: Io;
  /** Wait until all that was printed is with its reader; false when it could not be written (a full disk). */
  readonly close: () => Promise<boolean>;
}

export function openWorld(process: NodeJS.Process): World {
  const cleanUps = new Set<() => void>();
  // Last come, first cleaned: the engine is halted before its folder is taken away.
  const cleanUp = (): void => {
    for (const one of [...cleanUps].toReversed()) one();
    cleanUps.clear();
  };
  process.once("exit", cleanUp);
  for (const [signal, { code, word }] of Object.entries(STOPS)) {
    // Once only: a second signal finds the system's own answer, which ends the process on the spot.
    process.once(signal, () => {
      cleanUp();
      process.stderr.write(`evenhand: ${word}\n`);
      process.exit(code);
    });
  }

  let written = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // A reader that has seen enough (head, less) closes the pipe; that is no fault of ours.
      if (error.code === "EPIPE" || stream !== process.stdout || !written) return;
      written = false;
      process.stderr.write(
        `cannot-write: what was asked for cannot be written to standard output (${error.code})\n`,
      );
    });
  }
  let asked = false;
  return {
    io: {
      argv: process.argv.slice(2),
      get cwd() {
        return currentFolder(process);
      },
      env: process.env,
      get stdin() {
        asked = true;
        return process.stdin;
      },
      stdout: output(process.stdout),
      stderr: output(process.stderr),
      temporary: tmpdir(),
      processors: availableParallelism(),
      get today() {
        return new Date().toISOString().slice(0, 10);
      },
      onStop: (one) => {
        cleanUps.add(one);
        return () => void cleanUps.delete(one);
      },
    },
    async close() {
      // A pipe that never ends must not keep us.
      if (asked) process.stdin.destroy();
      await Promise.all([drained(process.stdout), drained(process.stderr)]);
      // What went wrong in the last write is told a moment after it.
      await new Promise((resolve) => setImmediate(resolve));
      return written;
    },
  };
}

function currentFolder(process: NodeJS.Process): string {
  try {
    return process.cwd();
  } catch {
    return refuse("no-folder", "the folder this was started in does not exist any more", {
      hint: "change to one that does",
    });
  }
}

function output(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    terminal: stream.isTTY === true,
    columns: Math.min(stream.isTTY === true ? stream.columns || 80 : 80, 120),
  };
}

function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else {
      stream.once("close", resolve);
      stream.write("", () => resolve());
    }
  });
}
