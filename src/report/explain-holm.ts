/** How one p was adjusted for the others of its family, as far as the result at hand shows the others. */
import type { AuditResult, Finding } from "../model.js";
import { amount, count } from "./numbers.js";

/**
 * Rank, family size and factor of a finding's adjusted p, in plain words; nothing where there is no adjusted p, or no
 * adjustment. In a public result it may be withheld, and then it says so.
 */
export function holmLines(result: AuditResult, finding: Finding): readonly string[] {
  const adjusted = finding.comparison?.p_adjusted ?? null;
  const p = finding.comparison?.test?.p ?? null;
  if (p === null || result.plan.settings.multiplicity === "none") return [];
  if (adjusted === null)
    return result.publication === null
      ? []
      : [
          "The adjusted p (Holm) is withheld: by how much p is multiplied tells of others of its family, of which some are withheld.",
        ];
  const best = finding.comparator.kind === "best";
  const over = best
    ? "all pairs of groups, since the best one was picked from the data"
    : "all groups of this metric and attribute";
  const family = familyOf(result, finding);
  const size = family.length;
  if (size === 1) return [`The only comparison of its family, so nothing is adjusted: p ${amount(adjusted)}`];
  // Equal ones share the first of their ranks: the dearest is what each of them comes to.
  const before = family.filter((one) => one.p < p);
  const rank = before.length + 1;
  const times = best ? pairs(rank === 1 ? size + 1 : size) : size - rank + 1;
  const own = Math.min(1, times * p);
  const floor = Math.max(0, ...before.map((one) => one.adjusted));
  // What cannot be worked out again is not explained.
  if (Math.abs(Math.max(own, floor) - adjusted) > 1e-9 * adjusted)
    return [`Adjusted (Holm) over ${over}: p ${amount(adjusted)}`];
  return [
    `Adjusted (Holm) over ${over}: ${ordinal(rank)} smallest p of ${count(size)} compared in this family`,
    paid(best, rank, size, times),
    `${count(times)} x ${factor(p, times)} = ${amount(times * p)}${limited(times * p, floor)}: adjusted p ${amount(adjusted)}`,
  ];
}

/** The comparisons made under the same rule in the same family. */
function familyOf(result: AuditResult, finding: Finding): readonly Compared[] {
  const others = result.findings.filter(
    (one) => one.rule === finding.rule && one.family === finding.family && one.verdict !== "not_judged",
  );
  return others.flatMap(({ comparison }): Compared[] => {
    const { test = null, p_adjusted: adjusted = null } = comparison ?? {};
    return test === null || adjusted === null ? [] : [{ p: test.p, adjusted }];
  });
}

interface Compared {
  readonly p: number;
  readonly adjusted: number;
}

function paid(best: boolean, rank: number, size: number, times: number): string {
  if (!best) return `The ${ordinal(rank)} smallest of ${count(size)} counts ${written(times)}.`;
  return rank === 1
    ? `Any of the ${count(size + 1)} groups might have come out best, so it counts ${written(times)}: once for each pair of them.`
    : `Once one pair differs, at most ${count(times)} ${times === 1 ? "pair" : "pairs"} of groups can still be alike, so it counts ${written(times)}.`;
}

/** A p with as many digits as it takes for the product to come out as it is written. */
function factor(p: number, times: number): string {
  const shown = amount(p);
  const comesOut = (text: string): boolean => amount(times * Number(text)) === amount(times * p);
  if (comesOut(shown)) return shown;
  const longer = [4, 5, 6, 7, 8, 9].map((digits) =>
    p < 1e-6 ? p.toExponential(digits - 1) : p.toPrecision(digits),
  );
  return longer.find(comesOut) ?? shown;
}

function limited(product: number, floor: number): string {
  if (floor >= Math.min(1, product)) return ", and never less than what the smaller ones came to";
  return product > 1 ? ", and never more than 1" : "";
}

function written(times: number): string {
  return times === 1 ? "once" : `${count(times)} times`;
}

function ordinal(rank: number): string {
  if (rank === 1) return "the";
  const tail = rank % 100 >= 11 && rank % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][rank % 10] ?? "th");
  return `${count(rank)}${tail}`;
}

function pairs(groups: number): number {
  return (groups * (groups - 1)) / 2;
}
