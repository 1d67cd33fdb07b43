import { describe, expect, it } from "vitest";
import { type Header, readHeader } from "../../src/log/header.js";
import { Refusal } from "../../src/refusal.js";

const header = (text: string, complete = true, delimiter: string | null = null): Header | null =>
  readHeader("log.csv", Buffer.from(text), complete, { delimiter, written: null });
const codes = (text: string): string[] => {
  try {
    header(text);
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.faults.map((one) => `${one.code} ${one.line}`);
    throw error;
  }
};

const separatorOf = (text: string): string => String.fromCharCode(header(text)!.delimiter);

describe("the header", () => {
  it("tells the separator it uses most, outside quotes", () => {
    expect(separatorOf("a,b;c\n")).toBe(",");
    expect(separatorOf("a;b;c,d\n")).toBe(";");
    expect(separatorOf("a\tb\n")).toBe("\t");
    expect(separatorOf('"a,b,c";d\n')).toBe(";");
    expect(separatorOf("alone\n")).toBe(",");
  });

  it("may quote every name, whatever the separator", () => {
    for (const separator of [",", ";", "\t", "|"]) {
      for (const width of [1, 2, 3, 4, 5]) {
        const names = Array.from({ length: width }, (_, index) => `n${index}`);
        const text = names.map((name) => `"${name}"`).join(separator);
        expect(header(`${text}\n`)!.names).toEqual(names);
      }
    }
  });

  it("takes the plan's separator before its own guess", () => {
    expect(header("a,b|c,d\n", true, "|")!.names).toEqual(["a,b", "c,d"]);
  });

  it("is refused where fields are separated by two characters", () => {
    expect(codes("a||b||c\n")).toEqual(["two-character-delimiter 1"]);
  });

  it("follows Excel's sep= line and its blank lines, and the rows know their lines all the same", () => {
    const found = header("sep=;\r\n\r\na;b\r\n1;2\r\n")!;
    expect(found.names).toEqual(["a", "b"]);
    expect([found.skipped, found.firstLine, found.bodyStart]).toEqual([2, 4, 14]);
    expect(found.notes.map((one) => one.code)).toEqual(["sep-line"]);
  });

  it("may hold quoted line ends, which count as lines", () => {
    const found = header('a,"b\nc"\n1,2\n')!;
    expect(found.names).toEqual(["a", "b\nc"]);
    expect(found.firstLine).toBe(3);
  });

  it("tells the line end: LF, CRLF or CR", () => {
    const ends = ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\r1,2\r"].map((text) => header(text)!);
    expect(ends.map((one) => one.newline)).toEqual([10, 10, 13]);
    expect(ends.map((one) => one.bodyStart)).toEqual([4, 5, 4]);
  });

  it("waits for more where it ends with a CR that may be half a line end", () => {
    expect(header("a,b\r", false)).toBeNull();
    expect(header("\r", false)).toBeNull();
    expect(header("a,b\r", true)!.newline).toBe(13);
    expect(header("a,b", false)).toBeNull();
    expect(header('a,"b\n', false)).toBeNull();
  });

  it("drops byte order marks, and says so where there is more than one", () => {
    expect(header("\ufeffa,b\n")!.notes).toEqual([]);
    expect(header("\ufeff\ufeffa,b\n")!.names).toEqual(["a", "b"]);
    expect(header("\ufeff\ufeffa,b\n")!.notes.map((one) => one.code)).toEqual(["repeated-bom"]);
  });

  it("is refused where two names are the same but for case or padding, each pair by its places", () => {
    expect(codes("id,Gender,gender, ID\n")).toEqual(["duplicate-column 1", "duplicate-column 1"]);
  });

  it("may leave columns unnamed, several even", () => {
    expect(header("a,,b,\n")!.names).toEqual(["a", "", "b", ""]);
  });

  it("loses the padding of its names, and notes it", () => {
    const found = header(" a,b\t\n")!;
    expect(found.names).toEqual(["a", "b"]);
    expect(found.notes.map((one) => one.code)).toEqual(["padded-names"]);
  });

  it("notes names that are the same letters in other code points", () => {
    expect(header("caf\u00e9,cafe\u0301\n")!.notes.map((one) => one.code)).toEqual(["look-alike-columns"]);
  });

  it("is refused where the file begins with a comment, a page or nothing", () => {
    expect(codes("# made by x\na,b\n")).toEqual(["comment-line 1"]);
    expect(codes("// x\na,b\n")).toEqual(["comment-line 1"]);
    expect(codes("\n<!DOCTYPE html><html>\n")).toEqual(["html-file 2"]);
    expect(codes("")).toEqual(["empty-file null"]);
    expect(codes("\n\n")).toEqual(["empty-file null"]);
    expect(codes("a\0b,c\n")).toEqual(["binary-file 1"]);
    expect(codes(Buffer.from("a,b,c\n", "utf16le").toString("latin1"))).toEqual(["utf-16 1"]);
  });

  it("is refused where its quotes do not pair up", () => {
    expect(codes('a,b"c,d"\n')).toEqual(["bad-header 1"]);
    expect(codes('a,"b\n1,2\n')).toEqual(["bad-header 1"]);
  });
});
