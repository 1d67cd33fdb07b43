/** What a cell of a table counts, how many people each count stands for, and when that is too few. */
import type { MetricPlan, Moments, ShownMoments } from "../model.js";
import { type Gap, leftOut, NO_GAP, type Part } from "./wider.js";

/** A metric as publishing looks at it. */
export interface Counted {
  readonly plan: MetricPlan;
  /** A share between 0 and 1, of decisions or per person: the other side of it is a count too. */
  readonly share: boolean;
  /** Counts that the metric's own are part of, and those that are part of its own. */
  readonly wider: readonly Part[];
  readonly narrower: readonly Part[];
}

/** What one group counts on the metrics of a bundle. */
export interface Sums {
  readonly units: number;
  readonly rows: number;
  /** One a metric of the bundle, in its order. */
  readonly metrics: readonly Moments[];
  /** By metric, one for each of its wider counts. */
  readonly gaps: readonly (readonly Gap[])[];
}

/** Sums as the audit made them; a private result has them all. */
export function made(moments: ShownMoments | null | undefined): Moments | null {
  return moments !== null && moments !== undefined && moments.yy !== null ? moments : null;
}

/** Sums closer to zero than this, as a part of the whole, are rounding. */
const ROUNDING = 1e-9;

export function nothing(counted: readonly Counted[]): Sums {
  return { units: 0, rows: 0, metrics: counted.map(() => NOTHING), gaps: counted.map(noGaps) };
}

function noGaps({ wider }: Counted): Gap[] {
  return wider.map(() => NO_GAP);
}

export function plus(a: Sums, b: Sums): Sums {
  return combine(a, b, (x, y) => x + y);
}

/** The rest of a whole; what rounding or people in two groups would push below zero is zero. */
export function minus(whole: Sums, part: Sums): Sums {
  return combine(whole, part, (x, y) => (Math.abs(x - y) < ROUNDING * Math.abs(x) ? 0 : x - y));
}

function combine(a: Sums, b: Sums, make: (x: number, y: number) => number): Sums {
  return {
    units: Math.max(0, make(a.units, b.units)),
    rows: Math.max(0, make(a.rows, b.rows)),
    metrics: a.metrics.map((one, index) => {
      const other = b.metrics[index]!;
      return {
        units: Math.max(0, make(one.units, other.units)),
        rows: Math.max(0, make(one.rows, other.rows)),
        y: make(one.y, other.y),
        d: Math.max(0, make(one.d, other.d)),
        yy: Math.max(0, make(one.yy, other.yy)),
        dd: Math.max(0, make(one.dd, other.dd)),
        yd: make(one.yd, other.yd),
      };
    }),
    gaps: a.gaps.map((some, index) =>
      some.map((one, at) => {
        const other = b.gaps[index]![at]!;
        return {
          wide: Math.max(0, make(one.wide, other.wide)),
          own: Math.max(0, make(one.own, other.own)),
          least: Math.max(0, make(one.least, other.least)),
          most: Math.max(0, make(one.most, other.most)),
        };
      }),
    ),
  };
}

/** Some people, but fewer than the minimum. Nobody is nobody: a zero names no one. */
export function isFew(people: number, minimum: number): boolean {
  return people > ROUNDING && people < minimum - ROUNDING;
}

/** Whether few are left out of a wider count that is not withheld as few itself, and hides all that is within it. */
export function isSecret(gap: Gap, minimum: number): boolean {
  return isFew(leftOut(gap), minimum) && !isFew(gap.wide, minimum);
}

/**
 * The people behind a metric's counts: those in scope, and those on each side of it. How many had an event is not in a result,
 * but it is at least `y^2 / yy` (Cauchy and Schwarz): twelve clicks of one person stand for one.
 */
export function peopleOn(
  { plan, share }: Counted,
  { units, y, d, yy, dd, yd }: Moments,
): { readonly scope: number; readonly sides: readonly number[] } {
  const yes = plan.numerator === null ? [] : [atLeast(y, yy)];
  // Who stands first has an exposure of 1: those below are the other side of it.
  // Who was never contacted: no more are left than so many were.
  const some = plan.numerator !== null || plan.denominator !== null || plan.where.length > 0;
  if (plan.kind === "contacts" && some)
    return { scope: units, sides: [...yes, Math.max(0, units - peopleWith(y, yy))] };
  return {
    scope: units,
    sides: share || plan.kind === "exposure" ? [...yes, atLeast(d - y, dd - 2 * yd + yy)] : yes,
  };
}

