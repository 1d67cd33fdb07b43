import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ResultComparison } from "../../src/model.js";
import { evenhand, folder, namesIn, type Ended } from "./run.js";

const PLAN = `evenhand: 1
log: { files: log.csv, unit: customer, time: at }
attributes: { team: { column: team } }
metrics: { offer_rate: { kind: rate, numerator: offered } }
rules: [{ metric: all, attribute: all, threshold: 0.8, comparator: best, level: error }]
proxies: { examine: false }
`;

type Offers = Readonly<Record<string, number>>;

/** Six hundred people a team, each with one decision, so many of whom were offered something. */
function rows(month: string, offers: Offers): string[] {
  return Object.entries(offers).flatMap(([team, offered]) =>
    Array.from(
      { length: 600 },
      (_, index) => `${team}${index},${month}-0${1 + (index % 9)},${team},${index < offered ? 1 : 0}`,
    ),
  );
}

/** A folder with two months audited: old/result.json and new/result.json. */
async function twoMonths(old: Offers, now: Offers, plan = PLAN): Promise<string> {
  const cwd = folder();
  writeFileSync(
    join(cwd, "log.csv"),
    ["customer,at,team,offered", ...rows("2026-09", old), ...rows("2026-10", now), ""].join("\n"),
  );
  for (const [name, period, text] of [
    ["old", "2026-09", PLAN],
    ["new", "2026-10", plan],
  ] as const) {
    writeFileSync(join(cwd, "evenhand.yaml"), text);
    const { stderr } = await evenhand(["audit", "--period", period, "--output", name, "--format", "none"], {
      cwd,
    });
    expect(stderr).toBe("");
  }
  return cwd;
}

const compare = (cwd: string, ...more: readonly string[]): Promise<Ended> =>
  evenhand(["compare", "old/result.json", "new/result.json", ...more], { cwd });

