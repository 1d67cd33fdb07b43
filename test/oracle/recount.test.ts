/**
 * The audit's counting against the same counting in plain maps (`recount.ts`), on random small logs: people who
 * repeat and who sit in two groups, unknown groups, empty fields, amounts with many digits, conditions, weights.
 *
 * Sums to 1e-9, and to what the grid that numbers are put on may change (amounts here have up to nine decimals);
 * standard errors and intervals to 1e-6 of their size, or 1e-9 of the squares that cancel in them.
 */
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResult, Moments, ShownMoments } from "../../src/model.js";
import { expectClose, expectThat } from "../stats/close.js";
import {
  countGroups,
  type Counted,
  medianBehind,
  type MetricText,
  momentsOf,
  reachOf,
  type Row,
  together,
  varianceOf,
} from "./recount.js";
import { expectEqual, familyOf, findingsOf, groupOf, present, runOnText } from "./run.js";
import { METRICS, PER_PERSON, planFor, rows, SCORING, textOf } from "./small-logs.js";

const CROSSINGS = [["group"], ["band"], ["group", "band"]] as const;
/** The random logs are the same in every run: a figure that is wrong once in a hundred runs is wrong. */
const SEED = 20261122;
const KEYS = ["units", "rows", "y", "d", "yy", "dd", "yd"] as const;
const LEVEL = 0.95;

/** Not made smaller on failure: the seed brings the log back, and each step of shrinking is an audit. */
const OPTIONS = { numRuns: 7, seed: SEED, endOnFailure: true } as const;

interface Setting {
  readonly title: string;
  readonly log: { readonly unit?: string; readonly count?: string };
  readonly metrics: Readonly<Record<string, MetricText>>;
}

const SETTINGS: readonly Setting[] = [
  { title: "people who repeat", log: { unit: "unit" }, metrics: { ...METRICS, ...SCORING, ...PER_PERSON } },
  { title: "single rows", log: {}, metrics: { ...METRICS, ...SCORING } },
  {
    title: "rows that stand for several decisions",
    log: { count: "times" },
    metrics: { ...METRICS, ...SCORING },
  },
  {
    title: "people with rows that stand for several decisions",
    log: { unit: "unit", count: "times" },
    metrics: { ...METRICS, ...SCORING },
  },
];

/** Each group of each crossing of each metric, with the audit's family and the recount. */
function each(
  result: AuditResult,
  log: readonly Row[],
  setting: Setting,
  check: (
    at: string,
    family: ReturnType<typeof familyOf>,
    groups: ReadonlyMap<string, Counted>,
    metric: MetricText,
  ) => void,
) {
  for (const [id, metric] of Object.entries(setting.metrics)) {
    for (const columns of CROSSINGS) {
      const who = { groups: columns, unit: setting.log.unit ?? null, count: setting.log.count ?? null };
      const at = `${id} by ${columns.join(" x ")}`;
      check(at, familyOf(result, id, columns.join(" x ")), countGroups(log, metric, who), metric);
    }
  }
}

function expectMoments(got: ShownMoments, want: Moments, slack: number, at: string) {
  for (const key of KEYS) {
    const scale = key === "units" || key === "rows" ? 0 : slack;
    expectThat(
      Math.abs(present(got[key], key) - want[key]) <= 1e-9 * Math.abs(want[key]) + scale,
      `${at}: ${key} is ${got[key]}, expected ${want[key]}`,
    );
  }
}

/** What the grid may change in a group's sums: amounts of up to 300 with many digits lie 300/2^36 apart. */
const slackOf = (group: Counted) =>
  1e-7 *
  [...group.units].reduce(
    (sum, [unit, { y, d }]) => sum + group.times.get(unit)! * (1 + Math.abs(y) + Math.abs(d)),
    0,
  );

/** Size of the terms of a group's sums. */
const termsOf = (group: Counted) =>
  [...group.units].reduce((sum, [unit, { y, d }]) => sum + group.times.get(unit)! * (y * y + d * d), 0);

/** Nobody is in three of the groups. */
const exact = (groups: readonly (readonly [string, Counted])[]) => {
  const seen = groups.flatMap(([, group]) => [...group.units.keys()]);
  return (
    new Set(seen).size * 2 >= seen.length &&
    seen.every((unit) => seen.filter((one) => one === unit).length < 3)
  );
};

