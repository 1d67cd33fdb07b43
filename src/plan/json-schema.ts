/**
 * The JSON Schema of the plan file (draft 2020-12), made from the zod schema, so
 * that an editor completes keys and marks faults while the plan is written. The
 * checks across keys are not in it: `evenhand` itself makes those.
 */
import * as z from "zod";
import { planInput } from "./schema.js";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema as plain data: a new object each time, and always the same. */
export function planJsonSchema(): JsonSchema {
  const schema = draw(planInput);
  const { $schema, ...rest } = schema;
  const title = "Evenhand audit plan";
  const description = "What a fairness audit of a campaign decision log looks at, and what it judges.";
  return { $schema, $id: "urn:evenhand:plan:1", title, description, ...rest };
}

function draw(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: redraw }) as Record<
    string,
    unknown
  >;
}

/** Draws the blocks of scalars.ts and shapes.ts as an editor sees them. */
function redraw(context: {
  readonly zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  const json: Record<string, unknown> = context.jsonSchema;
  const { drawn, drawnValue, blank, otherwise } = json;
  delete json["drawn"];
  delete json["drawnValue"];
  delete json["blank"];
  delete json["otherwise"];
  if (isRecord(drawn)) Object.assign(json, drawn);
  if (context.zodSchema instanceof z.ZodObject) {
    const needed = requiredKeys(context.zodSchema);
    if (needed.length > 0) json["required"] = needed;
    else delete json["required"];
  }
  if (drawnValue instanceof z.ZodType) {
    const { $schema: _, ...value } = draw(drawnValue);
    json["additionalProperties"] = value;
  }
  // `default` itself would be dropped: zod knows that these read a spelling, and takes it for the value read.
  if (otherwise !== undefined) json["default"] = otherwise;
  if (blank === true) allowBlank(json);
  inOrder(json);
}

const ORDER = ["$schema", "title", "description", "type", "const", "enum", "default"];

/** The keys that are at fault when they are missing. zod itself goes by types, and all blocks take anything to begin with. */
function requiredKeys(section: z.ZodObject): readonly string[] {
  return Object.entries(section.shape).flatMap(([key, value]) => {
    return value instanceof z.ZodType && !value.safeParse(undefined).success ? [key] : [];
  });
}

function rank(key: string): number {
  return ORDER.includes(key) ? ORDER.indexOf(key) : ORDER.length;
}

/** What a reader wants first comes first. */
function inOrder(json: Record<string, unknown>): void {
  for (const key of Object.keys(json).toSorted((a, b) => rank(a) - rank(b))) {
    const value = json[key];
    delete json[key];
    json[key] = value;
  }
}

/** A key may stand without a value. */
function allowBlank(json: Record<string, unknown>): void {
  const { type, enum: words, anyOf } = json;
  if (Array.isArray(anyOf)) {
    if (!anyOf.some((one: unknown) => isRecord(one) && one["type"] === "null")) {
      json["anyOf"] = [...(anyOf as unknown[]), { type: "null" }];
    }
    return;
  }
  const types: readonly unknown[] = Array.isArray(type) ? (type as unknown[]) : [type];
  if (type !== undefined && !types.includes("null")) json["type"] = [...types, "null"];
  if (Array.isArray(words) && !words.includes(null)) json["enum"] = [...(words as unknown[]), null];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
