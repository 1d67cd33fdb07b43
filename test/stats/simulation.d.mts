import type { differenceInterval } from "../../src/stats/difference.js";
import type { testEquality, testEqualityOfAll } from "../../src/stats/equality-test.js";
import type { groupInterval } from "../../src/stats/group-interval.js";
import type { holm, holmAgainstBest } from "../../src/stats/multiplicity.js";
import type { RatioMoments } from "../../src/stats/ratio-estimate.js";
import type { ratioInterval } from "../../src/stats/ratio-interval.js";
import type { pooledZ } from "../../src/stats/two-proportion.js";

/** The functions under trial. */
export interface Stats {
  readonly groupInterval: typeof groupInterval;
  readonly ratioInterval: typeof ratioInterval;
  readonly differenceInterval: typeof differenceInterval;
  readonly testEquality: typeof testEquality;
  readonly testEqualityOfAll: typeof testEqualityOfAll;
  readonly holm: typeof holm;
  readonly holmAgainstBest: typeof holmAgainstBest;
  readonly pooledZ: typeof pooledZ;
}

/** Customers in a group, mean decisions each, intraclass correlation, true rate. */
export interface Cell {
  readonly people: number;
  readonly rows: number;
  readonly icc: number;
  readonly rate: number;
}

export interface Settings {
  readonly groups: number;
  readonly replications: number;
  readonly seed: number;
  /** People in the reference group, when not as many as in the others. */
  readonly reference?: number;
  /** True ratio of the others to the reference; 1 unless given. */
  readonly gap?: number;
}

/** Shares of replications (or of intervals), 0 to 1. */
export interface CellResult {
  readonly rate: number;
  readonly ratio: number;
  readonly difference: number;
  readonly alarm: number;
  readonly thin: number;
  readonly reference: number;
  readonly best: number;
  readonly bestPlainHolm: number;
  readonly omnibus: number;
  readonly naive: number;
}

export function seeded(seed: number): () => number;
export function drawGroup(cell: Cell, random: () => number): RatioMoments;
export function designEffect(cell: Cell): number;
export function effectiveEvents(cell: Cell): number;
export function simulateCell(stats: Stats, cell: Cell, settings: Settings): CellResult;
export const heading: string;
export function line(cell: Cell, settings: Settings, result: CellResult): string;
