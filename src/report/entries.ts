/**
 * The findings of both kinds, on groups and on features, in the one shape that formats for build servers need: a
 * sentence, a rule with its line in the plan, a verdict, and by whose word a breach is not counted.
 *
 * Every text may quote the plan and the log. It is cut here, and escaped once, by the format that shows it.
 */
import type { AuditResult, Finding, ProxyFinding, Verdict } from "../model.js";
import { cut } from "../quoted.js";
import { forTerminal, quotedIfBare } from "./escape.js";
import { crossed, marks, metricTitle } from "./lookup.js";
import { interval, ratio } from "./numbers.js";
import { confidence, ruleText } from "./sentences.js";
import { COMPARATORS } from "./words-method.js";
import { askedOf, auc, PROXY_REASONS, PROXY_VERDICTS, share } from "./words-proxies.js";
import { reasonWords, VERDICTS, WORST_FIRST } from "./words.js";

/** What a format is told beside the result. */
export interface RenderOptions {
  /** The plan as the build server knows it, from the root of the repository; findings are placed in it. */
  readonly planPath?: string;
  /** Results of earlier audits of the same, oldest first. */
  readonly earlier?: readonly AuditResult[];
}

/** By whose word a breach is not counted. */
export interface Excuse {
  readonly by: "waived" | "justified";
  /** "waived until 2027-03-31 by ...: reason". */
  readonly text: string;
}

export interface Entry {
  readonly id: string;
  /** The id, made unique where several rules ask the same of the same features. */
  readonly key: string;
  readonly rule: string;
  readonly level: Finding["level"];
  readonly verdict: Verdict;
  /** What is taken together: a metric by an attribute, or the features of an attribute. */
  readonly family: string;
  /** The question in words: "Offer rate by age_band". */
  readonly question: string;
  /** Whom or what it is about: the group, or the feature. */
  readonly subject: string;
  /** What was measured, and what the rule asks for. */
  readonly found: string;
  readonly asked: string;
  /** All of it in a sentence or three. */
  readonly message: string;
  /** Line of the rule in the plan, 1 where it has none of its own. */
  readonly line: number;
  /** Empty unless the verdict is a breach. */
  readonly excuses: readonly Excuse[];
}

/** All findings, on groups and then on features, each kind in the order of the result. */
export function entries(result: AuditResult): readonly Entry[] {
  return [
    ...result.findings.map((finding) => groupEntry(result, finding)),
    ...(result.proxies?.findings ?? []).map((finding) => featureEntry(result, finding)),
  ];
}

/** Worst first: by verdict, breaches that count before those that are waived or justified, gated rules before others. */
export function worstFirst(all: readonly Entry[]): readonly Entry[] {
  const rank = ({ verdict, excuses, level }: Entry): number =>
    WORST_FIRST.indexOf(verdict) * 10 + (excuses.length > 0 ? 5 : 0) + LEVELS.indexOf(level);
  return all.toSorted((one, other) => rank(one) - rank(other));
}

const LEVELS: readonly Entry["level"][] = ["error", "warn", "off"];

/** Whether an entry is a breach that nobody has excused. */
export function countsAsBreach({ verdict, excuses }: Entry): boolean {
  return verdict === "fail" && excuses.length === 0;
}

/** Where the plan lies, with forward slashes. */
export function planPathOf({ planPath }: RenderOptions): string {
  const path = (planPath ?? "evenhand.yaml").replaceAll("\\", "/").replace(/^(?:\.\/)+/u, "");
  return forTerminal(path);
}

function groupEntry(result: AuditResult, finding: Finding): Entry {
  const { id, rule, level, verdict, comparison } = finding;
  const question = `${name(metricTitle(result, finding.metric))} by ${names(finding.attributes)}`;
  const subject = names(finding.group);
  const against = marks(finding.expected);
  const write = (value: number): string => ratio(value, against);
  const estimate = comparison?.ratio ?? null;
  const limits =
    estimate === null || (estimate.low === null && estimate.high === null)
      ? ""
      : ` (${confidence(result)} ${interval(estimate.low, estimate.high, write)})`;
  const none = result.publication !== null && finding.reason === "withheld" ? "figures withheld" : "no ratio";
  const found = estimate === null ? none : `ratio ${ratio(estimate.value, against)}${limits}`;
  const { kind, group } = finding.comparator;
  const asked = `${ruleText(finding)} of ${group === null ? COMPARATORS[kind] : names(group)}`;
  const excuses = finding.waived ? [waivedBy(result, id)] : [];
  return {
    id,
    key: id,
    rule,
    level,
    verdict,
    family: finding.family,
    question,
    subject,
    found,
    asked,
    message: [
      `${capital(VERDICTS[verdict].label)}: ${question}, ${subject}: ${found}; the rule asks for ${asked}.`,
      `${capital(reasonWords(finding).short)}.`,
      ...standing(verdict, level, excuses),
      ...lapsed(result, id),
    ].join(" "),
    line: result.plan.rules.find((one) => one.id === rule)?.line ?? 1,
    excuses,
  };
}

