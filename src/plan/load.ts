/**
 * The plan room's front door: the text of a plan file in, the plan and its digest
 * out, or every fault at once with its line.
 */
import { createHash } from "node:crypto";
import type { Plan } from "../model.js";
import { type Fault, Refusal, fault } from "../refusal.js";
import { canonicalJson } from "../seal/canonical-json.js";
import { type Lines, linesOf } from "./lines.js";
import { type OffsetFault, type Problem, type Raw, type Report, offsetOf } from "./raw.js";
import { readYaml } from "./read-yaml.js";
import { resolvePlan } from "./resolve.js";

/** More faults than this help nobody; the rest are counted. */
const MOST_FAULTS = 100;

/**
 * Reads a plan. `file` is only used to name the place of a fault.
 * Throws a `Refusal` with all faults, in the order of the file.
 */
export function loadPlan(text: string, file: string): { readonly plan: Plan; readonly sha256: string } {
  const plan = readDocument(text, file, resolvePlan);
  return { plan, sha256: planDigest(plan) };
}

/** Read a file in the manner of a plan: what it means, or a `Refusal` with every fault by its line. `noun`: what it is called. */
export function readDocument<T>(
  text: string,
  file: string,
  resolve: (root: Raw, lineAt: (offset: number) => number, report: Report) => T | null,
  noun = "plan",
): T {
  const source = text.replace(/^\uFEFF/, "");
  const lines = linesOf(source);
  const { root, rootAt, faults } = readYaml(source, lines);
  const problems: Problem[] = [];
  const meant = root === null ? null : resolve(root, lines.lineAt, (problem) => problems.push(problem));
  const located = problems.map(({ code, what, hint, path, at }): OffsetFault => {
    const offset = path.length === 0 || root === null ? rootAt : offsetOf(root, path, at);
    return { code, what, hint, offset };
  });
  // What is said of plans is said of other files in the same words, but for the name.
  const all = [...faults, ...located].map((one) =>
    noun === "plan"
      ? one
      : { ...one, what: one.what.replace(/\b(an?|the) plan\b/giu, `$1 ${noun}`), hint: own(one.hint) },
  );
  if (all.length > 0) throw new Refusal(inOrder(all, lines, file));
  // Without a fault it means something: anything else is a bug, not something the user can mend.
  if (meant === null) throw new Error("the file was refused without a fault");
  return meant;
}

/** A hint that is not about plans alone. */
function own(hint: string | null): string | null {
  return hint !== null && hint.includes("evenhand init") ? null : hint;
}

function inOrder(all: readonly OffsetFault[], lines: Lines, file: string): readonly Fault[] {
  const sorted = all.toSorted((a, b) => a.offset - b.offset || order(a.code, b.code));
  const shown = sorted.slice(0, MOST_FAULTS).map(({ code, what, hint, offset }) => {
    const { line, position } = lines.placeAt(offset);
    return fault(code, what, { hint, file, line, position, excerpt: lines.excerpt(line) });
  });
  const rest = sorted.length - shown.length;
  if (rest === 0) return shown;
  return [...shown, fault("more-faults", `${rest} more faults are not shown`, { file })];
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * Digest of what the plan means: SHA-256 over the canonical JSON (RFC 8785) of the
 * resolved plan without the line numbers of its rules. Comments, layout, quoting and
 * defaults written out do not change it; everything that changes the audit does.
 *
 * `record` is left out. It changes no figure and no verdict, and half of it (the day of
 * the audit, the opinion, the public summary) can only be written when the figures are
 * there: were it digested, writing it down would part the plan from the one that was
 * frozen before the data were seen. It is not unguarded: the result repeats it, and the
 * result's own digest covers it. `thresholds` stays in, for it is a claim about when the
 * rules were made, and must not be touched up afterwards.
 */
export function planDigest(plan: Plan): string {
  const { record: _record, ...digested } = plan;
  const rules = plan.rules.map((rule) => ({ ...rule, line: undefined }));
  const proxies = {
    ...plan.proxies,
    rules: plan.proxies.rules.map((rule) => ({ ...rule, line: undefined })),
  };
  return createHash("sha256")
    .update(canonicalJson({ ...digested, rules, proxies }), "utf8")
    .digest("hex");
}
