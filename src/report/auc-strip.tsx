/** An AUC and its interval as a small drawing from 0.5 (chance) to 1 (always), with the same said in words. */
import type { VNode } from "preact";
import type { Estimate } from "../model.js";
import { arrow, ROOM } from "./edge-arrow.js";
import { auc } from "./words-proxies.js";

const WIDTH = 160;
const HEIGHT = 18;
const MIDDLE = HEIGHT / 2;
const INSET = 4;

export function AucStrip({ estimate }: { readonly estimate: Estimate }): VNode {
  const at = (figure: number): number =>
    Math.round(INSET + (WIDTH - 2 * INSET) * Math.min(1, Math.max(0, 2 * figure - 1)));
  const { value, low, high } = estimate;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`AUC ${auc(estimate)}, drawn from 0.5 to 1`}
    >
      <path class="e" d={`M0 ${MIDDLE}H${WIDTH}`} />
      {low !== null && high !== null && <path d={`M${at(low)} ${MIDDLE}H${at(high)}`} />}
      {low !== null && low < 0.5 && <path d={arrow(1, MIDDLE, "left")} />}
      {value !== null && <path class="k" d={`M${value < 0.5 ? ROOM : at(value)} ${MIDDLE}h0`} />}
    </svg>
  );
}
