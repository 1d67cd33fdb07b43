/**
 * Finds where the fields of a block of plain CSV end, sixteen bytes at a time. AssemblyScript: TypeScript's syntax, compiled
 * to WebAssembly by the build, for JavaScript has no such instructions. Used by `quick-scan.ts` alone.
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
