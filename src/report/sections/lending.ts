/** Every comparison read as lending practice reads it, for that preset. A reading, and no verdict. */
import type { AuditResult, Comparison, Direction, Finding } from "../../model.js";
import { LENDING } from "../../policy/presets.js";
import { figure, named, words, type Cell, type Section } from "../document.js";
import { metricOf, metricTitle } from "../lookup.js";
import { amount, ratio } from "../numbers.js";
import { COMPARATORS } from "../words-method.js";

const { significant, concern, standardised_difference: apart } = LENDING;

export function lending(result: AuditResult): Section {
  const section = { id: "lending", title: "Adverse impact, as lending practice reads it" };
  if (result.plan.preset !== "lending") return { ...section, blocks: [] };
  const compared = result.findings.filter((finding) => finding.comparison !== null);
  if (compared.length === 0) {
    return { ...section, blocks: [{ kind: "paragraph", text: "No group could be compared." }] };
  }
  return {
    ...section,
    blocks: [
      {
        kind: "paragraph",
        text: `An adverse impact ratio below ${amount(significant)} is read as practically significant, and from there to below ${amount(concern)} as a concern. A figure that is no share is read by its standardised mean difference: ${amount(apart)} or more to the person's disadvantage is practically significant. These are conventions of practice; the verdicts are in the findings.`,
      },
      {
        kind: "table",
        caption: "The size of each gap, whatever its significance",
        columns: [
          words("Group"),
          words("Metric"),
          words("Attribute"),
          words("Compared with"),
          figure("Adverse impact ratio"),
          figure("Standardised mean difference"),
          words("Reading"),
          words("Verdict"),
        ],
        rows: compared.map((finding) => row(result, finding, finding.comparison!)),
      },
    ],
  };
}

function row(result: AuditResult, finding: Finding, comparison: Comparison): readonly Cell[] {
  const direction = metricOf(result, finding.metric)?.direction ?? "either";
  const { kind, group } = finding.comparator;
  const { name, value: effect } = comparison.effect;
  const difference = name === "standardised_mean_difference" ? effect : null;
  return [
    named(finding.group),
    named(metricTitle(result, finding.metric)),
    named(finding.attributes),
    group === null ? COMPARATORS[kind] : named(group),
    ratio(comparison.ratio.value, [significant, concern]),
    ratio(difference, [-apart, apart]),
    name === "standardised_mean_difference"
      ? ofDifference(difference, direction)
      : ofRatio(comparison.ratio.value, direction),
    { verdict: finding.verdict },
  ];
}

function ofRatio(value: number | null, direction: Direction): string {
  if (value === null) return "no ratio";
  const inverse = value === 0 ? Infinity : 1 / value;
  const adverse = { favourable: value, unfavourable: inverse, either: Math.min(value, inverse) }[direction];
  if (adverse < significant) return "practically significant";
  return adverse < concern ? "a concern" : "neither";
}

function ofDifference(value: number | null, direction: Direction): string {
  if (value === null) return "no difference";
  const adverse = { favourable: -value, unfavourable: value, either: Math.abs(value) }[direction];
  return adverse >= apart ? "practically significant" : "neither";
}
