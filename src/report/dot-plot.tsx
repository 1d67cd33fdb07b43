/**
 * Figures of groups drawn one under the other on one axis, each name above its mark. Narrow enough for a phone: nothing is
 * scaled down until it cannot be read. The table beside it says the same, so to a screen reader it is one image.
 */
import type { VNode } from "preact";
import type { Verdict } from "../model.js";
import type { Chart, ChartRow } from "./document.js";
import { arrow, beyond, ROOM } from "./edge-arrow.js";
import { quotedIfBare, visible } from "./escape.js";
import { place } from "./strip.js";
import { cutNames, fit } from "./width.js";

const WIDTH = 340;
/** Room at both ends, so that no mark is cut. */
const INSET = 6;
const ROW = 32;
/** Room between the edge and what is written. */
const PAD = 4;
const AXIS = 18;
/** Names are cut to this many columns of letters: the widest leave room for the figure at the end of the line. */
const NAME = 26;
/** Closer than this, figures under the axis would touch. */
const APART = 40;

/** Inline SVG; one path for all marks of a verdict. */
export function DotPlot({ chart, caption }: { readonly chart: Chart; readonly caption: string }): VNode {
  const { axis, rows } = chart;
  // To the nearest unit, which is nearly a pixel.
  const part = (figure: number): number =>
    axis.scale === "log" ? place(figure, axis) : (figure - axis.low) / (axis.high - axis.low || 1);
  const at = (figure: number): number =>
    Math.round(INSET + (WIDTH - 2 * INSET) * Math.min(1, Math.max(0, part(figure))));
  const bottom = rows.length * ROW;
  const marks = KINDS.flatMap(([kind, verdict]) => drawn(rows, kind, verdict, { at, part }));
  return (
    <svg
      class="p"
      viewBox={`0 0 ${WIDTH} ${bottom + AXIS}`}
      role="img"
      aria-label={`${caption}, drawn; the figures are in the table`}
    >
      {chart.forbidden.length > 0 && (
        <path class="z" d={chart.forbidden.map(({ from, to }) => box(from, to, at, bottom)).join("")} />
      )}
      {chart.forbidden.length > 0 && (
        <path
          class="t"
          d={chart.forbidden
            .flatMap(({ from, to }) => [from, to])
            .filter((end) => end !== axis.low && end !== axis.high)
            .map((end) => `M${at(end)} 0V${bottom}`)
            .join("")}
        />
      )}
      {chart.equal !== null && <path class="e" d={`M${at(chart.equal)} 0V${bottom}`} />}
      {marks}
      <g transform={`translate(${PAD})`}>
        {rows.map((row, index) => (
          <text y={index * ROW + 13}>{short(row.names)}</text>
        ))}
      </g>
      <g class="r" transform={`translate(${WIDTH - PAD})`}>
        {rows.map((row, index) => (
          <text y={index * ROW + 13}>{row.text}</text>
        ))}
      </g>
      {ticksOf(chart, at).map(({ x, text }) => (
        <text
          class={x < 30 ? undefined : x > WIDTH - 30 ? "r" : "m"}
          x={x < 30 ? 0 : x > WIDTH - 30 ? WIDTH : x}
          y={bottom + 14}
        >
          {text}
        </text>
      ))}
    </svg>
  );
}

/** A mark's class says its shape and colour: square, ring, dot. */
const KINDS: readonly (readonly [kind: string, verdict: Verdict | null])[] = [
  ["p", "pass"],
  ["o", null],
  ["n", "not_judged"],
  ["i", "inconclusive"],
  ["f", "fail"],
];

function drawn(
  rows: readonly ChartRow[],
  kind: string,
  verdict: Verdict | null,
  { at, part }: { readonly at: (figure: number) => number; readonly part: (figure: number) => number },
): readonly VNode[] {
  const own = rows.flatMap((row, index) =>
    row.value !== null && row.verdict === verdict
      ? [
          {
            ...row,
            value: row.value,
            y: index * ROW + 20,
            over: beyond(
              part(row.value),
              row.low === null ? null : [part(row.low), row.high === null ? null : part(row.high)],
            ),
          },
        ]
      : [],
  );
  if (own.length === 0) return [];
  const bars = own
    .filter(({ low }) => low !== null)
    .map(({ low, high, y }) => `M${at(low!)} ${y}H${high === null ? WIDTH - INSET : at(high)}`)
    .join("");
  const arrows = own
    .map(
      ({ y, over }) =>
        `${over.left ? arrow(2, y, "left") : ""}${over.right ? arrow(WIDTH - 2, y, "right") : ""}`,
    )
    .join("");
  const dots = own
    .map(({ value, y, over }) => {
      const [least, most] = [over.left ? ROOM : 0, WIDTH - (over.right ? ROOM : 0)];
      return `M${Math.min(most, Math.max(least, at(value)))} ${y}h0`;
    })
    .join("");
  return [
    <g key={kind} class={kind}>
      {bars + arrows !== "" && <path d={bars + arrows} />}
      <path class="k" d={dots} />
      {verdict === "inconclusive" && <path class="q" d={dots} />}
    </g>,
  ];
}

function box(from: number, to: number, at: (figure: number) => number, bottom: number): string {
  const [left, right] = [from, to].map(at) as [number, number];
  const start = left <= INSET ? 0 : left;
  return `M${start} 0H${right >= WIDTH - INSET ? WIDTH : right}V${bottom}H${start}z`;
}

/** The first of each place: a figure too close to one before it is left out. */
function ticksOf(
  { axis }: Chart,
  at: (figure: number) => number,
): readonly { readonly x: number; readonly text: string }[] {
  const kept: { x: number; text: string }[] = [];
  for (const tick of axis.ticks) {
    const x = at(tick.at);
    if (tick.at < axis.low || tick.at > axis.high) continue;
    if (kept.every((one) => Math.abs(one.x - x) >= APART)) kept.push({ x, text: tick.text });
  }
  return kept;
}

function short(names: readonly string[]): string {
  const shown = names.map((name) => quotedIfBare(visible(name)));
  return fit(cutNames(shown, NAME), NAME);
}
