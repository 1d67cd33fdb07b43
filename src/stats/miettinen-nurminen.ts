/**
 * Score intervals of the difference and the ratio of two independent shares: every value that a score test would
 * not reject. For rows that do not repeat; the check on the other intervals when counts are small.
 *
 * Source: Miettinen & Nurminen 1985, with their N/(N-1); without it (`exactVariance: true`) the difference is
 * Mee's (1984) and the ratio Koopman's (1984). Oracle: R ratesci::scoreci(skew = FALSE).
 */
import { normalQuantile } from "./distributions.js";
import type { RatioLimits } from "./ratio-interval.js";
import type { Limits } from "./wilson.js";

/** `events` of `total`, both whole numbers. */
interface Share {
  readonly events: number;
  readonly total: number;
}

interface Options {
  /** Confidence, 0.95 for instance. */
  readonly level: number;
  /** Leave out the factor N/(N-1). */
  readonly exactVariance?: boolean;
}

/** Score interval of `a - b`. Null when a group is empty. */
export function scoreDifference(a: Share, b: Share, options: Options): Limits | null {
  if (!(a.total > 0 && b.total > 0)) return null;
  const critical = normalQuantile((1 + options.level) / 2);
  const seen = a.events / a.total - b.events / b.total;
  const score = (delta: number) => {
    const pa = constrainedShare(a, b, delta);
    const pb = clamp(pa - delta);
    const variance = (pa * (1 - pa)) / a.total + (pb * (1 - pb)) / b.total;
    return standardise(seen - delta, variance * inflation(a, b, options));
  };
  return {
    lower: seen <= -1 ? -1 : bisect(-1, seen, (delta) => score(delta) > critical),
    upper: seen >= 1 ? 1 : bisect(1, seen, (delta) => score(delta) < -critical),
  };
}

/** Score interval of `a / b`: lower 0 when a has no events, no upper limit (null) when b has none. */
export function scoreRatio(a: Share, b: Share, options: Options): RatioLimits | null {
  if (!(a.total > 0 && b.total > 0)) return null;
  const critical = normalQuantile((1 + options.level) / 2);
  const pa = a.events / a.total;
  const pb = b.events / b.total;
  const score = (logRatio: number) => {
    const phi = Math.exp(logRatio);
    const linear = phi * (a.total + b.events) + a.events + b.total;
    // linear^2 - 4 phi N (events), written as a sum of squares so that nothing cancels.
    const apart = phi * (a.total + b.events) - (a.events + b.total);
    const misses = 4 * phi * (a.total - a.events) * (b.total - b.events);
    const nb = (2 * (a.events + b.events)) / (linear + Math.sqrt(apart * apart + misses));
    const na = clamp(phi * nb);
    const variance = (na * (1 - na)) / a.total + (phi * phi * nb * (1 - nb)) / b.total;
    return standardise(pa - phi * pb, variance * inflation(a, b, options));
  };
  const middle = a.events > 0 && b.events > 0 ? Math.log(pa / pb) : 0;
  const low = (at: number) => score(at) > critical;
  const high = (at: number) => score(at) < -critical;
  return {
    lower: a.events === 0 ? 0 : Math.exp(bisect(middle - 50, b.events > 0 ? middle : 50, low)),
    upper: b.events === 0 ? null : Math.exp(bisect(middle + 50, a.events > 0 ? middle : -50, high)),
  };
}

/** Most likely share of a, given that it exceeds b's by delta: root of a cubic (Farrington & Manning 1990). */
function constrainedShare(a: Share, b: Share, delta: number): number {
  const least = Math.max(0, delta);
  const most = Math.min(1, 1 + delta);
  const pa = a.events / a.total;
  const pb = b.events / b.total;
  const theta = b.total / a.total;
  const q3 = 1 + theta;
  const q2 = -(1 + theta + pa + theta * pb + delta * (theta + 2));
  const q1 = delta * delta + delta * (2 * pa + theta + 1) + pa + theta * pb;
  const q0 = -pa * delta * (1 + delta);
  const third = q2 / (3 * q3);
  const v = third ** 3 - (q1 * q2) / (6 * q3 * q3) + q0 / (2 * q3);
  const u = (v < 0 ? -1 : 1) * Math.sqrt(Math.max(0, third * third - q1 / (3 * q3)));
  const angle = u === 0 ? 0 : Math.acos(Math.min(1, Math.max(-1, v / u ** 3)));
  const x = 2 * u * Math.cos((Math.PI + angle) / 3) - third;
  return Math.min(most, Math.max(least, x));
}

/** From a rejected end to the estimate, the first value that is kept. */
function bisect(rejected: number, kept: number, rejects: (at: number) => boolean): number {
  let out = rejected;
  let inside = kept;
  for (let round = 0; round < 200; round += 1) {
    const middle = (out + inside) / 2;
    if (middle === out || middle === inside) break;
    if (rejects(middle)) out = middle;
    else inside = middle;
  }
  return inside;
}

function standardise(gap: number, variance: number): number {
  return variance > 0 ? gap / Math.sqrt(variance) : gap === 0 ? 0 : Math.sign(gap) * Infinity;
}

function inflation(a: Share, b: Share, options: Options): number {
  const rows = a.total + b.total;
  return options.exactVariance === true ? 1 : rows / (rows - 1);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
