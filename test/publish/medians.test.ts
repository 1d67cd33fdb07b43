/** What of a median is made public: it may be some person's own figure. */
import { describe, expect, it } from "vitest";
import type { AuditResult, MedianReport } from "../../src/model.js";
import { publish } from "../../src/publish/publish.js";
import { audited } from "../log/audited.js";
import { planOf } from "../log/reading.js";

/** One row a person: scores with how many have each. */
async function medianOf(
  scores: readonly (readonly [score: number, people: number])[],
  minimum = 11,
): Promise<MedianReport> {
  const rows = scores.flatMap(([score, people]) => Array.from({ length: people }, () => score));
  const text = rows.map((score, index) => `p${index},${index % 2 === 0 ? "a" : "b"},${score}\n`).join("");
  const plan = planOf(
    `log: {unit: who}\nattributes: [g]\nmetrics: {m: {kind: scoring_rate, numerator: score}}\nproxies: {examine: false}`,
  );
  const result = await audited([`who,g,score\n${text}`], plan);
  return publish(result, minimum).medians[0]!;
}
const WITHHELD = { metric: "m", median: null, below: null, at: null, above: null };

describe("a public median", () => {
  it("is shown with the decisions on each side where enough people lie below, at and above it", async () => {
    expect(
      await medianOf([
        [1, 60],
        [5, 30],
        [9, 80],
      ]),
    ).toEqual({
      metric: "m",
      median: 5,
      below: { rows: 60, units: null },
      at: { rows: 30, units: null },
      above: { rows: 80, units: null },
    });
  });

  it("is shown with them where nobody lies at it", async () => {
    expect(
      await medianOf([
        [1, 60],
        [5, 60],
      ]),
    ).toMatchObject({ median: 3, at: { rows: 0, units: null } });
  });

  it("does not say how many lie at it where these are few", async () => {
    expect(
      await medianOf([
        [1, 60],
        [5, 10],
        [9, 60],
      ]),
    ).toEqual({ ...WITHHELD, median: 5 });
    expect(
      await medianOf([
        [1, 60],
        [5, 11],
        [9, 60],
      ]),
    ).toMatchObject({ at: { rows: 11 } });
  });

  it("is withheld where few people lie on a side of it, as is the metric", async () => {
    expect(
      await medianOf([
        [1, 10],
        [5, 80],
        [9, 60],
      ]),
    ).toEqual(WITHHELD);
    expect(
      await medianOf([
        [1, 60],
        [5, 80],
        [9, 10],
      ]),
    ).toEqual(WITHHELD);
    expect(
      await medianOf([
        [1, 11],
        [5, 80],
        [9, 60],
      ]),
    ).toMatchObject({ median: 5 });
    expect(
      await medianOf(
        [
          [1, 60],
          [5, 30],
          [9, 60],
        ],
        61,
      ),
    ).toEqual(WITHHELD);
  });

  it("is withheld where everybody has the same number: nobody is on either side", async () => {
    expect(await medianOf([[5, 100]])).toEqual(WITHHELD);
  });

  it("counts people and not decisions: one person's many are one", async () => {
    const rows = [
      ...Array.from({ length: 40 }, (_, index) => `low${index},a,1\n`),
      ...Array.from({ length: 40 }, (_, index) => `high${index % 10},b,9\n`),
    ].join("");
    const plan = planOf(
      `log: {unit: who}\nattributes: [g]\nmetrics: {m: {kind: scoring_rate, numerator: score}}\nsettings: {minimum_units: 2, disclosure_floor: 2}\nproxies: {examine: false}`,
    );
    const result: AuditResult = await audited([`who,g,score\n${rows}`], plan);
    expect(result.medians[0]).toMatchObject({ above: { rows: 40, units: 10 } });
    expect(publish(result).medians).toEqual([WITHHELD]);
    expect(publish(result, 10).medians).toMatchObject([{ median: 5 }]);
  });

  it("takes the note on ties with it, which counts them too", async () => {
    const rows = Array.from({ length: 100 }, (_, index) => `p${index},${index % 2},5\n`).join("");
    const plan = planOf(
      `log: {unit: who}\nattributes: [g]\nmetrics: {m: {kind: scoring_rate, numerator: score}}\nproxies: {examine: false}`,
    );
    const result = await audited([`who,g,score\n${rows}`], plan);
    expect(result.quality.map((one) => one.code)).toContain("ties-at-median");
    expect(publish(result).quality.map((one) => one.code)).not.toContain("ties-at-median");
  });
});
