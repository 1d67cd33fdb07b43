/**
 * SARIF 2.1.0, the exchange format of code scanners: every finding as a result, placed at its rule in the plan.
 *
 * SARIF can say what a verdict is: "fail", "pass", "open" (looked at, and not enough to decide), and "notApplicable"
 * (not evaluated, which is what "not judged" means; "review" would promise that looking at it again could help). What
 * is not "fail" has the level "none". An excused breach is a "fail" with its suppression.
 */
import type { AuditResult, Plan, Verdict } from "../model.js";
import { entries, type Entry, planPathOf, type RenderOptions } from "./entries.js";
import { forTerminal } from "./escape.js";
import { amount } from "./numbers.js";
import { gateLine } from "./sentences.js";

export type SarifLevel = "error" | "warning" | "note";

const LEVELS: Readonly<Record<Entry["level"], SarifLevel>> = { error: "error", warn: "warning", off: "note" };

const KINDS: Readonly<Record<Verdict, string>> = {
  fail: "fail",
  inconclusive: "open",
  not_judged: "notApplicable",
  pass: "pass",
};

/** All findings as a SARIF log. */
export function renderSarif(result: AuditResult, options: RenderOptions = {}): string {
  return sarifLog(result, entries(result), options, sarifLevel);
}

/** The level of an entry's rule, in SARIF's words. */
export function sarifLevel({ level }: Entry): SarifLevel {
  return LEVELS[level];
}

/** A SARIF log of some of the findings, breaches at the level given. */
export function sarifLog(
  result: AuditResult,
  found: readonly Entry[],
  options: RenderOptions,
  levelOf: (entry: Entry) => SarifLevel,
): string {
  const rules = rulesOf(result.plan, found);
  const place = new Map(rules.map((rule, index) => [rule.id, index]));
  const uri = planPathOf(options).split("/").map(encodeURIComponent).join("/");
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Evenhand",
            version: result.tool.version,
            rules: rules.map(({ id, level, text, help }) => ({
              id: forTerminal(id),
              shortDescription: message(text),
              fullDescription: message(text),
              help: message(help),
              defaultConfiguration: { level: LEVELS[level] },
            })),
          },
        },
        invocations: [
          {
            executionSuccessful: true,
            exitCode: result.gate.exit_code,
            exitCodeDescription: forTerminal(gateLine(result.gate)),
          },
        ],
        columnKind: "utf16CodeUnits",
        results: found.map((entry) => ({
          ruleId: forTerminal(entry.rule),
          ruleIndex: place.get(entry.rule)!,
          kind: KINDS[entry.verdict],
          level: entry.verdict === "fail" ? levelOf(entry) : "none",
          message: message(entry.message),
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri, uriBaseId: "%SRCROOT%" },
                region: { startLine: entry.line },
              },
              logicalLocations: [{ fullyQualifiedName: forTerminal(`${entry.question}, ${entry.subject}`) }],
            },
          ],
          // The first is the one GitHub looks at. It would else be made from the line, which many findings share.
          partialFingerprints: { primaryLocationLineHash: entry.id, "evenhandFinding/v1": entry.id },
          // Empty says "not suppressed"; left out it would say "not known".
          suppressions: entry.excuses.map(({ text }) => ({
            kind: "external",
            status: "accepted",
            justification: forTerminal(text),
          })),
        })),
        properties: {
          gate: result.gate.outcome,
          resultSha256: result.sha256,
          planSha256: result.plan_sha256,
        },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

interface Rule {
  readonly id: string;
  readonly level: Entry["level"];
  readonly text: string;
  readonly help: string;
}

const GROUP_HELP =
  "A breach: the group's figure is beyond the rule's bound by more than chance explains. A gap is not a cause: see 'evenhand explain' with the finding's id for how it came about.";
const FEATURE_HELP =
  "A breach: the feature tells the protected attribute, or carries a gap, beyond what the rule allows. See 'evenhand explain' with the finding's id for how it came about.";

/** The plan's rules, and those that findings name beside them: what no rule of the plan covers has a rule of its own. */
function rulesOf(plan: Plan, found: readonly Entry[]): readonly Rule[] {
  const every = (id: string, all: string): string => (id === "all" ? all : id);
  const written: readonly Rule[] = [
    ...plan.rules.map(({ id, level, metric, attribute, threshold, comparator }) => ({
      id,
      level,
      text: `${every(metric, "every metric")} by ${every(attribute, "every attribute")}: ratio to ${comparator} held against ${amount(threshold)}.`,
      help: GROUP_HELP,
    })),
    ...plan.proxies.rules.map(({ id, level, feature, attribute }) => ({
      id,
      level,
      text: `${every(feature, "every feature")} as a stand-in for ${every(attribute, "every attribute")}.`,
      help: FEATURE_HELP,
    })),
  ];
  const known = new Set(written.map(({ id }) => id));
  const others = new Map(found.filter(({ rule }) => !known.has(rule)).map((entry) => [entry.rule, entry]));
  return [
    ...written,
    ...[...others.values()].map(({ rule, level }) => ({
      id: rule,
      level,
      text: "What no rule of the plan covers.",
      help: GROUP_HELP,
    })),
  ];
}

/** A plain text message: nothing in it is a link or a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6). */
function message(text: string): { readonly text: string } {
  const unlinked = forTerminal(text).replaceAll("](", String.raw`]\u{28}`);
  return { text: unlinked.replace(/[{}]/gu, "$&$&") };
}
