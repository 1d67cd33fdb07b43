/**
 * report.html: the full report as one self-contained page. No script, no request to anywhere; its security policy
 * allows its one style block and nothing else.
 */
import { createHash } from "node:crypto";
import type { ComponentChildren, VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { AuditResult } from "../model.js";
import {
  asList,
  NAME_SIGNS,
  SENTENCE_SIGNS,
  type Block,
  type Cell,
  type Column,
  type Inline,
  type Table,
  type Text,
} from "./document.js";
import { quotedIfBare, visible } from "./escape.js";
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

/** The full report as one HTML page. */
export function renderHtml(result: AuditResult): string {
  return `<!DOCTYPE html>\n${renderToString(<Page result={result} />)}\n`;
}

function Page({ result }: { readonly result: AuditResult }): VNode {
  const all = sections(result);
  const scale = scaleFor(result);
  const name = result.plan.system.name;
  const title = name === null ? "Evenhand audit" : `Evenhand audit: ${shown([name])}`;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={POLICY} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header>
          <h1>{title}</h1>
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
      return <h3>{text(block.text)}</h3>;
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
  }
}

function DataTable({ table, scale }: { readonly table: Table; readonly scale: Scale }): VNode {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={plain(table.caption)}>
      <table>
        <caption>{text(table.caption)}</caption>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th scope="col" class={column.kind}>
                {column.after === undefined ? column.title : text([column.after, { names: [column.title] }])}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr>{row.map((cell, index) => renderCell(cell, table.columns[index]!, index, scale))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function renderCell(cell: Cell, column: Column, index: number, scale: Scale): VNode {
  if (typeof cell === "object" && "heat" in cell) {
    return <td class={`${column.kind} heat-${Math.round(4 * cell.heat)}`}>{cell.text}</td>;
  }
  const content =
    typeof cell === "object" && "strip" in cell ? (
      <IntervalStrip finding={cell.strip} scale={scale} />
    ) : typeof cell === "object" && "auc" in cell ? (
      <AucStrip estimate={cell.auc} />
    ) : (
      text(cell)
    );
  return index === 0 ? <th scope="row">{content}</th> : <td class={column.kind}>{content}</td>;
}

function text(one: Text): ComponentChildren {
  return asList(one).map(renderInline);
}

function renderInline(one: Inline): ComponentChildren {
  if (typeof one === "string") return one;
  if ("code" in one) return <code>{one.code}</code>;
  if ("verdict" in one) return <span class={`verdict ${one.verdict}`}>{VERDICTS[one.verdict].label}</span>;
  if ("said" in one) return <bdi>{sentence(one.said)}</bdi>;
  return <bdi>{shown(one.names)}</bdi>;
}

function plain(one: Text): string {
  return asList(one)
    .map((piece) => {
      if (typeof piece === "string") return piece;
      if ("code" in piece) return piece.code;
      if ("verdict" in piece) return VERDICTS[piece.verdict].label;
      return "said" in piece ? sentence(piece.said) : shown(piece.names);
    })
    .join("");
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
