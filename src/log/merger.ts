import type { Loader } from "../engine/engine.js";
import { FeatureCodes, NO_VALUE } from "./features.js";
import { MOST_LABELS } from "./groups.js";
import { exceeds, type IdSpan } from "./id-reader.js";
import type { Layout } from "./layout.js";
import type { ScannedBlock } from "./scan-worker.js";

/** Nothing is known to be wrong; but somebody who can say what is must look. */
export class Doubt extends Error {}

/** Puts scanned blocks into the engine in the order of the file, with one set of group codes for all threads. */
export class Merger {
  records = 0;
  used = 0;
  blank = 0;
  controls = 0;
  ascending = true;
  readonly dropped = { outOfPeriod: 0, filtered: 0, noUnit: 0 };
  readonly labels: (string[] | null)[];
  readonly features: readonly FeatureCodes[];
  private readonly codes: Map<string, number>[];
  /** For each worker and attribute: its codes to the common ones. */
  private readonly maps = new Map<number, Int16Array[]>();
  /** The layout's names of the attributes' columns, null for probabilities; and their positions in the engine's table. */
  private readonly names: readonly (string | null)[];
  private readonly places: readonly number[];
  /** For each worker and feature: its codes to the common ones. */
  private readonly featureMaps = new Map<number, Uint16Array[]>();
  private readonly featureNames: readonly string[];
  /** Below 0 where features are kept beside the engine. */
  private readonly featurePlaces: readonly number[];
  private last: Uint8Array = new Uint8Array(0);

  constructor(
    layout: Layout,
    private readonly loader: Loader,
  ) {
    const { attributes } = layout.plan;
    this.labels = attributes.map((attribute) => (attribute.column === null ? null : []));
    this.codes = attributes.map(() => new Map());
    const table = layout.table.map((column) => column.name);
    this.names = attributes.map((attribute, index) =>
      attribute.column === null
        ? null
        : layout.nameOf({ kind: "group", column: attribute.column, attribute: index }),
    );
    this.places = this.names.map((name) => (name === null ? -1 : table.indexOf(name)));
    this.features = layout.features.map(() => new FeatureCodes());
    this.featureNames = layout.features.map((column) => layout.nameOf({ kind: "feature", column }));
    this.featurePlaces = this.featureNames.map((name) => table.indexOf(name));
  }

  /** A worker's codes in a column to the common ones; null where the column has no codes. */
  mapOf(column: string, worker: number): Uint16Array | Int16Array | null {
    const attribute = this.names.indexOf(column);
    if (attribute >= 0) return this.maps.get(worker)![attribute]!;
    const feature = this.featureNames.indexOf(column);
    return feature < 0 ? null : this.featureMaps.get(worker)![feature]!;
  }

  add(block: ScannedBlock, worker: number): void {
    this.records += block.records;
    this.blank += block.blank;
    this.controls += block.controls;
    for (const key of ["outOfPeriod", "filtered", "noUnit"] as const) this.dropped[key] += block.dropped[key];
    this.checkIds(block.ids, block.ascending);
    const maps = this.learn(block, worker);
    const featureMaps = this.learnFeatures(block, worker);
    for (const { rows, data } of block.batches) {
      this.places.forEach((place, attribute) => {
        if (place >= 0) recode(data[place] as Int16Array, rows, maps[attribute]!);
      });
      this.featurePlaces.forEach((place, feature) => {
        if (place < 0) return;
        const codes = data[place] as Uint16Array;
        const map = featureMaps[feature]!;
        for (let row = 0; row < rows; row++) codes[row] = map[codes[row]!]!;
      });
      this.loader.append(data, rows);
      this.used += rows;
    }
  }

  private checkIds(ids: IdSpan | null, ascending: boolean): void {
    if (!ascending || (ids !== null && !exceeds(ids.first, 0, ids.first.length, this.last)))
      this.ascending = false;
    if (ids !== null) this.last = ids.last;
  }

  private learn(block: ScannedBlock, worker: number): Int16Array[] {
    const maps = this.maps.get(worker) ?? this.codes.map(() => new Int16Array(0));
    block.labels.forEach((fresh, attribute) => {
      if (fresh.length === 0) return;
      const codes = this.codes[attribute]!;
      const common = fresh.map((label) => {
        const known = codes.get(label);
        if (known !== undefined) return known;
        if (codes.size >= MOST_LABELS) throw new Doubt();
        this.labels[attribute]!.push(label);
        codes.set(label, codes.size);
        return codes.size - 1;
      });
      maps[attribute] = Int16Array.from([...maps[attribute]!, ...common]);
    });
    this.maps.set(worker, maps);
    return maps;
  }

  private learnFeatures(block: ScannedBlock, worker: number): Uint16Array[] {
    const maps = this.featureMaps.get(worker) ?? this.features.map(() => new Uint16Array(0));
    block.values.forEach((fresh, feature) => {
      if (fresh.length === 0) return;
      const common = fresh.map((label) => (label === "" ? NO_VALUE : this.features[feature]!.code(label)));
      maps[feature] = Uint16Array.from([...maps[feature]!, ...common]);
    });
    this.featureMaps.set(worker, maps);
    return maps;
  }
}

/** A worker's codes to the common ones; below 0 is unknown everywhere. */
function recode(codes: Int16Array, rows: number, map: Int16Array): void {
  for (let row = 0; row < rows; row++) {
    const code = codes[row]!;
    if (code >= 0) codes[row] = map[code]!;
  }
}
