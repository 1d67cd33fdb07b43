import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { profileLog } from "../../src/log/profile.js";
import { faultsOf, folderForTest, loaded, lowered, PLAN, planOf, refusals } from "./reading.js";

const csvOf = async (text: string, wanted: readonly string[] | null = null) =>
  (await lowered("log.ndjson", text, { wanted })).csv;

const row = (shown: unknown) => JSON.stringify({ person: "a\nb\r\nc", gender: "x", shown });

describe("a log of JSON lines", () => {
  it("has the keys of its first object as columns", async () => {
    expect(await csvOf('{"a":"x","b":1}\n{"b":2,"a":"y"}\n')).toBe('"a","b"\nx,1\ny,2\n');
  });

  it("is told by its first byte, by its name, or by the plan", async () => {
    const text = '\ufeff {"a":1,"b":2}';
    expect((await lowered("log.txt", text)).source.format).toBe("ndjson");
    expect((await lowered("log.jsonl", '\n\n{"a":1,"b":2}')).csv).toBe('\n\n"a","b"\n1,2\n');
    const plan = planOf("log: {format: csv}\nattributes: [gender]\nmetrics: {m: shown}");
    expect((await lowered("log.ndjson", text, { plan })).source.format).toBe("csv");
  });

  it("keeps the spelling of numbers, and all digits of long ids", async () => {
    const line = '{"a":1e5,"b":12345678901234567890,"c":-0.10,"d":1E400,"e":0}\n';
    expect(await csvOf(line)).toBe('"a","b","c","d","e"\n1e5,12345678901234567890,-0.10,1E400,0\n');
  });

  it("takes null, an absent key and an empty text for no value, and true and false as they are", async () => {
    expect(await csvOf('{"a":true,"b":null,"c":""}\n{"b":false}\n')).toBe('"a","b","c"\ntrue,,\n,false,\n');
  });

  it("writes a single empty column so that it is no blank line", async () => {
    expect(await csvOf('{"a":null}\n\n{"a":""}\n')).toBe('"a"\n""\n\n""\n');
  });

  it("reads texts with escapes, quotes, commas and line ends as they were", async () => {
    const text = ' x,"y"\n\\\r\t\u00e9\u{1f600}';
    const lines = [
      { a: text, b: "1,2" },
      { a: "plain", b: "" },
    ]
      .map((one) => JSON.stringify(one))
      .join("\r\n");
    expect(await csvOf(lines)).toBe(`"a","b"\n"${text.replaceAll('"', '""')}","1,2"\nplain,\n`);
    expect(await csvOf('{"\\u0061":"\\u0062"}\n{"a":"c"}')).toBe('"a"\n"b"\nc\n');
  });

  it("ignores lists and objects in columns that nothing needs, whatever is in them", async () => {
    const text = '{"x":{"a":["}",{"a":"\\\\\\""}]},"a":1}\n{"y":[[]],"a":2,"x":"]"}';
    expect(await csvOf(text, ["a"])).toBe('"a"\n1\n2\n');
  });

  it("refuses, by line and column, lists and objects in columns that are needed", async () => {
    expect(await refusals(csvOf('{"a":1}\n{"a":[1]}', ["a"]))).toEqual(["nested-value 2 a"]);
  });

  it("refuses a key that comes late, where it is needed or looks like one that is", async () => {
    expect(await refusals(csvOf('{"a":1}\n{"a":1,"b":2}'))).toEqual(["new-key 2 b"]);
    expect(await refusals(csvOf('{"a":1}\n{" A":1}', ["a"]))).toEqual(["new-key 2  A"]);
    expect(await csvOf('{"a":1}\n{"a":1,"b":2}', ["a"])).toBe('"a"\n1\n1\n');
  });

  it("refuses a needed column that the first object does not have, and says how to write it", async () => {
    const [fault] = await faultsOf(csvOf('\n{"b":1}\n', ["a"]));
    expect(fault).toMatchObject({ code: "missing-column", file: "log.ndjson", line: 2, column: "a" });
    expect(fault!.hint).toContain("null");
  });

  it("refuses keys that stand twice, however they are escaped", async () => {
    expect(await refusals(csvOf('{"a":1}\n{"a":1,"\\u0061":2}'))).toEqual(["duplicate-key 2"]);
    expect(await refusals(csvOf('{"a":1,"a":1}\n{"a":1}'))).toEqual(["duplicate-key 1"]);
    expect(await csvOf('{"__proto__":1,"constructor":2}')).toBe('"__proto__","constructor"\n1,2\n');
  });

  it("refuses lines that are no JSON object, all of them at once, and never shows them", async () => {
    const text = '{"a":1}\n{"a":007}\n"Smith"\n[1]\n{"a":1} {"a":2}\n{"a":\'Smith\'}\n';
    const faults = await faultsOf(csvOf(text));
    expect(faults.map((one) => `${one.code} ${one.line}`)).toEqual(["not-json 2", "not-an-object 3"]);
    expect(faults[0]!.what).toContain("(3 rows in all, next at lines 5 and 6)");
    expect(JSON.stringify(faults)).not.toContain("Smith");
  });

  it("refuses half characters and NUL in needed texts", async () => {
    expect(await refusals(csvOf('{"a":"\\ud800x"}', ["a"]))).toEqual(["lone-surrogate 1 a"]);
    expect(await refusals(csvOf('{"a":"\\u0000"}', ["a"]))).toEqual(["nul-byte 1 a"]);
  });

  it("refuses bytes that are not UTF-8, by line", async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":1}\n\n{"a":"'), Buffer.from([0xe9]), Buffer.from('"}\n')]);
    expect(await refusals(lowered("log.ndjson", bytes))).toEqual(["not-utf-8 3"]);
  });

  it("refuses one JSON array, and says how to write one object a line", async () => {
    for (const name of ["log.json", "log.ndjson", "log.txt"]) {
      const [fault] = await faultsOf(lowered(name, '[ {"a":1} ]'));
      expect(fault).toMatchObject({ code: "json-array", file: name, line: 1 });
      expect(fault!.hint).toContain("jq -c");
    }
  });

  it("refuses a file of blank lines", async () => {
    expect(await refusals(csvOf("\n \n"))).toEqual(["no-rows"]);
  });

  it("names the lines of the file in later messages, whatever line ends its texts hold", async () => {
    const text = `\n${row(1)}\n\n${row(0)}\n${row("perhaps")}\n`;
    expect(await refusals(loaded("log.ndjson", text))).toEqual(["not-a-flag 5 shown"]);
  });

  it("counts blank lines, and rows without a value in a single column", async () => {
    const folder = folderForTest();
    const path = join(folder, "log.ndjson");
    writeFileSync(path, '\n{"gender":"x"}\n\n{"gender":null}\n');
    const profile = await profileLog({ path }, folder);
    expect(profile).toMatchObject({ rows: 2, columns: [{ name: "gender", filled: 1, missing: 1 }] });
    const line = '{"person":"p","gender":"x","shown":1}';
    expect((await loaded("log.ndjson", `\n${line}\n\n${line}\n`)).rows).toMatchObject({
      read: 2,
      blankLines: 2,
    });
  });

  it("gives what the same rows give as CSV", async () => {
    const rows = Array.from({ length: 50 }, (_, i) => ({
      person: `p${i}`,
      gender: i % 2 ? "a" : "b,c",
      shown: i % 3 === 0,
    }));
    const json = await loaded("log.ndjson", rows.map((one) => JSON.stringify(one)).join("\n"), PLAN);
    const lines = rows.map((one) => `${one.person},"${one.gender}",${one.shown}`);
    const csv = await loaded("log.csv", ["person,gender,shown", ...lines].join("\n"), PLAN);
    expect({ rows: json.rows, labels: json.labels }).toEqual({ rows: csv.rows, labels: csv.labels });
  });

  it("takes from any object what JSON.parse takes from it", async () => {
    const value = fc.oneof(fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean(), fc.constant(null));
    const object = fc.record({ a: value, 'b,"': value, other: fc.jsonValue() });
    await fc.assert(
      fc.asyncProperty(fc.array(object, { minLength: 1, maxLength: 5 }), fc.nat(3), async (rows, indent) => {
        const space = " ".repeat(indent);
        const text = rows.map((one) => JSON.stringify(one).replace(/^\{/, `{${space}`)).join("\n");
        if (rows.some((one) => JSON.stringify([one.a, one['b,"']]).includes("\\u0000"))) return;
        const csv = (await csvOf(text, ["a", 'b,"'])).split("\n").slice(1).join("\n");
        expect(unquoted(csv)).toBe(rows.map((one) => `${field(one.a)}\u241f${field(one['b,"'])}\n`).join(""));
      }),
      { numRuns: 200 },
    );
  });
});

const field = (one: string | number | boolean | null): string => (one === null ? "" : String(one));

/** Fields of strict CSV with a mark between them. */
function unquoted(csv: string): string {
  return csv.replace(/"((?:[^"]|"")*)"|,/g, (all, text: string | undefined) =>
    all === "," ? "\u241f" : text!.replaceAll('""', '"'),
  );
}
