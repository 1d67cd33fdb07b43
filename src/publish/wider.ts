/**
 * What is counted inside of something wider: who is in scope of a metric is in the log, and what is offered on the web is
 * offered. Where both are published their difference is a count as well, of those that the narrower leaves out.
 */
import type { Condition, MetricPlan, Moments, Plan, Quantity } from "../model.js";

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

/** What is known of the log besides the plan. */
export interface Facts {
  /** It says who people are. */
  readonly people: boolean;
  /** Ids of metrics whose numerator counts rows though their kind does not say so (`countingRows`). */
  readonly ones: ReadonlySet<string>;
}

/** Every count that one of the metric's own is part of, as far as the plan tells. */
export function widerThan(own: MetricPlan, all: readonly MetricPlan[], facts: Facts): Part[] {
  const rows = rowsOf(own);
  // Without people, single trials that are counted are neither people nor rows of the log.
  const log: Part[] =
    own.counts && !facts.people
      ? []
      : [
          same(null, "units"),
          ...(rows === null ? [] : [{ metric: null, theirs: "rows", ours: rows } as const]),
          ...(own.kind === "contacts" ? [{ metric: null, theirs: "rows", ours: "y" } as const] : []),
        ];
  return [...log, ...othersThan(own, all, facts).flatMap((other) => between(other, own, facts))];
}

/** The counts of other metrics that are part of one of the metric's own. */
export function narrowerThan(own: MetricPlan, all: readonly MetricPlan[], facts: Facts): Part[] {
  return othersThan(own, all, facts).flatMap((other) =>
    between(own, other, facts).map(({ theirs, ours }) => ({ metric: other.id, theirs: ours, ours: theirs })),
  );
}

function othersThan(own: MetricPlan, all: readonly MetricPlan[], { people }: Facts): MetricPlan[] {
  return all.filter((one) => one.id !== own.id && (people || one.counts === own.counts));
}

function same(metric: string | null, kind: Kind): Part {
  return { metric, theirs: kind, ours: kind };
}

/** The counts of a metric within those of another: each is of rows that meet some conditions, and more conditions leave fewer. */
function between(other: MetricPlan, own: MetricPlan, { ones }: Facts): Part[] {
  const metric = other.id;
  const [theirs, ours] = [scopeOf(other), scopeOf(own)];
  const [theirYes, ourYes] = [yesOf(other, ones, conditionsOf(other)), yesOf(own, ones, ours)];
  const wider = isWithin(ours, theirs);
  const rates = theirYes !== null && ourYes !== null;
  const [theirRows, ourRows] = [rowsOf(other), rowsOf(own)];
  const part = (wide: Kind | null, narrow: Kind | null): Part[] =>
    wide === null || narrow === null ? [] : [{ metric, theirs: wide, ours: narrow }];
  return [
    ...(wider ? [same(metric, "units"), ...part(theirRows, ourRows)] : []),
    ...(wider &&
    rates &&
    [own, other].every((one) => hasNo(one, ones)) &&
    meets(keyOf(other.numerator!), keyOf(own.numerator!))
      ? [same(metric, "no")]
      : []),
    ...(rates && isWithin(ourYes, theirYes) ? [same(metric, "y")] : []),
    ...(theirYes !== null && isWithin(ours, theirYes) ? part("y", ourRows) : []),
    // Inside the other's scope altogether, the yes side leaves out no fewer than the scope does.
    ...(ourYes !== null && !wider && isWithin(ourYes, theirs) ? part(theirRows, "y") : []),
  ];
}

/** The counts of a metric, each with the conditions that whoever is counted meets. */
export function setsOf(
  plan: MetricPlan,
  { people, ones }: Facts,
): { readonly kind: Kind; readonly conditions: ReadonlySet<string> }[] {
  if (plan.counts && !people) return [];
  const scope = scopeOf(plan);
  const [rows, yes] = [rowsOf(plan), plan.counts ? null : yesOf(plan, ones, scope)];
  return [
    { kind: "units", conditions: scope },
    ...(rows === null ? [] : [{ kind: rows, conditions: scope }]),
    ...(yes === null ? [] : [{ kind: "y", conditions: yes } as const]),
  ];
}

/** `d - y` counts rows as well. */
function hasNo({ id, kind, numerator }: MetricPlan, ones: ReadonlySet<string>): boolean {
  const rows = kind === "rate" || kind === "scoring_rate" || (kind !== "ratio" && ones.has(id));
  return rows && numerator !== null;
}

