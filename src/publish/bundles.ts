/** Metrics that are withheld together: where one keeps a count secret, others that read its columns could give it away. */
import type { AuditResult, MetricPlan } from "../model.js";
import { countingRows, isShare } from "./shares.js";
import { type Counted, isFew, peopleOn, type Sums } from "./sums.js";
import { leftOut, narrowerThan, scopeName, widerThan } from "./wider.js";

/** Metrics withheld together. */
export interface Bundle {
  readonly counted: readonly Counted[];
}

/**
 * Metrics that count people and decisions only, as the tables of who is in the log do; and all others. Whom those leave out whose
 * people in scope are withheld (`unsized`) nobody can tell by subtraction; `without` are metrics of which nothing is published.
 */
export function metricsOf(
  result: AuditResult,
  unsized: ReadonlySet<string>,
  without: ReadonlySet<string> = new Set(),
): {
  readonly people: readonly Counted[];
  readonly others: readonly Counted[];
} {
  const metrics = result.plan.metrics.filter((one) => !without.has(one.id));
  const facts = { people: result.units.column !== null, ones: countingRows(result) };
  const all = metrics.map((plan) => ({
    plan,
    share: isShare(result, plan),
    wider: widerThan(plan, metrics, facts).filter(
      ({ ours, metric }) => ours !== "units" || !(unsized.has(plan.id) || unsized.has(metric ?? "")),
    ),
    narrower: narrowerThan(plan, metrics, facts),
  }));
  return {
    people: all.filter((one) => columnsOf(one.plan).length === 0),
    others: all.filter((one) => columnsOf(one.plan).length > 0),
  };
}

/** Every column a metric reads. */
export function columnsOf(plan: MetricPlan): string[] {
  return [...numeratorOf(plan), ...scopeOf(plan)];
}

const numeratorOf = ({ numerator }: MetricPlan): string[] => (numerator === null ? [] : [numerator.column]);

export function scopeOf({ denominator, where }: MetricPlan): string[] {
  return [...(denominator === null ? [] : [denominator.column]), ...where.map((one) => one.column)];
}

/**
 * The columns whose counts are secret in some cell: the numerator's where few people are on one side of it, and those of the
 * scope as well where few people are in it. A cell that is withheld already (null) may be either.
 */
export function secretColumns(
  one: Counted,
  at: number,
  cells: readonly (Sums | null)[],
  minimum: number,
): string[] {
  const columns = new Set<string>();
  for (const cell of cells) {
    const { scope, sides } = cell === null ? { scope: null, sides: [] } : peopleOn(one, cell.metrics[at]!);
    const few = scope === null || isFew(scope, minimum);
    if (few) columnsOf(one.plan).forEach((column) => columns.add(column));
    if (sides.some((people) => isFew(people, minimum)))
      numeratorOf(one.plan).forEach((column) => columns.add(column));
  }
  return [...columns];
}

/**
 * What tells how many a metric leaves out of something wider, where these are few: of people, its scope; of rows, each column of
 * it; and the numerator where it is the yes or the no side that leaves them out, or where nothing else limits the scope.
 */
export function tellingGaps(
  { plan, wider }: Counted,
  at: number,
  cells: readonly (Sums | null)[],
  minimum: number,
): string[] {
  const few = wider.filter((_, index) =>
    cells.some((cell) => cell !== null && isFew(leftOut(cell.gaps[at]![index]!), minimum)),
  );
  if (few.length === 0) return [];
  if (scopeOf(plan).length === 0 || few.some(({ ours }) => ours === "y" || ours === "no"))
    return [scopeName(plan), ...columnsOf(plan)];
  return [scopeName(plan), ...(few.every(({ ours }) => ours === "units") ? [] : scopeOf(plan))];
}

/**
 * A secret count and all that is counted within it: who knows how many clicked knows that at least so many were shown, and what
 * is moved from one cell to another takes along what happened to it.
 */
export function withWithin(counted: readonly Counted[], secret: readonly string[]): string[] {
  const all = new Set(secret);
  for (let before = -1; before !== all.size;) {
    before = all.size;
    for (const { plan } of counted)
      if (scopeOf(plan).some((column) => all.has(column)))
        numeratorOf(plan).forEach((column) => all.add(column));
  }
  return [...all];
}

/**
 * Metrics that read a column another keeps secret go together; those without a secret stand alone. How many are left out (`gaps`)
 * does not follow from what is counted within, as that leaves out at least as many.
 */
export function bundled(
  counted: readonly Counted[],
  secrets: (at: number) => readonly string[],
  gaps: (at: number) => readonly string[] = () => [],
): Bundle[] {
  const group = counted.map((_, at) => at);
  for (const at of group.keys()) {
    const secret = [...withWithin(counted, secrets(at)), ...gaps(at)];
    for (const other of group.keys()) {
      const { plan } = counted[other]!;
      if (![scopeName(plan), ...columnsOf(plan)].some((name) => secret.includes(name))) continue;
      const [from, to] = [group[other]!, group[at]!];
      group.forEach((one, index) => {
        if (one === from) group[index] = to;
      });
    }
  }
  return [...new Set(group)].map((id) => ({ counted: counted.filter((_, at) => group[at] === id) }));
}

/** How many of the metrics read a column. */
export function readersOf(counted: readonly Counted[], column: string): number {
  return counted.filter((one) => columnsOf(one.plan).includes(column)).length;
}
