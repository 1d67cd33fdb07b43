import { describe, expect, it } from "vitest";
import { Refusal } from "../../src/refusal.js";
import { runOnText } from "../oracle/run.js";

/** A log of people with one row each: group, how many, and how many of them got a yes. */
function log(...groups: readonly (readonly [string, number, number])[]): string {
  const lines = ["id,g,o"];
  for (const [group, people, yes] of groups) {
    for (let person = 0; person < people; person++)
      lines.push(`${group}${person},${group},${person < yes ? 1 : 0}`);
  }
  return `${lines.join("\n")}\n`;
}

const RATE = { log: { unit: "id" }, attributes: ["g"], metrics: { m: "o" } };

async function verdicts(
  plan: Readonly<Record<string, unknown>>,
  text: string,
): Promise<Record<string, string>> {
  const { findings } = await runOnText(plan, text);
  return Object.fromEntries(findings.map((one) => [one.group.join(), `${one.verdict} ${one.reason}`]));
}

describe("a group that is all but shut out", () => {
  it("fails, however few its events are", async () => {
    const found = await verdicts(RATE, log(["men", 5000, 2500], ["women", 5000, 4], ["others", 5000, 2450]));
    expect(found).toEqual({ women: "fail breach_confirmed", others: "pass within_threshold" });
  });

  it("fails where it got nothing at all", async () => {
    const found = await verdicts(RATE, log(["men", 2000, 1000], ["women", 2000, 0]));
    expect(found).toEqual({ women: "fail breach_confirmed" });
  });

  it("fails against a group that got everything, which is the best for all that nobody in it went without", async () => {
    const found = await verdicts(RATE, log(["men", 2000, 2000], ["women", 2000, 600], ["others", 2000, 580]));
    expect(found).toEqual({ women: "fail breach_confirmed", others: "fail breach_confirmed" });
  });
});

describe("a figure that is no share", () => {
  const amounts = (direction: string): Readonly<Record<string, unknown>> => ({
    ...RATE,
    metrics: { m: { kind: "frequency", numerator: "o", direction } },
    rules: [{ comparator: "overall" }],
  });

  it("neither fails nor passes where nobody in the group has anything: nothing says how sure that is", async () => {
    const text = log(["a", 30, 0], ["b", 300, 15], ["c", 300, 16]);
    for (const direction of ["favourable", "unfavourable"]) {
      expect((await verdicts(amounts(direction), text))["a"]).toMatch(/^inconclusive/);
    }
  });

  it("has no ratio where it is below 0", async () => {
    const lines = ["id,g,o"];
    for (let person = 0; person < 200; person++)
      lines.push(`${person},${person % 2 ? "a,5" : "b,-5"}.${person % 7}`);
    const plan = {
      ...RATE,
      attributes: { g: { reference: "a" } },
      metrics: { m: { kind: "mean", numerator: "o", direction: "unfavourable" } },
      rules: [{ comparator: "reference" }],
    };
    const { findings } = await runOnText(plan, `${lines.join("\n")}\n`);
    expect(findings[0]).toMatchObject({
      verdict: "inconclusive",
      comparison: { ratio: { value: null, low: null } },
    });
  });
});

describe("what a plan names and the log does not have", () => {
  const text = log(["A", 100, 60], ["B", 100, 20]);

  it("is refused where it is the reference group, with the name that was meant", async () => {
    const plan = { ...RATE, attributes: { g: { reference: "a" } }, rules: [{ comparator: "reference" }] };
    const refused = await runOnText(plan, text).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Refusal);
    expect((refused as Refusal).faults).toMatchObject([
      { code: "no-such-reference", hint: 'did you mean "A"?' },
    ]);
  });

  it("is noted where a metric counts nobody", async () => {
    const plan = { ...RATE, metrics: { m: { numerator: { column: "o", in: ["yes"] } } } };
    const { quality } = await runOnText(plan, text);
    expect(quality.map((note) => note.code)).toContain("nothing-counted");
  });
});

describe("a large group of which few people are in a metric's scope", () => {
  it("is not shown there, and leaves the gate open", async () => {
    const lines = ["id,g,s,o"];
    for (let person = 0; person < 900; person++) {
      const group = ["a", "b", "c"][person % 3]!;
      lines.push(`${person},${group},${group === "a" && person > 20 ? 0 : 1},${person % 2}`);
    }
    const plan = {
      ...RATE,
      metrics: { m: { numerator: "o", denominator: "s" } },
      settings: { undecided: "stop" },
    };
    const { findings, families, gate } = await runOnText(plan, `${lines.join("\n")}\n`);
    const few = families[0]!.groups.find((one) => one.group[0] === "a")!;
    expect(few).toMatchObject({ disclosure: "withheld", moments: null, rate: { value: null } });
    expect(findings.find((one) => one.group[0] === "a")).toMatchObject({
      verdict: "not_judged",
      reason: "below_minimum",
    });
    expect(gate.exit_code).toBe(3);
  });
});
