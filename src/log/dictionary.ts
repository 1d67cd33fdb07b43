const BLOCK = 1 << 18;

/**
 * Gives each distinct byte string a code: 0, 1, 2 ... in order of first appearance.
 * Identity is that of the bytes, so 7, 07 and 1E5 stay apart. Open addressing with stored
 * hashes; texts lie in blocks that are never moved, so growth copies only small integers.
 */
export class Dictionary {
  private count = 0;
  private mask = 255;
  private slots = new Int32Array(256);
  private hashes = new Int32Array(128);
  private lengths = new Int32Array(128);
  /** Position of a text: block number times BLOCK plus offset. */
  private places = new Float64Array(128);
  private blocks: Uint8Array[] = [];
  private used = BLOCK;

  get size(): number {
    return this.count;
  }

  /** The code of the bytes from start to end, whose hash the caller made while scanning them. */
  code(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const slots = this.slots;
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & this.mask;
    for (;;) {
      const code = slots[slot]! - 1;
      if (code < 0) return this.add(bytes, start, length, hash, slot);
      if (this.hashes[code] === hash && this.lengths[code] === length && this.equal(code, bytes, start, length)) {
        return code;
      }
      slot = (slot + 1) & this.mask;
    }
  }

  /** The bytes behind a code; a view, valid as long as the dictionary. */
  bytes(code: number): Uint8Array {
    const place = this.places[code]!;
    const block = Math.floor(place / BLOCK);
    const offset = place - block * BLOCK;
    return this.blocks[block]!.subarray(offset, offset + this.lengths[code]!);
  }

  private equal(code: number, bytes: Uint8Array, start: number, length: number): boolean {
    const place = this.places[code]!;
    const number = Math.floor(place / BLOCK);
    const block = this.blocks[number]!;
    const offset = place - number * BLOCK;
    for (let index = 0; index < length; index++) {
      if (block[offset + index] !== bytes[start + index]) return false;
    }
    return true;
  }

  private add(bytes: Uint8Array, start: number, length: number, hash: number, slot: number): number {
    const code = this.count++;
    if (code === this.hashes.length) this.widen();
    if (this.used + length > BLOCK) {
      // A text longer than a block has a block of its own.
      this.blocks.push(new Uint8Array(Math.max(BLOCK, length)));
      this.used = 0;
    }
    const number = this.blocks.length - 1;
    this.blocks[number]!.set(bytes.subarray(start, start + length), this.used);
    this.places[code] = number * BLOCK + this.used;
    this.lengths[code] = length;
    this.hashes[code] = hash;
    this.slots[slot] = code + 1;
    // An oversize block is full as soon as it is made.
    this.used = length > BLOCK ? BLOCK : this.used + length;
    if (this.count * 2 > this.mask) this.rehash();
    return code;
  }

  private widen(): void {
    const size = this.hashes.length * 2;
    this.hashes = copyInto(new Int32Array(size), this.hashes);
    this.lengths = copyInto(new Int32Array(size), this.lengths);
    this.places = copyInto(new Float64Array(size), this.places);
  }

  private rehash(): void {
    const mask = this.mask * 2 + 1;
    const slots = new Int32Array(mask + 1);
    for (let code = 0; code < this.count; code++) {
      const hash = this.hashes[code]!;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.slots = slots;
    this.mask = mask;
  }
}

/** Copy a shorter typed array into a longer one. */
export function copyInto<T extends Int32Array | Float64Array>(into: T, from: T): T {
  into.set(from);
  return into;
}

export const HASH_SEED = 0x811c9dc5 | 0;
export const HASH_PRIME = 0x01000193;

/** FNV-1a over bytes, 32 bits: cheap enough to be made while looking for the end of a field. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ bytes[index]!, HASH_PRIME);
  return hash;
}
