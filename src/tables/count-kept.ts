import { forEachBlock, type KeptColumn, type KeptRows } from "../log/kept-rows.js";
import {
  BundleCounts,
  type CountOrder,
  NEAR,
  type PairCells,
  type PairOrder,
  type Places,
  sizeOf,
} from "./bundle-counts.js";
import type { RowClasses } from "./row-classes.js";

/** Count all pairs of an order in one pass. */
export function countPairs(rows: KeptRows, classes: RowClasses, order: CountOrder): PairCells[] {
  const bases = basesOf(order, classes.count);
  const features = new Map<string, FeatureColumns>();
  const tables = bundlesOf(order, classes.count).map((pairs) => {
    const { attribute, folds } = pairs[0]!;
    const key = JSON.stringify(pairs.map(({ column, from, to }) => [column, from, to]));
    const values = features.get(key) ?? new FeatureColumns(pairs);
    features.set(key, values);
    return {
      base: bases.find((one) => one.attribute === attribute && one.folds === folds)!,
      values,
      counts: new BundleCounts(order, pairs, classes),
    };
  });
  const wanted = new Set([
    ...classes.columns,
    order.fold,
    ...order.attributes.map((one) => one.column),
    ...order.pairs.map((one) => one.column),
  ]);
  const fileOf = (file: number): void => {
    for (const one of [...bases, ...features.values()]) one.open(rows.files[file]!.maps);
  };
  forEachBlock(
    rows,
    wanted,
    (columns, length) => {
      const { classOf, amounts } = classes.of(columns, length);
      for (const base of bases) base.read(columns, length, classOf, amounts.length > 0);
      for (const feature of features.values()) feature.read(columns, length);
      for (const { base, values, counts } of tables) counts.add(values.values, base, length, amounts);
    },
    fileOf,
  );
  const cells = new Map(tables.flatMap(({ counts }) => counts.cells()));
  return order.pairs.map((pair) => cells.get(pair)!);
}

/** For each row the place of its group, fold and class in the part of a table that belongs to one value. */
class Base implements Places {
  places = new Int32Array(0);
  cells = new Int32Array(0);
  private map = new Int32Array(0);
  private readonly parts: Int32Array;

  constructor(
    readonly attribute: number,
    readonly folds: number,
    private readonly classes: number,
    private readonly order: CountOrder,
  ) {
    this.parts = Int32Array.from({ length: 128 }, (_, fold) => fold % folds);
  }

  open(maps: KeptRows["files"][number]["maps"]): void {
    const { column, place } = this.order.attributes[this.attribute]!;
    const common = maps[column]!;
    // One is added to codes: -1 is unknown.
    this.map = Int32Array.from({ length: common.length + 1 }, (_, code) =>
      code === 0 ? 0 : (place[common[code - 1]!]! + 1) * this.folds,
    );
  }

  read(
    columns: ReadonlyMap<number, KeptColumn>,
    rows: number,
    classOf: Int32Array,
    withCells: boolean,
  ): void {
    if (this.places.length < rows) {
      this.places = new Int32Array(rows);
      this.cells = new Int32Array(rows);
    }
    const codes = columns.get(this.order.attributes[this.attribute]!.column)!;
    const folds = columns.get(this.order.fold)!;
    const { places, cells, map, parts, classes } = this;
    for (let row = 0; row < rows; row++)
      places[row] = Math.imul(map[codes[row]! + 1]! + parts[folds[row]!]!, classes) + classOf[row]!;
    if (!withCells) return;
    for (let row = 0; row < rows; row++) cells[row] = map[codes[row]! + 1]! + parts[folds[row]!]!;
  }
}

function basesOf(order: CountOrder, classes: number): Base[] {
  const made = new Map<string, Base>();
  for (const { attribute, folds } of order.pairs) {
    const key = `${attribute}/${folds}`;
    if (!made.has(key)) made.set(key, new Base(attribute, folds, classes, order));
  }
  return [...made.values()];
}

/** Pairs of one attribute, as many together as their table stays near: a row is then counted once for all of them. */
function bundlesOf({ attributes, pairs }: CountOrder, classes: number): PairOrder[][] {
  const bundles: { pairs: PairOrder[]; size: number }[] = [];
  for (const pair of pairs) {
    const size = sizeOf(pair);
    const width = (attributes[pair.attribute]!.groups + 1) * pair.folds * classes;
    const open = bundles.find(
      ({ pairs: [first], size: taken }) =>
        first!.attribute === pair.attribute && first!.folds === pair.folds && taken * size * width <= NEAR,
    );
    if (open === undefined) bundles.push({ pairs: [pair], size });
    else {
      open.pairs.push(pair);
      open.size *= size;
    }
  }
  return bundles.map((one) => one.pairs);
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
