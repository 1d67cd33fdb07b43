import { describe, expect, it } from "vitest";
import { profileLog } from "../../src/log/profile.js";
import type { ColumnProfile } from "../../src/model.js";
import { folderForTest, refusals } from "./reading.js";

async function profiled(
  text: string,
  size = 1 << 20,
): Promise<{ rows: number; columns: Record<string, ColumnProfile> }> {
  const bytes = Buffer.from(text);
  async function* stdin(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const { rows, columns } = await profileLog({ stdin: stdin() }, folderForTest());
  return { rows, columns: Object.fromEntries(columns.map((one) => [one.name, one])) };
}

describe("the profile of a log", () => {
  it("counts what each column holds", async () => {
    const { rows, columns } = await profiled(
      "id,flag,n,at,\n1,yes,1.5,2026-01-01,\n2,no,-2,2026-01-02,\n3,, 7 ,x,\n",
    );
    expect(rows).toBe(3);
    expect(Object.keys(columns)).toEqual(["id", "flag", "n", "at"]);
    expect(columns["id"]).toMatchObject({
      filled: 3,
      missing: 0,
      distinct: 3,
      digits: 3,
      numbers: 3,
      minimum: 1,
      maximum: 3,
    });
    expect(columns["flag"]).toMatchObject({
      filled: 2,
      missing: 1,
      flags: 2,
      yes: 1,
      numbers: 0,
      minimum: null,
    });
    expect(columns["n"]).toMatchObject({ numbers: 3, minimum: -2, maximum: 7, digits: 1 });
    expect(columns["at"]).toMatchObject({ times: 2, longest: 10 });
  });

  it("lists values most frequent first, then by name, padding off, and up to forty of them", async () => {
    const { columns } = await profiled("g,h\nb,1\n a,2\na,3\nb ,4\nc,5\n");
    expect(columns["g"]!.values).toEqual([
      { text: "a", rows: 2 },
      { text: "b", rows: 2 },
      { text: "c", rows: 1 },
    ]);
    const many = await profiled(`g,h\n${Array.from({ length: 41 }, (_, index) => `v${index},1\n`).join("")}`);
    expect(many.columns["g"]).toMatchObject({ distinct: 41, values: null });
  });

  it("counts every row once, wherever the end of a buffer cuts it, with few values or many", async () => {
    const rows = 300_000;
    const lines = ["g,id,text"];
    for (let index = 0; index < rows; index++) lines.push(`${index % 3},c${index},"a ""${index % 7}"" b"`);
    const { columns, ...more } = await profiled(`${lines.join("\r\n")}\r\n`, 999_983);
    expect(more.rows).toBe(rows);
    expect(columns["g"]!.values).toEqual(["0", "1", "2"].map((text) => ({ text, rows: rows / 3 })));
    expect(columns["id"]).toMatchObject({ filled: rows, missing: 0, distinct: null, values: null });
    expect(columns["text"]).toMatchObject({ filled: rows, distinct: 7 });
    expect(columns["text"]!.values!.reduce((sum, one) => sum + one.rows, 0)).toBe(rows);
  });

  it("is refused where the log is no table", async () => {
    expect(await refusals(profiled("a,b\n1\n"))).toEqual(["ragged-row 2 b"]);
  });
});
