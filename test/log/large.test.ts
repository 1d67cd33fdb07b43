import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../src/log/csv.js";
import { FaultTally } from "../../src/log/faults.js";
import { loadLog } from "../../src/log/load.js";
import { type ColumnReader, RowState } from "../../src/log/readers.js";
import { openSource } from "../../src/log/source.js";
import { openDuckDb } from "../../src/engine/duckdb.js";
import { faultsOf, folderForTest, PLAN } from "./reading.js";

const MB = 1024 * 1024;

interface Widths {
  readonly rows: number;
  /** Bytes of each field of a column, row by row. */
  readonly lengths: readonly number[];
}

/** Read a stream and say how long the fields of one column are. */
async function widths(chunks: AsyncIterable<Buffer>, column: number): Promise<Widths> {
  const lengths: number[] = [];
  let length = 0;
  const reader: ColumnReader = { read: (_bytes, start, end) => void (length = end - start) };
  const faults = new FaultTally();
  const { rows } = await readCsv("log.csv", chunks, { delimiter: null, written: null, faults }, (header) => ({
    readers: header.names.map((_, index) => (index === column ? reader : null)),
    state: new RowState(),
    commit: (_line, slot) => (lengths.push(length), slot),
  }));
  faults.check();
  return { rows, lengths };
}

async function* stream(...parts: readonly (string | readonly [Buffer, number])[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (typeof part === "string") yield Buffer.from(part);
    else for (let times = 0; times < part[1]; times++) yield part[0];
  }
}

const letters = Buffer.alloc(MB, "x");

describe("a large log", () => {
  it("may have 100,000 columns", async () => {
    const names = Array.from({ length: 100_000 }, (_, index) => `column_${index}`).join(",");
    const row = `${"1,".repeat(99_999)}22\n`;
    const read = await widths(stream(`${names}\n`, row, row, row), 99_999);
    expect(read).toEqual({ rows: 3, lengths: [2, 2, 2] });
  });

  it("may hold a quoted field of 100 MB, in memory of a few times that", async () => {
    const before = process.memoryUsage().rss;
    let most = 0;
    async function* watched(): AsyncGenerator<Buffer> {
      for await (const chunk of stream('a,b\n1,"', [letters, 100], '"\n2,3\n')) {
        most = Math.max(most, process.memoryUsage().rss);
        yield chunk;
      }
    }
    expect(await widths(watched(), 1)).toEqual({ rows: 2, lengths: [100 * MB, 1] });
    expect((most - before) / MB).toBeLessThan(500);
  });

  it("may end in a line of 40 MB without a line end", async () => {
    expect(await widths(stream("a,b\n1,", [letters, 40]), 1)).toEqual({ rows: 1, lengths: [40 * MB] });
  });

  it("takes time in proportion to its longest record, not to its square", async () => {
    const small = Buffer.alloc(64 * 1024, "x");
    const time = async (pieces: number): Promise<number> => {
      const start = process.cpuUsage();
      await widths(stream("a,b\n1,", [small, pieces], "\n"), 1);
      const { user, system } = process.cpuUsage(start);
      return (user + system) / 1e6;
    };
    await time(50);
    const [short, long] = [await time(100), await time(400)];
    // Four times the record: sixteen times the work if every chunk began it anew.
    expect(long / short).toBeLessThan(10);
  });

  it("is refused where a record is over the limit, with the line it begins in", async () => {
    const piece = Buffer.alloc(16 * MB, "x");
    const [fault] = await faultsOf(widths(stream('a,b\n1,2\n3,"', [piece, 40]), 1));
    expect(fault).toMatchObject({ code: "record-too-long", line: 3 });
  });

  it("is read whole, however its chunks lie to its rows", async () => {
    const lines = Array.from(
      { length: 400_000 },
      (_, index) => `${index},"a ""${"y".repeat(index % 9)}"""\r\n`,
    ).join("");
    const bytes = Buffer.from(`a,b\r\n${lines}`);
    async function* odd(): AsyncGenerator<Buffer> {
      for (let at = 0; at < bytes.length; at += 77_777) yield bytes.subarray(at, at + 77_777);
    }
    const { rows, lengths } = await widths(odd(), 1);
    expect(rows).toBe(400_000);
    expect(lengths.every((length, index) => length === 4 + (index % 9))).toBe(true);
  });
});

/** Read all of a file of some chunks, and do something to it after the first. */
async function disturbed(change: (path: string) => void): Promise<void> {
  const path = join(folderForTest(), "log.csv");
  writeFileSync(path, Buffer.alloc(5 * MB, "x"));
  const source = await openSource({ path });
  let chunks = 0;
  for await (const chunk of source.chunks) {
    expect(chunk.length).toBeGreaterThan(0);
    if (chunks++ === 0) change(path);
  }
}

describe("a file that changes while it is read", () => {
  it("is refused where it grows", async () => {
    const [fault] = await faultsOf(disturbed((path) => appendFileSync(path, "more")));
    expect(fault).toMatchObject({ code: "changed-while-reading", file: "log.csv" });
  });

  it("is refused where it is cut", async () => {
    expect((await faultsOf(disturbed((path) => truncateSync(path, 3 * MB))))[0]!.code).toBe(
      "changed-while-reading",
    );
  });

  it("is refused where it is written anew, as long as before", async () => {
    const [fault] = await faultsOf(disturbed((path) => writeFileSync(path, Buffer.alloc(5 * MB, "y"))));
    expect(fault!.code).toBe("changed-while-reading");
  });

  it("is read where nobody touches it", async () => {
    await expect(disturbed(() => {})).resolves.toBeUndefined();
  });

  it("leaves no half-read log behind: the load as a whole is refused", async () => {
    const folder = folderForTest();
    const path = join(folder, "log.csv");
    const rows = Array.from({ length: 300_000 }, (_, index) => `p${index},f,1\n`).join("");
    writeFileSync(path, `person,gender,shown\n${rows}`);
    const engine = await openDuckDb({ scratch: folder, memory: 200_000_000, threads: 1 });
    try {
      const loading = loadLog([{ path }], PLAN, engine, { period: null, scratch: folder });
      appendFileSync(path, "p,m,1\n");
      const outcome = await loading.then(
        (log) => log.rows.read,
        (error: unknown) => (error as { faults: readonly { code: string }[] }).faults[0]!.code,
      );
      // Opened before the line was added, it changed; opened after, it has one row more.
      expect(["changed-while-reading", 300_001]).toContain(outcome);
    } finally {
      engine.close();
    }
  });
});
