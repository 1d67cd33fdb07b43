import { describe, expect, it } from "vitest";
import { chunksOf, read } from "./csv-tables.js";

const faultsOf = async (bytes: Buffer): Promise<readonly string[]> =>
  (await read(chunksOf(bytes, []))).faults;
const bytesOf = (...parts: readonly (string | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

const inside = (line: number, column: string): string[] => [
  `bom-inside ${line}: a byte order mark stands (files joined with cat?) in column "${column}"`,
];

describe("bytes that no text table holds", () => {
  it("are named by line and column where they are not UTF-8", async () => {
    expect(await faultsOf(bytesOf("a,b\n1,2\n3,x", [0xe9], "y\n"))).toEqual([
      'not-utf-8 3: bytes that are not UTF-8 stand in column "b"',
    ]);
  });

  it("are one message for each column, with how many rows have them", async () => {
    const found = await faultsOf(bytesOf("a,b\n", [0xff], ",2\n1,2\n", [0xff], ",2\n1,", [0xff], "\n"));
    expect(found).toEqual([
      'not-utf-8 2: bytes that are not UTF-8 stand in column "a" (2 rows in all, next at line 4)',
      'not-utf-8 5: bytes that are not UTF-8 stand in column "b"',
    ]);
  });

  it("are NUL bytes, quoted or not", async () => {
    const [fault, ...more] = await faultsOf(bytesOf(`a,b\n${"1,2\n".repeat(2000)}1,"x`, [0], 'y"\n'));
    expect([fault, more]).toEqual(['nul-byte 2002: a NUL byte stands in column "b"', []]);
  });

  it("are byte order marks but at the very beginning, in the header too", async () => {
    expect(await faultsOf(bytesOf("a,b\n1,2\n\ufeffa,b\n"))).toEqual(inside(3, "a"));
    expect(await faultsOf(bytesOf("\ufeffa,b\n1,\ufeff2\n"))).toEqual(inside(2, "b"));
    expect((await faultsOf(bytesOf("\ufeffa,x\ufeff\n1,2\n")))[0]).toMatch(/^bom-inside 1:/);
    expect((await faultsOf(bytesOf("a\ufeff,b\n1,2\n")))[0]).toMatch(/^bom-inside 1:/);
    expect(await faultsOf(bytesOf("\ufeff\ufeffa,b\n1,2\n"))).toEqual([]);
  });
});