/** The figure that counts the rows in scope; null where there is none. */
export function rowsOf({ kind }: MetricPlan): Kind | null {
  return kind === "rate" || kind === "mean" || kind === "scoring_rate" ? "d" : null;
}

function scopeOf({ denominator, where }: MetricPlan): Set<string> {
  return new Set([...(denominator === null ? [] : [denominator]), ...where].map(keyOf));
}

/** The conditions that a row counted by `y` meets; null where `y` is no count of rows. */
function yesOf(plan: MetricPlan, ones: ReadonlySet<string>, scope: ReadonlySet<string>): Set<string> | null {
  const { id, kind, numerator } = plan;
  // The decisions of people who are counted by their contacts.
  if (kind === "contacts")
    return new Set([...scopeOf(plan), ...(numerator === null ? [] : [keyOf(numerator)])]);
  if (numerator === null) return null;
  // Medians of two scopes may be one and the same number.
  if (kind === "scoring_rate")
    return new Set([...scopeOf(plan), JSON.stringify([`above ${numerator.column}`, null])]);
  if (kind === "rate") return new Set([...scopeOf(plan), keyOf(numerator)]);
  // A ratio's denominator may be a flag, and then is a condition.
  return ones.has(id) ? new Set([...scope, keyOf(numerator)]) : null;
}

/** Whether each row in scope of a metric is in that of another. */
export function scopeHolds(own: MetricPlan, other: MetricPlan): boolean {
  return isWithin(scopeOf(own), conditionsOf(other));
}

/** Whether each row on the yes side of a metric is in scope of another. */
export function isYesWithin(own: MetricPlan, other: MetricPlan): boolean {
  const yes = yesOf(own, new Set(), scopeOf(own));
  return yes !== null && isWithin(yes, scopeOf(other));
}

/** What rows have to meet for sure: a ratio's denominator may be a number, and then is no condition. */
export function conditionsOf(plan: MetricPlan): Set<string> {
  return plan.kind === "ratio" ? new Set(plan.where.map(keyOf)) : scopeOf(plan);
}

export function sameConditions(own: MetricPlan, other: MetricPlan): boolean {
  return scopeHolds(own, other) && scopeHolds(other, own);
}

/** Whether what meets the conditions meets these as well. */
export function isWithin(conditions: ReadonlySet<string>, fewer: ReadonlySet<string>): boolean {
  return [...fewer].every((one) => conditions.has(one) || [...conditions].some((own) => meets(own, one)));
}

/**
 * Whether a condition holds wherever another does: a list of values within a longer one, which may spell yes in one way, or without
 * all that the other leaves out.
 */
function meets(own: string, other: string): boolean {
  const [a, b] = [valuesOf(own), valuesOf(other)];
  if (a.column !== b.column) return false;
  if (b.not) return a.not ? isPartOf(b, a) : areDisjoint(a, b);
  return !a.not && isPartOf(a, b);
}

function isPartOf(one: Values, { values }: Values): boolean {
  const held = (value: string): boolean => values.includes(value);
  return one.flag ? one.values.some(held) : one.values.every(held);
}

function areDisjoint(one: Values, { values }: Values): boolean {
  return one.values.every((value) => !values.includes(value));
}

/** No row meets both: they ask for different values of one column. */
export function areApart(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].some((own) => {
    const a = valuesOf(own);
    return [...others].some((other) => {
      const b = valuesOf(other);
      if (a.column !== b.column || (a.not && b.not)) return false;
      if (a.not || b.not) return a.not ? isPartOf(b, a) : isPartOf(a, b);
      return areDisjoint(a, b);
    });
  });
}

/** What rows meet that meet both; of two lists of values of one column those in both. */
export function conjunctionOf(some: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  const both = new Set(some);
  for (const other of others) {
    const own = [...some].find((one) => valuesOf(one).column === valuesOf(other).column);
    if (own === undefined) both.add(other);
    else if (!meets(own, other)) {
      both.delete(own);
      both.add(meets(other, own) ? other : inBoth(own, other));
    }
  }
  return both;
}

/** Two lists of values of one column, with the same conditions besides: together they may be all that meets these. */
export function couldCover(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  const [own, theirs] = [[...some], [...others]].map((one, at) =>
    one.filter((condition) => !(at === 0 ? others : some).has(condition)),
  );
  return (
    own!.length === 1 && theirs!.length === 1 && valuesOf(own![0]!).column === valuesOf(theirs![0]!).column
  );
}

