import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { AuditResult, Plan } from "../../src/model.js";
import { loadPlan } from "../../src/plan/load.js";
import { recordOf } from "../../src/plan/schema-record.js";
import { completeness, GROUPS, type Standing, tallyOf } from "../../src/report/completeness.js";
import { CHECKLIST } from "../../src/report/completeness-items.js";
import { renderHtml } from "../../src/report/html.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { sections } from "../../src/report/sections/index.js";
import { HARMLESS } from "./hostile.js";
import { sampleResult } from "./sample.js";

const result = sampleResult(HARMLESS);
const sound = loadPlan("evenhand: 1\nattributes: [region]\nmetrics: {offered: offered}\n", "plan.yaml").plan;

function standing(id: string, plan: Plan, counted: AuditResult | null = null): Standing {
  const found = completeness(plan, counted).find(({ item }) => item.id === id);
  if (found === undefined) throw new Error(`no item ${id}`);
  return found.standing;
}

const withPlan = (changes: Partial<Plan>): AuditResult => ({
  ...result,
  plan: { ...result.plan, ...changes },
});

/** The keys the plan schema knows, as `record.auditee` and `settings.disclosure_floor`. */
const keys = new Set(
  [
    ...readFileSync(new URL("../../docs/plan.md", import.meta.url), "utf8").matchAll(
      /^## (\S+)$|^\| `(\w+)`/gmu,
    ),
  ].reduce<{ at: string; found: string[] }>(
    ({ at, found }, [, section, key]) =>
      section === undefined ? { at, found: [...found, `${at}.${key}`] } : { at: section, found },
    { at: "", found: [] },
  ).found,
);

describe("the checklist", () => {
  test("has items of its own in every group, each with its own id and title", () => {
    expect(new Set(CHECKLIST.map((item) => item.id)).size).toBe(CHECKLIST.length);
    expect(new Set(CHECKLIST.map((item) => item.title)).size).toBe(CHECKLIST.length);
    expect(new Set(CHECKLIST.map((item) => item.group))).toEqual(new Set(GROUPS));
    expect(completeness(sound, null)).toHaveLength(CHECKLIST.length);
  });

  test("asks for every key of the record, and for none twice in the same words", () => {
    const asked = completeness(sound, result).flatMap((one) =>
      one.standing.state === "missing" && one.standing.key.startsWith("record.") ? [one.standing.key] : [],
    );
    // Two keys are asked for only where they arise, and one adds to what is always said.
    const rest = ["record.excluded_categories", "record.other_estimators", "record.not_concluded"];
    expect([...asked, ...rest].toSorted()).toEqual(
      Object.keys(recordOf(undefined))
        .map((key) => `record.${key}`)
        .toSorted(),
    );
  });

  test("names only keys that a plan has", () => {
    const named = completeness({ ...sound, proxies: { ...sound.proxies, examine: false } }, result).flatMap(
      (one) => (one.standing.state === "missing" ? [one.standing.key] : []),
    );
    const plain = named.map((key) => key.replace(/:.*$/u, "").replace(".*", ""));
    const top = ["metrics", "intersections"];
    expect(plain.filter((key) => !keys.has(key) && !top.includes(key))).toEqual([]);
    expect(named.length).toBeGreaterThan(40);
  });

  test("marks what New York City's rules ask to be published", () => {
    const marked = CHECKLIST.filter((item) => item.required.some((one) => one.startsWith("6 RCNY"))).map(
      (item) => item.id,
    );
    expect(marked).toEqual([
      "audited-on",
      "first-used",
      "independence",
      "data-source",
      "unknown-counts",
      "excluded-categories",
      "sex",
      "race-ethnicity",
      "sex-by-race",
      "n-rate-ratio",
      "scoring-rate",
      "public-summary",
    ]);
  });

  test("says present only of sections that the report has", () => {
    const titles = sections(result).map((section) => section.title);
    const places = completeness(result.plan, result).flatMap((one) =>
      one.standing.state === "present" ? [one.standing.where] : [],
    );
    const elsewhere = places.filter((place) => !titles.includes(place));
    expect(elsewhere.filter((place) => !/^(?:record|system)\.[a-z_]+$|^result\.json/u.test(place))).toEqual(
      [],
    );
  });
});

