import { isUtf8 } from "node:buffer";
import type { InputFile, LogPlan } from "../model.js";
import { refuse } from "../refusal.js";
import { refuseUtf16 } from "./header.js";

/** What first bytes show a stream to be, whatever its name. */
export type Content = "text" | "gzip" | "zstd" | "parquet" | "encrypted-parquet" | "zip" | "utf16" | "bytes";

const MARKS: readonly (readonly [Content, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["parquet", [0x50, 0x41, 0x52, 0x31]],
  ["encrypted-parquet", [0x50, 0x41, 0x52, 0x45]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["utf16", [0xff, 0xfe]],
  ["utf16", [0xfe, 0xff]],
];

export function content(head: Uint8Array): Content {
  for (const [found, mark] of MARKS) if (mark.every((byte, index) => head[index] === byte)) return found;
  // A zstd stream may begin with a frame to be skipped, which has one of sixteen marks.
  if (
    head.length >= 4 &&
    (head[0]! & 0xf0) === 0x50 &&
    head[1] === 0x2a &&
    head[2] === 0x4d &&
    head[3] === 0x18
  )
    return "zstd";
  const part = head.subarray(0, 4096);
  return part.includes(0) || !(isUtf8(part) || part.length === 4096) ? "bytes" : "text";
}

const WORDS: Record<Exclude<Content, "bytes" | "parquet" | "encrypted-parquet">, string> = {
  text: "text",
  gzip: "gzip data",
  zstd: "zstd data",
  zip: "a zip archive",
  utf16: "text in UTF-16",
};

/** The format of unpacked content: the plan's word first, then the content's, then the name's. Refuses what contradicts. */
export function formatOf(
  file: string,
  found: Content,
  asked: LogPlan["format"],
  head: Uint8Array,
): InputFile["format"] {
  const name = file.toLowerCase().replace(/\.(?:gz|zst)$/, "");
  if (found === "encrypted-parquet") {
    refuse("encrypted-file", "the file is encrypted Parquet", { file, hint: "export it without encryption" });
  }
  if (found === "parquet") {
    if (asked === "auto" || asked === "parquet") return "parquet";
    refuse("wrong-format", `the file is Parquet, and the plan says ${asked}`, {
      file,
      hint: "set log.format: parquet, or auto",
    });
  }
  if (asked === "parquet" || (asked === "auto" && /\.(?:parquet|pq)$/.test(name))) {
    if (found === "bytes") {
      refuse(
        "damaged-parquet",
        "the file is damaged or no Parquet: Parquet's mark is missing at its beginning",
        {
          file,
          hint: "fetch or export the file again",
        },
      );
    }
    refuse("not-parquet", `this is ${WORDS[found]}, not Parquet`, {
      file,
      hint: "name the file for what it is, or export it as Parquet",
    });
  }
  if (found === "utf16") refuseUtf16(file);
  if (found === "zip") {
    refuse("zip-file", "the file is a zip archive or an Excel workbook, not a text table", {
      file,
      hint: "unzip it, or save the sheet as CSV UTF-8",
    });
  }
  if (found === "gzip" || found === "zstd") {
    refuse("packed-twice", "the file is packed twice", { file, hint: "unpack it once" });
  }
  if (asked === "csv") return "csv";
  const named = asked === "ndjson" || /\.(?:ndjson|jsonl)$/.test(name);
  const text = Buffer.from(head.subarray(0, 4096))
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  if (text.startsWith("[") && (named || name.endsWith(".json") || /^\[\s*\{/.test(text))) {
    refuse("json-array", "this is one JSON array, not one object a line", {
      file,
      line: 1,
      hint: "write one object a line: jq -c '.[]' FILE > FILE.ndjson",
    });
  }
  return named || text.startsWith("{") ? "ndjson" : "csv";
}
