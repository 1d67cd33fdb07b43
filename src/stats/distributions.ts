/**
 * Probability distributions: chances, tail chances and quantiles. The only door of @stdlib.
 *
 * Four special functions come from @stdlib (erfc, incomplete beta, incomplete gamma, log gamma); every
 * distribution is a formula on them. The ready-made @stdlib distributions are not used: they cost four times
 * as long to load, have no upper tails (a chi-square tail under 1e-16 comes out as 0), and their normal
 * quantile (2e-9 off at 1e-10) and hypergeometric (6e-10 off at 200,000) miss R's values.
 *
 * Tails are computed as tails, never as 1 minus a chance near 1. Arguments outside a distribution's domain are
 * a caller's bug and throw a RangeError.
 *
 * Oracle: R 4.2.2 pnorm, qnorm, pt, qt, pchisq, qchisq, pbeta, qbeta, pbinom, to 1e-12 relative.
 */
import betaIncomplete from "@stdlib/math-base-special-betainc";
import erfc from "@stdlib/math-base-special-erfc";
import gammaIncomplete from "@stdlib/math-base-special-gammainc";
import gammaln from "@stdlib/math-base-special-gammaln";
import { normalQuantile } from "./normal-quantile.js";
import { solveTail } from "./solve-tail.js";

export { normalQuantile };

/** Natural logarithm of the gamma function at x > 0. */
export function logGamma(x: number): number {
  demand(x > 0, "logGamma needs x > 0");
  return gammaln(x);
}

/** Chance that a standard normal is at most x. */
export function normalCdf(x: number): number {
  return 0.5 * erfc(-x / Math.SQRT2);
}

/** Chance that a standard normal exceeds x, exact deep in the tail. */
export function normalUpper(x: number): number {
  return 0.5 * erfc(x / Math.SQRT2);
}

/** Chance that Student's t on `df` degrees of freedom is at most x. `df` may be Infinity (normal). */
export function tCdf(x: number, df: number): number {
  return tUpper(-x, df);
}

/** Chance that Student's t exceeds x: half of I(df/(df+x^2); df/2, 1/2), exact deep in the tail. */
export function tUpper(x: number, df: number): number {
  demand(df > 0, "t needs df > 0");
  if (df === Infinity) return normalUpper(x);
  return x < 0 ? 0.5 + tCentre(-x, df) : tTail(x, df);
}

/** The value Student's t stays under with chance p. `df` may be Infinity (normal). */
export function tQuantile(p: number, df: number): number {
  demandProbability(p);
  demand(df > 0, "t needs df > 0");
  if (df === Infinity) return normalQuantile(p);
  if (p === 0.5) return 0;
  if (p > 0.5) return -tQuantile(1 - p, df);
  const central = p > 0.25;
  const logNorm = gammaln((df + 1) / 2) - gammaln(df / 2) - 0.5 * Math.log(Math.PI * df);
  const u = solveTail(central ? 0.5 - p : p, Math.log(Math.max(1e-8, -normalQuantile(p))), (at) => {
    const x = Math.exp(at);
    const chance = central ? tCentre(x, df) : tTail(x, df);
    const bulk = x < 1e100 ? Math.log1p((x * x) / df) : 2 * at - Math.log(df); // x * x may overflow
    const density = Math.exp(logNorm - ((df + 1) / 2) * bulk + at); // times dx/du = x
    return { chance, slope: central ? density : -density };
  });
  return -Math.exp(u);
}

/** Chance that a chi-square on `df` degrees of freedom (any real > 0) is at most x. */
export function chiSquaredCdf(x: number, df: number): number {
  demand(df > 0, "chi-square needs df > 0");
  return x <= 0 ? 0 : gammaIncomplete(x / 2, df / 2, true, false);
}

/** Chance that a chi-square exceeds x, exact deep in the tail. */
export function chiSquaredUpper(x: number, df: number): number {
  demand(df > 0, "chi-square needs df > 0");
  return x <= 0 ? 1 : gammaIncomplete(x / 2, df / 2, true, true);
}

