/** Attributes given as probabilities: the weighted figures of each group beside those of its likeliest rows. */
import type { AuditResult, Family, Finding, LikeliestGroup } from "../../model.js";
import { figure, named, words, type Block, type Cell } from "../document.js";
import { between } from "../likeliest.js";
import { groupOf, marks, sameGroup } from "../lookup.js";
import { amount, count, NONE, points, rate, ratio } from "../numbers.js";
import { unitWord } from "../words-method.js";
import { comparatorOf } from "./shared.js";

/** A table for each rule, or one without ratios where no rule judges the family; nothing for attributes with labels. */
export function likeliest(
  result: AuditResult,
  family: Family,
  rules: readonly (readonly Finding[])[],
): readonly Block[] {
  const { likeliest: all } = family;
  if (all === undefined) return [];
  return (rules.length === 0 ? [[]] : rules).map((found): Block => {
    const held = found.find((one) => one.comparator.group !== null) ?? found[0];
    return {
      kind: "table",
      caption: [
        "By likeliest group, beside the weighted figures",
        ...(held === undefined
          ? []
          : ["; rule ", named(held.rule), ", ratios and difference to ", comparatorOf(held)]),
        ". Without intervals: verdicts are those of the weighted figures",
      ],
      columns: [
        words("Group"),
        figure(`${family.proportion ? "Rate" : "Figure"}, weighted`),
        figure(`${family.proportion ? "Rate" : "Figure"}, likeliest`),
        figure("Ratio, weighted"),
        figure("Ratio, likeliest"),
        figure("Difference, likeliest"),
        figure(`${unitWord(result).heading}, likeliest`),
        figure("Denominator, likeliest"),
        words("Note"),
      ],
      rows: all.map((one) =>
        row(
          family,
          one,
          found.find((finding) => sameGroup(finding.group, one.group)),
        ),
      ),
    };
  });
}

function row(family: Family, one: LikeliestGroup, finding: Finding | undefined): readonly Cell[] {
  const weighted = groupOf(family, one.group);
  const spread = family.proportion ? points : amount;
  const against = finding === undefined ? [] : [1, ...marks(finding.expected)];
  const beside = finding?.comparison?.likeliest;
  return [
    named(one.group),
    rate(weighted?.rate.value ?? null, family.proportion),
    rate(one.rate, family.proportion),
    ratio(finding?.comparison?.ratio.value ?? null, against),
    ratio(beside?.ratio ?? null, against),
    spread(beside?.difference ?? null),
    count(one.units),
    one.d === null ? NONE : amount(one.d),
    notes(one, finding).join("; "),
  ];
}

function notes(one: LikeliestGroup, finding: Finding | undefined): readonly string[] {
  const apart = finding === undefined ? [] : between(finding);
  return [
    ...(one.units === null ? ["withheld: fewer people than the disclosure floor"] : []),
    ...(one.units === 0 ? ["nobody is likeliest to be in it"] : []),
    ...(one.unknown ? ["no group likelier than all others"] : []),
    ...(apart.length === 0 ? [] : [`the two ratios lie on different sides of ${apart.join(" and of ")}`]),
  ];
}
