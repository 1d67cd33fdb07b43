import { chiSquaredUpper, fUpper } from "./distributions.js";
import type { TestResult } from "./test-result.js";

/** k groups' ratios and how uncertain they are together. */
export interface RaoScottInput {
  readonly ratios: readonly number[];
  /** Denominators D_g: how much each group weighs in the Pearson statistic. */
  readonly weights: readonly number[];
  /** k x k covariance matrix of the ratios; off the diagonal 0 unless units sit in several groups. */
  readonly covariance: readonly (readonly number[])[];
  /** Degrees of freedom of the covariance matrix: units less one (as R survey), or Infinity. */
  readonly df: number;
  /**
   * Where the simple-random variance is taken: at the `pooled` ratio (default; works at R = 0 and 1 and for
   * amounts), or at each group's own share (`own`), which is what R's svychisq does.
   */
  readonly spread?: "pooled" | "own";
}

/** The Rao-Scott test in its F form (used) and its chi-square form (shown beside it). */
export interface RaoScottResult extends TestResult {
  readonly df: number;
  readonly denominatorDf: number;
  /** Second-order chi-square form: `X2/mean(delta)/(1+cv^2)` on `(k-1)/(1+cv^2)` degrees of freedom. */
  readonly chiSquare: { readonly statistic: number; readonly df: number; readonly p: number };
  /** First-order form, R svychisq(statistic = "Chisq"): `X2/mean(delta)` on k-1. */
  readonly firstOrder: { readonly statistic: number; readonly df: number; readonly p: number };
}

/**
 * Do k groups share one rate, when customers repeat? Pearson's chi-square, brought down by the design effect.
 *
 * `X2 = sum_g D_g (R_g - R)^2 / s`, R = sum D_g R_g / sum D_g, s the row variance (it cancels). The generalised
 * design effects delta are the eigenvalues of `M V`, with `M = diag(w) - w w'/sum(w)`; only their sum
 * `tr(MV)` and sum of squares `tr(MVMV)` are needed. F form: `F = X2/sum(delta)` on `d0 = sum(delta)^2 /
 * sum(delta^2)` and `d0 * df`. Spread `pooled`: w_g = D_g/s. Spread `own`: the same on the logit scale, w_g =
 * D_g R_g(1-R_g) and V_gh over both groups' R(1-R), which is R's svychisq exactly when V carries R's C/(C-1).
 *
 * Null with fewer than two groups, a zero weight, or no variance at all.
 * Source: Rao & Scott 1981, 1984; Thomas & Rao 1987 for the F form. Oracle: R survey::svychisq.
 */
export function raoScott(input: RaoScottInput): RaoScottResult | null {
  const { ratios, weights, covariance } = input;
  const k = ratios.length;
  const total = weights.reduce((sum, w) => sum + w, 0);
  if (k < 2 || weights.some((w) => !(w > 0)) || !(input.df > 0)) return null;
  const mean = ratios.reduce((sum, r, g) => sum + weights[g]! * r, 0) / total;
  const own = input.spread === "own";
  const spreads = ratios.map((r) => (own ? r * (1 - r) : 1));
  const pooledSpread = own ? mean * (1 - mean) : 1;
  if (spreads.some((s) => !(s > 0)) || !(pooledSpread > 0)) return null;
  const x2 = ratios.reduce((sum, r, g) => sum + (weights[g]! * (r - mean) ** 2) / pooledSpread, 0);
  const logits = ratios.map((_, g) => weights[g]! * spreads[g]!);
  const logitTotal = logits.reduce((sum, w) => sum + w, 0);
  const scaled = covariance.map((row, g) => row.map((v, h) => v / (spreads[g]! * spreads[h]!)));
  const product = matrix(k, (g, h) => {
    const centre = dot(k, (i) => logits[i]! * scaled[i]![h]!) / logitTotal;
    return logits[g]! * (scaled[g]![h]! - centre);
  });
  const sum = dot(k, (g) => product[g]![g]!);
  const squares = dot(k, (g) => dot(k, (h) => product[g]![h]! * product[h]![g]!));
  if (!(sum > 0 && squares > 0)) return null;
  const df = Math.min(k - 1, (sum * sum) / squares);
  const denominatorDf = df * input.df;
  const statistic = x2 / sum;
  const first = (x2 * (k - 1)) / sum;
  return {
    statistic,
    df,
    denominatorDf,
    p: fUpper(statistic, df, denominatorDf),
    name: "Rao-Scott adjusted chi-square (second order, F)",
    chiSquare: { statistic: statistic * df, df, p: chiSquaredUpper(statistic * df, df) },
    firstOrder: { statistic: first, df: k - 1, p: chiSquaredUpper(first, k - 1) },
  };
}

function matrix(k: number, cell: (g: number, h: number) => number): number[][] {
  return Array.from({ length: k }, (_, g) => Array.from({ length: k }, (__, h) => cell(g, h)));
}

function dot(k: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < k; i += 1) sum += term(i);
  return sum;
}
