/**
 * The same log gives the same bytes: whoever runs the audit, wherever, however often, and whatever the file looks like
 * beside its rows.
 *
 * result.json is compared whole. Only `inputs` (digest, size and rows of the files as they lie on disk) may differ
 * where the files differ, and there the digest must.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { parse } from "yaml";
import { beforeAll, describe, expect, it } from "vitest";
import type { AuditResult } from "../src/model.js";
import { renderJson } from "../src/report/json.js";
import { METRICS, PER_PERSON, planFor, COLUMNS, rows, textOf } from "./oracle/small-logs.js";
import { inFolder, type PlanText, runAudit, runOnText } from "./oracle/run.js";

const pathOf = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const month = pathOf("fixtures/month/decisions.csv");
const text = readFileSync(month, "utf8");
const [header, ...lines] = text.trimEnd().split("\n") as [string, ...string[]];
const written = parse(readFileSync(pathOf("fixtures/month/evenhand.yaml"), "utf8")) as Record<
  string,
  unknown
>;
const plan: PlanText = written;

/** Everything but what the files are as files, and the digest over it. */
const beside = (result: AuditResult) => renderJson({ ...result, inputs: [], sha256: "" });
const digests = (result: AuditResult) => result.inputs.map((one) => one.sha256);

/** Bytes too many to print when they differ. */
function expectSame(got: string, want: string) {
  const at = [...got].findIndex((character, index) => character !== want[index]);
  const around = (one: string) => one.slice(Math.max(0, at - 120), at + 80);
  expect(got === want ? "" : around(got)).toBe(got === want ? "" : around(want));
  expect(got.length).toBe(want.length);
}

/** An order of things that is neither the first nor random. */
function shuffled<T>(things: readonly T[]): T[] {
  return things
    .map((thing, index) => ({ thing, key: (index * 7919 + 104_729) % 12_101 }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ thing }) => thing);
}

describe("an audit of the month", () => {
  let first: AuditResult;
  beforeAll(async () => {
    first = await runAudit(plan, [month], { threads: 1 });
  });

  it("gives the same bytes again, on one processor and on two", async () => {
    expect.hasAssertions();
    expectSame(renderJson(await runAudit(plan, [month], { threads: 1 })), renderJson(first));
    expectSame(renderJson(await runAudit(plan, [month], { threads: 2 })), renderJson(first));
  });

  it("gives the same bytes with little memory", async () => {
    expect.hasAssertions();
    expectSame(
      renderJson(await runAudit(plan, [month], { threads: 2, memory: 100_000_000 })),
      renderJson(first),
    );
  });

  const variants: Readonly<Record<string, () => string | Uint8Array | readonly string[]>> = {
    "rows in another order": () => [header, ...shuffled(lines), ""].join("\n"),
    "columns in another order": () => {
      const order = shuffled(header.split(",").map((_, index) => index));
      const pick = (line: string) => {
        const cells = line.split(",");
        return order.map((index) => cells[index]!).join(",");
      };
      return [header, ...lines, ""].map((line) => (line === "" ? "" : pick(line))).join("\n");
    },
    "the rows split over two files": () => [
      [header, ...lines.slice(0, 5000), ""].join("\n"),
      [header, ...lines.slice(5000), ""].join("\n"),
    ],
    "lines that end in CRLF": () => text.replaceAll("\n", "\r\n"),
    "no newline at the end": () => text.trimEnd(),
    "a byte order mark": () => `\uFEFF${text}`,
    "every field quoted": () =>
      text.replaceAll(/^.+$/gm, (line) =>
        line
          .split(",")
          .map((cell) => `"${cell}"`)
          .join(","),
      ),
    gzip: () => gzipSync(text),
  };
  for (const [title, make] of Object.entries(variants)) {
    it(`gives the same result with ${title}, and says by its digest that the file is another`, async () => {
      const result = await runOnText(plan, make());
      expectSame(beside(result), beside(first));
      expect(result.inputs.reduce((sum, one) => sum + one.rows, 0)).toBe(first.inputs[0]!.rows);
      for (const digest of digests(result)) expect(digests(first)).not.toContain(digest);
    });
  }

  it("does not depend on which of two files is named first", async () => {
    expect.hasAssertions();
    const halves = [lines.slice(0, 5000), lines.slice(5000)].map((half) => [header, ...half, ""].join("\n"));
    expectSame(
      renderJson(await runOnText(plan, halves)),
      renderJson(await runOnText(plan, halves.toReversed())),
    );
  });

  it("is not the same for another log: one changed outcome shows", async () => {
    const changed = text.replace(",1,0,0,0,0,0,", ",1,1,0,0,0,0,").replace(",,0.652,,", ",,0.652,1,");
    expect(changed).not.toBe(text);
    expect(beside(await runOnText(plan, changed))).not.toBe(beside(first));
  });
});

