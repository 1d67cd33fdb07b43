import { type KeptColumn, KeptReader, type KeptRows } from "../log/kept-rows.js";
import { type PlacedSum, Sorts } from "./row-sorts.js";

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
  readonly sums: readonly PlacedSum[];
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

/** Count all pairs of an order in one pass. */
export function countPairs(rows: KeptRows, order: CountOrder): PairCells[] {
  const sorts = new Sorts(order.sums);
  // All sorts there are must be known before tables can be laid out.
  forEachBlock(rows, sorts.columns, (columns, length) => sorts.of(columns, length));
  const amounts = order.sums.flatMap(({ value }) => (value === null ? [] : [value]));
  const bases = basesOf(order, sorts.count);
  const features = new Map<string, FeatureColumns>();
  const tables = bundlesOf(order).map((pairs) => {
    const { attribute, folds } = pairs[0]!;
    const key = JSON.stringify(pairs.map(({ column, from, to }) => [column, from, to]));
    const values = features.get(key) ?? new FeatureColumns(pairs);
    features.set(key, values);
    return {
      base: bases.find((one) => one.attribute === attribute && one.folds === folds)!,
      values,
      counts: new BundleCounts(order, pairs, sorts.count, amounts.length),
    };
  });
  const wanted = new Set([
    ...sorts.columns,
    order.fold,
    ...order.attributes.map((one) => one.column),
    ...order.pairs.map((one) => one.column),
    ...amounts.map((one) => one.column),
  ]);
  const fileOf = (file: number): void => {
    for (const one of [...bases, ...features.values()]) one.open(rows.files[file]!.maps);
  };
  forEachBlock(
    rows,
    wanted,
    (columns, length) => {
      const sort = sorts.of(columns, length);
      for (const base of bases) base.read(columns, length, sort);
      for (const feature of features.values()) feature.read(columns, length);
      const added = amounts.map(({ column, scale }) => wholesOf(columns.get(column)!, length, scale));
      for (const { base, values, counts } of tables) counts.add(values.values, base.places, length, added);
    },
    fileOf,
  );
  const sumsOf = sorts.sumsOf();
  const cells = new Map(tables.flatMap(({ counts }) => counts.cells(sumsOf)));
  return order.pairs.map((pair) => cells.get(pair)!);
}

/** See the blocks of all files in turn, with some of their columns. */
export function forEachBlock(
  rows: KeptRows,
  wanted: ReadonlySet<number>,
  see: (columns: ReadonlyMap<number, KeptColumn>, rows: number) => void,
  begin: (file: number) => void = () => {},
): void {
  rows.files.forEach((file, index) => {
    begin(index);
    const reader = new KeptReader(file.path);
    try {
      for (const block of file.blocks) see(reader.read(block, wanted), block.rows);
    } finally {
      reader.close();
    }
  });
}

/** For each row the place of its group, fold and sort in the part of a table that belongs to one value. */
class Base {
  places = new Int32Array(0);
  private map = new Int32Array(0);
  private readonly parts: Int32Array;

  constructor(
    readonly attribute: number,
    readonly folds: number,
    private readonly sorts: number,
    private readonly order: CountOrder,
  ) {
    this.parts = Int32Array.from({ length: 128 }, (_, fold) => (fold % folds) * sorts);
  }

  open(maps: KeptRows["files"][number]["maps"]): void {
    const { column, place } = this.order.attributes[this.attribute]!;
    const common = maps[column]!;
    // One is added to codes: -1 is unknown.
    this.map = Int32Array.from({ length: common.length + 1 }, (_, code) =>
      code === 0 ? 0 : (place[common[code - 1]!]! + 1) * this.folds * this.sorts,
    );
  }

  read(columns: ReadonlyMap<number, KeptColumn>, rows: number, sort: Int32Array): void {
    if (this.places.length < rows) this.places = new Int32Array(rows);
    const codes = columns.get(this.order.attributes[this.attribute]!.column)!;
    const folds = columns.get(this.order.fold)!;
    const { places, map, parts } = this;
    for (let row = 0; row < rows; row++)
      places[row] = map[codes[row]! + 1]! + parts[folds[row]!]! + sort[row]!;
  }
}

