/**
 * Writes docs/plan.schema.json and docs/plan.md from the plan's schema.
 * By hand, after a change of src/plan: npm run build && node docs/generate.mjs
 */
import { writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { planJsonSchema } from "../dist/plan/json-schema.js";
import { planReference } from "../dist/plan/reference.js";

const schema = new URL("plan.schema.json", import.meta.url);
const options = await resolveConfig(schema);
const json = await format(JSON.stringify(planJsonSchema()), { ...options, parser: "json" });
writeFileSync(schema, json);
writeFileSync(new URL("plan.md", import.meta.url), planReference());
