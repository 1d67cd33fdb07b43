import { describe, expect, test } from "vitest";
import type { AuditResult, Estimate, Finding } from "../../src/model.js";
import { loadPlan } from "../../src/plan/load.js";
import { PRESET_IDS, PRESETS } from "../../src/policy/presets.js";
import { asList, type Cell, type Section, type Table, type Text } from "../../src/report/document.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { lending } from "../../src/report/sections/lending.js";
import { localLaw144 } from "../../src/report/sections/local-law-144.js";
import { sections } from "../../src/report/sections/index.js";
import { audited } from "../log/audited.js";
import { HARMLESS } from "./hostile.js";
import { sampleResult } from "./sample.js";

const sample = sampleResult(HARMLESS);
const withPreset = (preset: AuditResult["plan"]["preset"]): AuditResult => ({
  ...sample,
  plan: { ...sample.plan, preset },
});

function plain(text: Text): string {
  return asList(text)
    .map((one) => {
      if (typeof one === "string") return one;
      if ("names" in one) return one.names.join(" x ");
      if ("said" in one) return one.said;
      return "code" in one ? one.code : one.verdict;
    })
    .join("");
}
const tables = (section: Section): readonly Table[] =>
  section.blocks.filter((block): block is Table => block.kind === "table");
const rows = (table: Table): readonly (readonly string[])[] =>
  table.rows.map((row) => row.map((cell: Cell) => plain(cell as Text)));
const paragraphs = (section: Section): string =>
  section.blocks.flatMap((block) => (block.kind === "paragraph" ? [plain(block.text)] : [])).join("\n");

describe("the method section", () => {
  test.each(PRESET_IDS)("names the preset %s with its source", (id) => {
    const text = renderMarkdown(withPreset(id));
    expect(text).toContain(`- **Preset:** \`${id}\`: ${PRESETS[id].title}`);
    expect(text).toContain(`- **Source of the preset:** ${PRESETS[id].source}`);
    expect(text).toContain("those the plan wrote itself");
  });

  test("says whose rules are judged", () => {
    const rules = PRESETS.four_fifths.rules.map((rule) => ({ ...rule, line: null }));
    const result = { ...sample, plan: { ...sample.plan, preset: "four_fifths" as const, rules } };
    expect(renderMarkdown(result)).toContain("- **Rules judged:** the preset's: four_fifths");
  });

  test("says nothing of presets where the plan names none, and no report has their sections", () => {
    const result = withPreset(null);
    expect(renderMarkdown(result)).not.toContain("**Preset:**");
    const ids = sections(result).map((section) => section.id);
    expect(ids).not.toContain("local-law-144");
    expect(ids).not.toContain("lending");
  });
});

/** `people` people of one sex and race, of whom `chosen` were selected. */
let serial = 0;
const people = (sex: string, race: string, count: number, chosen: number, score = 1): string =>
  Array.from(
    { length: count },
    (_, index) => `p${(serial += 1)},${sex},${race},${index < chosen ? 1 : 0},${score}\n`,
  ).join("");

const LOG = [
  "person,sex,race,selected,score\n",
  people("female", "Asian", 200, 60),
  people("female", "White", 200, 80),
  people("male", "Asian", 200, 90),
  people("male", "White", 390, 195),
  // 15 of 1,020 with a known race: under 2%, and the highest rate of all.
  people("female", "Samoan", 15, 15),
  people("", "White", 15, 3),
  people("male", "", 20, 4),
].join("");

const PLAN = `evenhand: 1
preset: nyc_local_law_144
log: {unit: person}
attributes: [sex, race]
metrics:
  selected: {title: Selected, numerator: selected}
`;

/** Without a selection: only a score. */
const SCORING = PLAN.split("  selected")[0]!;

const auditOf = (plan: string, log = LOG): Promise<AuditResult> =>
  audited([log], loadPlan(plan, "plan.yaml").plan);

