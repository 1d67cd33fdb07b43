import {
  forEachBlock,
  type KeptBlock,
  type KeptFile,
  KeptReader,
  type KeptRows,
  PART,
  PARTS,
} from "../log/kept-rows.js";
import type { LoadedLog } from "../log/load.js";
import type { MetricPlan } from "../model.js";
import type { PairOrder } from "./bundle-counts.js";
import { countPairs, joined } from "./count-kept.js";
import {
  type CountedFeature,
  type FeatureTable,
  foldsOf,
  type GroupColumn,
  Sums,
  tableOf,
} from "./features.js";
import { FOLDS } from "./folds.js";
import type { Pick } from "./joint.js";
import { type PlacedSum, RowClasses } from "./row-classes.js";

/** What is needed to count features of rows that are kept beside the engine: plain data, for threads. */
export interface KeptSource {
  readonly rows: KeptRows;
  /** How many there are. */
  readonly used: number;
  /** The layout's column of folds. */
  readonly fold: string;
  readonly sums: readonly PlacedSum[];
  readonly metrics: Sums["places"];
}

export function keptSource(log: LoadedLog, rows: KeptRows, metrics: readonly MetricPlan[]): KeptSource {
  const sums = new Sums(metrics, log);
  const place = (column: string): number => placeOfColumn(rows, column);
  return {
    rows,
    used: log.rows.used,
    fold: log.fold!,
    sums: sums.plain.map(({ tests, value }) => ({
      tests: tests.map((test) => ({ ...test, column: place(test.column) })),
      value: value === null ? null : { ...value, column: place(value.column) },
    })),
    metrics: sums.places,
  };
}

/** Bytes of tables that are in memory at once, about; larger pairs are counted some of their values at a time. */
const MOST_BYTES = 1 << 25;
/** Bytes of an amount in a cell. */
const AMOUNT_BYTES = 16;

/** Count pairs, as many in one pass over the rows as memory has room for; in order. */
export function* countKept(
  source: KeptSource,
  pairs: readonly Pair[],
  bytes = MOST_BYTES,
): Generator<FeatureTable> {
  const { rows } = source;
  const parts = RowClasses.of(rows, source.sums);
  const widest = Math.max(...parts.map((classes) => classes.count + AMOUNT_BYTES * classes.amounts.length));
  const bytesOf = (pair: Pair): number => (pair.feature.map.values + 1) * widest * cellsOf(source, pair);
  let left = pairs;
  while (left.length > 0) {
    let room = bytes;
    let some = 0;
    while (some < left.length && (some === 0 || bytesOf(left[some]!) <= room)) {
      room -= bytesOf(left[some]!);
      some++;
    }
    const now = left.slice(0, some);
    left = left.slice(some);
    const attributes = [...new Set(now.map((one) => one.attribute))];
    const orders = now.map((pair) => {
      const values = Math.max(1, Math.floor(bytes / widest / cellsOf(source, pair)));
      return ordersOf(source, pair, attributes.indexOf(pair.attribute), values);
    });
    const order = {
      fold: placeOfColumn(rows, source.fold),
      attributes: attributes.map(({ column, groups, place }) => ({
        column: placeOfColumn(rows, column),
        groups,
        place,
      })),
      pairs: orders.flat(),
    };
    // The same cells each time, with other sums.
    const counted = parts.map((classes) => countPairs(rows, classes, order));
    let next = 0;
    for (const [index, { feature, attribute }] of now.entries()) {
      const from = next;
      next += orders[index]!.length;
      const cells = counted.map((one) => joined(one.slice(from, next)));
      const totals = cells.flatMap((one) => one.totals);
      const { values } = feature.map;
      yield tableOf({ ...cells[0]!, totals }, source.metrics, {
        values,
        groups: attribute.groups,
        folds: orders[index]![0]!.folds,
      });
    }
  }
}

function placeOfColumn(rows: KeptRows, column: string): number {
  return rows.places.get(column)!;
}

interface Pair {
  readonly feature: CountedFeature;
  readonly attribute: GroupColumn;
}

/** Cells that a value takes. */
function cellsOf({ used }: KeptSource, { feature, attribute }: Pair): number {
  return (attribute.groups + 1) * foldsOf(feature.map.values, attribute.groups, used, FOLDS);
}

/** A pair, or where it has more than so many values, some of them at a time. */
function ordersOf(source: KeptSource, pair: Pair, attribute: number, step: number): PairOrder[] {
  const { name, map } = pair.feature;
  const folds = foldsOf(map.values, pair.attribute.groups, source.used, FOLDS);
  const orders: PairOrder[] = [];
  for (let from = -1; from < map.values; from += step)
    orders.push({
      column: placeOfColumn(source.rows, name),
      of: map.of,
      from,
      to: Math.min(map.values, from + step),
      attribute,
      folds,
    });
  return orders;
}

/** Decisions by code, for each of some features: the layout's names, and how many codes there are. */
export function countKeptCodes(
  rows: KeptRows,
  features: readonly { readonly name: string; readonly codes: number }[],
): Float64Array[] {
  const places = features.map(({ name }) => placeOfColumn(rows, name));
  const counts = features.map(({ codes }) => new Float64Array(codes));
  for (const file of rows.files) {
    const own = places.map((place) => new Float64Array(file.maps[place]!.length));
    forEachBlock({ ...rows, files: [file] }, new Set(places), (block, length) =>
      places.forEach((place, index) => {
        const codes = block.get(place)!;
        const tally = own[index]!;
        for (let row = 0; row < length; row++) tally[codes[row]!]! += 1;
      }),
    );
    places.forEach((place, index) => {
      const map = file.maps[place]!;
      const total = counts[index]!;
      own[index]!.forEach((count, code) => {
        total[map[code]!]! += count;
      });
    });
  }
  return counts;
}

/** Pick rows for the search of features that tell an attribute together. */
export function pickKept({ rows, fold }: KeptSource): Pick {
  return (first, folds, below, names) => {
    const columns = names.map((name) => placeOfColumn(rows, name));
    const [foldPlace, partPlace] = [placeOfColumn(rows, fold), placeOfColumn(rows, PART)];
    const wanted = new Set([foldPlace, partPlace, ...columns]);
    const picked: Int32Array[][] = [[], ...columns.map(() => [])];
    const pickFrom = (
      { rows: length }: KeptBlock,
      read: ReturnType<KeptReader["readAsWritten"]>,
      maps: KeptFile["maps"],
    ): void => {
      const [foldOf, partOf] = [read.get(foldPlace)!, read.get(partPlace)!];
      const places = new Int32Array(length);
      let count = 0;
      for (let row = 0; row < length; row++) {
        const one = foldOf[row]! - first;
        if (one >= 0 && one < folds && partOf[row]! < (below ?? PARTS)) places[count++] = row;
      }
      const chosen = places.subarray(0, count);
      picked[0]!.push(chosen.map((row) => foldOf[row]! - first));
      columns.forEach((column, index) => {
        const codes = read.get(column)!;
        const map = maps[column]!;
        picked[index + 1]!.push(chosen.map((row) => (codes[row]! < 0 ? -1 : map[codes[row]!]!)));
      });
    };
    for (const { path, blocks, maps } of rows.files) {
      const reader = new KeptReader(path);
      try {
        for (const block of blocks) pickFrom(block, reader.readAsWritten(block, wanted), maps);
      } finally {
        reader.close();
      }
    }
    const [folded, ...codes] = picked.map(oneAfterTheOther);
    return [folded!, new Float64Array(folded!.length).fill(1), ...codes];
  };
}

function oneAfterTheOther(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}
