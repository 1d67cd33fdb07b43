import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderJson } from "../../src/report/json.js";
import { HARMLESS } from "./hostile.js";
import { sampleResult } from "./sample.js";

const anyName = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes)),
);

describe("result.json", () => {
  test("reads back exactly, hostile names included", () => {
    const result = sampleResult();
    expect(JSON.parse(renderJson(result))).toEqual(result);
  });

  test("reads back exactly whatever the names are", () => {
    fc.assert(
      fc.property(fc.array(anyName, { minLength: 2, maxLength: 4 }), (names) => {
        const result = sampleResult(names);
        expect(JSON.parse(renderJson(result))).toEqual(result);
      }),
      { numRuns: 50 },
    );
  });

  test("has two spaces, a final newline and the keys in the order of the types", () => {
    const text = renderJson(sampleResult(HARMLESS));
    expect(text.startsWith('{\n  "schema": "evenhand-result/1",\n  "tool": {')).toBe(true);
    expect(text.endsWith("}\n")).toBe(true);
  });

  test("holds no raw line separator, control or half surrogate", () => {
    expect(renderJson(sampleResult())).not.toMatch(/[\u2028\u2029\u0080-\u009f]|\p{Cs}/u);
  });

  test("a number that is not finite is a bug", () => {
    const result = sampleResult(HARMLESS);
    for (const wrong of [Number.NaN, Infinity, -Infinity]) {
      expect(() => renderJson({ ...result, units: { ...result.units, count: wrong } })).toThrow('at "count"');
    }
  });
});
