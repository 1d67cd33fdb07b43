/**
 * What the full reports are made of: sections of paragraphs, lists, facts and tables, before any format.
 *
 * Markdown and HTML render the same document, so neither can say less than the other. Text is either ours (a plain
 * string) or marked as coming from the plan or the log; formats make the marked kind visible and inert.
 */
import type { Estimate, Finding, Verdict } from "../model.js";

/** A piece of text: ours, a name to be cut if long, a quoted sentence to be kept whole, or code of ours. */
export type Inline =
  | string
  | { readonly names: readonly string[] }
  | { readonly said: string }
  | { readonly code: string }
  | { readonly verdict: Verdict };

export type Text = Inline | readonly Inline[];

/** A cell: text, or a ratio drawn against its rule (left out where a format cannot draw). */
export type Cell =
  | Text
  | { readonly strip: Finding }
  /** An AUC drawn from 0.5 to 1, likewise. */
  | { readonly auc: Estimate }
  /** Text on a ground the darker the closer `heat` is to 1. */
  | { readonly heat: number; readonly text: string };

export interface Column {
  readonly title: string;
  readonly kind: "text" | "figure" | "strip";
  /** The title is a name of the plan or the log, after these words of ours. */
  readonly after?: string;
}

export interface Table {
  readonly kind: "table";
  /** What the table shows, for its caption. */
  readonly caption: Text;
  readonly columns: readonly Column[];
  /** The first cell heads its row. */
  readonly rows: readonly (readonly Cell[])[];
}

export type Block =
  | { readonly kind: "lead"; readonly text: Text }
  | { readonly kind: "paragraph"; readonly text: Text }
  /** Explains the drawings; left out where a format cannot draw. */
  | { readonly kind: "legend"; readonly text: Text }
  | { readonly kind: "heading"; readonly text: Text }
  | { readonly kind: "list"; readonly items: readonly Text[] }
  | { readonly kind: "facts"; readonly facts: readonly (readonly [label: string, text: Text])[] }
  | Table;

export interface Section {
  /** Stable, for links. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A text column, a column of figures (set to the right), or the drawn strip. */
export const words = (title: string): Column => ({ title, kind: "text" });
export const figure = (title: string): Column => ({ title, kind: "figure" });
export const drawing = (title: string): Column => ({ title, kind: "strip" });

/** A column of figures headed by a name of the plan or the log. */
export const figureOf = (name: string, after = ""): Column => ({ title: name, kind: "figure", after });

/** A name, or the names of a crossed group or attribute. */
export function named(text: string | readonly string[]): Inline {
  return { names: typeof text === "string" ? [text] : text };
}

/** A name the plan may leave out. */
export function namedOr(text: string | null, otherwise: string): Inline {
  return text === null ? otherwise : { said: text };
}

/** Signs of a name shown in the full reports. */
export const NAME_SIGNS = 200;

/** Signs of a sentence that quotes the plan or the log. */
export const SENTENCE_SIGNS = 2_000;

export function asList(text: Text): readonly Inline[] {
  return Array.isArray(text) ? (text as readonly Inline[]) : [text as Inline];
}
