import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lowerToCsv } from "../../src/log/lower.js";
import { openSource } from "../../src/log/source.js";
import { faultsOf, folderForTest, loaded, lowered, refusals } from "./reading.js";

async function* stdin(): AsyncGenerator<Buffer> {
  yield Buffer.from('{"a"');
  yield Buffer.from(":1,");
  yield Buffer.from('"b":2}');
}

describe("a log file", () => {
  it("is refused where it is a folder, or is not there, by its own name without its folders", async () => {
    const folder = folderForTest();
    mkdirSync(join(folder, "logs"));
    expect(await faultsOf(openSource({ path: join(folder, "logs") }))).toMatchObject([
      { code: "not-a-file", file: "logs" },
    ]);
    expect(await faultsOf(openSource({ path: join(folder, "none") }))).toMatchObject([
      { code: "cannot-read", file: "none" },
    ]);
  });

  it("is refused where it grows while it is read", async () => {
    const path = join(folderForTest(), "log.csv");
    writeFileSync(path, "a,b\n1,2\n");
    const source = await openSource({ path });
    const read = async (): Promise<void> => {
      for await (const chunk of source.chunks) appendFileSync(path, chunk);
    };
    expect((await faultsOf(read())).map((one) => one.code)).toEqual(["changed-while-reading"]);
  });

  it("is refused for what it is where it is no table", async () => {
    expect(await refusals(lowered("log.csv", Buffer.from([0xff, 0xfe, 0x61, 0])))).toEqual(["utf-16 1"]);
    expect(await refusals(lowered("log.csv", Buffer.from("PK\u0003\u0004rest")))).toEqual(["zip-file"]);
    expect(await refusals(lowered("log.csv", ""))).toEqual(["empty-file"]);
  });

  it("stays CSV where its header begins with a bracket", async () => {
    expect((await lowered("log.csv", "[a],b\n1,2\n")).source).toMatchObject({ format: "csv", written: null });
  });

  it("comes from the standard input as well", async () => {
    const source = await lowerToCsv({ stdin: stdin() }, null, null, folderForTest());
    let csv = "";
    for await (const chunk of source.chunks) csv += chunk.toString();
    expect(csv).toBe('"a","b"\n1,2\n');
  });

  it("may have rows as long as its header, however long it is", async () => {
    // Every row has the header's 20 bytes, and the file is longer than what is held of it at a time.
    const rows = Array.from(
      { length: 300_000 },
      (_, i) => `p${String(i).padStart(13, "0")},${"ab"[i % 2]}b,1\n`,
    );
    const log = await loaded("log.csv", `person,gender,shown\n${rows.join("")}`);
    expect(rows[0]!.length).toBe(20);
    expect(log.rows.used).toBe(300_000);
  });

  it("is refused where its header stands in it again, far from the first", async () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `p${i},a,1\n`);
    const text = `person,gender,shown\n${rows.join("")}person,gender,shown\n${rows.join("")}`;
    expect((await refusals(loaded("log.csv", text))).join()).toContain("repeated-header 300002");
  });
});
