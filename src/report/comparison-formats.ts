/** The formats a comparison of two results is written in. Each is loaded only when asked for. */
import type { ChangeState, ResultComparison } from "../model.js";
import type { PageOptions } from "./page.js";

export interface ComparisonOptions extends PageOptions {
  /** Only the counts. */
  readonly quiet?: boolean;
  /** States that were to end with exit 1, and how many gated findings are in one of them; null where none was named. */
  readonly failed: { readonly states: readonly ChangeState[]; readonly found: number } | null;
}

export interface ComparisonFormat {
  /** As written after --format. */
  readonly id: string;
  /** A pure function of the comparison; the options are about the terminal only. */
  readonly load: () => Promise<(comparison: ResultComparison, options: ComparisonOptions) => string>;
}

export const COMPARISON_FORMATS: readonly ComparisonFormat[] = [
  { id: "terminal", load: async () => (await import("./comparison-terminal.js")).renderComparison },
  { id: "json", load: async () => (await import("./json.js")).renderJson },
  { id: "markdown", load: async () => (await import("./comparison-markdown.js")).renderComparisonMarkdown },
];
