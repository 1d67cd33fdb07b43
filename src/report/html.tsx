/**
 * report.html: the full report as one self-contained page. No script, no request to anywhere; its security policy
 * allows its one style block and nothing else.
 */
import { createHash } from "node:crypto";
import type { ComponentChildren, VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { AuditResult, Gate, Verdict } from "../model.js";
import {
  asList,
  NAME_SIGNS,
  SENTENCE_SIGNS,
  type Block,
  type Cell,
  type Inline,
  type Table,
  type Text,
  withoutEmpty,
} from "./document.js";
import { DotPlot } from "./dot-plot.js";
import type { RenderOptions } from "./entries.js";
import { quotedIfBare, visible } from "./escape.js";
import { headline } from "./headline.js";
import { STYLE } from "./html-style.js";
import { AucStrip } from "./auc-strip.js";
import { IntervalStrip } from "./interval-strip.js";
import { sections } from "./sections/index.js";
import { scopeLine } from "./sentences.js";
import { scaleFor, type Scale } from "./strip.js";
import { cutNames, cutSigns } from "./width.js";
import { VERDICTS } from "./words.js";

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

/**
 * Ends that HTML implies (a cell's by the next cell or row, a row's by the next row): a fifth of a page of tables. Text holds
 * none of them, for its `<` is written `&lt;`.
 */
const IMPLIED = /<\/(?:td|th|tr)>/g;

/** The full report as one HTML page. */
export function renderHtml(result: AuditResult, { earlier = [] }: RenderOptions = {}): string {
  const page = renderToString(<Page result={result} earlier={earlier} />).replace(IMPLIED, "");
  return `<!DOCTYPE html>\n${page}\n`;
}

function Page({
  result,
  earlier,
}: {
  readonly result: AuditResult;
  readonly earlier: readonly AuditResult[];
}): VNode {
  const all = sections(result, earlier);
  const scale = scaleFor(result);
  const title = headline(result);
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>{plain(title)}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header>
          <h1 class={VERDICT_OF_GATE[result.gate.outcome]}>{text(title)}</h1>
          <p class="scope">{visible(scopeLine(result))}</p>
          <nav aria-label="Sections">
            <ul>
              {all.map((section) => (
                <li key={section.id}>
                  <a href={`#${section.id}`}>{section.title}</a>
                </li>
              ))}
            </ul>
          </nav>
        </header>
        <main>
          {all.map((section) => (
            <section key={section.id} id={section.id} aria-labelledby={`${section.id}-title`}>
              <h2 id={`${section.id}-title`}>{section.title}</h2>
              {section.blocks.map((block) => renderBlock(block, scale))}
            </section>
          ))}
        </main>
      </body>
    </html>
  );
}

function renderBlock(block: Block, scale: Scale): VNode {
  switch (block.kind) {
    case "lead":
      return <p class="lead">{text(block.text)}</p>;
    case "paragraph":
      return <p>{text(block.text)}</p>;
    case "legend":
      return <p class="legend">{text(block.text)}</p>;
    case "heading":
      return block.under === true ? <h4>{text(block.text)}</h4> : <h3>{text(block.text)}</h3>;
    case "list":
      return (
        <ul>
          {block.items.map((item) => (
            <li>{text(item)}</li>
          ))}
        </ul>
      );
    case "facts":
      return (
        <dl>
          {block.facts.map(([label, fact]) => (
            <>
              <dt>{label}</dt>
              <dd>{text(fact)}</dd>
            </>
          ))}
        </dl>
      );
    case "table":
      return <DataTable table={block} scale={scale} />;
    case "chart":
      return <DotPlot chart={block} caption={plain(block.caption)} />;
    case "beside":
      return <div class="beside">{block.blocks.map((one) => renderBlock(one, scale))}</div>;
    case "fold":
      return (
        <details>
          <summary>{text(block.title)}</summary>
          {block.blocks.map((one) => renderBlock(one, scale))}
        </details>
      );
  }
}

