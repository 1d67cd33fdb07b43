/** The drawings of the groups of one family: ratios against a rule, or the figures themselves where there is none. */
import type { AuditResult, Family, Finding, GroupMeasurement } from "../../model.js";
import type { Chart, ChartRow, Text } from "../document.js";
import { bounds, isUnmarked, marks, sameGroup } from "../lookup.js";
import { rate, ratio } from "../numbers.js";
import type { Scale } from "../strip.js";
import { REASONS } from "../words.js";

/** Each group's ratio with its interval, the forbidden side shaded; groups in the order of the table beside it. */
export function ratioChart(
  result: AuditResult,
  family: Family,
  found: readonly Finding[],
  scale: Scale,
  of: Text,
): Chart {
  const { expected } = found[0]!;
  const { low, high } = bounds(expected);
  return {
    kind: "chart",
    caption: of,
    axis: {
      ...scale,
      scale: "log",
      ticks: [1, ...marks(expected), 0.5, 1.5].map((at) => ({ at, text: short(at) })),
    },
    forbidden: [
      ...(low === null ? [] : [{ from: scale.low, to: low }]),
      ...(high === null ? [] : [{ from: high, to: scale.high }]),
    ],
    equal: 1,
    rows: family.groups.flatMap((group) => ratioRows(result, group, found)),
  };
}

/** Of groups that are withheld together with the one they are compared with. */
export const WITHHELD = "figures withheld";

function ratioRows(
  result: AuditResult,
  group: GroupMeasurement,
  found: readonly Finding[],
): readonly ChartRow[] {
  const names = group.group;
  const empty = { names, value: null, low: null, high: null, verdict: null };
  if (isUnmarked(result, found, group)) return [{ ...empty, text: WITHHELD }];
  const own = found.filter((one) => sameGroup(one.group, names));
  if (own.length === 0) {
    const compared = found.some((one) => sameGroup(one.comparator.group ?? [], names));
    return [{ ...empty, text: compared ? "compared with" : "not judged" }];
  }
  return own.map(({ comparison, expected, verdict, reason }) => {
    const { value = null, low = null, high = null } = comparison?.ratio ?? {};
    if (value === null)
      return { ...empty, text: verdict === "not_judged" ? "not judged" : REASONS[reason].short };
    return { names, value, low, high, verdict, text: ratio(value, marks(expected)) };
  });
}

/** Each group's own figure with its interval; nothing where no group has one. */
export function rateChart(family: Family, of: Text): readonly Chart[] {
  const ends = family.groups.flatMap(({ rate: { value, low, high } }) =>
    [value, low, high].filter((end) => end !== null),
  );
  const low = Math.min(0, ...ends);
  const high = Math.max(0, ...ends);
  if (high === low) return [];
  const write = (at: number): string => rate(at, family.proportion);
  return [
    {
      kind: "chart",
      caption: of,
      axis: {
        low,
        high,
        scale: "linear",
        ticks: [low, high, (low + high) / 2].map((at) => ({ at, text: write(at) })),
      },
      forbidden: [],
      equal: null,
      rows: family.groups.map(({ group, rate: { value, low: from, high: to } }) => ({
        names: group,
        value,
        low: from,
        high: to,
        verdict: null,
        text: value === null ? "no figure" : write(value),
      })),
    },
  ];
}

function short(at: number): string {
  return String(Number(at.toPrecision(3)));
}
