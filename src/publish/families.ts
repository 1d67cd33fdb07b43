/** The figures of groups, and the judgements on them, without what is withheld. */
import type { Comparison, Estimate, Family, Finding, Verdict } from "../model.js";
import type { Decision } from "./decide.js";
import { isFew } from "./sums.js";
import { keyOf } from "./tables.js";
import { type Squares, sumsAlone, withoutSquares } from "./squares.js";
import { unsizedFamily } from "./unsized.js";

export const WITHHELD: Estimate = { value: null, low: null, high: null, method: "none", reason: "withheld" };

export function publicFamily(family: Family, decision: Decision, squares: Squares): Family {
  const { keys } = decision.metric(family.metric, family.attributes);
  const missing = showsMissing(family, keys, decision);
  const known = family.groups.some((one) => !one.unknown && keys.has(keyOf(one.group)));
  const unsized = decision.unsized(family.metric);
  const bare = squares.hides(family.metric);
  const { overall, omnibus, omnibus_reason: reason } = family;
  // Other rows in other groups, of which nothing was asked whether they give these away.
  const { likeliest: _left, ...rest } = family;
  return {
    ...rest,
    mixed_units: publicMixed(family.mixed_units),
    overall: decision.wholly(family.metric) || overall === null ? null : bare ? sumsAlone(overall) : overall,
    omnibus: known || bare ? null : omnibus,
    omnibus_reason: known
      ? "some of the groups are withheld"
      : bare && omnibus !== null
        ? "sums of squares are withheld"
        : reason,
    ...(unsized ? unsizedFamily(family) : {}),
    groups: family.groups.map((group) =>
      keys.has(keyOf(group.group)) || group.disclosure === "withheld"
        ? {
            group: group.group,
            unknown: group.unknown,
            disclosure: "withheld",
            moments: null,
            missing_rows: null,
            rate: WITHHELD,
            standard_error: null,
            design_effect: null,
            effective_n: null,
            thin: false,
            largest_unit_share: null,
          }
        : // The largest share is one person's own figure, whoever that is.
          {
            ...(bare ? withoutSquares(group, squares.rate(family, group)) : group),
            ...(unsized ? { moments: null } : {}),
            missing_rows: missing ? group.missing_rows : null,
            largest_unit_share: null,
          },
    ),
  };
}

/**
 * Of people in several groups: nothing, unless there are none. All groups together have so many more people than there are, and
 * who is in three of them, or came back to one, would follow from both.
 */
export function publicMixed(mixed: number | null): number | null {
  return mixed === 0 ? 0 : null;
}

/**
 * Rows without a value are few people's too; where some groups are withheld their part could be worked out. Where the metric looks
 * at some rows only, they tell how many of the rows left out were out of scope.
 */
function showsMissing({ groups, metric }: Family, keys: ReadonlySet<string>, decision: Decision): boolean {
  const rows = groups.map((group) => group.missing_rows ?? 0);
  if (rows.every((one) => one === 0)) return true;
  return keys.size === 0 && decision.all(metric) && rows.every((one) => !isFew(one, decision.minimum));
}

/**
 * A finding keeps its verdict and its group. Its figures go where those of the group or of its comparator do, and the reason
 * with them, which could tell that nobody is in scope.
 */
export function publicFinding(
  finding: Finding,
  decision: Decision,
  { hidden, mixed: several, squares }: Families,
): Finding {
  const { comparator, comparison, metric } = finding;
  const { some, own, other, pooled, withheld } = withheldOf(finding, decision);
  return {
    ...finding,
    // That the group it is held against has too few events, or none, is that group's figure.
    reason: own || (withheld && comparison !== null) ? "withheld" : finding.reason,
    comparator: other ? { ...comparator, group: null } : comparator,
    comparison:
      withheld || comparison === null
        ? null
        : publicComparison(squares.hides(metric) ? squares.comparison(comparison, finding) : comparison, {
            pooled,
            adjusted: !hidden.has(finding.family),
            bounds: !some,
            // With everybody a group has all its people in common.
            shared: !several.has(finding.family) && !decision.unsized(metric),
          }),
  };
}

/** What of a finding goes: its own group, the one it is held against, and all known people together. */
function withheldOf(
  { metric, attributes, group, comparator }: Finding,
  decision: Decision,
): { readonly [K in "some" | "own" | "other" | "pooled" | "withheld"]: boolean } {
  const { keys, mixed } = decision.metric(metric, attributes);
  const own = keys.has(keyOf(group));
  const other = comparator.group !== null && keys.has(keyOf(comparator.group));
  // All known people together tell what the known among the withheld count; in a crossing they cut through rectangles.
  const pooled = keys.size > 0 && (mixed || attributes.length > 1);
  const withheld = own || other || (comparator.group === null && pooled);
  return { some: keys.size > 0, own, other, pooled, withheld };
}

/** What is known of families of tests and their groups. */
export interface Families {
  /** One of the tests is withheld. */
  readonly hidden: ReadonlySet<string>;
  /** Some people are in several groups, or may be. */
  readonly mixed: ReadonlySet<string>;
  readonly squares: Squares;
}

/**
 * Families of tests of which one is of a withheld group, or compares with one. By how much Holm's procedure multiplies the others'
 * p tells the rank of that one's, and so its p within narrow bounds: of these no adjusted p is shown.
 */
export function hiddenTests(findings: readonly Finding[], decision: Decision): ReadonlySet<string> {
  return new Set(
    findings
      .filter(({ comparison }) => comparison !== null && comparison.test !== null)
      .filter((one) => withheldOf(one, decision).withheld)
      .map(({ family }) => family),
  );
}

function publicComparison(
  one: Comparison,
  {
    pooled,
    adjusted,
    bounds,
    shared,
  }: { readonly [K in "pooled" | "adjusted" | "bounds" | "shared"]: boolean },
): Comparison {
  const { likeliest: _left, ...rest } = one;
  return {
    ...rest,
    ratio_to_rest: pooled ? null : one.ratio_to_rest,
    shared_units: shared ? one.shared_units : null,
    p_adjusted: adjusted ? one.p_adjusted : null,
    unknown_bounds: bounds ? one.unknown_bounds : null,
  };
}

const ORDER: Record<Verdict, number> = { fail: 0, inconclusive: 1, not_judged: 2, pass: 3 };

/** Worst first, as in the private result; what has no figures any more stands last of its kind, so that its place says nothing. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const bare = (one: Finding): number => Number(one.comparison === null);
  const kind = (a: Finding, b: Finding): number => ORDER[a.verdict] - ORDER[b.verdict] || bare(a) - bare(b);
  return findings.toSorted(
    (a, b) => kind(a, b) || (bare(a) === 0 ? 0 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
