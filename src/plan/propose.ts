/**
 * The plan `evenhand init` writes: roles guessed from a profile of the log, each
 * with its reason beside it, and what was left out and why.
 */
import type { LogProfile } from "../model.js";
import { type AttributeGuess, type Guess, guessRoles } from "./guess.js";
import type { MetricGuess } from "./guess-metrics.js";
import { isUnknownWord } from "./column-words.js";
import { quoted } from "../quoted.js";
import { yamlComment, yamlText } from "./yaml-text.js";

/** Fewer rows than this are not counted out: the same floor as in reports. */
const FLOOR = 11;

/**
 * Writes a plan from a profile. `logFile` is the path as the user gave it ("-" for
 * standard input); `schemaRef` is where an editor finds the JSON Schema. The plan
 * loads as it stands when an attribute and an outcome were found; when not, its
 * head says what has to be filled in. Pure.
 */
export function proposePlan(profile: LogProfile, logFile: string, schemaRef: string): string {
  const guess = guessRoles(profile);
  const lines = [
    yamlComment(`yaml-language-server: $schema=${schemaRef}`),
    ...head(profile, guess),
    "",
    "evenhand: 1",
    "",
    "# system:",
    "#   name: what the audited system is called",
    "#   owner: who answers for it",
    "#   purpose: what it decides, and about whom",
    "",
    ...logSection(guess, logFile),
    "",
    ...attributeSection(guess.attributes),
    "",
    ...metricSection(guess.metrics),
    "",
    ...proxySection(guess),
    "",
    ...TAIL,
    ...leftOut(guess),
  ];
  return `${lines.join("\n")}\n`;
}

function head(profile: LogProfile, guess: Guess): readonly string[] {
  const gaps = [
    guess.attributes.length === 0 ? "attributes" : null,
    guess.metrics.length === 0 ? "metrics" : null,
  ].filter((gap) => gap !== null);
  const must =
    gaps.length === 0
      ? []
      : [
          "#",
          `# TO FILL IN FIRST: ${gaps.join(" and ")}. No column could be recognised for them; examples stand`,
          "# in their places. Until then this plan is refused.",
        ];
  return [
    "#",
    `# A plan proposed from a log of ${profile.rows} rows and ${profile.columns.length} columns. Every role is a guess from names`,
    `# and values: read it through. Counts are rows; fewer than ${FLOOR} are written "<${FLOOR}".`,
    ...(guess.aggregated
      ? ["# The log looks aggregated: its rows are counts, and stand for more than one decision each."]
      : []),
    ...must,
  ];
}

function logSection(guess: Guess, logFile: string): readonly string[] {
  const roles = (["decision", "unit", "time", "count", "item"] as const).flatMap((role) => {
    const found = guess[role];
    if (found === null) return [];
    return [`  ${yamlComment(found.reason)}`, `  ${role}: ${yamlText(found.column)}`];
  });
  const alone = guess.aggregated ? `each of the ${trials(guess)}` : "each row";
  const noUnit =
    guess.unit === null
      ? [`  # No person id was recognised: without \`unit\`, ${alone} counts as its own person.`]
      : [];
  const features = guess.features.map(
    ({ column, reason }) => `    - ${yamlText(column)} ${yamlComment(reason)}`,
  );
  const files =
    logFile === "-" || logFile === ""
      ? [
          "  # The log came from standard input: name it here, or on the command line.",
          "  # files: decisions.csv",
        ]
      : [`  files: ${yamlText(logFile)}`];
  const examined = guess.aggregated
    ? []
    : features.length === 0
      ? [
          "  # Without `features`, every column without another role is examined as a stand-in for the attributes.",
        ]
      : ["  # Examined as possible stand-ins for the attributes below.", "  features:", ...features];
  return ["log:", ...files, ...roles, ...noUnit, ...examined];
}

/** What each row of an aggregated log counts, in a word. */
function trials({ count }: Guess): string {
  return count === null ? "things counted" : "decisions counted";
}

function attributeSection(attributes: readonly AttributeGuess[]): readonly string[] {
  if (attributes.length === 0) {
    return ["# attributes:", "#   gender:", "#   age:", "#     bins: [18, 25, 35, 45, 55, 65]"];
  }
  const ids = new Ids((text) => text !== "" && !/\p{Cc}/u.test(text));
  // Names that can be ids keep them, so those are given out before any is made up.
  const named = attributes.map(({ profile }) => ({ column: profile.name, id: ids.keep(profile.name) }));
  const entries = attributes.flatMap((attribute, index) => {
    const { column, id: kept } = named[index]!;
    const id = kept ?? ids.make("attribute");
    const values = new Set((attribute.profile.values ?? []).map((value) => value.text));
    const unknown = [...values].filter(isUnknownWord);
    return [
      `  ${yamlComment(groupSizes(attribute))}`,
      `  ${yamlText(id)}:`,
      ...(id === column ? [] : [`    column: ${yamlText(column)}`]),
      ...(attribute.bins === null ? [] : [`    bins: [${attribute.bins.join(", ")}]`]),
      ...(attribute.bins !== null || unknown.length === 0
        ? []
        : [`    unknown: [${unknown.map(yamlText).join(", ")}]`]),
    ];
  });
  return ["attributes:", ...entries];
}

