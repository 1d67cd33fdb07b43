import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { chunksOf, type LineEnd, read, readByCsvParse, scanInPieces, written } from "./csv-tables.js";

describe("the CSV reader", () => {
  it("reads any table as csv-parse does, and as it was before it was written", async () => {
    await fc.assert(
      fc.asyncProperty(written, async (table) => {
        const reading = await read(
          chunksOf(table.bytes, []),
          table.names.length === 1 ? table.delimiter : null,
        );
        expect(reading.faults).toEqual([]);
        expect(reading.rows).toEqual(table.rows);
        expect(reading.rows).toEqual(
          readByCsvParse(table.bytes, table.delimiter, table.end, table.names.length),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("names the physical line of every row, whatever line ends its fields hold", async () => {
    await fc.assert(
      fc.asyncProperty(written, async (table) => {
        const reading = await read(chunksOf(table.bytes, []), table.delimiter);
        expect(reading.lines).toEqual(table.lines);
        expect(reading.blank).toBe(table.blank);
      }),
      { numRuns: 300 },
    );
  });

  it("does not mind in what pieces the bytes come", async () => {
    await fc.assert(
      fc.asyncProperty(written, fc.array(fc.nat(200), { maxLength: 9 }), async (table, cuts) => {
        const whole = await read(chunksOf(table.bytes, []), table.delimiter);
        expect(await read(chunksOf(table.bytes, cuts), table.delimiter)).toEqual(whole);
      }),
      { numRuns: 100 },
    );
  });

  it("looks at no byte that is not the file's, whatever its buffer held before", async () => {
    // Memory that is not cleared may hold anything: here bytes that no text holds.
    const dirty = vi.spyOn(Buffer, "allocUnsafe").mockImplementation((size) => Buffer.alloc(size, 0xff));
    try {
      for (const text of ["a,b", "a,b\n", "a,b\n1,2", "a,b\r1,2\r", "a,b\r\n1,2\r\n"]) {
        const { faults } = await read(chunksOf(Buffer.from(text), []));
        expect({ text, faults }).toEqual({ text, faults: [] });
      }
    } finally {
      dirty.mockRestore();
    }
  });

  it("does not mind where its buffer ends: at any byte the unfinished record is read again", () => {
    fc.assert(
      fc.property(written, (table) => {
        const texts = new Set(table.rows.flat());
        for (let cut = 0; cut <= table.bytes.length; cut++) {
          const reading = scanInPieces(table.bytes, [cut], table.delimiter);
          expect(reading.rows).toEqual(table.rows);
          expect(reading.lines).toEqual(table.lines);
          // No reader is ever handed half a field, not even of a row that is read again.
          for (const text of reading.texts) expect(texts).toContain(text);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("says of a broken table the same wherever its buffer ends", () => {
    const broken = [
      'a,b\n1,2\n"x"y,3\n4,5\n',
      'a,b\n1,2\nx"y,3\n4,5\n',
      "a,b\n1,2\n1,2,3\n4\n5,6\n",
      "a,b\n1,\r2\n3,4\n",
      'a,b\r"x" ,\n2\r3,4\r',
    ];
    for (const text of broken) {
      const bytes = Buffer.from(text);
      const whole = scanInPieces(bytes, []);
      expect(whole.faults.length).toBeGreaterThan(0);
      for (let one = 0; one <= bytes.length; one++) {
        for (let two = one; two <= bytes.length; two++) {
          const pieces = scanInPieces(bytes, [one, two]);
          expect(pieces.faults).toEqual(whole.faults);
          expect(pieces.rows).toEqual(whole.rows);
        }
      }
    }
  });

  const mutation = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    kind: fc.constantFrom("delete", "insert", "flip"),
    byte: fc.oneof(fc.constantFrom(...Buffer.from('"\r\n,;\t| a')), fc.nat(255)),
  });

  it("agrees with csv-parse on a table with a byte lost, added or changed, or refuses it: never other rows in silence", async () => {
    let refused = 0;
    let agreed = 0;
    await fc.assert(
      fc.asyncProperty(
        written,
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        async (table, mutations) => {
          const bytes = mutations.reduce(mutate, table.bytes);
          if (endsInHalfALineEnd(bytes)) return;
          const reading = await read(chunksOf(bytes, []), table.delimiter);
          if (reading.faults.length > 0) {
            refused++;
            return;
          }
          agreed++;
          const width = reading.rows[0]?.length ?? 2;
          const bare = withoutBlankLines(bytes);
          expect(reading.rows).toEqual(readByCsvParse(bare, table.delimiter, lineEndOf(bare), width));
        },
      ),
      { numRuns: 3000 },
    );
    // Both happen often: neither branch is idle.
    expect(refused).toBeGreaterThan(300);
    expect(agreed).toBeGreaterThan(300);
  });

  it("reads and refuses the same whichever columns are needed", async () => {
    await fc.assert(
      fc.asyncProperty(
        written,
        fc.array(mutation, { maxLength: 2 }),
        fc.nat(31),
        async (table, mutations, mask) => {
          const bytes = mutations.reduce(mutate, table.bytes);
          const needed = (column: number): boolean => ((mask >> column) & 1) === 1;
          const { rows, texts: _, ...all } = await read(chunksOf(bytes, []), table.delimiter);
          const { rows: some, texts: __, ...same } = await read(chunksOf(bytes, []), table.delimiter, needed);
          expect(same).toEqual(all);
          const kept = (row: readonly string[]): unknown =>
            row.map((text, column) => (needed(column) ? text : null)).filter((text) => text !== null);
          expect(some.map((row) => row.filter((text) => text !== undefined))).toEqual(rows.map(kept));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("takes a last line end cut to its CR for a line end", async () => {
    expect((await read(chunksOf(Buffer.from("a,b\r\n1,2\r"), []))).rows).toEqual([["1", "2"]]);
  });

  it("reads a blank line of a table with one column as a row without a value", async () => {
    const reading = await read(chunksOf(Buffer.from("a\n1\n\n2\n"), []));
    expect(reading.rows).toEqual([["1"], [""], ["2"]]);
    expect(reading.blank).toBe(0);
  });

  it("refuses a quote that is never closed, by the line it opens in", async () => {
    const reading = await read(chunksOf(Buffer.from('a,b\n1,2\n3,"4\n5,6\n'), []));
    expect(reading.faults).toEqual(['open-quote 3: a quoted field in column 2 ("b") is never closed']);
  });

  it("counts each broken row once", async () => {
    const reading = await read(chunksOf(Buffer.from('a,b\n1\n2\n3\n4\n5,"6\n7"8,9\n'), []));
    expect(reading.faults).toEqual([
      'ragged-row 2: the row has 1 field, the header has 2: nothing for column 2 ("b") (4 rows in all, next at lines 3 and 4)',
      'text-after-quote 6: text follows the closing quote of column 2 ("b")',
    ]);
  });

  it("gives up on a file of nothing but broken rows, and says how many there were till then", async () => {
    const reading = await read(chunksOf(Buffer.from(`a,b\n${'x"y,1\n'.repeat(5000)}`), []));
    expect(reading.faults).toHaveLength(1);
    expect(reading.faults[0]).toMatch(/^stray-quote 2: .* \(1001 rows in all, next at lines 3 and 4\)$/);
  });
});

type Mutation = { readonly at: number; readonly kind: string; readonly byte: number };

function mutate(bytes: Buffer, { at, kind, byte }: Mutation): Buffer {
  const place = Math.floor(at * bytes.length);
  const rest = bytes.subarray(kind === "insert" ? place : place + 1);
  return Buffer.concat([bytes.subarray(0, place), Buffer.from(kind === "delete" ? [] : [byte]), rest]);
}

/** Lines before the header are passed over; in a table of one column csv-parse would take them for the header. */
function withoutBlankLines(bytes: Buffer): Buffer {
  const start = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  let at = start;
  for (;;) {
    const line = /^[ \t]*(?:\r\n|\r|\n)/.exec(bytes.subarray(at).toString("latin1"));
    if (line === null) return bytes.subarray(at);
    at += line[0].length;
  }
}

/** The line end after the header, which may hold quoted ones. */
function lineEndOf(bytes: Buffer): LineEnd {
  const end = /^(?:"(?:[^"]|"")*"|[^"\r\n])*(\r(?!\n)|\r?\n|$)/.exec(bytes.toString("latin1"))?.[1];
  return end === "\r" ? "\r" : "\n";
}

/** A CR at the very end of a file of LFs: a line end cut in two, tested on its own. */
function endsInHalfALineEnd(bytes: Buffer): boolean {
  return bytes.at(-1) === 13 && lineEndOf(withoutBlankLines(bytes)) !== "\r";
}
