import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { createGunzip } from "node:zlib";
import { Readable } from "node:stream";
import type { InputFile } from "../model.js";
import { refuse, Refusal } from "../refusal.js";

const CHUNK = 1 << 20;

/** Where a log comes from: a path, or a stream that can be read once: the standard input, or a pipe by its name. */
export type LogInput = (
  { readonly path: string } | { readonly stdin: AsyncIterable<Buffer>; readonly name?: string }
) & {
  /** Told how many raw bytes have just been read; for a progress bar. */
  readonly passed?: (bytes: number) => void;
};

/** The raw bytes of an input, hashed as they pass, and what they turned out to be. */
export interface RawSource {
  /** Name for messages: the file's own name, never its folders. */
  readonly name: string;
  readonly chunks: AsyncGenerator<Buffer>;
  /** After the chunks have ended: digest and size of exactly the bytes that were handed on. */
  digest(): Pick<InputFile, "sha256" | "bytes">;
  /** Size on disk, or null for a stream. For progress only. */
  readonly size: number | null;
}

/**
 * Open an input. Refuses folders and devices, and a file that changes while it is read: the bytes hashed
 * are the bytes analysed, and they were one file.
 */
export async function openSource(input: LogInput): Promise<RawSource> {
  if ("stdin" in input) return hashed(input.name ?? "standard input", input.stdin, null, input.passed);
  const name = basename(input.path);
  const file = await open(input.path, "r").catch((error: NodeJS.ErrnoException) =>
    refuse("cannot-read", reasonFor(error), { file: name, hint: "check the path and its permissions" }),
  );
  const before = await file.stat({ bigint: true });
  if (!before.isFile() && !before.isFIFO()) {
    await file.close();
    refuse("not-a-file", before.isDirectory() ? "this is a folder" : "this is a device, not a file", {
      file: name,
      hint: "name the log files, or a pattern such as 'logs/*.csv'",
    });
  }
  async function* read(): AsyncGenerator<Buffer> {
    try {
      // The next bytes are on their way while these are worked on. A new buffer each time: what was handed on may still
      // be in a decompressor.
      const next = async (): Promise<Buffer> => {
        const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, null);
        return buffer.subarray(0, bytesRead);
      };
      for (let reading = next(); ;) {
        const chunk = await reading;
        if (chunk.length === 0) break;
        reading = next();
        // A reader that stops early leaves this one unawaited; its failure is then nobody's.
        reading.catch(() => {});
        yield chunk;
      }
      const after = await file.stat({ bigint: true });
      if (before.isFile() && (after.size !== before.size || after.mtimeNs !== before.mtimeNs)) {
        refuse("changed-while-reading", "the file changed while it was read", {
          file: name,
          hint: "audit a finished export, or a copy",
        });
      }
    } finally {
      await file.close();
    }
  }
  return hashed(name, read(), before.isFile() ? Number(before.size) : null, input.passed);
}

function hashed(
  name: string,
  chunks: AsyncIterable<Buffer>,
  size: number | null,
  passed: LogInput["passed"],
): RawSource {
  const hash = createHash("sha256");
  let bytes = 0;
  let sha256: string | null = null;
  async function* pass(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      passed?.(chunk.length);
      yield chunk;
    }
    sha256 = hash.digest("hex");
  }
  return {
    name,
    size,
    chunks: pass(),
    digest() {
      if (sha256 === null) throw new Error(`the bytes of ${name} were not read to their end`);
      return { sha256, bytes };
    },
  };
}

function reasonFor(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") return "there is no such file";
  if (error.code === "EACCES" || error.code === "EPERM") return "the file may not be read";
  return `the file cannot be opened (${error.code ?? "unknown reason"})`;
}

/** The first chunk (at least `least` bytes, or all there is) and the whole stream, unread. */
export async function peek(
  chunks: AsyncGenerator<Buffer>,
  least = 4096,
): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  const parts: Buffer[] = [];
  let length = 0;
  while (length < least) {
    const next = await chunks.next();
    if (next.done === true) break;
    parts.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(parts);
  async function* all(): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    yield* chunks;
  }
  return { head, all: all() };
}

/** Unpack gzip: all members, each with its checksum, and nothing after the last. */
export async function* gunzip(name: string, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let fed = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      fed += chunk.length;
      yield chunk;
    }
  }
  const unpack = createGunzip({ chunkSize: CHUNK });
  const packed = Readable.from(counted(), { objectMode: false, highWaterMark: CHUNK });
  packed.on("error", (error) => unpack.destroy(error));
  packed.pipe(unpack);
  try {
    yield* unpack as AsyncIterable<Buffer>;
    // zlib stops in silence at bytes that belong to no member.
    for await (const rest of packed) void rest;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    refuse("damaged-gzip", "the gzip data is damaged or cut short", {
      file: name,
      hint: "fetch or export the file again; gzip -t shows the damage",
    });
  } finally {
    packed.destroy();
    unpack.destroy();
  }
  if (unpack.bytesWritten !== fed) {
    refuse("damaged-gzip", `${fed - unpack.bytesWritten} bytes follow the end of the gzip data`, {
      file: name,
      hint: "fetch or export the file again",
    });
  }
}
