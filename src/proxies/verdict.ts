import type { ProxyPair, ProxyReason, ProxyVerdict } from "../model.js";
import { benjaminiHochberg } from "../stats/multiplicity.js";
import { chanceAbove, type Strength } from "./strength.js";

/** A pair before it is judged: judgement looks at all pairs at once. */
export type MeasuredPair = Omit<ProxyPair, "verdict" | "reason" | "q_strength" | "q_use" | "justified">;

/**
 * Chance of some group told so well, were none told better than the threshold: the smallest of the groups, times how
 * many there are (Bonferroni).
 */
export function chanceOfStrength(strength: Strength, threshold: number): number | null {
  const all = strength.groups.flatMap((one) => chanceAbove(one, threshold) ?? []);
  return all.length === 0 ? null : Math.min(1, strength.tries * all.length * Math.min(...all));
}

/** Chance of some outcome following the feature so closely, were none to follow it, in the same way. */
function chanceOfUse(pair: MeasuredPair): number | null {
  const all = pair.uses.flatMap((one) => one.p ?? []);
  return all.length === 0 ? null : Math.min(1, all.length * Math.min(...all));
}

export interface JudgedPair extends MeasuredPair {
  readonly verdict: ProxyVerdict;
  readonly reason: ProxyReason;
  readonly q_strength: number | null;
  readonly q_use: number | null;
}

/**
 * Give all pairs their verdicts. Strength and use are each adjusted over all pairs by Benjamini-Hochberg; `clear` needs every
 * group's whole interval below the threshold, and that needs no adjustment, for it errs only where all of them err.
 */
export function judgePairs(pairs: readonly MeasuredPair[], threshold: number, alpha: number): JudgedPair[] {
  const strength = benjaminiHochberg(pairs.map((one) => one.p_strength));
  const use = benjaminiHochberg(pairs.map(chanceOfUse));
  return pairs.map((pair, index) => {
    const q_strength = strength[index]!;
    const q_use = use[index]!;
    const strong = q_strength !== null && q_strength <= alpha;
    const used = q_use !== null && q_use <= alpha;
    return { ...pair, q_strength, q_use, ...verdictOf(pair, threshold, strong, used) };
  });
}

function verdictOf(
  pair: MeasuredPair,
  threshold: number,
  strong: boolean,
  used: boolean,
): { readonly verdict: ProxyVerdict; readonly reason: ProxyReason } {
  if (pair.groups.length === 0) return { verdict: "inconclusive", reason: notMeasured(pair) };
  if (strong) {
    if (used) return { verdict: "proxy", reason: "strong_and_used" };
    return isAnotherName(pair)
      ? { verdict: "proxy", reason: "attribute_by_another_name" }
      : { verdict: "latent", reason: "use_not_seen" };
  }
  const weak = pair.groups.every(({ auc }) => auc.high !== null && auc.high < threshold);
  if (weak) return { verdict: "clear", reason: "weak_established" };
  const seen = (pair.worst?.auc.value ?? 0) > threshold;
  return { verdict: "inconclusive", reason: seen ? "strength_not_established" : "strength_not_excluded" };
}

/** The feature varies within no group, so whether decisions follow it or the group is one question: is there a gap? */
function isAnotherName({ uses, transmissions }: MeasuredPair): boolean {
  if (uses.length === 0 || !uses.every((one) => one.auc.reason === "no_variation")) return false;
  return transmissions.some(
    ({ gap }) => gap.low !== null && gap.high !== null && (gap.low > 0 || gap.high < 0),
  );
}

function notMeasured(pair: MeasuredPair): ProxyReason {
  return pair.auc.reason === "aggregated" || pair.auc.reason === "probabilities"
    ? "not_computed"
    : "too_few_people";
}

const ORDER: Record<ProxyVerdict, number> = { proxy: 0, latent: 1, inconclusive: 2, clear: 3 };

/** Worst first: by verdict, then by how well the best-told group is told, then by id. */
export function sortPairs<T extends ProxyPair>(pairs: readonly T[]): T[] {
  const auc = (pair: T): number => pair.worst?.auc.value ?? 0;
  return pairs.toSorted(
    (a, b) =>
      ORDER[a.verdict] - ORDER[b.verdict] || auc(b) - auc(a) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
