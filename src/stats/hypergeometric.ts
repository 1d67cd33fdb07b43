/**
 * Drawing without replacement: how many marked items are in a draw. Loader's saddle-point form, so the chances
 * stay right to 1e-12 for populations of millions, where a sum of log factorials loses half its digits.
 * Source: Loader 2000, "Fast and accurate computation of binomial probabilities". Oracle: R dhyper, phyper.
 */
import { logGamma } from "./distributions.js";

/** A population of `marked` and `unmarked` items, from which `drawn` are taken. Whole numbers. */
export interface Urn {
  readonly marked: number;
  readonly unmarked: number;
  readonly drawn: number;
}

/** The fewest and the most marked items a draw can hold. */
export function hypergeometricRange({ marked, unmarked, drawn }: Urn): readonly [number, number] {
  return [Math.max(0, drawn - unmarked), Math.min(drawn, marked)];
}

/** Logarithm of the chance of exactly x marked items; -Infinity where it cannot happen. */
export function hypergeometricLogPmf(x: number, urn: Urn): number {
  const [least, most] = hypergeometricRange(urn);
  if (x < least || x > most) return -Infinity;
  const { marked, unmarked, drawn } = urn;
  const total = marked + unmarked;
  if (drawn === 0 || drawn === total) return 0;
  const share = drawn / total;
  const rest = (total - drawn) / total;
  return (
    logBinomial(x, marked, share, rest) +
    logBinomial(drawn - x, unmarked, share, rest) -
    logBinomial(drawn, total, share, rest)
  );
}

/** Chance of exactly x marked items. */
export function hypergeometricPmf(x: number, urn: Urn): number {
  return Math.exp(hypergeometricLogPmf(x, urn));
}

/** Chance of at most x marked items: the smaller tail is summed outward and complemented if need be. */
export function hypergeometricCdf(x: number, urn: Urn): number {
  const [least, most] = hypergeometricRange(urn);
  const at = Math.floor(x);
  if (at < least) return 0;
  if (at >= most) return 1;
  const mean = (urn.drawn * urn.marked) / (urn.marked + urn.unmarked);
  return at <= mean ? sumOutward(at, -1, urn) : 1 - sumOutward(at + 1, 1, urn);
}

/** Sum of the chances at x, x + step, x + 2 step, ... to the end of the range. Units: a chance. */
export function sumOutward(x: number, step: 1 | -1, urn: Urn): number {
  const { marked, unmarked, drawn } = urn;
  const [least, most] = hypergeometricRange(urn);
  if (x < least || x > most) return 0;
  let term = 1;
  let sum = 1;
  for (let i = x; step < 0 ? i > least : i < most; i += step) {
    term *=
      step < 0
        ? (i * (unmarked - drawn + i)) / ((drawn - i + 1) * (marked - i + 1))
        : ((drawn - i) * (marked - i)) / ((i + 1) * (unmarked - drawn + i + 1));
    sum += term;
    // Once past the peak the terms only fall, faster than a geometric series.
    if (term < 1e-18 * sum) break;
  }
  return Math.exp(hypergeometricLogPmf(x, urn) + Math.log(sum));
}

function logBinomial(x: number, n: number, p: number, q: number): number {
  if (n === 0) return 0;
  if (x === 0) return n * Math.log1p(-p);
  if (x === n) return n * Math.log(p);
  const core = stirlingError(n) - stirlingError(x) - stirlingError(n - x);
  const shape = 0.5 * Math.log(n / (2 * Math.PI * x * (n - x)));
  return core - deviance(x, n * p) - deviance(n - x, n * q) + shape;
}

/** log n! minus Stirling's formula. */
function stirlingError(n: number): number {
  if (n <= 15) return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - 0.5 * Math.log(2 * Math.PI);
  const s = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / (1188 * s)) / s) / s) / s) / n;
}

/** x log(x/m) + m - x without cancellation when x is near m. */
function deviance(x: number, mean: number): number {
  if (Math.abs(x - mean) >= 0.1 * (x + mean)) return x * Math.log(x / mean) + mean - x;
  const v = (x - mean) / (x + mean);
  let sum = (x - mean) * v;
  let power = 2 * x * v;
  for (let j = 1; j < 1000; j += 1) {
    power *= v * v;
    const next = sum + power / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
