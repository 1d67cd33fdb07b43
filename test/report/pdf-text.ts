/**
 * The text of a PDF as Chromium writes it: every page's glyphs turned back into letters by the font's own table, without
 * spaces, for where a word ends is a matter of distances. Enough to ask whether a sentence was printed.
 */
import { inflateSync } from "node:zlib";

/** Objects by number: what stands before a stream, and the stream unpacked. */
function objectsOf(pdf: Buffer): ReadonlyMap<string, { readonly head: string; readonly stream: string }> {
  const text = pdf.toString("latin1");
  const objects = new Map<string, { head: string; stream: string }>();
  const begin = /(?:^|\n)(\d+) 0 obj\r?\n/gu;
  for (let match = begin.exec(text); match !== null; match = begin.exec(text)) {
    const start = begin.lastIndex;
    const end = text.indexOf("endobj", start);
    const at = text.slice(start, end).indexOf("stream\n");
    const head = at < 0 ? text.slice(start, end) : text.slice(start, start + at);
    const length = Number(/\/Length (\d+)/u.exec(head)?.[1] ?? 0);
    const from = start + at + "stream\n".length;
    const packed = at >= 0 && head.includes("/FlateDecode") && !head.includes("/Length1");
    const stream = packed ? inflateSync(pdf.subarray(from, from + length)).toString("latin1") : "";
    objects.set(match[1]!, { head, stream });
    if (at >= 0) begin.lastIndex = from + length;
  }
  return objects;
}

/** Glyph to letters, from the lists and ranges of a ToUnicode table. */
function glyphsOf(table: string): ReadonlyMap<number, string> {
  const glyphs = new Map<number, string>();
  const write = (hex: string): string => Buffer.from(hex, "hex").swap16().toString("utf16le");
  for (const [, list] of table.matchAll(/beginbfchar([\s\S]*?)endbfchar/gu))
    for (const [, glyph, to] of list!.matchAll(/<([0-9A-F]+)> <([0-9A-F]+)>/giu))
      glyphs.set(parseInt(glyph!, 16), write(to!));
  for (const [, list] of table.matchAll(/beginbfrange([\s\S]*?)endbfrange/gu))
    for (const [, from, to, first] of list!.matchAll(/<([0-9A-F]+)> <([0-9A-F]+)> <([0-9A-F]{4})>/giu))
      for (let glyph = parseInt(from!, 16); glyph <= parseInt(to!, 16); glyph += 1)
        glyphs.set(glyph, String.fromCharCode(parseInt(first!, 16) + glyph - parseInt(from!, 16)));
  return glyphs;
}

export interface Printed {
  /** All letters in the order they are drawn, no spaces. */
  readonly text: string;
  readonly pages: number;
  /** Whether a screen reader finds headings, tables and so on in it. */
  readonly tagged: boolean;
}

/** Text without spaces, and with letters that a font draws as one taken apart. */
export const letters = (text: string): string => text.normalize("NFKC").replaceAll(/\s/gu, "");

export function readPdf(pdf: Buffer): Printed {
  const objects = objectsOf(pdf);
  const all = [...objects.values()];
  const fonts = new Map<string, ReadonlyMap<number, string>>();
  for (const [number, { head }] of objects) {
    const table = /\/Type \/Font\b[\s\S]*\/ToUnicode (\d+) 0 R/u.exec(head)?.[1];
    if (table !== undefined) fonts.set(number, glyphsOf(objects.get(table)!.stream));
  }
  let text = "";
  for (const { stream } of all) {
    let font: ReadonlyMap<number, string> | undefined;
    for (const [, name, hex] of stream.matchAll(/\/F(\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj/giu)) {
      if (name !== undefined) font = fonts.get(name);
      else for (const glyph of hex!.match(/.{4}/gu) ?? []) text += font?.get(parseInt(glyph, 16)) ?? "";
    }
  }
  return {
    text: letters(text),
    pages: all.filter(({ head }) => /\/Type \/Page\b/u.test(head)).length,
    tagged: all.some(({ head }) => head.includes("/StructTreeRoot") && head.includes("/MarkInfo")),
  };
}
