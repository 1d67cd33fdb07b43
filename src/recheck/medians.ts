/**
 * Whether what a result says of the medians of its scoring rates adds up: decisions below, at and above each are those of the
 * metric, and no more than half lie on either side. Without the log the median itself cannot be worked out again.
 */
import { measures } from "../measures/index.js";
import type { AuditResult, MedianReport } from "../model.js";
import { type Contradiction, held } from "./held.js";

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
  result: AuditResult,
): Contradiction[] {
  const place = `medians.${index}`;
  if (below === null || at === null || above === null) {
    const none = below === null && at === null && above === null;
    return [
      ...held(`${place}`, "that its counts are given together", none, true),
      ...(result.publication === null
        ? held(`${place}.median`, "that nobody has a number", median, null)
        : []),
    ];
  }
  const all = below.rows + at.rows + above.rows;
  return [
    ...held(`${place}.median`, "that decisions have a number", median === null, false),
    ...held(`${place}.below`, "at most half of all", 2 * below.rows <= all, true),
    ...held(`${place}.above`, "at most half of all", 2 * above.rows <= all, true),
    ...(at.rows === 0
      ? held(`${place}.below`, "those above, nobody being at it", below.rows, above.rows)
      : []),
    ...[below, at, above].flatMap(({ rows, units }) =>
      units === null && result.publication !== null
        ? []
        : held(place, "that nobody has more people than decisions", units !== null && units <= rows, true),
    ),
  ];
}

/** The counts against the sums of everybody, which every table of the metric has. */
function sums(
  { metric, below, at, above }: MedianReport,
  index: number,
  { families }: AuditResult,
): Contradiction[] {
  return families.flatMap(({ id, metric: own, overall }) => {
    if (own !== metric || overall === null) return [];
    const half = held(
      `families of ${id}.overall`,
      "that at most half lie above",
      2 * overall.y <= overall.d,
      true,
    );
    if (below === null || at === null || above === null) return half;
    return [
      ...half,
      ...held(`medians.${index}.above`, `everybody's sums in ${id}`, above.rows, overall.y),
      ...held(`medians.${index}`, `everybody's sums in ${id}`, below.rows + at.rows + above.rows, overall.d),
    ];
  });
}