describe("evenhand compare", () => {
  it("shows a gap that shrank because the better-off lost as levelled down, and writes nothing", async () => {
    const cwd = await twoMonths({ Red: 300, Blue: 120 }, { Red: 160, Blue: 118 });
    const before = namesIn(cwd);
    const { code, stdout, stderr } = await compare(cwd);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("LEVELLED DOWN: 1\n");
    expect(stdout).toContain("Old       1,200 decisions about 1,200 people, 2026-09-01 to 2026-09-09\n");
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(namesIn(cwd)).toEqual(before);
    expect((await compare(cwd, "--fail-on", "new,worse")).code).toBe(0);
    const failed = await compare(cwd, "--fail-on", "worse, levelled_down");
    expect([failed.code, failed.stderr]).toEqual([1, ""]);
  });

  it("ends with 1 at a new breach where that is asked for, in every format", async () => {
    const cwd = await twoMonths({ Red: 300, Blue: 290 }, { Red: 300, Blue: 150 });
    for (const format of ["terminal", "json", "markdown"]) {
      expect((await compare(cwd, "--format", format)).code).toBe(0);
      expect((await compare(cwd, "--format", format, "--fail-on", "new")).code).toBe(1);
    }
    const { stdout } = await compare(cwd, "--format", "json");
    const comparison = JSON.parse(stdout) as {
      readonly schema: string;
      readonly states: unknown;
      readonly old: { readonly sha256: string };
    };
    const { sha256 } = JSON.parse(readFileSync(join(cwd, "old/result.json"), "utf8")) as {
      readonly sha256: string;
    };
    expect(comparison.schema).toBe("evenhand-comparison/1");
    expect(comparison.old.sha256).toBe(sha256);
    expect(comparison.states).toMatchObject({ new: 1, worse: 0, unchanged: 0 });
    expect(stdout).not.toContain(cwd);
    expect(stdout).toBe((await compare(cwd, "--format", "json")).stdout);
  });

  it("says that a breach is new under another threshold", async () => {
    const cwd = await twoMonths(
      { Red: 300, Blue: 255 },
      { Red: 300, Blue: 255 },
      PLAN.replace("0.8,", "0.9,"),
    );
    const { stdout } = await compare(cwd);
    expect(stdout).toContain("NEW BREACH: 1\n");
    expect(stdout).toContain("judged by different rules");
    expect(stdout).toContain("rule: at least 0.8, now");
    expect(stdout).toContain("rules.0.threshold: 0.8 is now 0.9");
  });

  it("refuses with 2 what is not comparable: the order, other people, and a metric defined anew", async () => {
    const plan = PLAN.replace("unit: customer, ", "").replace(
      "kind: rate,",
      "kind: rate, direction: unfavourable,",
    );
    const cwd = await twoMonths({ Red: 300, Blue: 290 }, { Red: 300, Blue: 150 }, plan);
    const { code, stdout, stderr } = await compare(cwd);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("other-unit: ");
    expect(stderr).toContain(
      'other-metric: the metric "offer_rate" is another one in each result: direction differ',
    );
    const swapped = await evenhand(["compare", "new/result.json", "old/result.json"], { cwd });
    expect([swapped.code, swapped.stdout]).toEqual([2, ""]);
    expect(swapped.stderr).toContain("wrong-order: ");
    expect(swapped.stderr).toContain("swap the two");
    const twice = await evenhand(["compare", "old/result.json", "old/result.json"], { cwd });
    expect([twice.code, twice.stdout]).toEqual([2, ""]);
    expect(twice.stderr).toContain("same-result: ");
  });

  it("refuses with 2 a result that is missing, none, or edited, both at once", async () => {
    const cwd = await twoMonths({ Red: 300, Blue: 290 }, { Red: 300, Blue: 150 });
    const path = join(cwd, "new/result.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"verdict": "fail"', '"verdict": "pass"'));
    const { code, stdout, stderr } = await evenhand(["compare", "gone.json", "new/result.json"], { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("gone.json: no-result: ");
    expect(stderr).toContain("result.json: edited-result: ");
  });

  it("refuses with 2 a format and a state that do not exist, both at once", async () => {
    const { code, stderr } = await evenhand(["compare", "a", "b", "--format", "csvv", "--fail-on", "nwe"], {
      cwd: folder(),
    });
    expect(code).toBe(2);
    expect(stderr).toContain('there is no format "csvv"');
    expect(stderr).toContain('there is no state "nwe" (did you mean new?)');
  });
});

describe("evenhand report --earlier", () => {
  it("shows each breach over the earlier audits, and what is known to have changed since the last", async () => {
    const cwd = await twoMonths({ Red: 300, Blue: 120 }, { Red: 300, Blue: 180 });
    const args = ["report", "new/result.json", "--earlier", "old/result.json", "--format", "markdown"];
    const { code, stdout, stderr } = await evenhand(args, { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    const section = /^## Earlier audits[\s\S]*?(?=^## )/m.exec(stdout)![0];
    expect(section).toContain("2026-09-01 to 2026-09-09");
    expect(section).toMatch(
      /^\| Blue \| offer_rate by team \| 0\.400 B \([\d. to]+\) \| 0\.600 B \([\d. to]+\) \| Better \|$/m,
    );
    const html = await evenhand([...args.slice(0, -1), "html"], { cwd });
    expect(html.stdout).toContain('<section id="trend"');
    const alone = await evenhand(["report", "new/result.json", "--format", "html"], { cwd });
    expect(alone.stdout).not.toContain('id="trend"');
  });

  it("names a verdict that turned without saying that the change is no noise", async () => {
    const cwd = await twoMonths({ Red: 300, Blue: 245 }, { Red: 300, Blue: 215 });
    const { findings } = JSON.parse(
      (await evenhand(["compare", "old/result.json", "new/result.json", "--format", "json"], { cwd })).stdout,
    ) as ResultComparison;
    const turned = findings.find((one) => one.state === "new")!;
    expect(turned.ratio.change.low).toBeLessThan(0);
    expect(turned.ratio.change.high).toBeGreaterThan(0);
    const args = ["report", "new/result.json", "--earlier", "old/result.json", "--format", "markdown"];
    const { stdout } = await evenhand(args, { cwd });
    expect(stdout).toContain("a verdict that turned, which chance alone may do");
    expect(stdout).not.toContain("A change is named only where its own interval");
  });

  it("is refused where it would not be shown", async () => {
    const cwd = await twoMonths({ Red: 300, Blue: 290 }, { Red: 300, Blue: 280 });
    const args = ["report", "new/result.json", "--earlier", "old/result.json", "--format", "terminal"];
    const { code, stdout, stderr } = await evenhand(args, { cwd });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("--earlier is for the formats that show the trend");
    const { stdout: compared } = await compare(cwd);
    expect(compared).not.toContain("made from the same files");
  });

  it("refuses an earlier audit that is later, or of something else", async () => {
    const cwd = await twoMonths({ Red: 300, Blue: 120 }, { Red: 300, Blue: 180 });
    const { code, stderr } = await evenhand(["report", "old/result.json", "--earlier", "new/result.json"], {
      cwd,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^result\.json: /m);
    expect(namesIn(cwd)).not.toContain("evenhand-report");
  });
});
