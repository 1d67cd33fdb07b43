/**
 * A ratio and its interval as a small drawing against the rule and parity, with the same said in words.
 */
import type { VNode } from "preact";
import type { Finding } from "../model.js";
import { arrow, beyond, ROOM } from "./edge-arrow.js";
import { bounds, marks } from "./lookup.js";
import { interval, ratio } from "./numbers.js";
import { ruleText } from "./sentences.js";
import { place, type Scale } from "./strip.js";

const WIDTH = 160;
const HEIGHT = 18;
const MIDDLE = HEIGHT / 2;

/** Inline SVG: shaded where the rule is breached, a line for the interval, a dot for the ratio. */
export function IntervalStrip(props: { readonly finding: Finding; readonly scale: Scale }): VNode {
  const { finding, scale } = props;
  const { value = null, low = null, high = null } = finding.comparison?.ratio ?? {};
  const at = (figure: number): number => Math.round(WIDTH * clamp(place(figure, scale)));
  const rule = bounds(finding.expected);
  const shaded = [
    ...(rule.low === null ? [] : [`M0 0H${at(rule.low)}V${HEIGHT}H0z`]),
    ...(rule.high === null ? [] : [`M${at(rule.high)} 0H${WIDTH}V${HEIGHT}H${at(rule.high)}z`]),
  ].join("");
  const thresholds = marks(finding.expected)
    .map((mark) => `M${at(mark)} 0V${HEIGHT}`)
    .join("");
  const part = (figure: number): number => place(figure, scale);
  const over = beyond(
    value === null ? null : part(value),
    low === null ? null : [part(low), high === null ? null : part(high)],
  );
  const arrows = `${over.left ? arrow(2, MIDDLE, "left") : ""}${over.right ? arrow(WIDTH - 2, MIDDLE, "right") : ""}`;
  const dot = Math.min(
    WIDTH - (over.right ? ROOM : 4),
    Math.max(over.left ? ROOM : 4, value === null ? 0 : at(value)),
  );
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={described(finding)}>
      <path class="z" d={shaded} />
      <path class="t" d={thresholds} />
      <path class="e" d={`M${at(1)} 0V${HEIGHT}`} />
      {low !== null && <path d={`M${at(low)} ${MIDDLE}H${high === null ? WIDTH : at(high)}`} />}
      {arrows !== "" && <path d={arrows} />}
      {value !== null && <path class="k" d={`M${dot} ${MIDDLE}h0`} />}
    </svg>
  );
}

function described(finding: Finding): string {
  const { value = null, low = null, high = null } = finding.comparison?.ratio ?? {};
  const against = marks(finding.expected);
  if (value === null && low === null) return `No ratio; the rule asks for ${ruleText(finding)}`;
  const ends = interval(low, high, (figure) => ratio(figure, against));
  return `Ratio ${ratio(value, against)}, interval ${ends}; the rule asks for ${ruleText(finding)}`;
}

function clamp(position: number): number {
  return Math.min(1, Math.max(0, position));
}
