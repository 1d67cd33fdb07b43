import type {
  Absence,
  AuditResult,
  ChangeReason,
  ChangeState,
  ComparedResult,
  Estimate,
  FigureChange,
  Finding,
  FindingChange,
  ProxyChange,
  ProxyFinding,
  ResultComparison,
} from "../model.js";
import { Refusal } from "../refusal.js";
import {
  changeOf,
  everybodyRate,
  familyOf,
  gapOf,
  groupOf,
  sameNames,
  signOf,
  type Standing,
} from "./changes.js";
import { addedRemoved, notComparable, notesOn, planChanges } from "./comparable.js";

/** States in the order every report lists them. */
export const WORST_FIRST: readonly ChangeState[] = [
  "new",
  "worse",
  "levelled_down",
  "undecided",
  "gone",
  "better",
  "unchanged",
];
const LEVELS: readonly Finding["level"][] = ["error", "warn", "off"];

/**
 * Hold a result against an earlier one, finding by finding. Throws a `Refusal` where the two do not speak of the same
 * thing, with all reasons at once.
 */
export function compareResults(old: AuditResult, now: AuditResult, version: string): ResultComparison {
  const faults = notComparable(old, now);
  if (faults.length > 0) throw new Refusal(faults);
  const findings = paired(old.findings, now.findings)
    .map(([before, after]) => findingChange(old, now, before, after))
    .toSorted(worstFirst);
  const proxies = paired(old.proxies?.findings ?? [], now.proxies?.findings ?? [])
    .map(([before, after]) => proxyChange(old, now, before, after))
    .toSorted(worstFirst);
  return {
    schema: "evenhand-comparison/1",
    tool: { name: "evenhand", version },
    system: now.plan.system.name,
    old: compared(old),
    new: compared(now),
    confidence: now.plan.settings.confidence,
    notes: notesOn(old, now),
    plan_changes: planChanges(old, now),
    metrics: addedRemoved(old.plan.metrics, now.plan.metrics),
    attributes: addedRemoved(old.plan.attributes, now.plan.attributes),
    states: tally(WORST_FIRST, findings),
    proxy_states: tally(["new", "undecided", "gone", "unchanged"], proxies),
    tests: findings.filter((one) => one.gap.change.low !== null).length,
    findings,
    proxies,
  };
}

/** How many findings at level error are in one of these states. A breach that is waived or justified is not counted, as in the gate. */
export function countIn(comparison: ResultComparison, states: readonly ChangeState[]): number {
  return [...comparison.findings, ...comparison.proxies].filter(
    (one) =>
      one.level === "error" &&
      states.includes(one.state) &&
      one.waived.new !== true &&
      !("justified" in one && one.justified.new === true),
  ).length;
}

function compared(result: AuditResult): ComparedResult {
  return {
    sha256: result.sha256,
    plan_sha256: result.plan_sha256,
    tool_version: result.tool.version,
    period: result.period,
    units: result.units,
    rows: result.ledger.used,
    verdicts: result.verdicts,
    public: result.publication !== null,
  };
}

function tally<State extends string>(
  states: readonly State[],
  changes: readonly { readonly state: State }[],
): Record<State, number> {
  const counts = states.map((state) => [state, changes.filter((one) => one.state === state).length]);
  return Object.fromEntries(counts) as Record<State, number>;
}

/** Findings of one id, in either result. Rules may ask the same of a feature twice: those are paired in order. */
function paired<T extends { readonly id: string }>(
  old: readonly T[],
  now: readonly T[],
): (readonly [T, T | null] | readonly [null, T])[] {
  const byId = new Map<string, T[]>();
  for (const one of now) byId.set(one.id, [...(byId.get(one.id) ?? []), one]);
  const both = old.map((one) => [one, byId.get(one.id)?.shift() ?? null] as const);
  const taken = new Set(both.map(([, other]) => other));
  return [...both, ...now.filter((one) => !taken.has(one)).map((one) => [null, one] as const)];
}

function worstFirst(one: FindingChange | ProxyChange, other: FindingChange | ProxyChange): number {
  const rank = (change: FindingChange | ProxyChange): readonly number[] => [
    WORST_FIRST.indexOf(change.state),
    LEVELS.indexOf(change.level),
    change.verdict.new === "fail" ? 0 : 1,
    change.verdict.old === "fail" ? 0 : 1,
    "gap" in change ? -(change.gap.change.value ?? -Infinity) : 0,
  ];
  const [a, b] = [rank(one), rank(other)];
  const place = a.findIndex((figure, index) => figure !== b[index]);
  return place >= 0 ? a[place]! - b[place]! : one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
}

