/**
 * Finds where the fields of a block of plain CSV end, sixteen bytes at a time, and knows short texts again, eight bytes at a
 * time. AssemblyScript: TypeScript's syntax, compiled to WebAssembly by the build, for JavaScript has no such
 * instructions. Used by `field-ends.ts` alone.
 */
const LF: u8 = 10;
const TAB: u8 = 9;
const QUOTE: u8 = 34;

/**
 * Write the offset of every delimiter and line end of `length` bytes at `from` to `ends`, as 32-bit integers in order.
 * Up to 15 bytes after the block are read too, and must be letters. Answers the number of records; -1 where a byte is not
 * plain (a quote, a control character), or some record has not `width` fields.
 */
export function fieldEnds(from: usize, length: i32, delimiter: u8, width: i32, ends: usize): i32 {
  const delimiters = i8x16.splat(delimiter);
  const lineEnds = i8x16.splat(LF);
  const tabs = i8x16.splat(TAB);
  const quotes = i8x16.splat(QUOTE);
  const spaces = i8x16.splat(32);
  let odd = i8x16.splat(0);
  let out = ends;
  let lines = 0;
  for (let at = 0; at < length; at += 16) {
    const bytes = v128.load(from + at);
    const isLine = i8x16.eq(bytes, lineEnds);
    const isEnd = v128.or(i8x16.eq(bytes, delimiters), isLine);
    const isPlain = v128.or(isLine, i8x16.eq(bytes, tabs));
    odd = v128.or(odd, v128.or(i8x16.eq(bytes, quotes), v128.andnot(i8x16.lt_u(bytes, spaces), isPlain)));
    lines += i32.popcnt(i8x16.bitmask(isLine));
    for (let mask = i8x16.bitmask(isEnd); mask != 0; mask &= mask - 1) {
      store<i32>(out, at + i32.ctz(mask));
      out += 4;
    }
  }
  if (v128.any_true(odd)) return -1;
  // As many line ends as records, and one at the end of each: then none stands anywhere else.
  // In 64 bits: a block of blank lines under a wide header has more fields than 32 bits can count.
  if (<u64>lines * <u64>width * 4 != <u64>(out - ends)) return -1;
  for (let record = 1; record <= lines; record++) {
    const end = load<i32>(ends + ((record * width - 1) << 2));
    if (load<u8>(from + end) != LF) return -1;
  }
  return lines;
}

/** A place of a table of texts: the eight bytes of the text, NUL where it is shorter, and its code from 1; 0 is an empty place. */
const PLACE: usize = 16;
const SHORT: i32 = 8;
const UNKNOWN: i32 = -2;
/** 2^64 by the golden ratio: it spreads keys that are near each other. */
const MIX: u64 = ((<u64>0x9e3779b9) << 32) | 0x7f4a7c15;

function keyOf(text: usize, length: i32): u64 {
  return length == 0 ? 0 : load<u64>(text) & ((<u64>-1) >> (64 - 8 * <u64>length));
}

/** The place of a text, or the empty one where it would be; `bits` is the binary logarithm of the places there are. */
function placeOf(key: u64, table: usize, bits: u64): usize {
  const last = table + (((<usize>1) << (<usize>bits)) - 1) * PLACE;
  let place = table + <usize>((key * MIX) >> (64 - bits)) * PLACE;
  while (load<i32>(place, 8) != 0 && load<u64>(place) != key) place = place == last ? table : place + PLACE;
  return place;
}

/**
 * The codes of a column's texts, for the records from `from` to `to` after the record `first`: written to `codes` by place
 * after `first`, `UNKNOWN` for texts of more than eight bytes and those the table does not hold. Answers how many of them are.
 * Up to seven bytes after the block are read too. No text may hold NUL bytes, or two would be one.
 */
export function knownTexts(
  block: usize,
  ends: usize,
  first: i32,
  width: i32,
  column: i32,
  from: i32,
  to: i32,
  table: usize,
  bits: i32,
  codes: usize,
): i32 {
  let unknown = 0;
  let end = ends + <usize>(((first + from) * width + column) << 2);
  for (let slot = from; slot < to; slot++) {
    const start = end == ends ? 0 : load<i32>(end - 4) + 1;
    const length = load<i32>(end) - start;
    let code = UNKNOWN;
    if (length <= SHORT) {
      const known = load<i32>(placeOf(keyOf(block + start, length), table, bits), 8);
      if (known != 0) code = known - 1;
    }
    if (code == UNKNOWN) unknown++;
    store<i32>(codes + (slot << 2), code);
    end += (<usize>width) << 2;
  }
  return unknown;
}

/** Remember the code of a text of at most eight bytes, for which the table must have room; 1 where it was not held yet, else 0. */
export function learnText(text: usize, length: i32, code: i32, table: usize, bits: i32): i32 {
  const key = keyOf(text, length);
  const place = placeOf(key, table, bits);
  if (load<i32>(place, 8) != 0) return 0;
  store<u64>(place, key);
  store<i32>(place, code + 1, 8);
  return 1;
}

/** Copy what a table holds into a wider, empty one. */
export function widenTexts(table: usize, bits: i32, wider: usize, widerBits: i32): void {
  const end = table + ((<usize>1) << bits) * PLACE;
  for (let from = table; from < end; from += PLACE) {
    const code = load<i32>(from, 8);
    if (code == 0) continue;
    const key = load<u64>(from);
    const place = placeOf(key, wider, widerBits);
    store<u64>(place, key);
    store<i32>(place, code, 8);
  }
}
