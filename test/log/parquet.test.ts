import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lowerToCsv } from "../../src/log/lower.js";
import { describeWithShared, sharedPath } from "../shared.js";
import { parquetOf } from "./parquet-writer.js";
import { faultsOf, folderForTest, loaded, lowered, PLAN, planOf, refusals } from "./reading.js";

const csvOf = async (query: string, wanted: readonly string[] | null = null) =>
  (await lowered("log.parquet", await parquetOf(query), { wanted })).csv;

/** The text of one value. */
const textOf = async (expression: string) =>
  (await csvOf(`SELECT ${expression} AS a`)).replace(/^"a"\n"(.*)"\n$/s, "$1");

const GOOD =
  "SELECT 'p' || i AS person, ['a', 'b'][i % 2 + 1] AS gender, i % 3 = 0 AS shown FROM range(60) AS t(i)";

describe("a Parquet log", () => {
  it("is read as text, column by column as needed, with an empty field where there is no value", async () => {
    const query = "SELECT * FROM (VALUES ('x', 1, NULL), ('', NULL, true)) AS t(a, b, c)";
    expect(await csvOf(query)).toBe('"a","b","c"\n"x","1",""\n"","","true"\n');
    expect(await csvOf(query, ["c", "a"])).toBe('"c","a"\n"","x"\n"true",""\n');
  });

  it("keeps its rows in order", async () => {
    const csv = await csvOf("SELECT i AS a FROM range(300000) AS t(i)");
    expect(csv === `"a"\n${Array.from({ length: 300_000 }, (_, i) => `"${i}"\n`).join("")}`).toBe(true);
  });

  it.each([
    ["0.0::DOUBLE", "0.0"],
    ["1::DOUBLE", "1.0"],
    ["0.1::FLOAT", "0.1"],
    ["0.1::DOUBLE + 0.2::DOUBLE", "0.30000000000000004"],
    ["5e-324::DOUBLE", "5e-324"],
    ["1e300::DOUBLE", "1e+300"],
    ["'nan'::DOUBLE", "nan"],
    ["'-inf'::DOUBLE", "-inf"],
    ["9007199254740993::BIGINT", "9007199254740993"],
    ["18446744073709551615::UBIGINT", "18446744073709551615"],
    ["1234567890123456789012345678.90::DECIMAL(30, 2)", "1234567890123456789012345678.90"],
    ["true", "true"],
    ["'x'::ENUM('x', 'y')", "x"],
    ["DATE '2026-10-31'", "2026-10-31"],
    ["TIMESTAMP '2026-10-31 23:59:59.5'", "2026-10-31T23:59:59.5"],
    ["TIMESTAMP_NS '2026-10-31 23:59:59.123456789'", "2026-10-31T23:59:59.123456789"],
    ["TIMESTAMPTZ '2026-10-31 23:59:59-05'", "2026-11-01T04:59:59Z"],
  ])("writes %s as %s", async (expression, text) => {
    expect(await textOf(expression)).toBe(text);
  });

  it("does not let the machine's time zone into a time", async () => {
    const before = process.env["TZ"];
    process.env["TZ"] = "America/New_York";
    try {
      expect(await textOf("TIMESTAMPTZ '2026-10-31 23:59:59+00'")).toBe("2026-10-31T23:59:59Z");
    } finally {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    }
  });

  it("keeps every text as it is, whatever it holds", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "grapheme" }), { minLength: 1, maxLength: 20 }),
        async (texts) => {
          const usable = texts.map((text) => text.replaceAll("\0", ""));
          const rows = usable.map((text) => `('${text.replaceAll("'", "''")}', 'x')`).join(", ");
          const csv = await csvOf(`SELECT * FROM (VALUES ${rows}) AS t(a, b)`);
          expect(csv).toBe(
            `"a","b"\n${usable.map((text) => `"${text.replaceAll('"', '""')}","x"\n`).join("")}`,
          );
        },
      ),
      {
        numRuns: 15,
        examples: [[['"', ",", "\n", "\r", "\r\n", "\\", "NULL", " x ", "#", "\ufeff", "'", "\u2028"]]],
      },
    );
  });

  it("ignores lists and records where nothing needs them, and refuses them, by column, where something does", async () => {
    const query = "SELECT 1 AS a, {'x': {'a': 1}} AS b, [[1]] AS c, MAP {'k': 1} AS d, 2 AS e";
    expect(await csvOf(query)).toBe('"a","e"\n"1","2"\n');
    expect(await csvOf(query, ["e"])).toBe('"e"\n"2"\n');
    expect(await refusals(csvOf(query, ["b", "c", "d"]))).toEqual(
      ["b", "c", "d"].map((column) => `unreadable-column ${column}`),
    );
    expect(await refusals(csvOf("SELECT '\\xAA'::BLOB AS a", ["a"]))).toEqual(["unreadable-column a"]);
  });

  it("is read by the exact name of a column, and notes a name that is alike", async () => {
    const query = `SELECT 'lower' AS gender, 'padded' AS "Gender ", 'upper' AS "x", 'X' AS y`;
    const { csv, source } = await lowered("log.parquet", await parquetOf(query), { wanted: ["gender"] });
    expect(csv).toBe('"gender"\n"lower"\n');
    expect(source.notes).toMatchObject([{ code: "look-alike-columns", column: "gender", count: 1 }]);
    expect(await csvOf(`SELECT 1 AS " gender "`, ["gender"])).toBe('"gender"\n"1"\n');
    expect(await refusals(csvOf(`SELECT 1 AS " gender ", 2 AS "gender "`, ["gender"]))).toEqual([
      "duplicate-column gender",
    ]);
  });

  it("tells columns apart that differ in case only", async () => {
    // DuckDB makes no such file, so one is made by changing a letter of a name, in the footer alone.
    const bytes = await parquetOf("SELECT 'lower' AS gender, 'upper' AS gendes");
    for (let at = bytes.indexOf("gendes"); at >= 0; at = bytes.indexOf("gendes", at))
      bytes.write("Gender", at, "latin1");
    expect((await lowered("log.parquet", bytes, { wanted: ["gender"] })).csv).toBe('"gender"\n"lower"\n');
    expect((await lowered("log.parquet", bytes, { wanted: ["Gender"] })).csv).toBe('"Gender"\n"upper"\n');
  });

  it("is refused where a needed column is not there, with the nearest name", async () => {
    const [fault] = await faultsOf(csvOf(GOOD, ["gendr"]));
    expect(fault).toMatchObject({ code: "missing-column", file: "log.parquet", line: null, column: "gendr" });
    expect(fault!.hint).toContain('"gender"');
  });

  it("is refused where postal codes are numbers: leading zeros are lost", async () => {
    const plan = planOf("log: {features: [zip]}\nattributes: [gender]\nmetrics: {m: shown}");
    for (const type of ["INTEGER", "DOUBLE", "DECIMAL(9, 0)"]) {
      const bytes = await parquetOf(`SELECT 'a' AS gender, true AS shown, 1234::${type} AS zip`);
      const [fault] = await faultsOf(loaded("log.parquet", bytes, plan));
      expect(fault).toMatchObject({ code: "numeric-postal-code", file: "log.parquet", column: "zip" });
      expect(fault!.what).not.toContain("1234");
    }
  });

  it("is refused where ids are floating-point numbers: long ones have lost digits", async () => {
    const plan = planOf("log: {unit: person, decision: id}\nattributes: [gender]\nmetrics: {m: shown}");
    const bytes = await parquetOf("SELECT 1::DOUBLE AS person, 2::FLOAT AS id, 'a' AS gender, true AS shown");
    expect(await refusals(loaded("log.parquet", bytes, plan))).toEqual([
      "floating-point-id person",
      "floating-point-id id",
    ]);
  });

  it("is refused where it has no rows", async () => {
    expect(await refusals(loaded("log.parquet", await parquetOf(`${GOOD} LIMIT 0`)))).toEqual(["no-rows"]);
  });

  it("has rows, not lines, in messages", async () => {
    const bytes = await parquetOf("SELECT 'a\nb' AS person, 'x' AS gender, i AS shown FROM range(4) AS t(i)");
    const [fault] = await faultsOf(loaded("log.parquet", bytes));
    expect(fault).toMatchObject({ code: "not-a-flag", line: null, column: "shown" });
    expect(fault!.what).toContain("in row 3 (2 rows in all, next at row 4)");
  });

  it("may come packed, or from the standard input, and is hashed as it came", async () => {
    const bytes = await parquetOf(GOOD);
    async function* stdin(): AsyncGenerator<Buffer> {
      for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
    }
    const folder = folderForTest();
    const source = await lowerToCsv({ stdin: stdin() }, null, null, folder);
    expect(source).toMatchObject({ format: "parquet", name: "standard input" });
    expect(source.digest().bytes).toBe(bytes.length);
    let size = 0;
    for await (const chunk of source.chunks) size += chunk.length;
    expect(size).toBeGreaterThan(600);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("leaves nothing behind where only its header is looked at, and where it is refused", async () => {
    const folder = folderForTest();
    const scratch = join(folder, "it's [a] * scratch");
    mkdirSync(scratch);
    const path = join(folder, "log.parquet");
    writeFileSync(path, await parquetOf(GOOD));
    const source = await lowerToCsv({ path }, PLAN, ["gender"], scratch);
    for await (const chunk of source.chunks) {
      expect(chunk.toString()).toBe('"gender"\n');
      break;
    }
    expect(readdirSync(scratch)).toEqual([]);
    await faultsOf(lowerToCsv({ path }, PLAN, ["none"], scratch));
    expect(readdirSync(scratch)).toEqual([]);
    await (await lowerToCsv({ path }, PLAN, ["gender"], scratch)).chunks[Symbol.asyncIterator]().next();
  });
});

