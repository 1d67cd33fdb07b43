import type { TimeForm } from "./values.js";

/** What reading a log showed of its columns: plain data, so that it can be gathered from several readers. */
export interface ColumnFindings {
  /** One an attribute of the plan; null for membership probabilities. */
  readonly groups: readonly (GroupFindings | null)[];
  readonly flags: readonly { readonly column: string; readonly families: readonly string[] }[];
  /** Lengths of the postal codes met. */
  readonly looks: readonly { readonly column: string; readonly lengths: readonly number[] }[];
  /** By engine column: the largest number in size, and the most decimals. */
  readonly numbers: readonly NumberFindings[];
  readonly timeForm: TimeForm | null;
  /** First and last day of the rows used, in days since 1970-01-01. */
  readonly days: { readonly first: number; readonly last: number } | null;
  /** Some unit's id needed the second half of its key. */
  readonly wideUnits: boolean;
}

export interface GroupFindings {
  /** Group names by code. */
  readonly labels: readonly string[];
  /** Distinct texts with padding, and distinct texts that look like "no value". */
  readonly padded: readonly string[];
  readonly looksMissing: readonly string[];
}

export interface NumberFindings {
  readonly name: string;
  readonly largest: number;
  readonly decimals: number;
}

/** Sums of numbers are made on integers, so that no order of adding shows: how a column's numbers become integers. */
export interface Grid {
  /** The integer is round(value * scale). */
  readonly scale: number;
  /** Every value of the column is a multiple of 1/scale: nothing is rounded. */
  readonly exact: boolean;
}

/** Integers on a grid stay below this in size, so that squared sums of 50 million rows fit 127 bits. */
const GRID_LIMIT = 2 ** 36;

/** The grid for what has been read: decimals as written where they fit, else a power of two. */
export function gridOf({ largest, decimals }: NumberFindings): Grid {
  const ten = 10 ** decimals;
  if (decimals <= 15 && largest * ten < GRID_LIMIT) return { scale: ten, exact: true };
  // 2 to the 1000 and no more: the scale itself must be a number.
  const power = largest === 0 ? 0 : Math.min(1000, 36 - Math.ceil(Math.log2(largest)));
  return { scale: 2 ** power, exact: false };
}

/** The findings of several readers of one log as those of one; null where they contradict each other. */
export function mergeFindings(all: readonly ColumnFindings[], labels: readonly (readonly string[] | null)[]): ColumnFindings | null {
  const first = all[0]!;
  const forms = new Set(all.flatMap((one) => (one.timeForm === null ? [] : [one.timeForm])));
  if (forms.size > 1) return null;
  const union = (lists: readonly (readonly string[])[]): string[] => [...new Set(lists.flat())];
  const days = all.flatMap((one) => (one.days === null ? [] : [one.days]));
  return {
    groups: first.groups.map((group, index) =>
      group === null
        ? null
        : {
            labels: labels[index]!,
            padded: union(all.map((one) => one.groups[index]!.padded)),
            looksMissing: union(all.map((one) => one.groups[index]!.looksMissing)),
          },
    ),
    flags: first.flags.map(({ column }, index) => ({ column, families: union(all.map((one) => one.flags[index]!.families)) })),
    looks: first.looks.map(({ column }, index) => ({
      column,
      lengths: [...new Set(all.flatMap((one) => one.looks[index]!.lengths))],
    })),
    numbers: first.numbers.map(({ name }, index) => ({
      name,
      largest: Math.max(...all.map((one) => one.numbers[index]!.largest)),
      decimals: Math.max(...all.map((one) => one.numbers[index]!.decimals)),
    })),
    timeForm: [...forms][0] ?? null,
    days:
      days.length === 0
        ? null
        : { first: Math.min(...days.map((one) => one.first)), last: Math.max(...days.map((one) => one.last)) },
    wideUnits: all.some((one) => one.wideUnits),
  };
}
