/**
 * report.md: the full report for a pull request or a wiki. GitHub's tables; text from the plan and the log is inert.
 */
import type { AuditResult } from "../model.js";
import {
  asList,
  NAME_SIGNS,
  SENTENCE_SIGNS,
  type Block,
  type Cell,
  type Column,
  type Inline,
  type Section,
  type Table,
  type Text,
  withoutEmpty,
} from "./document.js";
import { forMarkdown, oursForMarkdown, quotedIfBare } from "./escape.js";
import { headline } from "./headline.js";
import type { RenderOptions } from "./entries.js";
import { sections } from "./sections/index.js";
import { scopeLine } from "./sentences.js";
import { cutNames, cutSigns } from "./width.js";
import { VERDICTS } from "./words.js";

/** The full report as Markdown, ending in a newline. */
export function renderMarkdown(result: AuditResult, { earlier = [] }: RenderOptions = {}): string {
  return renderSections(
    [`# ${text(headline(result))}`, text({ said: scopeLine(result) })],
    sections(result, earlier),
  );
}

/** A page of any sections, under opening paragraphs that are inert already. */
export function renderSections(opening: readonly string[], all: readonly Section[]): string {
  const parts = all
    .flatMap((section) => [`## ${section.title}`, ...section.blocks.map(block)])
    .filter((part) => part !== null);
  return `${[...opening, ...parts].join("\n\n")}\n`;
}

/** A name of the plan or the log, inert and cut where it is long. */
export function nameForMarkdown(name: string): string {
  return inline({ names: [name] });
}

function block(one: Block): string | null {
  switch (one.kind) {
    case "lead":
      return `**${text(one.text)}**`;
    case "paragraph":
      return text(one.text);
    case "legend":
    case "chart":
      return null;
    case "heading":
      return `${one.under === true ? "####" : "###"} ${text(one.text)}`;
    case "beside":
      return together(one.blocks);
    case "fold":
      return together([{ kind: "heading", text: one.title, under: one.beside !== true }, ...one.blocks]);
    case "list":
      return one.items.map((item) => `- ${text(item)}`).join("\n");
    case "facts":
      return one.facts.map(([label, fact]) => `- **${oursForMarkdown(label)}:** ${text(fact)}`).join("\n");
    case "table":
      return table(one);
  }
}

function together(blocks: readonly Block[]): string | null {
  const parts = blocks.map(block).filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join("\n\n");
}

function heading({ title, after }: Column): string {
  return after === undefined
    ? oursForMarkdown(title)
    : `${oursForMarkdown(after)}${inline({ names: [title] })}`;
}

function table(whole: Table): string {
  const one = withoutEmpty(whole);
  const kept = one.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => column.kind !== "strip");
  return [
    `*${text(one.caption)}*`,
    "",
    line(kept.map(({ column }) => heading(column))),
    line(kept.map(({ column }) => (column.kind === "figure" ? "---:" : "---"))),
    ...one.rows.map((cells) => line(kept.map(({ index }) => cell(cells[index]!)))),
  ].join("\n");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cell(one: Cell): string {
  if (typeof one === "object" && ("strip" in one || "auc" in one)) return "";
  return typeof one === "object" && "heat" in one ? oursForMarkdown(one.text) : text(one);
}

function text(one: Text): string {
  return asList(one).map(inline).join("");
}

function inline(one: Inline): string {
  if (typeof one === "string") return oursForMarkdown(one);
  if ("code" in one) return `\`${one.code}\``;
  if ("verdict" in one) {
    const until = one.until === undefined ? "" : `, waived until ${forMarkdown(one.until)}`;
    return one.verdict === "fail" ? `**${VERDICTS.fail.label}**${until}` : VERDICTS[one.verdict].label;
  }
  if ("said" in one) return forMarkdown(cutSigns(one.said, SENTENCE_SIGNS));
  return forMarkdown(cutNames(one.names.map(quotedIfBare), NAME_SIGNS));
}
