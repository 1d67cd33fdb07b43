import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDuckDb } from "../../src/engine/duckdb.js";
import { BATCH_ROWS, type ColumnData, type Engine, type EngineOptions } from "../../src/engine/engine.js";
import { folderForTest } from "../log/reading.js";

/** Every engine there is: each must keep the whole contract. */
const ENGINES: readonly {
  readonly id: string;
  readonly open: (options: EngineOptions) => Promise<Engine>;
}[] = [{ id: "duckdb", open: openDuckDb }];

/** An int64 column of a batch: low word first. */
function words(values: readonly bigint[]): Int32Array {
  return new Int32Array(BigInt64Array.from(values).buffer);
}

async function openedBy(
  open: (options: EngineOptions) => Promise<Engine>,
  more: Partial<EngineOptions> = {},
): Promise<{ engine: Engine; scratch: string; folder: string }> {
  const folder = folderForTest();
  const scratch = join(folder, "scratch");
  mkdirSync(scratch);
  const engine = await open({ scratch, memory: 200_000_000, threads: 2, ...more });
  let isOpen = true;
  const close = engine.close.bind(engine);
  const once = { ...engine, close: () => (isOpen ? ((isOpen = false), close()) : undefined) };
  onTestFinished(() => once.close());
  return { engine: once, scratch, folder };
}

