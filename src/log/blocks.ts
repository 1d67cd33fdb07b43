const QUOTE = 34;
const LF = 10;
const TARGET = 1 << 21;
/** A record longer than this is left to the reader that can say what is wrong with it. */
const LONGEST = 1 << 26;

/** Bytes of whole records, with one spare byte after them for the scanner's sentinel. */
export interface Block {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly length: number;
}

/**
 * Cut a stream of CSV into blocks of whole records, without reading them: where no quote is open, a line end
 * ends a record. Null stands for a record too long to be believed. A file whose quotes do not pair up is cut wrongly,
 * which the scanner of the blocks notices.
 */
export async function* cutBlocks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Block | null> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length < TARGET) continue;
    const whole = join(parts, length);
    const end = endOfRecords(whole, length);
    if (end === 0) {
      if (length > LONGEST) yield null;
      parts = [Buffer.from(whole.buffer, 0, length)];
      continue;
    }
    // The rest is copied before the sentinel is written over its first byte.
    parts = [Buffer.from(whole.slice(end, length))];
    length = parts[0]!.length;
    yield { bytes: whole, length: end };
  }
  if (length === 0) return;
  const last = join(parts, length + 1);
  if (last[length - 1] === LF) yield { bytes: last, length };
  else {
    last[length] = LF;
    yield { bytes: last, length: length + 1 };
  }
}

function join(parts: readonly Buffer[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length + 1);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Just past the last line end that no quoted field holds; 0 where there is none. */
function endOfRecords(bytes: Uint8Array<ArrayBuffer>, length: number): number {
  // Buffer's own search is many times faster than that of the plain array it looks into.
  const view = Buffer.from(bytes.buffer, 0, length);
  if (!view.includes(QUOTE)) return view.lastIndexOf(LF) + 1;
  let open = false;
  let end = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) open = !open;
    else if (byte === LF && !open) end = at + 1;
  }
  return end;
}
