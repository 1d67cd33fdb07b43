/** The words of a comparison of two results: total by type, so that no code is without its words. */
import type {
  Absence,
  ChangeReason,
  ChangeState,
  ComparedResult,
  ComparisonNote,
  Estimate,
  FigureChange,
  FindingChange,
  InBoth,
  ProxyChange,
  ResultComparison,
  Verdict,
} from "../model.js";
import { sameGroup } from "./lookup.js";
import { amount, counted, interval, NONE, percent, points, ratio } from "./numbers.js";
import { ruleText, scopeLine } from "./sentences.js";
import { VERDICTS } from "./words.js";

/** States in the order every report lists them. */
export const STATES_WORST_FIRST: readonly ChangeState[] = [
  "new",
  "worse",
  "levelled_down",
  "undecided",
  "gone",
  "better",
  "unchanged",
];

export const STATES: Readonly<
  Record<
    ChangeState,
    {
      readonly label: string;
      readonly many: string;
      readonly meaning: string;
      /** Painted like this verdict. */
      readonly paint: Verdict;
    }
  >
> = {
  new: {
    label: "new breach",
    many: "new breaches",
    meaning: "A breach of the plan's rule now, and none before, or one that was waived or justified",
    paint: "fail",
  },
  worse: {
    label: "worse",
    many: "worse",
    meaning: "The gap grew, by more than chance explains",
    paint: "fail",
  },
  levelled_down: {
    label: "levelled down",
    many: "levelled down",
    meaning: "The gap shrank because the better-off group lost; the group itself is not shown to have gained",
    paint: "fail",
  },
  undecided: {
    label: "undecided",
    many: "undecided",
    meaning: "The change cannot be told from noise; that nothing changed is not shown either",
    paint: "inconclusive",
  },
  gone: {
    label: "breach gone",
    many: "breaches gone",
    meaning: "A breach of the plan's rule before, and none established now",
    paint: "pass",
  },
  better: {
    label: "better",
    many: "better",
    meaning: "The gap shrank, by more than chance explains",
    paint: "pass",
  },
  unchanged: {
    label: "no change shown",
    many: "no change shown",
    meaning: "Within the rule, or not judged, in both, and no change is established",
    paint: "not_judged",
  },
};

export const CHANGE_REASONS: Readonly<Record<ChangeReason, string>> = {
  breach_appeared: "a breach now, and none before",
  finding_appeared: "a breach now; the old result has no such finding",
  waiver_ended: "the breach was waived before, and is not now",
  justification_ended: "the breach was justified before, and is not now",
  gap_grew: "the gap grew",
  comparator_lost: "the comparator lost, and the group is not shown to have gained",
  within_noise: "the change may be chance",
  thin: "too few events to lean on",
  no_interval: "there is no interval of the change",
  only_in_old: "the new result has no such finding",
  only_in_new: "the old result has no such finding",
  breach_ended: "a breach before, and none established now",
  finding_ended: "a breach before; the new result has no such finding",
  gap_shrank: "the gap shrank",
  within_rule_in_both: "within the rule in both",
  not_judged_in_both: "not judged in either",
  breach_in_both: "still a breach",
  breach_in_neither: "a breach in neither",
};

export const ABSENCES: Readonly<Record<Absence, string>> = {
  no_metric: "the plan has no such metric",
  no_attribute: "the plan has no such attribute",
  is_comparator: "the group is the comparator there",
  no_group: "nobody of the group is in the log",
  not_asked: "no rule asks this",
  not_examined: "features are not examined",
};

export const NOTES: Readonly<Record<ComparisonNote, string>> = {
  other_rules:
    "The verdicts are judged by different rules: what is new or gone may be the rule's doing and not the campaign's. The changes of the plan are listed below.",
  other_rows:
    "The plans choose or read the rows differently, so the two results may be about different decisions.",
  periods_overlap:
    "The periods overlap: some decisions may be in both results, and a change looks smaller than it is.",
  order_not_known: "A result has no days, so which of the two is the later one is taken on trust.",
  other_medians:
    "A scoring rate is held against the median of its own log, and the two medians differ: a group's rate says where it stands among the decisions of that log, and not whether its scores rose or fell.",
  same_inputs: "Both results are made from the same files.",
  one_is_public:
    "One of the results was made public and the other was not: what is withheld in one has no change.",
  other_tool_version: "The results were made by different versions of Evenhand.",
};

