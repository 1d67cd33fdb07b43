import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadPlan } from "../../src/plan/load.js";
import { yamlText } from "../../src/plan/yaml-text.js";
import { SOUND, faultsOf, refusalOf } from "./faults-of.js";

const planOf = (text: string) => loadPlan(text, "plan.yaml").plan;
const SPECIAL = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype"];

describe("names that mean something to JavaScript", () => {
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

  test.each(SPECIAL)("%s can be a feature, left out, justified or judged", (name) => {
    const due = "reason: r, owner: o, expires: 2027-03-31";
    const { proxies } = planOf(`${SOUND}proxies:
  features: {${name}: {as: code}}
  justified: [{feature: ${name}, ${due}}]
  rules: [{id: ${name}, feature: ${name}, verdict: proxy}]
`);
    expect(proxies.features).toEqual([{ column: name, as: "code", levels: [5, 3, 1] }]);
    expect(proxies.justified[0]?.feature).toBe(name);
    expect(proxies.rules[0]).toMatchObject({ id: name, feature: name });
    expect(planOf(`${SOUND}proxies: {exclude: ${name}}\n`).proxies.exclude).toEqual([name]);
  });

  test.each(SPECIAL)("%s is neither an attribute, a kind nor a key of proxies", (name) => {
    const rule = `rules: [{attribute: ${name}, verdict: proxy}]`;
    const text = `${SOUND}proxies: {${name}: 1, features: {a: ${name}, b: {as: ${name}}}, ${rule}}\n`;
    expect(faultsOf(text).map((fault) => fault.code)).toEqual([
      "unknown-key",
      "not-a-choice",
      "not-a-choice",
      "unknown-attribute",
    ]);
  });

  test.each(SPECIAL)("%s is an unknown key wherever keys are known", (name) => {
    const text = `${SOUND}${name}: 1\nlog: {${name}: {a: b}}\nsettings: {${name}: 1}\nrules: [{${name}: 1}]\n`;
    const codes = faultsOf(text).map(({ code, line, position }) => `${line}:${position} ${code}`);
    expect(codes).toEqual(["4:1 unknown-key", "5:7 unknown-key", "6:12 unknown-key", "7:10 unknown-key"]);
  });

  test("None of them reaches the prototype of other objects", () => {
    const before = Object.getOwnPropertyNames(Object.prototype);
    const names = SPECIAL.map((name) => `${name}: {polluted: yes}`).join(", ");
    expect(faultsOf(`${SOUND}log: {columns: {${names}}, keep: {__proto__: {polluted: yes}}}\n`)).not.toEqual(
      [],
    );
    expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
    expect("polluted" in {}).toBe(false);
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
  const TOKENS =
    "evenhand: 1¦log:¦attributes:¦metrics:¦rules:¦proxies:¦features:¦exclude:¦\n¦\n  ¦- ¦: ¦{¦}¦[¦]¦,¦a¦unit¦&a¦*a¦!t¦<<¦null¦~¦\"¦'¦|¦>¦? ¦#¦\t¦---¦...¦%¦0.8";
  const tokens = fc.constantFrom(...TOKENS.split("¦"));
  const anything = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc.array(tokens, { maxLength: 60 }).map((parts) => parts.join("")),
    fc
      .tuple(fc.nat(SOUND.length), fc.string({ maxLength: 5 }))
      .map(([at, extra]) => SOUND.slice(0, at) + extra + SOUND.slice(at)),
  );

  test("is either a plan or a refusal with places inside the text and nothing invisible in its words", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const lines = text.split("\n").length;
        for (const { line, position, what, hint, excerpt } of refusalOf(text)) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
          expect(position).toBeGreaterThan(0);
          expect(`${what}${hint}${excerpt}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
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
