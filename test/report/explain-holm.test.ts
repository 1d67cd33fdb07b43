import { describe, expect, test } from "vitest";
import type { AuditResult, Finding } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { holmLines } from "../../src/report/explain-holm.js";
import { amount } from "../../src/report/numbers.js";
import { csvOf, runOnText } from "../oracle/run.js";
import { fixture } from "../publish/fixture.js";
import { HARMLESS } from "./hostile.js";
import { sampleResult } from "./sample.js";

const secret = await fixture("month");

function said(result: AuditResult, finding: Finding): string {
  return holmLines(result, finding).join(" ");
}

/** The sample's first comparison under each p: one family, one rule. */
function familyOf(kind: "best" | "reference", all: readonly (readonly [p: number, adjusted: number])[]) {
  const sample = sampleResult(HARMLESS);
  const one = sample.findings.find((finding) => finding.comparison?.test)!;
  const findings = all.map(([p, adjusted], index): Finding => ({
    ...one,
    id: `EH-${index}`,
    verdict: "inconclusive",
    comparator: { ...one.comparator, kind },
    comparison: { ...one.comparison!, test: { ...one.comparison!.test!, p }, p_adjusted: adjusted },
  }));
  return { ...sample, publication: null, findings };
}

describe("how a p was adjusted", () => {
  test("is said with its rank, the size of its family and what it was multiplied by", () => {
    // R: p.adjust(c(0.001, 0.02, 0.03, 0.2), "holm")
    const result = familyOf("reference", [
      [0.03, 0.06],
      [0.001, 0.004],
      [0.2, 0.2],
      [0.02, 0.06],
    ]);
    const [third, first, last, second] = result.findings.map((one) => said(result, one));
    expect(first).toContain("the smallest p of 4 compared in this family");
    expect(first).toContain("4 x 0.001 = 0.004: adjusted p 0.004");
    expect(second).toContain("2nd smallest p of 4");
    expect(second).toContain("counts 3 times. 3 x 0.02 = 0.06: adjusted p 0.06");
    expect(third).toContain("3rd smallest p of 4");
    expect(third).toContain("2 x 0.03 = 0.06, and never less than what the smaller ones came to");
    expect(last).toContain("4th smallest p of 4");
    expect(last).toContain("counts once. 1 x 0.2 = 0.2: adjusted p 0.2");
  });

  test("is written with as many digits as it takes for the product to come out", () => {
    for (const p of [1.447e-17, 0.0012345, 0.00714287, 3.33349e-7]) {
      const result = familyOf(
        "best",
        [p, 0.5, 0.6].map((one) => [one, Math.min(1, 6 * p)]),
      );
      const [, times, factor, product] = /([\d.]+) x (\S+) = ([^\s:,]+)/u.exec(
        said(result, result.findings[0]!),
      )!;
      expect(amount(Number(times) * Number(factor))).toBe(product);
    }
  });

  test("pays for all pairs where the best group was picked from the data", () => {
    // Shaffer's S1 by hand: four groups make 6 pairs, and once one differs 3 can be alike.
    const result = familyOf("best", [
      [0.01, 0.06],
      [0.015, 0.06],
      [0.5, 1],
    ]);
    const [first, second, third] = result.findings.map((one) => said(result, one));
    expect(first).toContain("Any of the 4 groups might have come out best, so it counts 6 times");
    expect(second).toContain("at most 3 pairs of groups can still be alike");
    expect(second).toContain("3 x 0.015 = 0.045, and never less than what the smaller ones came to");
    expect(third).toContain("3 x 0.5 = 1.5, and never more than 1: adjusted p 1");
  });

  test("needs no adjusting where it is alone, and is not said where the plan adjusts nothing", () => {
    const alone = familyOf("best", [[0.04, 0.04]]);
    expect(said(alone, alone.findings[0]!)).toBe(
      "The only comparison of its family, so nothing is adjusted: p 0.04",
    );
    const { plan } = alone;
    const none = {
      ...alone,
      plan: { ...plan, settings: { ...plan.settings, multiplicity: "none" as const } },
    };
    expect(said(none, none.findings[0]!)).toBe("");
  });

  test("is not made up where the figures at hand do not give it", () => {
    const result = familyOf("reference", [
      [0.01, 0.05],
      [0.5, 0.5],
    ]);
    expect(said(result, result.findings[0]!)).toBe(
      "Adjusted (Holm) over all groups of this metric and attribute: p 0.05",
    );
  });

  test("is worked out for every comparison of an audit, to the adjusted p it has", () => {
    const tested = secret.findings.filter(({ comparison }) => comparison?.test && comparison.p_adjusted);
    expect(tested.length).toBeGreaterThan(50);
    for (const one of tested) {
      const text = said(secret, one);
      expect(text).toMatch(/ compared in this family | only comparison /);
      expect(text.endsWith(`p ${amount(one.comparison!.p_adjusted)}`)).toBe(true);
    }
  });

  test("is told in a public result as in the private one, or said to be withheld", async () => {
    // One decision each: where people have several, no p is published.
    const rows = Array.from({ length: 900 }, (_, at) => {
      const group = at < 30 ? "few" : ["x", "y", "z"][at % 3]!;
      return [String(at), group, ["u", "v", "w"][(at >> 1) % 3]!, String(Number(at % 7 < (at % 3) + 3))];
    });
    const single = await runOnText(
      {
        log: { unit: "person" },
        attributes: ["a", "b"],
        metrics: { offers: { numerator: "offered" } },
        proxies: { examine: false },
        settings: { minimum_units: 20 },
      },
      csvOf(["person", "a", "b", "offered"], rows),
    );
    const published = publish(single, 40);
    const tested = published.findings.filter(({ comparison }) => comparison?.test);
    const [shown, withheld] = [true, false].map((is) =>
      tested.filter(({ comparison }) => (comparison!.p_adjusted !== null) === is),
    );
    expect(withheld!.length).toBeGreaterThan(0);
    for (const one of withheld!) expect(said(published, one)).toContain("The adjusted p (Holm) is withheld");
    expect(shown!.length).toBeGreaterThan(0);
    for (const one of shown!)
      expect(said(published, one)).toBe(
        said(
          single,
          single.findings.find(({ id }) => id === one.id)!,
        ),
      );
  });
});
