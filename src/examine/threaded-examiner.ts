import { Worker } from "node:worker_threads";
import type { KeptRows } from "../log/kept-rows.js";
import type { LoadedFeature, LoadedLog } from "../log/load.js";
import type { JointPath, MetricPlan, Plan } from "../model.js";
import type { JointFeature } from "../tables/joint.js";
import { keptSource } from "../tables/kept-features.js";
import { codesOf, type ExaminedPair, type Examiner } from "./examiner.js";
import type { Attribute, Feature } from "./nouns.js";
import type { QuestionKind, Questions } from "./questions.js";

/** Examines rows kept beside the engine, in as many threads as had read them. */
export class ThreadedExaminer implements Examiner {
  private readonly threads: readonly Thread[];

  constructor(
    private readonly plan: Plan,
    private readonly log: LoadedLog,
    private readonly rows: KeptRows,
  ) {
    const program = new URL("./examine-worker.js", import.meta.url);
    this.threads = rows.files.map(() => new Thread(program));
  }

  codes(features: readonly LoadedFeature[]): Promise<readonly Float64Array[]> {
    return this.share(
      features,
      () => 1,
      "codes",
      (some) => ({
        rows: this.rows,
        features: some.map((feature) => ({ name: feature.name, codes: codesOf(feature) })),
      }),
    );
  }

  pairs(
    features: readonly Feature[],
    attributes: readonly Attribute[],
    outcomes: readonly MetricPlan[],
  ): Promise<readonly ExaminedPair[]> {
    const all = features.flatMap((feature) => attributes.map((attribute) => ({ feature, attribute })));
    const source = keptSource(this.log, this.rows, outcomes);
    const { plan } = this;
    return this.share(all, costOf, "pairs", (pairs) => ({ source, plan, outcomes, pairs }));
  }

  joint(crossed: readonly JointFeature[], attributes: readonly Attribute[]): Promise<readonly JointPath[]> {
    const told = attributes.filter((one) => one.who.groups.length > 0);
    const source = keptSource(this.log, this.rows, []);
    const { plan } = this;
    return this.share(
      told,
      () => 1,
      "joint",
      (some) => ({ source, plan, crossed, attributes: some }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  /** Hand out things so that all threads have about as much to do; what is answered of each, in order. */
  private async share<Thing, Kind extends QuestionKind>(
    things: readonly Thing[],
    cost: (thing: Thing) => number,
    kind: Kind,
    ask: (some: readonly Thing[]) => Questions[Kind]["ask"],
  ): Promise<Questions[Kind]["answer"][number][]> {
    const shares: number[][] = this.threads.map(() => []);
    const costs = shares.map(() => 0);
    const all = things.map((thing, index) => ({ index, cost: cost(thing) }));
    for (const one of all.toSorted((a, b) => b.cost - a.cost)) {
      const least = costs.indexOf(Math.min(...costs));
      shares[least]!.push(one.index);
      costs[least]! += one.cost;
    }
    const answered: Questions[Kind]["answer"][number][] = [];
    await Promise.all(
      shares.map(async (share, thread) => {
        if (share.length === 0) return;
        const answer = await this.threads[thread]!.ask(kind, ask(share.map((index) => things[index]!)));
        share.forEach((index, at) => (answered[index] = answer[at]!));
      }),
    );
    return answered;
  }
}

/** A pair's own work beside a look at all rows: a feature with many values takes many times longer to learn from. */
const VALUES_A_LOOK = 2000;

function costOf({ feature }: { readonly feature: Feature }): number {
  return 1 + feature.map.values / VALUES_A_LOOK;
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

class Thread {
  private readonly worker: Worker;
  private readonly waiting: Waiting[] = [];
  private failure: Error | null = null;

  constructor(program: URL) {
    this.worker = new Worker(program);
    this.worker.on("message", (answer) => this.waiting.shift()!.resolve(answer as never));
    this.worker.on("error", (error: Error) => this.fail(error));
    this.worker.on("messageerror", (error: Error) => this.fail(error));
    this.worker.on("exit", () => this.fail(new Error("an examining thread ended before it had answered")));
  }

  ask<Kind extends QuestionKind>(
    kind: Kind,
    ask: Questions[Kind]["ask"],
  ): Promise<Questions[Kind]["answer"]> {
    return new Promise((resolve, reject) => {
      if (this.failure !== null) {
        reject(this.failure);
        return;
      }
      this.waiting.push({ resolve, reject });
      this.worker.postMessage({ kind, ask });
    });
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }

  private fail(error: Error): void {
    this.failure ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
