import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { audited } from "./audited.js";
import { faultsOf, planOf, refusals } from "./reading.js";

const plan = (duplicates: "refuse" | "drop_identical"): ReturnType<typeof planOf> =>
  planOf(
    `log: {unit: person, decision: id, duplicates: ${duplicates}}\nattributes: [gender]\nmetrics: {shown_rate: shown}\nsettings: {disclosure_floor: 1, minimum_units: 2}`,
  );
const REFUSE = plan("refuse");
const DROP = plan("drop_identical");
const HEADER = "id,person,gender,shown\n";
/** Twelve rows, their ids as given. */
const rows = (ids: readonly string[], from = 0): string =>
  ids
    .map((id, index) => `${id},p${from + index},${index % 2 === 0 ? "f" : "m"},${index % 3 === 0 ? 1 : 0}\n`)
    .join("");
const IDS = Array.from({ length: 12 }, (_, index) => `d${index + 10}`);
const figures = ({ families, findings, units }: AuditResult): unknown => ({ families, findings, units });

const quoted = (id: string, person: string): string => `"${id}","${person}",f,1\n`;

for (const how of ["files", "stdin"] as const) {
  describe(`decision ids of a log read from ${how}`, () => {
    it("may come in any order while they are distinct", async () => {
      const log = HEADER + rows(IDS);
      const shuffled = HEADER + rows(IDS).trimEnd().split("\n").toReversed().join("\n");
      expect(figures(await audited([shuffled], REFUSE, how))).toEqual(
        figures(await audited([log], REFUSE, how)),
      );
    });

    it("are refused where one stands twice, by default, with how many and the line of the first", async () => {
      const [fault, ...more] = await faultsOf(
        audited([`${HEADER}${rows(IDS)}\nd15,p5,m,0\nd11,p1,m,0\nd11,p9,f,1\n`], REFUSE, how),
      );
      expect(more).toEqual([]);
      expect(fault).toMatchObject({ code: "duplicate-decisions", line: 3, column: "id" });
      expect(fault!.what).toContain("2 ids stand in more than one row: 3 rows too many");
      expect(fault!.file).toBe(how === "files" ? "log-1.csv" : "standard input");
    });

    it("are refused where two files share some, by the file and line of the first", async () => {
      const [fault] = await faultsOf(
        audited([HEADER + rows(IDS), HEADER + rows(["e1", "d14"], 50)], REFUSE, how),
      );
      expect(fault).toMatchObject({ code: "duplicate-decisions", line: 6 });
      expect(fault!.file).toBe(how === "files" ? "log-1.csv" : "standard input");
    });

    it("whose rows are copies to the last byte are dropped where the plan says so, and counted", async () => {
      const once = await audited([HEADER + rows(IDS)], DROP, how);
      const twice = await audited(
        [HEADER + rows(IDS), HEADER + rows(IDS), `${HEADER}d10,p0,f,1\n`],
        DROP,
        how,
      );
      expect(figures(twice)).toEqual(figures(once));
      expect(once.ledger).toMatchObject({ read: 12, used: 12, duplicates: 0 });
      expect(twice.ledger).toMatchObject({ read: 25, used: 12, duplicates: 13 });
    });

    it("whose rows contradict each other are refused even then, and copies beside them are not counted in", async () => {
      const log = `${HEADER}${rows(IDS)}d10,p0,f,1\nd12,p2,f,0\nd12,p2,f,1\n`;
      const [fault] = await faultsOf(audited([log], DROP, how));
      expect(fault).toMatchObject({ code: "duplicate-decisions", line: 4 });
      expect(fault!.what).toContain(
        "1 ids stand in more than one row with differing contents: 2 rows too many",
      );
    });

    it("hold quotes without being mistaken for one another, or for what other columns hold", async () => {
      const wide = planOf(
        "log: {unit: person, decision: id}\nattributes: [gender]\nmetrics: {shown_rate: shown}\nsettings: {disclosure_floor: 1, minimum_units: 2}",
      );
      // The people ascend where the ids do not: what is held for the id must be the id.
      const log = `${HEADER}${quoted('i""1', 'a""1')}${quoted('i""1', 'a""2')}x2,y,m,1\nx3,z,m,0\n`;
      expect(await refusals(audited([log], wide, how))).toEqual(["duplicate-decisions 2 id"]);
    });
  });
}

it("a copy of a row that is left out is no duplicate", async () => {
  const kept = planOf(
    "log: {unit: person, decision: id, keep: {gender: [f, m]}}\nattributes: [gender]\nmetrics: {shown_rate: shown}\nsettings: {disclosure_floor: 1, minimum_units: 2}",
  );
  const { ledger } = await audited([`${HEADER}${rows(IDS)}d10,p0,x,1\nd99,p9,x,1\nd99,p9,x,1\n`], kept);
  expect(ledger).toMatchObject({ read: 15, used: 12, filtered: 3, duplicates: 0 });
});

const log = (repeats: number): string => {
  const lines = Array.from({ length: repeats }, (_, index) => `p0,f,${index % 2}\n`);
  for (let index = 1; index <= 40; index++) lines.push(`p${index},${index <= 20 ? "f" : "m"},${index % 2}\n`);
  return `person,gender,shown\n${lines.join("")}`;
};

describe("a group that one of many people dominates", () => {
  const people = planOf(
    "log: {unit: person}\nattributes: [gender]\nmetrics: {shown_rate: shown}\nsettings: {disclosure_floor: 5, minimum_units: 5}",
  );
  const dominated = async (repeats: number): Promise<string[]> =>
    (await audited([log(repeats)], people)).quality
      .filter((one) => one.code === "dominant-unit")
      .map((one) => one.message);

  it("is noted, where that one person makes over 85% of its decisions", async () => {
    const notes = await dominated(400);
    expect(notes).toEqual(['attribute gender: one person makes over 85% of the decisions of group "f"']);
  });

  it("is not noted at 85% or less", async () => {
    // 113 of 133 decisions are 84.96%; 114 of 134 are 85.07%.
    expect([await dominated(113), (await dominated(114)).length]).toEqual([[], 1]);
  });
});
