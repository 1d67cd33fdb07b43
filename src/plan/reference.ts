/**
 * The plan reference, docs/plan.md: a table a section, made from the JSON Schema,
 * with what a table cannot say around it (reference-text.ts).
 */
import { type JsonSchema, isRecord, planJsonSchema } from "./json-schema.js";
import { CHECKS, HOW_TEXTS_ARE_READ, INTRODUCTION } from "./reference-text.js";

/** The whole page, in Markdown. */
export function planReference(): string {
  const plan = planJsonSchema();
  const at = (...path: readonly string[]): JsonSchema => path.reduce<JsonSchema>(inside, plan);
  return [
    INTRODUCTION,
    table("The plan", "", plan),
    table("system", "What is audited.", at("system")),
    table("log", "Where the decisions are, and what the columns mean.", at("log")),
    table("log.columns", "For each column named there:", at("log", "columns", "*")),
    table("attributes", "For each attribute, when they are written as a mapping:", at("attributes", "*")),
    table("metrics", "For each metric, when it is more than a column name:", at("metrics", "*")),
    table("numerator and denominator", "A column name, or:", at("metrics", "*", "numerator")),
    table("rules", "For each rule of the list:", at("rules", "[]")),
    table("proxies", "Which columns may stand in for attributes, and what is judged of them.", at("proxies")),
    table(
      "proxies.features",
      "For each column named there, a kind (as in `signup: time`), or:",
      at("proxies", "features", "*"),
    ),
    table("proxies.justified", "For each justification of the list:", at("proxies", "justified", "[]")),
    table("proxies.rules", "For each rule of the list:", at("proxies", "rules", "[]")),
    table("settings", "", at("settings")),
    table("thresholds", "", at("thresholds")),
    table("record", "What a documented audit says in words; none of it is computed with.", at("record")),
    HOW_TEXTS_ARE_READ,
    CHECKS,
  ].join("\n");
}

/** The schema under a key; `*` is every key of a mapping, `[]` every item of a list. */
function inside(schema: JsonSchema, step: string): JsonSchema {
  const under = waysOf(schema).flatMap((way) => {
    const { properties, additionalProperties, items } = way;
    const next =
      step === "*" ? additionalProperties : step === "[]" ? items : isRecord(properties) && properties[step];
    return isRecord(next) ? [next] : [];
  });
  // Of several ways to write a value, the table is of the one with keys.
  const found = under.find((one) => waysOf(one).some((way) => isRecord(way["properties"]))) ?? under[0];
  if (found === undefined) throw new Error(`the plan schema has nothing under ${step}`);
  return waysOf(found).find((way) => isRecord(way["properties"])) ?? found;
}

/** The ways a value may be written. */
function waysOf(schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf } = schema;
  return Array.isArray(anyOf) ? anyOf.filter(isRecord) : [schema];
}

function table(title: string, lead: string, schema: JsonSchema): string {
  const { properties, required } = schema;
  if (!isRecord(properties)) throw new Error(`the plan schema has no keys under ${title}`);
  const needed: readonly unknown[] = Array.isArray(required) ? (required as unknown[]) : [];
  const rows = Object.entries(properties).map(([key, value]) => {
    const one = isRecord(value) ? value : {};
    const { description } = one;
    const type = typeInWords(one);
    const preset = needed.includes(key) ? "required" : presetInWords(one["default"]);
    return `| \`${key}\` | ${cell(type)} | ${cell(preset)} | ${cell(typeof description === "string" ? description : "")} |`;
  });
  const head = ["| key | takes | default | meaning and reason |", "| --- | --- | --- | --- |"];
  return [`## ${title}`, "", ...(lead === "" ? [] : [lead, ""]), ...head, ...rows, ""].join("\n");
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

function presetInWords(preset: unknown): string {
  return preset === undefined ? "" : `\`${String(preset)}\``;
}

/** What a key takes, in words. */
function typeInWords(schema: JsonSchema): string {
  const ways = waysOf(schema)
    .map(oneTypeInWords)
    .filter((way) => way !== "");
  return [...new Set(ways)].join(" or ");
}

function oneTypeInWords(schema: JsonSchema): string {
  const { type, enum: choices, const: only } = schema;
  const types: readonly unknown[] = Array.isArray(type) ? (type as unknown[]) : [type];
  if (only !== undefined) return `\`${String(only)}\``;
  if (Array.isArray(choices)) {
    const named = (choices as unknown[]).filter((choice) => choice !== null);
    return named.map((choice) => `\`${String(choice)}\``).join(", ");
  }
  if (types.includes("array")) return `list of ${manyOf(schema["items"])}`;
  if (types.includes("object")) {
    const { additionalProperties } = schema;
    return isRecord(additionalProperties) ? `mapping to ${typeInWords(additionalProperties)}` : "section";
  }
  if (types.includes("integer")) return `whole number${boundsInWords(schema)}`;
  if (types.includes("number") && !types.includes("string")) return `number${boundsInWords(schema)}`;
  if (types.includes("boolean") && !types.includes("string")) return "`true`, `false`";
  if (types.includes("string")) return schema["format"] === "date" ? "date" : "text";
  return "";
}

function manyOf(items: unknown): string {
  const one = isRecord(items) ? typeInWords(items) : "";
  if (one.startsWith("list of ")) return `lists of ${one.slice("list of ".length)}`;
  if (one.startsWith("whole number")) return one.replace("whole number", "whole numbers");
  return one === "text" || one === "number" || one === "section" ? `${one}s` : one;
}

function boundsInWords(schema: JsonSchema): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  const bounds = [
    ["at least", minimum],
    ["above", exclusiveMinimum],
    ["at most", maximum],
    ["below", exclusiveMaximum],
  ].flatMap(([name, bound]) => (bound === undefined ? [] : [`${String(name)} ${String(bound)}`]));
  return bounds.length === 0 ? "" : `, ${bounds.join(" and ")}`;
}
