/** Features from the text of a log to the report on them. */
import { describe, expect, it } from "vitest";
import type { AuditResult, ProxyReport } from "../../src/model.js";
import { Refusal } from "../../src/refusal.js";
import { csvOf, type PlanText, runOnText } from "../oracle/run.js";
import { chance } from "./world.js";

const PLAN: PlanText = {
  log: { unit: "person" },
  attributes: ["race"],
  metrics: { offered: "offered" },
  rules: [{ level: "warn" }],
};

/** One decision a person, with columns made from the person's number and chance. */
function logOf(
  people: number,
  columns: Readonly<Record<string, (person: number, draw: () => number, race: string) => string | number>>,
  seed = 1,
): string {
  const draw = chance(seed);
  const rows = Array.from({ length: people }, (_, person) => {
    const race = draw() < 0.5 ? "A" : "B";
    return [
      `p${person}`,
      race,
      draw() < 0.4 ? 1 : 0,
      ...Object.values(columns).map((column) => column(person, draw, race)),
    ];
  });
  return csvOf(["person", "race", "offered", ...Object.keys(columns)], rows);
}

async function examined(plan: PlanText, text: string | readonly string[]): Promise<ProxyReport> {
  return (await runOnText(plan, text)).proxies!;
}

async function refused(plan: PlanText, text: string): Promise<string> {
  const error = await runOnText(plan, text).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Refusal);
  return (error as Refusal).faults.map((one) => `${one.code}: ${one.what}`).join("\n");
}

const coin = (_: number, draw: () => number): string => (draw() < 0.5 ? "x" : "y");
const noisy = (_: number, draw: () => number, race: string): string =>
  draw() < 0.8 ? race.toLowerCase() : race === "A" ? "b" : "a";

/** Decisions by race and device, as totals. */
const counts = csvOf(
  ["race", "offered", "device", "n"],
  [
    ["A", 1, "x", 40],
    ["A", 0, "y", 60],
    ["B", 1, "x", 50],
    ["B", 0, "y", 50],
  ],
);

describe("what is examined", () => {
  it("every column without another role, in the order of their names, whatever that of the columns is", async () => {
    const { features, pairs } = await examined(PLAN, logOf(300, { zeta: coin, alpha: coin }));
    expect(features.map((one) => one.feature)).toEqual(["alpha", "zeta"]);
    expect(new Set(pairs.map((one) => one.feature))).toEqual(new Set(["alpha", "zeta"]));
  });

  it("only columns that every file has", async () => {
    const first = logOf(300, { both: coin, one: coin });
    const second = logOf(300, { both: coin }, 2).replaceAll("p", "q").replace("qerson", "person");
    const { features, notes } = await examined(PLAN, [first, second]);
    expect(features.map((one) => one.feature)).toEqual(["both"]);
    expect(notes.join(" ")).toContain("only some of the files");
  });

  it("a name among the excluded that no file has is said", async () => {
    const plan = { ...PLAN, proxies: { exclude: ["lefft", "kept"] } };
    const { notes } = await examined(plan, logOf(300, { left: coin, kept: coin }));
    expect(notes.filter((one) => one.includes("excludes"))).toEqual([
      'the plan excludes columns that no file has (misspelt?): "lefft"',
    ]);
  });

  it("ids, single values, free text and excluded columns are set aside, each with its reason", async () => {
    const plan = { ...PLAN, proxies: { exclude: ["left"], features: { words: "text" } } };
    const text = logOf(300, {
      id: (person) => `x${person}`,
      constant: () => "same",
      words: coin,
      left: coin,
      blank: () => "",
      kept: coin,
    });
    const { features } = await examined(plan, text);
    expect(Object.fromEntries(features.map((one) => [one.feature, one.set_aside]))).toEqual({
      blank: "all_missing",
      constant: "one_value",
      id: "identifier",
      kept: null,
      left: "excluded",
      words: "free_text",
    });
  });

  it("values that are no numbers and over 50,000 are too many; numbers are rounded and cut into 20 bins", async () => {
    const people = 60_000;
    const draw = chance(7);
    const rows = Array.from({ length: people * 2 }, (_, row) => {
      const person = row >> 1;
      return [
        `p${person}`,
        person % 2 === 0 ? "A" : "B",
        person % 3 === 0 ? 1 : 0,
        `w${row % 55_000}`,
        draw(),
      ];
    });
    const { features, pairs } = await examined(
      PLAN,
      csvOf(["person", "race", "offered", "word", "score"], rows),
    );
    expect(features.find((one) => one.feature === "word")!.set_aside).toBe("too_many_values");
    expect(features.find((one) => one.feature === "score")).toMatchObject({
      kind: "number",
      bins: 20,
      set_aside: null,
    });
    expect(pairs.map((one) => [one.feature, one.verdict])).toEqual([["score", "clear"]]);
  });

  it("numbers, times and postal codes are known by their values and names", async () => {
    const { features } = await examined(
      PLAN,
      logOf(400, {
        age: (_, draw) => 18 + Math.floor(draw() * 60),
        since: (_, draw) => `2026-0${1 + Math.floor(draw() * 9)}-1${Math.floor(draw() * 9)}`,
        zip: (_, draw) => `0${1000 + Math.floor(draw() * 50)}`,
        size: (_, draw) => 1 + Math.floor(draw() * 4),
      }),
    );
    expect(features.map((one) => [one.feature, one.kind])).toEqual([
      ["age", "number"],
      ["since", "time"],
      ["size", "category"],
      ["zip", "code"],
    ]);
  });
});

