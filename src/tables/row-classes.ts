import { forEachBlock, type KeptColumn, type KeptRows } from "../log/kept-rows.js";
import type { Test } from "./expressions.js";

/** A sum of a metric over rows kept beside the engine; columns are named by their place. */
export interface PlacedSum {
  readonly tests: readonly PlacedTest[];
  readonly value: { readonly column: number; readonly scale: number } | null;
}

export type PlacedTest = Omit<Test, "column"> & { readonly column: number };

/**
 * Puts rows into classes: those of one class count in the same sums. First rows are sorted by the answers they give to all
 * tests; sorts are numbered as they are met, for there are far fewer than answers there could be.
 */
export class RowClasses {
  /** What is read of a row. */
  readonly columns: ReadonlySet<number>;
  /** For each class the positions of the sums whose rows are counted, among all. */
  readonly sums: readonly (readonly number[])[];
  /** Positions of the sums whose numbers are added up, among all. */
  readonly amounts: readonly number[];
  private readonly steps: readonly Step[];
  /** By sort. */
  private readonly classOfSort: Int32Array;
  /** For each amount and sort whether it counts. */
  private readonly passed: readonly Uint8Array[];
  private sorts = new Int32Array(0);
  private classOf = new Int32Array(0);

  /**
   * All sums in one, or where rows would differ in too many ways, in several of a part of the sums each: the ways to differ
   * multiply, and tables with them.
   */
  static of(rows: KeptRows, sums: readonly PlacedSum[]): RowClasses[] {
    try {
      return [new RowClasses(rows, sums)];
    } catch (error) {
      if (!(error instanceof TooManySorts)) throw error;
    }
    const half = Math.ceil(sums.length / 2);
    return [...RowClasses.of(rows, sums.slice(0, half)), ...RowClasses.of(rows, sums.slice(half))];
  }

  /** Looks at all rows: which classes there are must be known before tables can be laid out. */
  private constructor(
    rows: KeptRows,
    readonly all: readonly PlacedSum[],
  ) {
    const tests = all.flatMap((one) => one.tests);
    const tested = new Set(tests.map((one) => one.column));
    // Whether a number is above another is asked apart from whether it is there, for a column may be asked of several.
    const asked = new Set(tests.map(stepOf));
    this.steps = [...asked].map((step) => new Step(tests.filter((one) => stepOf(one) === step)));
    forEachBlock(rows, tested, (columns, length) => {
      this.sort(columns, length);
      if (all.length > 1 && (this.steps.at(-1)?.met ?? 1) > MOST_SORTS) throw new TooManySorts();
    });
    this.amounts = all.flatMap(({ value }, index) => (value === null ? [] : [index]));
    this.columns = new Set([...tested, ...all.flatMap(({ value }) => value?.column ?? [])]);
    const sumsOf = Array.from({ length: this.steps.at(-1)?.met ?? 1 }, (_, sort) => this.sumsOfSort(sort));
    const counted = sumsOf.map((sums) => sums.filter((sum) => !this.amounts.includes(sum)));
    const keys = counted.map((sums) => sums.join(" "));
    const distinct = [...new Set(keys)];
    this.classOfSort = Int32Array.from(keys, (key) => distinct.indexOf(key));
    this.sums = distinct.map((key) => counted[keys.indexOf(key)]!);
    this.passed = this.amounts.map((sum) => Uint8Array.from(sumsOf, (sums) => (sums.includes(sum) ? 1 : 0)));
  }

  get count(): number {
    return this.sums.length;
  }

  /** The class of each row, and for each amount its number as a whole one, 0 where it does not count. */
  of(
    columns: ReadonlyMap<number, KeptColumn>,
    rows: number,
  ): { readonly classOf: Int32Array; readonly amounts: readonly Float64Array[] } {
    const sorts = this.sort(columns, rows);
    if (this.classOf.length < rows) this.classOf = new Int32Array(rows);
    const { classOf, classOfSort } = this;
    for (let row = 0; row < rows; row++) classOf[row] = classOfSort[sorts[row]!]!;
    const amounts = this.amounts.map((sum, index) => {
      const { column, scale } = this.all[sum]!.value!;
      return wholesOf(columns.get(column)!, rows, scale, sorts, this.passed[index]!);
    });
    return { classOf, amounts };
  }

