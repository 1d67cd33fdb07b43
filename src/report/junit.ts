/**
 * JUnit XML, the format in which build servers take test results: a suite for each metric by attribute and for the
 * features of each attribute, a case for each finding.
 *
 * A case without a child is a pass, and only what is within its rule is one. What could not be decided, what is not
 * judged, an excused breach and a breach of a rule that does not gate are "skipped" with the reason: of a passing case
 * GitLab and others show nothing but its name, and a breach must not look like one.
 */
import type { AuditResult } from "../model.js";
import { countsAsBreach, entries, type Entry } from "./entries.js";
import { forTerminal } from "./escape.js";
import { gateLine } from "./sentences.js";
import { VERDICTS } from "./words.js";

/** All findings as JUnit XML. */
export function renderJunit(result: AuditResult): string {
  const all = entries(result);
  const families = [...new Set(all.map(({ family }) => family))];
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites name="evenhand"${counts(all, false)}>`,
    ...families.flatMap((family, index) =>
      suite(
        result,
        family,
        all.filter((entry) => entry.family === family),
        index === 0,
      ),
    ),
    `</testsuites>`,
    "",
  ].join("\n");
}

function suite(
  result: AuditResult,
  family: string,
  cases: readonly Entry[],
  first: boolean,
): readonly string[] {
  return [
    `  <testsuite name="${xml(family)}"${counts(cases, true)}>`,
    ...(first ? facts(result) : []),
    ...cases.flatMap(testcase),
    `  </testsuite>`,
  ];
}

/** What the whole audit came to, for there is no place above the suites. */
function facts(result: AuditResult): readonly string[] {
  const said: readonly (readonly [string, string])[] = [
    ["gate", gateLine(result.gate)],
    ["evenhand", result.tool.version],
    ["result_sha256", result.sha256],
  ];
  return [
    "    <properties>",
    ...said.map(([key, value]) => `      <property name="${key}" value="${xml(value)}"/>`),
    "    </properties>",
  ];
}

function counts(cases: readonly Entry[], skipped: boolean): string {
  const failures = cases.filter(isFailure).length;
  const left = cases.filter((entry) => !isFailure(entry) && entry.verdict !== "pass").length;
  return ` tests="${cases.length}" failures="${failures}" errors="0"${skipped ? ` skipped="${left}"` : ""}`;
}

function testcase(entry: Entry): readonly string[] {
  // Names of cases have to differ, and to be the same in every run.
  const name = `${entry.subject} (${entry.rule}, ${entry.id})`;
  const open = `    <testcase classname="${xml(entry.family)}" name="${xml(name)}"`;
  if (entry.verdict === "pass") return [`${open}/>`];
  const failed = isFailure(entry);
  const type = failed ? ` type="${xml(VERDICTS[entry.verdict].label)}"` : "";
  const body = failed ? `${entry.message} ${hint(entry)}` : entry.message;
  const tag = failed ? "failure" : "skipped";
  return [
    `${open}>`,
    `      <${tag}${type} message="${xml(headline(entry))}">${xml(body)}</${tag}>`,
    `    </testcase>`,
  ];
}

function hint({ id }: Entry): string {
  return `See: evenhand explain ${id}`;
}

function isFailure(entry: Entry): boolean {
  return countsAsBreach(entry) && entry.level === "error";
}

/** The reason in a line: an excused breach says first by whose word. */
function headline(entry: Entry): string {
  const said = [...entry.excuses.map(({ text }) => text), entry.message];
  return said.join("; ");
}

/**
 * Text in an attribute or between tags. What XML 1.0 has no way to write is spelled out already, by `forTerminal`; what
 * is read as markup is escaped, and the opening of an attachment (`[[ATTACHMENT|path]]`), which GitLab and Jenkins obey.
 */
function xml(text: string): string {
  return forTerminal(text)
    .replace(/\[(?=\[)/gu, String.raw`\u{5b}`)
    .replace(/[&<>"']/gu, (sign) => ENTITIES[sign]!);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