const known = (groups: ReadonlyMap<string, Counted>) =>
  [...groups].filter(([name]) => !name.split(" x ").includes("(unknown)"));

describe("the audit counts as plain maps do", () => {
  for (const setting of SETTINGS) {
    describe(`${setting.title}`, () => {
      let audits: readonly { readonly log: readonly Row[]; readonly result: AuditResult }[];
      beforeAll(async () => {
        const logs = fc.sample(rows, { numRuns: 7, seed: SEED });
        audits = [];
        for (const log of logs) {
          const result = await runOnText(planFor(setting.log, setting.metrics), textOf(log));
          audits = [...audits, { log, result }];
        }
      });

      it("every sum over the units of every group, for every kind of metric, to 1e-9 or the grid of amounts", () => {
        for (const { log, result } of audits) {
          each(result, log, setting, (at, family, groups, metric) => {
            expect(family.groups.map((one) => one.group.join(" x ")).toSorted()).toEqual(
              [...groups.keys()].toSorted(),
            );
            for (const [name, counted] of groups) {
              const { moments, missing_rows, rate } = groupOf(family, name);
              const want = momentsOf(counted);
              expectMoments(present(moments, "moments"), want, slackOf(counted), `${at}, ${name}`);
              expect({ at, name, missing_rows }).toEqual({ at, name, missing_rows: counted.missing });
              if (want.d > 0) expectClose(rate.value, want.y / want.d, 1e-7, `${at}, ${name}: figure`, 1);
              else expectEqual(rate.value, null);
            }
            const everybody = together([...groups.values()], metric);
            expectMoments(family.overall!, momentsOf(everybody), slackOf(everybody), `${at}, everybody`);
          });
        }
      });

      it("the median behind every scoring rate, and who lies on each side of it", () => {
        for (const { log, result } of audits) {
          expect(result.medians.map((one) => one.metric)).toEqual(Object.keys(SCORING));
          for (const { metric: id, median, below, at, above } of result.medians) {
            const metric = SCORING[id]!;
            const { count, unit } = setting.log;
            const want = medianBehind(log, metric, count ?? null)!;
            expectClose(median, want, 1e-12, `${id}: median`, 1);
            const scored = log.filter(
              (row) =>
                row[metric.numerator!] !== "" &&
                Object.entries(metric.where ?? {}).every(([column, values]) =>
                  [values].flat().includes(row[column]!),
                ),
            );
            for (const [side, is] of [
              [below, (value: number) => value < want],
              [at, (value: number) => value === want],
              [above, (value: number) => value > want],
            ] as const) {
              const own = scored.filter((row) => is(Number(row[metric.numerator!])));
              const decisions = own.reduce(
                (sum, row) => sum + (count === undefined ? 1 : Number(row[count])),
                0,
              );
              const people = unit === undefined ? decisions : new Set(own.map((row) => row[unit])).size;
              expect({ id, side }).toEqual({ id, side: { rows: decisions, units: people } });
            }
          }
        }
      });

      it("the clustered standard error of every figure, to 1e-6", () => {
        expect.hasAssertions();
        for (const { log, result } of audits) {
          each(result, log, setting, (at, family, groups) => {
            for (const [name, counted] of groups) {
              const { standard_error } = groupOf(family, name);
              const variance = varianceOf(counted);
              const what = `${at}, ${name}: standard error`;
              if (variance === null) expectEqual({ what, standard_error }, { what, standard_error: null });
              else expectRoot(standard_error, variance, termsOf(counted) / momentsOf(counted).d ** 2, what);
            }
          });
        }
      });

      it("people in several groups, and the covariance they bring into comparisons with the rest and with all", () => {
        for (const { log, result } of audits) {
          each(result, log, setting, (at, family, groups, metric) => {
            const names = [...groups.keys()];
            const units = [...new Set(names.flatMap((name) => [...groups.get(name)!.units.keys()]))];
            const inSeveral = units.filter(
              (unit) => names.filter((name) => groups.get(name)!.units.has(unit)).length > 1,
            );
            expect({ at, mixed: family.mixed_units }).toEqual({ at, mixed: inSeveral.length });
            const some = known(groups);
            for (const comparator of ["rest", "overall"] as const) {
              for (const [name, finding] of findingsOf(result, family, comparator)) {
                const { comparison } = finding;
                // People in three of the cells that are put together are not told apart there.
                if (comparison === null || !exact(some)) continue;
                // Contacts per person of several groups together count a person once in each of them.
                if (metric.kind === "contacts" && family.mixed_units! > 0) continue;
                const own = groups.get(name)!;
                const others = some.filter(([one]) => comparator === "overall" || one !== name);
                const other = together(
                  others.map(([, group]) => group),
                  metric,
                );
                const what = `${at}, ${name} against ${comparator}`;
                const [a, b] = [momentsOf(own), momentsOf(other)];
                expectClose(comparison.comparator_rate, b.y / b.d, 1e-7, `${what}: rate`, 1);
                const shared = [...own.units].filter(
                  ([unit, { d }]) => d !== 0 && (other.units.get(unit)?.d ?? 0) !== 0,
                );
                const times = shared.reduce((sum, [unit]) => sum + own.times.get(unit)!, 0);
                expect({ what, shared: comparison.shared_units }).toEqual({ what, shared: times });
                if (family.proportion) continue;
                const reach = reachOf(own, other, LEVEL);
                const { low, high, value } = comparison.difference;
                if (reach === null) {
                  expectEqual({ what, low }, { what, low: null });
                  continue;
                }
                const terms = 200 * (termsOf(own) / a.d ** 2 + termsOf(other) / b.d ** 2);
                expectRoot(high! - value!, reach * reach, terms, `${what}: reach above`);
                expectRoot(value! - low!, reach * reach, terms, `${what}: reach below`);
              }
            }
          });
        }
      });

      it("a ledger that adds up, and units and rows that are those of the log", () => {
        for (const { log, result } of audits) {
          expectLedger(result);
          const count = setting.log.count;
          const decisions = new Map<string, number>();
          for (const row of log) {
            const unit = row["unit"]!;
            decisions.set(unit, (decisions.get(unit) ?? 0) + (count === undefined ? 1 : Number(row[count])));
          }
          const weight = [...decisions.values()].reduce((sum, one) => sum + one, 0);
          expect(result.ledger).toMatchObject({ read: log.length, used: log.length });
          if (setting.log.unit === undefined) {
            expectEqual(result.units, { column: null, count: weight, repeated: 0 });
          } else {
            const repeated = [...decisions.values()].filter((own) => own > 1).length;
            expectEqual(result.units, { column: "unit", count: decisions.size, repeated });
          }
        }
      });
    });
  }
});

