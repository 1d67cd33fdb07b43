/** `attributes:` from what is written to what is meant, with the checks inside one attribute. */
import type { AttributePlan } from "../model.js";
import { readPart } from "./issues.js";
import { quoted, UNKNOWN } from "../quoted.js";
import { type Path, type Raw, type Report, isList, isMapping } from "./raw.js";
import { type AttributeInput, attribute, attributes } from "./schema-attributes.js";
import { text } from "./scalars.js";
import { list, optional } from "./shapes.js";

export interface Attributes {
  /** Every id the plan names, faulty ones too: a rule that names one of them is not at fault. */
  readonly ids: readonly string[];
  readonly plans: readonly AttributePlan[];
  /** Some attribute has faults, so `plans` is not all of them. */
  readonly faulty: boolean;
  /** Where the plan gives the column of an attribute. */
  readonly pathOf: (id: string) => Path;
}

export function resolveAttributes(raw: Raw | undefined, report: Report): Attributes {
  if (isMapping(raw) && raw.entries.length > 0) return fromMapping(raw, report);
  if (isList(raw) && raw.items.length > 0) return fromList(raw, report);
  readPart(attributes, raw, ["attributes"], report);
  return { ids: [], plans: [], faulty: true, pathOf: () => ["attributes"] };
}

function fromList(raw: Raw, report: Report): Attributes {
  const read = readPart(list(text("a column name")), raw, ["attributes"], report);
  if (read === null) {
    const items = isList(raw) ? raw.items.map((item) => item.value) : [];
    const ids = items.filter((item) => typeof item === "string");
    return { ids, plans: [], faulty: true, pathOf: () => ["attributes"] };
  }
  const places = new Map<string, Path>();
  for (const [index, column] of read.entries()) {
    const path: Path = ["attributes", index];
    checkId(column, path, "value", report);
    if (places.has(column)) {
      const what = `the attribute ${quoted(column)} is listed twice`;
      report({ code: "duplicate-id", what, hint: null, path, at: "value" });
    } else places.set(column, path);
  }
  const plans = read.map((column) => resolveAttribute(column, undefined, ["attributes"], report));
  return { ids: read, plans, faulty: false, pathOf: (id) => places.get(id) ?? ["attributes"] };
}

function fromMapping(raw: Extract<Raw, { kind: "mapping" }>, report: Report): Attributes {
  const ids = raw.entries.map((entry) => entry.key);
  const plans = raw.entries.flatMap((entry) => {
    const path: Path = ["attributes", entry.key];
    checkId(entry.key, path, "key", report);
    const read = readPart(optional(attribute), entry.value, path, report);
    return read === null ? [] : [resolveAttribute(entry.key, read, path, report)];
  });
  const faulty = plans.length < ids.length;
  return { ids, plans, faulty, pathOf: (id) => ["attributes", id, "column"] };
}

function checkId(id: string, path: Path, at: "key" | "value", report: Report): void {
  const hint = 'give it an id of its own: "id: { column: ... }"';
  const bad = (what: string): void => report({ code: "bad-id", what, hint, path, at });
  if (id === "") bad("the id of an attribute cannot be empty");
  if (/\p{Cc}/u.test(id)) bad(`${quoted(id)} cannot be an id: it holds a control character`);
}

function resolveAttribute(
  id: string,
  input: AttributeInput | undefined,
  path: Path,
  report: Report,
): AttributePlan {
  if (input !== undefined) checkAttribute(input, path, report);
  const probabilities = input?.probabilities?.map(([group, column]) => ({ group, column })) ?? null;
  return {
    id,
    column: probabilities === null ? (input?.column ?? id) : null,
    probabilities,
    map: input?.map?.map(([value, group]) => ({ value, group })) ?? null,
    bins: input?.bins ?? null,
    unknown: input?.unknown ?? [],
    reference: input?.reference ?? null,
    population: input?.population?.map(([group, share]) => ({ group, share })) ?? null,
    source: input?.source ?? null,
    category: input?.category ?? CATEGORIES.get(id.toLowerCase()) ?? null,
  };
}

