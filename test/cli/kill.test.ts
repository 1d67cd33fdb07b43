import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ended, evenhand, exists, folder, namesIn, REPORT, ROOT, start } from "./run.js";

/** The log has no feature, so that file says the same under any plan. */
const TELLING = REPORT.filter((name) => name !== "proxies.csv");

/** EVENHAND_KILLS=200 looks longer. */
const KILLS = Number(process.env["EVENHAND_KILLS"] ?? 20);

type Report = Readonly<Record<string, string>>;

const read = (path: string): Report =>
  Object.fromEntries(REPORT.map((name) => [name, readFileSync(join(path, name), "utf8")]));

/** Two plans for one log, whose reports differ in every file; and the two reports. */
async function twoPlans(): Promise<{ cwd: string; reports: Report[] }> {
  const cwd = folder();
  const source = join(ROOT, "fixtures/established-breach");
  copyFileSync(join(source, "log.csv"), join(cwd, "log.csv"));
  const reports: Report[] = [];
  for (const [index, threshold] of [0.8, 0.5].entries()) {
    const rule = `rules: [{ metric: all, attribute: all, threshold: ${threshold}, comparator: best, level: error }]\n`;
    writeFileSync(join(cwd, `${index}.yaml`), readFileSync(join(source, "evenhand.yaml"), "utf8") + rule);
    await evenhand(["audit", "-p", `${index}.yaml`, "-o", `out-${index}`], { cwd });
    reports.push(read(join(cwd, `out-${index}`)));
  }
  for (const name of TELLING) expect(reports[0]![name]).not.toBe(reports[1]![name]);
  return { cwd, reports };
}

const args = (plan: number): string[] => ["audit", "-p", `${plan}.yaml`, "-o", "out", "--format", "none"];

it(`killed at ${KILLS} random moments, it leaves a whole report: old, new, or marked as between the two`, async () => {
  const { cwd, reports } = await twoPlans();
  const out = join(cwd, "out");
  const then = performance.now();
  await evenhand(args(0), { cwd });
  const usual = performance.now() - then;
  for (let round = 0; round < KILLS; round++) {
    const child = start(args((round + 1) % 2), { cwd });
    const end = ended(child);
    // The second half of a run is where files are written.
    setTimeout(() => child.kill("SIGKILL"), usual * (0.5 + 0.6 * Math.random()));
    await end;
    const found = read(out);
    const from = TELLING.map((name) => reports.findIndex((report) => report[name] === found[name]));
    expect(from).not.toContain(-1);
    const waiting = join(out, ".evenhand-next");
    const between = exists(waiting) && namesIn(waiting).length > 0;
    expect(between || new Set(from).size === 1).toBe(true);
  }
  await evenhand(args(1), { cwd });
  expect(read(out)).toEqual(reports[1]);
  expect(namesIn(out).filter((name) => name.endsWith("-next"))).toEqual([]);
}, 600_000);

it("two runs at once into one folder leave the report of one of them, whole", async () => {
  const { cwd, reports } = await twoPlans();
  for (let round = 0; round < 3; round++) {
    mkdirSync(join(cwd, `both-${round}`));
    const ends = await Promise.all(
      [0, 1].map((plan) =>
        evenhand(["audit", "-p", `${plan}.yaml`, "-o", `both-${round}`, "--format", "none"], { cwd }),
      ),
    );
    expect(ends.map((end) => end.stderr)).toEqual(["", ""]);
    expect(reports).toContainEqual(read(join(cwd, `both-${round}`)));
    expect(namesIn(join(cwd, `both-${round}`))).toEqual(REPORT);
  }
});
