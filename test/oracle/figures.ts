/** The reference figures that lie beside the repository: one JSON a log, keys as in their methods.json. */
import { readFileSync } from "node:fs";
import { sharedPath } from "../shared.js";
import type { PlanText } from "./run.js";
import { EVERYTHING } from "./run.js";

export type Limits = readonly [number | null, number | null];

export interface OracleComparison {
  readonly diff: number;
  readonly ratio: number | null;
  readonly newcombe_diff: Limits;
  readonly mn_ratio: Limits;
  readonly z: number;
  readonly z_p: number;
  readonly fisher_p: number;
  readonly cohen_h: number;
  readonly z_p_holm: number;
}

export interface OracleCluster {
  readonly clusters: number;
  readonly clusters_group: number;
  readonly clusters_ref: number;
  readonly se_diff_cr0: number;
  readonly se_diff_cr1: number;
  readonly se_log_cr0: number;
  readonly se_log_cr1: number;
  readonly p_cr1: number;
}

export interface Side {
  readonly base: string;
  readonly comparisons: Readonly<Record<string, OracleComparison>>;
}

export interface Disparity {
  readonly group_column: string;
  readonly outcome: string;
  readonly row_filter: string | null;
  readonly n: number;
  readonly k: number;
  readonly reference: string;
  readonly min_n: number;
  readonly best_group: string;
  readonly groups: Readonly<
    Record<string, { readonly n: number; readonly k: number; readonly rate: number; readonly wilson: Limits }>
  >;
  readonly chi2: { readonly stat: number; readonly dof: number; readonly p: number };
  readonly vs_ref: Side;
  readonly vs_best: Side;
  readonly cluster?: { readonly comparisons: Readonly<Record<string, OracleCluster>> };
}

export interface Oracle {
  readonly file: string;
  readonly filter: string | null;
  readonly config: {
    readonly groups: readonly (readonly [string, string])[];
    readonly outcomes: readonly (readonly [string, string | null])[];
    readonly cluster?: string;
  };
  readonly disparity: readonly Disparity[];
}

export function readOracle<T = Oracle>(name: string): T {
  return JSON.parse(readFileSync(sharedPath("data", "oracle", `${name}.json`)!, "utf8")) as T;
}

export function dataPath(file: string): string {
  return sharedPath("data", file)!;
}

/** "offered==1" as a plan writes it. */
function condition(filter: string): Readonly<Record<string, string>> {
  const [column, value] = filter.split("==") as [string, string];
  return { [column]: value };
}

export function metricId(outcome: string, filter: string | null): string {
  return filter === null ? outcome : `${outcome}_given_${filter.replace("==", "_is_")}`;
}

/** The plan that asks what the reference figures answer; `more` goes over it, key by key. */
export function planOf(
  oracle: Oracle,
  more: { readonly log?: object; readonly settings?: object } = {},
): PlanText {
  const { groups, outcomes } = oracle.config;
  return {
    log: { ...(oracle.filter === null ? {} : { keep: condition(oracle.filter) }), ...more.log },
    attributes: Object.fromEntries(groups.map(([column, reference]) => [column, { reference }])),
    metrics: Object.fromEntries(
      outcomes.map(([column, filter]) => [
        metricId(column, filter),
        { numerator: column, ...(filter === null ? {} : { where: condition(filter) }) },
      ]),
    ),
    rules: (["reference", "best"] as const).map((comparator) => ({ comparator, level: "warn" })),
    settings: { ...EVERYTHING, ...more.settings },
  };
}
