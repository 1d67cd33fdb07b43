/** `evenhand compare --format markdown`: the whole comparison, for a pull request or a wiki. */
import type { ChangeState, FindingChange, ProxyChange, ResultComparison } from "../model.js";
import {
  figure,
  named,
  words,
  type Block,
  type Cell,
  type Inline,
  type Section,
  type Text,
} from "./document.js";
import { nameForMarkdown, renderSections } from "./markdown.js";
import { count, NONE, ratio } from "./numbers.js";
import { COMPARATORS } from "./words-method.js";
import {
  chanceLine,
  changeInterval,
  gapWords,
  featureLine,
  NOBODY_IN_BOTH,
  NOTES,
  rateWords,
  ratioChange,
  reasonWords,
  ruleWords,
  sameComparator,
  sideLine,
  stateLine,
  STATES,
  STATES_WORST_FIRST,
  verdictWords,
} from "./words-comparison.js";

/** The comparison as Markdown, ending in a newline. */
export function renderComparisonMarkdown(comparison: ResultComparison): string {
  const { system } = comparison;
  const title = system === null ? "Evenhand comparison" : `Evenhand comparison: ${nameForMarkdown(system)}`;
  return renderSections(
    [`# ${title}`],
    [summary(comparison), findingTables(comparison), features(comparison), plan(comparison)],
  );
}

function summary(comparison: ResultComparison): Section {
  const { old, new: now, notes } = comparison;
  return {
    id: "summary",
    title: "Summary",
    blocks: [
      { kind: "lead", text: `${stateLine(comparison)}.` },
      {
        kind: "facts",
        facts: [
          ["Old", [{ said: sideLine(old) }, ", SHA-256 ", { code: old.sha256 }]],
          ["New", [{ said: sideLine(now) }, ", SHA-256 ", { code: now.sha256 }]],
        ],
      },
      ...(notes.length === 0 ? [] : [{ kind: "list", items: notes.map((note) => NOTES[note]) } as const]),
      { kind: "paragraph", text: `${chanceLine(comparison)} ${NOBODY_IN_BOTH}` },
    ],
  };
}

function findingTables(comparison: ResultComparison): Section {
  const blocks = STATES_WORST_FIRST.flatMap((state) => table(comparison, state));
  return {
    id: "findings",
    title: "Findings, worst first",
    blocks: blocks.length > 0 ? blocks : [{ kind: "paragraph", text: "Neither result has a finding." }],
  };
}

function table({ findings }: ResultComparison, state: ChangeState): readonly Block[] {
  const rows = findings.filter((one) => one.state === state);
  if (rows.length === 0) return [];
  const { label, meaning } = STATES[state];
  const heading: Block = { kind: "heading", text: `${capital(label)}: ${count(rows.length)}` };
  if (state === "unchanged") return [heading, { kind: "paragraph", text: `${meaning}.` }];
  return [
    heading,
    {
      kind: "table",
      caption: meaning,
      columns: [
        words("Group"),
        words("Question"),
        figure("Old ratio"),
        figure("New ratio"),
        figure("Change"),
        figure("Interval"),
        words("Own figure"),
        words("Old comparator's figure"),
        words("Why, and finding"),
        words("Rule"),
      ],
      rows: rows.map(row),
    },
  ];
}

function row(one: FindingChange): readonly Cell[] {
  const { old, new: now, change } = one.ratio;
  const gap = gapWords(one);
  return [
    named(one.group),
    [named(one.metric_title), " by ", named(one.attributes)],
    ratio(old?.value ?? null),
    ratio(now?.value ?? null),
    change.value === null ? NONE : ratioChange(change.value),
    changeInterval(change, ratioChange),
    rateWords(one.group_rate, one.proportion),
    rateWords(one.comparator_rate, one.proportion),
    [`${reasonWords(one)}; ${verdictWords(one)}${gap === null ? "" : `; ${gap}`} `, { code: one.id }],
    [`${ruleWords(one.expected)} of `, ...against(one), one.level === "error" ? "" : ` (${one.level})`],
  ];
}

function against({ comparator, comparator_group: group }: FindingChange): readonly Inline[] {
  const one = group.new ?? group.old;
  if (one === null) return [COMPARATORS[comparator]];
  return sameComparator({ comparator_group: group })
    ? [named(one)]
    : [named(group.old!), ", now ", named(group.new!)];
}

function features(comparison: ResultComparison): Section {
  const { proxies } = comparison;
  const changed = proxies.filter((one) => one.state !== "unchanged");
  return {
    id: "features",
    title: "Rules on features that stand in for attributes",
    blocks: [
      {
        kind: "paragraph",
        text:
          proxies.length === 0 ? "Neither result has a finding on features." : `${featureLine(comparison)}.`,
      },
      ...(changed.length === 0 ? [] : [{ kind: "list", items: changed.map(featureWords) } as const]),
    ],
  };
}

function featureWords(one: ProxyChange): Text {
  const level = one.level === "error" ? "" : ` (${one.level})`;
  const figures = one.actual === null ? "" : `; ${rateWords(one.actual, one.bound === "transmitted")}`;
  return [
    { code: one.id },
    ` ${STATES[one.state].label}: `,
    named(one.feature),
    " for ",
    named(one.attribute),
    `, ${one.bound}${level}; ${verdictWords(one)}; ${reasonWords(one)}${figures}`,
  ];
}

function plan({ plan_changes: changes, metrics, attributes }: ResultComparison): Section {
  const ids = (what: string, list: readonly string[]): Text[] => list.map((id) => [`${what}: `, named(id)]);
  const items: Text[] = [
    ...ids("metric added", metrics.added),
    ...ids("metric removed", metrics.removed),
    ...ids("attribute added", attributes.added),
    ...ids("attribute removed", attributes.removed),
    ...changes.map(({ path, old, new: now }): Text => [
      { said: path },
      ": ",
      old === null ? "nothing" : { said: old },
      " is now ",
      now === null ? "nothing" : { said: now },
    ]),
  ];
  const none: Block = { kind: "paragraph", text: "Both results are judged by the same plan." };
  return {
    id: "plan",
    title: "Changes of the plan",
    blocks: [items.length === 0 ? none : { kind: "list", items }],
  };
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
