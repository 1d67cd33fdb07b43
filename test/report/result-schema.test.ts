import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderJson } from "../../src/report/json.js";
import { resultSchema, resultSchemaText } from "../../src/report/result-schema.js";
import { sampleResult } from "./sample.js";

// After a change of the schema, from a built checkout:
// node -e "import('./dist/report/result-schema.js').then((m) => process.stdout.write(m.resultSchemaText()))" > docs/result.schema.json
// npx prettier --write docs/result.schema.json
const published = new URL("../../docs/result.schema.json", import.meta.url);

type Node = { readonly [key: string]: unknown };

function nodes(value: unknown): readonly Node[] {
  if (Array.isArray(value)) return value.flatMap(nodes);
  if (typeof value !== "object" || value === null) return [];
  return [value as Node, ...Object.values(value).flatMap(nodes)];
}

describe("the schema of result.json", () => {
  test("accepts the sample, also after a journey through JSON", () => {
    expect(resultSchema.safeParse(sampleResult()).error).toBeUndefined();
    expect(resultSchema.safeParse(JSON.parse(renderJson(sampleResult()))).success).toBe(true);
  });

  test("refuses what is missing and what is extra", () => {
    const { gate: _, ...rest } = sampleResult();
    expect(resultSchema.safeParse(rest).success).toBe(false);
    expect(resultSchema.safeParse({ ...sampleResult(), extra: 1 }).success).toBe(false);
  });

  test("is the one in docs", () => {
    expect(JSON.parse(readFileSync(published, "utf8"))).toEqual(JSON.parse(resultSchemaText()));
  });

  test("describes every property and lets nothing else in", () => {
    const objects = nodes(JSON.parse(resultSchemaText())).filter(
      (one) => "properties" in one && one["type"] === "object",
    );
    const properties = objects.flatMap((one) =>
      Object.values(one["properties"] as Readonly<Record<string, Node>>),
    );
    expect(properties.length).toBeGreaterThan(150);
    expect(properties.filter((one) => !("description" in one || "$ref" in one))).toEqual([]);
    expect(objects.filter((one) => one["additionalProperties"] !== false)).toEqual([]);
  });
});
