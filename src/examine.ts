import type { Engine } from "./engine/engine.js";
import { type Examiner, openExaminer } from "./examine/examiner.js";
import type { Attribute, Feature } from "./examine/nouns.js";
import { crossedOf } from "./examine/search-joint.js";
import type { LoadedLog } from "./log/load.js";
import { POSTAL } from "./log/layout.js";
import { dayText, readNumber, readTime } from "./log/values.js";
import type { NamedCell } from "./measures/groups.js";
import { measures } from "./measures/index.js";
import type { FeatureReport, JointPath, Plan, ProxyPair, ProxyReport } from "./model.js";
import { refuseIdleProxyRules } from "./policy/nothing-to-judge.js";
import { judgeProxies, justificationOf } from "./policy/proxy-rules.js";
import type { JudgedGroup } from "./proxies/strength.js";
import { understand } from "./proxies/values.js";
import { judgePairs, type MeasuredPair, sortPairs } from "./proxies/verdict.js";
import type { CellTable } from "./tables/cells.js";

/** What has been counted of each attribute by then, in plan order. */
export interface CountedAttribute {
  readonly table: CellTable;
  readonly cells: readonly NamedCell[];
}

/** Find the features that stand in for protected attributes. */
export async function examine(
  plan: Plan,
  log: LoadedLog,
  engine: Engine,
  counted: readonly CountedAttribute[],
  people: number,
  lastDay: number | null,
): Promise<ProxyReport | null> {
  if (!plan.proxies.examine) return null;
  const examiner = openExaminer(plan, engine, log);
  try {
    return await examineWith(examiner, plan, log, counted, people, lastDay);
  } finally {
    await examiner.close();
  }
}

async function examineWith(
  examiner: Examiner,
  plan: Plan,
  log: LoadedLog,
  counted: readonly CountedAttribute[],
  people: number,
  lastDay: number | null,
): Promise<ProxyReport> {
  const notes: string[] = [];
  const attributes = attributesOf(plan, log, counted, notes);
  notes.push(...log.notes.filter((one) => one.code.startsWith("features-")).map((one) => one.message));
  const features = await understandAll(plan, log, examiner, people);
  const examined = features.filter((one) => one.setAside === null);
  const reason = reasonAgainst(plan);
  if (reason !== null) notes.push(reason);
  else if (plan.log.unit === null)
    notes.push(
      "The plan names no unit, so each row counted as a person of its own. Where people come back, a feature looks telling because it names them, and all figures here are too high.",
    );
  const measured: MeasuredPair[] = [];
  const folds = new Map<string, number>();
  let joint: readonly JointPath[] = [];
  if (reason === null && examined.length > 0 && attributes.length > 0) {
    const outcomes = plan.metrics.filter((metric) => measures[metric.kind].perDecision === true);
    if (outcomes.length < plan.metrics.length)
      notes.push(
        "Outcomes counted per person (frequency, exposure, contacts) are not followed through features: their figure is not a decision's own.",
      );
    for (const { pair, folds: by } of await examiner.pairs(examined, attributes, outcomes)) {
      measured.push(pair);
      folds.set(pair.feature, Math.min(by, folds.get(pair.feature) ?? Infinity));
    }
    const crossed = crossedOf(plan, examined, notes);
    if (crossed.length > 0) joint = await examiner.joint(crossed, attributes);
  }
  notes.push(...outcomesInDisguise(measured));
  const day = lastDay === null ? null : dayText(lastDay);
  if (day === null && plan.proxies.justified.length > 0)
    notes.push(
      "Without a time column nobody can tell whether a justification has expired: all count as expired.",
    );
  const pairs = sortPairs(
    judgePairs(measured, plan.proxies.threshold, 1 - plan.settings.confidence).map((pair): ProxyPair => ({
      ...pair,
      justified: justificationOf(pair.feature, pair.attribute, plan, day),
    })),
  );
  const report = {
    threshold: plan.proxies.threshold,
    features: [
      ...features.map((feature) => reportOf(feature, folds.get(feature.column) ?? 0)),
      ...excluded(plan),
    ],
    pairs,
    joint,
    findings: judgeProxies(pairs, plan),
    tests: {
      strength: pairs.filter((one) => one.p_strength !== null).length,
      use: pairs.filter((one) => one.uses.some((use) => use.p !== null)).length,
    },
    notes,
  };
  refuseIdleProxyRules(report, plan);
  return report;
}

