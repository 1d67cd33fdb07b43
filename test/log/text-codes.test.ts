import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Dictionary } from "../../src/log/dictionary.js";
import type { FieldEnds as Finder } from "../../src/log/field-ends.js";
import { TextCodes } from "../../src/log/text-codes.js";

// The program lies beside the compiled code: tests are run after a build.
const { FieldEnds } = (await import(new URL("../../dist/log/field-ends.js", import.meta.url).href)) as {
  readonly FieldEnds: new () => Finder;
};

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Columns one beside the other, as blocks of plain records. */
function readBlocks(codes: TextCodes, finder: Finder, blocks: readonly (readonly string[])[]): number[][] {
  return blocks.map((texts) => {
    const block = bytesOf(texts.map((text) => `x,${text},y\n`).join(""));
    expect(finder.find(block, block.length, 44, 3)).toBe(texts.length);
    const half = Math.floor(texts.length / 2);
    const part = { finder, first: 0, width: 3, column: 1 };
    // In two parts, as a batch is read.
    const front = [...codes.codesOf({ ...part, from: 0, to: half })].slice(0, half);
    return [...front, ...codes.codesOf({ ...part, from: half, to: texts.length }).slice(half, texts.length)];
  });
}

const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "é", "\t", "\u007f"), maxLength: 10 }),
  fc.integer({ min: 0, max: 99_999 }).map(String),
);

it("gives every text the code a dictionary gives it, short or long, however they share their beginnings", () => {
  fc.assert(
    fc.property(fc.array(anyText, { minLength: 1, maxLength: 400 }), (texts) => {
      const dictionary = new Dictionary();
      const single = new TextCodes();
      const expected = texts.map((one) => dictionary.code(bytesOf(one), 0, bytesOf(one).length));
      // The first block is read before there is a table, the second fills it, the third is known.
      const blocks = [texts, texts, texts];
      expect(readBlocks(new TextCodes(), new FieldEnds(), blocks)).toEqual([expected, expected, expected]);
      expect(texts.map((one) => single.code(bytesOf(one), 0, bytesOf(one).length))).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

it("gives the same codes while its table grows, and where it is full", () => {
  const finder = new FieldEnds();
  const [codes, others] = [new TextCodes(), new TextCodes()];
  for (let block = 0; block < 40; block++) {
    // Each block brings 2000 new texts, more than a table holds at first, and some that are known.
    const texts = Array.from({ length: 2048 }, (_, row) =>
      String(2000 * block + row - 24 * Math.min(block, 2)),
    );
    const expected = texts.map((one) => others.code(bytesOf(one), 0, one.length));
    expect(readBlocks(codes, finder, [texts])).toEqual([expected]);
  }
});

it("gives no new codes once there are as many as it may", () => {
  const codes = new TextCodes();
  const code = (text: string): number => codes.code(bytesOf(text), 0, text.length, 2);
  expect(["one", "two", "three", "one", "", "two", "a long text of many bytes"].map(code)).toEqual([
    0, 1, -1, 0, -1, 1, -1,
  ]);
});