describe("the program itself", () => {
  const places: readonly Readonly<Record<string, string>>[] = [
    { TZ: "UTC" },
    { TZ: "Pacific/Kiritimati" },
    { TZ: "America/New_York" },
    { TZ: "UTC", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
    { TZ: "UTC", LANG: "C", LC_ALL: "C" },
  ];

  it("writes the same result.json in every time zone and language", async () => {
    const binary = pathOf("bin/evenhand.js");
    if (!existsSync(pathOf("dist/cli.js")))
      throw new Error("there is no dist: npm run build comes before the tests");
    await inFolder(async (folder) => {
      const results = places.map((place, index) => {
        const output = join(folder, `out-${index}`);
        const args = [
          "audit",
          "--plan",
          pathOf("fixtures/month/evenhand.yaml"),
          "--output",
          output,
          "--format",
          "none",
        ];
        try {
          execFileSync(process.execPath, [binary, ...args], {
            env: { ...process.env, ...place },
            stdio: "pipe",
          });
        } catch (error) {
          // A gate that is not met ends with 1.
          if ((error as { readonly status?: number }).status !== 1) throw error;
        }
        return readFileSync(join(output, "result.json"), "utf8");
      });
      for (const result of results) expectSame(result, results[0]!);
      expect((JSON.parse(results[0]!) as AuditResult).period).toMatchObject({
        first_day: "2026-10-01",
        last_day: "2026-10-31",
      });
    });
  }, 60_000);

  it("cuts a month out alike in every time zone: the days as written count", async () => {
    await inFolder(async (folder) => {
      const log = join(folder, "log.csv");
      const days = [
        "2026-09-30T23:30:00-11:00",
        "2026-10-01T00:30:00+14:00",
        "2026-10-31T23:59:59Z",
        "2026-11-01T00:00:00Z",
      ];
      const some = Array.from(
        { length: 160 },
        (_, index) => `${days[index % 4]},${index % 2 === 0 ? "A" : "B"},${index % 3 === 0 ? 1 : 0}`,
      );
      writeFileSync(log, ["at,group,offered", ...shuffled(some), ""].join("\n"));
      writeFileSync(
        join(folder, "evenhand.yaml"),
        JSON.stringify({
          evenhand: 1,
          log: { time: "at" },
          attributes: ["group"],
          metrics: { offered: "offered" },
          rules: [{ level: "warn" }],
        }),
      );
      const ledgers = ["Pacific/Kiritimati", "America/New_York"].map((TZ) => {
        const args = [
          "audit",
          log,
          "--plan",
          join(folder, "evenhand.yaml"),
          "--period",
          "2026-10",
          "--format",
          "json",
        ];
        const output = execFileSync(
          process.execPath,
          [pathOf("bin/evenhand.js"), ...args, "--output", join(folder, TZ.slice(0, 4))],
          {
            env: { ...process.env, TZ },
            encoding: "utf8",
            stdio: "pipe",
          },
        );
        return (JSON.parse(output) as AuditResult).ledger;
      });
      expect(ledgers[0]).toMatchObject({ read: 160, used: 80, out_of_period: 80 });
      expect(ledgers[1]).toEqual(ledgers[0]);
    });
  });
});

describe("random small logs", () => {
  for (const [title, log, metrics] of [
    ["people", { unit: "unit" }, { ...METRICS, ...PER_PERSON }],
    ["single rows", {}, METRICS],
    ["rows that stand for several decisions", { count: "times" }, METRICS],
  ] as const) {
    it(`give the same result however their rows and columns are ordered: ${title}`, async () => {
      expect.hasAssertions();
      const some = fc.sample(
        rows.chain((all) =>
          fc.record({
            all: fc.constant(all),
            again: fc.shuffledSubarray([...all], { minLength: all.length }),
            columns: fc.shuffledSubarray([...COLUMNS], { minLength: COLUMNS.length }),
          }),
        ),
        { numRuns: 5, seed: 20261122 },
      );
      for (const { all, again, columns } of some) {
        const one = await runOnText(planFor(log, metrics), textOf(all));
        const two = await runOnText(planFor(log, metrics), textOf(again, columns), { threads: 1 });
        expectSame(beside(two), beside(one));
      }
    });
  }
});
