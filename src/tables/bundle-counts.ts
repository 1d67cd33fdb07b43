import type { RowClasses } from "./row-classes.js";

/** What is to be counted of rows kept beside the engine; columns are named by their place. */
export interface CountOrder {
  /** The column of folds. */
  readonly fold: number;
  readonly attributes: readonly {
    readonly column: number;
    readonly groups: number;
    /** By code of a group. */
    readonly place: Int32Array;
  }[];
  readonly pairs: readonly PairOrder[];
}

/** A feature by an attribute; or some of the feature's values. */
export interface PairOrder {
  readonly column: number;
  /** Values by code; -1 is none. */
  readonly of: Int32Array;
  /** The values counted here: none if from -1, and below `to`. */
  readonly from: number;
  readonly to: number;
  readonly attribute: number;
  /** 20 divided by a whole number. */
  readonly folds: number;
}

/** Cells in the order of value, group and fold, -1 coming first; `totals` one an order's sum. */
export interface PairCells {
  readonly value: Int32Array;
  readonly group: Int32Array;
  readonly fold: Int32Array;
  readonly n: Float64Array;
  readonly totals: readonly Float64Array[];
}

/** Amounts are added up in two parts, so that whole numbers stay exact up to 2^79: what a double holds of a sum is then the same in any order. */
export const LOW_PART = 2 ** 26;

/** Values counted of a pair, and one for all others. */
export function sizeOf({ from, to }: PairOrder): number {
  return to - from + 1;
}

/** For each row its place in the part of a table that belongs to one value. */
export interface Places {
  /** By group, fold and class. */
  readonly places: Int32Array;
  /** By group and fold; only where there are amounts. */
  readonly cells: Int32Array;
}

/** Counts of a bundle, by value, group, fold and class; and amounts, by value, group and fold. */
export class BundleCounts {
  private readonly width: number;
  private readonly narrow: number;
  private readonly size: number;
  /**
   * Counts modulo 256, and how often each of them went over: most cells hold few rows, and a small table is looked up
   * faster than a large one.
   */
  private readonly counts: Uint8Array;
  private readonly over = new Map<number, number>();
  private readonly later: Later | null;
  /** For each amount two tables: of the upper and of the lower parts of its numbers. */
  private readonly amounts: readonly { readonly high: Float64Array; readonly low: Float64Array }[];

  constructor(
    private readonly order: CountOrder,
    private readonly pairs: readonly PairOrder[],
    private readonly classes: RowClasses,
  ) {
    const { attribute, folds } = pairs[0]!;
    this.narrow = (order.attributes[attribute]!.groups + 1) * folds;
    this.width = this.narrow * classes.count;
    this.size = pairs.reduce((product, pair) => product * sizeOf(pair), 1);
    const length = this.size * this.width;
    this.counts = new Uint8Array(length);
    this.later = length > NEAR ? new Later(this.counts, this.over) : null;
    this.amounts = classes.amounts.map(() => ({
      high: new Float64Array(this.size * this.narrow),
      low: new Float64Array(this.size * this.narrow),
    }));
  }

  add(values: Int32Array, { places, cells }: Places, rows: number, amounts: readonly Float64Array[]): void {
    const { counts, over, width, narrow } = this;
    if (this.later === null) countRows(counts, over, width, values, places, rows);
    else this.later.add(width, values, places, rows);
    this.amounts.forEach(({ high, low }, index) => {
      const added = amounts[index]!;
      for (let row = 0; row < rows; row++) {
        const at = Math.imul(values[row]!, narrow) + cells[row]!;
        const part = added[row]! % LOW_PART;
        low[at]! += part;
        high[at]! += added[row]! - part;
      }
    });
  }

  /** The cells of each pair. */
  cells(): [PairOrder, PairCells][] {
    this.later?.finish();
    let step = 1;
    return this.pairs.map((pair) => {
      const part = { step, size: sizeOf(pair) };
      step *= part.size;
      const counts = this.one(part, this.width, this.counts, new Int32Array(part.size * this.width));
      for (const [at, times] of this.over) counts[this.placeOf(part, at)]! += 256 * times;
      const amounts = this.amounts.map(({ high, low }) => ({
        high: this.one(part, this.narrow, high, new Float64Array(part.size * this.narrow)),
        low: this.one(part, this.narrow, low, new Float64Array(part.size * this.narrow)),
      }));
      return [pair, this.cellsOf(pair, counts, amounts)];
    });
  }

