import type { Engine } from "./engine/engine.js";
import type { Attribute, Feature } from "./examine/nouns.js";
import { searchJoint } from "./examine/search-joint.js";
import type { LoadedLog } from "./log/load.js";
import { POSTAL } from "./log/layout.js";
import { dayText, readNumber, readTime } from "./log/values.js";
import type { NamedCell } from "./measures/groups.js";
import { measures } from "./measures/index.js";
import type {
  FeatureReport,
  JointPath,
  LadderStep,
  MetricPlan,
  Plan,
  ProxyPair,
  ProxyReport,
  Transmission,
} from "./model.js";
import { refuseIdleProxyRules } from "./policy/nothing-to-judge.js";
import { judgeProxies, justificationOf, proxyId } from "./policy/proxy-rules.js";
import { missingTogether } from "./proxies/missing.js";
import {
  associationOf,
  type JudgedGroup,
  type People,
  type Strength,
  strengthOf,
} from "./proxies/strength.js";
import { type GapOf, transmissionOf, widestGap } from "./proxies/transmission.js";
import { useOf } from "./proxies/use.js";
import { understand } from "./proxies/values.js";
import { chanceOfStrength, judgePairs, type MeasuredPair, sortPairs } from "./proxies/verdict.js";
import type { CellTable } from "./tables/cells.js";
import { countCodes, countFeature, type FeatureTable } from "./tables/features.js";
import { foldColumn, FOLDS } from "./tables/folds.js";

/** Features counted before they are needed: their tables wait in memory. */
const AHEAD = 3;
const NOTHING: Promise<FeatureTable[]> = Promise.resolve([]);

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
  const notes: string[] = [];
  const attributes = attributesOf(plan, log, counted, notes);
  notes.push(...log.notes.filter((one) => one.code.startsWith("features-")).map((one) => one.message));
  const features = await understandAll(plan, log, engine, people);
  const examined = features.filter((one) => one.setAside === null);
  const reason = reasonAgainst(plan);
  if (reason !== null) notes.push(reason);
  else if (plan.log.unit === null)
    notes.push(
      "The plan names no unit, so each row counted as a person of its own. Where people come back, a feature looks telling because it names them, and all figures here are too high.",
    );
  const measured: MeasuredPair[] = [];
  const folds = new Map<string, number>();
  let joint: JointPath[] = [];
  if (reason === null && examined.length > 0 && attributes.length > 0) {
    const outcomes = plan.metrics.filter((metric) => measures[metric.kind].perDecision === true);
    if (outcomes.length < plan.metrics.length)
      notes.push(
        "Outcomes counted per person (frequency, exposure, contacts) are not followed through features: their figure is not a decision's own.",
      );
    const fold = await foldColumn(engine, log);
    const count = (feature: Feature): Promise<FeatureTable[]> =>
      countFeature(engine, log, feature, attributes, outcomes, { column: fold, folds: FOLDS });
    // The engine counts the next features while this one's tables are worked on.
    const counting: Promise<FeatureTable[]>[] = [];
    for (const [at, feature] of examined.entries()) {
      while (counting.length <= Math.min(at + AHEAD, examined.length - 1)) {
        const next = count(examined[counting.length]!);
        // Its failure is told where it is waited for, not before.
        next.catch(() => {});
        counting.push(next);
      }
      const tables = await counting[at]!;
      counting[at] = NOTHING;
      folds.set(feature.column, Math.min(...tables.map((one) => one.folds)));
      attributes.forEach((attribute, index) =>
        measured.push(measurePair(feature, attribute, tables[index]!, outcomes, plan)),
      );
    }
    joint = await searchJoint(plan, log, engine, examined, attributes, fold, notes);
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

async function understandAll(plan: Plan, log: LoadedLog, engine: Engine, people: number): Promise<Feature[]> {
  const features: Feature[] = [];
  for (const feature of log.features) {
    const counts = await countCodes(engine, log, feature.name, feature.labels?.length ?? 1 << 16);
    const read = {
      number: readNumber,
      day: (text: string): number | null => readTime(text)?.day ?? null,
      postal: (column: string): boolean => POSTAL.test(column),
    };
    const how = plan.proxies.features.find((one) => one.column === feature.column);
    features.push({ ...feature, ...understand(feature, counts, people, how, read) });
  }
  return features;
}

function measurePair(
  feature: Feature,
  attribute: Attribute,
  table: FeatureTable,
  outcomes: readonly MetricPlan[],
  plan: Plan,
): MeasuredPair {
  const { who } = attribute;
  const strength = strengthOf(table, who);
  const { cramersV, uncertainty } = associationOf(table, who);
  const numbered = outcomes.map((metric, index) => ({ id: metric.id, index, metric }));
  const gaps = numbered.flatMap((one) => {
    const at = plan.metrics.indexOf(one.metric);
    const { minimum_units: least, comparator_share: share } = plan.settings;
    const gap = widestGap(
      table,
      one.index,
      who.groups.filter(({ inScope = [] }) => (inScope[at] ?? 0) >= least),
      (group) => group.people >= share * who.people,
      attribute.reference,
    );
    return gap === null ? [] : [{ one, gap }];
  });
  const groups = strength.groups.map(({ group, estimate }) => ({
    group: group.name,
    people: group.people,
    auc: estimate,
  }));
  const transmissions = gaps.map(({ one, gap }) => transmissionOf(table, one, gap, who));
  return {
    id: proxyId(feature.column, attribute.id),
    feature: feature.column,
    attribute: attribute.id,
    people: who.people,
    rows: who.rows,
    groups,
    auc: strength.macro,
    worst: groups[0] ?? null,
    cramers_v: cramersV,
    uncertainty,
    p_strength: chanceOfStrength(strength, plan.proxies.threshold),
    uses: numbered
      .filter(({ metric }) => measures[metric.kind].proportion && !metric.counts)
      .map((one) => useOf(table, one, who)),
    transmissions,
    ladder: mayBeStrong(strength, plan)
      ? ladderOf(feature, table, who, gaps, { strength, transmissions })
      : [],
    missing: missingTogether(table),
  };
}

/** Whether strength is established, or not excluded. */
function mayBeStrong({ groups }: Strength, plan: Plan): boolean {
  return groups.some(({ estimate }) => (estimate.high ?? 1) >= plan.proxies.threshold);
}

/** The feature as it is and at each coarser step; none where there is no coarser step, or nothing for it to buy. */
function ladderOf(
  feature: Feature,
  table: FeatureTable,
  who: People,
  gaps: readonly { readonly one: { readonly id: string; readonly index: number }; readonly gap: GapOf }[],
  finest: { readonly strength: Strength; readonly transmissions: readonly Transmission[] },
): LadderStep[] {
  if (feature.coarser.length === 0) return [];
  const step = (
    level: string,
    values: number,
    strength: Strength,
    shares: LadderStep["shares"],
  ): LadderStep[] =>
    strength.groups
      .slice(0, 1)
      .map(({ group, estimate }) => ({ level, values, group: group.name, auc: estimate, shares }));
  return [
    ...step(
      feature.level ?? "as it is",
      table.values,
      finest.strength,
      finest.transmissions.map((one) => one.share.value),
    ),
    ...feature.coarser.flatMap(({ level, map }) =>
      step(
        level,
        map.values,
        strengthOf(table, who, map),
        gaps.map(({ one, gap }) => transmissionOf(table, one, gap, who, map).share.value),
      ),
    ),
  ];
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
