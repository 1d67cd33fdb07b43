import { describe, expect, it } from "vitest";
import type { AttributePlan } from "../../src/model.js";
import { refines } from "../../src/publish/one-column.js";

const attribute = (more: Partial<AttributePlan>): AttributePlan => ({
  id: "a",
  column: "c",
  probabilities: null,
  map: null,
  bins: null,
  unknown: [],
  reference: null,
  population: null,
  source: null,
  category: null,
  ...more,
});
const mapped = (map: Record<string, string>): AttributePlan =>
  attribute({ map: Object.entries(map).map(([value, group]) => ({ value, group })) });

describe("the groups of one attribute are parts of another's of the same column", () => {
  it.each([
    ["where it is the column as it stands", attribute({}), mapped({ a: "x", b: "x" })],
    [
      "where it cuts wherever the other does",
      attribute({ bins: [20, 30, 40] }),
      attribute({ bins: [20, 40] }),
    ],
    [
      "where it maps alike what the other maps alike",
      mapped({ a: "x", b: "x" }),
      mapped({ a: "y", b: "y", c: "y", x: "y" }),
    ],
  ])("%s", (_, fine, coarse) => {
    expect(refines(fine, coarse)).toBe(true);
  });

  it.each([
    ["where it cuts elsewhere", attribute({ bins: [30, 40] }), attribute({ bins: [35, 40] })],
    ["where it is cut and the other is not", attribute({ bins: [30] }), attribute({})],
    ["where it is cut and the other is mapped", attribute({ bins: [30] }), mapped({ "30": "x" })],
    ["where it maps alike what the other tells apart", mapped({ a: "x", b: "x" }), mapped({ a: "y" })],
    [
      "where a value that is not listed is named like one of its groups",
      mapped({ a: "x" }),
      mapped({ a: "y", b: "y" }),
    ],
    ["where one takes another value for unknown", attribute({ unknown: ["n/a"] }), attribute({})],
  ])("not %s", (_, fine, coarse) => {
    expect(refines(fine, coarse)).toBe(false);
  });
});