/** The value a chi-square stays under with chance p. */
export function chiSquaredQuantile(p: number, df: number): number {
  demandProbability(p);
  const lower = p <= 0.5;
  const logNorm = (df / 2) * Math.LN2 + gammaln(df / 2);
  const guess = df * (1 - 2 / (9 * df) + normalQuantile(p) * Math.sqrt(2 / (9 * df))) ** 3;
  const u = solveTail(lower ? p : 1 - p, Math.log(guess > 0.01 * df ? guess : 0.01 * df), (at) => {
    const x = Math.exp(at);
    const density = Math.exp((df / 2 - 1) * at - x / 2 - logNorm);
    return lower
      ? { chance: chiSquaredCdf(x, df), slope: density * x }
      : { chance: chiSquaredUpper(x, df), slope: -density * x };
  });
  return Math.exp(u);
}

/** Chance that an F ratio on (df1, df2) degrees of freedom exceeds x; df2 may be Infinity. */
export function fUpper(x: number, df1: number, df2: number): number {
  demand(df1 > 0 && df2 > 0, "F needs positive degrees of freedom");
  if (x <= 0) return 1;
  if (df2 === Infinity) return chiSquaredUpper(x * df1, df1);
  return df2 < df1 * x
    ? betaIncomplete(df2 / (df2 + df1 * x), df2 / 2, df1 / 2, true, false)
    : betaIncomplete((df1 * x) / (df2 + df1 * x), df1 / 2, df2 / 2, true, true);
}

/** Chance that a beta(a, b) is at most x. */
export function betaCdf(x: number, a: number, b: number): number {
  demand(a > 0 && b > 0, "beta needs a, b > 0");
  if (x <= 0) return 0;
  return x >= 1 ? 1 : betaIncomplete(x, a, b, true, false);
}

/** Chance that a beta(a, b) exceeds x. */
export function betaUpper(x: number, a: number, b: number): number {
  demand(a > 0 && b > 0, "beta needs a, b > 0");
  if (x <= 0) return 1;
  return x >= 1 ? 0 : betaIncomplete(x, a, b, true, true);
}

/** The value a beta(a, b) stays under with chance p. */
export function betaQuantile(p: number, a: number, b: number): number {
  demandProbability(p);
  const lower = p <= 0.5;
  const logBeta = gammaln(a) + gammaln(b) - gammaln(a + b);
  const u = solveTail(lower ? p : 1 - p, Math.log(a / b), (at) => {
    const x = 1 / (1 + Math.exp(-at));
    const logDensity = -a * Math.log1p(Math.exp(-at)) - b * Math.log1p(Math.exp(at)) - logBeta;
    const density = Math.exp(logDensity); // already times dx/du = x (1 - x)
    return lower
      ? { chance: betaCdf(x, a, b), slope: density }
      : { chance: betaUpper(x, a, b), slope: -density };
  });
  return 1 / (1 + Math.exp(-u));
}

/** Chance of at most k successes in n trials of chance p each. */
export function binomialCdf(k: number, n: number, p: number): number {
  demand(n >= 0 && p >= 0 && p <= 1, "binomial needs n >= 0 and 0 <= p <= 1");
  const whole = Math.floor(k);
  if (whole < 0) return 0;
  return whole >= n ? 1 : betaUpper(p, whole + 1, n - whole);
}

/** Upper tail of t for x >= 0. */
function tTail(x: number, df: number): number {
  const square = x * x;
  if (square > 1e100 * df) {
    // Far out the tail is its leading term; the incomplete beta would underflow on its argument.
    const logBeta = gammaln(df / 2) + gammaln(0.5) - gammaln((df + 1) / 2);
    return Math.exp(df * (0.5 * Math.log(df) - Math.log(x)) - Math.log(df) - logBeta);
  }
  if (square >= df) return 0.5 * betaIncomplete(df / (df + square), df / 2, 0.5, true, false);
  const centre = tCentre(x, df);
  // Near 0 @stdlib's complement is 1e-10 off at df = 1, and subtracting loses nothing.
  return centre < 0.25 ? 0.5 - centre : 0.5 * betaIncomplete(square / (df + square), 0.5, df / 2, true, true);
}

/** Chance of t between 0 and x, x >= 0. */
function tCentre(x: number, df: number): number {
  const square = x * x;
  return square < df
    ? 0.5 * betaIncomplete(square / (df + square), 0.5, df / 2, true, false)
    : 0.5 * betaIncomplete(df / (df + square), df / 2, 0.5, true, true);
}

function demand(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message);
}

function demandProbability(p: number): void {
  demand(p > 0 && p < 1, "a quantile needs 0 < p < 1");
}
