/** Which columns record an outcome, and out of what. */
import type { ColumnProfile } from "../model.js";
import {
  countedWords,
  isEligibleName,
  isGoodNews,
  isScoreName,
  isVerdictName,
  outcomeWords,
} from "./column-words.js";

export interface MetricGuess {
  readonly column: string;
  /** The values that are good news, where the outcome is spelled in words. */
  readonly in: readonly string[] | null;
  readonly denominator: string | null;
  readonly counts: boolean;
  /** The column is a score, held against the median of all. */
  readonly score: boolean;
  readonly reason: string;
}

type Column = ColumnProfile & { readonly words: readonly string[] };

interface MetricGuesses {
  readonly metrics: readonly MetricGuess[];
  /** Every column that has a part in a metric. */
  readonly used: ReadonlySet<string>;
}

/** `constant`: columns with one value throughout, which may still be what others are counted out of. */
export function guessMetrics(columns: readonly Column[], constant: readonly Column[]): MetricGuesses {
  const outcomes = [...fromFlags(columns), ...fromCounts(columns, constant), ...fromVerdicts(columns)];
  // A score beside an outcome is more likely what the outcome came from.
  const metrics = outcomes.length > 0 ? outcomes : fromScores(columns);
  const parts = metrics.flatMap(({ column, denominator }) => [
    column,
    ...(denominator === null ? [] : [denominator]),
  ]);
  return { metrics, used: new Set(parts) };
}

function fromFlags(columns: readonly Column[]): readonly MetricGuess[] {
  const flags = columns.filter((column) => column.flags === column.filled);
  // "converted_after_click" is about converting: the last stage named counts, and "eligible" is no outcome.
  const stageOf = (column: Column): number =>
    outcomeWords.findLastIndex(({ pattern }) => column.words.some((word) => pattern.test(word)));
  const staged = flags
    .filter((column) => !isEligibleName(column.words))
    .map((column) => ({ column, stage: stageOf(column) }))
    .filter(({ stage }) => stage !== -1)
    .toSorted((a, b) => a.stage - b.stage);
  return staged.map(({ column, stage }) => {
    const before = outcomeWords[stage]!.outOf.flatMap((pattern) =>
      flags.filter((flag) => {
        // What happened more often than what it is to be a share of did not happen out of it alone.
        const earlier = flag !== column && stageOf(flag) < stage && column.yes <= flag.yes;
        return earlier && flag.words.some((word) => pattern.test(word));
      }),
    );
    const denominator = before[0]?.name ?? null;
    const reason = "yes or no, and named like an outcome";
    return { column: column.name, in: null, denominator, counts: false, score: false, reason };
  });
}

function fromCounts(columns: readonly Column[], constant: readonly Column[]): readonly MetricGuess[] {
  const areCounts = (column: Column): boolean =>
    column.digits === column.filled && column.flags < column.filled;
  const counts = columns.filter(areCounts);
  const bottoms = [...counts, ...constant.filter(areCounts)];
  return countedWords.flatMap(({ counted, outOf }) => {
    const top = counts.find((column) => column.words.some((word) => counted.test(word)));
    const bottom = bottoms.find((column) => column !== top && column.words.some((word) => outOf.test(word)));
    if (top === undefined || bottom === undefined) return [];
    const reason = "whole numbers, and named like counts of an aggregated export";
    return [{ column: top.name, in: null, denominator: bottom.name, counts: true, score: false, reason }];
  });
}

function fromVerdicts(columns: readonly Column[]): readonly MetricGuess[] {
  return columns.flatMap((column) => {
    if (!isVerdictName(column.words) || column.flags === column.filled) return [];
    const good = [...new Set((column.values ?? []).map((value) => value.text))].filter(isGoodNews);
    if (good.length === 0) return [];
    const reason = "named like an outcome, with these values for good news";
    return [{ column: column.name, in: good, denominator: null, counts: false, score: false, reason }];
  });
}

function fromScores(columns: readonly Column[]): readonly MetricGuess[] {
  const scores = columns.filter(
    (column) => isScoreName(column.words) && column.numbers === column.filled && column.flags < column.filled,
  );
  return scores.map(({ name }) => {
    const reason = "named like a score: the share of decisions above the median of all";
    return { column: name, in: null, denominator: null, counts: false, score: true, reason };
  });
}
