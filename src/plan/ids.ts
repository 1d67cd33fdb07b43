/** Which ids a plan may give, and that each is given once. */
import { quoted } from "../quoted.js";
import type { Path, Report } from "./raw.js";

/** Metric and rule ids are part of finding ids and file names. */
const SAFE = /^[A-Za-z0-9_-]+$/;

/** Reports an id that is not letters, digits, _ and -. */
export function checkSafeId(id: string, path: Path, at: "key" | "value", report: Report): void {
  if (SAFE.test(id)) return;
  const what = `${quoted(id)} cannot be an id: ids are letters, digits, _ and -`;
  const hint = id === "" ? null : suggestion(id);
  report({ code: "bad-id", what, hint, path, at });
}

function suggestion(id: string): string | null {
  const plain = id
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 60);
  return plain === "" ? null : `for instance ${quoted(plain)}`;
}

/** "all" means every one of them in a rule, so no metric may be called that. An attribute may: columns are what they are. */
export function checkNotReserved(id: string, path: Path, at: "key" | "value", report: Report): void {
  if (id !== "all") return;
  const what = '"all" cannot be an id: in a rule it stands for every one of them';
  report({ code: "bad-id", what, hint: "choose another name", path, at });
}