function findingChange(
  old: AuditResult,
  now: AuditResult,
  before: Finding | null,
  after: Finding | null,
): FindingChange {
  const one = (after ?? before)!;
  const families = { old: familyOf(old, one), new: familyOf(now, one) };
  const rateIn = (family: typeof families.old): Estimate | null => groupOf(family, one.group)?.rate ?? null;
  const { operator } = one.expected;
  const ratio = changeOf(before?.comparison?.ratio ?? null, after?.comparison?.ratio ?? null);
  const gap = changeOf(gapOf(ratio.old, operator), gapOf(ratio.new, operator));
  const [own, theirs] = [
    changeOf(rateIn(families.old), rateIn(families.new)),
    comparatorChange(families, before, after, now.plan.settings.confidence),
  ];
  const figures = { ratio, gap, group_rate: own, comparator_rate: theirs.figure };
  const title = [now, old].map(
    (result) => result.plan.metrics.find(({ id }) => id === one.metric)?.title ?? "",
  );
  return {
    id: one.id,
    ...stateOf(before, after, gap, levelledDown(operator, own, theirs)),
    absent: before === null ? absenceIn(old, one) : after === null ? absenceIn(now, one) : null,
    level: one.level,
    metric: one.metric,
    metric_title: title.find((text) => text !== "") ?? one.metric,
    proportion: (families.new ?? families.old)?.proportion ?? false,
    attributes: one.attributes,
    group: one.group,
    comparator: one.comparator.kind,
    comparator_group: { old: before?.comparator.group ?? null, new: after?.comparator.group ?? null },
    verdict: { old: before?.verdict ?? null, new: after?.verdict ?? null },
    expected: { old: before?.expected ?? null, new: after?.expected ?? null },
    waived: { old: before?.waived ?? null, new: after?.waived ?? null },
    ...figures,
  };
}

/**
 * The rate of the old comparator in both results. Where another group is the best now, its rate against the old one's
 * would be a difference between groups and not a change.
 */
function comparatorChange(
  families: { readonly old: ReturnType<typeof familyOf>; readonly new: ReturnType<typeof familyOf> },
  before: Finding | null,
  after: Finding | null,
  confidence: number,
): { readonly figure: FigureChange; readonly thin: boolean } {
  const { kind, group } = (before ?? after)!.comparator;
  const standing = (family: typeof families.old, finding: Finding | null): Standing | null => {
    if (kind === "rest" || kind === "overall")
      return finding === null ? null : everybodyRate(family, finding, confidence);
    const found = group === null ? null : groupOf(family, group);
    return found === null ? null : { rate: found.rate, thin: found.thin };
  };
  const [one, other] = [standing(families.old, before), standing(families.new, after)];
  return {
    figure: changeOf(one?.rate ?? null, other?.rate ?? null),
    thin: one?.thin === true || other?.thin === true,
  };
}

/**
 * Whether the comparator is shown to have lost, and the group is not shown to have gained. Where neither a high nor a low
 * figure is better there is nothing to lose.
 */
function levelledDown(
  operator: Finding["expected"]["operator"],
  own: FigureChange,
  theirs: { readonly figure: FigureChange; readonly thin: boolean },
): boolean {
  if (operator === "within" || theirs.thin) return false;
  const good = operator === ">=" ? 1 : -1;
  return signOf(theirs.figure.change) === -good && signOf(own.change) !== good;
}

interface Stated {
  readonly state: ChangeState;
  readonly reason: ChangeReason;
}

