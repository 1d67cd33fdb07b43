const BLOCK = 1 << 18;
/** Words of an entry. */
const ENTRY = 4;

/**
 * Gives each distinct byte string a code: 0, 1, 2 ... in order of first appearance.
 * Identity is that of the bytes, so 7, 07 and 1E5 stay apart. Open addressing with stored
 * hashes; texts lie in blocks that are never moved, so growth copies only small integers.
 */
export class Dictionary {
  private count = 0;
  private mask = 255;
  private slots = new Int32Array(256);
  /** Hash, length, block and offset of each text, side by side: a look-up then touches one cache line of them. */
  private entries = new Int32Array(128 * ENTRY);
  private blocks: Uint8Array[] = [];
  /** None yet: even an empty text needs a block. */
  private used = BLOCK + 1;

  get size(): number {
    return this.count;
  }

  /** The code of the bytes from start to end; -1 where they are new and there are `most` already. */
  code(
    bytes: Uint8Array,
    start: number,
    end: number,
    hash = hashBytes(bytes, start, end),
    most = Infinity,
  ): number {
    const { slots, entries } = this;
    const length = end - start;
    let slot = (hash ^ (hash >>> 15)) & this.mask;
    for (;;) {
      const code = slots[slot]! - 1;
      if (code < 0) return this.count < most ? this.add(bytes, start, length, hash, slot) : -1;
      if (entries[code * ENTRY] === hash && this.holds(code, bytes, start, end)) return code;
      slot = (slot + 1) & this.mask;
    }
  }

  /** Whether a code is that of the bytes from start to end. */
  holds(code: number, bytes: Uint8Array, start: number, end: number): boolean {
    const { entries } = this;
    const entry = code * ENTRY;
    const length = end - start;
    if (entries[entry + 1] !== length) return false;
    const block = this.blocks[entries[entry + 2]!]!;
    const offset = entries[entry + 3]!;
    for (let index = 0; index < length; index++)
      if (block[offset + index] !== bytes[start + index]) return false;
    return true;
  }

  /** The bytes behind a code; a view, valid as long as the dictionary. */
  bytes(code: number): Uint8Array {
    const entry = code * ENTRY;
    const offset = this.entries[entry + 3]!;
    return this.blocks[this.entries[entry + 2]!]!.subarray(offset, offset + this.entries[entry + 1]!);
  }

  private add(bytes: Uint8Array, start: number, length: number, hash: number, slot: number): number {
    const code = this.count++;
    const entry = code * ENTRY;
    if (entry === this.entries.length) this.entries = copyInto(new Int32Array(entry * 2), this.entries);
    if (this.used + length > BLOCK || this.blocks.length === 0) {
      // A text longer than a block has a block of its own.
      this.blocks.push(new Uint8Array(Math.max(BLOCK, length)));
      this.used = 0;
    }
    const home = this.blocks.length - 1;
    this.blocks[home]!.set(bytes.subarray(start, start + length), this.used);
    this.entries[entry] = hash;
    this.entries[entry + 1] = length;
    this.entries[entry + 2] = home;
    this.entries[entry + 3] = this.used;
    this.slots[slot] = code + 1;
    this.used += length;
    if (this.count * 2 > this.mask) this.rehash();
    return code;
  }

  private rehash(): void {
    const mask = this.mask * 2 + 1;
    const slots = new Int32Array(mask + 1);
    for (let code = 0; code < this.count; code++) {
      const hash = this.entries[code * ENTRY]!;
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

const HASH_SEED = 0x811c9dc5 | 0;
const HASH_PRIME = 0x01000193;

/** FNV-1a over bytes, 32 bits. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_SEED;
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ bytes[index]!, HASH_PRIME);
  return hash;
}
