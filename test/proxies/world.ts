/** Made-up people whose feature, group and decisions are drawn from known chances, counted as the engine would. */
import type { FeatureTable } from "../../src/tables/features.js";
import { associationOf, type People, strengthOf } from "../../src/proxies/strength.js";
import { transmissionOf, widestGap } from "../../src/proxies/transmission.js";
import { useOf } from "../../src/proxies/use.js";
import {
  chanceOfStrength,
  type JudgedPair,
  judgePairs,
  type MeasuredPair,
} from "../../src/proxies/verdict.js";
import { missingTogether } from "../../src/proxies/missing.js";

/** A seeded generator of numbers from 0 to 1 (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296;
  };
}

export interface World {
  readonly people: number;
  readonly values: number;
  readonly groups?: number;
  /** Decisions of a person; one unless told. */
  readonly decisions?: (draw: () => number) => number;
  readonly folds?: number;
  /** The value of a person (or of each decision) of a group; -1 is no value. */
  readonly value: (group: number, draw: () => number) => number;
  readonly perDecision?: boolean;
  readonly group?: (draw: () => number) => number;
  /** Chance of a favourable decision; `bent` is the person's own lean, from -0.5 to 0.5. */
  readonly favour: (value: number, group: number, bent: number) => number;
}

export interface Drawn {
  readonly table: FeatureTable;
  readonly who: People;
}

export function drawWorld(world: World, seed: number): Drawn {
  const draw = chance(seed);
  const { people, values, groups = 2, folds = 20 } = world;
  const room = (values + 1) * (groups + 1) * folds;
  const [n, y] = [new Float64Array(room), new Float64Array(room)];
  const members = new Float64Array(groups);
  let rows = 0;
  for (let person = 0; person < people; person++) {
    const group = world.group?.(draw) ?? (draw() < 0.4 ? 1 : 0);
    if (group >= 0) members[group]!++;
    const fold = Math.floor(draw() * folds);
    const bent = draw() - 0.5;
    let value = world.value(group, draw);
    const decisions = world.decisions?.(draw) ?? 1;
    for (let decision = 0; decision < decisions; decision++) {
      if (world.perDecision === true) value = world.value(group, draw);
      const at = ((value + 1) * (groups + 1) + group + 1) * folds + fold;
      n[at]!++;
      if (group >= 0) rows++;
      if (draw() < world.favour(value, group, bent)) y[at]!++;
    }
  }
  const cells = [...n.keys()].filter((at) => n[at]! > 0);
  const part = (of: (at: number) => number): Int32Array => Int32Array.from(cells, of);
  return {
    table: {
      values,
      groups,
      folds,
      value: part((at) => Math.floor(at / folds / (groups + 1)) - 1),
      group: part((at) => (Math.floor(at / folds) % (groups + 1)) - 1),
      fold: part((at) => at % folds),
      n: Float64Array.from(cells, (at) => n[at]!),
      y: [Float64Array.from(cells, (at) => y[at]!)],
      d: [Float64Array.from(cells, (at) => n[at]!)],
    },
    who: {
      people: members.reduce((sum, one) => sum + one, 0),
      rows,
      groups: [...members].map((count, code) => ({ code, name: `g${code}`, people: count })),
      confidence: 0.95,
    },
  };
}

export function measure({ table, who }: Drawn, threshold = 0.6): MeasuredPair {
  const strength = strengthOf(table, who);
  const groups = strength.groups.map(({ group, estimate }) => ({
    group: group.name,
    people: group.people,
    auc: estimate,
  }));
  const gap = widestGap(table, 0, who.groups, () => true, null);
  const outcome = { id: "offer", index: 0 };
  return {
    id: "EP-00000000",
    feature: "x",
    attribute: "a",
    people: who.people,
    rows: who.rows,
    groups,
    auc: strength.macro,
    worst: groups[0] ?? null,
    cramers_v: associationOf(table, who).cramersV,
    uncertainty: associationOf(table, who).uncertainty,
    p_strength: chanceOfStrength(strength, threshold),
    uses: [useOf(table, outcome, who)],
    transmissions: gap === null ? [] : [transmissionOf(table, outcome, gap, who)],
    ladder: [],
    missing: missingTogether(table),
  };
}

/** The verdict on one feature by itself. */
export function judge(world: World, seed: number): JudgedPair {
  return judgePairs([measure(drawWorld(world, seed))], 0.6, 0.05)[0]!;
}

/** How often something holds over seeds 1 to `times`. */
export function often(times: number, holds: (seed: number) => boolean): number {
  let count = 0;
  for (let seed = 1; seed <= times; seed++) if (holds(seed)) count++;
  return count / times;
}

/** A value drawn from a list of chances. */
export function pick(chances: readonly number[], draw: () => number): number {
  let left = draw();
  for (const [value, share] of chances.entries()) {
    if (left < share) return value;
    left -= share;
  }
  return chances.length - 1;
}

/** AUC of one group against the other when values are ordered by how much likelier they are in it: in closed form. */
export function trueAuc(inside: readonly number[], outside: readonly number[]): number {
  const order = [...inside.keys()].toSorted((a, b) => inside[a]! * outside[b]! - inside[b]! * outside[a]!);
  let below = 0;
  let auc = 0;
  for (const value of order) {
    auc += inside[value]! * (below + outside[value]! / 2);
    below += outside[value]!;
  }
  return auc;
}
