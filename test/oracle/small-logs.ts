/** Small random logs with everything that makes counting hard, for properties. */
import * as fc from "fast-check";
import type { PlanText } from "./run.js";
import { csvOf, EVERYTHING } from "./run.js";
import type { MetricText, Row } from "./recount.js";

export const COLUMNS = [
  "unit",
  "group",
  "band",
  "eligible",
  "offered",
  "amount",
  "orders",
  "rank",
  "channel",
  "times",
] as const;

/** Every kind of metric, with and without a denominator and conditions. */
export const METRICS: Readonly<Record<string, MetricText>> = {
  rate: { kind: "rate", numerator: "offered" },
  eligible_rate: { kind: "rate", numerator: "offered", denominator: "eligible" },
  mail_rate: { kind: "rate", numerator: "offered", where: { channel: "mail" } },
  mean: { kind: "mean", numerator: "amount", where: { channel: ["mail", "app"] } },
  ratio: { kind: "ratio", numerator: "amount", denominator: "orders" },
};

/** Those that hold numbers against the median of all. */
export const SCORING: Readonly<Record<string, MetricText>> = {
  scored: { kind: "scoring_rate", numerator: "amount" },
  coarse: { kind: "scoring_rate", numerator: "orders", where: { channel: ["mail", "app"] } },
};

/** Those that are averaged over people, and so need to know them. */
export const PER_PERSON: Readonly<Record<string, MetricText>> = {
  frequency: { kind: "frequency", numerator: "offered" },
  exposure: { kind: "exposure", numerator: "rank", where: { channel: "mail" } },
  contacts: { kind: "contacts" },
  offers: { kind: "contacts", numerator: "offered", where: { channel: ["mail", "app"] } },
};

const flag = fc.constantFrom("1", "0", "1", "0", "");
const amount = fc.oneof(
  fc.integer({ min: -500, max: 20_000 }).map((cents) => String(cents / 100)),
  fc.double({ min: 0, max: 300, noNaN: true }).map((value) => value.toFixed(9)),
  fc.constant(""),
);

/** A unit has a group of its own, and now and then a row in one other: never in three. */
const row = fc
  .record({
    unit: fc.integer({ min: 0, max: 14 }),
    moved: fc.integer({ min: 0, max: 4 }),
    unknown: fc.integer({ min: 0, max: 9 }),
    band: fc.constantFrom("low", "high", "low", "high", ""),
    eligible: flag,
    offered: flag,
    amount,
    orders: fc.constantFrom("0", "1", "2", "3", ""),
    rank: fc.constantFrom("1", "2", "3", "7", ""),
    channel: fc.constantFrom("mail", "app", "shop", ""),
    times: fc.integer({ min: 1, max: 4 }).map(String),
  })
  .map(({ unit, moved, unknown, ...rest }): Row => {
    const group = unknown === 0 ? "" : ["A", "B", "C"][(unit + (moved === 0 ? 1 : 0)) % 3]!;
    return { unit: `u${unit}`, group, ...rest };
  });

/** Two rows a group that have everything, so that no figure is without a value. */
const SURE: readonly Row[] = ["A", "B", "C"].flatMap((group) =>
  [0, 1].map((one) => ({
    unit: `sure ${group}${one}`,
    group,
    band: one === 0 ? "low" : "high",
    eligible: "1",
    offered: String(one),
    amount: `${one + 1}.25`,
    orders: "1",
    rank: String(one + 1),
    channel: "mail",
    times: "2",
  })),
);

export const rows = fc.array(row, { minLength: 20, maxLength: 120 }).map((some) => [...SURE, ...some]);

export function textOf(some: readonly Row[], columns: readonly string[] = COLUMNS, end = "\n"): string {
  return csvOf(
    columns,
    some.map((one) => columns.map((column) => one[column]!)),
    end,
  );
}

/** The plan for such a log: with people, or with a row for each decision, or with rows that stand for several. */
export function planFor(
  log: { readonly unit?: string; readonly count?: string },
  metrics: Readonly<Record<string, MetricText>>,
): PlanText {
  return {
    log,
    attributes: ["group", "band"],
    intersections: [["group", "band"]],
    metrics,
    rules: [
      { comparator: "rest", level: "warn" },
      { comparator: "overall", level: "warn" },
    ],
    settings: EVERYTHING,
  };
}
