import { describe, expect, it } from "vitest";
import { binLabel, byCodeUnit, GroupBook, lookAlikes, MOST_LABELS, skeleton } from "../../src/log/groups.js";
import type { AttributePlan } from "../../src/model.js";
import { loaded, planOf, refusals } from "./reading.js";

const ATTRIBUTE: AttributePlan = {
  id: "gender",
  column: "gender",
  probabilities: null,
  map: null,
  bins: null,
  unknown: [],
  reference: null,
  population: null,
  category: null,
  source: null,
};

const book = (more: Partial<AttributePlan> = {}, missing: readonly string[] = []): GroupBook =>
  new GroupBook(
    { ...ATTRIBUTE, ...more },
    new Int16Array(1),
    (text) => text === "" || missing.includes(text),
  );

const log = (groups: number): string =>
  `person,gender,shown\n${Array.from({ length: groups }, (_, index) => `p${index},g${index},1\n`).join("")}`;

describe("the groups of an attribute", () => {
  it("are the distinct texts, numbered as they come", () => {
    const groups = book();
    expect(["f", "m", "f", "d"].map(groups.view.interpret)).toEqual([0, 1, 0, 2]);
    expect(groups.labels).toEqual(["f", "m", "d"]);
  });

  it("keep 7, 07 and 7.0 apart", () => {
    const groups = book();
    ["7", "07", "7.0"].forEach(groups.view.interpret);
    expect(groups.labels).toEqual(["7", "07", "7.0"]);
  });

  it("lose padding, and say how many spellings had it", () => {
    const groups = book();
    expect([" f", "f\t", "f"].map(groups.view.interpret)).toEqual([0, 0, 0]);
    expect(groups.padded.size).toBe(2);
  });

  it("have no name where the text is empty, missing by the log or unknown by the attribute", () => {
    const groups = book({ unknown: ["x"] }, ["NA"]);
    expect(["", "  ", "NA", "x", " x "].map(groups.view.interpret)).toEqual([-1, -1, -1, -1, -1]);
    expect(groups.labels).toEqual([]);
  });

  it("are joined by a map, which may also send a value to the unknown", () => {
    const map = [
      { value: "w", group: "f" },
      { value: "?", group: "none" },
    ];
    const groups = book({ map, unknown: ["none"] });
    expect(["f", "w", "?"].map(groups.view.interpret)).toEqual([0, 0, -1]);
  });

  it("stay groups where they only look like no value, and are counted", () => {
    const groups = book();
    ["NA", "null", "Unknown", "?", "nadia"].forEach(groups.view.interpret);
    expect(groups.labels).toHaveLength(5);
    expect(groups.looksMissing.size).toBe(4);
  });

  it("of numbers are bins, and a text that is no number is at fault", () => {
    const groups = book({ bins: [18, 30] });
    expect(["17", "18", "29.5", "30", "", "12"].map(groups.view.interpret)).toEqual([0, 1, 1, 2, -1, 0]);
    expect(groups.view.interpret("old")).toMatchObject({ code: "not-a-number" });
    expect(groups.labels).toEqual(["<18", "18-29", "30+"]);
  });

  it("have codes up to a limit, and beyond it the book says so", () => {
    const groups = book();
    for (let index = 0; index < MOST_LABELS; index++) groups.view.interpret(`g${index}`);
    expect(groups.overflow).toBe(false);
    groups.view.interpret("one too many");
    expect(groups.overflow).toBe(true);
    expect(groups.labels).toHaveLength(MOST_LABELS);
  });

  it("of a log with more than the limit are refused, however many the plan allows: none passes for another", async () => {
    const plan = planOf(
      "log: {unit: person}\nattributes: [gender]\nmetrics: {shown_rate: shown}\nsettings: {max_groups: 100000}",
    );
    expect((await loaded("log.csv", log(MOST_LABELS), plan)).labels[0]).toHaveLength(MOST_LABELS);
    expect(await refusals(loaded("log.csv", log(MOST_LABELS + 1), plan))).toEqual(["too-many-groups gender"]);
  });
});

describe("the name of a bin", () => {
  it("is that of its whole cuts, lower bound inclusive", () => {
    const names = [-5, 17, 17.9, 18, 29, 29.9, 30, 99].map((value) => binLabel(value, [18, 30]));
    expect(names).toEqual(["<18", "<18", "<18", "18-29", "18-29", "18-29", "30+", "30+"]);
  });

  it("is an interval where a cut is not whole, or the bin holds one whole number", () => {
    expect(binLabel(0.7, [0.5, 1])).toBe("[0.5, 1)");
    expect(binLabel(3, [3, 4])).toBe("[3, 4)");
  });

  it("hangs on the cuts alone: any two numbers of one bin have one name", () => {
    const cuts = [0, 1, 2.5, 10, 20];
    const names = new Set<string>();
    for (let value = -1; value < 25; value += 0.25) names.add(binLabel(value, cuts));
    expect(names.size).toBe(cuts.length + 1);
  });

  it("can be cut at a single number", () => {
    expect([binLabel(4, [5]), binLabel(5, [5])]).toEqual(["<5", "5+"]);
  });
});

describe("look-alike groups", () => {
  it("differ in case, blanks, accents, width, marks or alphabet only", () => {
    const pairs = [
      ["Female", "female"],
      ["18-25", "18–25"],
      ["Ж", "ж"],
      ["café", "cafe"],
      ["Ａ", "A"],
      ["a b", "ab"],
      ["M", "М"],
      ["Iıi", "iii"],
      ["x\u200b", "x"],
      ["é", "e\u0301"],
    ];
    for (const [a, b] of pairs) expect(lookAlikes([a!, b!])).toEqual([[a!, b!].toSorted(byCodeUnit)]);
  });

  it("are not groups that a reader tells apart", () => {
    expect(lookAlikes(["f", "m", "d", "30+", "31+", "north", "south"])).toEqual([]);
  });

  it("are not groups of signs alone, of which nothing is left to compare", () => {
    expect(skeleton("--")).toBe("");
    expect(lookAlikes(["-", "--", "?"])).toEqual([]);
  });

  it("come as sets, each in code-unit order", () => {
    expect(lookAlikes(["b", "x", "B", "X ", "X", "q"])).toEqual([
      ["B", "b"],
      ["X", "X ", "x"],
    ]);
  });
});
