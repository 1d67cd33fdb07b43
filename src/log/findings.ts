import type { FeatureFindings } from "./features.js";
import type { TimeForm } from "./values.js";

/** What reading a log showed of its columns: plain data, so that it can be gathered from several readers. */
export interface ColumnFindings {
  /** One an attribute of the plan; null for membership probabilities. */
  readonly groups: readonly (GroupFindings | null)[];
  readonly flags: readonly {
    readonly column: string;
    readonly families: readonly string[];
    readonly missing: boolean;
  }[];
  /** Lengths of the postal codes met. */
  readonly looks: readonly { readonly column: string; readonly lengths: readonly number[] }[];
  /** By engine column: the largest number in size, and the most decimals. */
  readonly numbers: readonly NumberFindings[];
  readonly timeForm: TimeForm | null;
  /** First and last day of the rows used, in days since 1970-01-01. */
  readonly days: { readonly first: number; readonly last: number } | null;
  /** Some unit's id needed the second half of its key. */
  readonly wideUnits: boolean;
  /** One a feature, in the layout's order. */
  readonly features: readonly FeatureFindings[];
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
  /** The power of two by which all integers could be multiplied and still be added up, at least 1. */
  readonly room: number;
}

/** Largest whole number a double holds exactly. */
const EXACT = 2 ** 53;
/** Sums of a person's integers stay below this, so that they fit 64 bits and the sums of their squares 128. */
const SUM = 2 ** 62;
/** No column needs a finer grid: 1e-18 of anything. */
const FINEST = 60;

/**
 * The grid for what has been read: decimals as written where all of `decisions` such numbers could be added up
 * exactly, else the finest power of two.
 */
export function gridOf({ largest, decimals }: NumberFindings, decisions: number): Grid {
  const limit = Math.min(EXACT, SUM / Math.max(1, decisions));
  const ten = 10 ** decimals;
  const exact = decimals <= 18 && largest * ten < limit;
  const power = largest === 0 ? 0 : Math.floor(Math.log2(limit / largest));
  const scale = exact ? ten : 2 ** Math.min(power, FINEST);
  const spare = SUM / Math.max(1, decisions) / Math.max(1, largest * scale);
  return { scale, exact, room: Math.max(1, 2 ** Math.floor(Math.log2(spare))) };
}

/** Decimals that a reader of an amount would miss. */
const MEANT = 6;

/** Whether a grid is so coarse, because of some huge number, that decimals somebody wrote on purpose are lost. */
export function isCoarse({ decimals }: NumberFindings, grid: Grid): boolean {
  return !grid.exact && 1 / grid.scale > 0.5 * 10 ** -Math.min(decimals, MEANT);
}

/** The findings of several readers of one log as those of one; null where they contradict each other. */
export function mergeFindings(
  all: readonly ColumnFindings[],
  labels: readonly (readonly string[] | null)[],
  features: readonly FeatureFindings[],
): ColumnFindings | null {
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
    flags: first.flags.map(({ column }, index) => ({
      column,
      families: union(all.map((one) => one.flags[index]!.families)),
      missing: all.some((one) => one.flags[index]!.missing),
    })),
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
        : {
            first: Math.min(...days.map((one) => one.first)),
            last: Math.max(...days.map((one) => one.last)),
          },
    wideUnits: all.some((one) => one.wideUnits),
    features: features.map((one, index) => ({
      labels: one.labels,
      tooMany: one.tooMany || all.some(({ features: seen }) => seen[index]!.tooMany),
    })),
  };
}
