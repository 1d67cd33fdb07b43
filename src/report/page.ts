/**
 * The sheet the terminal report is set on: its width, its colours, and how text that is not ours is let onto it.
 */
import { Chalk } from "chalk";
import type { Verdict } from "../model.js";
import { forTerminal, quotedIfBare } from "./escape.js";
import { cutNames, cutSigns, fit, hang } from "./width.js";

export interface PageOptions {
  /** Columns; nothing is ever wider. */
  readonly width: number;
  readonly color: boolean;
  /** Printable ASCII only. */
  readonly ascii: boolean;
}

type Paint = (text: string) => string;

export interface Page {
  readonly width: number;
  readonly ellipsis: string;
  /** A name from the log or the plan: inert, at most 60 signs. */
  readonly name: (text: string) => string;
  /** The names of a crossed group; where they are too long together, each is cut. */
  readonly names: (texts: readonly string[]) => string;
  /** A sentence that may quote the log: inert, and whole unless a quoted name is absurdly long. */
  readonly said: (text: string) => string;
  /** Cut to so many columns. */
  readonly fit: (text: string, columns: number) => string;
  /** A label and its text, wrapped with the text hanging in one column. */
  readonly hang: (label: string, text: string) => readonly string[];
  readonly bold: Paint;
  readonly dim: Paint;
  readonly verdict: Readonly<Record<Verdict, Paint>>;
  /** Lines to the finished text; our own signs become ASCII here if they must. */
  readonly print: (lines: readonly string[]) => string;
}

const NAME_SIGNS = 60;
const SENTENCE_SIGNS = 400;
const NARROWEST = 40;

const ESCAPE = "\u001b";

/** Our own signs and what stands for them in ASCII, each one column wide. */
const PLAIN: ReadonlyMap<string, string> = new Map([
  ["–", "-"],
  ["─", "-"],
  ["●", "o"],
  ["┊", ":"],
  ["│", "|"],
  ["┼", "+"],
  ["‹", "<"],
  ["›", ">"],
]);

export function page(options: PageOptions): Page {
  const chalk = new Chalk({ level: options.color ? 1 : 0 });
  const ellipsis = options.ascii ? "..." : "…";
  const width = Math.max(NARROWEST, Math.floor(options.width));
  const inert = (text: string): string => forTerminal(text, options.ascii);
  const shown = (text: string): string => quotedIfBare(inert(text));
  return {
    width,
    ellipsis,
    said: (text) => cutSigns(inert(text), SENTENCE_SIGNS, ellipsis),
    name: (text) => cutSigns(shown(text), NAME_SIGNS, ellipsis),
    names: (texts) => cutNames(texts.map(shown), NAME_SIGNS, ellipsis),
    fit: (text, columns) => fit(text, columns, ellipsis),
    hang: (label, text) => hang(label, text, width),
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    verdict: {
      fail: (text) => chalk.bold.red(text),
      inconclusive: (text) => chalk.yellow(text),
      not_judged: (text) => chalk.magenta(text),
      pass: (text) => chalk.green(text),
    },
    print: (lines) => {
      const text = lines.map((line) => `${line.trimEnd()}\n`).join("");
      return options.ascii ? text.replace(/[^ -~\n]/gu, plain) : text;
    },
  };
}

/** Colour codes are ours (names come without them) and stay. */
function plain(sign: string): string {
  return sign === ESCAPE ? sign : (PLAIN.get(sign) ?? "?");
}
