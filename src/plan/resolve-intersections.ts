/** `intersections:` which attributes are crossed; each must exist. */
import { readPart } from "./issues.js";
import { didYouMean } from "./nearest.js";
import { quoted } from "../quoted.js";
import { type Path, type Raw, type Report, isList } from "./raw.js";
import type { Attributes } from "./resolve-attributes.js";
import { crossing as crossingShape, intersections } from "./schema-attributes.js";

export type Crossings = readonly (readonly string[])[];

/** Each crossing is a table of its own, tested and printed. */
const MOST_CROSSINGS = 1000;

/** How a crossing is written in a rule. */
export function crossingName(ids: readonly string[]): string {
  return ids.join(" x ");
}

/** Whether two lists name the same attributes, in any order. */
export function sameCrossing(one: readonly string[], other: readonly string[]): boolean {
  return orderless(one) === orderless(other);
}

function orderless(crossing: readonly string[]): string {
  return JSON.stringify(crossing.toSorted());
}

/** `null` when the section has faults. */
export function resolveIntersections(
  raw: Raw | undefined,
  attributes: Attributes,
  report: Report,
): Crossings | null {
  if (raw === undefined) return [];
  if (isList(raw) && raw.items.length > 0) return listed(raw.items, attributes, report);
  const read = readPart(intersections, raw, ["intersections"], report);
  return read === null ? null : pairs(attributes, report);
}

/** Ids of attributes given as probabilities. Crossing them would have to assume that they are independent. */
function inferredOf(attributes: Attributes): readonly string[] {
  return attributes.plans.filter((one) => one.probabilities !== null).map((one) => one.id);
}

/** Every two attributes that have labels. */
function pairs(attributes: Attributes, report: Report): Crossings | null {
  const inferred = inferredOf(attributes);
  const ids = attributes.ids.filter((id) => !inferred.includes(id));
  const problem = (code: string, what: string, hint: string | null): null => {
    report({ code, what, hint, path: ["intersections"], at: "value" });
    return null;
  };
  if (ids.length < 2) {
    return attributes.faulty
      ? null
      : problem("crossing-too-small", '"pairs" needs two attributes with a column of labels', null);
  }
  const count = (ids.length * (ids.length - 1)) / 2;
  if (count > MOST_CROSSINGS) {
    return problem(
      "too-many-crossings",
      `"pairs" makes ${count} crossings here`,
      "list the ones that matter",
    );
  }
  return ids.flatMap((one, index) => ids.slice(index + 1).map((other) => [one, other]));
}

function listed(
  items: readonly { readonly value: Raw }[],
  attributes: Attributes,
  report: Report,
): Crossings | null {
  if (items.length > MOST_CROSSINGS) {
    const what = `a plan may have ${MOST_CROSSINGS} crossings, and this one has ${items.length}`;
    report({ code: "too-many-crossings", what, hint: null, path: ["intersections"], at: "value" });
    return null;
  }
  const seen = new Set<string>();
  const sound = items.flatMap(({ value }, index): Crossings => {
    const path: Path = ["intersections", index];
    const read = readPart(crossingShape, value, path, report);
    if (read === null || !isSound(read, attributes, path, report)) return [];
    if (seen.has(orderless(read))) {
      const what = "this crossing is listed already";
      report({ code: "repeated-value", what, hint: null, path, at: "value" });
    }
    seen.add(orderless(read));
    return [read];
  });
  return sound.length === items.length ? sound : null;
}

function isSound(crossing: readonly string[], attributes: Attributes, path: Path, report: Report): boolean {
  const { ids } = attributes;
  const inferred = inferredOf(attributes);
  let sound = true;
  const problem = (code: string, what: string, hint: string | null, at: Path): void => {
    sound = false;
    report({ code, what, hint, path: at, at: "value" });
  };
  for (const [item, id] of crossing.entries()) {
    const at: Path = [...path, item];
    if (!ids.includes(id)) {
      problem("unknown-attribute", `${quoted(id)} is not an attribute of the plan`, didYouMean(id, ids), at);
    } else if (crossing.indexOf(id) !== item) {
      problem("repeated-value", `the crossing names ${quoted(id)} twice`, null, at);
    } else if (inferred.includes(id)) {
      const what = `${quoted(id)} is given as probabilities, which cannot be crossed`;
      problem("crossing-of-probabilities", what, "cross attributes with a column of labels", at);
    }
  }
  if (crossing.length < 2) {
    problem("crossing-too-small", "a crossing needs two attributes or more", null, path);
  }
  return sound;
}
