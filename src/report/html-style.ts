/** The one style sheet of report.html: light and dark, screen and paper. */

/** Columns that can be said to hold figures or long texts; a table with more has them without either. */
const COLUMNS = Array.from({ length: 30 }, (_, index) => index + 2);

/** `.n3 tr>:nth-child(3)`: the third column of a table that says so. */
const each = (letter: string): string =>
  COLUMNS.map((column) => `.${letter}${column} tr>:nth-child(${column})`).join(",");

const HEAT = [8, 18, 30, 42]
  .map(
    (part, index) =>
      `.h${index + 1} { background: color-mix(in srgb, var(--more) ${part}%, transparent); } ` +
      `.c${index + 1} { background: color-mix(in srgb, var(--less) ${part}%, transparent); }`,
  )
  .join("\n");

const LIGHT = `--ink: #1c2024; --quiet: #56606a; --paper: #fff; --line: #d5dae0; --raised: #f4f6f8;
  --fail: #b3261e; --inconclusive: #835500; --not_judged: #5f4b8b; --pass: #1c6b3c; --mark: #1f4e9c;
  --more: #1f6fc9; --less: #d2691e;`;

/** A shade at the side of a table where more of it waits: sheets of paper move with the table and cover it at the ends. */
const EDGES = `background: linear-gradient(to right, var(--paper) 40%, transparent) 0 0 / 3rem 100% no-repeat local,
  linear-gradient(to left, var(--paper) 40%, transparent) 100% 0 / 3rem 100% no-repeat local,
  linear-gradient(to right, var(--quiet), transparent) 0 0 / .5rem 100% no-repeat scroll,
  linear-gradient(to left, var(--quiet), transparent) 100% 0 / .5rem 100% no-repeat scroll;`;

export const STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7ea; --quiet: #9fa9b3; --paper: #15181b; --line: #363c43;
  --raised: #1d2125; --fail: #ff8a80; --inconclusive: #f0b849; --not_judged: #b9a5f0; --pass: #6fcf97;
  --mark: #8ab4f8; --more: #3d7fd0; --less: #b5622a; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; padding-left: .75rem; border-left: .35rem solid;
  overflow-wrap: anywhere; }
h2 { font-size: 1.35rem; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; overflow-wrap: anywhere; }
h4 { font-size: 1rem; margin: 1.75rem 0 .25rem; overflow-wrap: anywhere; }
p, li, dd { max-width: 46rem; }
p, li, dd, caption, summary { overflow-wrap: anywhere; }
bdi, tbody th, td { white-space: pre-wrap; }
bdi { overflow-wrap: anywhere; } :is(th, td) bdi { overflow-wrap: break-word; }
p { margin: .5rem 0; }
li { margin: .25rem 0; }
.scope, .legend, caption, nav { color: var(--quiet); }
.lead { font-size: 1.25rem; line-height: 1.4; margin: 1rem 0 .5rem; font-weight: 600; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 1rem 0 0; }
nav li { margin: 0; } nav a { color: inherit; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .25rem 1.5rem; margin: 1rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; }
.s { overflow-x: auto; margin: 1rem 0 1.5rem; max-width: 100%; ${EDGES} }
.s:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 0 0 .4rem; position: sticky; left: 0; max-width: min(46rem, 100vw - 3rem); }
th, td { padding: .35rem .5rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:first-child { padding-left: 0; }
thead th { vertical-align: bottom; font-weight: 600; border-bottom: 2px solid var(--line); max-width: 12rem;
  overflow-wrap: break-word; }
tbody th { font-weight: 500; min-width: 9.5rem; max-width: 18rem; overflow-wrap: break-word; }
td { min-width: 4rem; max-width: 22rem; overflow-wrap: break-word; }
${each("w")} { min-width: 8.5rem; }
${each("n")} { text-align: right; white-space: nowrap; }
${each("d").replaceAll(" tr>", " tbody>tr>")} { font: .75rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: nowrap; }
thead th { white-space: normal !important; }
td code, li code { white-space: nowrap; }
code { font: .85em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
b { font-weight: 600; }
.f { color: var(--fail); } .i { color: var(--inconclusive); } .n { color: var(--not_judged); }
.p { color: var(--pass); } .o { color: var(--mark); }
h1:is(.f, .i, .p) { color: var(--ink); } h1.f { border-color: var(--fail); } h1.i { border-color: var(--inconclusive); }
h1.p { border-color: var(--pass); }
${HEAT}
details { margin: .75rem 0; border: 1px solid var(--line); border-radius: .3rem; padding: .4rem .75rem; }
summary { cursor: pointer; font-weight: 500; }
.beside { display: flex; flex-wrap: wrap; gap: 0 2rem; align-items: flex-start; }
.beside > svg { flex: 0 1 340px; margin: 1rem 0 0; }
.beside > .s { flex: 1 1 30rem; min-width: 0; }
svg { display: block; width: 144px; height: 16px; color: var(--mark); fill: none; stroke: currentColor;
  stroke-width: 3; stroke-linecap: round; }
svg.p { width: 340px; max-width: 100%; height: auto; color: var(--mark); }
svg text { fill: var(--ink); stroke: none; font-size: 12px; }
.r { text-anchor: end; } .m { text-anchor: middle; } svg text.r, .r text { fill: var(--quiet); }
.z { fill: var(--mark); fill-opacity: .1; stroke: none; }
.t, .e { stroke-width: 1; stroke-linecap: butt; } .t { stroke-dasharray: 2 2; } .e { stroke-opacity: .5; }
.k { stroke-width: 9; } .f .k { stroke-linecap: square; stroke-width: 8; } .q { stroke: var(--paper); stroke-width: 4; }
@media (max-width: 40rem) { body { padding: 1rem 1rem 3rem; } h1 { font-size: 1.4rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 .5rem; } .beside > .s { flex-basis: 100%; }
  tbody th { min-width: 6rem; max-width: 9rem; } }
@media print { :root { color-scheme: light; ${LIGHT} --ink: #000; --quiet: #444; --line: #bbb; }
  @page { size: A4 landscape; margin: 12mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; } nav { display: none; }
  h2 { margin-top: 1.5rem; } h3 { margin-top: 1rem; }
  table { font-size: 7pt; } th, td { padding: .15rem .35rem; } .s { overflow: visible; background: none; }
  .s td, .s th { min-width: 0 !important; white-space: pre-wrap !important; overflow-wrap: break-word; } tbody th { max-width: 9rem; }
  tr, svg, dt { break-inside: avoid; } h2, h3, h4, summary, caption { break-after: avoid; }
  thead { display: table-header-group; }
  details { border: 0; padding: 0; } summary { list-style: none; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  .beside { flex-wrap: nowrap; gap: 6mm; } .beside > svg { flex: 0 0 75mm; } .beside > .s { flex: 1 1 0; }
  .h1, .h2, .h3, .h4, .c1, .c2, .c3, .c4, .z { print-color-adjust: exact; } }
`;