/** An outcome that follows a feature without exception is most likely what the feature is made of. */
function outcomesInDisguise(pairs: readonly MeasuredPair[]): string[] {
  const found = pairs.flatMap(({ feature, uses }) =>
    uses.flatMap(({ metric, auc }) =>
      (auc.value ?? 0) > 0.999
        ? [
            `Outcome ${metric} follows feature ${feature} without exception: is the feature the outcome itself, under another name? Then exclude it (proxies.exclude).`,
          ]
        : [],
    ),
  );
  return [...new Set(found)];
}

/** Attributes that have labels, with their groups large enough. */
function attributesOf(
  plan: Plan,
  log: LoadedLog,
  counted: readonly CountedAttribute[],
  notes: string[],
): Attribute[] {
  return plan.attributes.flatMap((attribute, index): Attribute[] => {
    if (attribute.column === null) {
      notes.push(
        `Attribute ${attribute.id} is given as probabilities: nobody is in a group for sure, so how well a group is told cannot be scored.`,
      );
      return [];
    }
    const labels = log.labels[index]!;
    const order = new Map([...labels].toSorted().map((name, place) => [name, place]));
    const place = Int32Array.from(labels, (name) => order.get(name)!);
    const known = counted[index]!.cells.filter((one) => !one.unknown);
    const groups = known.flatMap(({ cell, group }): JudgedGroup[] =>
      cell.units >= plan.settings.minimum_units
        ? [
            {
              code: place[cell.codes[0]!]!,
              name: group[0]!,
              people: cell.units,
              inScope: cell.metrics.map(({ moments }) => moments.units),
            },
          ]
        : [],
    );
    const small = known
      .filter(({ cell }) => cell.units < plan.settings.minimum_units)
      .map(({ group }) => group[0]!);
    if (small.length > 0)
      notes.push(
        `Attribute ${attribute.id}: groups with fewer than ${plan.settings.minimum_units} people were not told apart by themselves, and a feature may tell them all the same: ${small.map((one) => JSON.stringify(one)).join(", ")}.`,
      );
    return [
      {
        id: attribute.id,
        column: log.layout.nameOf({ kind: "group", column: attribute.column, attribute: index }),
        groups: labels.length,
        place,
        reference: attribute.reference,
        who: {
          people: known.reduce((sum, { cell }) => sum + cell.units, 0),
          rows: known.reduce((sum, { cell }) => sum + cell.rows, 0),
          groups: known.length < 2 ? [] : groups,
          confidence: plan.settings.confidence,
        },
      },
    ];
  });
}

/** Why nothing can be learned from this log at all; null where it can. */
function reasonAgainst(plan: Plan): string | null {
  if (plan.log.unit !== null) return null;
  return plan.log.count !== null || plan.metrics.some((metric) => metric.counts)
    ? "The log is aggregated: its rows are no single decisions and name no people, so nothing can be learned from some and scored on others. Features were not examined."
    : null;
}

async function understandAll(
  plan: Plan,
  log: LoadedLog,
  examiner: Examiner,
  people: number,
): Promise<Feature[]> {
  const counts = await examiner.codes(log.features);
  return log.features.map((feature, index) => {
    const read = {
      number: readNumber,
      day: (text: string): number | null => readTime(text)?.day ?? null,
      postal: (column: string): boolean => POSTAL.test(column),
    };
    const how = plan.proxies.features.find((one) => one.column === feature.column);
    return { ...feature, ...understand(feature, counts[index]!, people, how, read) };
  });
}

function reportOf(feature: Feature, folds: number): FeatureReport {
  return {
    feature: feature.column,
    kind: feature.kind,
    kind_from: feature.kindFrom,
    values: feature.distinct,
    missing_rows: feature.missing,
    set_aside: feature.setAside,
    bins: feature.map.values,
    folds,
  };
}

function excluded(plan: Plan): FeatureReport[] {
  return plan.proxies.exclude.map((feature) => ({
    feature,
    kind: "category",
    kind_from: "plan",
    values: 0,
    missing_rows: 0,
    set_aside: "excluded",
    bins: 0,
    folds: 0,
  }));
}
