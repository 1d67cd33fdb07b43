/**
 * What each column of a log seems to be, from its name and its profile, with the
 * reason for each guess. Guesses only: the plan they go into is for a person to read.
 */
import type { ColumnProfile, LogProfile } from "../model.js";
import { quoted } from "../quoted.js";
import * as words from "./column-words.js";
import { guessMetrics, type MetricGuess } from "./guess-metrics.js";

export interface RoleGuess {
  readonly column: string;
  readonly reason: string;
}

export interface AttributeGuess {
  readonly profile: ColumnProfile;
  /** Cut points for a numeric age, or `null`. */
  readonly bins: readonly number[] | null;
}

export interface Guess {
  readonly decision: RoleGuess | null;
  readonly unit: RoleGuess | null;
  readonly time: RoleGuess | null;
  readonly count: RoleGuess | null;
  readonly item: RoleGuess | null;
  readonly attributes: readonly AttributeGuess[];
  readonly metrics: readonly MetricGuess[];
  readonly features: readonly RoleGuess[];
  readonly left: readonly RoleGuess[];
  /** Columns that an attribute seems to be made of, or the other way about: no features of it. */
  readonly twins: readonly string[];
  /** Rows are counts and name no people: features of such a log are not examined. */
  readonly aggregated: boolean;
}

/** Attributes with more values are shown nowhere, and made into groups by somebody who knows them. */
const MOST_GROUPS = 40;
/** A numeric age with more values than this is cut into bands. */
const MOST_AGES = 10;
const AGE_BINS = [18, 25, 35, 45, 55, 65] as const;
/** Free text is longer than any code. */
const LONGEST_CODE = 60;

type Column = ColumnProfile & { readonly words: readonly string[] };

export function guessRoles(profile: LogProfile): Guess {
  const seen = new Set<string>();
  const left: RoleGuess[] = [];
  const open = new Set<Column>();
  const constant: Column[] = [];
  for (const column of profile.columns) {
    const fault = unusable(column, seen);
    seen.add(column.name);
    const split = { ...column, words: words.wordsOf(column.name) };
    if (fault === null) open.add(split);
    else left.push({ column: column.name, reason: fault });
    if (fault === ONE_VALUE) constant.push(split);
  }
  /** Takes the best of the open columns for a role, so that none has two. */
  const take = (
    fits: (column: Column) => string | null,
    better?: (column: Column) => boolean,
  ): RoleGuess | null => {
    const found = [...open].flatMap((column) => {
      const reason = fits(column);
      return reason === null ? [] : [{ column, reason }];
    });
    const best = found.find((one) => better?.(one.column)) ?? found[0];
    if (best === undefined) return null;
    open.delete(best.column);
    return { column: best.column.name, reason: best.reason };
  };

  const decision = take((column) => asDecision(column, profile.rows));
  const unit = take(
    (column) => asUnit(column),
    (column) => repeats(column),
  );
  const time = take(asTime, (column) => words.isTimeName(column.words));
  const recognised: AttributeGuess[] = [];
  for (const column of open) {
    const guess = asAttribute(column);
    if (guess === null) continue;
    open.delete(column);
    if (typeof guess === "string") left.push({ column: column.name, reason: guess });
    else recognised.push(guess);
  }
  const { attributes, twins } = apart(recognised);
  left.push(...twins);
  const outcomes = guessMetrics([...open], constant);
  for (const column of open) if (outcomes.used.has(column.name)) open.delete(column);
  const counted = outcomes.metrics.some((metric) => metric.counts);
  // A decision id and a count contradict each other, and counts of trials need no count of rows.
  const count = decision !== null || counted ? null : take(asCount);
  const aggregated = unit === null && (counted || count !== null);
  const item = take(asItem);
  const features: RoleGuess[] = [];
  for (const column of open) {
    const reason =
      notFeature(column, profile.rows) ??
      (aggregated ? "no role found, and features are not examined in a log of counts" : null);
    if (reason === null)
      features.push({ column: column.name, reason: `${column.distinct} different values` });
    else left.push({ column: column.name, reason });
  }
  return {
    decision,
    unit,
    time,
    count,
    item,
    attributes,
    metrics: outcomes.metrics,
    features,
    twins: twins.map(({ column }) => column),
    aggregated,
    left: left.filter(({ column }) => !outcomes.used.has(column)),
  };
}

/**
 * Of "age" and "age_band" one is made of the other, and to audit both is to ask the same twice. The groups that the log
 * has already are kept: nobody has to choose where to cut.
 */
