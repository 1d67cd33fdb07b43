/** Intervals of a public result without sums of squares: made from the sums that are shown, and how much people differ. */
import type { AuditResult, Family, Finding, ShownMoments } from "../model.js";
import { betweenGroups, limitsOf, widened } from "../publish/squares.js";
import { type Contradiction, held, sameNames } from "./held.js";

const FROM = "the sums that are shown, and how much people differ";

export function publishedIntervals(result: AuditResult): readonly Contradiction[] {
  const { families, findings } = result;
  const rates = families.flatMap((family, at) =>
    family.groups.flatMap(({ group, rate }, index) => {
      const ends = endsOf(result, family, group);
      if (ends === null) return [];
      const follows = { ...rate, value: ends.ratio, low: ends.lower, high: ends.upper };
      const withValue = rate.low === null ? { ...rate, value: ends.ratio } : follows;
      return held(`families.${at}.groups.${index}.rate`, FROM, rate, withValue);
    }),
  );
  return [...rates, ...findings.flatMap((one, at) => compared(result, one, at))];
}

/** A group's figure and interval, where its sums are shown without squares. */
function endsOf(
  { publication, plan }: AuditResult,
  { metric, proportion, groups }: Family,
  names: readonly string[],
): ReturnType<typeof limitsOf> {
  const group = groups.find((one) => sameNames(one.group, names));
  const spread = publication?.spreads.find((one) => one.metric === metric);
  const sums = group?.moments ?? null;
  if (group === undefined || spread === undefined || sums === null || sums.yy !== null || !(sums.d > 0))
    return null;
  const own =
    group.rate.method === "wilson" ? alone(sums) : widened(sums, spread, proportion, publication!.minimum);
  return limitsOf(own, { level: plan.settings.confidence, proportion });
}

/** One decision each, a yes or a no. */
function alone(sums: ShownMoments): Parameters<typeof limitsOf>[0] {
  return { ...sums, yy: sums.y, dd: sums.d, yd: sums.y };
}

function compared(result: AuditResult, finding: Finding, at: number): readonly Contradiction[] {
  const { comparison, comparator, metric, attributes, group } = finding;
  const family = result.families.find(
    (one) => one.metric === metric && sameNames(one.attributes, attributes),
  );
  if (comparison === null || comparator.group === null || family === undefined) return [];
  const [a, b] = [group, comparator.group].map((names) => endsOf(result, family, names));
  if (!a || !b) return [];
  const { difference, ratio } = comparison;
  return held(
    `findings.${at}.comparison`,
    FROM,
    { difference, ratio },
    betweenGroups(finding, comparison, [a, b]),
  );
}