describe("what would be false comfort", () => {
  it("a number that is a code is not put into bins that wash it out", async () => {
    const branch = (_: number, draw: () => number, race: string): number =>
      2 * Math.floor(draw() * 75) + (race === "A" ? 0 : 1);
    const { pairs } = await examined(PLAN, logOf(3000, { branch }));
    expect(pairs[0]!.worst!.auc.low).toBeGreaterThan(0.97);
  });

  it("a number that is all but a person's own is cut into bins, not set aside as an id", async () => {
    const income = (_: number, draw: () => number, race: string): string =>
      ((race === "A" ? 30_000 : 60_000) + 3_000 * draw()).toFixed(3);
    const { pairs } = await examined(PLAN, logOf(1000, { income }));
    expect(pairs[0]!.worst!.auc.low).toBeGreaterThan(0.97);
  });

  it("a few telling values do not hide among many decisions without one", async () => {
    const rare = (_: number, draw: () => number, race: string): string =>
      draw() < 0.9 ? "" : draw() < 0.95 ? race : "other";
    const { pairs } = await examined(PLAN, logOf(4000, { rare }));
    expect(pairs[0]!.worst!.auc.low).toBeGreaterThan(0.85);
    expect(pairs[0]!.verdict).toBe("latent");
  });

  it("a column that only decides which rows are audited is a feature all the same", async () => {
    const plan = { ...PLAN, log: { unit: "person", keep: { zip: ["a", "b"] } } };
    const { pairs } = await examined(plan, logOf(600, { zip: noisy }));
    expect(pairs.map((one) => one.feature)).toEqual(["zip"]);
  });

  it("groups too small to be told apart are named", async () => {
    const text = `${logOf(600, { zip: noisy })}${Array.from({ length: 20 }, (_, at) => `t${at},T,1,only`).join("\n")}\n`;
    const { notes } = await examined(PLAN, text);
    expect(notes.join(" ")).toContain('"T"');
  });
});

describe("features that are harmless alone", () => {
  it("are found together where one turns the other around (XOR), and only together", async () => {
    const text = logOf(2000, {
      one: coin,
      other: coin,
      third: coin,
      fourth: coin,
    })
      .split("\n")
      .map((line, row) => {
        const cells = line.split(",");
        if (row === 0 || cells.length < 7) return line;
        cells[4] = (cells[1] === "A") === (cells[3] === "x") ? "same" : "turned";
        return cells.join(",");
      })
      .join("\n");
    const { pairs, joint } = await examined(PLAN, text);
    expect(new Set(pairs.map((one) => one.verdict))).toEqual(new Set(["clear"]));
    expect(joint).toHaveLength(1);
    expect(joint[0]!.smallest).toEqual(["one", "other"]);
    expect(joint[0]!.steps.at(-1)!.auc.low).toBeGreaterThan(0.98);
  });

  it("and nothing is found together where there is nothing", async () => {
    const { joint } = await examined(PLAN, logOf(2000, { one: coin, other: coin, third: coin }));
    expect(joint[0]!.smallest).toBeNull();
    expect(joint[0]!.steps).toHaveLength(1);
  });
});

