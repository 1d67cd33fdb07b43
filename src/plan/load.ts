/**
 * The plan room's front door: the text of a plan file in, the plan and its digest
 * out, or every fault at once with its line.
 */
import { createHash } from "node:crypto";
import type { Plan } from "../model.js";
import { type Fault, Refusal, fault } from "../refusal.js";
import { canonicalJson } from "./canonical-json.js";
import { linesOf } from "./lines.js";
import { type Problem, placeOf } from "./raw.js";
import { readYaml } from "./read-yaml.js";
import { resolvePlan } from "./resolve.js";
import type { PlacedFault } from "./scan-yaml.js";

/** More faults than this help nobody; the rest are counted. */
const MOST_FAULTS = 100;

/**
 * Reads a plan. `file` is only used to name the place of a fault.
 * Throws a `Refusal` with all faults, in the order of the file.
 */
export function loadPlan(text: string, file: string): { readonly plan: Plan; readonly sha256: string } {
  const source = text.replace(/^\uFEFF/, "");
  const reading = readYaml(source);
  const { root } = reading;
  const problems: Problem[] = [];
  const plan = root === null ? null : resolvePlan(root, (problem) => problems.push(problem));
  const placed = problems.map((one): PlacedFault => {
    const at = one.path.length === 0 || root === null ? reading.rootAt : placeOf(root, one.path, one.at);
    return { code: one.code, what: one.what, hint: one.hint, place: at };
  });
  const all = [...reading.faults, ...placed];
  if (all.length > 0) throw new Refusal(inOrder(all, source, file));
  // Without a fault there is a plan: anything else is a bug, not something the user can mend.
  if (plan === null) throw new Error("the plan was refused without a fault");
  return { plan, sha256: planDigest(plan) };
}

function inOrder(all: readonly PlacedFault[], source: string, file: string): readonly Fault[] {
  const lines = linesOf(source);
  const sorted = all.toSorted(
    (a, b) => a.place.line - b.place.line || a.place.position - b.place.position || order(a.code, b.code),
  );
  const shown = sorted.slice(0, MOST_FAULTS).map(({ code, what, hint, place }) => {
    const { line, position } = place;
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
 */
export function planDigest(plan: Plan): string {
  const rules = plan.rules.map((rule) => ({ ...rule, line: undefined }));
  return createHash("sha256")
    .update(canonicalJson({ ...plan, rules }), "utf8")
    .digest("hex");
}
