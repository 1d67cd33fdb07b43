import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { isRecord, planJsonSchema } from "../../src/plan/json-schema.js";
import { loadPlan } from "../../src/plan/load.js";
import { planReference } from "../../src/plan/reference.js";
import { SHORTEST_PLAN } from "../../src/plan/reference-text.js";

const docs = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");
const ELSE = "if not, run: npm run build && node docs/generate.mjs";

/** Every schema inside a schema, with its path. */
function nodesOf(
  value: unknown,
  path = "",
): readonly { path: string; node: Readonly<Record<string, unknown>> }[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown, index) => nodesOf(one, `${path}/${index}`));
  if (!isRecord(value)) return [];
  const inside = Object.entries(value).flatMap(([key, one]) => nodesOf(one, `${path}/${key}`));
  return [{ path, node: value }, ...inside];
}

describe("the published plan schema", () => {
  const schema = planJsonSchema();

  test(`is current (${ELSE})`, () => {
    expect(JSON.parse(docs("plan.schema.json"))).toEqual(schema);
  });

  test("describes every key", () => {
    const keys = nodesOf(schema).filter(({ path }) => /\/properties\/[^/]+$/.test(path));
    expect(keys.length).toBeGreaterThan(60);
    const bare = keys.filter(({ node }) => typeof node["description"] !== "string").map(({ path }) => path);
    expect(bare).toEqual([]);
  });

  test("lets no unknown key into a section", () => {
    const sections = nodesOf(schema).filter(({ node }) => isRecord(node["properties"]) && "type" in node);
    expect(sections.length).toBeGreaterThan(8);
    expect(sections.filter(({ node }) => node["additionalProperties"] !== false)).toEqual([]);
  });

  test("asks for what the plan needs, and for nothing with a default", () => {
    expect(schema["required"]).toEqual(["evenhand", "attributes", "metrics"]);
    const required = nodesOf(schema).flatMap(({ node }) =>
      Array.isArray(node["required"]) ? [node["required"]] : [],
    );
    // A numerator and a denominator with values, a feature described and a justification, besides the plan itself.
    expect(required).toEqual([
      ["evenhand", "attributes", "metrics"],
      ["column", "in"],
      ["column", "in"],
      ["as"],
      ["feature", "reason", "owner", "expires"],
    ]);
  });

  test("gives the defaults the loader fills in", () => {
    const { plan } = loadPlan(SHORTEST_PLAN, "plan.yaml");
    const properties =
      nodesOf(schema).find(({ path }) => path === "/properties/settings/properties")?.node ?? {};
    const defaults = Object.entries(properties).map(([key, one]) => [
      key,
      isRecord(one) ? one["default"] : null,
    ]);
    expect(Object.fromEntries(defaults)).toEqual(plan.settings);
  });

  test("gives the defaults of proxies, and of a rule there", () => {
    const { threshold, together, examine } = loadPlan(SHORTEST_PLAN, "plan.yaml").plan.proxies;
    const defaultsAt = (at: string): Record<string, unknown> => {
      const properties = nodesOf(schema).find(({ path }) => path === at)?.node ?? {};
      const given = Object.entries(properties).filter(([, one]) => isRecord(one) && "default" in one);
      return Object.fromEntries(given.map(([key, one]) => [key, isRecord(one) ? one["default"] : null]));
    };
    expect(defaultsAt("/properties/proxies/properties")).toEqual({ examine, threshold, together });
    const rule = nodesOf(schema).find(({ path }) =>
      /^\/properties\/proxies\/.*\/rules\/.*\/properties$/.test(path),
    );
    expect(defaultsAt(rule?.path ?? "")).toEqual({ feature: "all", attribute: "all", level: "error" });
  });

  test("is a new object each time", () => {
    expect(planJsonSchema()).not.toBe(schema);
    expect(planJsonSchema()).toEqual(schema);
  });
});

describe("the plan reference", () => {
  test(`is current (${ELSE})`, () => {
    expect(docs("plan.md")).toBe(planReference());
  });

  test("opens with a plan that loads", () => {
    const [example] = /(?<=```yaml\n)[^`]*/.exec(planReference()) ?? [];
    expect(example).toBe(SHORTEST_PLAN);
    expect(example!.trim().split("\n").length).toBeLessThanOrEqual(10);
    expect(loadPlan(example!, "plan.yaml").plan.attributes).toHaveLength(2);
  });
});