function featureEntry(result: AuditResult, finding: ProxyFinding): Entry {
  const { id, rule, level, verdict } = finding;
  const pair = result.proxies?.pairs.find((one) => one.id === finding.pair) ?? null;
  const question = `${name(finding.feature)} as a stand-in for ${name(finding.attribute)}`;
  const found = foundOf(result, finding, pair === null ? null : PROXY_VERDICTS[pair.verdict].label);
  const asked = askedOf(finding);
  const because = pair === null ? [] : [PROXY_REASONS[pair.reason]];
  const excuses: readonly Excuse[] = [
    ...(finding.justified ? [justifiedBy(pair?.justified ?? null)] : []),
    ...(finding.waived ? [waivedBy(result, id)] : []),
  ];
  return {
    id,
    key: `${id}/${rule}`,
    rule,
    level,
    verdict,
    family: `features by ${finding.attribute}`,
    question,
    subject: name(finding.feature),
    found,
    asked,
    message: [
      `${capital(VERDICTS[verdict].label)}: ${question}: ${found}; the rule asks for ${asked}.`,
      ...because,
      ...standing(verdict, level, excuses),
      ...lapsed(result, id),
    ].join(" "),
    line: result.plan.proxies.rules.find((one) => one.id === rule)?.line ?? 1,
    excuses,
  };
}

function foundOf(result: AuditResult, { bound, actual, metric }: ProxyFinding, label: string | null): string {
  if (bound === "verdict") return label ?? "no verdict";
  if (actual === null || actual.value === null) return "no figure";
  if (bound === "auc") return `AUC ${auc(actual)}`;
  const gap = metric === null ? "a gap" : `the gap in ${name(metricTitle(result, metric))}`;
  return `${share(actual)} of ${gap}`;
}

/** What a breach means for the gate where it does not fail it. */
function standing(verdict: Verdict, level: Entry["level"], excuses: readonly Excuse[]): readonly string[] {
  if (verdict !== "fail") return [];
  return [
    ...(level === "warn" ? ["The rule is a warning and does not fail the gate."] : []),
    ...(level === "off" ? ["No rule of the plan hangs on it."] : []),
    ...excuses.map(({ text }) => `${capital(text)}.`),
  ];
}

function waivedBy(result: AuditResult, id: string): Excuse {
  const waiver = result.waivers.find((one) => one.finding === id && one.state === "covers");
  if (waiver === undefined) return { by: "waived", text: "waived" };
  const { expires, approver, owner, reason } = waiver;
  const who = `by ${name(approver)} (owner ${name(owner)})`;
  return { by: "waived", text: `waived until ${name(expires)} ${who}: ${said(reason)}` };
}

/** That a breach was waived and is so no longer, which a build that fails since has to say. */
function lapsed(result: AuditResult, id: string): readonly string[] {
  return result.waivers
    .filter((one) => one.finding === id)
    .flatMap(({ state, expires }) => {
      if (state === "expired") return [`Its waiver (until ${name(expires)}) no longer holds.`];
      if (state === "no_days")
        return [
          `Whether its waiver (until ${name(expires)}) still holds cannot be told: the log has no days.`,
        ];
      return state === "beyond_floor" ? ["It has grown beyond what its waiver accepts."] : [];
    });
}

function justifiedBy(
  given: { readonly reason: string; readonly owner: string; readonly expires: string } | null,
): Excuse {
  if (given === null) return { by: "justified", text: "justified by the plan" };
  const { expires, owner, reason } = given;
  return {
    by: "justified",
    text: `justified by the plan until ${name(expires)} (owner ${name(owner)}): ${said(reason)}`,
  };
}

/** A name short enough for a line of a build log; one that would hardly be seen is in quotes. */
function name(text: string): string {
  return quotedIfBare(cut(text, 60, 240));
}

function names(texts: readonly string[]): string {
  return crossed(texts.map(name));
}

/** A sentence of the plan or a waiver, without the full stop that is to follow. */
function said(text: string): string {
  return cut(text, 300, 1_200).replace(/\.\s*$/u, "");
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
