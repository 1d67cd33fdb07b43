import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Dictionary } from "../../src/log/dictionary.js";
import { TextCodes } from "../../src/log/text-codes.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

it("gives every text the code a dictionary gives it, short or long, however they share their beginnings and NUL bytes", () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom("a", "b", "\0", "é"), maxLength: 10 }),
    fc.integer({ min: 0, max: 99_999 }).map(String),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 400 }), (texts) => {
      const codes = new TextCodes();
      const dictionary = new Dictionary();
      for (const one of [...texts, ...texts]) {
        const bytes = bytesOf(`9${one}9`);
        const [start, end] = [1, bytes.length - 1];
        expect(codes.code(bytes, start, end)).toBe(dictionary.code(bytes, start, end));
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
