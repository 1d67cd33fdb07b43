import type { Engine } from "../engine/engine.js";
import type { LoadedFeature, LoadedLog } from "../log/load.js";
import type { JointPath, MetricPlan, Plan } from "../model.js";
import type { MeasuredPair } from "../proxies/verdict.js";
import { countCodes, countFeature, type FeatureTable } from "../tables/features.js";
import { foldColumn, FOLDS } from "../tables/folds.js";
import { type JointFeature, pickJoint, readJoint } from "../tables/joint.js";
import { measurePair } from "./measure-pair.js";
import type { Attribute, Feature } from "./nouns.js";
import { searchJoint } from "./search-joint.js";
import { ThreadedExaminer } from "./threaded-examiner.js";

/** Counts features and measures them, wherever rows are; the figures are the same. */
export interface Examiner {
  /** Decisions by code, for each feature. */
  codes(features: readonly LoadedFeature[]): Promise<readonly Float64Array[]>;
  /** Each feature by each attribute, in order. */
  pairs(
    features: readonly Feature[],
    attributes: readonly Attribute[],
    outcomes: readonly MetricPlan[],
  ): Promise<readonly ExaminedPair[]>;
  /** For each attribute the features that tell it together. */
  joint(crossed: readonly JointFeature[], attributes: readonly Attribute[]): Promise<readonly JointPath[]>;
  close(): Promise<void>;
}

export interface ExaminedPair {
  readonly pair: MeasuredPair;
  readonly folds: number;
}

export function openExaminer(plan: Plan, engine: Engine, log: LoadedLog): Examiner {
  return log.kept === null
    ? new EngineExaminer(plan, engine, log)
    : new ThreadedExaminer(plan, log, log.kept);
}

/** Codes there may be of a feature whose values were too many to be told apart. */
const ANY_CODES = 1 << 16;

/** How many codes a feature has. */
export function codesOf({ labels }: LoadedFeature): number {
  return labels?.length ?? ANY_CODES;
}

/** Features counted before they are needed: their tables wait in memory. */
const AHEAD = 3;

class EngineExaminer implements Examiner {
  private fold: Promise<string> | null = null;

  constructor(
    private readonly plan: Plan,
    private readonly engine: Engine,
    private readonly log: LoadedLog,
  ) {}

  async codes(features: readonly LoadedFeature[]): Promise<readonly Float64Array[]> {
    const counts: Float64Array[] = [];
    for (const feature of features)
      counts.push(await countCodes(this.engine, this.log, feature.name, codesOf(feature)));
    return counts;
  }

  async pairs(
    features: readonly Feature[],
    attributes: readonly Attribute[],
    outcomes: readonly MetricPlan[],
  ): Promise<readonly ExaminedPair[]> {
    const fold = { column: await this.folds(), folds: FOLDS };
    const examined: ExaminedPair[] = [];
    // The engine counts the next features while this one's tables are worked on.
    const counting: Promise<FeatureTable[]>[] = [];
    for (let at = 0; at < features.length; at++) {
      while (counting.length <= Math.min(AHEAD, features.length - at - 1)) {
        const feature = features[at + counting.length]!;
        const next = countFeature(this.engine, this.log, feature, attributes, outcomes, fold);
        // Its failure is told where it is waited for, not before.
        next.catch(() => {});
        counting.push(next);
      }
      const tables = await counting.shift()!;
      attributes.forEach((attribute, index) => {
        const table = tables[index]!;
        const pair = measurePair(features[at]!, attribute, table, outcomes, this.plan);
        examined.push({ pair, folds: table.folds });
      });
    }
    return examined;
  }

  async joint(
    crossed: readonly JointFeature[],
    attributes: readonly Attribute[],
  ): Promise<readonly JointPath[]> {
    const pick = pickJoint(this.engine, this.log, await this.folds());
    const of = { used: this.log.rows.used, people: this.log.unit !== null };
    const search = await readJoint(of, crossed, attributes, "search", pick);
    const figures = await readJoint(of, crossed, attributes, "figures", pick);
    return searchJoint(this.plan.proxies, crossed, attributes, search, figures);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Where rows must be given folds this writes the table anew: once. */
  private folds(): Promise<string> {
    return (this.fold ??= foldColumn(this.engine, this.log));
  }
}
