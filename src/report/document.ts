/**
 * What the full reports are made of: sections of paragraphs, lists, facts and tables, before any format.
 *
 * Markdown and HTML render the same document, so neither can say less than the other. Text is either ours (a plain
 * string) or marked as coming from the plan or the log; formats make the marked kind visible and inert.
 */
import type { Estimate, Finding, Verdict } from "../model.js";
import { count, NONE } from "./numbers.js";

/** A piece of text: ours, a name to be cut if long, a quoted sentence to be kept whole, or code of ours. */
export type Inline =
  | string
  | { readonly names: readonly string[] }
  | { readonly said: string }
  | { readonly code: string }
  /** A verdict in words; `until`: the last day of the waiver that covers it. */
  | { readonly verdict: Verdict; readonly until?: string };

export type Text = Inline | readonly Inline[];

/** A cell: text, or a ratio drawn against its rule (left out where a format cannot draw). */
export type Cell =
  | Text
  | { readonly strip: Finding }
  /** An AUC drawn from 0.5 to 1, likewise. */
  | { readonly auc: Estimate }
  /** Text on a ground the darker the farther `heat` is from 0, of another colour below it; from -1 to 1. */
  | { readonly heat: number; readonly text: string };

/** Figures drawn one under the other on one axis; a table beside it says the same. */
export interface Chart {
  readonly kind: "chart";
  /** What is drawn. */
  readonly caption: Text;
  readonly axis: {
    readonly low: number;
    readonly high: number;
    readonly scale: "linear" | "log";
    readonly ticks: readonly { readonly at: number; readonly text: string }[];
  };
  /** Stretches of the axis that the rule forbids; their ends are drawn as lines. */
  readonly forbidden: readonly { readonly from: number; readonly to: number }[];
  /** Where all would be alike, or null. */
  readonly equal: number | null;
  readonly rows: readonly ChartRow[];
}

export interface ChartRow {
  readonly names: readonly string[];
  /** Null where there is nothing to draw: `text` says why. */
  readonly value: number | null;
  readonly low: number | null;
  /** Null beside a non-null `low`: without end. */
  readonly high: number | null;
  readonly verdict: Verdict | null;
  readonly text: string;
}

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
  /** `under`: one step lower, inside what the last heading began. */
  | { readonly kind: "heading"; readonly text: Text; readonly under?: boolean }
  | { readonly kind: "list"; readonly items: readonly Text[] }
  | { readonly kind: "facts"; readonly facts: readonly (readonly [label: string, text: Text])[] }
  | Table
  /** Left out where a format cannot draw. */
  | Chart
  /** A drawing and what belongs beside it. */
  | { readonly kind: "beside"; readonly blocks: readonly Block[] }
  /** Closed at first where a format can fold; on paper, and elsewhere, open. */
  | {
      readonly kind: "fold";
      readonly title: Text;
      readonly blocks: readonly Block[];
      /** Stands beside headings, and not under one. */ readonly beside?: boolean;
    };

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

/** The table without columns that say nothing in any row; the first heads the rows and stays. */
export function withoutEmpty(table: Table): Table {
  const kept = table.columns.map(
    (_, index) => index === 0 || table.rows.some((row) => row[index] !== "" && row[index] !== NONE),
  );
  return {
    ...table,
    columns: table.columns.filter((_, index) => kept[index]),
    rows: table.rows.map((row) => row.filter((_, index) => kept[index])),
  };
}

/** Blocks folded away, or nothing where there are none. */
export function fold(title: Text, blocks: readonly Block[], beside = false): readonly Block[] {
  return blocks.length === 0 ? [] : [{ kind: "fold", title, blocks, beside }];
}

/** Rows a table may have before it is folded away, where it stands among others of its kind. */
const LONG_TABLE = 12;

/** A block, folded away if it is a long table. */
export function foldLong(block: Block): readonly Block[] {
  if (block.kind !== "table" || block.rows.length <= LONG_TABLE) return [block];
  return fold([`${count(block.rows.length)} rows: `, ...asList(block.caption)], [block]);
}

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