describe("the tables of New York City's rules", () => {
  test("hold each category against the highest rate, small ones shown and not compared with", async () => {
    const result = await auditOf(PLAN);
    const [sex, race, crossing, unknown] = tables(localLaw144(result));
    // By hand: 155 of 415 women, 289 of 610 men; 0.37349 / 0.47377 = 0.78834.
    expect(plain(sex!.caption)).toBe("Selected by sex (sex)");
    expect(rows(sex!)).toEqual([
      ["female", "415", "40.5%", "37.3%", "0.788", ""],
      ["male", "610", "59.5%", "47.4%", "1.000", ""],
    ]);
    // 150 of 400; 15 of 15; 278 of 605.
    expect(rows(race!)).toEqual([
      ["Asian", "400", "39.2%", "37.5%", "0.816", ""],
      ["Samoan", "15", "1.5%", "100%", "2.176", "under 2.0%: not compared with"],
      ["White", "605", "59.3%", "46.0%", "1.000", ""],
    ]);
    expect(rows(crossing!).map((row) => [row[0], row[1], row[3], row[4]])).toEqual([
      ["female x Asian", "200", "30.0%", "0.600"],
      ["female x Samoan", "15", "100%", "2.000"],
      ["female x White", "200", "40.0%", "0.800"],
      ["male x Asian", "200", "45.0%", "0.900"],
      ["male x White", "390", "50.0%", "1.000"],
    ]);
    expect(rows(unknown!)).toEqual([
      ["sex", "15", ""],
      ["race/ethnicity", "20", ""],
      ["sex crossed with race/ethnicity", "35", ""],
    ]);
  });

  test("judge nothing: a ratio below four fifths is a warning, and the gate is met", async () => {
    const result = await auditOf(PLAN);
    expect(result.findings.some((one) => one.verdict === "fail" && one.level === "warn")).toBe(true);
    expect(result.gate).toMatchObject({ outcome: "met", exit_code: 0 });
  });

  test("show a category too small to be shown as withheld, with the key that decides it", async () => {
    const result = await auditOf(PLAN, LOG + people("X", "Asian", 5, 5));
    const [sex] = tables(localLaw144(result));
    const [row] = rows(sex!).filter((one) => one[0] === "X");
    expect(row!.slice(1, 5)).toEqual(["–", "–", "–", "–"]);
    expect(row![5]).toContain("withheld: fewer than 11 people");
    expect(row![5]).toContain("settings.disclosure_floor");
  });

  test("do not say how many are unknown where some of them are withheld", async () => {
    const result = await auditOf(PLAN, LOG + people("", "", 4, 1));
    const unknown = tables(localLaw144(result)).at(-1)!;
    expect(rows(unknown)[2]).toEqual([
      "sex crossed with race/ethnicity",
      "35 or more",
      "some withheld as too few",
    ]);
  });

  test("say which key is missing where a category is not counted", async () => {
    const result = await auditOf(PLAN.replace("[sex, race]", "{sex: , group: {column: race}}"));
    const said = paragraphs(localLaw144(result));
    expect(said).toContain(
      "Selected by race/ethnicity: not counted. Set attributes.*.category: race_ethnicity.",
    );
    expect(said).toContain("Selected by sex crossed with race/ethnicity: not counted. Set intersections.");
  });

  test("hold the scoring rates of a score against the highest one, with the median they stand on", async () => {
    // Scores 1 to 4 by hundreds: the median of 800 is half way from 2 to 3.
    const log = [
      "person,sex,race,score\n",
      people("female", "Asian", 200, 0, 1),
      people("male", "Asian", 200, 0, 2),
      people("female", "White", 100, 0, 3),
      people("male", "White", 100, 0, 3),
      people("male", "White", 200, 0, 4),
    ]
      .join("")
      .replaceAll(",0,", ",");
    const scored = `${SCORING}  scored: {title: Scored, kind: scoring_rate, numerator: score}\n`;
    const result = await auditOf(scored, log);
    const section = localLaw144(result);
    const [sex, race, crossing] = tables(section);
    expect(paragraphs(section)).toContain(
      "Scored: The median is 2.5: none of the 800 decisions lies exactly at it, and 50.0% lie above it.",
    );
    expect(plain(sex!.caption)).toBe("Scored by sex (sex)");
    expect(sex!.columns.map((one) => one.title)).toContain("Scoring rate");
    // By hand: 100 of 300 women and 300 of 500 men are above it; nobody of 400, and all of 400.
    expect(rows(sex!)).toEqual([
      ["female", "300", "37.5%", "33.3%", "0.556", ""],
      ["male", "500", "62.5%", "60.0%", "1.000", ""],
    ]);
    expect(rows(race!).map((row) => [row[0], row[3], row[4]])).toEqual([
      ["Asian", "0%", "0.000"],
      ["White", "100%", "1.000"],
    ]);
    expect(rows(crossing!)).toHaveLength(4);
    expect(paragraphs(section)).not.toContain("if this is a score");
  });

  test("name the plan's lines that would give the scoring rate of a mean", async () => {
    const mean = "  average: {title: Average, kind: mean, numerator: score}\n";
    expect(paragraphs(localLaw144(await auditOf(`${PLAN}${mean}`)))).toContain(
      "Average: if this is a score, the rules ask for its scoring rate, the share of a category above the median of all scores. Add a metric with the lines kind: scoring_rate and numerator: score under metrics.",
    );
    const both = `${PLAN}${mean}  scored: {kind: scoring_rate, numerator: score}\n`;
    expect(paragraphs(localLaw144(await auditOf(both)))).not.toContain("if this is a score");
    expect(paragraphs(localLaw144(await auditOf(PLAN)))).not.toContain("if this is a score");
  });
});

