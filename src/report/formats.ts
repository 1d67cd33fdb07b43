/**
 * The formats an audit is written in. A new format is one file and one entry here; each is loaded only when asked
 * for, so that a format costs nothing unless it is used.
 */
import type { AuditResult } from "../model.js";

export interface Format {
  /** As written after --format. */
  readonly id: string;
  readonly file: string;
  readonly mediaType: string;
  /** A pure function of the result: no clock, no path, no environment. */
  readonly load: () => Promise<(result: AuditResult) => string>;
}

export const FORMATS: readonly Format[] = [
  {
    id: "html",
    file: "report.html",
    mediaType: "text/html; charset=utf-8",
    load: async () => (await import("./html.js")).renderHtml,
  },
  {
    id: "markdown",
    file: "report.md",
    mediaType: "text/markdown; charset=utf-8",
    load: async () => (await import("./markdown.js")).renderMarkdown,
  },
  {
    id: "csv",
    file: "findings.csv",
    mediaType: "text/csv; charset=utf-8",
    load: async () => (await import("./csv.js")).renderCsv,
  },
  {
    id: "proxies",
    file: "proxies.csv",
    mediaType: "text/csv; charset=utf-8",
    load: async () => (await import("./proxies-csv.js")).renderProxiesCsv,
  },
  {
    id: "json",
    file: "result.json",
    mediaType: "application/json",
    load: async () => (await import("./json.js")).renderJson,
  },
];
