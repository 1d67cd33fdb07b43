import type { FeatureKind, FeaturePlan, SetAside } from "../model.js";
import type { ValueMap } from "../tables/features.js";

/** A feature as it enters the tests: its values, and how they can be made coarser. */
export interface FeatureValues {
  readonly kind: FeatureKind;
  readonly kindFrom: "plan" | "values";
  readonly map: ValueMap;
  /** Different values in the rows used, as they stand. */
  readonly distinct: number;
  /** Null where the codes mean nothing. */
  readonly missing: number | null;
  /** What the values in the tests are, e.g. "5 characters", "20 bins"; null where they are as they stand. */
  readonly level: string | null;
  /** Coarser steps, finest first: value to coarser value. */
  readonly coarser: readonly { readonly level: string; readonly map: ValueMap }[];
  readonly setAside: SetAside | null;
}

/** How a value is understood: the reading of numbers and times is the log's. */
export interface Understanding {
  readonly number: (text: string) => number | null;
  /** Days since 1970-01-01. */
  readonly day: (text: string) => number | null;
  readonly postal: (column: string) => boolean;
}

/** Numbers with no more different values than this are categories: sizes, counts, marks. */
const FEW_NUMBERS = 20;
/** Numbers with more are cut into bins; with fewer each is a value, for a code of a branch is a number too. */
const MOST_NUMBERS = 200;
const BINS = [20, 10, 5, 2];
const LEVELS = [5, 3, 1];
/** More days than these are taken by the month. */
const MOST_DAYS = 400;
/** From this many values a person the column names people, and nothing can be learned from it. */
const IDENTIFIER = 0.95;

/** Find out what a feature is, and how its codes become values. `counts`: decisions by code; code 0 is no value. */
export function understand(
  feature: { readonly column: string; readonly labels: readonly string[] | null },
  counts: Float64Array,
  people: number,
  plan: FeaturePlan | undefined,
  read: Understanding,
): FeatureValues {
  const { column } = feature;
  const labels = feature.labels ?? [];
  const used = [...labels.keys()].filter((code) => code > 0 && counts[code]! > 0);
  const distinct = new Set(used.map((code) => labels[code])).size;
  const kind =
    plan?.as ??
    kindOf(
      column,
      used.map((code) => labels[code]!),
      read,
    );
  const aside = asideOf(feature.labels === null, plan?.as ?? null, kind, distinct, people);
  const whole = {
    kind,
    kindFrom: plan === undefined ? ("values" as const) : ("plan" as const),
    distinct,
    missing: feature.labels === null ? null : (counts[0] ?? 0),
    setAside: aside,
  };
  if (aside !== null)
    return { ...whole, map: { values: 0, of: new Int32Array(labels.length) }, level: null, coarser: [] };
  const named = (text: (label: string) => string | null): ValueMap => byText(labels, used, text);
  switch (kind) {
    case "number": {
      const single = named((label) => String(read.number(label) ?? label));
      const bins = BINS.map((most) => ({
        level: `${most} bins`,
        map: inBins(labels, used, counts, most, read),
      }));
      if (single.values <= MOST_NUMBERS)
        return { ...whole, map: single, level: "each number", coarser: stepsFrom(single, bins) };
      const [finest, ...rest] = bins;
      return { ...whole, map: finest!.map, level: finest!.level, coarser: stepsFrom(finest!.map, rest) };
    }
    case "time": {
      const day = (label: string): string => String(read.day(label)).padStart(9, "0");
      const steps = [
        { level: "day", map: named(day) },
        { level: "month", map: named((label) => dated(label, 7)) },
        { level: "year", map: named((label) => dated(label, 4)) },
      ];
      const from = steps[0]!.map.values > MOST_DAYS ? 1 : 0;
      return {
        ...whole,
        map: steps[from]!.map,
        level: steps[from]!.level,
        coarser: stepsFrom(steps[from]!.map, steps.slice(from + 1)),
      };
    }
    case "code": {
      const entire = { level: "whole", map: named((label) => label) };
      const cut = (plan?.levels ?? LEVELS).map((length) => ({
        level: `${length} character${length === 1 ? "" : "s"}`,
        map: named((label) => [...label].slice(0, length).join("")),
      }));
      // Codes that are all but the people's own (ZIP+4) begin at their first step.
      const steps =
        entire.map.values >= IDENTIFIER * people || cut[0]!.map.values === entire.map.values
          ? cut
          : [entire, ...cut];
      return {
        ...whole,
        map: steps[0]!.map,
        level: steps[0]!.level,
        coarser: stepsFrom(steps[0]!.map, steps.slice(1)),
      };
    }
    default:
      return { ...whole, map: named((label) => label), level: null, coarser: [] };
  }
}