  /** Added up over all other features of the bundle. */
  private one<T extends Int32Array | Float64Array>(
    part: Part,
    width: number,
    all: Uint8Array | Float64Array,
    sums: T,
  ): T {
    for (let value = 0; value < this.size; value++) {
      const into = (Math.floor(value / part.step) % part.size) * width;
      const from = value * width;
      for (let place = 0; place < width; place++) sums[into + place]! += all[from + place]!;
    }
    return sums;
  }

  private placeOf({ step, size }: Part, at: number): number {
    return (Math.floor(at / this.width / step) % size) * this.width + (at % this.width);
  }

  private cellsOf(
    { from, to, folds, attribute }: PairOrder,
    counts: Int32Array,
    amounts: BundleCounts["amounts"],
  ): PairCells {
    const groups = this.order.attributes[attribute]!.groups + 1;
    // The values that were not to be counted come last, and are left out.
    const places = (to - from) * groups * folds;
    const { classes } = this;
    const step = classes.count;
    let cells = 0;
    for (let place = 0; place < places; place++) {
      for (let at = place * step; at < (place + 1) * step; at++) {
        if (counts[at] === 0) continue;
        cells++;
        break;
      }
    }
    const made: PairCells = {
      value: new Int32Array(cells),
      group: new Int32Array(cells),
      fold: new Int32Array(cells),
      n: new Float64Array(cells),
      totals: Array.from({ length: classes.all.length }, () => new Float64Array(cells)),
    };
    let cell = 0;
    for (let place = 0; place < places; place++) {
      let n = 0;
      for (let one = 0; one < step; one++) {
        const count = counts[place * step + one]!;
        if (count === 0) continue;
        n += count;
        for (const sum of classes.sums[one]!) made.totals[sum]![cell]! += count;
      }
      if (n === 0) continue;
      made.value[cell] = Math.floor(place / folds / groups) + from;
      made.group[cell] = (Math.floor(place / folds) % groups) - 1;
      made.fold[cell] = place % folds;
      made.n[cell] = n;
      for (const [index, sum] of classes.amounts.entries())
        made.totals[sum]![cell] = amounts[index]!.high[place]! + amounts[index]!.low[place]!;
      cell++;
    }
    return made;
  }
}

/** Where a feature stands in the numbers of a bundle. */
interface Part {
  readonly step: number;
  readonly size: number;
}

/** Bytes of a table that a processor has near, about. */
export const NEAR = 1 << 18;
const PIECE = 17;
const WAITING = 1 << 13;

/**
 * Counts in a table too large to be near as a whole: rows wait, piece of the table by piece, until there are enough of
 * them for one to be fetched.
 */
class Later {
  private readonly waiting: Int32Array;
  private readonly lengths: Int32Array;

  constructor(
    private readonly counts: Uint8Array,
    private readonly over: Map<number, number>,
  ) {
    const pieces = (counts.length >> PIECE) + 1;
    this.waiting = new Int32Array(pieces * WAITING);
    this.lengths = new Int32Array(pieces);
  }

  add(width: number, values: Int32Array, base: Int32Array, rows: number): void {
    const { waiting, lengths } = this;
    for (let row = 0; row < rows; row++) {
      const at = Math.imul(values[row]!, width) + base[row]!;
      const piece = at >> PIECE;
      const length = lengths[piece]!;
      waiting[piece * WAITING + length] = at;
      lengths[piece] = length + 1;
      if (length + 1 === WAITING) this.count(piece);
    }
  }

  finish(): void {
    for (let piece = 0; piece < this.lengths.length; piece++) this.count(piece);
  }

  private count(piece: number): void {
    const from = piece * WAITING;
    countPlaces(this.counts, this.over, this.waiting, from, from + this.lengths[piece]!);
    this.lengths[piece] = 0;
  }
}

function countPlaces(
  counts: Uint8Array,
  over: Map<number, number>,
  places: Int32Array,
  from: number,
  to: number,
): void {
  for (let index = from; index < to; index++) {
    const at = places[index]!;
    const count = (counts[at]! + 1) & 255;
    counts[at] = count;
    if (count === 0) over.set(at, (over.get(at) ?? 0) + 1);
  }
}

function countRows(
  counts: Uint8Array,
  over: Map<number, number>,
  width: number,
  values: Int32Array,
  base: Int32Array,
  rows: number,
): void {
  for (let row = 0; row < rows; row++) {
    const at = Math.imul(values[row]!, width) + base[row]!;
    const count = (counts[at]! + 1) & 255;
    counts[at] = count;
    if (count === 0) over.set(at, (over.get(at) ?? 0) + 1);
  }
}
