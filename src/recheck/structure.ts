/**
 * Whether all is there that the plan asks for: a family for each metric and attribute, a finding for each group and rule, and
 * figures wherever nothing is withheld. Whoever leaves a breach out, or calls it not judged, has to make the rest fit.
 */
import { measures } from "../measures/index.js";
import type { AuditResult, Family, Finding, GroupMeasurement, ShownMoments } from "../model.js";
import { rulesFor } from "../policy/rules.js";
import { type Contradiction, held, sameNames } from "./held.js";

export function structure(result: AuditResult): readonly Contradiction[] {
  const { families, findings } = result;
  const ids = families.map((one) => one.id);
  return [
    ...held("families", "the plan's metrics and attributes", ids, expectedFamilies(result)),
    ...held(
      "representation",
      "the plan's attributes",
      result.representation.map((one) => one.attributes.join(" x ")),
      tablesOf(result).map((one) => one.join(" x ")),
    ),
    ...findings.flatMap((one, at) =>
      ids.includes(one.family) ? [] : held(`findings.${at}.family`, "the families", one.family, null),
    ),
    ...families.flatMap((family) => [
      ...people(family, result),
      ...rulesFor(family, result.plan).flatMap((rule) => covered(family, rule.id, result)),
    ]),
    ...findings.flatMap((one, at) => standing(one, at, result)),
  ];
}

/** Attributes, then their crossings, in plan order. */
function tablesOf({ plan }: AuditResult): readonly (readonly string[])[] {
  return [...plan.attributes.map((one) => [one.id]), ...plan.intersections];
}

function expectedFamilies(result: AuditResult): string[] {
  const { plan } = result;
  const inferred = (ids: readonly string[]): boolean =>
    plan.attributes.some((one) => ids.includes(one.id) && one.probabilities !== null);
  return tablesOf(result).flatMap((ids) =>
    plan.metrics.flatMap((metric) =>
      measures[metric.kind].histogram === true && inferred(ids) ? [] : [`${metric.id}/${ids.join(" x ")}`],
    ),
  );
}

/** Sums of the groups against those of everybody: alike where nobody is in two groups, and nothing withheld. */
function people(family: Family, result: AuditResult): readonly Contradiction[] {
  const at = `families of ${family.id}`;
  const { publication, representation, units } = result;
  const own = representation.find((one) => sameNames(one.attributes, family.attributes));
  if (own === undefined) return [];
  const hidden = publication !== null && (family.mixed_units === null || own.mixed_units === null);
  const mixed = hidden
    ? []
    : held(`${at}.mixed_units`, "who is in the log", family.mixed_units, own.mixed_units);
  if (publication !== null) return [...mixed, ...everybody(family, result)];
  if (family.overall === null || family.mixed_units === null)
    return [...mixed, ...held(`${at}.overall`, "that this result is no public one", null, "figures")];
  const counted = own.groups.map((one) => one.units);
  const inferred = result.plan.attributes.some(
    (one) => family.attributes.includes(one.id) && one.probabilities !== null,
  );
  const all = counted.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const crowded =
    inferred || units.column === null || counted.includes(null) || all >= units.count + family.mixed_units
      ? []
      : held(`${at}.mixed_units`, "the people of its groups", family.mixed_units, all - units.count);
  return [...mixed, ...crowded, ...everybody(family, result)];
}

/** Everybody's sums, where all of them are there and nobody is in two groups. */
function everybody(family: Family, { plan }: AuditResult): readonly Contradiction[] {
  const inferred = plan.attributes.some(
    (one) => family.attributes.includes(one.id) && one.probabilities !== null,
  );
  const sums = family.groups.flatMap((one) => one.moments ?? []);
  if (family.overall === null || family.mixed_units !== 0 || inferred || sums.length < family.groups.length)
    return [];
  return held(`families of ${family.id}.overall`, "the sums of its groups", family.overall, added(sums));
}

function added(all: readonly ShownMoments[]): Readonly<Record<keyof ShownMoments, number | null>> {
  const sumOf = (key: "units" | "rows" | "y" | "d"): number => all.reduce((sum, one) => sum + one[key], 0);
  const squaresOf = (key: "yy" | "dd" | "yd"): number | null =>
    all.reduce<number | null>((sum, one) => (sum === null || one[key] === null ? null : sum + one[key]), 0);
  return {
    units: sumOf("units"),
    rows: sumOf("rows"),
    y: sumOf("y"),
    d: sumOf("d"),
    yy: squaresOf("yy"),
    dd: squaresOf("dd"),
    yd: squaresOf("yd"),
  };
}

/** One finding a group and rule, but for the group that the others are held against. */
function covered(
  family: Family,
  rule: string,
  { findings, publication }: AuditResult,
): readonly Contradiction[] {
  const found = findings.filter((one) => one.family === family.id && one.rule === rule);
  const comparators = family.groups.filter((group) =>
    found.some((one) => sameNames(one.comparator.group ?? [], group.group)),
  );
  const judged = family.groups.filter((one) => !comparators.includes(one));
  const names = (all: readonly { readonly group: readonly string[] }[]): string[] =>
    all.map((one) => JSON.stringify(one.group)).toSorted();
  // The name of a withheld comparator is withheld: then one group has no finding.
  const hidden = publication !== null && comparators.length === 0 && found.length === judged.length - 1;
  if (hidden && names(found).every((one) => names(judged).includes(one))) return [];
  return [
    ...held(`findings of ${family.id}`, `its groups, by rule ${rule}`, names(found), names(judged)),
    ...(comparators.length > 1
      ? held(`findings of ${family.id}`, "one group to hold the others against", comparators.length, 1)
      : []),
  ];
}

/** Whether a finding without a comparison may be without one, by what the result says of its group. */
function standing(finding: Finding, at: number, result: AuditResult): readonly Contradiction[] {
  const { comparison, verdict, reason } = finding;
  if (comparison !== null)
    return verdict === "not_judged"
      ? held(`findings.${at}.verdict`, "its comparison", verdict, "judged")
      : [];
  // In a public result the group, or what it is held against, may be withheld.
  if (result.publication !== null && (reason === "withheld" || finding.comparator.group === null)) return [];
  const family = result.families.find((one) => one.id === finding.family);
  const group = family?.groups.find((one) => sameNames(one.group, finding.group));
  if (family === undefined || group === undefined) return [];
  const follows = reasonsOf(group, finding, result);
  return [
    ...held(`findings.${at}.verdict`, "that it has no comparison", verdict, "not_judged"),
    ...(follows.includes(reason)
      ? []
      : held(`findings.${at}.reason`, "the group's figures", reason, follows[0] ?? null)),
  ];
}

/** Why a group may be not judged; none where nothing in the result says why. */
function reasonsOf(
  { moments, unknown, rate }: GroupMeasurement,
  { comparator }: Finding,
  { plan }: AuditResult,
): readonly Finding["reason"][] {
  // Withheld as too small, or as too few of it being in the metric's scope.
  if (moments === null) return ["withheld", unknown ? "unknown_group" : "below_minimum"];
  if (unknown) return ["unknown_group"];
  if (!(moments.d > 0)) return ["no_denominator"];
  if (moments.units < plan.settings.minimum_units) return ["below_minimum"];
  if (rate.value === null) return ["no_variance"];
  return comparator.group === null ? ["no_comparator"] : [];
}