function kindOf(column: string, values: readonly string[], read: Understanding): FeatureKind {
  if (values.length === 0) return "category";
  if (read.postal(column)) return "code";
  if (new Set(values).size > FEW_NUMBERS && values.every((text) => read.number(text) !== null))
    return "number";
  return values.every((text) => read.day(text) !== null) ? "time" : "category";
}

function asideOf(
  tooMany: boolean,
  planned: FeatureKind | null,
  kind: FeatureKind,
  distinct: number,
  people: number,
): SetAside | null {
  if (planned === "text") return "free_text";
  if (tooMany) return "too_many_values";
  if (distinct === 0) return "all_missing";
  if (distinct === 1) return "one_value";
  // Numbers, times and codes are made coarser; the rest can only be learned value by value.
  const own = kind === "category" && distinct > FEW_NUMBERS && distinct >= IDENTIFIER * people;
  return own ? "identifier" : null;
}

/** Values named by a text, in code-unit order of it. */
function byText(
  labels: readonly string[],
  used: readonly number[],
  text: (label: string) => string | null,
): ValueMap {
  const names = used.map((code) => text(labels[code]!) ?? "");
  const order = new Map([...new Set(names)].toSorted().map((name, index) => [name, index]));
  return mapped(labels.length, used, (at) => order.get(names[at]!)!, order.size);
}

function mapped(
  codes: number,
  used: readonly number[],
  value: (at: number) => number,
  values: number,
): ValueMap {
  const of = new Int32Array(codes).fill(-1);
  used.forEach((code, at) => (of[code] = value(at)));
  return { values, of };
}

/** Numbers cut into at most so many bins of about as many decisions each; equal numbers stay together. */
function inBins(
  labels: readonly string[],
  used: readonly number[],
  counts: Float64Array,
  most: number,
  read: Understanding,
): ValueMap {
  const numbers = used.map((code) => read.number(labels[code]!));
  const byNumber = new Map<number, number>();
  used.forEach((code, at) => {
    const number = numbers[at];
    if (number !== null && number !== undefined)
      byNumber.set(number, (byNumber.get(number) ?? 0) + counts[code]!);
  });
  const sorted = [...byNumber.keys()].toSorted((a, b) => a - b);
  const total = sorted.reduce((sum, number) => sum + byNumber.get(number)!, 0);
  const binOf = new Map<number, number>();
  let before = 0;
  let bin = -1;
  let last = -1;
  for (const number of sorted) {
    // By the middle of its own decisions, so that a number that most rows have does not swallow its neighbours.
    const place = Math.min(most - 1, Math.floor(((before + byNumber.get(number)! / 2) / total) * most));
    if (place !== last) bin++;
    last = place;
    binOf.set(number, bin);
    before += byNumber.get(number)!;
  }
  // Words among numbers share one more bin.
  const words = numbers.includes(null);
  return mapped(
    labels.length,
    used,
    (at) => (numbers[at] === null ? bin + 1 : binOf.get(numbers[at]!)!),
    bin + 1 + Number(words),
  );
}

/** Maps from codes as maps from the finest values; steps that change nothing are left out. */
function stepsFrom(
  finest: ValueMap,
  steps: readonly { readonly level: string; readonly map: ValueMap }[],
): FeatureValues["coarser"] {
  let values = finest.values;
  return steps.flatMap(({ level, map }) => {
    if (map.values >= values) return [];
    values = map.values;
    const of = new Int32Array(finest.values).fill(-1);
    finest.of.forEach((value, code) => {
      if (value >= 0) of[value] = map.of[code]!;
    });
    return [{ level, map: { values: map.values, of } }];
  });
}

/** The beginning of a date, which every spelling of times begins with. */
function dated(label: string, length: number): string {
  return label.slice(0, length);
}