function basesOf(order: CountOrder, sorts: number): Base[] {
  const made = new Map<string, Base>();
  for (const { attribute, folds } of order.pairs) {
    const key = `${attribute}/${folds}`;
    if (!made.has(key)) made.set(key, new Base(attribute, folds, sorts, order));
  }
  return [...made.values()];
}

/** Features that are counted as one where they have few values: so many at most together. */
const FEW_VALUES = 256;

/** Pairs of one attribute, small ones together: a row is then counted once for all of them. */
function bundlesOf({ pairs }: CountOrder): PairOrder[][] {
  const bundles: { pairs: PairOrder[]; size: number }[] = [];
  for (const pair of pairs) {
    const size = sizeOf(pair);
    const open = bundles.find(
      ({ pairs: [first], size: taken }) =>
        first!.attribute === pair.attribute && first!.folds === pair.folds && taken * size <= FEW_VALUES,
    );
    if (open === undefined) bundles.push({ pairs: [pair], size });
    else {
      open.pairs.push(pair);
      open.size *= size;
    }
  }
  return bundles.map((one) => one.pairs);
}

/** Values counted of a pair, and one for all others. */
function sizeOf({ from, to }: PairOrder): number {
  return to - from + 1;
}

/** For each row the values of some features as one number: each counted from `from`, one more than there are for all others. */
class FeatureColumns {
  values = new Int32Array(0);
  private maps: readonly Int32Array[] = [];

  constructor(private readonly pairs: readonly PairOrder[]) {}

  open(maps: KeptRows["files"][number]["maps"]): void {
    let step = 1;
    this.maps = this.pairs.map((pair) => {
      const { column, of, from, to } = pair;
      const map = Int32Array.from(maps[column]!, (code) => {
        const value = of[code]!;
        return step * (value >= from && value < to ? value - from : to - from);
      });
      step *= sizeOf(pair);
      return map;
    });
  }

  read(columns: ReadonlyMap<number, KeptColumn>, rows: number): void {
    if (this.values.length < rows) this.values = new Int32Array(rows);
    const { values } = this;
    this.pairs.forEach(({ column }, index) => {
      const codes = columns.get(column)!;
      const map = this.maps[index]!;
      if (index === 0) for (let row = 0; row < rows; row++) values[row] = map[codes[row]!]!;
      else for (let row = 0; row < rows; row++) values[row]! += map[codes[row]!]!;
    });
  }
}