function inBoth(some: string, others: string): string {
  const [a, b] = [valuesOf(some), valuesOf(others)];
  if (a.not && b.not) return named(a.column, { not: [...new Set([...a.values, ...b.values])] });
  const [own, other] = a.not ? [b, a] : [a, b];
  return named(
    own.column,
    own.values.filter((one) => other.values.includes(one) !== other.not),
  );
}

interface Values {
  readonly column: string;
  readonly values: readonly string[];
  /** Any spelling of yes. */
  readonly flag: boolean;
  /** Any value but these. */
  readonly not: boolean;
}

/** What is asked of a column: a list of values, null for any spelling of yes, or any but these. */
type Asked = readonly string[] | null | { readonly not: readonly string[] | null };

const READ = new Map<string, Values>();

function valuesOf(condition: string): Values {
  const known = READ.get(condition) ?? readValues(condition);
  READ.set(condition, known);
  return known;
}

function readValues(condition: string): Values {
  const [column, asked] = JSON.parse(condition) as [string, Asked];
  const not = asked !== null && "not" in asked;
  const values = not ? asked.not : asked;
  return { column, values: values?.map((one) => one.toLowerCase()) ?? [...YES], flag: values === null, not };
}

function named(column: string, asked: Asked): string {
  return JSON.stringify([column, Array.isArray(asked) ? (asked as readonly string[]).toSorted() : asked]);
}

/** The condition that a row meets that does not meet this one. */
export function notOf(condition: string): string {
  const [column, asked] = JSON.parse(condition) as [string, Asked];
  return named(column, asked !== null && "not" in asked ? asked.not : { not: asked });
}

/** A condition by name; a flag and a spelling of yes ask for the same. */
function keyOf({
  column,
  in: values,
}: {
  readonly column: string;
  readonly in: readonly string[] | null;
}): string {
  if (values?.[0] === NOT_YES) return named(column, { not: null });
  const yes = values === null || values.every((one) => YES.has(one.toLowerCase()));
  return named(column, yes ? null : values);
}

/**
 * The metrics as if all were written alike: a yes that the plan spells itself as "1", so that it is known for the flag that it is,
 * and what adds up flags as a rate.
 */
export function writtenAlike({ metrics, log }: Plan): MetricPlan[] {
  const lower = (some: readonly string[] | null): Set<string> =>
    new Set(some?.map((text) => text.toLowerCase()));
  const own = new Map(log.columns.map((one) => [one.column, lower(one.true)]));
  const no = new Map(log.columns.map((one) => [one.column, lower(one.false)]));
  const flags = new Set([
    ...log.columns.filter((one) => one.type === "flag").map((one) => one.column),
    ...metrics
      .filter(({ kind }) => FLAGGED.has(kind))
      .flatMap((one) => [one.numerator, one.denominator])
      .flatMap((one) => (one?.in === null ? [one.column] : [])),
  ]);
  const plain = <T extends Quantity | Condition>(one: T): T => {
    const asks = (texts: ReadonlySet<string> | undefined): boolean =>
      one.in?.every((text) => texts?.has(text.toLowerCase())) === true;
    if (asks(own.get(one.column))) return { ...one, in: ["1"] };
    return flags.has(one.column) && (asks(no.get(one.column)) || asks(NO)) ? { ...one, in: [NOT_YES] } : one;
  };
  const isFlag = (one: Quantity | null): boolean => one === null || one.in !== null || flags.has(one.column);
  return metrics.map((one) => ({
    ...one,
    kind:
      (one.kind === "mean" || one.kind === "ratio") && [one.numerator, one.denominator].every(isFlag)
        ? "rate"
        : one.kind,
    numerator: one.numerator && plain(one.numerator),
    denominator: one.denominator && plain(one.denominator),
    where: one.where.map(plain),
  }));
}

/** Kinds of metric that read their columns as flags. */
const FLAGGED: ReadonlySet<MetricPlan["kind"]> = new Set(["rate", "frequency", "contacts"]);

/** In the place of a list of values: all that are no spelling of yes. */
const NOT_YES = "\u0000not yes";
const NO: ReadonlySet<string> = new Set(["0", "false", "f", "no", "n", "0.0"]);
const YES: ReadonlySet<string> = new Set(["1", "true", "t", "yes", "y", "1.0"]);
