import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { loadPlan } from "../../src/plan/load.js";
import { yamlText } from "../../src/plan/yaml-text.js";
import { Refusal } from "../../src/refusal.js";
import { SOUND, faultsOf } from "./faults-of.js";

const planOf = (text: string) => loadPlan(text, "plan.yaml").plan;
const SPECIAL = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"];

describe("names that mean something to JavaScript", () => {
  const clean = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
  afterEach(() => {
    expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(clean);
    expect(Object.keys({})).toEqual([]);
  });

  test.each(SPECIAL)("%s is a column, an id, a value and a group like any other", (name) => {
    const plan = planOf(`evenhand: 1
log: {keep: {${name}: ${name}}, columns: {${name}: {type: text}}}
attributes:
  ${name}: {map: {${name}: ${name}}, population: {${name}: 1}, reference: ${name}}
metrics:
  ${name}: {numerator: m, where: {${name}: [${name}]}}
rules:
  - {id: ${name}, metric: ${name}, attribute: ${name}, comparator: reference}
`);
    expect(plan.log.keep).toEqual([{ column: name, in: [name] }]);
    expect(plan.log.columns[0]?.column).toBe(name);
    expect(plan.attributes[0]).toMatchObject({
      id: name,
      map: [{ value: name, group: name }],
      reference: name,
    });
    expect(plan.attributes[0]?.population).toEqual([{ group: name, share: 1 }]);
    expect(plan.metrics[0]).toMatchObject({ id: name, where: [{ column: name, in: [name] }] });
    expect(plan.rules[0]).toMatchObject({ id: name, metric: name, attribute: name });
  });

  test.each(SPECIAL)("%s is an unknown key wherever keys are known", (name) => {
    const text = `${SOUND}${name}: 1\nlog: {${name}: {a: b}}\nsettings: {${name}: 1}\nrules: [{${name}: 1}]\n`;
    const codes = faultsOf(text).map(({ code, line, position }) => `${line}:${position} ${code}`);
    expect(codes).toEqual(["4:1 unknown-key", "5:7 unknown-key", "6:12 unknown-key", "7:10 unknown-key"]);
  });

  test("Names no reader would choose can be attributes of the list form", () => {
    const names = [
      "*",
      "__proto__",
      "a b, c",
      "a: b",
      "# no",
      "'",
      '"',
      "\\",
      "[x]",
      "{x}",
      "é",
      "‮rtl",
      "1",
      "-",
      "?",
    ];
    const plan = planOf(`evenhand: 1\nattributes: [${names.map(yamlText).join(", ")}]\nmetrics: {m: m}\n`);
    expect(plan.attributes.map((one) => one.id)).toEqual(names);
    expect(plan.attributes.map((one) => one.column)).toEqual(names);
  });
});

describe("any text at all", () => {
  const tokens = fc.constantFrom(
    ...[
      "evenhand: 1",
      "log:",
      "attributes:",
      "metrics:",
      "rules:",
      "\n",
      "\n  ",
      "- ",
      ": ",
      "{",
      "}",
      "[",
      "]",
      ",",
    ],
    ...[
      "a",
      "unit",
      "&a",
      "*a",
      "!t",
      "<<",
      "null",
      "~",
      '"',
      "'",
      "|",
      ">",
      "? ",
      "#",
      "\t",
      "---",
      "...",
      "%",
      "0.8",
    ],
  );
  const anything = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(tokens, { maxLength: 60 }).map((parts) => parts.join("")),
    fc
      .tuple(fc.nat(SOUND.length), fc.string({ maxLength: 5 }))
      .map(([at, extra]) => SOUND.slice(0, at) + extra + SOUND.slice(at)),
  );

  test("is either a plan or a refusal with places inside the text", () => {
    fc.assert(
      fc.property(anything, (text) => {
        try {
          expect(loadPlan(text, "p").sha256).toMatch(/^[0-9a-f]{64}$/);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const lines = text.split("\n").length;
          for (const fault of error.faults) {
            expect(fault.line).toBeGreaterThan(0);
            expect(fault.line).toBeLessThanOrEqual(lines);
            expect(fault.position).toBeGreaterThan(0);
            expect(`${fault.what}${fault.hint}${fault.excerpt}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
          }
        }
      }),
      { numRuns: 1500, seed: 20260101 },
    );
  });

  test("comes back as it was when it is written as a YAML text", () => {
    const texts = fc.string({ unit: "binary", minLength: 1, maxLength: 30 }).filter((text) => {
      return !/^[ \t]|[ \t]$|\p{Surrogate}/u.test(text);
    });
    fc.assert(
      fc.property(fc.uniqueArray(texts, { minLength: 1, maxLength: 5 }), (values) => {
        const entries = values.map((value) => `${yamlText(value)}: ${yamlText(value)}`);
        const plan = planOf(
          `${SOUND}log:\n  missing: [${values.map(yamlText).join(", ")}]\n  keep:\n    ${entries.join("\n    ")}\n`,
        );
        expect(plan.log.missing).toEqual(values);
        expect(plan.log.keep).toEqual(values.map((value) => ({ column: value, in: [value] })));
      }),
      { numRuns: 300, seed: 20260102 },
    );
  });
});
