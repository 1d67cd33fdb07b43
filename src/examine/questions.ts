import type { KeptRows } from "../log/kept-rows.js";
import type { JointPath, MetricPlan, Plan } from "../model.js";
import { type JointFeature, readJoint } from "../tables/joint.js";
import { countKept, countKeptCodes, type KeptSource, pickKept } from "../tables/kept-features.js";
import type { ExaminedPair } from "./examiner.js";
import { measurePair } from "./measure-pair.js";
import type { Attribute, Feature } from "./nouns.js";
import { searchJoint } from "./search-joint.js";

/** What may be asked of a thread that examines rows kept beside the engine, and what it answers: plain data. */
export interface Questions {
  /** Decisions by code, for each of some features. */
  readonly codes: {
    readonly ask: {
      readonly rows: KeptRows;
      readonly features: readonly { readonly name: string; readonly codes: number }[];
    };
    readonly answer: readonly Float64Array[];
  };
  readonly pairs: {
    readonly ask: {
      readonly source: KeptSource;
      readonly plan: Plan;
      readonly outcomes: readonly MetricPlan[];
      readonly pairs: readonly { readonly feature: Feature; readonly attribute: Attribute }[];
    };
    readonly answer: readonly ExaminedPair[];
  };
  readonly joint: {
    readonly ask: {
      readonly source: KeptSource;
      readonly plan: Plan;
      readonly crossed: readonly JointFeature[];
      readonly attributes: readonly Attribute[];
    };
    readonly answer: readonly JointPath[];
  };
}

export type QuestionKind = keyof Questions;

type Answers = {
  readonly [Kind in QuestionKind]: (ask: Questions[Kind]["ask"]) => Promise<Questions[Kind]["answer"]>;
};

export const answers: Answers = {
  codes: ({ rows, features }) => Promise.resolve(countKeptCodes(rows, features)),

  pairs: ({ source, plan, outcomes, pairs }) => {
    const examined: ExaminedPair[] = [];
    for (const table of countKept(source, pairs)) {
      const { feature, attribute } = pairs[examined.length]!;
      examined.push({ pair: measurePair(feature, attribute, table, outcomes, plan), folds: table.folds });
    }
    return Promise.resolve(examined);
  },

  joint: async ({ source, plan, crossed, attributes }) => {
    const of = { used: source.used, people: true };
    const pick = pickKept(source);
    const search = await readJoint(of, crossed, attributes, "search", pick);
    const figures = await readJoint(of, crossed, attributes, "figures", pick);
    return searchJoint(plan.proxies, crossed, attributes, search, figures);
  },
};
