/**
 * Names under `proxies:` each must be an attribute of the plan, or a column that is a feature. They are checked as
 * written, so that a misspelt key beside them does not hide them.
 */
import type { LogPlan } from "../model.js";
import type { Taken } from "./check-roles.js";
import { didYouMean } from "./nearest.js";
import { quoted } from "../quoted.js";
import { type Path, type Raw, type Report, isBlank, isList, isMapping, valueOf } from "./raw.js";
import { isPadded } from "./scalars.js";

export interface ProxyNames {
  readonly attributes: readonly string[];
  /** The log's section; null where it has faults. */
  readonly log: LogPlan | null;
  /** Columns that have another role, and which. */
  readonly taken: ReadonlyMap<string, Taken>;
}

/** A name and where it stands. */
interface Named {
  readonly name: string;
  readonly path: Path;
  readonly at: "key" | "value";
}

export function checkProxyNames(raw: Raw | undefined, names: ProxyNames, report: Report): void {
  if (!isMapping(raw)) return;
  const exclude = namesIn(valueOf(raw, "exclude"), ["proxies", "exclude"]);
  const excluded = new Set(exclude.map((one) => one.name));
  const features = valueOf(raw, "features");
  const justified = itemsIn(valueOf(raw, "justified"), ["proxies", "justified"]);
  const rules = itemsIn(valueOf(raw, "rules"), ["proxies", "rules"]);
  const read = isMapping(features) ? features.entries.filter(({ key }) => isName(key)) : [];
  for (const one of exclude) checkExcluded(one, names, report);
  for (const { key } of read) {
    checkFeature({ name: key, path: ["proxies", "features", key], at: "key" }, excluded, names, report);
  }
  for (const { value, path } of [...justified, ...rules]) {
    for (const one of namesIn(valueOf(value, "feature"), [...path, "feature"])) {
      checkFeature(one, excluded, names, report);
    }
  }
  for (const { value, path } of justified) {
    for (const one of namesIn(valueOf(value, "attributes"), [...path, "attributes"])) {
      checkAttribute(one, names, report);
    }
  }
  for (const { value, path } of rules) {
    for (const one of namesIn(valueOf(value, "attribute"), [...path, "attribute"])) {
      if (one.name !== "all") checkAttribute(one, names, report);
    }
  }
}

/** One name or a list of names; what cannot be a name is refused by its shape. */
function namesIn(raw: Raw | undefined, path: Path): readonly Named[] {
  const items = isList(raw)
    ? raw.items.map((item, index) => ({ value: item.value, path: [...path, index] }))
    : [{ value: raw, path }];
  return items.flatMap((one): readonly Named[] => {
    const name = isList(raw) && isBlank(one.value) ? one.value.text : one.value;
    return typeof name === "string" && isName(name) ? [{ name, path: one.path, at: "value" }] : [];
  });
}

function isName(text: string): boolean {
  return text !== "" && !isPadded(text);
}

/** The sections of a list. */
function itemsIn(raw: Raw | undefined, path: Path) {
  if (!isList(raw)) return [];
  return raw.items.flatMap(({ value }, index) =>
    isMapping(value) ? [{ value, path: [...path, index] }] : [],
  );
}

function checkExcluded(one: Named, names: ProxyNames, report: Report): void {
  if (names.log?.features.includes(one.name) === true) {
    const what = `the column ${quoted(one.name)} is listed under log.features, and excluded here`;
    const hint = "leave it out of one of the two";
    report({ code: "excluded-feature", what, hint, path: one.path, at: one.at });
  } else checkTaken(one, names, null, report);
}

function checkFeature(one: Named, excluded: ReadonlySet<string>, names: ProxyNames, report: Report): void {
  const { name, path, at } = one;
  // Only a rule has a word for all of them: elsewhere "all" is a column like any other.
  if (name === "all" && at === "value" && path[1] === "rules") return;
  if (checkTaken(one, names, "to examine it all the same, list it under log.features", report)) return;
  if (excluded.has(name)) {
    const what = `the column ${quoted(name)} is excluded, and so no feature`;
    report({ code: "excluded-feature", what, hint: "take it out of proxies.exclude", path, at });
    return;
  }
  const listed = names.log?.features ?? [];
  if (listed.length === 0 || listed.includes(name)) return;
  const what = `the column ${quoted(name)} is not among log.features`;
  report({ code: "unknown-feature", what, hint: didYouMean(name, listed), path, at });
}

/** Whether the column has another role, reported with it. `way` is the way out for a column that may have both. */
function checkTaken(one: Named, names: ProxyNames, way: string | null, report: Report): boolean {
  const taken = names.taken.get(one.name);
  const listed = names.log?.features.includes(one.name) === true;
  if (taken === undefined || (taken.unlessListed && listed)) return false;
  const what = `the column ${quoted(one.name)} is ${taken.role}, and so no feature`;
  const hint = taken.unlessListed ? way : null;
  report({ code: "column-roles", what, hint, path: one.path, at: one.at });
  return true;
}

function checkAttribute({ name, path, at }: Named, { attributes }: ProxyNames, report: Report): void {
  // With no names at all something else is wrong, and said already.
  if (attributes.length === 0 || attributes.includes(name)) return;
  const what = `${quoted(name)} is not an attribute of the plan`;
  report({ code: "unknown-attribute", what, hint: didYouMean(name, attributes), path, at });
}
