/** Writes zstd frames of plain blocks (RFC 8878, section 3.1.1), with what a test wants to be odd about them. */
import createHashers from "xxhash-wasm";

const { create64 } = await createHashers();
const BLOCK = 128 * 1024;

export interface FrameOptions {
  readonly checksum?: boolean;
  /** Blocks of one repeated byte. */
  readonly run?: boolean;
  /** Logarithm of the window's size; without it the content is one segment. */
  readonly window?: number;
  /** The content size to claim. */
  readonly size?: number;
  readonly dictionary?: number;
}

export function zstdFrame(content: Buffer, options: FrameOptions): Buffer {
  const single = options.window === undefined;
  const checksum = options.checksum === true ? 4 : 0;
  const size = Buffer.alloc(4);
  size.writeUInt32LE(options.size ?? content.length);
  const head = [
    0x28,
    0xb5,
    0x2f,
    0xfd,
    0x80 | (single ? 0x20 : 0) | checksum | (options.dictionary === undefined ? 0 : 1),
  ];
  if (!single) head.push((options.window! - 10) << 3);
  if (options.dictionary !== undefined) head.push(options.dictionary);
  const parts: Buffer[] = [Buffer.from(head), size];
  for (let at = 0; at === 0 || at < content.length; at += BLOCK) {
    const block = content.subarray(at, at + BLOCK);
    const last = at + BLOCK >= content.length ? 1 : 0;
    const header = Buffer.alloc(3);
    header.writeUIntLE((block.length << 3) | (options.run === true ? 2 : 0) | last, 0, 3);
    parts.push(header, options.run === true ? block.subarray(0, 1) : block);
  }
  if (checksum !== 0) {
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(Number(create64(0n).update(content).digest() & 0xffffffffn));
    parts.push(sum);
  }
  return Buffer.concat(parts);
}
