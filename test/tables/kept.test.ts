/** Rows kept beside the engine against the same rows in it: whoever counts, every figure is the same. */
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDuckDb } from "../../src/engine/duckdb.js";
import type { Engine } from "../../src/engine/engine.js";
import { type KeptRows, KeptWriter, PART, PARTS, partsOf } from "../../src/log/kept-rows.js";
import { type LoadedLog, loadLog, ROWS } from "../../src/log/load.js";
import type { Plan } from "../../src/model.js";
import {
  countCodes,
  countFeature,
  type CountedFeature,
  type FeatureTable,
  type GroupColumn,
} from "../../src/tables/features.js";
import { FOLDS } from "../../src/tables/folds.js";
import { countJoint, pickJoint, readJoint } from "../../src/tables/joint.js";
import { findMedians } from "../../src/tables/medians.js";
import { countKept, countKeptCodes, keptSource, pickKept } from "../../src/tables/kept-features.js";
import { csvOf } from "../oracle/run.js";
import { chance } from "../proxies/world.js";
import { folderForTest, planOf } from "../log/reading.js";

const PLAN = planOf(`
log: {unit: person, features: [zip, device, age]}
attributes: [race, gender]
metrics:
  offered: offered
  clicked: {numerator: clicked, denominator: shown}
  spring: {numerator: offered, where: {campaign: [spring]}}
  spend: {kind: mean, numerator: amount}
  price: {kind: ratio, numerator: amount, denominator: list}
  scored: {kind: scoring_rate, numerator: amount}
  scored_in_spring: {kind: scoring_rate, numerator: amount, where: {campaign: [spring]}}
settings: {disclosure_floor: 1, minimum_units: 2}
`);

/** Few ways for rows to differ, so that cells hold many. */
const SHORT_PLAN = planOf(`
log: {unit: person, features: [zip, device]}
attributes: [race, gender]
metrics: {clicked: {numerator: clicked, denominator: shown}}
settings: {disclosure_floor: 1, minimum_units: 2}
`);

interface World {
  readonly rows: number;
  readonly zips: number;
  /** Decimals of the amounts. */
  readonly decimals: number;
  readonly seed: number;
  /** Ids too long for one word. */
  readonly wide: boolean;
}

/** Rows with gaps everywhere that a gap may be. */
function logOf({ rows, zips, decimals, seed, wide }: World): string {
  const draw = chance(seed);
  const of = (all: readonly string[]): string => all[Math.floor(draw() * all.length)]!;
  const flag = (): string => of(["0", "1", "1", ""]);
  const amount = (): string => (draw() < 0.1 ? "" : ((draw() - 0.3) * 1000).toFixed(decimals));
  return csvOf(
    [
      "person",
      "race",
      "gender",
      "offered",
      "shown",
      "clicked",
      "campaign",
      "amount",
      "list",
      "zip",
      "device",
      "age",
    ],
    Array.from({ length: rows }, () => [
      `${wide && draw() < 0.5 ? "somebody with a long name " : "p"}${Math.floor(draw() * rows)}`,
      of(["A", "B", "C", ""]),
      of(["f", "m"]),
      flag(),
      flag(),
      flag(),
      of(["spring", "summer", ""]),
      amount(),
      amount(),
      draw() < 0.05 ? "" : String(10_000 + Math.floor(draw() * draw() * zips)),
      of(["phone", "phone", "phone", "phone", "phone", "phone", "tv", "web"]),
      draw() < 0.1 ? "" : String(18 + Math.floor(draw() * 60)),
    ]),
  );
}

/** In place of no number, which the engine's answers have none of. */
const NONE = -(2 ** 900);