/** Ids that say by themselves which category they are. */
const CATEGORIES: ReadonlyMap<string, "sex" | "race_ethnicity"> = new Map([
  ["sex", "sex"],
  ["gender", "sex"],
  ["race", "race_ethnicity"],
  ["ethnicity", "race_ethnicity"],
  ["race_ethnicity", "race_ethnicity"],
]);

function checkAttribute(input: AttributeInput, path: Path, report: Report): void {
  const clash = (key: keyof AttributeInput, other: string): void => {
    if (input[key] === undefined) return;
    const what = `"${key}" does not go with "${other}"`;
    report({ code: "clashing-keys", what, hint: "leave one of them out", path: [...path, key], at: "key" });
  };
  if (input.probabilities !== undefined) {
    for (const key of ["column", "map", "bins", "unknown"] as const) clash(key, "probabilities");
  }
  if (input.bins !== undefined) clash("map", "bins");
  checkBins(input.bins ?? [], path, report);
  checkPopulation(input.population, path, report);
  checkGroups(input, path, report);
  const mapped = input.map?.map(([value]) => value) ?? [];
  const both = input.unknown?.find((value) => mapped.includes(value));
  if (both !== undefined) {
    const what = `${quoted(both)} is both in "map" and in "unknown"`;
    report({ code: "clashing-keys", what, hint: null, path: [...path, "unknown"], at: "value" });
  }
}

function checkBins(bins: readonly number[], path: Path, report: Report): void {
  for (const [index, bin] of bins.entries()) {
    const before = bins[index - 1];
    if (before === undefined || before < bin) continue;
    const what = `"bins" must ascend, and ${bin} follows ${before}`;
    report({ code: "bins-order", what, hint: null, path: [...path, "bins", index], at: "value" });
  }
}

const SUM_TOLERANCE = 1e-6;

function checkPopulation(population: AttributeInput["population"], path: Path, report: Report): void {
  if (population === undefined) return;
  const sum = population.reduce((total, [, share]) => total + share, 0);
  if (Math.abs(sum - 1) <= SUM_TOLERANCE) return;
  const what = `the shares under "population" sum to ${Number(sum.toPrecision(9))}, not to 1`;
  report({ code: "population-sum", what, hint: null, path: [...path, "population"], at: "key" });
}

/** With probabilities the groups are known, so names of groups can be checked here. */
function checkGroups(input: AttributeInput, path: Path, report: Report): void {
  if (input.probabilities === undefined) return;
  const groups = input.probabilities.map(([group]) => group);
  const unknown = (group: string, at: Path, where: "key" | "value"): void => {
    const what = `${quoted(group)} is not a group under "probabilities"`;
    const hint = `known here: ${groups.slice(0, 12).map(quoted).join(", ")}`;
    report({ code: "unknown-group", what, hint, path: at, at: where });
  };
  const { reference } = input;
  if (reference !== undefined && !groups.includes(reference)) {
    unknown(reference, [...path, "reference"], "value");
  }
  for (const [group] of input.population ?? []) {
    if (!groups.includes(group)) unknown(group, [...path, "population", group], "key");
  }
  if (groups.includes(UNKNOWN)) {
    const what = `a group cannot be called ${quoted(UNKNOWN)}, which is what reports call people whose group is not known`;
    const hint =
      "leave it out, for what the other probabilities leave over goes there; or give it another name";
    report({ code: "reserved-name", what, hint, path: [...path, "probabilities", UNKNOWN], at: "key" });
  }
  const columns = input.probabilities.map(([, column]) => column);
  for (const [index, [group, column]] of input.probabilities.entries()) {
    if (columns.indexOf(column) === index) continue;
    const what = `two groups have the same probability column, ${quoted(column)}`;
    const at: Path = [...path, "probabilities", group];
    report({ code: "repeated-value", what, hint: null, path: at, at: "value" });
  }
}
