/** Impact ratios by category in the form New York City's rules on hiring tools ask for (6 RCNY 5-301), for that preset. */
import type { AuditResult, Family, GroupMeasurement, MetricPlan, Representation } from "../../model.js";
import { figure, named, words, type Block, type Cell, type Section } from "../document.js";
import { metricTitle, sameGroup } from "../lookup.js";
import { amount, count, NONE, percent, ratio } from "../numbers.js";
import { medianLine } from "../sentences.js";
import { DIRECTIONS } from "../words-method.js";

export function localLaw144(result: AuditResult): Section {
  const section = { id: "local-law-144", title: "Impact ratios by category, as 6 RCNY 5-301 asks for them" };
  if (result.plan.preset !== "nyc_local_law_144") return { ...section, blocks: [] };
  const metrics = result.plan.metrics.filter((metric) => rateName(metric) !== null);
  const wanted = categories(result);
  const none =
    "No metric of the plan is a selection rate (a rate of which more is better for the person) or a scoring rate.";
  return {
    ...section,
    blocks: [
      { kind: "paragraph", text: lead(result) },
      ...(metrics.length === 0 ? [{ kind: "paragraph", text: none } as const] : []),
      ...metrics.flatMap((metric) => [
        ...medianOfAll(result, metric),
        ...wanted.map((one) => tableOf(result, metric, one)),
      ]),
      ...unknowns(result, wanted),
      ...scoresWithoutRate(result),
    ],
  };
}

interface Category {
  readonly name: string;
  /** Attribute ids as the plan counts them; null where it does not. */
  readonly attributes: readonly string[] | null;
  /** What would have it counted. */
  readonly key: string;
}

function categories({ plan }: AuditResult): readonly Category[] {
  const idOf = (category: "sex" | "race_ethnicity"): string | null =>
    plan.attributes.find((one) => one.category === category)?.id ?? null;
  const [sex, race] = [idOf("sex"), idOf("race_ethnicity")];
  const crossing = plan.intersections.find(
    (ids) => ids.length === 2 && sex !== null && race !== null && ids.includes(sex) && ids.includes(race),
  );
  return [
    { name: "sex", attributes: sex === null ? null : [sex], key: "attributes.*.category: sex" },
    {
      name: "race/ethnicity",
      attributes: race === null ? null : [race],
      key: "attributes.*.category: race_ethnicity",
    },
    { name: "sex crossed with race/ethnicity", attributes: crossing ?? null, key: "intersections" },
  ];
}

/** What the rules call the metric: a share of decisions that went well, or that scored above the median; null for any other. */
function rateName({ kind, direction }: MetricPlan): "Selection rate" | "Scoring rate" | null {
  if (kind === "scoring_rate") return "Scoring rate";
  return kind === "rate" && direction === "favourable" ? "Selection rate" : null;
}

/** What a scoring rate's tables stand on; nothing for a selection rate. */
function medianOfAll(result: AuditResult, { id, direction }: MetricPlan): readonly Block[] {
  const line = medianLine(result, id);
  if (line === null) return [];
  const way = direction === "favourable" ? "" : ` ${DIRECTIONS[direction]}`;
  return [{ kind: "paragraph", text: [named(metricTitle(result, id)), `: ${line}${way}`] }];
}

function lead(result: AuditResult): string {
  const share = percent(result.plan.settings.comparator_share);
  const repeated =
    result.units.repeated === 0
      ? ""
      : " Some people have several decisions here: they count once as applicants, and the rates are of decisions.";
  const rows =
    result.units.column === null
      ? " The plan names no unit column, so each decision counts as one applicant."
      : "";
  return `The impact ratio is the category's selection rate over the highest one; where a tool scores, it is that of scoring rates, the shares above the median of all scores. Categories with less than ${share} of the people whose category is known are shown, and are not the highest rate the others are held against. The rules set no threshold, and ask for no intervals and tests; those are in the tables of all groups. The findings hold groups against the best-placed one that has people enough to be judged, which may be another.${rows}${repeated}`;
}

