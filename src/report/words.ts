/**
 * The words of verdicts and their reasons, apart from the logic and keyed by code. Total by type: a new reason
 * without words does not compile. Plain enough for the person who runs the campaign.
 */
import type { Finding, QualityNote, Verdict, VerdictReason, WaiverState } from "../model.js";
import { counted } from "./numbers.js";

export interface VerdictWords {
  readonly label: string;
  /** "1 breach of the plan's rule", "2 breaches of the plan's rule". */
  readonly one: string;
  readonly many: string;
  /** One sentence, without a full stop. */
  readonly meaning: string;
}

export const VERDICTS: Readonly<Record<Verdict, VerdictWords>> = {
  fail: {
    label: "breach of the plan's rule",
    one: "breach of the plan's rule",
    many: "breaches of the plan's rule",
    meaning: "The ratio is beyond the threshold, by more than chance explains",
  },
  inconclusive: {
    label: "inconclusive",
    one: "inconclusive",
    many: "inconclusive",
    meaning: "The data can neither establish nor exclude a breach; not a pass",
  },
  not_judged: {
    label: "not judged",
    one: "not judged",
    many: "not judged",
    meaning: "Too few people, or nothing to compare with; not a pass",
  },
  pass: {
    label: "within the rule",
    one: "within the rule",
    many: "within the rule",
    meaning: "The whole interval is inside the threshold: a gap as large as the rule forbids is excluded",
  },
};

/** Verdicts in the order every report lists them. */
export const WORST_FIRST: readonly Verdict[] = ["fail", "inconclusive", "not_judged", "pass"];

export interface ReasonWords {
  /** A few words for a table cell. */
  readonly short: string;
  /** One sentence for a reader. */
  readonly sentence: string;
  /** What would settle the question, or what to look at next. */
  readonly settle: string;
}

export const REASONS: Readonly<Record<VerdictReason, ReasonWords>> = {
  breach_established: {
    short: "gap established",
    sentence:
      "The ratio lies beyond the rule's threshold, and the gap to the comparator is larger than chance explains after adjusting for the number of comparisons. The interval still reaches inside the threshold: that there is a gap is established, that it is as large as the rule forbids is likely but not certain.",
    settle:
      "The rule is already breached. More people would narrow the interval; the cause has to be looked for in who was eligible and how offers were chosen.",
  },
  breach_confirmed: {
    short: "whole interval beyond",
    sentence:
      "The ratio and its whole interval lie beyond the rule's threshold, and the gap is larger than chance explains: even the most lenient figure the data allow breaks the rule.",
    settle:
      "More data of the same kind would not change this. Look for the cause: who was eligible, which stage of the campaign opens the gap, and how offers were chosen.",
  },
  within_threshold: {
    short: "whole interval inside",
    sentence:
      "The whole interval of the ratio lies inside the rule's threshold: the data exclude a gap as large as the rule forbids. Smaller gaps may exist.",
    settle: "Settled for this period and this rule. Look again when the campaign or its audience changes.",
  },
  breach_not_established: {
    short: "breach seen, may be chance",
    sentence:
      "The ratio lies beyond the rule's threshold, but with this few people chance alone could explain the gap. It is neither shown nor excluded.",
    settle: "More people in the group: a longer period, or several campaigns taken together.",
  },
  breach_not_excluded: {
    short: "breach not excluded",
    sentence:
      "The ratio lies inside the rule's threshold, but its interval reaches beyond it: with this few people a breach cannot be excluded.",
    settle: "More people in the group: a longer period, or several campaigns taken together.",
  },
  thin: {
    short: "too few events to lean on",
    sentence:
      "The group or its comparator has fewer than 5 effective favourable or unfavourable decisions. The interval is shown, but intervals from so few events cannot be leant on.",
    settle: "More decisions of the rarer kind: a longer period, or several campaigns taken together.",
  },
  below_minimum: {
    short: "fewer people than the plan's minimum",
    sentence: "The group has fewer people than the plan requires before a group is judged.",
    settle:
      "A longer period, a coarser grouping chosen before the data are seen, or several campaigns together.",
  },
  withheld: {
    short: "figures withheld",
    sentence:
      "So few people stand behind the figures of this group, or behind others that they would give away, that they could point to single people. They are withheld.",
    settle: "A longer period or a coarser grouping chosen before the data are seen.",
  },
  unknown_group: {
    short: "attribute not known",
    sentence:
      "These are the people whose attribute is not known. They are counted and shown, but they are not a group a rule can be held against.",
    settle:
      "Fewer unknowns: ask, or join the attribute from its source. The bounds show how much they could matter.",
  },
  no_denominator: {
    short: "nothing to divide by",
    sentence: "No decision of this group counts in the metric's denominator, so there is no rate to compare.",
    settle:
      "Check the metric's denominator and its conditions, or audit a period in which the group was eligible.",
  },
  no_comparator: {
    short: "no group to compare with",
    sentence:
      "No group could serve as comparator: the one the rule names is missing or too small, or no group is large enough.",
    settle: "Name a reference group that is in the data, or choose another comparator in the plan.",
  },
  no_variance: {
    short: "uncertainty cannot be told",
    sentence:
      "The uncertainty of the group's figure cannot be computed (one person, or no variation to read it from), so nothing can be established or excluded.",
    settle:
      "More people in the group, if it has only one. Where all its figures are alike, more of the same would change nothing: the metric tells nobody apart.",
  },
  zero_comparator: {
    short: "comparator's rate is zero",
    sentence: "The comparator's rate is zero, and a ratio to zero does not exist.",
    settle:
      "Choose another comparator, or audit a period with favourable decisions. Where every group's rate is zero the metric itself has nothing to compare: of a scoring rate, nobody is above the median, since too many share the highest score.",
  },
};

