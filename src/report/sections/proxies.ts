/** Features that stand in for protected attributes: what was found, how strong, what flows through, what would help. */
import type { AuditResult, LadderStep, ProxyPair, ProxyReport } from "../../model.js";
import {
  type Block,
  type Cell,
  drawing,
  figure,
  figureOf,
  type Inline,
  named,
  type Section,
  words,
} from "../document.js";
import { metricTitle } from "../lookup.js";
import { count, NONE, pValue } from "../numbers.js";
import {
  auc,
  FEATURE_KINDS,
  PROXY_VERDICTS,
  sentence,
  SETS_ASIDE,
  share,
  shareOrWhy,
  surestUse,
} from "../words-proxies.js";

export function proxies(result: AuditResult): Section {
  const report = result.proxies;
  const section = { id: "proxies", title: "Features that stand in for protected attributes" };
  if (report === null)
    return {
      ...section,
      blocks: [
        {
          kind: "paragraph",
          text: "The plan asks for no examination of features (proxies.examine: false). Nothing is known of them.",
        },
      ],
    };
  return {
    ...section,
    blocks: [
      ...introduction(report),
      ...said(result, report),
      ...(report.pairs.length === 0 ? [] : [...ranked(result, report), matrix(report)]),
      ...gaps(result, report),
      ...report.pairs.filter(isFound).flatMap((pair) => ladder(result, pair)),
      ...joint(report),
      ...missing(report),
      ...rulesOf(result),
      candidates(report),
      ...(report.notes.length === 0
        ? []
        : [{ kind: "list" as const, items: report.notes.map((one) => ({ said: one })) }]),
    ],
  };
}

const isFound = (pair: ProxyPair): boolean => pair.verdict === "proxy" || pair.verdict === "latent";

function introduction({ threshold, tests, pairs }: ProxyReport): Block[] {
  if (pairs.length === 0) return [{ kind: "lead", text: "No feature was held against an attribute." }];
  const counts = (["proxy", "latent", "inconclusive", "clear"] as const).map(
    (verdict) =>
      `${count(pairs.filter((one) => one.verdict === verdict).length)} ${PROXY_VERDICTS[verdict].label}`,
  );
  return [
    {
      kind: "lead",
      text: `${counts.join(", ")}, of ${count(pairs.length)} pairs of a feature and an attribute.`,
    },
    {
      kind: "paragraph",
      text: `AUC says how well one group is told from everybody else by a feature alone, learned from other people: 0.5 is chance, 1 is always. A feature is strong from ${threshold}. A proxy is strong, and decisions follow it among people of the same group; a latent proxy is strong, and that is not seen; clear means that strength is excluded. ${count(tests.strength)} tests of strength and ${count(tests.use)} of use were adjusted, each over all pairs (Benjamini-Hochberg).`,
    },
  ];
}

function said(result: AuditResult, { pairs }: ProxyReport): Block[] {
  const items = pairs.filter((pair) => isFound(pair)).map((pair) => sentence(result, pair));
  return items.length === 0 ? [] : [{ kind: "list", items }];
}

/** Two tables, for one of both is wider than a screen. */
function ranked(result: AuditResult, { pairs }: ProxyReport): Block[] {
  return [
    {
      kind: "table",
      caption: "Every feature by every attribute, worst first: how well it tells the attribute",
      columns: [
        words("Feature"),
        words("Attribute"),
        words("Verdict"),
        words("Told best"),
        figure("AUC"),
        figure("Mean AUC"),
        figure("Cramer's V"),
        figure("Entropy told"),
        figure("Adjusted p, strength"),
        words("Id"),
      ],
      rows: pairs.map((pair): readonly Cell[] => [
        ...head(pair),
        pair.worst === null ? NONE : named(pair.worst.group),
        auc(pair.worst?.auc ?? null),
        auc(pair.auc),
        share2(pair.cramers_v),
        share(pair.uncertainty),
        pValue(pair.q_strength),
        { code: pair.id },
      ]),
    },
    {
      kind: "table",
      caption: "The same pairs: whether decisions follow the feature among people of the same group",
      columns: [
        words("Feature"),
        words("Attribute"),
        words("Verdict"),
        words("Followed most by"),
        figure("AUC within groups"),
        figure("Adjusted p, use"),
      ],
      rows: pairs.map((pair): readonly Cell[] => {
        const use = surestUse(pair);
        return [
          ...head(pair),
          use === null ? NONE : named(metricTitle(result, use.metric)),
          use === null ? NONE : auc(use.auc),
          pValue(pair.q_use),
        ];
      }),
    },
  ];
}

