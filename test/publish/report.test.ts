/** What the reports make of a published result. */
import { describe, expect, it } from "vitest";
import type { AuditResult } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { renderMarkdown } from "../../src/report/markdown.js";
import { renderTerminal } from "../../src/report/terminal.js";
import { HARMLESS } from "../report/hostile.js";
import { assuredResult } from "../report/sample-assurance.js";
import { fixture } from "./fixture.js";

/** The cells of the rows of a group in the tables under a heading. */
function rowsOf(result: AuditResult, heading: string, group: string): string[][] {
  const text = renderMarkdown(result)
    .split(`\n${heading}\n`)[1]!
    .split(/\n##+ /)[0]!;
  return text
    .split("\n")
    .filter((line) => line.startsWith(`| ${group} |`))
    .map((line) => line.split("|").map((cell) => cell.trim()));
}

describe("the reports of a published result", () => {
  it("do not tell a withheld group that others are compared with by its row", async () => {
    const secret = await fixture("month");
    // So many that large groups are withheld along with small ones.
    const published = publish(secret, 40);
    const unnamed = published.findings.find(
      (one) =>
        one.attributes.length === 1 &&
        one.verdict !== "not_judged" &&
        one.comparator.group === null &&
        // Of a metric of which nothing is shown there is no column.
        published.families.some(({ id, groups }) => id === one.family && groups.some((own) => own.moments)),
    )!;
    const comparator = (one: AuditResult): string | undefined =>
      one.findings.find(({ id }) => id === unnamed.id)!.comparator.group?.[0];
    const best = comparator(secret)!;
    expect(comparator(published)).toBeUndefined();
    const withheld = published.families
      .find(({ id }) => id === unnamed.family)!
      .groups.filter((one) => one.disclosure === "withheld")
      .map((one) => one.group[0]!);
    expect(withheld).toContain(best);
    expect(withheld.length).toBeGreaterThan(1);
    const { title } = published.plan.metrics.find(({ id }) => id === unnamed.metric)!;
    const table = renderMarkdown(published)
      .split(`*Ratios by ${unnamed.attributes[0]}*`)[1]!
      .split("\n\n")[1]!;
    const cells = table.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
    const column = cells[0]!.indexOf(title);
    const glance = withheld.map((name) => cells.find((row) => row[1] === name)![column]);
    expect(column).toBeGreaterThan(1);
    expect(new Set(glance)).toEqual(new Set(["–"]));
    const judged = withheld.map((name) =>
      rowsOf(published, `#### ${title} by ${unnamed.attributes[0]}`, name)[0]!.slice(2).join("|"),
    );
    expect(judged[0]).toContain("figures withheld");
    expect(new Set(judged).size).toBe(1);
  });

  it("count withheld judgements apart from those that no length of log would decide", async () => {
    const secret = await fixture("month");
    const published = publish(secret);
    const hidden = published.findings.filter(
      ({ verdict, comparison }) =>
        verdict === "inconclusive" && (comparison === null || comparison.test === null),
    );
    expect(hidden.length).toBeGreaterThan(1);
    const text = renderMarkdown(published);
    // The month's people come back: nobody's number is published.
    expect(text).toContain("How many more people would decide them is not published.");
    expect(text).not.toContain("no number can be named");
    const known = secret.findings.filter((one) => (one.comparison?.units_needed ?? null) !== null);
    const first = hidden.find((one) => one.comparison !== null && known.some(({ id }) => id === one.id))!;
    const some = published.findings.map((one) =>
      one.id === first.id ? known.find(({ id }) => id === one.id)! : one,
    );
    const mixed = renderMarkdown({ ...published, findings: some });
    expect(mixed).toContain("1 would be decided by more people of the same kind");
    expect(mixed).toContain(`; for ${hidden.length - 1} it is not published.`);
    expect(renderMarkdown(secret)).not.toContain("not published");
  });

  it("say of a waived breach that it is waived though its figures are withheld", () => {
    const secret = assuredResult(HARMLESS);
    const published = publish(secret, 100_000);
    const waived = published.findings.filter((one) => one.waived);
    expect(waived.map((one) => one.comparison)).toContain(null);
    const until = published.waivers.find((one) => one.finding === waived[0]!.id)!.expires;
    expect(renderTerminal(published, { width: 120, color: false, ascii: false })).toContain(
      `waived until ${until}`,
    );
  });

  it("show the floor of a waiver only beside the ratio that it bounds", () => {
    const secret = assuredResult(HARMLESS);
    const floors = { ...secret, waivers: secret.waivers.map((one) => ({ ...one, floor: 0.5 })) };
    const published = publish(floors, 100_000);
    const bare = new Set(published.findings.filter((one) => one.comparison === null).map((one) => one.id));
    expect(published.waivers.some((one) => bare.has(one.finding))).toBe(true);
    for (const one of published.waivers) expect(one.floor).toBe(bare.has(one.finding) ? null : 0.5);
  });
});
