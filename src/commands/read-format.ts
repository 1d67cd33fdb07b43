import { didYouMean, quoted, refuse } from "../refusal.js";
import { type Format, FORMATS } from "../report/formats.js";

/** One of the formats; null for one of the other `words` that --format takes. */
export function readFormat(id: string, words: readonly string[] = []): Format | null {
  const format = FORMATS.find((one) => one.id === id) ?? null;
  if (format !== null || words.includes(id)) return format;
  const ids = [...FORMATS.map((one) => one.id), ...words];
  const near = didYouMean(id, ids);
  return refuse(
    "bad-option",
    `there is no format ${quoted(id)}${near === null ? "" : ` (did you mean ${near}?)`}`,
    { hint: `--format takes ${ids.join(", ")}` },
  );
}
