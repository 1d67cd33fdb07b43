import type { KeptColumn } from "../log/kept-rows.js";
import type { Test } from "./expressions.js";

/** A sum of a metric over rows kept beside the engine; columns are named by their place. */
export interface PlacedSum {
  readonly tests: readonly PlacedTest[];
  readonly value: { readonly column: number; readonly scale: number } | null;
}

export type PlacedTest = Omit<Test, "column"> & { readonly column: number };

/**
 * Sorts rows by the answers they give to all tests: rows of one sort are in the same sums. Sorts are numbered as they are met,
 * and there are far fewer than answers there could be.
 */
export class Sorts {
  readonly columns: ReadonlySet<number>;
  private readonly steps: readonly Step[];
  private numbers = new Int32Array(0);

  constructor(private readonly sums: readonly PlacedSum[]) {
    const tests = sums.flatMap((one) => one.tests);
    this.columns = new Set(tests.map((one) => one.column));
    this.steps = [...this.columns].map((column) => new Step(tests.filter((one) => one.column === column)));
  }

  /** How many have been met. */
  get count(): number {
    return this.steps.at(-1)?.met ?? 1;
  }

  /** The sort of each row; valid until the next are asked for. */
  of(columns: ReadonlyMap<number, KeptColumn>, rows: number): Int32Array {
    if (this.numbers.length < rows) this.numbers = new Int32Array(rows);
    const { numbers } = this;
    numbers.fill(0, 0, rows);
    for (const step of this.steps) step.refine(numbers, columns.get(step.column)!, rows);
    return numbers;
  }

  /** For each sort the positions of the sums it is in. */
  sumsOf(): number[][] {
    return Array.from({ length: this.count }, (_, sort) => {
      const passed = new Set<string>();
      let number = sort;
      for (const step of this.steps.toReversed()) {
        const origin = step.origin(number);
        for (const test of origin.passed) passed.add(test);
        number = origin.before;
      }
      return this.sums.flatMap(({ tests }, index) =>
        tests.every((test) => passed.has(keyOf(test))) ? [index] : [],
      );
    });
  }
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
};
/** Bits of an answer. */
const BITS = 2;

/** Tells rows apart by one column. */
class Step {
  readonly column: number;
  met = 0;
  /** For each sort by the columns before and each answer: the sort, from 1; 0 is not met yet. */
  private next = new Int32Array(0);
  private readonly origins: number[] = [];

  constructor(private readonly tests: readonly PlacedTest[]) {
    this.column = tests[0]!.column;
  }

  refine(numbers: Int32Array, values: KeptColumn, rows: number): void {
    let { next } = this;
    const least = values instanceof Float64Array ? 0 : 1;
    for (let row = 0; row < rows; row++) {
      const value = values[row]!;
      // What is not a number is written as none.
      const answer = least === 1 ? value + 1 : Number.isNaN(value) ? 0 : 1;
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
