/**
 * The interval around one group's figure.
 */
import { normalQuantile, tQuantile } from "./distributions.js";
import { isIndependentBinary, ratioEstimate, type RatioMoments } from "./ratio-estimate.js";
import { wilson, type Limits } from "./wilson.js";

/** How an interval was made, and on how much. */
export interface GroupInterval extends Limits {
  readonly ratio: number;
  readonly method: "wilson" | "wilson-clustered" | "t-clustered";
  /** Independent decisions this group is worth; null for a metric that is not a proportion. */
  readonly effectiveSize: number | null;
  /** Degrees of freedom of the critical value; Infinity for the normal. */
  readonly df: number;
  /** Fewer than 5 effective events or non-events: show it, but do not lean on it. */
  readonly thin: boolean;
  /** All or none of the decisions went one way, so each customer was counted as one decision. */
  readonly oneVoiceEach: boolean;
}

/** Why there is no interval. */
export interface NoInterval {
  readonly reason: "zero denominator" | "one unit" | "no variance";
}

/** Fewest effective events and non-events for an interval to be leant on. */
export const THIN = 5;

/**
 * The interval of one group's ratio at a confidence `level` (0.95).
 *
 * - A proportion whose units speak once each: Wilson with n = D and the normal quantile, exactly the textbook.
 * - A proportion with repeated units: Wilson with `n_eff = R(1-R)/Var(R)`, at most D (Korn & Graubard 1998), and
 *   the t quantile on G-1. R = 0 or 1 leaves no variance to read: n_eff = G, each customer speaks once.
 * - Anything else: `R -+ t(G-1) * se`.
 *
 * Does not exist with a zero denominator, or with one unit that repeats (nothing says how customers differ).
 * Source: Wilson 1927; Franco et al. 2019; Kish 1965. Oracle: R survey::svyratio for the variance; coverage by
 * simulation (bench/coverage.mjs).
 */
export function groupInterval(
  m: RatioMoments,
  options: { readonly level: number; readonly proportion: boolean },
): GroupInterval | NoInterval {
  const estimate = ratioEstimate(m);
  if (estimate === null) return { reason: "zero denominator" };
  const { ratio } = estimate;
  const tail = (1 + options.level) / 2;
  if (options.proportion && isIndependentBinary(m)) {
    const limits = wilson(ratio, m.d, normalQuantile(tail))!;
    const plain = { ratio, method: "wilson", effectiveSize: m.d, df: Infinity } as const;
    return { ...limits, ...plain, thin: isThin(ratio, m.d), oneVoiceEach: false };
  }
  if (estimate.variance === null) return { reason: "one unit" };
  const df = m.units - 1;
  const critical = tQuantile(tail, df);
  if (!options.proportion) {
    const half = critical * Math.sqrt(estimate.variance);
    return {
      ratio,
      lower: ratio - half,
      upper: ratio + half,
      method: "t-clustered",
      effectiveSize: null,
      df,
      thin: false,
      oneVoiceEach: false,
    };
  }
  const oneVoiceEach = ratio <= 0 || ratio >= 1;
  const effectiveSize = oneVoiceEach
    ? Math.min(m.units, m.d)
    : Math.min(m.d, estimate.effectiveSize ?? Infinity);
  const limits = wilson(Math.min(1, Math.max(0, ratio)), effectiveSize, critical)!;
  const thin = isThin(ratio, effectiveSize);
  return { ...limits, ratio, method: "wilson-clustered", effectiveSize, df, thin, oneVoiceEach };
}

function isThin(ratio: number, size: number): boolean {
  return Math.min(ratio, 1 - ratio) * size < THIN;
}
