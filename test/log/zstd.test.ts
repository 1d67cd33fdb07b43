import { execFileSync } from "node:child_process";
import * as zlib from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ZstdMeans } from "../../src/log/zstd.js";
import { unzstd } from "../../src/log/zstd.js";
import { gunzip } from "../../src/log/source.js";
import { faultsOf, lowered, refusals } from "./reading.js";
import { zstdFrame } from "./zstd-writer.js";

const hasNative = "createZstdDecompress" in zlib;
const hasTool = runs("zstd", ["--version"]);

/** Unpack bytes that come in pieces of a given size. */
function unpacked(bytes: Uint8Array, means: ZstdMeans, piece = 1 << 16): Promise<Buffer> {
  return gathered(unzstd("log.csv.zst", pieces(bytes, piece), means));
}

async function gathered(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

/** "the log", "something else", or the code that unpacking was refused for. */
async function outcomeOf(work: Promise<Buffer>): Promise<string> {
  const content = work.then((bytes) => (bytes.equals(LOG) ? "the log" : "something else"));
  return content.catch(async () => (await faultsOf(work))[0]!.code);
}

const OUTCOMES = ["the log", "damaged-zstd", "zstd-dictionary", "zstd-window"];

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const LOG = Buffer.from(
  `decision,person,gender,shown\n${Array.from({ length: 400 }, (_, i) => `D${i},p${i % 97},${"abc"[i % 3]},${i % 2}`).join("\n")}\n`,
);

/** The log as the zstd tool packs it, or as plain blocks where there is no such tool. */
function packed(...options: readonly string[]): Buffer {
  if (!hasTool) return zstdFrame(LOG, { checksum: !options.includes("--no-check") });
  return execFileSync("zstd", ["-q", "-c", ...options], { input: LOG });
}

for (const means of ["library", "native"] as const) {
  describe.skipIf(means === "native" && !hasNative)(`zstd data, unpacked by the ${means} means`, () => {
    it.each(["-1", "-3", "-19", "--no-check", "--fast=5", "--content-size"])(
      "is read as packed with %s",
      async (option) => {
        for (const piece of [1, 7, 1 << 16])
          expect((await unpacked(packed(option), means, piece)).equals(LOG)).toBe(true);
      },
    );

    it("may be of many frames, with frames to be skipped before, between and after them", async () => {
      const skipped = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
      const empty = zstdFrame(Buffer.alloc(0), { checksum: true });
      const all = Buffer.concat([skipped, packed(), empty, skipped, packed("--no-check"), skipped]);
      for (const piece of [1, 5, 1 << 16]) {
        expect((await unpacked(all, means, piece)).equals(Buffer.concat([LOG, LOG]))).toBe(true);
      }
    });

    it("is read where blocks are plain, runs, or of a large window", async () => {
      const run = Buffer.alloc(300_000, "x");
      expect((await unpacked(zstdFrame(run, { checksum: true, run: true }), means)).equals(run)).toBe(true);
      expect((await unpacked(zstdFrame(run, { checksum: true }), means)).equals(run)).toBe(true);
      expect((await unpacked(zstdFrame(run, { checksum: true, window: 25 }), means)).equals(run)).toBe(true);
    });

    it("is refused where bytes follow it that are no zstd data", async () => {
      for (const more of ["x", "garbage", "\n"]) {
        const [fault] = await faultsOf(unpacked(Buffer.concat([packed(), Buffer.from(more)]), means));
        expect(fault).toMatchObject({ code: "damaged-zstd", file: "log.csv.zst" });
      }
    });

    it("is refused where it needs a dictionary, or more memory than there should be", async () => {
      expect(await refusals(unpacked(zstdFrame(LOG, { dictionary: 7 }), means))).toEqual(["zstd-dictionary"]);
      expect(await refusals(unpacked(zstdFrame(LOG, { window: 31 }), means))).toEqual(["zstd-window"]);
    });

    it("is refused where its content is not of the size that it says", async () => {
      const faults = refusals(unpacked(zstdFrame(LOG, { size: LOG.length + 1 }), means));
      expect(await faults).toEqual(["damaged-zstd"]);
    });

    it("is refused wherever it is cut", async () => {
      const whole = packed();
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (length) => {
          expect(await refusals(unpacked(whole.subarray(0, length), means))).toEqual(["damaged-zstd"]);
        }),
        { numRuns: 60 },
      );
    });

    it("never gives another content where a bit is flipped: it is refused, or the bit meant nothing", async () => {
      const whole = packed("-3", "--check");
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length * 8 - 1), async (bit) => {
          const bytes = Buffer.from(whole);
          bytes[bit >> 3]! ^= 1 << (bit & 7);
          expect(OUTCOMES).toContain(await outcomeOf(unpacked(bytes, means)));
        }),
        { numRuns: 200 },
      );
    });
  });
}

describe("packed logs", () => {
  it("are told by their first bytes, whatever their name", async () => {
    for (const [bytes, compression] of [
      [packed(), "zstd"],
      [zlib.gzipSync(LOG), "gzip"],
      [LOG, "none"],
    ] as const) {
      const { csv, source } = await lowered("log.csv", bytes);
      expect(csv).toBe(LOG.toString());
      expect(source).toMatchObject({ compression, format: "csv" });
    }
  });

  it("may hold JSON lines, by name or content", async () => {
    const line = Buffer.from('{"a":1,"b":"x"}\n');
    expect((await lowered("log.ndjson.zst", zstdFrame(line, {}))).csv).toBe('"a","b"\n1,x\n');
    expect((await lowered("log.gz", zlib.gzipSync(line))).csv).toBe('"a","b"\n1,x\n');
  });

  it("are hashed as they lie on disk", async () => {
    const { source } = await lowered("log.csv.zst", packed());
    expect(source.digest().bytes).toBe(packed().length);
  });

  it("are refused where they are packed twice", async () => {
    expect(await refusals(lowered("log.csv.gz", zlib.gzipSync(packed())))).toEqual(["packed-twice"]);
  });

  it("as gzip never give another content where a bit is flipped or the data are cut", async () => {
    const whole = zlib.gzipSync(LOG);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length * 8 - 1), fc.boolean(), async (bit, cut) => {
        const bytes = Buffer.from(cut ? whole.subarray(0, bit >> 3) : whole);
        if (!cut) bytes[bit >> 3]! ^= 1 << (bit & 7);
        fc.pre(bytes.length > 0);
        expect(["the log", "damaged-gzip"]).toContain(
          await outcomeOf(gathered(gunzip("log.csv.gz", pieces(bytes, 1 << 16)))),
        );
      }),
      { numRuns: 200 },
    );
  });
});