  private sort(columns: ReadonlyMap<number, KeptColumn>, rows: number): Int32Array {
    if (this.sorts.length < rows) this.sorts = new Int32Array(rows);
    const { sorts } = this;
    sorts.fill(0, 0, rows);
    for (const step of this.steps) step.refine(sorts, columns.get(step.column)!, rows);
    return sorts;
  }

  /** Positions of the sums that rows of a sort are in. */
  private sumsOfSort(sort: number): number[] {
    const passed = new Set<string>();
    let number = sort;
    for (const step of this.steps.toReversed()) {
      const origin = step.origin(number);
      for (const test of origin.passed) passed.add(test);
      number = origin.before;
    }
    return this.all.flatMap(({ tests }, index) =>
      tests.every((test) => passed.has(keyOf(test))) ? [index] : [],
    );
  }
}

/** Ways to differ that are told apart at once. */
const MOST_SORTS = 64;

class TooManySorts extends Error {}

/** Numbers as whole ones, as the engine rounds (halves away from zero); 0 where their sort of row does not count. */
function wholesOf(
  column: KeptColumn,
  rows: number,
  scale: number,
  sorts: Int32Array,
  passed: Uint8Array,
): Float64Array {
  const wholes = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    if (passed[sorts[row]!] === 0) continue;
    const value = column[row]! * scale;
    wholes[row] = value < 0 ? -Math.round(-value) : Math.round(value);
  }
  return wholes;
}

/** Tests of one column that one answer tells of. */
function stepOf({ column, than }: PlacedTest): string {
  return `${column} ${than ?? ""}`;
}

function keyOf({ column, ...test }: PlacedTest): string {
  return JSON.stringify([column, test]);
}

/** What a row's answer says of each test. */
const PASSED: Record<Test["is"], (answer: number) => boolean> = {
  // Yes/no columns answer with their value, from 0 for none at all.
  yes: (answer) => answer === 2,
  "not no": (answer) => answer !== 1,
  known: (answer) => answer > 0,
  // Numbers with 1 where there is one.
  written: (answer) => answer === 1,
  // And where the question is another one, with 1 where it is above.
  above: (answer) => answer === 1,
};
/** Bits of an answer. */
const BITS = 2;

/** Tells rows apart by one column. */
class Step {
  readonly column: number;
  private readonly than: number | null;
  met = 0;
  /** For each sort by the columns before and each answer: the sort, from 1; 0 is not met yet. */
  private next = new Int32Array(0);
  private readonly origins: number[] = [];

  constructor(private readonly tests: readonly PlacedTest[]) {
    this.column = tests[0]!.column;
    this.than = tests[0]!.than ?? null;
  }

  refine(numbers: Int32Array, values: KeptColumn, rows: number): void {
    let { next } = this;
    const { than } = this;
    const least = values instanceof Float64Array ? 0 : 1;
    for (let row = 0; row < rows; row++) {
      const value = values[row]!;
      // What is not a number is written as none.
      const answer =
        least === 1 ? value + 1 : than !== null ? Number(value > than) : Number.isNaN(value) ? 0 : 1;
      const at = (numbers[row]! << BITS) | answer;
      let sort = at < next.length ? next[at]! : 0;
      if (sort === 0) {
        if (at >= next.length) {
          next = new Int32Array(2 * at + 2);
          next.set(this.next);
          this.next = next;
        }
        this.origins.push(at);
        sort = ++this.met;
        next[at] = sort;
      }
      numbers[row] = sort - 1;
    }
  }

  /** Where a sort came from: its number by the columns before, and the tests it passed here. */
  origin(sort: number): { readonly before: number; readonly passed: readonly string[] } {
    const at = this.origins[sort]!;
    const answer = at & ((1 << BITS) - 1);
    return { before: at >> BITS, passed: this.tests.filter(({ is }) => PASSED[is](answer)).map(keyOf) };
  }
}
