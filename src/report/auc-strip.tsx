/** An AUC and its interval as a small drawing from 0.5 (chance) to 1 (always), with the same said in words. */
import type { VNode } from "preact";
import type { Estimate } from "../model.js";
import { auc } from "./words-proxies.js";

const WIDTH = 160;
const HEIGHT = 18;
const MIDDLE = HEIGHT / 2;

export function AucStrip({ estimate }: { readonly estimate: Estimate }): VNode {
  const at = (figure: number): number =>
    Math.round(10 * WIDTH * Math.min(1, Math.max(0, 2 * figure - 1))) / 10;
  const { value, low, high } = estimate;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`AUC ${auc(estimate)}, drawn from 0.5 to 1`}
    >
      <line x1={0} x2={WIDTH} y1={MIDDLE} y2={MIDDLE} stroke="currentColor" opacity={0.3} />
      {low !== null && high !== null && (
        <line
          x1={at(low)}
          x2={at(high)}
          y1={MIDDLE}
          y2={MIDDLE}
          stroke="currentColor"
          stroke-width={3}
          stroke-linecap="round"
        />
      )}
      {value !== null && <circle cx={at(value)} cy={MIDDLE} r={5} fill="currentColor" />}
    </svg>
  );
}
