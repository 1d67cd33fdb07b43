import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Dictionary } from "../../src/log/dictionary.js";
import type { Fields } from "../../src/log/readers.js";
import { TextCodes } from "../../src/log/text-codes.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Fields one after another, each with a line end. */
function columnOf(fields: readonly Uint8Array[]): Fields {
  const bytes = Buffer.concat(fields.flatMap((field) => [field, Buffer.from("\n")]));
  const words = new DataView(new Uint8Array([...bytes, ...new Uint8Array(8).fill(9)]).buffer);
  let at = -1;
  const ends = Int32Array.from(fields, (field) => (at += field.length + 1));
  return { bytes, words, ends, numbers: Int32Array.from(fields.keys()), from: 0, to: fields.length };
}

it("gives every text the code a dictionary gives it, short or long, however they share their beginnings and NUL bytes", () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "b", "\0", "é"), maxLength: 10 }),
    fc.integer({ min: 0, max: 99_999 }).map(String),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 400 }), (texts) => {
      const codes = new TextCodes();
      const single = new TextCodes();
      const dictionary = new Dictionary();
      for (const part of [texts, texts]) {
        const fields = part.map((one) => bytesOf(one));
        const expected = fields.map((bytes) => dictionary.code(bytes, 0, bytes.length));
        const out = new Int32Array(fields.length);
        codes.codesOf(columnOf(fields), out);
        expect([...out]).toEqual(expected);
        expect(fields.map((bytes) => single.code(bytes, 0, bytes.length))).toEqual(expected);
      }
    }),
    { numRuns: 100 },
  );
});

it("gives no new codes once there are as many as it may", () => {
  const codes = new TextCodes();
  const code = (text: string): number => codes.code(bytesOf(text), 0, text.length, 2);
  expect(["one", "two", "three", "one", "", "two", "a long text of many bytes"].map(code)).toEqual([
    0, 1, -1, 0, -1, 1, -1,
  ]);
});