describe("rules on features", () => {
  const dated = (text: string): string =>
    text
      .split("\n")
      .map((line, row) => (line === "" ? line : `${line},${row === 0 ? "day" : "2026-10-15"}`))
      .join("\n");
  const text = logOf(1000, { noisy, coin });
  const gated = async (proxies: unknown, log = text, more = {}): Promise<AuditResult> =>
    runOnText({ ...PLAN, ...more, proxies: proxies as PlanText }, log);

  it("fail where the whole interval is above, pass where it is not above, and are open in between", async () => {
    const verdicts = async (max_auc: number) =>
      (await gated({ rules: [{ feature: "noisy", max_auc }] })).proxies!.findings.map((one) => one.verdict);
    // The AUC is 0.8 in truth.
    expect(await verdicts(0.7)).toEqual(["fail"]);
    expect(await verdicts(0.8)).toEqual(["inconclusive"]);
    expect(await verdicts(0.9)).toEqual(["pass"]);
  });

  it("decide the gate like any other rule, and a latent proxy is left open, never passed", async () => {
    expect((await gated({ rules: [{ max_auc: 0.7 }] })).gate.exit_code).toBe(1);
    const open = await gated({ rules: [{ feature: "noisy", verdict: "proxy" }] });
    expect(open.proxies!.pairs.find((one) => one.feature === "noisy")!.verdict).toBe("latent");
    expect(open.proxies!.findings.map((one) => one.verdict)).toEqual(["inconclusive"]);
    expect(open.gate.exit_code).toBe(3);
    expect((await gated({ rules: [{ feature: "noisy", verdict: "latent" }] })).gate.exit_code).toBe(1);
  });

  it("do not fail the gate where a justification holds on the last day of the log, and do where it has expired", async () => {
    const run = async (expires: string, log = dated(text), time: object = { time: "day" }) => {
      const justified = [{ feature: "noisy", reason: "tariff", owner: "CRM", expires }];
      const rules = [
        { feature: "noisy", max_auc: 0.7 },
        { feature: "coin", max_auc: 0.7 },
      ];
      const result = await gated({ justified, rules }, log, { log: { unit: "person", ...time } });
      const [first] = result.proxies!.findings.filter((one) => one.feature === "noisy");
      return [first!.verdict, first!.justified, result.gate.exit_code];
    };
    expect(await run("2026-10-15")).toEqual(["fail", true, 0]);
    expect(await run("2026-10-14")).toEqual(["fail", false, 1]);
    // Without days nobody can tell, and what cannot be told is no excuse.
    expect(await run("2099-01-01", text, {})).toEqual(["fail", false, 1]);
  });

  it("that name what is not there, or come to judge nothing, stop the audit", async () => {
    const stop = (proxies: PlanText, log = text) => refused({ ...PLAN, proxies }, log);
    expect(await stop({ rules: [{ feature: "nosy", max_auc: 0.7 }] })).toContain(
      '"nosy", which is no feature of the log',
    );
    expect(await stop({ rules: [{ max_auc: 0.7 }] }, logOf(300, {}))).toContain(
      "no column was found to examine",
    );
    const plan = { ...PLAN, log: { count: "n" }, proxies: { rules: [{ max_auc: 0.7 }] } };
    expect(await refused(plan, counts)).toContain("nothing-to-judge");
  });
});

describe("what cannot be computed says why", () => {
  it("an aggregated log, whose rows are no decisions", async () => {
    const { pairs, notes } = await examined({ ...PLAN, log: { count: "n" } }, counts);
    expect(pairs).toEqual([]);
    expect(notes.join(" ")).toContain("aggregated");
  });

  it("an attribute given as probabilities, under which nobody is in a group for sure", async () => {
    const text = logOf(300, { p_a: (_, draw) => draw().toFixed(3), coin })
      .split("\n")
      .map((line, row) =>
        line === "" ? line : `${line},${row === 0 ? "p_b" : (1 - Number(line.split(",")[3])).toFixed(3)}`,
      )
      .join("\n");
    const plan = { ...PLAN, attributes: { guessed: { probabilities: { A: "p_a", B: "p_b" } } } };
    const { pairs, notes } = await examined(plan, text);
    expect(pairs).toEqual([]);
    expect(notes.join(" ")).toContain("probabilities");
  });

  it("a plan that asks for no examination gets none, and the result says null", async () => {
    const result = await runOnText({ ...PLAN, proxies: { examine: false } }, logOf(100, { coin }));
    expect(result.proxies).toBeNull();
  });
});
