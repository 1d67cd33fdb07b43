/**
 * The JSON Schema of the plan file (draft 2020-12), made from the zod schema, so
 * that an editor completes keys and marks faults while the plan is written. The
 * checks across keys are not in it: `evenhand` itself makes those.
 */
import * as z from "zod";
import { planInput } from "./schema.js";

export type JsonSchema = Readonly<Record<string, unknown>>;

/** The schema as plain data; the same every time. */
export function planJsonSchema(): JsonSchema {
  const schema = draw(planInput);
  const { $schema, ...rest } = schema;
  const title = "Evenhand audit plan";
  const description = "What a fairness audit of a campaign decision log looks at, and what it judges.";
  return { $schema, title, description, ...rest };
}

function draw(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: redraw }) as Record<string, unknown>;
}

/** Draws the blocks of shapes.ts as an editor sees them. */
function redraw(context: { readonly zodSchema: z.core.$ZodTypes; jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const json: Record<string, unknown> = context.jsonSchema;
  const { drawn, drawnValue, blank } = json;
  delete json["drawn"];
  delete json["drawnValue"];
  delete json["blank"];
  if (isRecord(drawn)) Object.assign(json, drawn);
  if (drawnValue instanceof z.ZodType) {
    const { $schema: _, ...value } = draw(drawnValue);
    json["additionalProperties"] = value;
  }
  if (blank === true) allowBlank(json);
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