const asked = (format: string) =>
  planOf(`log: {format: ${format}}\nattributes: [gender]\nmetrics: {m: shown}`);

describe("a file that is called Parquet", () => {
  it("is refused for what it is", async () => {
    expect(await refusals(lowered("log.parquet", "a,b\n1,2\n"))).toEqual(["not-parquet"]);
    const [fault] = await faultsOf(lowered("log.parquet", "a,b\n1,2\n"));
    expect(fault!.what).toBe("this is text, not Parquet");
    expect(await refusals(lowered("log.parquet", ""))).toEqual(["empty-file"]);
    expect(await refusals(lowered("log.parquet", Buffer.from("PARE1234PARE")))).toEqual(["encrypted-file"]);
    expect(await refusals(lowered("log.parquet", Buffer.from("PAR1PAR1")))).toEqual(["damaged-parquet"]);
  });

  it("is read as what the plan says, and refused where that is wrong", async () => {
    expect((await lowered("log.parquet", "a,b\n1,2\n", { plan: asked("csv") })).csv).toBe("a,b\n1,2\n");
    expect(await refusals(lowered("log.bin", "a,b\n1,2\n", { plan: asked("parquet") }))).toEqual([
      "not-parquet",
    ]);
    const bytes = await parquetOf(GOOD);
    expect(await refusals(lowered("log.csv", bytes, { plan: asked("csv") }))).toEqual(["wrong-format"]);
    expect((await lowered("log.csv", bytes)).source.format).toBe("parquet");
  });

  it("is refused wherever it is cut", async () => {
    const bytes = await parquetOf(GOOD);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: bytes.length - 1 }), async (length) => {
        expect(await refusals(lowered("log.parquet", bytes.subarray(0, length)))).toEqual([
          "damaged-parquet",
        ]);
      }),
      { numRuns: 40 },
    );
  });

  it("is refused in our own words, or read, where a byte of it is changed: never another kind of error", async () => {
    const bytes = await parquetOf(GOOD);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 4, max: bytes.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = Buffer.from(bytes);
          changed[at]! ^= flip;
          const faults = await loaded("log.parquet", changed).then(
            () => [],
            (error: unknown) => faultsOf(Promise.reject(error as Error)),
          );
          expect(faults.map((one) => one.file)).toEqual(faults.map(() => "log.parquet"));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describeWithShared("the Parquet files of the corpus", () => {
  const folder = sharedPath("corpus", "10-parquet")!;
  const wanted = ["customer_id", "decided_at", "decision_id", "gender", "age_band", "outcome"];

  it.each(["pq_base", "pq_enum", "pq_nested", "pq_stats_lie", "pq_case_collision"])(
    "%s holds the rows of the base",
    async (name) => {
      const { csv } = await lowered("log.parquet", readFileSync(join(folder, `${name}.parquet`)), { wanted });
      const base = readFileSync(sharedPath("corpus", "00-base", "base.csv")!, "utf8");
      const names = base.split("\n")[0]!.split(",");
      const places = wanted.map((one) => names.indexOf(one));
      const rows = base
        .trimEnd()
        .split("\n")
        .map((line) => places.map((at) => `"${line.split(",")[at]}"`).join(","));
      // In any order: one of the files is sorted.
      expect(csv.trimEnd().split("\n").toSorted()).toEqual(rows.toSorted());
    },
  );

  it.each(["pq_cut_half", "pq_no_magic", "pq_zero_bytes", "pq_is_csv", "pq_footer_len", "pq_footer_garbage"])(
    "%s is refused",
    async (name) => {
      const [fault] = await faultsOf(
        lowered(`${name}.parquet`, readFileSync(join(folder, `${name}.parquet`))),
      );
      expect(fault!.code).toMatch(/^(?:damaged-parquet|not-parquet|empty-file)$/);
      expect(fault!.file).toBe(`${name}.parquet`);
    },
  );
});