describe("the row ledger", () => {
  it("adds up whatever is filtered, out of period or without a person", async () => {
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 130, maxLength: 130 }),
        async (log, dice) => {
          const marked = log.map((row, index): Row => ({
            ...row,
            unit: index > 5 && dice[index] === 0 ? "" : row["unit"]!,
          }));
          const plan = planFor({ unit: "unit" }, METRICS);
          const keep = { channel: ["mail", "app"] };
          const result = await runOnText(
            { ...plan, log: { unit: "unit", missing_unit: "reject", keep } },
            textOf(marked),
          );
          expectLedger(result);
          const filtered = marked.filter((row) => !keep.channel.includes(row["channel"]!));
          const nobody = marked.filter((row) => keep.channel.includes(row["channel"]!) && row["unit"] === "");
          expect(result.ledger.filtered).toBe(filtered.length);
          expect(result.ledger.rejected).toEqual(
            nobody.length === 0 ? [] : [{ reason: "no unit", rows: nobody.length }],
          );
          expect(result.ledger.used).toBe(marked.length - filtered.length - nobody.length);
          const used = result.representation[0]!.groups.reduce((sum, one) => sum + one.rows!, 0);
          expect(used).toBe(result.ledger.used);
        },
      ),
      OPTIONS,
    );
  });
});

/** The root of a variance, to 1e-6; or nearly nothing, where the terms cancel. */
function expectRoot(got: number | null, variance: number, terms: number, what: string) {
  const wrong = `${what} is ${got}, expected ${Math.sqrt(variance)}`;
  expectThat(got !== null && Math.abs(got * got - variance) <= 2e-6 * variance + 1e-9 * terms, wrong);
}

function expectLedger({ ledger, inputs }: AuditResult) {
  const rejected = ledger.rejected.reduce((sum, one) => sum + one.rows, 0);
  expect(ledger.used + ledger.out_of_period + ledger.filtered + ledger.duplicates + rejected).toBe(
    ledger.read,
  );
  expect(inputs.reduce((sum, one) => sum + one.rows, 0)).toBe(ledger.read);
}