/** Counts of a bundle, by value, group, fold and sort. */
class BundleCounts {
  private readonly width: number;
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
    private readonly sorts: number,
    amounts: number,
  ) {
    const { attribute, folds } = pairs[0]!;
    this.width = (order.attributes[attribute]!.groups + 1) * folds * sorts;
    this.size = pairs.reduce((product, pair) => product * sizeOf(pair), 1);
    const length = this.size * this.width;
    this.counts = new Uint8Array(length);
    this.later = length > NEAR ? new Later(this.counts, this.over) : null;
    this.amounts = Array.from({ length: amounts }, () => ({
      high: new Float64Array(length),
      low: new Float64Array(length),
    }));
  }

  add(values: Int32Array, base: Int32Array, rows: number, amounts: readonly Float64Array[]): void {
    const { counts, over, width } = this;
    if (this.later === null) countRows(counts, over, width, values, base, rows);
    else this.later.add(width, values, base, rows);
    this.amounts.forEach(({ high, low }, index) => {
      const added = amounts[index]!;
      for (let row = 0; row < rows; row++) {
        const at = values[row]! * width + base[row]!;
        const part = added[row]! % LOW_PART;
        low[at]! += part;
        high[at]! += added[row]! - part;
      }
    });
  }

  /** The cells of each pair. */
  cells(sumsOf: readonly (readonly number[])[]): [PairOrder, PairCells][] {
    this.later?.finish();
    let step = 1;
    return this.pairs.map((pair) => {
      const part = { step, size: sizeOf(pair) };
      step *= part.size;
      const counts = this.one(part, (at) => this.counts[at]!);
      for (const [at, times] of this.over) counts[this.placeOf(part, at)]! += 256 * times;
      const amounts = this.amounts.map(({ high, low }) => ({
        high: this.one(part, (at) => high[at]!),
        low: this.one(part, (at) => low[at]!),
      }));
      return [pair, this.cellsOf(pair, counts, amounts, sumsOf)];
    });
  }

  /** Added up over all other features of the bundle. */
  private one(part: Part, of: (at: number) => number): Float64Array {
    const { width, size } = this;
    const sums = new Float64Array(part.size * width);
    for (let value = 0; value < size; value++) {
      const into = (Math.floor(value / part.step) % part.size) * width;
      const from = value * width;
      for (let place = 0; place < width; place++) sums[into + place]! += of(from + place);
    }
    return sums;
  }

  private placeOf({ step, size }: Part, at: number): number {
    return (Math.floor(at / this.width / step) % size) * this.width + (at % this.width);
  }

  private cellsOf(
    { from, to, folds, attribute }: PairOrder,
    counts: Float64Array,
    amounts: BundleCounts["amounts"],
    sumsOf: readonly (readonly number[])[],
  ): PairCells {
    const groups = this.order.attributes[attribute]!.groups + 1;
    // The values that were not to be counted come last, and are left out.
    const places = (to - from) * groups * folds;
    const step = this.sorts;
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
      totals: this.order.sums.map(() => new Float64Array(cells)),
    };
    // Where the number of an amount's table stands for each sum; -1 where rows are counted.
    let amount = 0;
    const tableOf = this.order.sums.map(({ value }) => (value === null ? -1 : amount++));
    const upper = made.totals.map(() => 0);
    const lower = made.totals.map(() => 0);
    let cell = 0;
    for (let place = 0; place < places; place++) {
      let n = 0;
      for (let sort = 0; sort < step; sort++) {
        const at = place * step + sort;
        const count = counts[at]!;
        if (count === 0) continue;
        n += count;
        for (const sum of sumsOf[sort]!) {
          const table = tableOf[sum]!;
          lower[sum]! += table < 0 ? count : amounts[table]!.low[at]!;
          upper[sum]! += table < 0 ? 0 : amounts[table]!.high[at]!;
        }
      }
      if (n === 0) continue;
      made.value[cell] = Math.floor(place / folds / groups) + from;
      made.group[cell] = (Math.floor(place / folds) % groups) - 1;
      made.fold[cell] = place % folds;
      made.n[cell] = n;
      for (let sum = 0; sum < upper.length; sum++) {
        made.totals[sum]![cell] = upper[sum]! + lower[sum]!;
        upper[sum] = 0;
        lower[sum] = 0;
      }
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
const NEAR = 1 << 18;
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

/** Numbers as whole ones, as the engine rounds: halves away from zero. */
function wholesOf(column: KeptColumn, rows: number, scale: number): Float64Array {
  const wholes = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const value = column[row]! * scale;
    wholes[row] = value < 0 ? -Math.round(-value) : Math.round(value);
  }
  return wholes;
}

/** Cells of some values and of those after them, as one. */
export function joined(parts: readonly PairCells[]): PairCells {
  if (parts.length === 1) return parts[0]!;
  const length = parts.reduce((sum, one) => sum + one.n.length, 0);
  const all = <T extends Int32Array | Float64Array>(into: T, of: (one: PairCells) => T): T => {
    let at = 0;
    for (const one of parts) {
      into.set(of(one), at);
      at += of(one).length;
    }
    return into;
  };
  const numbers = (of: (one: PairCells) => Int32Array): Int32Array => all(new Int32Array(length), of);
  const sums = (of: (one: PairCells) => Float64Array): Float64Array => all(new Float64Array(length), of);
  return {
    value: numbers((one) => one.value),
    group: numbers((one) => one.group),
    fold: numbers((one) => one.fold),
    n: sums((one) => one.n),
    totals: parts[0]!.totals.map((_, index) => sums((one) => one.totals[index]!)),
  };
}
