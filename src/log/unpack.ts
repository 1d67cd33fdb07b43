import type { InputFile } from "../model.js";
import { content } from "./content.js";
import { gunzip, peek } from "./source.js";
import { unzstd } from "./zstd.js";

export interface Unpacked {
  /** The first bytes of the content. */
  readonly head: Buffer;
  /** All of the content, the head included. */
  readonly all: AsyncGenerator<Buffer>;
  readonly compression: InputFile["compression"];
}

/** Unpack a stream that its first bytes show to be packed; pass any other on as it is. */
export async function unpack(name: string, chunks: AsyncGenerator<Buffer>): Promise<Unpacked> {
  const outer = await peek(chunks);
  switch (content(outer.head)) {
    case "gzip":
      return { ...(await peek(gunzip(name, outer.all))), compression: "gzip" };
    case "zstd":
      return { ...(await peek(unzstd(name, outer.all))), compression: "zstd" };
    default:
      return { ...outer, compression: "none" };
  }
}
