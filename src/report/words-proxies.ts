/** Words for features that stand in for attributes: total by type, so that no code is without its words. */
import type {
  AuditResult,
  Estimate,
  FeatureKind,
  ProxyFinding,
  ProxyPair,
  ProxyReason,
  ProxyReport,
  ProxyVerdict,
  SetAside,
  Transmission,
} from "../model.js";
import type { Inline } from "./document.js";
import { named } from "./document.js";
import { metricTitle } from "./lookup.js";
import { NONE, percent } from "./numbers.js";

export const PROXY_VERDICTS: Readonly<
  Record<ProxyVerdict, { readonly label: string; readonly mark: string }>
> = {
  proxy: { label: "proxy", mark: "P" },
  latent: { label: "latent proxy", mark: "L" },
  inconclusive: { label: "inconclusive", mark: "?" },
  clear: { label: "clear", mark: "-" },
};

export const PROXY_REASONS: Readonly<Record<ProxyReason, string>> = {
  strong_and_used: "It tells the attribute, and decisions follow it among people of the same group.",
  attribute_by_another_name:
    "It is the attribute by another name: within groups it does not vary, and decisions differ between groups.",
  use_not_seen: "It tells the attribute; that decisions follow it within groups is not seen.",
  weak_established: "The whole interval of every group lies below the threshold.",
  strength_not_established: "It seems to tell the attribute, but that may be chance.",
  strength_not_excluded: "It does not seem to tell the attribute, but that it does is not excluded.",
  too_few_people: "No group has enough people, or there is only one.",
  not_computed: "It could not be computed from this log.",
};

export const SETS_ASIDE: Readonly<Record<SetAside, string>> = {
  one_value: "the same value everywhere",
  identifier: "nearly as many values as people: it names people, and nothing can be learned from it",
  too_many_values: "more than 50,000 different values that are no numbers",
  free_text:
    "free text, by the plan: whatever people wrote may tell anything, and no test of values finds it",
  excluded: "excluded by the plan",
  all_missing: "no value in any row",
};

export const FEATURE_KINDS: Readonly<Record<FeatureKind, string>> = {
  category: "category",
  number: "number",
  time: "time",
  code: "code",
  text: "free text",
};

const ABSENT: ReadonlyMap<string, string> = new Map(
  Object.entries({
    gap_not_established: "the gap itself is not established",
    no_overlap: "the groups have too few values in common to give them the same mix",
    no_gap: "there is no gap",
    no_denominator: "a group has no decision in scope",
    too_few_folds: "there are too few people",
    no_group_large_enough: "no group is large enough",
    one_value_or_group: "there is one value or one group only",
    no_variation: "the feature does not vary within groups",
    one_outcome: "all decisions of a group are alike",
    withheld: "it is withheld",
  }),
);

/** Why a figure is not there, in words. */
export function whyAbsent(reason: string | null): string {
  return ABSENT.get(reason ?? "") ?? "it does not exist";
}

/** "0.91 (0.90 to 0.92)". */
export function auc(estimate: Estimate | null): string {
  if (estimate?.value === null || estimate === null) return NONE;
  const limits = estimate.low === null ? "" : ` (${fine(estimate.low)} to ${fine(estimate.high ?? 1)})`;
  return `${fine(estimate.value)}${limits}`;
}

function fine(figure: number): string {
  return figure.toFixed(2);
}

/** "62% (51% to 73%)". */
export function share({ value, low, high }: Estimate): string {
  if (value === null) return NONE;
  const whole = (figure: number): string => `${Math.round(100 * figure)}%`;
  return low === null || high === null ? whole(value) : `${whole(value)} (${whole(low)} to ${whole(high)})`;
}

/** Wider than this an interval of a share says nothing one could use. */
const WIDEST = 2;

/** Whether a share is known well enough to be told: its interval is no wider than twice the gap. */
export function isTellable({ share: { value, low, high } }: Transmission): boolean {
  return value !== null && low !== null && high !== null && high - low <= WIDEST;
}

/** Whether the interval of a share leaves 0 out: that some of the gap goes away, or is hidden, is then established. */
export function isEstablished({ low, high }: Estimate): boolean {
  return low !== null && high !== null && (low > 0 || high < 0);
}

/** A share with its interval, or why there is none; and what may not be leant on. */
export function shareOrWhy(one: Transmission): string {
  const { share: part } = one;
  if (part.value === null) return whyAbsent(part.reason);
  if (part.low === null || part.high === null) return `${share(part)}; it has no interval`;
  const doubts = [
    ...(isEstablished(part) ? [] : ["not established"]),
    ...(isTellable(one) ? [] : ["its interval is too wide to use"]),
  ];
  return [share(part), ...doubts].join("; ");
}

/** The gap of which most flows through the feature, of those whose share can be told; null where none can. */
export function mostTransmitted(pair: ProxyPair): Transmission | null {
  return pair.transmissions
    .filter(isTellable)
    .reduce<Transmission | null>(
      (most, one) => (most === null || one.share.value! > most.share.value! ? one : most),
      null,
    );
}