function tableOf(result: AuditResult, metric: MetricPlan, category: Category): Block {
  const { attributes, name, key } = category;
  const title = named(metricTitle(result, metric.id));
  const family = result.families.find(
    (one) => one.metric === metric.id && attributes !== null && sameGroup(one.attributes, attributes),
  );
  if (family === undefined || attributes === null) {
    return { kind: "paragraph", text: [title, ` by ${name}: not counted. Set `, { code: key }, "."] };
  }
  const known = family.groups.filter((group) => !group.unknown);
  const highest = highestRate(result, family);
  return {
    kind: "table",
    caption: [title, ` by ${name} (`, named(attributes), ")"],
    columns: [
      words("Category"),
      figure("Applicants"),
      figure("Share of applicants"),
      figure(rateName(metric)!),
      figure("Impact ratio"),
      words("Note"),
    ],
    rows: known.map((group) => rowOf(result, family, group, highest)),
  };
}

function rowOf(
  result: AuditResult,
  family: Family,
  group: GroupMeasurement,
  highest: number | null,
): readonly Cell[] {
  const { value } = group.rate;
  const share = shareOf(result, family, group);
  const { comparator_share: least, disclosure_floor: floor } = result.plan.settings;
  const notes = [
    ...(group.disclosure === "withheld"
      ? [
          `withheld: fewer than ${count(floor)} people; the rules ask for these figures (settings.disclosure_floor)`,
        ]
      : []),
    ...(share !== null && share < least ? [`under ${percent(least)}: not compared with`] : []),
  ];
  return [
    named(group.group),
    amount(group.moments?.units ?? null),
    percent(share),
    percent(value),
    value === null || highest === null ? NONE : ratio(value / highest, [0.8]),
    notes.join("; "),
  ];
}

/** The highest rate among shown categories with enough of the people; null where there is none above 0. */
function highestRate(result: AuditResult, family: Family): number | null {
  const rates = family.groups.flatMap((group) => {
    const share = shareOf(result, family, group);
    const serves = !group.unknown && share !== null && share >= result.plan.settings.comparator_share;
    return serves && group.rate.value !== null ? [group.rate.value] : [];
  });
  const highest = Math.max(0, ...rates);
  return highest > 0 ? highest : null;
}

function peopleIn(result: AuditResult, attributes: readonly string[]): Representation | undefined {
  return result.representation.find((one) => sameGroup(one.attributes, attributes));
}

/** Share of the people whose category is known. */
function shareOf(result: AuditResult, family: Family, group: GroupMeasurement): number | null {
  const people = peopleIn(result, family.attributes)?.groups ?? [];
  return people.find((one) => sameGroup(one.group, group.group))?.share ?? null;
}

function unknowns(result: AuditResult, wanted: readonly Category[]): readonly Block[] {
  const rows = wanted.flatMap(({ name, attributes }): readonly (readonly Cell[])[] => {
    const people = attributes === null ? undefined : peopleIn(result, attributes);
    if (people === undefined) return [];
    const unknown = people.groups.filter((group) => group.unknown);
    const shown = unknown.reduce((sum, group) => sum + (group.units ?? 0), 0);
    const withheld = unknown.some((group) => group.units === null);
    return [
      [name, withheld ? `${count(shown)} or more` : count(shown), withheld ? "some withheld as too few" : ""],
    ];
  });
  if (rows.length === 0) return [];
  return [
    {
      kind: "table",
      caption: "People in none of these figures, because a category of theirs is unknown",
      columns: [words("Category"), figure("People"), words("Note")],
      rows,
    },
  ];
}

/** Scores of which the plan counts the mean only: the lines that would have their scoring rate counted. */
function scoresWithoutRate(result: AuditResult): readonly Block[] {
  const { metrics } = result.plan;
  return metrics.flatMap((metric): readonly Block[] => {
    const { kind, numerator, where } = metric;
    if (kind !== "mean" || numerator === null) return [];
    const scored = metrics.some(
      (one) => one.kind === "scoring_rate" && one.numerator?.column === numerator.column,
    );
    if (scored) return [];
    return [
      {
        kind: "paragraph",
        text: [
          named(metricTitle(result, metric.id)),
          ": if this is a score, the rules ask for its scoring rate, the share of a category above the median of all scores. Add a metric with the lines ",
          { code: "kind: scoring_rate" },
          " and ",
          { code: "numerator:" },
          " ",
          named(numerator.column),
          where.length === 0 ? " under " : " (and the same ",
          ...(where.length === 0 ? [] : [{ code: "where" } as const, ") under "]),
          { code: "metrics" },
          ".",
        ],
      },
    ];
  });
}
