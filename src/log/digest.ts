import { hashBytes } from "./dictionary.js";

/** 128 bits, two words in each of two arrays, of four differently seeded multiply-xor chains; enough that 50 million ids never collide by chance (p < 1e-23). */
export function digest128(
  bytes: Uint8Array,
  start: number,
  end: number,
  high: Int32Array,
  low: Int32Array,
  at: number,
): void {
  let a = hashBytes(bytes, start, end);
  let b = 0x9747b28c | 0;
  let c = 0x3c6ef372 | 0;
  let d = 0x1b873593 | 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    b = Math.imul(b ^ byte, 0x85ebca6b);
    b ^= b >>> 13;
    c = Math.imul(c ^ byte, 0xc2b2ae35);
    c ^= c >>> 15;
    d = Math.imul(d + byte, 0x27d4eb2f) ^ (d >>> 11);
  }
  high[at] = finish(a ^ (end - start));
  high[at + 1] = finish(b ^ c);
  low[at] = finish(c ^ Math.imul(d, 0x9e3779b1));
  low[at + 1] = finish(d ^ b);
}

/** Mix a word so that each of its bits sways all others (the finaliser of MurmurHash3). */
export function finish(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
