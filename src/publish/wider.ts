/**
 * What is counted inside of something wider: who is in scope of a metric is in the log, and what is offered on the web is
 * offered. Where both are published their difference is a count as well, of those that the narrower leaves out.
 */
import type { MetricPlan, Moments } from "../model.js";

/** A figure of a metric that counts people or rows. */
export type Kind = "units" | "rows" | "d" | "y" | "no";

/** A count of a metric, and one of something wider that it is part of; `metric` null for who is in the log. */
export interface Part {
  readonly metric: string | null;
  readonly theirs: Kind;
  readonly ours: Kind;
}

/** A count of a cell, the wider one it is part of, and what is known to be within it. */
export interface Gap {
  readonly wide: number;
  readonly own: number;
  readonly least: number;
  /** No more people than rows are in scope, and no more of anything than of the wider count. */
  readonly most: number;
}

export const NO_GAP: Gap = { wide: 0, own: 0, least: 0, most: 0 };

export function countOf(moments: Pick<Moments, "units" | "rows" | "y" | "d">, kind: Kind): number {
  return kind === "no" ? moments.d - moments.y : moments[kind];
}

/** How many the metric leaves out of the wider count. */
export function leftOut({ wide, own }: Pick<Gap, "wide" | "own">): number {
  return Math.abs(wide - own);
}

/** A name for the scope of a metric, which is that of any other with the same conditions. */
export function scopeName(plan: MetricPlan): string {
  return `scope ${JSON.stringify([...scopeOf(plan)].toSorted())}`;
}

/** Every count that one of the metric's own is part of, as far as the plan tells. */
export function widerThan(own: MetricPlan, all: readonly MetricPlan[]): Part[] {
  // Where single trials are counted, neither people nor rows of the log are.
  const rows = rowsOf(own);
  const log: Part[] = own.counts
    ? []
    : [
        same(null, "units"),
        ...(rows === null ? [] : [{ metric: null, theirs: "rows", ours: rows } as const]),
        ...(own.kind === "contacts" ? [{ metric: null, theirs: "rows", ours: "y" } as const] : []),
      ];
  const others = all.filter((one) => one.id !== own.id && one.counts === own.counts);
  return [...log, ...others.flatMap((other) => between(other, own))];
}

/** The counts of other metrics that are part of one of the metric's own. */
export function narrowerThan(own: MetricPlan, all: readonly MetricPlan[]): Part[] {
  const others = all.filter((one) => one.id !== own.id && one.counts === own.counts);
  return others.flatMap((other) =>
    between(own, other).map(({ theirs, ours }) => ({ metric: other.id, theirs: ours, ours: theirs })),
  );
}

function same(metric: string | null, kind: Kind): Part {
  return { metric, theirs: kind, ours: kind };
}

/** The counts of a metric within those of another: each is of rows that meet some conditions, and more conditions leave fewer. */
function between(other: MetricPlan, own: MetricPlan): Part[] {
  const metric = other.id;
  const [theirs, ours] = [scopeOf(other), scopeOf(own)];
  const [theirYes, ourYes] = [yesOf(other), yesOf(own)];
  const wider = isWithin(ours, theirs);
  const rates = theirYes !== null && ourYes !== null;
  const [theirRows, ourRows] = [rowsOf(other), rowsOf(own)];
  const part = (wide: Kind | null, narrow: Kind | null): Part[] =>
    wide === null || narrow === null ? [] : [{ metric, theirs: wide, ours: narrow }];
  return [
    ...(wider ? [same(metric, "units"), ...part(theirRows, ourRows)] : []),
    ...(wider && rates && isShare(own) && isShare(other) && keyOf(other.numerator!) === keyOf(own.numerator!)
      ? [same(metric, "no")]
      : []),
    ...(rates && isWithin(ourYes, theirYes) ? [same(metric, "y")] : []),
    ...(theirYes !== null && isWithin(ours, theirYes) ? part("y", ourRows) : []),
    // Inside the other's scope altogether, the yes side leaves out no fewer than the scope does.
    ...(ourYes !== null && !wider && isWithin(ourYes, theirs) ? part(theirRows, "y") : []),
  ];
}

/** `d - y` counts rows as well. */
function isShare({ kind, numerator }: MetricPlan): boolean {
  return (kind === "rate" || kind === "scoring_rate") && numerator !== null;
}

/** The figure that counts the rows in scope; null where there is none. */
export function rowsOf({ kind }: MetricPlan): Kind | null {
  return kind === "rate" || kind === "mean" || kind === "scoring_rate" ? "d" : null;
}

function scopeOf({ denominator, where }: MetricPlan): Set<string> {
  return new Set([...(denominator === null ? [] : [denominator]), ...where].map(keyOf));
}

/** The conditions that a row counted by `y` meets; null where `y` is no count of rows. */
function yesOf(plan: MetricPlan): Set<string> | null {
  const { kind, numerator } = plan;
  // The decisions of people who are counted by their contacts.
  if (kind === "contacts")
    return new Set([...scopeOf(plan), ...(numerator === null ? [] : [keyOf(numerator)])]);
  if (numerator === null) return null;
  // Medians of two scopes may be one and the same number.
  if (kind === "scoring_rate")
    return new Set([...scopeOf(plan), JSON.stringify(["above", numerator.column])]);
  return kind === "rate" ? new Set([...scopeOf(plan), keyOf(numerator)]) : null;
}

/** Whether each row in scope of a metric is in that of another. */
export function scopeHolds(own: MetricPlan, other: MetricPlan): boolean {
  return own.counts === other.counts && isWithin(conditionsOf(own), conditionsOf(other));
}

/** What rows have to meet: a ratio's denominator is no condition. */
function conditionsOf(plan: MetricPlan): Set<string> {
  return plan.kind === "ratio" ? new Set(plan.where.map(keyOf)) : scopeOf(plan);
}

export function sameConditions(own: MetricPlan, other: MetricPlan): boolean {
  return scopeHolds(own, other) && scopeHolds(other, own);
}

function isWithin(conditions: ReadonlySet<string>, fewer: ReadonlySet<string>): boolean {
  return [...fewer].every((one) => conditions.has(one));
}

/** A condition by name; a flag and a spelling of yes ask for the same. */
function keyOf({
  column,
  in: values,
}: {
  readonly column: string;
  readonly in: readonly string[] | null;
}): string {
  const yes = values === null || values.every((one) => YES.has(one.toLowerCase()));
  return JSON.stringify([column, yes ? null : values.toSorted()]);
}

const YES: ReadonlySet<string> = new Set(["1", "true", "t", "yes", "y", "1.0"]);