/** The first that holds: a new breach or the end of its waiver, levelling down, a breach that is gone, a change of the gap, or none established. */
function stateOf(before: Finding | null, after: Finding | null, gap: FigureChange, lost: boolean): Stated {
  const [was, is] = [before?.verdict === "fail", after?.verdict === "fail"];
  // Intervals of few events cannot be leant on, here as in a verdict.
  const thin = before?.reason === "thin" || after?.reason === "thin";
  const moved = thin ? 0 : signOf(gap.change);
  if (is && !was) return { state: "new", reason: before === null ? "finding_appeared" : "breach_appeared" };
  // Nothing about the figures is new, but the gate counts it now and did not before.
  if (was && is && before!.waived && !after!.waived) return { state: "new", reason: "waiver_ended" };
  // Before "gone": a breach that went because the better-off lost is not mended.
  if (moved < 0 && lost) return { state: "levelled_down", reason: "comparator_lost" };
  if (was && !is) return { state: "gone", reason: after === null ? "finding_ended" : "breach_ended" };
  if (before === null) return { state: "undecided", reason: "only_in_new" };
  if (after === null) return { state: "undecided", reason: "only_in_old" };
  if (moved > 0) return { state: "worse", reason: "gap_grew" };
  if (moved < 0) return { state: "better", reason: "gap_shrank" };
  if (before.verdict === after.verdict && after.verdict === "pass")
    return { state: "unchanged", reason: "within_rule_in_both" };
  if (before.verdict === after.verdict && after.verdict === "not_judged")
    return { state: "unchanged", reason: "not_judged_in_both" };
  if (thin) return { state: "undecided", reason: "thin" };
  return { state: "undecided", reason: gap.change.low === null ? "no_interval" : "within_noise" };
}

/** Why a result has no finding that the other has. */
function absenceIn(result: AuditResult, finding: Finding): Absence {
  const { plan } = result;
  if (plan.metrics.every(({ id }) => id !== finding.metric)) return "no_metric";
  if (finding.attributes.some((id) => plan.attributes.every((one) => one.id !== id))) return "no_attribute";
  const family = familyOf(result, finding);
  const asked = result.findings.filter(
    (one) =>
      one.metric === finding.metric &&
      sameNames(one.attributes, finding.attributes) &&
      one.comparator.kind === finding.comparator.kind,
  );
  if (family === null) return "not_asked";
  if (asked.some((one) => sameNames(one.comparator.group, finding.group))) return "is_comparator";
  return groupOf(family, finding.group) === null ? "no_group" : "not_asked";
}

function proxyChange(
  old: AuditResult,
  now: AuditResult,
  before: ProxyFinding | null,
  after: ProxyFinding | null,
): ProxyChange {
  const one = (after ?? before)!;
  const missing = before === null ? old : after === null ? now : null;
  const [actual, actualNow] = [before?.actual ?? null, after?.actual ?? null];
  return {
    id: one.id,
    ...proxyState(before, after),
    absent: missing === null ? null : missing.proxies === null ? "not_examined" : proxyAbsence(missing, one),
    level: one.level,
    feature: one.feature,
    attribute: one.attribute,
    bound: one.bound,
    limit: { old: before?.limit ?? null, new: after?.limit ?? null },
    metric: one.metric,
    verdict: { old: before?.verdict ?? null, new: after?.verdict ?? null },
    justified: { old: before?.justified ?? null, new: after?.justified ?? null },
    waived: { old: before?.waived ?? null, new: after?.waived ?? null },
    actual: actual === null && actualNow === null ? null : changeOf(actual, actualNow),
  };
}

/** As of a finding, but for worse and better: a rule on features bounds no gap. */
function proxyState(
  before: ProxyFinding | null,
  after: ProxyFinding | null,
): Pick<ProxyChange, "state" | "reason"> {
  const [was, is] = [before?.verdict === "fail", after?.verdict === "fail"];
  if (is && !was) return { state: "new", reason: before === null ? "finding_appeared" : "breach_appeared" };
  if (was && !is) return { state: "gone", reason: after === null ? "finding_ended" : "breach_ended" };
  if (before === null) return { state: "undecided", reason: "only_in_new" };
  if (after === null) return { state: "undecided", reason: "only_in_old" };
  if (was && is) {
    const excused = (before.waived || before.justified) && !after.waived && !after.justified;
    if (excused) return { state: "new", reason: before.waived ? "waiver_ended" : "justification_ended" };
    return { state: "undecided", reason: "breach_in_both" };
  }
  if (before.verdict === after.verdict && after.verdict === "pass")
    return { state: "unchanged", reason: "within_rule_in_both" };
  if (before.verdict === after.verdict && after.verdict === "not_judged")
    return { state: "unchanged", reason: "not_judged_in_both" };
  return { state: "undecided", reason: "breach_in_neither" };
}

function proxyAbsence({ plan }: AuditResult, { attribute, metric }: ProxyFinding): Absence {
  if (metric !== null && plan.metrics.every(({ id }) => id !== metric)) return "no_metric";
  return plan.attributes.every(({ id }) => id !== attribute) ? "no_attribute" : "not_asked";
}