function head({ feature, attribute, verdict, justified }: ProxyPair): readonly Cell[] {
  const excuse = justified === null ? "" : justified.expired ? ", justification expired" : ", justified";
  return [named(feature), named(attribute), `${PROXY_VERDICTS[verdict].label}${excuse}`];
}

function share2({ value, low, high }: ProxyPair["cramers_v"]): string {
  if (value === null) return NONE;
  return low === null || high === null
    ? value.toFixed(2)
    : `${value.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

function matrix({ pairs }: ProxyReport): Block {
  const attributes = [...new Set(pairs.map((one) => one.attribute))].toSorted();
  const features = [...new Set(pairs.map((one) => one.feature))];
  return {
    kind: "table",
    caption: "AUC of the group told best: P proxy, L latent proxy, ? inconclusive, - clear",
    columns: [words("Feature"), ...attributes.map((one) => figureOf(one))],
    rows: features.map((feature): readonly Cell[] => [
      named(feature),
      ...attributes.map((attribute): Cell => {
        const pair = pairs.find((one) => one.feature === feature && one.attribute === attribute);
        const value = pair?.worst?.auc.value ?? null;
        if (pair === undefined || value === null) return NONE;
        return {
          heat: Math.max(0, 2 * value - 1),
          text: `${value.toFixed(2)} ${PROXY_VERDICTS[pair.verdict].mark}`,
        };
      }),
    ]),
  };
}

function gaps(result: AuditResult, { pairs }: ProxyReport): Block[] {
  const rows = pairs
    .filter(isFound)
    .flatMap((pair) =>
      pair.transmissions.map((one): readonly Cell[] => [
        named(pair.feature),
        named(pair.attribute),
        named(metricTitle(result, one.metric)),
        [named(one.group), " against ", named(one.comparator)],
        points(one.gap),
        points(one.transmitted),
        shareOrWhy(one),
        share({ ...one.share, value: one.overlap, low: null, high: null }),
      ]),
    );
  if (rows.length === 0) return [];
  return [
    {
      kind: "table",
      caption: "How much of each gap goes away when both groups have the same mix of the feature (Kitagawa)",
      columns: [
        words("Feature"),
        words("Attribute"),
        words("Outcome"),
        words("Gap between"),
        figure("Gap"),
        figure("Of it, mix"),
        words("Share"),
        figure("Values in common"),
      ],
      rows,
    },
  ];
}

/** In the outcome's own unit: rates as they are. */
function points({ value, low, high }: ProxyPair["cramers_v"]): string {
  if (value === null) return NONE;
  const three = (one: number): string => Number(one.toPrecision(3)).toString();
  return low === null || high === null ? three(value) : `${three(value)} (${three(low)} to ${three(high)})`;
}

function ladder(result: AuditResult, pair: ProxyPair): Block[] {
  if (pair.ladder.length < 2) return [];
  const outcomes = pair.transmissions.map((one) => metricTitle(result, one.metric));
  return [
    {
      kind: "table",
      caption: [
        "What making ",
        named(pair.feature),
        " coarser would buy, for ",
        named(pair.attribute),
        outcomes.length === 0 ? "" : "; shares of gaps are without an interval here",
      ],
      columns: [
        words("Kept"),
        figure("Values"),
        words("Told best"),
        figure("AUC"),
        drawing("0.5 to 1"),
        ...outcomes.map((one) => figureOf(one, "Of the gap in ")),
      ],
      rows: pair.ladder.map((step: LadderStep): readonly Cell[] => [
        step.level,
        count(step.values),
        named(step.group),
        auc(step.auc),
        { auc: step.auc },
        ...step.shares.map((one) => (one === null ? NONE : `${Math.round(100 * one)}%`)),
      ]),
    },
  ];
}

function joint({ joint: paths, threshold }: ProxyReport): Block[] {
  const rows = paths.flatMap((path) =>
    path.steps.map((step): readonly Cell[] => [
      named(path.attribute),
      step.features.flatMap((one, index): Inline[] => (index === 0 ? [named(one)] : [" + ", named(one)])),
      named(step.group),
      auc(step.auc),
      step.gain === null ? NONE : auc(step.gain),
      path.smallest !== null && path.smallest.join("\0") === step.features.join("\0")
        ? "smallest set that does"
        : "",
    ]),
  );
  if (rows.length === 0) return [];
  const tried = paths.reduce((sum, one) => sum + one.tried, 0);
  return [
    {
      kind: "table",
      caption: `Features together: ${count(tried)} sets tried on half of the people, figures from the other half`,
      columns: [
        words("Attribute"),
        words("Features"),
        words("Told best"),
        figure("AUC"),
        figure("Gain over the step before"),
        words(`Tells it (from ${threshold})`),
      ],
      rows,
    },
  ];
}

function missing({ pairs }: ProxyReport): Block[] {
  const items = pairs.flatMap((pair): (readonly Inline[])[] =>
    pair.missing?.notable === true
      ? [
          [
            named(pair.feature),
            " and ",
            named(pair.attribute),
            ` are unknown together: ${count(pair.missing.both)} decisions know neither, ${count(pair.missing.feature_only)} lack only the feature and ${count(pair.missing.attribute_only)} only the attribute (phi ${pair.missing.phi!.toFixed(2)}). One source of both may be missing there.`,
          ],
        ]
      : [],
  );
  return items.length === 0
    ? []
    : [
        { kind: "heading", text: "Unknown together" },
        { kind: "list", items },
      ];
}

/** The rules on features, as the plan has them. */
function rulesOf({ plan }: AuditResult): Block[] {
  const rows = plan.proxies.rules.map((rule): readonly Cell[] => [
    named(rule.id),
    rule.feature === "all" ? "all" : named(rule.feature),
    rule.attribute === "all" ? "all" : named(rule.attribute),
    rule.max_auc === null ? NONE : String(rule.max_auc),
    rule.max_transmitted === null ? NONE : `${Math.round(100 * rule.max_transmitted)}%`,
    rule.verdict === null ? NONE : PROXY_VERDICTS[rule.verdict].label,
    rule.level,
    rule.line === null ? "built in" : String(rule.line),
  ]);
  if (rows.length === 0) return [];
  return [
    {
      kind: "table",
      caption: "Rules of the plan on features (without any, one warns of each proxy)",
      columns: [
        words("Rule"),
        words("Feature"),
        words("Attribute"),
        figure("Largest AUC"),
        figure("Largest share of a gap"),
        words("Broken by"),
        words("Level"),
        figure("Plan line"),
      ],
      rows,
    },
  ];
}

function candidates({ features }: ProxyReport): Block {
  return {
    kind: "table",
    caption: "Features: what they were read as, and what was not examined",
    columns: [
      words("Feature"),
      words("Read as"),
      figure("Different values"),
      figure("In the tests"),
      figure("Decisions without a value"),
      figure("Folds of people"),
      words("Not examined, because"),
    ],
    rows: features.map((one): readonly Cell[] => [
      named(one.feature),
      `${FEATURE_KINDS[one.kind]}${one.kind_from === "plan" ? " (plan)" : ""}`,
      count(one.values),
      count(one.bins),
      count(one.missing_rows),
      one.folds === 0 ? NONE : count(one.folds),
      one.set_aside === null ? "" : SETS_ASIDE[one.set_aside],
    ]),
  };
}
