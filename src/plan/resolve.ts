/**
 * From what the plan file says to what is meant: defaults filled in, shorthands
 * written out. Sections are read one by one, so that a fault in one does not hide
 * the faults of the others; a check that needs a faulty section is passed over
 * rather than made on half of it.
 */
import type { Plan, Settings, SystemPlan, ThresholdRecord } from "../model.js";
import type { Preset } from "../policy/presets.js";
import { checkPeople, checkRoles, takenColumns } from "./check-roles.js";
import { readPart } from "./issues.js";
import { didYouMean } from "./nearest.js";
import { quoted } from "../quoted.js";
import { type Mapping, type Raw, type Report, isBlank, isMapping, valueOf } from "./raw.js";
import { resolveAttributes } from "./resolve-attributes.js";
import { resolveLog } from "./resolve-log.js";
import { resolveMetrics } from "./resolve-metrics.js";
import { crossingName, resolveIntersections } from "./resolve-intersections.js";
import { presetCrossings, presetOf, withPreset } from "./resolve-preset.js";
import { resolveProxies } from "./resolve-proxies.js";
import { resolveRules } from "./resolve-rules.js";
import { planInput, planKeys } from "./schema.js";
import { settings } from "./schema-policy.js";
import { recordOf } from "./schema-record.js";

type LineAt = (offset: number) => number;

/** The plan, or `null` when a fault was reported on the way. */
export function resolvePlan(root: Raw, lineAt: LineAt, report: Report): Plan | null {
  if (!isMapping(root)) {
    readPart(planInput, root, [], report);
    return null;
  }
  let faults = 0;
  const count: Report = (problem) => {
    faults += 1;
    report(problem);
  };
  const plan = resolveSections(root, lineAt, count);
  return faults === 0 ? plan : null;
}

function resolveSections(root: Mapping, lineAt: LineAt, report: Report): Plan | null {
  checkKeys(root, report);
  const given = (key: keyof typeof planKeys): Raw | undefined => {
    const raw = valueOf(root, key);
    return isBlank(raw) ? undefined : raw;
  };
  readPart(planKeys.evenhand, valueOf(root, "evenhand"), ["evenhand"], report);
  const presetId = readPart(planKeys.preset, given("preset"), ["preset"], report) ?? null;
  const preset = presetOf(presetId);
  const system = readPart(planKeys.system, given("system"), ["system"], report);
  const log = resolveLog(given("log"), report);
  const attributes = resolveAttributes(valueOf(root, "attributes"), report);
  const crossings =
    given("intersections") === undefined
      ? presetCrossings(preset, attributes)
      : resolveIntersections(given("intersections"), attributes, report);
  const metrics = resolveMetrics(valueOf(root, "metrics"), report);
  const rules = resolveRules(
    given("rules"),
    { root, lineAt, attributes, metrics, crossings, preset: presetId },
    report,
  );
  const proxies = resolveProxies(
    given("proxies"),
    {
      root,
      lineAt,
      attributes: attributes.ids,
      log,
      taken: log === null ? new Map() : takenColumns(log, attributes, metrics.plans),
      rules,
    },
    report,
  );
  const limits = resolveSettings(given("settings"), preset, report);
  const thresholds = readPart(planKeys.thresholds, given("thresholds"), ["thresholds"], report);
  const record = readPart(planKeys.record, given("record"), ["record"], report);
  if (log !== null) checkRoles(log, attributes, metrics.plans, report);
  if (log !== null) checkPeople(log, metrics.plans, report);
  checkCrossingNames(crossings ?? [], attributes.ids, report);
  if (log === null || limits === null || crossings === null || proxies === null) return null;
  return {
    evenhand: 1,
    system: systemOf(system ?? undefined),
    log,
    attributes: attributes.plans,
    intersections: crossings,
    metrics: metrics.plans,
    rules,
    proxies,
    settings: limits,
    thresholds: thresholdsOf(thresholds ?? undefined),
    preset: presetId,
    record: recordOf(record ?? undefined),
  };
}

function checkKeys(root: Mapping, report: Report): void {
  const known = Object.keys(planKeys);
  for (const { key } of root.entries) {
    if (known.includes(key)) continue;
    const what = `${quoted(key)} is not a key of a plan`;
    report({ code: "unknown-key", what, hint: didYouMean(key, known), path: [key], at: "key" });
  }
}

/** An attribute called "a x b" beside the crossing of a and b: a rule could mean either. */
function checkCrossingNames(
  crossings: readonly (readonly string[])[],
  ids: readonly string[],
  report: Report,
): void {
  const names = crossings.map(crossingName);
  for (const [index, name] of names.entries()) {
    if (!ids.includes(name) && names.indexOf(name) === index) continue;
    const what = `${quoted(name)} names two things: this crossing, and another attribute or crossing`;
    const hint = "give the attribute another id";
    report({ code: "duplicate-id", what, hint, path: ["intersections", index], at: "value" });
  }
}

function resolveSettings(raw: Raw | undefined, preset: Preset | null, report: Report): Settings | null {
  const own = readPart(settings, raw ?? { kind: "mapping", entries: [] }, ["settings"], report);
  if (own === null) return null;
  const read = withPreset(own, raw, preset);
  if (read.disclosure_floor > read.minimum_units) {
    const given = isMapping(raw) && valueOf(raw, "minimum_units") !== undefined;
    const what = `"minimum_units" (${read.minimum_units}) may not be below "disclosure_floor" (${read.disclosure_floor})`;
    const hint = "a group cannot be judged on figures nobody may see";
    const key = given ? "minimum_units" : "disclosure_floor";
    report({ code: "floor-above-minimum", what, hint, path: ["settings", key], at: "value" });
  }
  return read;
}

type Part<K extends keyof typeof planKeys> = (typeof planKeys)[K]["_output"];

function systemOf(input: Part<"system">): SystemPlan {
  return {
    name: input?.name ?? null,
    owner: input?.owner ?? null,
    purpose: input?.purpose ?? null,
    version: input?.version ?? null,
  };
}

function thresholdsOf(input: Part<"thresholds">): ThresholdRecord {
  return {
    set_by: input?.set_by ?? null,
    set_on: input?.set_on ?? null,
    before_data: input?.before_data ?? null,
    reason: input?.reason ?? null,
  };
}
