/**
 * A ratio and its interval drawn in a few characters, against the rule's threshold and parity (1).
 *
 * The scale is logarithmic and the same for every row, so the marks stand in one line down the page.
 */
import type { AuditResult, Comparison, Finding } from "../model.js";
import { bounds, marks } from "./lookup.js";

export const STRIP_CELLS = 16;

/** Ends of the axis, as ratios. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** Wide enough for every threshold in the result; 0.4 to 1.6 for everyday rules. */
export function scaleFor(result: AuditResult): Scale {
  const all = new Set(result.findings.flatMap((finding) => marks(finding.expected)));
  return {
    low: Math.min(0.4, ...[...all].map((mark) => mark / 2)),
    high: Math.max(1.6, ...[...all].map((mark) => mark * 1.28)),
  };
}

/** Where a ratio lies on the axis, 0 at the low end and 1 at the high end; outside it below 0 or above 1. */
export function place(ratio: number, scale: Scale): number {
  return ratio <= 0 ? -1 : Math.log(ratio / scale.low) / Math.log(scale.high / scale.low);
}

/** `STRIP_CELLS` characters: `●` ratio, `─` interval, `┊` threshold, `│` parity, `‹ ›` beyond the axis. */
export function strip(expected: Finding["expected"], comparison: Comparison | null, scale: Scale): string {
  const cells = ruler(expected, scale);
  const ratio = comparison?.ratio;
  if (ratio === undefined || (ratio.value === null && ratio.low === null)) return cells.join("");
  if (ratio.low !== null) {
    const from = place(ratio.low, scale);
    const to = ratio.high === null ? 2 : place(ratio.high, scale);
    for (let cell = cellOf(from); cell <= cellOf(to); cell += 1)
      cells[cell] = cells[cell] === " " ? "─" : "┼";
    if (from < 0) cells[0] = "‹";
    if (to > 1) cells[STRIP_CELLS - 1] = "›";
  }
  if (ratio.value !== null) cells[cellOf(place(ratio.value, scale))] = "●";
  return cells.join("");
}

/** The heading over the strips: where the rule and parity stand. */
export function stripHeading(expected: Finding["expected"], scale: Scale): string {
  const cells = ruler(expected, scale);
  const { low } = bounds(expected);
  const parity = cellOf(place(1, scale));
  if (low !== null) write(cells, cellOf(place(low, scale)) - 5, "rule");
  write(cells, parity + 1, "equal");
  return cells.join("");
}

function ruler(expected: Finding["expected"], scale: Scale): string[] {
  const cells = Array.from({ length: STRIP_CELLS }, () => " ");
  cells[cellOf(place(1, scale))] = "│";
  for (const mark of marks(expected)) cells[cellOf(place(mark, scale))] = "┊";
  return cells;
}

function write(cells: string[], start: number, text: string): void {
  if (start < 0 || start + text.length > STRIP_CELLS) return;
  for (const [index, character] of [...text].entries()) cells[start + index] = character;
}

function cellOf(position: number): number {
  return Math.min(STRIP_CELLS - 1, Math.max(0, Math.floor(position * STRIP_CELLS)));
}
