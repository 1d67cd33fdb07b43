/**
 * The arithmetic behind one finding, written out: figures first, then the counts put into each formula.
 */
import type { AuditResult, Estimate, Family, Finding, Moments, ShownMoments } from "../model.js";
import { holmLines } from "./explain-holm.js";
import { likeliestSentence } from "./likeliest.js";
import { familyOf, groupOf, marks, metricOf, waiverOf } from "./lookup.js";
import { amount, count, counted, interval, points, pValue, rate, ratio, short } from "./numbers.js";
import type { Page } from "./page.js";
import { absence, confidence, ruleText } from "./sentences.js";
import { KINDS, methodName, testName, unitWord } from "./words-method.js";

/** One paragraph a step; those that begin with spaces belong under the one before. */
export function explainSteps(result: AuditResult, finding: Finding, sheet: Page): readonly string[] {
  const family = familyOf(result, finding);
  if (family === null) return ["The result holds no figures for this finding."];
  const other = finding.comparator.group;
  const name = sheet.names(finding.group);
  const sections = [
    figureOf(result, family, finding.group, name),
    other === null ? pooled(family, finding) : figureOf(result, family, other, sheet.names(other)),
    comparison(result, family, finding),
    test(result, finding),
    verdict(finding),
    waived(result, finding, sheet),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .flatMap(([first, ...rest], index) => [`${index + 1}. ${first}`, ...rest.map((line) => `   ${line}`)]);
}

function figureOf(
  result: AuditResult,
  family: Family,
  names: readonly string[],
  shown: string,
): readonly string[] {
  const group = groupOf(family, names);
  const sums = group?.moments ?? null;
  if (group === null) return [`${shown}: not among the groups of this metric.`];
  const write = (value: number): string => rate(value, family.proportion);
  const limits = `${confidence(result)}: ${interval(group.rate.low, group.rate.high, write)} (${methodName(group.rate.method)})`;
  // In a public result the people in scope may be withheld, and with them the sums that would tell them.
  if (sums === null && group.rate.value !== null)
    return [`${shown}: ${write(group.rate.value)}; its people in scope and its sums are withheld.`, limits];
  if (sums === null)
    return [
      `${shown}: the figures are withheld${result.publication === null ? ", because the group is too small to show" : ""}.`,
    ];
  const metric = metricOf(result, family.metric);
  const { y, d } = metric === null ? { y: "numerator", d: "denominator" } : KINDS[metric.kind];
  const lines = [
    `${shown}: ${who(result, sums)}.`,
    `${y} ${amount(sums.y)} / ${d} ${amount(sums.d)} = ${rate(group.rate.value, family.proportion)}`,
  ];
  if (group.rate.value === null)
    return [...lines.slice(0, 1), `There is no figure${absence(group.rate.reason)}.`];
  return [
    ...lines,
    ...(sums.yy !== null
      ? uncertainty(result, sums, group.standard_error)
      : spreadLines(result, family, sums)),
    limits,
    ...(group.thin ? ["Fewer than 5 effective events: the interval cannot be leant on."] : []),
  ];
}

function who(result: AuditResult, sums: ShownMoments): string {
  const unit = unitWord(result);
  if (result.units.column === null) return counted(sums.rows, unit.one, unit.many);
  const decisions = counted(sums.rows, "decision", "decisions");
  // Whoever has no decision in the metric's scope is not among its people; the group's decisions are all of them.
  return `${counted(sums.units, "person", "people")} in scope; the group has ${decisions} in all`;
}

/** The linearised variance with the sums put in; the audit's own standard error is what counts. */
function uncertainty(result: AuditResult, sums: Moments, error: number | null): readonly string[] {
  if (error === null) return ["Its uncertainty cannot be computed."];
  const { units: g, y, d, yy, dd, yd } = sums;
  const r = y / d;
  const squares = yy - 2 * r * yd + r * r * dd;
  const own = Math.sqrt(((g / (g - 1)) * Math.max(0, squares)) / (d * d));
  const unit = unitWord(result);
  const plain = `standard error ${amount(error)}`;
  if (g < 2 || !(Math.abs(own - error) <= 0.005 * error))
    return [`${plain}: how far chance alone moves the figure.`];
  return [
    `variance = G/(G-1) x (sum of Y^2 - 2 R x sum of Y D + R^2 x sum of D^2) / D^2, over the totals Y and D of each ${unit.one}:`,
    `  ${count(g)}/${count(g - 1)} x (${amount(yy)} - 2 x ${amount(r)} x ${amount(yd)} + ${amount(r)}^2 x ${amount(dd)}) / ${amount(d)}^2 = ${amount(error * error)}`,
    `${plain} (its square root): how far chance alone moves the figure, each ${unit.one} counting as one voice.`,
  ];
}

/** How the variance behind a published interval comes about, where sums of squares are not published. */
function spreadLines(
  { publication }: AuditResult,
  { metric, proportion }: Family,
  { units, y, d }: ShownMoments,
): readonly string[] {
  const spread = publication?.spreads.find((one) => one.metric === metric);
  if (spread === undefined) return [];
  const { each, unit } = spread;
  const size = proportion ? `R (1 - R) x ${amount(d)}` : count(units);
  const slack = 2 * publication!.minimum * unit * unit;
  const squares = each * (proportion ? (y * (d - y)) / d : units) + slack;
  return [
    "variance, if its people differed as much as those of the group where they do most (how much they do is not published):",
    `  G/(G-1) x (${amount(each)} x ${size} + ${amount(slack)}) / D^2 = ${count(units)}/${count(units - 1)} x ${amount(squares)} / ${amount(d)}^2`,
  ];
}

function pooled(family: Family, finding: Finding): readonly string[] {
  const value = finding.comparison?.comparator_rate ?? null;
  if (value === null)
    return [
      finding.reason === "withheld"
        ? "What it is compared with is withheld."
        : "There is nobody to compare with.",
    ];
  const shown = rate(value, family.proportion);
  const everybody = finding.comparator.kind === "overall" ? "Everybody together" : "Everybody else together";
  const unknown = family.groups.some((group) => group.unknown);
  return [`${everybody}${unknown ? ", those of unknown group left aside" : ""}: ${shown}.`];
}

function comparison(result: AuditResult, family: Family, finding: Finding): readonly string[] {
  const { comparison: compared } = finding;
  if (compared === null) return [];
  const own = groupOf(family, finding.group)?.rate.value ?? null;
  const against = marks(finding.expected);
  const write = (value: number): string => ratio(value, against);
  const spread = family.proportion ? points : amount;
  const figures = `${rate(own, family.proportion)} / ${rate(compared.comparator_rate, family.proportion)}`;
  return [
    `Ratio: ${figures} = ${ratio(compared.ratio.value, against)}`,
    estimate(result, compared.ratio, write),
    `Difference: ${spread(compared.difference.value)}, ${estimate(result, compared.difference, spread)}`,
    ...(compared.ratio_to_rest === null
      ? []
      : [`Ratio to everybody else together: ${write(compared.ratio_to_rest)}`]),
    ...shortfall(family, finding),
    ...likeliestSentence(finding),
  ];
}

function estimate(result: AuditResult, one: Estimate, write: (value: number) => string): string {
  if (one.low === null && one.high === null) return `no interval${absence(one.reason)}`;
  return `${confidence(result)}: ${interval(one.low, one.high, write)} (${methodName(one.method)})`;
}

function shortfall(family: Family, finding: Finding): readonly string[] {
  const { at_parity: parity = null, at_threshold: threshold = null } = finding.comparison?.shortfall ?? {};
  if (!family.proportion || parity === null || parity <= 0) return [];
  const beyond =
    threshold === null || threshold <= 0 ? "" : `, and ${short(threshold)} more would reach the threshold`;
  return [`At equal rates the group would have had about ${short(parity)} more${beyond}.`];
}

function test(result: AuditResult, finding: Finding): readonly string[] {
  const made = finding.comparison?.test ?? null;
  if (made === null && result.publication !== null && finding.comparison !== null)
    return [
      "Could chance alone explain a gap this large? That was tested, and the verdict rests on it; the test is in the private version. The intervals here are wider than there, and end at the threshold or at parity where the verdict says that they do.",
    ];
  if (made === null) return [];
  const statistic = made.statistic === null ? "" : `, statistic ${amount(made.statistic)}`;
  return [
    `Could chance alone explain a gap this large? ${testName(made.test)}${statistic}: p ${pValue(made.p)}`,
    ...holmLines(result, finding),
  ];
}

function waived(result: AuditResult, finding: Finding, sheet: Page): readonly string[] {
  const waiver = waiverOf(result, finding);
  if (waiver === null) return [];
  const { expires, owner, approver, reason, floor } = waiver;
  return [
    `Waived until ${expires}: reported, and not counted by the gate.`,
    `Owner ${sheet.said(owner)}, approved by ${sheet.said(approver)}: ${sheet.said(reason)}`,
    ...(floor === null ? [] : [`It covers ratios down to ${amount(floor)}.`]),
  ];
}

function verdict(finding: Finding): readonly string[] {
  const value = finding.comparison?.ratio.value ?? null;
  if (value === null) return [];
  const against = marks(finding.expected);
  const { operator } = finding.expected;
  const [low, high] = [operator === "<=" ? 0 : against[0]!, operator === ">=" ? Infinity : against.at(-1)!];
  const side = value >= low && value <= high ? "within" : "beyond";
  return [`Threshold: the rule asks for ${ruleText(finding)}; ${ratio(value, against)} is ${side} it.`];
}
