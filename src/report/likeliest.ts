/** The weighted and the thresholded ratio of a finding side by side: whether they say the same, in words. */
import type { Finding } from "../model.js";
import { bounds, marks } from "./lookup.js";
import { count, counted, ratio } from "./numbers.js";

/** What lies between the two ratios of a finding: equality, the rule's threshold, both or nothing. */
export function between(finding: Finding): readonly ("1" | "the rule's threshold")[] {
  const weighted = finding.comparison?.ratio.value ?? null;
  const likeliest = finding.comparison?.likeliest?.ratio ?? null;
  if (weighted === null || likeliest === null) return [];
  const { low, high } = bounds(finding.expected);
  const within = (value: number): boolean => value >= (low ?? -Infinity) && value <= (high ?? Infinity);
  return [
    ...(Math.min(weighted, likeliest) < 1 && Math.max(weighted, likeliest) > 1 ? ["1" as const] : []),
    ...(within(weighted) === within(likeliest) ? [] : ["the rule's threshold" as const]),
  ];
}

/** The thresholded ratio beside the weighted one, in a few words; nothing where there is none. */
export function likeliestShort(finding: Finding): readonly string[] {
  const likeliest = finding.comparison?.likeliest?.ratio ?? null;
  if (likeliest === null) return [];
  const apart = between(finding);
  const side = apart.length === 0 ? "" : `, on the other side of ${apart.join(" and of ")}`;
  return [`ratio ${ratio(likeliest, [1, ...marks(finding.expected)])} by likeliest group${side}`];
}

/** For how many findings the answer depends on how probabilities are used; null where none is of probabilities. */
export function likeliestCount(findings: readonly Finding[]): string | null {
  const all = findings.filter((one) => (one.comparison?.likeliest?.ratio ?? null) !== null);
  if (all.length === 0) return null;
  const apart = all.filter((one) => between(one).length > 0).length;
  return `of ${counted(all.length, "finding", "findings")} on groups given as probabilities, ${apart === 0 ? "none has" : `${count(apart)} ${apart === 1 ? "has" : "have"}`} a ratio by likeliest group on the other side of 1 or of the rule's threshold`;
}

/** Both ratios in a sentence; nothing where the finding is not of an attribute given as probabilities, or has no ratio. */
export function likeliestSentence(finding: Finding): readonly string[] {
  const { comparison, expected } = finding;
  const weighted = comparison?.ratio.value ?? null;
  if (comparison?.likeliest === undefined || weighted === null) return [];
  const write = (value: number | null): string => ratio(value, [1, ...marks(expected)]);
  const both = `Weighted by the probabilities the ratio is ${write(weighted)}`;
  const { ratio: likeliest } = comparison.likeliest;
  if (likeliest === null)
    return [`${both}; with each row in its likeliest group there is none that could be shown.`];
  const apart = between(finding);
  const depends =
    apart.length === 0
      ? ""
      : ` They lie on different sides of ${apart.join(" and of ")}: the answer depends on how the probabilities are used.`;
  return [`${both}; with each row in its likeliest group it is ${write(likeliest)}.${depends}`];
}
