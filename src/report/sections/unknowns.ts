/** What is not known about people, and how far it could move each ratio. */
import type { AuditResult, Family } from "../../model.js";
import { figure, named, words, type Block, type Section } from "../document.js";
import { marks, metricTitle } from "../lookup.js";
import { count, rate, ratio } from "../numbers.js";
import { unitWord } from "../words-method.js";
import { verdictOf } from "./shared.js";

export function unknowns(result: AuditResult): Section {
  return {
    id: "unknowns",
    title: "Unknowns, and how much they could matter",
    blocks: [
      {
        kind: "paragraph",
        text: "People whose attribute is not known are a group of their own in every table and are never dropped. Rows whose numerator or denominator is missing are in no figure, but are counted in the tables above.",
      },
      ...unknownGroups(result),
      ...bounded(result),
    ],
  };
}

function unknownGroups(result: AuditResult): readonly Block[] {
  const rows = result.families.flatMap((family) =>
    family.groups
      .filter((group) => group.unknown)
      .map((group) => [
        named(group.group),
        named(metricTitle(result, family.metric)),
        named(family.attributes),
        group.moments === null ? "withheld" : count(group.moments.units),
        count(group.moments?.rows ?? null),
        rate(group.rate.value, family.proportion),
        rate(everybody(family), family.proportion),
      ]),
  );
  if (rows.length === 0)
    return [{ kind: "paragraph", text: "Every person's attributes are known in this log." }];
  const columns = [
    words("Group"),
    words("Metric"),
    words("Attribute"),
    figure(unitWord(result).heading),
    figure("Decisions"),
    figure("Their figure"),
    figure("Everybody's figure"),
  ];
  return [{ kind: "table", caption: "People whose attribute is not known", columns, rows }];
}

function everybody({ overall }: Family): number | null {
  return overall !== null && overall.d > 0 ? overall.y / overall.d : null;
}

function bounded(result: AuditResult): readonly Block[] {
  const rows = result.findings.flatMap((finding) => {
    const bounds = finding.comparison?.unknown_bounds ?? null;
    if (bounds === null) return [];
    const against = marks(finding.expected);
    return [
      [
        named(finding.group),
        named(metricTitle(result, finding.metric)),
        named(finding.attributes),
        verdictOf(result, finding),
        ratio(finding.comparison?.ratio.value ?? null, against),
        ratio(bounds.low, against),
        ratio(bounds.high, against),
      ],
    ];
  });
  if (rows.length === 0) return [];
  const columns = [
    words("Group"),
    words("Metric"),
    words("Attribute"),
    words("Verdict"),
    figure("Ratio"),
    figure("Lowest"),
    figure("Highest"),
  ];
  const caption = "The ratio if every unknown person were in the worst, and in the best, place for the group";
  return [{ kind: "table", caption, columns, rows }];
}
