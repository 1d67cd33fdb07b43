import type { Evidence, Plan, ProxyReport, Representation } from "../model.js";
import { didYouMean, fault, quoted, Refusal } from "../refusal.js";

/** Refuse reference groups that the log does not have: a rule that compares with one would judge nothing, and say so to nobody. */
export function refuseUnknownReferences(plan: Plan, names: readonly (readonly string[])[]): void {
  const faults = plan.attributes.flatMap(({ id, column, reference }, index) => {
    const groups = names[index]!;
    if (reference === null || groups.includes(reference)) return [];
    const near = didYouMean(reference, groups);
    return [
      fault(
        "no-such-reference",
        `attribute ${quoted(id)} has no group ${quoted(reference)} in this log, which the plan names as its reference`,
        {
          column,
          hint: near === null ? "name a group that is in the log" : `did you mean ${quoted(near)}?`,
        },
      ),
    ];
  });
  if (faults.length > 0) throw new Refusal(faults);
}

/** Cells of a crossing that are more than a reader or a disclosure rule can bear. */
const MOST_CELLS = 5_000;

/** Refuse attributes and crossings with too many groups, before any counting begins. */
export function refuseTooManyGroups(plan: Plan, labels: readonly (readonly string[])[]): void {
  const faults = plan.attributes.flatMap((attribute, index) => {
    const groups = labels[index]!.length;
    if (groups <= plan.settings.max_groups) return [];
    return [
      fault(
        "too-many-groups",
        `attribute ${quoted(attribute.id)} has ${groups} groups, more than settings.max_groups (${plan.settings.max_groups})`,
        {
          column: attribute.column,
          hint: "use a coarser column (the first 3 digits of a zip, a region, age bands), or the attribute's map or bins; free text and ids are no groups",
        },
      ),
    ];
  });
  for (const ids of plan.intersections) {
    const cells = ids.reduce((product, id) => {
      const index = plan.attributes.findIndex((attribute) => attribute.id === id);
      return product * Math.max(1, labels[index]!.length);
    }, 1);
    if (cells > MOST_CELLS) {
      faults.push(
        fault(
          "too-many-cells",
          `the intersection ${ids.join(" x ")} has up to ${cells} groups, more than ${MOST_CELLS}`,
          {
            hint: "cross fewer attributes, or attributes with fewer groups",
          },
        ),
      );
    }
  }
  if (faults.length > 0) throw new Refusal(faults);
}

/**
 * Stop an audit that has nothing to judge: metrics without a single value, or only groups too small to be shown. A
 * report of blanks would look like one that found nothing wrong.
 */
export function refuseUnaudited(
  evidence: readonly Evidence[],
  representation: readonly Representation[],
  plan: Plan,
): void {
  const faults = plan.metrics.flatMap((metric) => {
    const families = evidence.filter((one) => one.family.metric === metric.id);
    const values = families[0]?.family.overall?.d ?? 0;
    if (families.length === 0 || values > 0) return [];
    const missing = families[0]!.family.groups.reduce((sum, group) => sum + (group.missing_rows ?? 0), 0);
    return [
      fault(
        "nothing-to-measure",
        `metric ${quoted(metric.id)} has no decision with a value: ${missing} rows in scope are empty`,
        {
          column: metric.numerator?.column ?? null,
          hint: "check the metric's columns and conditions; a metric nobody can compute must leave the plan",
        },
      ),
    ];
  });
  if (faults.length > 0) throw new Refusal(faults);
  refuseSmallGroups(representation, plan);
}

/**
 * Refuse attributes that cannot be compared at all, because fewer than two of their groups have enough people to be
 * shown, or whose groups are mostly of a few people each: such "groups" are ids or free text, and naming them would
 * name people. Names of groups are not in the message.
 */
function refuseSmallGroups(representation: readonly Representation[], plan: Plan): void {
  const floor = plan.settings.disclosure_floor;
  const faults = representation.flatMap(({ attributes, groups }) => {
    if (attributes.length > 1) return [];
    const known = groups.filter((group) => !group.unknown);
    const small = known.filter((group) => group.units === null).length;
    const column = plan.attributes.find((one) => one.id === attributes[0])!.column;
    const about = `attribute ${quoted(attributes[0]!)} has ${count(known.length, "group")}, of which ${small === known.length ? "all have" : small === 1 ? "1 has" : `${small} have`} fewer than ${floor} people (people are counted, not rows; settings.disclosure_floor)`;
    if (known.length - small < 2) {
      return [
        fault("nothing-to-compare", `${about}: fewer than two groups can be compared`, {
          column,
          hint: COARSER,
        }),
      ];
    }
    // More names of tiny groups than of others, and many of them: no reader needs that list, and it may name people.
    if (small > MOST_SMALL && small > known.length - small) {
      return [fault("groups-too-small", about, { column, hint: COARSER })];
    }
    return [];
  });
  if (faults.length > 0) throw new Refusal(faults);
}

/** Groups under the floor that an attribute may have before they outnumber what can be shown. */
const MOST_SMALL = 20;
const COARSER =
  "audit a longer period, join groups with the attribute's map or bins, or take the attribute out of the plan";

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Refuse names of features that are not in the log, and rules on features that came to judge nothing at all. */
export function refuseIdleProxyRules(report: ProxyReport, plan: Plan): void {
  const { rules, justified, features: read } = plan.proxies;
  const known = report.features.map((one) => one.feature);
  const named = [
    ...rules.flatMap((rule) =>
      rule.feature === "all" ? [] : [{ by: `rule ${quoted(rule.id)}`, name: rule.feature }],
    ),
    ...justified.map((one) => ({ by: "a justification", name: one.feature })),
    ...read.map((one) => ({ by: "proxies.features", name: one.column })),
  ];
  const faults = named
    .filter(({ name }) => !known.includes(name))
    .map(({ by, name }) => {
      const near = didYouMean(name, known);
      return fault("unknown-feature", `${by} names ${quoted(name)}, which is no feature of the log`, {
        column: name,
        hint: near === null ? "is it misspelt?" : `did you mean ${quoted(near)}?`,
      });
    });
  for (const rule of rules) {
    if (rule.level !== "error" || faults.length > 0) continue;
    if (report.findings.some((one) => one.rule === rule.id)) continue;
    faults.push(
      fault(
        "nothing-to-judge",
        `rule ${quoted(rule.id)} on features has nothing to judge: ${whyIdle(report)}`,
        {
          hint: "a rule that judges nothing must not pass; take it out, or name features that can be examined",
        },
      ),
    );
  }
  if (faults.length > 0) throw new Refusal(faults);
}

function whyIdle(report: ProxyReport): string {
  if (report.pairs.length > 0) return "no pair it is about has what it bounds";
  const aside = report.features.filter((one) => one.set_aside !== null).length;
  if (report.features.length === 0) return "no column was found to examine (log.features lists them)";
  return aside === report.features.length ? "every feature was set aside" : "features were not examined";
}
