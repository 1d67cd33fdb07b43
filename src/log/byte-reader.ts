/** The bytes ran out in the middle of something. */
export class EndOfBytes extends Error {}

/** Takes counted bytes from a stream of chunks, holding no more than is asked for and the chunk at hand. */
export class ByteReader {
  /** What the stream itself failed with, so that its failure is not taken for damage of the data. */
  failure: unknown = null;
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  async atEnd(): Promise<boolean> {
    while (this.rest.length === 0) {
      const next = await this.next();
      if (next === null) return true;
      this.rest = next;
    }
    return false;
  }

  /** Exactly so many bytes. */
  async take(count: number): Promise<Buffer> {
    if (this.rest.length < count) {
      const parts = [this.rest];
      let have = this.rest.length;
      while (have < count) {
        const next = await this.next();
        if (next === null) throw new EndOfBytes("the bytes end too early");
        parts.push(next);
        have += next.length;
      }
      this.rest = Buffer.concat(parts);
    }
    const taken = this.rest.subarray(0, count);
    this.rest = this.rest.subarray(count);
    return taken;
  }

  async skip(count: number): Promise<void> {
    let left = count;
    while (left > this.rest.length) {
      left -= this.rest.length;
      this.rest = Buffer.alloc(0);
      if (await this.atEnd()) throw new EndOfBytes("the bytes end too early");
    }
    this.rest = this.rest.subarray(left);
  }

  async close(): Promise<void> {
    await this.chunks.return?.();
  }

  private async next(): Promise<Buffer | null> {
    try {
      const next = await this.chunks.next();
      return next.done === true ? null : next.value;
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
