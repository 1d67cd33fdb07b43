/** The weighted and the thresholded ratio of a finding side by side: whether they say the same, in words. */
import type { Finding } from "../model.js";
import { bounds, marks } from "./lookup.js";
import { ratio } from "./numbers.js";

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
