/**
 * Whether what a result says of the medians of its scoring rates adds up: decisions below, at and above each are those of the
 * metric, and no more than half lie on either side. Without the log the median itself cannot be worked out again.
 */
import { measures } from "../measures/index.js";
import type { AuditResult, MedianReport } from "../model.js";
import { type Contradiction, held } from "./held.js";

/** Whether there is anything to check. */
export function hasMedians({ plan, medians: reports }: AuditResult): boolean {
  return reports.length > 0 || plan.metrics.some((one) => measures[one.kind].median === true);
}

export function medians(result: AuditResult): readonly Contradiction[] {
  const wanted = result.plan.metrics.filter((one) => measures[one.kind].median === true);
  const ids = held(
    "medians",
    "the plan's metrics",
    result.medians.map((one) => one.metric),
    wanted.map((one) => one.id),
  );
  return [
    ...ids,
    ...result.medians.flatMap((one, at) => [...sides(one, at, result), ...sums(one, at, result)]),
  ];
}

/** Each side by itself: at most half, and as many below as above where nothing lies at the median. */
function sides(
  { below, at, above, median }: MedianReport,
  index: number,
  { publication, units: { column } }: AuditResult,
): readonly Contradiction[] {
  const place = `medians.${index}`;
  if (median === null || below === null || at === null || above === null) {
    if (publication === null) return held(place, "that this result is no public one", null, "figures");
    const counted = [below, at, above].some((one) => one !== null);
    return counted ? held(place, "that some of it is withheld", { below, at, above }, NONE) : [];
  }
  const half = (below.rows + at.rows + above.rows) / 2;
  return [
    ...[below, above].flatMap(({ rows }) => held(place, "half of all", rows, Math.min(rows, half))),
    ...(at.rows === 0 ? held(`${place}.below.rows`, "those above", below.rows, above.rows) : []),
    ...[below, at, above].flatMap(({ rows, units }) => {
      if (publication !== null) return held(place, "that this result is a public one", units, null);
      // People have a decision each at least; without them each decision is its own.
      const most = column === null ? rows : Math.min(rows, units ?? 0);
      return held(place, "its decisions", units, most);
    }),
  ];
}

const NONE = { below: null, at: null, above: null };

/** The counts against the sums of everybody, which every table of the metric has. */
function sums(
  { metric, below, at, above }: MedianReport,
  index: number,
  { families }: AuditResult,
): readonly Contradiction[] {
  return families.flatMap(({ id, metric: own, overall }) => {
    if (own !== metric || overall === null) return [];
    const { y, d, units } = overall;
    const half = held(`families of ${id}.overall.y`, "half of everybody", y, Math.min(y, d / 2));
    if (below === null || at === null || above === null) return half;
    const from = `everybody's sums in ${id}`;
    return [
      ...half,
      ...held(`medians.${index}.above.rows`, from, above.rows, y),
      ...held(`medians.${index}`, from, below.rows + at.rows + above.rows, d),
      ...[below, at, above].flatMap((side) =>
        side.units === null ? [] : held(`medians.${index}`, from, side.units, Math.min(side.units, units)),
      ),
    ];
  });
}