/** The outcome that follows the feature most surely; null where none was tested. */
export function surestUse(pair: ProxyPair): ProxyPair["uses"][number] | null {
  const tested = pair.uses.filter((one) => one.p !== null);
  return tested.reduce<ProxyPair["uses"][number] | null>(
    (most, one) => (most === null || one.p! < most.p! ? one : most),
    null,
  );
}

/** Notes that a feature is most likely an outcome by another name: whatever else is said of it means nothing then. */
export function disguises({ notes, pairs }: ProxyReport): readonly string[] {
  return notes.filter((note) =>
    pairs.some(({ feature, uses }) =>
      uses.some(({ metric }) =>
        note.startsWith(`Outcome ${metric} follows feature ${feature} without exception`),
      ),
    ),
  );
}

/** What a pair comes to, in one or two plain sentences. */
export function sentence(result: AuditResult, pair: ProxyPair): readonly Inline[] {
  return [
    ...strengthWords(pair),
    ...useWords(result, pair),
    ...gapWords(result, pair),
    ...justifiedWords(result, pair),
  ];
}

function strengthWords(pair: ProxyPair): readonly Inline[] {
  const { feature, attribute, worst, verdict, reason } = pair;
  if (worst === null) return [named(feature), " by ", named(attribute), `: ${PROXY_REASONS[reason]}`];
  const figures = ["(AUC ", auc(worst.auc), "; told best: ", named(worst.group), ")"] as const;
  const strong = verdict === "proxy" || verdict === "latent";
  if (strong)
    return [
      named(feature),
      (worst.auc.low ?? 0) >= 0.8 ? " tells " : " helps to tell ",
      named(attribute),
      " ",
      ...figures,
      ";",
    ];
  if (verdict === "clear")
    return [named(feature), " says little about ", named(attribute), " ", ...figures, "."];
  return [
    named(feature),
    reason === "strength_not_established" ? " seems to tell " : " may or may not tell ",
    named(attribute),
    " ",
    ...figures,
    reason === "strength_not_established" ? ", but that may be chance." : ": this log cannot say.",
  ];
}

function useWords(result: AuditResult, pair: ProxyPair): readonly Inline[] {
  const use = surestUse(pair);
  if (pair.verdict === "latent")
    return [" that decisions follow it among people of the same group is not seen."];
  if (pair.reason === "attribute_by_another_name")
    return [
      " it is the attribute by another name, for within groups it does not vary, and decisions differ between groups.",
    ];
  if (pair.verdict !== "proxy" || use === null) return [];
  return [
    " ",
    named(metricTitle(result, use.metric)),
    " follows it among people of the same group (AUC ",
    auc(use.auc),
    ").",
  ];
}

function gapWords(result: AuditResult, pair: ProxyPair): readonly Inline[] {
  if (pair.verdict !== "proxy" && pair.verdict !== "latent") return [];
  const most = mostTransmitted(pair);
  if (most === null) {
    const reasons = new Map<string, Set<string>>();
    for (const { metric, share: part } of pair.transmissions) {
      const reason = part.value === null ? whyAbsent(part.reason) : "its interval is too wide";
      reasons.set(reason, (reasons.get(reason) ?? new Set()).add(metric));
    }
    if (reasons.size === 0) return [];
    const told = [...reasons].flatMap(([reason, metrics], index): readonly Inline[] => [
      index === 0 ? "" : "; ",
      `${reason} (`,
      ...[...metrics].flatMap((one, at): readonly Inline[] => [
        at === 0 ? "" : ", ",
        named(metricTitle(result, one)),
      ]),
      ")",
    ]);
    return [" How much of a gap flows through it cannot be said: ", ...told, "."];
  }
  const gap: readonly Inline[] = [
    " of the gap in ",
    named(metricTitle(result, most.metric)),
    " between ",
    named(most.group),
    " and ",
    named(most.comparator),
  ];
  if (!isEstablished(most.share))
    return [
      " Not established: that any",
      ...gap,
      ` goes away when both have the same mix of it (${share(most.share)}).`,
    ];
  return [
    " ",
    share(most.share),
    ...gap,
    most.share.value! < 0 ? " is hidden by its mix." : " goes away when both have the same mix of it.",
  ];
}

function justifiedWords(result: AuditResult, { justified }: ProxyPair): readonly Inline[] {
  if (justified === null) return [];
  const { owner, expires, reason, expired } = justified;
  const timeless = result.period.last_day === null;
  return [
    !expired
      ? ` Justified until ${expires}: `
      : timeless
        ? ` Its justification (until ${expires}) cannot be held against a day, for the plan names no time column, and counts as expired: `
        : ` Its justification has expired (${expires}): `,
    { said: reason },
    " (",
    { said: owner },
    ").",
  ];
}

/** What a rule asked and what came of it: "AUC at most 0.7". */
export function askedOf({ bound, limit }: ProxyFinding): string {
  if (bound === "auc") return `AUC at most ${limit}`;
  if (bound === "transmitted") return `at most ${percent(Number(limit))} of a gap`;
  return limit === "latent" ? "neither proxy nor latent proxy" : "no proxy";
}
