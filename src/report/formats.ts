/**
 * The formats an audit is written in. A new format is one file and one entry here; each is loaded only when asked
 * for, so that a format costs nothing unless it is used.
 */
import type { AuditResult } from "../model.js";
import type { RenderOptions } from "./entries.js";

export interface Format {
  /** As written after --format. */
  readonly id: string;
  /** What a file of it is called. */
  readonly file: string;
  readonly mediaType: string;
  /** The commands that write it into their folder by themselves; others print it when it is asked for. */
  readonly writtenBy: readonly ("audit" | "report")[];
  /** A pure function of the result and of where the plan lies: no clock, no environment. */
  readonly load: () => Promise<(result: AuditResult, options?: RenderOptions) => string>;
}

export const FORMATS: readonly Format[] = [
  {
    id: "html",
    file: "report.html",
    mediaType: "text/html; charset=utf-8",
    writtenBy: ["audit", "report"],
    load: async () => (await import("./html.js")).renderHtml,
  },
  {
    id: "markdown",
    file: "report.md",
    mediaType: "text/markdown; charset=utf-8",
    writtenBy: ["audit", "report"],
    load: async () => (await import("./markdown.js")).renderMarkdown,
  },
  {
    id: "csv",
    file: "findings.csv",
    mediaType: "text/csv; charset=utf-8",
    writtenBy: ["audit", "report"],
    load: async () => (await import("./csv.js")).renderCsv,
  },
  {
    id: "proxies",
    file: "proxies.csv",
    mediaType: "text/csv; charset=utf-8",
    writtenBy: ["audit", "report"],
    load: async () => (await import("./proxies-csv.js")).renderProxiesCsv,
  },
  {
    id: "json",
    file: "result.json",
    mediaType: "application/json",
    writtenBy: ["audit"],
    load: async () => (await import("./json.js")).renderJson,
  },
  {
    id: "sarif",
    file: "evenhand.sarif",
    mediaType: "application/sarif+json",
    writtenBy: [],
    load: async () => (await import("./sarif.js")).renderSarif,
  },
  {
    id: "sarif-github",
    file: "evenhand-github.sarif",
    mediaType: "application/sarif+json",
    writtenBy: [],
    load: async () => (await import("./sarif-github.js")).renderSarifForGithub,
  },
  {
    id: "junit",
    file: "junit.xml",
    mediaType: "application/xml",
    writtenBy: [],
    load: async () => (await import("./junit.js")).renderJunit,
  },
  {
    id: "github",
    file: "annotations.txt",
    mediaType: "text/plain; charset=utf-8",
    writtenBy: [],
    load: async () => (await import("./github.js")).renderGithub,
  },
  {
    id: "github-summary",
    file: "summary.md",
    mediaType: "text/markdown; charset=utf-8",
    writtenBy: [],
    load: async () => (await import("./github-summary.js")).renderGithubSummary,
  },
  {
    id: "gitlab",
    file: "gl-code-quality-report.json",
    mediaType: "application/json",
    writtenBy: [],
    load: async () => (await import("./gitlab.js")).renderGitlab,
  },
];

/** The formats a command writes into its folder by itself. */
export function formatsOf(command: "audit" | "report"): readonly Format[] {
  return FORMATS.filter(({ writtenBy }) => writtenBy.includes(command));
}