/**
 * At least how many people have some of a number that is whole for each of them, as contacts are, by its sum and its sum of squares:
 * for each whole t the sum of (n - t)(n - t - 1) over those who have some is not below zero.
 */
export function peopleWith(sum: number, squares: number): number {
  if (squares <= 0) return 0;
  const middle = Math.floor(squares / sum);
  const wholes = [middle - 1, middle, middle + 1]
    .filter((t) => t >= 1)
    .map((t) => ((2 * t + 1) * sum - squares) / (t * (t + 1)));
  return Math.max(atLeast(sum, squares), ...wholes);
}

function atLeast(sum: number, squares: number): number {
  // Amounts that cancel out are somebody's.
  return squares > 0 ? Math.max(1, (sum * sum) / squares) : 0;
}

export function hasFew(sums: Sums, counted: readonly Counted[], minimum: number): boolean {
  const all = counted.flatMap((one, at) => {
    const { scope, sides } = peopleOn(one, sums.metrics[at]!);
    return [scope, ...sides];
  });
  const out = sums.gaps.flat().map(leftOut);
  return [sums.units, ...all, ...out].some((people) => isFew(people, minimum));
}

/**
 * The largest part of `taken`, at most all, that a cell can give away and still be a possible cell: no count below zero, no
 * numerator beyond its denominator, no person without a decision, and enough people where a verdict says that there were.
 */
export function givable(cell: Sums, taken: Sums, counted: readonly Counted[], judged: number): number {
  const [have, want] = [bounds(cell, counted), bounds(taken, counted)];
  let part = 1;
  for (const [index, { value, units }] of have.entries()) {
    const wanted = want[index]!.value;
    if (wanted <= 0) continue;
    const floor = units && value >= judged ? judged : 0;
    part = Math.min(part, Math.max(0, value - floor) / wanted);
  }
  return part;
}

/** Figures that no possible cell has below zero. Each is a sum over people, so that parts of cells add up. */
function bounds(sums: Sums, counted: readonly Counted[]): { value: number; units: boolean }[] {
  const figure = (value: number): { value: number; units: boolean } => ({ value, units: false });
  return [
    { value: sums.units, units: true },
    figure(sums.rows),
    ...counted.flatMap(({ share }, index) => {
      const { units, y, d, yy, dd, yd } = sums.metrics[index]!;
      return [
        { value: units, units: true },
        figure(Math.max(0, sums.units - units)),
        figure(d),
        figure(yy),
        figure(dd),
        ...(share ? [figure(y), figure(d - y), figure(yd), figure(dd - yd), figure(yd - yy)] : []),
      ];
    }),
  ];
}

/**
 * The part of what `taken` has in scope that a cell whose people are known can take in: no more in scope than there are people,
 * and no more decisions of a share than there are rows.
 */
export function takable(cell: Sums, taken: Sums, counted: readonly Counted[]): number {
  return counted.reduce((part, { share }, at) => {
    const [own, other] = [cell.metrics[at]!, taken.metrics[at]!];
    const rooms = [
      [cell.units - own.units, other.units],
      ...(share && cell.rows >= own.d ? [[cell.rows - own.d, other.d]] : []),
      ...(share ? [[own.d - own.y, other.y - other.d]] : []),
    ] as const;
    return rooms.reduce(
      (least, [room, wanted]) => (wanted! > 0 ? Math.min(least, Math.max(0, room!) / wanted!) : least),
      part,
    );
  }, 1);
}

/** What is moved of a cell: of some metrics all they have in scope, of others only their yes side, and no people. */
export function partOf(sums: Sums, moved: readonly { readonly at: number; readonly scope: boolean }[]): Sums {
  return {
    units: 0,
    rows: 0,
    metrics: sums.metrics.map((one, at) => {
      const how = moved.find((other) => other.at === at);
      if (how === undefined) return NOTHING;
      return how.scope ? one : { ...NOTHING, y: one.y, yy: one.yy, yd: one.yd };
    }),
    gaps: [],
  };
}

const NOTHING: Moments = { units: 0, rows: 0, y: 0, d: 0, yy: 0, dd: 0, yd: 0 };