describe("the table of lending practice", () => {
  const estimate = (value: number | null): Estimate => ({
    value,
    low: null,
    high: null,
    method: "none",
    reason: null,
  });
  const compared = sample.findings.find((one) => one.metric === "offer_rate" && one.comparison !== null)!;
  const reading = (
    ratio: number | null,
    direction: "favourable" | "unfavourable" | "either" = "favourable",
    effect: NonNullable<Finding["comparison"]>["effect"] = { name: "cohens_h", value: 9 },
  ): string => {
    const comparison = { ...compared.comparison!, ratio: estimate(ratio), effect };
    const metrics = sample.plan.metrics.map((one) => ({ ...one, direction }));
    const result: AuditResult = {
      ...sample,
      plan: { ...sample.plan, preset: "lending", metrics },
      findings: [{ ...compared, comparison }],
    };
    return rows(tables(lending(result))[0]!)[0]![6]!;
  };

  test("reads below 0.8 as significant, from there to below 0.9 as a concern", () => {
    expect([0, 0.799, 0.8, 0.899, 0.9, 1.4].map((ratio) => reading(ratio))).toEqual([
      "practically significant",
      "practically significant",
      "a concern",
      "a concern",
      "neither",
      "neither",
    ]);
    expect(reading(null)).toBe("no ratio");
  });

  test("turns the ratio where a high figure is bad for the person, and looks both ways where neither is", () => {
    expect(reading(1.3, "unfavourable")).toBe("practically significant");
    expect(reading(0.5, "unfavourable")).toBe("neither");
    expect(reading(1.2, "either")).toBe("a concern");
    expect(reading(0.85, "either")).toBe("a concern");
  });

  test("reads a figure that is no share by its standardised difference, against the person only", () => {
    const by = (value: number | null, direction: "favourable" | "unfavourable" | "either") =>
      reading(0.5, direction, { name: "standardised_mean_difference", value });
    expect(by(-0.3, "favourable")).toBe("practically significant");
    expect(by(-0.29, "favourable")).toBe("neither");
    expect(by(0.5, "favourable")).toBe("neither");
    expect(by(0.5, "unfavourable")).toBe("practically significant");
    expect(by(0.5, "either")).toBe("practically significant");
    expect(by(null, "either")).toBe("no difference");
  });

  test("has no row for a finding without a comparison", () => {
    const section = lending({ ...withPreset("lending"), findings: [{ ...compared, comparison: null }] });
    expect(tables(section)).toEqual([]);
    expect(paragraphs(section)).toBe("No group could be compared.");
  });

  test.each(PRESET_IDS)("and a report under %s uses no word that says more than was found", (id) => {
    const text = renderMarkdown(withPreset(id));
    expect(
      /\b(?:compliant|compliance|certified|bias-free|unbiased|discriminat\w*|fair|unfair)\b/iu.exec(text),
    ).toBeNull();
  });
});
