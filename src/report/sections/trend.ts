/** How breaches came and went over earlier audits of the same system, where their results are given. */
import type { AuditResult, Finding, Verdict } from "../../model.js";
import { compareResults } from "../../policy/compare-results.js";
import { figureOf, named, words, type Cell, type Section } from "../document.js";
import { marks } from "../lookup.js";
import { interval, NONE, ratio } from "../numbers.js";
import { periodLine } from "../sentences.js";
import { stateLine, STATES } from "../words-comparison.js";
import { question } from "./shared.js";

/** Said beside the figure, so that nothing hangs on colour alone. */
const MARKS: Readonly<Record<Verdict, string>> = {
  fail: " B",
  inconclusive: " ?",
  not_judged: " n",
  pass: "",
};

/** `earlier`: oldest first, each comparable with the result. */
export function trend(result: AuditResult, earlier: readonly AuditResult[] = []): Section {
  const section = { id: "trend", title: "Earlier audits, and what changed since the last" };
  const last = earlier.at(-1);
  if (last === undefined) return { ...section, blocks: [] };
  const comparison = compareResults(last, result, result.tool.version);
  const since = new Map(comparison.findings.map((one) => [one.id, one.state]));
  const all = [...earlier, result];
  const rows = breachesIn(all).map((finding): readonly Cell[] => [
    named(finding.group),
    question(result, finding),
    ...all.map((one) => figureIn(one, finding)),
    capital(STATES[since.get(finding.id) ?? "unchanged"].label),
  ]);
  return {
    ...section,
    blocks: [
      {
        kind: "paragraph",
        text: ["Since the audit of ", named(periodLine(last)), `: ${stateLine(comparison)}.`],
      },
      ...(rows.length === 0
        ? [{ kind: "paragraph" as const, text: "None of these audits has a breach of the plan's rule." }]
        : [
            {
              kind: "table" as const,
              caption:
                "Ratios and their intervals of every finding that was a breach in one of them; B: breach of the plan's rule, ?: inconclusive, n: not judged",
              columns: [
                words("Group"),
                words("Question"),
                ...all.map((one) => figureOf(periodLine(one))),
                words("Since the last"),
              ],
              rows,
            },
            {
              kind: "paragraph" as const,
              text: [
                "Each audit judged by its own plan. ",
                "A new breach, or a breach gone, is a verdict that turned, which chance alone may do. ",
                "Better, worse and levelled down are said only where the interval of the change shuts out that nothing changed. ",
                "'evenhand compare' shows that interval, and the figures behind it. ",
                "A dash: no such ratio then, as where the group was the one that others were held against, or where it was withheld.",
              ].join(""),
            },
          ]),
    ],
  };
}

/** Findings that were a breach in some result, as the newest has them, worst first as they come there. */
function breachesIn(all: readonly AuditResult[]): readonly Finding[] {
  const breaches = new Set(
    all.flatMap(({ findings }) => findings.filter((one) => one.verdict === "fail").map((one) => one.id)),
  );
  const found = new Map<string, Finding>();
  for (const { findings } of all.toReversed())
    for (const one of findings) if (breaches.has(one.id) && !found.has(one.id)) found.set(one.id, one);
  return [...found.values()];
}

function figureIn({ findings }: AuditResult, { id }: Finding): string {
  const own = findings.find((one) => one.id === id);
  if (own === undefined) return NONE;
  const { value = null, low = null, high = null } = own.comparison?.ratio ?? {};
  const against = marks(own.expected);
  if (value === null) return `${NONE}${MARKS[own.verdict]}`;
  const ends = low === null ? "" : ` (${interval(low, high, (end) => ratio(end, against))})`;
  return `${ratio(value, against)}${MARKS[own.verdict]}${own.waived ? "w" : ""}${ends}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