function groupSizes({ profile, bins }: AttributeGuess): string {
  const lacking = profile.missing === 0 ? "" : `; without a value: ${rows(profile.missing)}`;
  if (bins !== null) return `numbers, cut into bands that are only a suggestion${lacking}`;
  const groups = (profile.values ?? []).map((value) => `${quoted(value.text)} ${rows(value.rows)}`);
  return groups.length === 0 ? `${profile.distinct} groups${lacking}` : `${groups.join(", ")}${lacking}`;
}

function rows(count: number): string {
  return count < FLOOR ? `<${FLOOR}` : String(count);
}

function metricSection(metrics: readonly MetricGuess[]): readonly string[] {
  if (metrics.length === 0) {
    return [
      "# metrics:",
      "#   offered: the_column_with_yes_and_no",
      "#   approved:",
      "#     numerator: { column: outcome, in: [approved] }",
    ];
  }
  const ids = new Ids((text) => /^[A-Za-z0-9_-]+$/.test(text));
  const kept = metrics.map((metric) => ids.keep(metric.column) ?? ids.keep(plainName(metric.column)));
  const entries = metrics.flatMap((metric, index) => {
    const id = yamlText(kept[index] ?? ids.make("metric"));
    const column = yamlText(metric.column);
    const reason = `  ${yamlComment(metric.reason)}`;
    if (metric.in === null && metric.denominator === null && !metric.score)
      return [reason, `  ${id}: ${column}`];
    const values = metric.in?.map(yamlText).join(", ");
    return [
      reason,
      `  ${id}:`,
      ...(metric.score ? ["    kind: scoring_rate"] : []),
      `    numerator: ${values === undefined ? column : `{ column: ${column}, in: [${values}] }`}`,
      ...(metric.denominator === null ? [] : [`    denominator: ${yamlText(metric.denominator)}`]),
      ...(metric.counts ? ["    counts: true"] : []),
    ];
  });
  return ["metrics:", ...entries];
}

function plainName(column: string): string {
  return column
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 60);
}

/** The defaults, written out where a person is to look at them. */
function proxySection({ aggregated, features, twins }: Guess): readonly string[] {
  if (aggregated) {
    return [
      "# No proxies: rows that are counts and name no people teach nothing that could be tried on others, so whether",
      "# features stand in for the attributes is not examined.",
    ];
  }
  const feature = yamlText(features[0]?.column ?? "column");
  return [
    "proxies:",
    ...(features.length > 0 || twins.length === 0
      ? []
      : [
          "  # Attributes are made of these, or they of them.",
          `  exclude: [${twins.map(yamlText).join(", ")}]`,
        ]),
    "  # A group is told well from a feature when one member and one other person are told apart 6 times in 10.",
    "  threshold: 0.6",
    "  # A feature that may be used all the same needs a reason, somebody who answers for it, and an end:",
    "  # justified:",
    `  #   - { feature: ${feature}, reason: ..., owner: ..., expires: 2027-03-31 }`,
    "  # As it is without rules: a proxy is a warning. With level: error it fails the gate.",
    "  rules:",
    "    - { feature: all, attribute: all, verdict: proxy, level: warn }",
  ];
}

/** Gives out ids, each once. */
class Ids {
  private readonly taken = new Set<string>(["all"]);

  constructor(private readonly isLegal: (text: string) => boolean) {}

  /** The name itself as an id, or `null` when it cannot be one or is taken. */
  keep(name: string): string | null {
    if (!this.isLegal(name) || this.taken.has(name)) return null;
    this.taken.add(name);
    return name;
  }

  make(stem: string): string {
    let number = 1;
    while (this.taken.has(`${stem}_${number}`)) number += 1;
    this.taken.add(`${stem}_${number}`);
    return `${stem}_${number}`;
  }
}

const TAIL = [
  "# intersections: pairs # audits every two attributes together as well",
  "",
  "# Without rules, every metric and attribute is judged at four fifths of the best-off group.",
  "# rules:",
  "#   - { metric: all, attribute: all, threshold: 0.8, comparator: best, level: error }",
  "",
  "# Say who chose the thresholds, and whether before anyone had seen the data.",
  "# thresholds: { set_by: ..., set_on: 2026-01-31, before_data: true, reason: ... }",
  "",
  "# Say who audits whom, and what no log can tell; 'evenhand check --completeness' lists what is missing.",
  "# record: { auditee: ..., auditor: ..., independence: ..., data_source: ... }",
] as const;

function leftOut({ left }: Guess): readonly string[] {
  if (left.length === 0) return [];
  return [
    "",
    "# Columns left out:",
    ...left.map(({ column, reason }) => yamlComment(`  ${quoted(column)}: ${reason}`)),
  ];
}