/** The rows of the engine's table as two threads would have kept them: each with codes of its own, in blocks. */
async function keep(engine: Engine, log: LoadedLog, wide: boolean, folder: string): Promise<KeptRows> {
  const { layout } = log;
  const doubles = new Set(log.grids.keys());
  const features = log.features.map((one) => one.name);
  const groups = log.layout.plan.attributes.map((one, attribute) =>
    layout.nameOf({ kind: "group", column: one.column!, attribute }),
  );
  const names = layout.table.map((column) => column.name).filter((name) => !layout.unitKeys.includes(name));
  const [low, high] = layout.unitKeys;
  const key = (name: string): string[] => [
    `(${name} & 4294967295) AS ${name}_0`,
    `((${name} >> 32) & 4294967295) AS ${name}_1`,
  ];
  const columns = await engine.queryNumbers(
    `SELECT ${[...names.map((name) => (doubles.has(name) ? `CASE WHEN isnan(${name}) THEN ${NONE} ELSE ${name} END` : name)), ...key(low!), ...key(high!)].join(", ")} FROM ${ROWS}`,
  );
  const rows = columns[0]!.length;
  const words = (from: number): Int32Array =>
    Int32Array.from({ length: 2 * rows }, (_, at) => columns[names.length + from + (at % 2)]![at >> 1]!);
  const parts = new Int16Array(rows);
  partsOf(words(0), words(2), rows, parts);
  const part = wide ? `CAST(${high} AS HUGEINT) * 18446744073709551616 + ${low}` : low!;
  const [expected] = await engine.queryNumbers(
    `SELECT ((${part}) % ${PARTS} + ${PARTS}) % ${PARTS} FROM ${ROWS}`,
  );
  expect(parts.toSorted()).toEqual(Int16Array.from(expected!).toSorted());
  const half = Math.ceil(rows / 2);
  const files = [0, 1].map((file) => {
    const [from, to] = file === 0 ? [0, half] : [half, rows];
    const maps = names.map((name) =>
      features.includes(name) || groups.includes(name)
        ? ownCodes(columns[names.indexOf(name)]!.slice(from, to))
        : null,
    );
    const data = names.map((name, index) => {
      const values = columns[index]!.slice(from, to);
      if (doubles.has(name)) return values.map((value) => (value === NONE ? NaN : value));
      const map = maps[index];
      const own = map === null || map === undefined ? values : recoded(values, map);
      return features.includes(name) ? Uint16Array.from(own) : Int16Array.from(own);
    });
    const path = join(folder, `${file}.rows`);
    const batch = 700;
    const buffers = [...data.map((one) => one.slice(0, batch)), new Int16Array(batch)];
    const writer = new KeptWriter(path, buffers);
    for (let at = 0; at < to - from; at += batch) {
      const length = Math.min(batch, to - from - at);
      data.forEach((one, index) => buffers[index]!.set(one.subarray(at, at + length)));
      buffers.at(-1)!.set(parts.subarray(from + at, from + at + length));
      writer.add(length);
      if (at % 3 === 0) writer.flush();
    }
    writer.flush();
    writer.close();
    return { path, blocks: writer.blocks, maps: [...maps, null] };
  });
  return { files, places: new Map([...names, PART].map((name, place) => [name, place])) };
}

function recoded(codes: Float64Array, map: Uint16Array): Float64Array {
  const own = new Map([...map].map((code, at) => [code, at]));
  return codes.map((code) => own.get(code) ?? -1);
}

/** Codes by appearance, backwards so that they are not the common ones; -1 has none. */
function ownCodes(codes: Float64Array): Uint16Array {
  return Uint16Array.from([...new Set([...codes].filter((code) => code >= 0))].toReversed());
}

async function both(
  world: World,
  plan: Plan = PLAN,
): Promise<{
  engine: Engine;
  log: LoadedLog;
  rows: KeptRows;
  features: CountedFeature[];
  attributes: GroupColumn[];
}> {
  const folder = folderForTest();
  const file = join(folder, "log.csv");
  writeFileSync(file, logOf(world));
  const engine = await openDuckDb({ scratch: folder, memory: 400_000_000, threads: 2 });
  onTestFinished(() => engine.close());
  const loaded = await loadLog([{ path: file }], plan, engine, { period: null, scratch: folder });
  const { log } = await findMedians(engine, loaded, plan);
  const rows = await keep(engine, log, world.wide, folder);
  const features = log.features.map(({ name, labels }, index): CountedFeature => {
    // Each third code is no value, and of one feature every two are one.
    const values = index === 1 ? labels!.length : Math.ceil(labels!.length / 2);
    const of = Int32Array.from(labels!, (_, code) => (code % 3 === 0 ? -1 : index === 1 ? code : code >> 1));
    return { name, map: { values, of } };
  });
  const attributes = plan.attributes.map((one, attribute): GroupColumn => {
    const groups = log.labels[attribute]!.length;
    const column = log.layout.nameOf({ kind: "group", column: one.column!, attribute });
    return { column, groups, place: Int32Array.from({ length: groups }, (_, code) => groups - 1 - code) };
  });
  return { engine, log, rows, features, attributes };
}

