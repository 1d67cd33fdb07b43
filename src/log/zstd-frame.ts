import { Decompress } from "fzstd";
import createHashers from "xxhash-wasm";
import type { ByteReader } from "./byte-reader.js";

/** Marks of a frame and of the first of sixteen kinds of frames to be skipped, little-endian (RFC 8878, section 3). */
export const MARK = 0xfd2fb528;
export const SKIPPED_MARK = 0x184d2a50;

const LARGEST_BLOCK = 128 * 1024;
const RUN = 1;
const RESERVED = 3;

export interface FrameHeader {
  /** All its bytes, the mark included. */
  readonly bytes: Buffer;
  /** Bytes that unpacking must keep at hand. */
  readonly window: number;
  readonly dictionary: boolean;
  readonly checksum: boolean;
  /** Size of the content, where the frame says it. */
  readonly size: bigint | null;
}

/** The frame is not as RFC 8878 prescribes. */
class BadFrame extends Error {}

/** The header of a frame whose mark has been read. */
export async function readFrameHeader(reader: ByteReader): Promise<FrameHeader> {
  const first = await reader.take(1);
  const descriptor = first[0]!;
  if ((descriptor & 8) !== 0) throw new BadFrame("a reserved bit is set");
  const single = (descriptor & 32) !== 0;
  const windowByte = single ? Buffer.alloc(0) : await reader.take(1);
  const dictionary = await reader.take([0, 1, 2, 4][descriptor & 3]!);
  const sizeField = await reader.take([single ? 1 : 0, 2, 4, 8][descriptor >> 6]!);
  const size = sizeField.length === 0 ? null : littleEndian(sizeField) + (sizeField.length === 2 ? 256n : 0n);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(MARK);
  return {
    bytes: Buffer.concat([mark, first, windowByte, dictionary, sizeField]),
    window: single ? Number(size) : windowOf(windowByte[0]!),
    dictionary: littleEndian(dictionary) !== 0n,
    checksum: (descriptor & 4) !== 0,
    size,
  };
}

function windowOf(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

function littleEndian(bytes: Buffer): bigint {
  return bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** The frame as it lies in the file, in pieces of at most one block: header, blocks, checksum. */
export async function* framePieces(header: FrameHeader, reader: ByteReader): AsyncGenerator<Buffer> {
  yield header.bytes;
  const largest = Math.min(LARGEST_BLOCK, Math.max(header.window, 1024));
  for (let last = false; !last;) {
    const head = await reader.take(3);
    const word = head.readUIntLE(0, 3);
    last = (word & 1) === 1;
    const kind = (word >> 1) & 3;
    const size = word >> 3;
    if (kind === RESERVED || size > largest)
      throw new BadFrame("a block of no known kind or of too great a size");
    const body = await reader.take(kind === RUN ? 1 : size);
    // The library unpacks piece by piece, so a block must arrive whole, and the checksum with the last one.
    yield Buffer.concat([head, body, ...(last && header.checksum ? [await reader.take(4)] : [])]);
  }
}

/** One frame through the library, which checks neither checksum nor size: both are checked here. */
export async function* unpackFrame(header: FrameHeader, reader: ByteReader): AsyncGenerator<Buffer> {
  const { create64 } = await createHashers();
  const hash = create64(0n);
  let size = 0n;
  let out: Buffer[] = [];
  const unpack = new Decompress((bytes) => {
    hash.update(bytes);
    size += BigInt(bytes.length);
    out.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  });
  let piece: Buffer | null = null;
  for await (const next of framePieces(header, reader)) {
    if (piece !== null) unpack.push(piece);
    yield* out;
    out = [];
    piece = next;
  }
  unpack.push(piece!, true);
  yield* out;
  if (header.size !== null && header.size !== size)
    throw new BadFrame("the content has another size than the frame says");
  if (header.checksum) {
    const promised = piece!.readUInt32LE(piece!.length - 4);
    if (Number(hash.digest() & 0xffffffffn) !== promised) throw new BadFrame("the checksum does not match");
  }
}
