/**
 * A ratio and its interval as a small drawing against the rule and parity, with the same said in words.
 */
import type { VNode } from "preact";
import type { Finding } from "../model.js";
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
  const at = (figure: number): number => Math.round(10 * WIDTH * clamp(place(figure, scale))) / 10;
  const rule = bounds(finding.expected);
  const from = low === null ? null : at(low);
  const to = low === null ? null : high === null ? WIDTH : at(high);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={described(finding)}>
      {rule.low !== null && (
        <rect x={0} y={0} width={at(rule.low)} height={HEIGHT} fill="currentColor" opacity={0.1} />
      )}
      {rule.high !== null && (
        <rect
          x={at(rule.high)}
          y={0}
          width={WIDTH - at(rule.high)}
          height={HEIGHT}
          fill="currentColor"
          opacity={0.1}
        />
      )}
      {marks(finding.expected).map((mark) => (
        <line
          key={mark}
          x1={at(mark)}
          x2={at(mark)}
          y1={0}
          y2={HEIGHT}
          stroke="currentColor"
          stroke-dasharray="2 2"
        />
      ))}
      <line x1={at(1)} x2={at(1)} y1={0} y2={HEIGHT} stroke="currentColor" opacity={0.5} />
      {from !== null && to !== null && (
        <line
          x1={from}
          x2={to}
          y1={MIDDLE}
          y2={MIDDLE}
          stroke="currentColor"
          stroke-width={3}
          stroke-linecap="round"
        />
      )}
      {value !== null && (
        <circle cx={Math.min(WIDTH - 4, Math.max(4, at(value)))} cy={MIDDLE} r={4} fill="currentColor" />
      )}
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
