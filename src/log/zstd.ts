import * as zlib from "node:zlib";
import { Readable, type Transform } from "node:stream";
import { Refusal, refuse } from "../refusal.js";
import { ByteReader } from "./byte-reader.js";
import {
  type FrameHeader,
  framePieces,
  MARK,
  readFrameHeader,
  SKIPPED_MARK,
  unpackFrame,
} from "./zstd-frame.js";

/** Node has unpacked zstd itself since 22.15; before that, a library does. */
const native = (zlib as { readonly createZstdDecompress?: () => Transform }).createZstdDecompress;

/** Memory for the window, as the zstd tool itself allows; the library's offsets go no further than a quarter of it. */
const WIDEST = { native: 128 * 1024 * 1024, library: 32 * 1024 * 1024 } as const;

/** Which of the two unpacks: both exist so that each can be tested. */
export type ZstdMeans = keyof typeof WIDEST;

/**
 * Unpack zstd: all frames, each whole and with its checksum where it has one, and nothing after the last. Frames are
 * taken apart here, because Node's own stream stops in silence after the first frame and at a cut.
 */
export async function* unzstd(
  name: string,
  chunks: AsyncIterable<Buffer>,
  means: ZstdMeans = native === undefined ? "library" : "native",
): AsyncGenerator<Buffer> {
  const reader = new ByteReader(chunks);
  try {
    for (;;) {
      if (await reader.atEnd()) return;
      const mark = (await reader.take(4)).readUInt32LE(0);
      if (mark >>> 4 === SKIPPED_MARK >>> 4) await reader.skip((await reader.take(4)).readUInt32LE(0));
      else if (mark === MARK) {
        const header = await readFrameHeader(reader);
        refuseUnreadable(name, header, means);
        yield* means === "native" ? unpackNatively(header, reader) : unpackFrame(header, reader);
      } else
        refuse("damaged-zstd", "bytes that are no zstd data follow the end of the zstd data", {
          file: name,
          hint: HINT,
        });
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (reader.failure !== null) throw reader.failure;
    refuse("damaged-zstd", "the zstd data is damaged or cut short", { file: name, hint: HINT });
  } finally {
    await reader.close();
  }
}

const HINT = "fetch or export the file again; zstd -t shows the damage";

function refuseUnreadable(file: string, header: FrameHeader, means: ZstdMeans): void {
  if (header.dictionary) {
    refuse("zstd-dictionary", "the zstd data needs a dictionary that is not in the file", {
      file,
      hint: "unpack it first, with zstd -d -D DICTIONARY",
    });
  }
  if (header.window > WIDEST[means]) {
    refuse(
      "zstd-window",
      `unpacking the zstd data takes more than ${WIDEST[means] / 1024 / 1024} MB of memory`,
      {
        file,
        hint: "unpack it first, with zstd -d --long=31, or pack it without --long and --ultra",
      },
    );
  }
}

/** One frame through Node's own decompressor, which checks the checksum. */
async function* unpackNatively(header: FrameHeader, reader: ByteReader): AsyncGenerator<Buffer> {
  const unpack = native!();
  const packed = Readable.from(framePieces(header, reader), { objectMode: false });
  packed.on("error", (error) => unpack.destroy(error));
  packed.pipe(unpack);
  try {
    yield* unpack as AsyncIterable<Buffer>;
  } finally {
    packed.destroy();
    unpack.destroy();
  }
}
