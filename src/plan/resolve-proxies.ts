/** `proxies:` from what is written to what is meant; every name it uses must exist, and be a feature's. */
import type { FeaturePlan, Justification, LogPlan, ProxyPlan, ProxyRulePlan } from "../model.js";
import { checkSafeId } from "./ids.js";
import { readPart } from "./issues.js";
import { didYouMean } from "./nearest.js";
import { quoted } from "../quoted.js";
import { isMapping, type Path, type Raw, type Report, valueOf } from "./raw.js";
import { type ProxiesInput, proxies } from "./schema-proxies.js";

/** A warning, for nobody has said yet which features may be used. */
const BUILT_IN: ProxyRulePlan = {
  id: "proxy-1",
  feature: "all",
  attribute: "all",
  max_auc: null,
  max_transmitted: null,
  verdict: "proxy",
  level: "warn",
};
const ZIP_LEVELS = [5, 3, 1];

interface Context {
  readonly attributes: readonly string[];
  /** The log's section; null where it has faults. */
  readonly log: LogPlan | null;
  /** Columns that have another role, and which. */
  readonly taken: ReadonlyMap<string, string>;
  readonly ruleIds: readonly string[];
}

/** `null` when the section has faults of form. */
export function resolveProxies(raw: Raw | undefined, context: Context, report: Report): ProxyPlan | null {
  const input = readPart(proxies, raw ?? { kind: "mapping", entries: [] }, ["proxies"], report);
  if (input === null) return null;
  const exclude = input.exclude ?? [];
  const check = new Names(context, exclude, report);
  exclude.forEach((column, index) => check.excluded(column, ["proxies", "exclude", index]));
  return {
    examine: input.examine,
    exclude,
    features: (input.features ?? []).map(([column, how]) => {
      check.feature(column, ["proxies", "features", column], "key");
      return featureOf(column, how, report);
    }),
    threshold: input.threshold,
    together: input.together,
    justified: (input.justified ?? []).map((one, index): Justification => {
      const path: Path = ["proxies", "justified", index];
      check.feature(one.feature, [...path, "feature"]);
      (one.attributes ?? []).forEach((id) => check.attribute(id, [...path, "attributes"]));
      return { ...one, attributes: one.attributes ?? null };
    }),
    rules: rulesOf(input, raw, check, context, report),
  };
}

type FeatureInput = NonNullable<ProxiesInput["features"]>[number][1];

function featureOf(column: string, how: FeatureInput, report: Report): FeaturePlan {
  const { as, levels } = typeof how === "string" ? { as: how, levels: undefined } : how;
  if (levels !== undefined) {
    const path: Path = ["proxies", "features", column, "levels"];
    if (as !== "code") {
      const what = `"levels" are steps of a code, and ${quoted(column)} is read as a ${as}`;
      report({ code: "levels-without-code", what, hint: "write as: code", path, at: "key" });
    } else if (levels.some((level, index) => index > 0 && level >= levels[index - 1]!)) {
      const what = '"levels" must fall: each step keeps fewer characters than the one before';
      report({ code: "levels-not-falling", what, hint: "for example [5, 3, 1]", path, at: "value" });
    }
  }
  return { column, as, levels: as === "code" ? (levels ?? ZIP_LEVELS) : null };
}

function rulesOf(
  input: ProxiesInput,
  raw: Raw | undefined,
  check: Names,
  context: Context,
  report: Report,
): readonly ProxyRulePlan[] {
  if (input.rules === undefined) return [BUILT_IN];
  const ids = new Set(context.ruleIds);
  return input.rules.map((one, index) => {
    const path: Path = ["proxies", "rules", index];
    if (one.feature !== "all") check.feature(one.feature, [...path, "feature"]);
    if (one.attribute !== "all") check.attribute(one.attribute, [...path, "attribute"]);
    if (one.max_auc === undefined && one.max_transmitted === undefined && one.verdict === undefined) {
      const what = "the rule bounds nothing";
      const hint = "give max_auc, max_transmitted or verdict";
      report({ code: "rule-without-bound", what, hint, path, at: "value" });
    }
    const id = one.id ?? `proxy-${index + 1}`;
    if (one.id !== undefined) checkSafeId(one.id, [...path, "id"], "value", report);
    if (ids.has(id)) {
      const what = `two rules have the id ${quoted(id)}`;
      const given = isMapping(raw) && valueOf(raw, "rules") !== undefined && one.id !== undefined;
      report({ code: "duplicate-id", what, hint: null, path: given ? [...path, "id"] : path, at: "value" });
    }
    ids.add(id);
    return {
      id,
      feature: one.feature,
      attribute: one.attribute,
      max_auc: one.max_auc ?? null,
      max_transmitted: one.max_transmitted ?? null,
      verdict: one.verdict ?? null,
      level: one.level,
    };
  });
}

/** Checks names as they are met. */
class Names {
  constructor(
    private readonly context: Context,
    private readonly exclude: readonly string[],
    private readonly report: Report,
  ) {}

  feature(column: string, path: Path, at: "key" | "value" = "value"): void {
    const listed = this.context.log?.features ?? [];
    if (this.exclude.includes(column)) {
      const what = `the column ${quoted(column)} is excluded, and so no feature`;
      this.report({ code: "excluded-feature", what, hint: "take it out of proxies.exclude", path, at });
    } else if (this.refuseTaken(column, path, at)) return;
    else if (listed.length > 0 && !listed.includes(column)) {
      const what = `the column ${quoted(column)} is not among log.features`;
      const hint = didYouMean(column, listed) ?? "add it there, or leave log.features out";
      this.report({ code: "unknown-feature", what, hint, path, at });
    }
  }

  excluded(column: string, path: Path): void {
    if (this.refuseTaken(column, path, "value")) return;
    if (!(this.context.log?.features ?? []).includes(column)) return;
    const what = `the column ${quoted(column)} is listed under log.features and excluded here`;
    this.report({
      code: "excluded-feature",
      what,
      hint: "leave it out of one of the two",
      path,
      at: "value",
    });
  }

  attribute(id: string, path: Path): void {
    const { attributes } = this.context;
    if (attributes.length === 0 || attributes.includes(id)) return;
    const what = `${quoted(id)} is not an attribute of the plan`;
    this.report({ code: "unknown-attribute", what, hint: didYouMean(id, attributes), path, at: "value" });
  }

  private refuseTaken(column: string, path: Path, at: "key" | "value"): boolean {
    const role = this.context.taken.get(column);
    if (role === undefined) return false;
    const what = `the column ${quoted(column)} is ${role}, and so no feature`;
    this.report({ code: "column-roles", what, hint: null, path, at });
    return true;
  }
}