function DataTable({ table: whole, scale }: { readonly table: Table; readonly scale: Scale }): VNode {
  const table = withoutEmpty(whole);
  const codes = table.columns.map((_, index) => index > 0 && holdsCodes(table, index));
  return (
    <div class="s" tabIndex={0} role="group" aria-label={brief(plain(table.caption))}>
      <table class={columnClasses(table)}>
        <caption>{text(table.caption)}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th>
                {column.after === undefined ? column.title : text([column.after, { names: [column.title] }])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>{row.map((cell, index) => renderCell(cell, index, scale, codes[index]!))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Longer than this, a text gets room in its column. */
const LONG_TEXT = 24;

/**
 * What each column is, said once for the table: `n3` when the third holds figures, `d3` when it holds ids or digests, `w3` when it holds long texts. The widths
 * of names do not matter, so that a name changes nothing of the page but itself.
 */
function columnClasses({ columns, rows }: Table): string | undefined {
  const classes = columns.flatMap(({ kind }, index) => {
    if (index === 0) return [];
    if (kind === "figure") return [`n${index + 1}`];
    if (holdsCodes({ rows }, index)) return [`d${index + 1}`];
    return rows.some((row) => lengthOf(row[index]!) > LONG_TEXT) ? [`w${index + 1}`] : [];
  });
  return classes.length === 0 ? undefined : classes.join(" ");
}

/** Whether a column holds ids or digests and nothing else: the column is then set as code, not each cell. */
function holdsCodes({ rows }: Pick<Table, "rows">, index: number): boolean {
  return rows.every(({ [index]: cell }) => cell === "" || (typeof cell === "object" && "code" in cell));
}

function lengthOf(cell: Cell): number {
  if (typeof cell === "object" && ("heat" in cell || "strip" in cell || "auc" in cell)) return 0;
  return asList(cell).reduce((sum, one) => sum + (typeof one === "string" ? one.length : LENGTH), 0);
}

/** What a name or a verdict counts for. */
const LENGTH = 12;

function renderCell(cell: Cell, index: number, scale: Scale, bare: boolean): VNode {
  if (typeof cell === "object" && "heat" in cell) {
    const step = Math.round(4 * cell.heat);
    return <td class={step === 0 ? undefined : step > 0 ? `h${step}` : `c${-step}`}>{cell.text}</td>;
  }
  const content =
    typeof cell === "object" && "strip" in cell ? (
      <IntervalStrip finding={cell.strip} scale={scale} />
    ) : typeof cell === "object" && "auc" in cell ? (
      <AucStrip estimate={cell.auc} />
    ) : (
      cellText(cell, bare)
    );
  // The first cell heads its row and those of the head their columns, which is what a browser takes a bare th to be.
  return index === 0 ? <th>{content}</th> : <td>{content}</td>;
}

/** A cell is set apart from its neighbours in direction too, so a name alone in it needs nothing around it. */
function cellText(one: Text, bare: boolean): ComponentChildren {
  const [first, ...more] = asList(one);
  if (more.length === 0 && typeof first === "object" && "names" in first) return shown(first.names);
  if (bare && more.length === 0 && typeof first === "object" && "code" in first) return first.code;
  return text(one);
}

function text(one: Text): ComponentChildren {
  return asList(one).map(renderInline);
}

function renderInline(one: Inline): ComponentChildren {
  if (typeof one === "string") return one;
  if ("code" in one) return <code>{one.code}</code>;
  if ("verdict" in one) return <b class={VERDICT_CLASS[one.verdict]}>{verdictText(one)}</b>;
  if ("said" in one) return <bdi>{sentence(one.said)}</bdi>;
  return <bdi>{shown(one.names)}</bdi>;
}

/** Short, for there is one in every row. */
const VERDICT_CLASS: Readonly<Record<Verdict, string>> = {
  fail: "f",
  inconclusive: "i",
  not_judged: "n",
  pass: "p",
};

const VERDICT_OF_GATE: Readonly<Record<Gate["outcome"], string>> = {
  met: "p",
  not_met: "f",
  undecided: "i",
};

function verdictText({ verdict, until }: { readonly verdict: Verdict; readonly until?: string }): string {
  const { label } = VERDICTS[verdict];
  return until === undefined ? label : `${label}, waived until ${visible(until)}`;
}

function plain(one: Text): string {
  return asList(one)
    .map((piece) => {
      if (typeof piece === "string") return piece;
      if ("code" in piece) return piece.code;
      if ("verdict" in piece) return verdictText(piece);
      return "said" in piece ? sentence(piece.said) : shown(piece.names);
    })
    .join("");
}

/** A caption up to its first pause: enough to tell one table from another when it is reached by key. */
function brief(caption: string): string {
  return /^[^.:;(]{12,}?(?= ?[.:;(])/u.exec(caption)?.[0] ?? caption;
}

function sentence(quoted: string): string {
  return cutSigns(visible(quoted), SENTENCE_SIGNS);
}

function shown(names: readonly string[]): string {
  return cutNames(
    names.map((name) => quotedIfBare(visible(name))),
    NAME_SIGNS,
  );
}
