import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldEnds as Finder } from "../../src/log/field-ends.js";

// The program lies beside the compiled code: tests are run after a build.
const { FieldEnds } = (await import(new URL("../../dist/log/field-ends.js", import.meta.url).href)) as {
  readonly FieldEnds: new () => Finder;
};

const LF = 10;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the program promises, byte by byte. */
function expected(bytes: Uint8Array, delimiter: number, width: number): number[] | null {
  const ends: number[] = [];
  let column = 0;
  for (const [at, byte] of bytes.entries()) {
    if (byte === LF ? column !== width - 1 : byte === delimiter && column === width - 1) return null;
    if (byte === LF || byte === delimiter) ends.push(at);
    else if (byte === 34 || (byte < 32 && byte !== 9)) return null;
    column = byte === LF ? 0 : byte === delimiter ? column + 1 : column;
  }
  return ends;
}

function found(finder: Finder, bytes: Uint8Array, delimiter: number, width: number): number[] | null {
  const records = finder.find(bytes, bytes.length, delimiter, width);
  return records === null ? null : [...finder.ends.subarray(0, records * width)];
}

describe("where fields end, found sixteen bytes at a time", () => {
  it("is where a loop over the bytes finds them, and nothing is found where that loop would not", () => {
    const piece = fc.constantFrom(
      "a",
      "é",
      "7",
      "\t",
      ",",
      ",",
      ";",
      "\n",
      "longer than sixteen bytes",
      "",
      " ",
    );
    const odd = fc.constantFrom("", "", "", '"', "\r", "\0", "\u001f", "\u007f");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(piece, odd), { maxLength: 60 }),
        fc.constantFrom(",", ";", "\t"),
        fc.integer({ min: 2, max: 4 }),
        (pieces, separator, width) => {
          const bytes = bytesOf(`${pieces.flat().join("")}\n`);
          const delimiter = separator.charCodeAt(0);
          expect(found(new FieldEnds(), bytes, delimiter, width)).toEqual(expected(bytes, delimiter, width));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("is right for whole tables of every length, however the last bytes fall, with what lay there before", () => {
    const finder = new FieldEnds();
    for (let length = 1; length <= 40; length++) {
      finder.find(bytesOf('"'.repeat(80)), 80, 44, 2);
      const bytes = bytesOf(`a,${"x".repeat(length)}\n${"y".repeat(length)},\n`);
      expect(found(finder, bytes, 44, 2)).toEqual([1, length + 2, 2 * length + 3, 2 * length + 4]);
    }
  });

  it("does not take blank lines for records, however many fields they would make up together", () => {
    // 2^21 lines of 513 fields of 4 bytes are a multiple of 2^32.
    expect(new FieldEnds().find(new Uint8Array(1 << 21).fill(LF), 1 << 21, 44, 513)).toBeNull();
  });

  it("looks for no delimiter of more than one byte", () => {
    expect(new FieldEnds().find(bytesOf("a,b\n"), 4, "∬".charCodeAt(0), 2)).toBeNull();
  });

  it("holds for a block larger than the memory it began with", () => {
    const text = "abc,de\n".repeat(400_000);
    const finder = new FieldEnds();
    expect(finder.find(bytesOf(text), text.length, 44, 2)).toBe(400_000);
    expect([...finder.ends.subarray(799_996, 800_000)]).toEqual(
      [-11, -8, -4, -1].map((back) => text.length + back),
    );
    expect(Buffer.from(finder.bytes.subarray(-7)).toString()).toBe("abc,de\n");
  });
});