/** Everything in a table, short enough to be compared and shown. */
function digestOf(table: FeatureTable): unknown {
  const short = (one: Int32Array | Float64Array): string =>
    createHash("sha256")
      .update(new Uint8Array(one.buffer, one.byteOffset, one.byteLength))
      .digest("hex");
  const { values, groups, folds, value, group, fold, n, y, d } = table;
  return [values, groups, folds, n.length, ...[value, group, fold, n, ...y, ...d].map(short)];
}

async function countedBoth(world: World, plan = PLAN): Promise<{ kept: unknown; engine: unknown }> {
  const { engine, log, rows, features, attributes } = await both(world, plan);
  const fold = { column: log.fold!, folds: FOLDS };
  const expected = [];
  for (const feature of features)
    expected.push(
      ...(await countFeature(engine, log, feature, attributes, plan.metrics, fold)).map(digestOf),
    );
  const pairs = features.flatMap((feature) => attributes.map((attribute) => ({ feature, attribute })));
  const codes = features.map(({ name, map }) => ({ name, codes: map.of.length }));
  const counted = [];
  for (const { name, codes: most } of codes) counted.push(await countCodes(engine, log, name, most));
  const source = keptSource(log, rows, plan.metrics);
  const tables = [...countKept(source, pairs)].map(digestOf);
  // With hardly any memory: few pairs at a time, and of most only some values.
  expect([...countKept(source, pairs, 300_000)].map(digestOf)).toEqual(tables);
  return {
    kept: [tables, countKeptCodes(rows, codes).map((one) => one.join(" "))],
    engine: [expected, counted.map((one) => one.join(" "))],
  };
}

describe("rows kept beside the engine", () => {
  it("are counted as the engine counts them: yes/no columns with gaps, conditions, amounts with gaps, values in common", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          rows: fc.integer({ min: 50, max: 3000 }),
          zips: fc.constantFrom(2, 40, 3000),
          decimals: fc.constantFrom(0, 2, 15),
          seed: fc.integer(),
          wide: fc.boolean(),
        }),
        async (world) => {
          const { kept, engine } = await countedBoth(world);
          expect(kept).toEqual(engine);
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);

  it("are counted alike where cells hold more rows than a byte counts, and where tables are too large to be near", async () => {
    const world = { rows: 100_000, zips: 20_000, decimals: 2, seed: 7, wide: false };
    for (const plan of [PLAN, SHORT_PLAN]) {
      const { kept, engine } = await countedBoth(world, plan);
      expect(kept).toEqual(engine);
    }
  }, 60_000);

  it("give the search for features together the same people", async () => {
    const { engine, log, rows, features, attributes } = await both({
      rows: 250_000,
      zips: 30,
      decimals: 0,
      seed: 3,
      wide: true,
    });
    const of = { used: log.rows.used, people: true };
    const named = features.map((one, index) => ({ ...one, column: String(index) }));
    for (const half of ["search", "figures"] as const) {
      const tally = async (pick: Parameters<typeof readJoint>[4]): Promise<[string, number][]> => {
        const table = countJoint(await readJoint(of, named, attributes, half, pick), [0, 1, 2], 1);
        const counts = new Map<string, number>();
        table.n.forEach((n, cell) => {
          const key = `${table.value[cell]} ${table.group[cell]} ${table.fold[cell]}`;
          counts.set(key, (counts.get(key) ?? 0) + n);
        });
        return [...counts].toSorted();
      };
      const expected = await tally(pickJoint(engine, log, log.fold!));
      expect(await tally(pickKept(keptSource(log, rows, [])))).toEqual(expected);
      // The half that is searched is larger than what is looked at, so that some people are left out.
      if (half === "search")
        expect(expected.reduce((sum, [, n]) => sum + n, 0)).toBeLessThan(0.3 * log.rows.used);
    }
  }, 60_000);
});
