import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Dictionary, hashBytes } from "../../src/log/dictionary.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const codeOf = (dictionary: Dictionary, text: string, hash?: number): number => {
  const bytes = bytesOf(text);
  return dictionary.code(bytes, 0, bytes.length, hash ?? hashBytes(bytes, 0, bytes.length));
};

describe("a dictionary of texts", () => {
  it("gives the same bytes the same code, and others another, in order of first appearance", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 8 }), { maxLength: 600 }), (texts) => {
        const dictionary = new Dictionary();
        const order = [...new Set(texts)];
        expect(texts.map((text) => codeOf(dictionary, text))).toEqual(
          texts.map((text) => order.indexOf(text)),
        );
        expect(order.map((_, code) => Buffer.from(dictionary.bytes(code)).toString())).toEqual(order);
        expect(dictionary.size).toBe(order.length);
      }),
      { numRuns: 25 },
    );
  });

  it("tells texts apart whose hashes are all the same", () => {
    const dictionary = new Dictionary();
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 1000; index++) expect(codeOf(dictionary, `text ${index}`, 7)).toBe(index);
    }
  });

  it("tells a text from one that begins with it, under one hash", () => {
    const dictionary = new Dictionary();
    expect(["abcd", "ab", "", "abc"].map((text) => codeOf(dictionary, text, 7))).toEqual([0, 1, 2, 3]);
  });

  it("tells two texts with one true hash apart", () => {
    // "costarring" and "liquid" collide under 32-bit FNV-1a, as do "declinate" and "macallums".
    for (const [one, other] of [
      ["costarring", "liquid"],
      ["declinate", "macallums"],
    ] as const) {
      const dictionary = new Dictionary();
      const [a, b] = [bytesOf(one), bytesOf(other)];
      expect(hashBytes(a, 0, a.length)).toBe(hashBytes(b, 0, b.length));
      expect([codeOf(dictionary, one), codeOf(dictionary, other), codeOf(dictionary, one)]).toEqual([
        0, 1, 0,
      ]);
    }
  });

  it("keeps texts longer than its blocks, beside empty ones", () => {
    const dictionary = new Dictionary();
    const texts = ["", "x".repeat(300_000), "y", "x".repeat(299_999), "z".repeat(262_144), ""];
    expect(texts.map((text) => codeOf(dictionary, text))).toEqual([0, 1, 2, 3, 4, 0]);
    expect(dictionary.bytes(3)).toHaveLength(299_999);
    expect(dictionary.bytes(0)).toHaveLength(0);
  });

  it("looks at the bytes between start and end alone", () => {
    const dictionary = new Dictionary();
    const bytes = bytesOf("abcabc");
    expect(
      [
        [0, 3],
        [3, 6],
        [1, 3],
      ].map(([start, end]) => dictionary.code(bytes, start!, end!, 1)),
    ).toEqual([0, 0, 1]);
  });

  it("owes nothing to the buffer it was read from", () => {
    const dictionary = new Dictionary();
    const bytes = bytesOf("abc");
    dictionary.code(bytes, 0, 3, 1);
    bytes.fill(0);
    expect(Buffer.from(dictionary.bytes(0)).toString()).toBe("abc");
  });
});