/** Too few events, where there can hardly be any: no decision of either side went otherwise. */
const ALL_ALIKE: ReasonWords = {
  short: "every decision alike, nothing to compare",
  sentence:
    "Every decision that counts went the same way, in the group and in its comparator. The ratio is exactly 1, and without a decision of the other kind nothing tells how sure that is.",
  settle:
    "More of the same would not change this. See whether the metric looks only at decisions that could go one way; a longer period helps only if some then go the other.",
};

/** The words for a finding's reason, as its figures stand. */
export function reasonWords({ reason, comparison }: Pick<Finding, "reason" | "comparison">): ReasonWords {
  const alike =
    reason === "thin" &&
    comparison !== null &&
    comparison.effect.name === "cohens_h" &&
    comparison.comparator_rate === 1 &&
    comparison.ratio.value === 1;
  return alike ? ALL_ALIKE : REASONS[reason];
}

/** What a note on the data counts, where that is rows or people that a reader must weigh. */
const COUNTED_BY_NOTE: Readonly<Record<string, readonly [string, string]>> = {
  "missing-values": ["row", "rows"],
  "numerator-outside-denominator": ["row", "rows"],
  "units-in-several-groups": ["person", "people"],
};

/** A note on the data, with how many it is about. */
export function noteText({ code, count: many, message }: QualityNote): string {
  const unit = COUNTED_BY_NOTE[code];
  return unit === undefined ? message : `${message} (${counted(many, ...unit)})`;
}

/** What became of a waiver. */
export const WAIVER_STATES: Readonly<Record<WaiverState, string>> = {
  covers: "covers a breach: reported, and not counted by the gate",
  expired: "expired before the last day of the log: the breach counts",
  no_days: "the log has no days, so nobody can tell whether it has expired: the breach counts",
  beyond_floor: "the ratio is beyond the waiver's floor: the breach counts",
  no_breach: "not used: no breach is established in this audit",
  no_such_finding: "not used: no finding of this audit has this id",
};
