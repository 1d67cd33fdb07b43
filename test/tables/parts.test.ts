/** People gathered a part at a time against all at once: whoever is in which part, every figure is the same. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDuckDb } from "../../src/engine/duckdb.js";
import { loadLog, ROWS } from "../../src/log/load.js";
import type { AuditResult } from "../../src/model.js";
import { audited } from "../log/audited.js";
import { folderForTest, planOf } from "../log/reading.js";
import { csvOf } from "../oracle/run.js";
import { chance } from "../proxies/world.js";

const PLAN = planOf(`
log: {unit: person, time: day, features: [zip]}
attributes: [race, gender]
intersections: pairs
metrics:
  offered: offered
  clicked: {numerator: clicked, denominator: shown}
  spend: {kind: mean, numerator: amount}
  contacts: {kind: contacts}
  often: {kind: frequency, numerator: offered}
settings: {disclosure_floor: 2, minimum_units: 2}
`);

interface World {
  readonly rows: number;
  readonly seed: number;
  /** Some ids are too long for one word. */
  readonly long: boolean;
  /** Some people stand under more than one group. */
  readonly mixed: boolean;
}

function logOf({ rows, seed, long, mixed }: World): string {
  const draw = chance(seed);
  const of = (all: readonly string[]): string => all[Math.floor(draw() * all.length)]!;
  const people = Math.ceil(rows / 3);
  const names = Array.from({ length: people }, (_, at) =>
    long && at % 3 === 0 ? `00000000-0000-4000-8000-${String(at).padStart(12, "0")}` : `p${at}`,
  );
  const races = names.map(() => of(["A", "B", "C", ""]));
  return csvOf(
    ["person", "day", "race", "gender", "offered", "shown", "clicked", "amount", "zip"],
    Array.from({ length: rows }, () => {
      const person = Math.floor(draw() * people);
      return [
        names[person]!,
        `2026-10-${of(["01", "02", "28"])}`,
        mixed && draw() < 0.1 ? of(["A", "B", ""]) : races[person]!,
        person % 2 === 0 ? "f" : "m",
        of(["0", "1", "1"]),
        of(["0", "1", ""]),
        of(["0", "1"]),
        draw() < 0.1 ? "" : (draw() * 1000).toFixed(2),
        of(["10001", "10002", "94110", ""]),
      ];
    }),
  );
}

const world = fc.record({
  rows: fc.integer({ min: 60, max: 9000 }),
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
  long: fc.boolean(),
  mixed: fc.boolean(),
});

const inParts = (log: string, parts: number): Promise<AuditResult> => audited([log], PLAN, "files", parts);

describe("people gathered in parts", () => {
  it("give the result that all of them at once give, whatever the number of parts", async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer({ min: 2, max: 16 }), async (one, parts) => {
        const log = logOf(one);
        expect(await inParts(log, parts)).toEqual(await inParts(log, 1));
      }),
      { numRuns: 8, seed: 20261124 },
    );
  });

  it("are each in one part with all of their rows, and every part has its share of them", async () => {
    const folder = folderForTest();
    const path = join(folder, "log.csv");
    writeFileSync(path, logOf({ rows: 20_000, seed: 7, long: true, mixed: true }));
    const engine = await openDuckDb({ scratch: folder, memory: 200_000_000, threads: 2 });
    onTestFinished(() => engine.close());
    const log = await loadLog([{ path }], PLAN, engine, { period: null, scratch: folder, parts: 7 });
    const people = async (table: string): Promise<number[]> =>
      (await engine.query(`SELECT count(*), count(DISTINCT ${log.unit!}) FROM ${table}`))[0]!.map(Number);
    const all = await people(ROWS);
    const parts: number[][] = [];
    for (const part of log.parts) parts.push(await people(part));
    expect(all[0]).toBe(20_000);
    expect(parts).toHaveLength(7);
    expect([0, 1].map((at) => parts.reduce((sum, part) => sum + part[at]!, 0))).toEqual(all);
    for (const [, persons] of parts) expect(persons! / (all[1]! / 7)).toBeCloseTo(1, 0);
  });
});