function apart(all: readonly AttributeGuess[]): {
  readonly attributes: readonly AttributeGuess[];
  readonly twins: readonly RoleGuess[];
} {
  const stem = ({ profile }: AttributeGuess): string => words.stemOf(words.wordsOf(profile.name));
  const isBand = (one: AttributeGuess): boolean =>
    stem(one) !== words.wordsOf(one.profile.name).join(" ") && one.bins === null;
  const kept = (one: AttributeGuess): AttributeGuess => {
    const same = all.filter((other) => stem(other) === stem(one));
    return same.find(isBand) ?? same[0]!;
  };
  return {
    attributes: all.filter((one) => kept(one) === one),
    twins: all.flatMap((one) => {
      const other = kept(one);
      if (other === one) return [];
      const made = isBand(one) || !isBand(other) ? "the same as" : "what was made into";
      const reason = `looks like ${made} the attribute ${quoted(other.profile.name)}, by its name: one of the two is enough`;
      return [{ column: one.profile.name, reason }];
    }),
  };
}

const ONE_VALUE = "it has one value only";

function unusable(column: ColumnProfile, seen: ReadonlySet<string>): string | null {
  if (column.name === "") return "it has no name";
  if (/^[ \t]|[ \t]$/.test(column.name)) return "its name has spaces around it";
  if (/\p{Surrogate}/u.test(column.name)) return "its name is not valid text";
  if (seen.has(column.name)) return "another column has the same name";
  if (column.filled === 0) return "it has no values";
  if (column.distinct !== null && column.distinct < 2) return ONE_VALUE;
  return null;
}

function repeats(column: ColumnProfile): boolean {
  return column.distinct === null || column.distinct < column.filled;
}

function asDecision(column: Column, rows: number): string | null {
  if (!words.isDecisionName(column.words) || column.missing > 0) return null;
  if (column.distinct === rows) return "named like a decision id, and each row has its own";
  if (column.distinct !== null) return null;
  return "named like a decision id; too many values to see here whether each row has its own";
}

function asUnit(column: Column): string | null {
  if (!words.isUnitName(column.words) || words.isAttributeName(column.words)) return null;
  const lacking = column.missing > 0 ? "; some rows have none (see missing_unit)" : "";
  const often = repeats(column) ? "the same ones come back" : "each appears once";
  return `named like the id of a person, and ${often}${lacking}`;
}

function asTime(column: Column): string | null {
  if (column.times !== column.filled || words.isBirthName(column.words)) return null;
  const named = words.isTimeName(column.words);
  // Digits alone may be a time, and may be anything else.
  if (!named && column.digits === column.filled) return null;
  return named ? "named like a time, and every value is one" : "every value is a time";
}

/** A guess, the reason why it is left out although it is named like one, or `null`. */
function asAttribute(column: Column): AttributeGuess | string | null {
  if (words.isBirthName(column.words)) return "looks like a date of birth: make an age band of it in the log";
  if (!words.isAttributeName(column.words)) return null;
  const numeric = column.numbers === column.filled;
  const many = column.distinct === null || column.distinct > MOST_AGES;
  if (words.isAgeName(column.words) && numeric && many) return { profile: column, bins: binsFor(column) };
  if (column.distinct !== null && column.distinct <= MOST_GROUPS) return { profile: column, bins: null };
  const way = numeric ? "give it bins" : "group its values with map";
  return `named like an attribute, but it has more than ${MOST_GROUPS} values: ${way} under attributes`;
}

/** The cut points with people on both sides. */
function binsFor(column: ColumnProfile): readonly number[] {
  const { minimum, maximum } = column;
  const inside = AGE_BINS.filter((bin) => bin > (minimum ?? -Infinity) && bin <= (maximum ?? Infinity));
  return inside.length > 0 ? inside : AGE_BINS;
}

function asCount(column: Column): string | null {
  if (!words.isCountName(column.words) || column.digits !== column.filled) return null;
  return "named like a count, and every value is a whole number";
}

function asItem(column: Column): string | null {
  return words.isItemName(column.words) && repeats(column) ? "named like what was recommended" : null;
}

/** Why a column is not worth examining as a stand-in, or `null`. */
function notFeature(column: Column, rows: number): string | null {
  if (words.isPersonalName(column.words)) return "looks like it names a person";
  if (column.distinct === null) return "more than 100,000 different values";
  if (column.distinct === rows && rows > MOST_GROUPS) return "each row has its own value";
  if (words.isIdName(column.words) && !words.isCodeName(column.words) && column.distinct > MOST_GROUPS) {
    return "looks like an id";
  }
  if (column.longest > LONGEST_CODE && column.distinct > MOST_GROUPS) return "looks like free text";
  if (words.isOutcomeCountName(column.words) && column.numbers === column.filled)
    return "named like an outcome: what came of a decision is no feature of it";
  if (words.isAmountName(column.words) && column.numbers === column.filled) {
    return column.flags === column.filled && column.distinct === 2
      ? "yes or no: a metric may use it, if it is an outcome"
      : "looks like an amount or a rank: a metric of kind mean, scoring_rate or exposure may use it";
  }
  if (column.times === column.filled && column.digits !== column.filled) return "a second time";
  return null;
}