/** "48,211 decisions about 12,042 people, 2026-10-01 to 2026-10-31". */
export function sideLine(side: ComparedResult): string {
  const made = side.public ? " (made public)" : "";
  return `${scopeLine({ ...side, ledger: { used: side.rows } })}${made}`;
}

/** "1 new breach, 0 worse, ...": findings by state. */
export function stateLine({ states }: ResultComparison): string {
  return STATES_WORST_FIRST.map((state) =>
    counted(states[state], STATES[state].label, STATES[state].many),
  ).join(", ");
}

/** "1 new breach, 2 undecided, ...": rules on features by state. */
export function featureLine({ proxy_states: states }: ResultComparison): string {
  return STATES_WORST_FIRST.filter((state) => state in states)
    .map((state) => {
      const number = states[state as ProxyChange["state"]];
      return counted(number, STATES[state].label, STATES[state].many);
    })
    .join(", ");
}

/** What every interval of a change takes for granted. */
export const NOBODY_IN_BOTH = "People who are in both periods are treated as if nobody were in both.";

/** How many changes chance alone would be expected to show. */
export function chanceLine({ tests, confidence }: ResultComparison): string {
  const level = `${amount(confidence * 100)}%`;
  return `Each interval has a confidence of ${level} by itself. If nothing had changed, chance alone would be expected to show up to ${amount(Number((tests * (1 - confidence)).toFixed(1)))} of the ${counted(tests, "change", "changes")} tried as better or worse.`;
}

const signed =
  (write: (figure: number) => string) =>
  (figure: number): string =>
    figure > 0 ? `+${write(figure)}` : write(figure);

/** "-0.138": a change of a ratio; never 0.000 where it is not 0. */
export const ratioChange = signed((figure) => ratio(figure, [0]));

export function changeInterval({ low, high }: Estimate, write: (figure: number) => string): string {
  return low === null || high === null ? NONE : interval(low, high, write);
}

/** "15.0% to 12.5% (-2.5 pp; -4.0 pp to -1.0 pp)": a group's own figure, or that of its comparator. */
export function rateWords({ old, new: now, change }: FigureChange, proportion: boolean): string {
  const write = proportion ? percent : amount;
  const move = proportion ? points : signed(amount);
  const figures = `${write(old?.value ?? null)} to ${write(now?.value ?? null)}`;
  if (change.value === null) return figures;
  const ends =
    change.low === null || change.high === null ? "no interval" : interval(change.low, change.high, move);
  return `${figures} (${move(change.value)}; ${ends})`;
}

/** "was within the rule, now breach of the plan's rule (waived)"; one word where both are alike. */
export function verdictWords({
  verdict,
  waived,
  justified,
}: Pick<FindingChange, "verdict" | "waived"> & Partial<Pick<ProxyChange, "justified">>): string {
  const side = (name: "old" | "new"): string | null => {
    if (verdict[name] === null) return null;
    const excuse = waived[name] === true ? " (waived)" : justified?.[name] === true ? " (justified)" : "";
    return `${VERDICTS[verdict[name]].label}${excuse}`;
  };
  const [was, is] = [side("old"), side("new")];
  if (was === is) return `${is ?? "no finding"} in both`;
  return `was ${was ?? "no finding"}, now ${is ?? "no finding"}`;
}

/** Why a finding is in its state, and why one result does not have it. */
export function reasonWords({
  reason,
  absent,
}: Pick<FindingChange | ProxyChange, "reason" | "absent">): string {
  return absent === null ? CHANGE_REASONS[reason] : `${CHANGE_REASONS[reason]}: ${ABSENCES[absent]}`;
}

/** "at least 0.8", or both where the rule changed. */
export function ruleWords(expected: InBoth<{ operator: ">=" | "<=" | "within"; threshold: number }>): string {
  const [was, is] = [expected.old, expected.new].map((one) =>
    one === null ? null : ruleText({ expected: one }),
  );
  if (was === is || was === null) return is!;
  return is === null ? was! : `${was}, now ${is}`;
}

/** How the gap moved on the log scale, where the change of the ratio alone does not say it. */
export function gapWords({ expected, gap: { change } }: FindingChange): string | null {
  const operator = (expected.new ?? expected.old)!.operator;
  if (operator !== "within" || change.value === null) return null;
  return `distance from 1 on the log scale ${ratioChange(change.value)} (${changeInterval(change, ratioChange)})`;
}

/** False where the group is held against another group now; true also where one result has no comparator. */
export function sameComparator({
  comparator_group: { old, new: now },
}: Pick<FindingChange, "comparator_group">): boolean {
  return old === null || now === null || sameGroup(old, now);
}