describe("an item", () => {
  test("is present with the plan's own words once its key is set", () => {
    expect(standing("auditee", sound)).toEqual({ state: "missing", key: "record.auditee" });
    const record = { ...sound.record, auditee: "ACME" };
    expect(standing("auditee", { ...sound, record })).toEqual({
      state: "present",
      where: "record.auditee",
      says: "ACME",
    });
  });

  test("that hangs on the figures is open until a log is audited", () => {
    for (const id of ["n-rate-ratio", "unknown-bounds", "excluded-categories", "proxy-justification"])
      expect(standing(id, sound)).toEqual({ state: "open" });
    expect(standing("n-rate-ratio", result.plan, result).state).toBe("present");
    expect(standing("unknown-bounds", result.plan, result).state).toBe("present");
    expect(standing("n-rate-ratio", sound, { ...result, findings: [] })).toEqual({
      state: "missing",
      key: "settings.minimum_units",
    });
  });

  test("of a crossing is present only where sex is crossed with race or ethnicity", () => {
    const cross = (intersections: Plan["intersections"]) =>
      standing("sex-by-race", { ...result.plan, intersections }).state;
    expect(cross([["segment", "sex"]])).toBe("present");
    expect(cross([["age_band", "segment", "sex"]])).toBe("present");
    expect(cross([["age_band", "sex"]])).toBe("missing");
    expect(cross([])).toBe("missing");
  });

  test("on excluded categories asks for a reason where one is small, and for its figures where they are withheld", () => {
    const groups = (units: number | null, share: number | null): AuditResult => ({
      ...result,
      representation: [
        {
          ...result.representation[0]!,
          groups: [{ ...result.representation[0]!.groups[0]!, units, share }],
        },
      ],
    });
    const of = (one: AuditResult) => standing("excluded-categories", one.plan, one);
    expect(of(groups(500, 0.3)).state).toBe("not_applicable");
    expect(of(groups(40, 0.0199))).toEqual({ state: "missing", key: "record.excluded_categories" });
    expect(of(groups(null, null))).toEqual({ state: "missing", key: "settings.disclosure_floor" });
  });

  test("on scores asks for a rate above the median where a mean is measured, and does not arise elsewhere", () => {
    expect(standing("scoring-rate", result.plan).state).toBe("missing");
    expect(standing("scoring-rate", sound).state).toBe("not_applicable");
    const scored = [{ ...result.plan.metrics[0]!, kind: "scoring_rate" as const }];
    expect(standing("scoring-rate", { ...result.plan, metrics: scored }).state).toBe("present");
  });

  test("on the last period is met by an earlier result, or else by words", () => {
    const found = (earlier: readonly AuditResult[], plan: Plan = sound): Standing =>
      completeness(plan, result, earlier).find(({ item }) => item.id === "last-period")!.standing;
    const where = "Earlier audits, and what changed since the last";
    expect(found([])).toEqual({ state: "missing", key: "record.last_period" });
    expect(found([result])).toEqual({ state: "present", where, says: null });
    const plan = { ...sound, record: { ...sound.record, last_period: "Two points up." } };
    expect(found([result], plan)).toEqual({ state: "present", where, says: "Two points up." });
    expect(found([], plan)).toMatchObject({ state: "present", where: "record.last_period" });
  });

  test("on accepted risks and deviations is met by waivers and a frozen plan, or else by words", () => {
    const waived: AuditResult = {
      ...result,
      waivers: [
        {
          finding: "EH-1",
          reason: "r",
          owner: "o",
          approver: "a",
          expires: "2027-01-01",
          floor: null,
          state: "covers",
        },
      ],
      frozen: { plan_sha256: "a".repeat(64), frozen_on: "2026-09-01", before_data: true, deviations: [] },
    };
    for (const id of ["risk-acceptances", "deviations"]) {
      expect(standing(id, result.plan, result).state).toBe("missing");
      expect(standing(id, result.plan, waived).state).toBe("present");
    }
  });
});

describe("the section on what is documented", () => {
  const section = (of: AuditResult) => sections(of).find((one) => one.id === "record")!;
  const rows = (of: AuditResult) =>
    section(of).blocks.flatMap((block) => (block.kind === "table" ? block.rows : []));

  test("has a row for every item, by group", () => {
    expect(rows(result).map((row) => row[0])).toEqual(
      GROUPS.flatMap((group) => CHECKLIST.filter((item) => item.group === group).map((item) => item.title)),
    );
  });

  test("shows the plan's words, and the key where there are none", () => {
    const text = renderMarkdown(result);
    expect(text).toContain("| Date of first use | present | 2025-03-01 (record.first_used)");
    expect(text).toContain("| Date of audit | missing | set `record.audited_on` | 6 RCNY 5-303(a) |");
    expect(text).toContain("| Seeds: nothing is drawn at random | present | How to reproduce |");
  });

  test("counts what is missing, and of that what is required", () => {
    const { present, missing, required } = tallyOf(completeness(result.plan, result));
    const [lead] = section(result).blocks;
    expect(JSON.stringify(lead)).toContain(
      `${present} items of a documented audit are here; ${missing} are missing, ${required} of them required`,
    );
    expect(required).toBeLessThan(missing);
  });

  test("keeps hostile words inert", () => {
    const record = { ...recordOf(undefined), opinion: "</td><script>x</script> | a\n# b ` [l](http://x)" };
    const html = renderHtml(withPlan({ record }));
    expect(html).not.toContain("<script>x");
    const line = renderMarkdown(withPlan({ record }))
      .split("\n")
      .find((one) => one.startsWith("| Opinion"))!;
    expect(line.match(/[<>[\]`]/gu)).toBeNull();
    expect(line.split(" | ")).toHaveLength(4);
  });
});

describe("how to reproduce", () => {
  test("gives the command with the period, and the digest of the result", () => {
    const text = renderMarkdown(result);
    expect(text).toContain("- **Command:** `evenhand audit LOG... --plan PLAN --period 2026-10`");
    expect(text).toContain(`- **Result, SHA-256:** \`${result.sha256}\``);
  });
});
