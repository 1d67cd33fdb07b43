/** What matters and what to do: the few most important breaches in people, and what would settle the open questions. */
import type { AuditResult, Comparison, Family, Finding, ProxyFinding, ProxyPair } from "../../model.js";
import { named, type Block, type Inline, type Section } from "../document.js";
import { familyOf, groupOf, metricOf } from "../lookup.js";
import { amount, count, counted, points, rate, ratio, short } from "../numbers.js";
import { reasonWords, REASONS } from "../words.js";
import { KINDS, unitWord } from "../words-method.js";
import { bundled, comparatorOf, question } from "./shared.js";

/** Told of each kind; all are in the findings. */
const MOST = 5;

export function actions(result: AuditResult): Section {
  const blocks = [...breaches(result), ...undecided(result), ...unjudged(result), ...features(result)];
  const nothing: Block = {
    kind: "paragraph",
    text: "Nothing is open: every group that a rule judges is within it. Look again when the campaign or its audience changes.",
  };
  return {
    id: "actions",
    title: "What matters and what to do",
    blocks: blocks.length === 0 ? [nothing] : blocks,
  };
}

function breaches(result: AuditResult): readonly Block[] {
  const found = result.findings
    .filter((one) => one.verdict === "fail")
    .map((finding) => ({ finding, missing: missing(result, finding) ?? 0 }))
    // What the gate counts first, then by people; ties stay as they come, the farthest from the rule first.
    .toSorted((one, other) => weight(one.finding) - weight(other.finding) || other.missing - one.missing)
    .map(({ finding }) => finding);
  if (found.length === 0) return [];
  const shown = found.slice(0, MOST);
  const rest = found.length - shown.length;
  const steps = bundled(shown, ({ reason }) => reason).map((together): Block => {
    const { short: why, settle } = REASONS[together[0]!.reason];
    return { kind: "paragraph", text: `What to do about “${why}” (${count(together.length)}): ${settle}` };
  });
  return [
    { kind: "heading", text: "Breaches that weigh most" },
    { kind: "list", items: shown.map((finding) => breach(result, finding)) },
    ...(rest === 0 ? [] : [{ kind: "paragraph" as const, text: `${count(rest)} more under Findings.` }]),
    ...steps,
  ];
}

function weight({ level, waived }: Finding): number {
  return (level === "error" ? 0 : 1) + (waived ? 2 : 0);
}

/** Decisions short of parity, where the metric counts single decisions. */
function missing(result: AuditResult, { metric, comparison }: Finding): number | null {
  const kind = metricOf(result, metric)?.kind;
  const gap = comparison?.shortfall.at_parity ?? null;
  return kind !== undefined && KINDS[kind].more !== null && gap !== null && gap > 0 ? gap : null;
}

function breach(result: AuditResult, finding: Finding): readonly Inline[] {
  const { comparison } = finding;
  const family = familyOf(result, finding);
  const own = groupOf(family, finding.group)?.rate.value ?? null;
  const waiver = finding.waived
    ? result.waivers.find((one) => one.finding === finding.id && one.state === "covers")
    : undefined;
  return [
    named(finding.group),
    ": ",
    ...question(result, finding),
    ...(comparison === null
      ? [" breaches the rule; its figures are withheld."]
      : [
          ` is ${rate(own, family?.proportion === true)} against ${rate(comparison.comparator_rate, family?.proportion === true)} of `,
          comparatorOf(finding),
          ` (ratio ${ratio(comparison.ratio.value)}). `,
          ...people(result, finding, family, comparison),
        ]),
    finding.level === "error" ? "" : ` The rule warns only (level ${finding.level}).`,
    ...(waiver === undefined
      ? []
      : [
          " It stays a breach, waived until ",
          { said: waiver.expires },
          " by ",
          { said: waiver.approver },
          ".",
        ]),
    " ",
    { code: finding.id },
  ];
}

/** The gap as a number of decisions; where it is none, as a difference. */
function people(
  result: AuditResult,
  finding: Finding,
  family: Family | null,
  { shortfall, difference }: Comparison,
): readonly Inline[] {
  const metric = metricOf(result, finding.metric);
  const gap = missing(result, finding);
  if (metric === null || gap === null) {
    const write = family?.proportion === true ? points : amount;
    return [`The difference is ${write(difference.value)}.`];
  }
  const column = metric.numerator === null ? [] : [" (", named(metric.numerator.column), ")"];
  const threshold = shortfall.at_threshold ?? 0;
  const least = threshold > 0 ? `, ${short(threshold)} to reach the rule's threshold` : "";
  return [
    `Some ${short(gap)} more ${KINDS[metric.kind].more!}`,
    ...column,
    " to ",
    named(finding.group),
    ` would have been needed for parity${least}.`,
  ];
}

