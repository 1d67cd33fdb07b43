/** What a result says of likeliest groups: rates from their sums, sums from everybody's, and comparisons from the rates. */
import { compareNames } from "../measures/groups.js";
import { measures } from "../measures/index.js";
import type { AuditResult, Family, LikeliestGroup } from "../model.js";
import { likeliestBeside } from "../policy/likeliest.js";
import { type Contradiction, held, sameNames } from "./held.js";

export function likeliestFigures(result: AuditResult): readonly Contradiction[] {
  return [
    ...result.families.flatMap((family, at) => [
      ...there(family, `families.${at}`, result),
      ...groups(family, `families.${at}`, result),
    ]),
    ...result.findings.flatMap(({ comparison, family: id, group, comparator }, at) => {
      const family = result.families.find((one) => one.id === id);
      if (comparison === null || family === undefined) return [];
      return held(
        `findings.${at}.comparison.likeliest`,
        "the rates by likeliest group",
        comparison.likeliest,
        likeliestBeside(family, group, comparator).likeliest,
      );
    }),
  ];
}

/** Of attributes given as probabilities, but not in public. */
function there(family: Family, at: string, { plan, publication }: AuditResult): readonly Contradiction[] {
  const wanted =
    publication === null &&
    plan.attributes.some((one) => sameNames([one.id], family.attributes) && one.probabilities !== null);
  return held(`${at}.likeliest`, "the plan's attributes", family.likeliest !== undefined, wanted);
}

function groups(family: Family, path: string, { plan }: AuditResult): readonly Contradiction[] {
  const { likeliest: all } = family;
  if (all === undefined) return [];
  const at = `${path}.likeliest`;
  const follows = all.map((one): Pick<LikeliestGroup, "units" | "y" | "d" | "rate"> => {
    const { units, y, d } = one;
    const weighted = family.groups.find((other) => sameNames(other.group, one.group));
    const few = units !== null && units > 0 && units < plan.settings.disclosure_floor;
    return units === null || y === null || d === null || few || weighted?.disclosure === "withheld"
      ? { units: null, y: null, d: null, rate: null }
      : { units, y, d, rate: d > 0 ? y / d : null };
  });
  const stands = all.map(({ units, y, d, rate }) => ({ units, y, d, rate }));
  const sorted = all.toSorted(
    (a, b) => Number(a.unknown) - Number(b.unknown) || compareNames(a.group, b.group),
  );
  return [
    ...held(at, "their own sums", stands, follows),
    ...held(at, "their order", names(all), names(sorted)),
    ...family.groups
      .filter(
        (one) => !all.some((other) => other.unknown === one.unknown && sameNames(other.group, one.group)),
      )
      .flatMap((one) => held(at, "the family's groups", null, one.group)),
    ...everybody(family, all, at, plan),
  ];
}

/** Every row is in one group: where nothing is withheld, the sums are those of everybody. */
function everybody(
  { overall, metric: id }: Family,
  all: readonly LikeliestGroup[],
  at: string,
  plan: AuditResult["plan"],
): readonly Contradiction[] {
  const metric = plan.metrics.find((one) => one.id === id);
  // A person's own average is split over groups on a grid: then sums are not the same to the last digits.
  const exact = metric !== undefined && measures[metric.kind].perDecision === true;
  if (!exact || overall === null || all.some((one) => one.y === null)) return [];
  const sum = (key: "y" | "d"): number => all.reduce((total, one) => total + (one[key] ?? 0), 0);
  return held(at, "the sums of everybody", { y: sum("y"), d: sum("d") }, { y: overall.y, d: overall.d });
}

function names(all: readonly LikeliestGroup[]): readonly (readonly string[])[] {
  return all.map((one) => one.group);
}