for (const { id, open } of ENGINES) {
  describe(`the engine ${id}`, () => {
    it("is called by its name", async () => {
      expect((await openedBy(open)).engine.id).toBe(id);
    });

    it("gives back the integers it was given, to their extremes, as exact integers", async () => {
      const { engine } = await openedBy(open);
      const loader = await engine.load("t", [
        { name: "a", type: "int8" },
        { name: "b", type: "int16" },
        { name: "c", type: "int32" },
        { name: "d", type: "int64" },
      ]);
      const [most, least] = [2n ** 63n - 1n, -(2n ** 63n)];
      loader.append(
        [
          Int8Array.of(-128, 127, -1, 0),
          Int16Array.of(-32768, 32767, -1, 0),
          Int32Array.of(-2147483648, 2147483647, -1, 0),
          words([least, most, -1n, 2n ** 53n + 1n]),
        ],
        4,
      );
      loader.finish();
      expect(
        (
          await engine.query(
            "SELECT CAST(a AS BIGINT), CAST(b AS BIGINT), CAST(c AS BIGINT), d FROM t ORDER BY c, d",
          )
        ).map((row) => [...row]),
      ).toEqual([
        [-128n, -32768n, -2147483648n, least],
        [-1n, -1n, -1n, -1n],
        [0n, 0n, 0n, 2n ** 53n + 1n],
        [127n, 32767n, 2147483647n, most],
      ]);
    });

    it("gives back any whole numbers and doubles, bit by bit, in batches of any size", async () => {
      const { engine } = await openedBy(open);
      let tables = 0;
      const row = fc.tuple(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.double());
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(row, { maxLength: 40 }), { maxLength: 4 }), async (batches) => {
          const name = `t${tables++}`;
          const loader = await engine.load(name, [
            { name: "k", type: "int64" },
            { name: "v", type: "double" },
            { name: "place", type: "int32" },
          ]);
          let at = 0;
          for (const batch of batches) {
            const places = Int32Array.from(batch, () => at++);
            loader.append(
              [words(batch.map(([key]) => key)), Float64Array.from(batch, ([, value]) => value), places],
              batch.length,
            );
          }
          loader.finish();
          const rows = await engine.query(`SELECT k, v FROM ${name} ORDER BY place`);
          const wanted = batches.flat();
          expect(rows.length).toBe(wanted.length);
          rows.forEach(([key, value], index) => {
            expect(key).toBe(wanted[index]![0]);
            expect(Object.is(value, wanted[index]![1])).toBe(true);
          });
        }),
        { numRuns: 40 },
      );
    });

    it("keeps not-a-number as itself, to be told by isnan", async () => {
      const { engine } = await openedBy(open);
      const loader = await engine.load("t", [{ name: "v", type: "double" }]);
      loader.append([Float64Array.of(NaN, 1, -0, Infinity)], 4);
      loader.finish();
      expect((await engine.query("SELECT count(*) FROM t WHERE isnan(v)"))[0]).toEqual([1n]);
    });

    it("takes batches of up to 2048 rows, of which only the rows named count, and no larger ones", async () => {
      const { engine } = await openedBy(open);
      const loader = await engine.load("t", [{ name: "v", type: "int32" }]);
      const full = Int32Array.from({ length: BATCH_ROWS }, (_, index) => index);
      loader.append([full], BATCH_ROWS);
      loader.append([full], 1);
      loader.append([full], BATCH_ROWS - 1);
      expect(() => loader.append([new Int32Array(BATCH_ROWS + 1)], BATCH_ROWS + 1)).toThrow("over 2048");
      loader.finish();
      const sum = (BATCH_ROWS * (BATCH_ROWS - 1)) / 2;
      expect(await engine.query("SELECT count(*), CAST(sum(v) AS BIGINT) FROM t")).toEqual([
        [BigInt(2 * BATCH_ROWS), BigInt(2 * sum - BATCH_ROWS + 1)],
      ]);
    });

    it("lets the arrays of a batch be used again at once", async () => {
      const { engine } = await openedBy(open);
      const loader = await engine.load("t", [{ name: "v", type: "int32" }]);
      const batch: ColumnData[] = [Int32Array.of(1, 2)];
      loader.append(batch, 2);
      batch[0]!.fill(9);
      loader.append(batch, 2);
      loader.finish();
      expect(await engine.query("SELECT CAST(v AS BIGINT) FROM t ORDER BY v")).toEqual([
        [1n],
        [2n],
        [9n],
        [9n],
      ]);
    });

    it("may have a table without a row", async () => {
      const { engine } = await openedBy(open);
      (await engine.load("t", [{ name: "v", type: "int32" }])).finish();
      expect(await engine.query("SELECT count(*), sum(v) FROM t")).toEqual([[0n, null]]);
    });

    it("takes tables in while it answers", async () => {
      const { engine } = await openedBy(open);
      const rows = Int32Array.from({ length: BATCH_ROWS }, (_, row) => row);
      const fill = async (table: string, batches: number): Promise<void> => {
        const loader = await engine.load(table, [{ name: "v", type: "int32" }]);
        for (let batch = 0; batch < batches; batch++) loader.append([rows], BATCH_ROWS);
        loader.finish();
      };
      await fill("t", 100);
      const many = [...Array(60).keys()];
      const ask = (index: number): Promise<readonly (readonly unknown[])[]> =>
        engine.query(`SELECT count(*) FROM (SELECT v % ${index + 1} AS w FROM t GROUP BY w) AS groups`);
      // Four who ask and fill in turn, as those do who count one feature while the next is prepared.
      const each = [0, 1, 2, 3].map(async (who) => {
        for (const index of many) {
          const asked = Promise.all([ask(index), ask(index + 60)]);
          await fill(`u${who}_${index}`, 2);
          expect(await asked).toEqual([[[BigInt(index + 1)]], [[BigInt(index + 61)]]]);
        }
      });
      await Promise.all(each);
      expect(await engine.query("SELECT count(*) FROM u3_59")).toEqual([[BigInt(2 * BATCH_ROWS)]]);
    });

    it("adds whole numbers up exactly, beyond 64 bits", async () => {
      const { engine } = await openedBy(open);
      const loader = await engine.load("t", [{ name: "v", type: "int64" }]);
      loader.append([words([2n ** 62n, 2n ** 62n, 2n ** 62n])], 3);
      loader.finish();
      expect(
        await engine.query("SELECT sum(CAST(v AS HUGEINT)), sum(CAST(v AS HUGEINT) * 8) FROM t"),
      ).toEqual([[3n * 2n ** 62n, 3n * 2n ** 65n]]);
    });

    it("reads and writes no file outside its scratch folder, loads nothing and keeps its settings, from the moment it is open", async () => {
      const { engine, folder } = await openedBy(open);
      const file = join(folder, "a.csv");
      writeFileSync(file, "a\n1\n");
      const attempts = [
        `SELECT * FROM read_csv('${file}')`,
        `SELECT * FROM '${file}'`,
        `SELECT * FROM read_text('${file}')`,
        `SELECT * FROM glob('${folder}/*')`,
        `COPY (SELECT 1) TO '${join(folder, "out.csv")}'`,
        `EXPORT DATABASE '${join(folder, "out")}'`,
        `ATTACH '${join(folder, "other.db")}'`,
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '1GB'",
        "SET threads = 1",
        "RESET memory_limit",
        `SET temp_directory = '${folder}'`,
        "SET lock_configuration = false",
        "PRAGMA enable_logging",
      ];
      const allowed: string[] = [];
      for (const sql of attempts) {
        await engine.run(sql).then(
          () => allowed.push(sql),
          () => {},
        );
      }
      expect(allowed).toEqual([]);
      expect(readdirSync(folder).toSorted()).toEqual(["a.csv", "scratch"]);
      expect(await engine.query("SELECT 1")).toEqual([[1]]);
    });

    it("works with more than its memory holds, in its scratch folder, and leaves nothing there", async () => {
      const { engine, scratch } = await openedBy(open, { memory: 100_000_000 });
      const loader = await engine.load("t", [
        { name: "k", type: "int64" },
        { name: "v", type: "int64" },
      ]);
      const rows = 2000 * BATCH_ROWS;
      for (let from = 0; from < rows; from += BATCH_ROWS) {
        const keys = new Int32Array(2 * BATCH_ROWS);
        for (let index = 0; index < BATCH_ROWS; index++) {
          keys[2 * index] = Math.imul(from + index, 0x9e3779b1);
          keys[2 * index + 1] = index & 7;
        }
        loader.append([keys, keys], BATCH_ROWS);
      }
      loader.finish();
      let spilled = 0;
      const watch = setInterval(
        () => (spilled = Math.max(spilled, readdirSync(scratch, { recursive: true }).length)),
        5,
      );
      await engine.run("CREATE TABLE g AS SELECT k, count(*) AS n, sum(v) AS s FROM t GROUP BY k");
      clearInterval(watch);
      expect(await engine.query("SELECT CAST(sum(n) AS BIGINT) FROM g")).toEqual([[BigInt(rows)]]);
      expect(Math.max(spilled, readdirSync(scratch, { recursive: true }).length)).toBeGreaterThan(0);
      engine.close();
      expect(readdirSync(scratch, { recursive: true })).toEqual([]);
    });

    it("stops a query that is running when it is told to, and works on", async () => {
      const { engine } = await openedBy(open);
      const running = engine.query(
        "SELECT count(*) FROM range(100000000) a, range(100000) b WHERE a.range * b.range = 7",
      );
      const stop = setInterval(() => engine.interrupt(), 20);
      await expect(running).rejects.toThrow(/interrupt/i);
      clearInterval(stop);
      expect(await engine.query("SELECT 1")).toEqual([[1]]);
    });

    it("says so when a statement is wrong", async () => {
      const { engine } = await openedBy(open);
      await expect(engine.query("SELECT nothing FROM nowhere")).rejects.toThrow(/error/i);
      await expect(engine.run("nonsense")).rejects.toThrow(/error/i);
    });
  });
}
