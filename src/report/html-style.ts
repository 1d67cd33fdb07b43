/** The one style sheet of report.html: light and dark, screen and paper. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --quiet: #5b6570; --paper: #fff; --line: #d5dae0;
  --fail: #b3261e; --inconclusive: #8a5a00; --not_judged: #5f4b8b; --pass: #1c6b3c; --mark: #1f4e9c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e7ea; --quiet: #9aa4ae; --paper: #15181b; --line: #363c43;
  --fail: #ff8a80; --inconclusive: #f0b849; --not_judged: #b9a5f0; --pass: #6fcf97; --mark: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 84rem; padding: 2rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.3rem; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
p, li, dd { max-width: 46rem; }
bdi { overflow-wrap: anywhere; white-space: pre-wrap; }
p { margin: .5rem 0; }
.scope, .legend, caption, nav { color: var(--quiet); }
.lead { font-size: 1.25rem; line-height: 1.4; margin: 1rem 0 .5rem; font-weight: 600; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; margin: 1rem 0 0; }
nav a { color: inherit; }
dl { display: grid; grid-template-columns: minmax(9rem, max-content) 1fr; gap: .25rem 1.5rem; margin: 1rem 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
.scroll { overflow-x: auto; margin: 1rem 0 1.5rem; }
.scroll:focus-visible, a:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px; }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: 0 0 .4rem; }
th, td { padding: .35rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { padding-left: 0; }
thead th { vertical-align: bottom; font-weight: 600; border-bottom: 2px solid var(--line); }
tbody th { font-weight: 500; min-width: 8rem; max-width: 18rem; }
td { max-width: 18rem; }
.text { min-width: 7.5rem; }
td code { white-space: nowrap; }
.figure { text-align: right; white-space: nowrap; }
thead .figure { white-space: normal; }
code { font: .85em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.verdict { font-weight: 600; }
.fail { color: var(--fail); } .inconclusive { color: var(--inconclusive); }
.not_judged { color: var(--not_judged); } .pass { color: var(--pass); }
.heat-1 { background: color-mix(in srgb, var(--mark) 8%, transparent); }
.heat-2 { background: color-mix(in srgb, var(--mark) 18%, transparent); }
.heat-3 { background: color-mix(in srgb, var(--mark) 30%, transparent); }
.heat-4 { background: color-mix(in srgb, var(--mark) 42%, transparent); }
svg { display: block; width: 160px; height: 18px; color: var(--mark); }
@media print { :root { --ink: #000; --quiet: #444; --paper: #fff; --line: #bbb; color-scheme: light;
  --fail: #b3261e; --inconclusive: #8a5a00; --not_judged: #5f4b8b; --pass: #1c6b3c; --mark: #1f4e9c; }
  @page { size: A4 landscape; margin: 12mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; } nav { display: none; }
  table { font-size: 7pt; } th, td { padding: .15rem .35rem; } .scroll { overflow: visible; }
  tr, h2, h3 { break-inside: avoid; } h2, h3 { break-after: avoid; } thead { display: table-header-group; } }
`;