function undecided(result: AuditResult): readonly Block[] {
  const found = result.findings.filter((one) => one.verdict === "inconclusive");
  if (found.length === 0) return [];
  // In a public version the number needed goes with the other figures: that it is not told does not mean that there is none.
  const bare = found.filter(({ comparison }) => comparison === null || comparison.test === null);
  const hidden = result.publication === null ? 0 : bare.length;
  const sized = found.flatMap((finding) => {
    const needed = finding.comparison?.units_needed ?? null;
    const units = groupOf(familyOf(result, finding), finding.group)?.moments?.units ?? null;
    return needed === null || units === null || units === 0 ? [] : [{ finding, needed, units }];
  });
  const nearest = sized
    .toSorted(
      (one, other) =>
        weight(one.finding) - weight(other.finding) || one.needed / one.units - other.needed / other.units,
    )
    .slice(0, MOST);
  const never = found.length - sized.length - hidden;
  const many = unitWord(result).many;
  const blocks: readonly Block[] = [
    { kind: "heading", text: "What would settle the inconclusive ones" },
    {
      kind: "paragraph",
      text: [
        `${counted(found.length, "judgement is", "judgements are")} inconclusive: `,
        bundled(found, (one) => reasonWords(one).short)
          .map((together) => `${count(together.length)} “${reasonWords(together[0]!).short}”`)
          .join(", "),
        hidden === found.length
          ? `. How many more ${many} would decide them is not published.`
          : `. ${count(sized.length)} would be decided by more ${many} of the same kind, if the ratios stay as they are${never === 0 ? "" : `; for ${count(never)} no number can be named`}${hidden === 0 ? "" : `; for ${count(hidden)} it is not published`}.`,
      ],
    },
  ];
  if (nearest.length === 0) return blocks;
  const items = nearest.map(({ finding, needed, units }): readonly Inline[] => [
    named(finding.group),
    ": ",
    ...question(result, finding),
    ` needs about ${count(needed)} ${many}; this log has ${count(units)}`,
    needed > units ? ` (about ${amount(Number((needed / units).toPrecision(2)))} times as many). ` : ". ",
    { code: finding.id },
  ]);
  return [...blocks, { kind: "list", items }];
}

/** The same few groups stay unjudged on every metric, mostly for the same reason: told once a reason. */
function unjudged(result: AuditResult): readonly Block[] {
  const found = result.findings.filter((one) => one.verdict === "not_judged");
  if (found.length === 0) return [];
  const items = bundled(found, ({ reason }) => reason).map((together): readonly Inline[] => {
    const { short: why, settle } = REASONS[together[0]!.reason];
    const attributes = bundled(together, (one) => one.attributes);
    return [
      `${why.slice(0, 1).toUpperCase()}${why.slice(1)}: `,
      ...attributes.flatMap((one, index): Inline[] => [index === 0 ? "" : "; ", ...groupsOf(one)]),
      `. ${settle}`,
    ];
  });
  return [
    { kind: "heading", text: "Not judged, and why" },
    { kind: "list", items },
  ];
}

/** "sex: other, diverse and 3 more". */
function groupsOf(found: readonly Finding[]): readonly Inline[] {
  const names = bundled(found, ({ group }) => group).map(([one]) => one!.group);
  const more = names.length - MOST;
  return [
    named(found[0]!.attributes),
    ": ",
    ...names.slice(0, MOST).flatMap((one, index): Inline[] => [index === 0 ? "" : ", ", named(one)]),
    more > 0 ? ` and ${count(more)} more` : "",
  ];
}

/** Features that stand in for attributes, those that break a rule of the plan first. */
function features({ proxies }: AuditResult): readonly Block[] {
  const pairs = (proxies?.pairs ?? []).filter((one) => one.verdict === "proxy" || one.verdict === "latent");
  const broken = (proxies?.findings ?? []).filter((one) => one.verdict === "fail");
  const found = pairs.toSorted((one, other) => breaks(other, broken) - breaks(one, broken));
  const more = found.length - MOST;
  const none = found.length + broken.length === 0;
  const items = found
    .slice(0, MOST)
    .map((one): readonly Inline[] => [
      named(one.feature),
      one.verdict === "latent" ? " tells " : " stands in for ",
      named(one.attribute),
      one.verdict === "latent" ? ", and that decisions follow it is not seen" : "",
      breaks(one, broken) === 1 ? ", which breaks a rule of the plan. " : ". ",
      { code: one.id },
    ]);
  const broke =
    broken.length === 0
      ? "No rule of the plan on features is breached"
      : `${counted(broken.length, "breach", "breaches")} of the plan's rules on features`;
  const text = `${broke}${more > 0 ? `, and there are ${count(more)} more pairs of a feature and an attribute that it tells than listed here` : ""}. What to do: use a coarser form, leave the feature out, or justify it in the plan; the section on features says what each step would buy.`;
  return none
    ? []
    : [
        { kind: "heading", text: "Features to look at" },
        ...(items.length === 0 ? [] : [{ kind: "list" as const, items }]),
        { kind: "paragraph", text },
      ];
}

function breaks(pair: ProxyPair, broken: readonly ProxyFinding[]): 0 | 1 {
  return broken.some((one) => one.feature === pair.feature && one.attribute === pair.attribute) ? 1 : 0;
}
