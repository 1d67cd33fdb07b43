import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const binary = fileURLToPath(new URL("../../bin/evenhand.js", import.meta.url));
/** Large enough for several threads to be worth their start (32 MB and more). */
const ROWS = 330_000;

const PLAN = `evenhand: 1
log:
  decision: id
  unit: customer
  time: day
  features: [zip]
attributes: [gender, region]
intersections: pairs
metrics:
  offered: offered
  ctr: { numerator: clicked, denominator: shown }
  spend: { kind: mean, numerator: amount }
`;

const REGIONS = ["North", "South", "East", "Wést", "Île de la Cité"];

/** Rows without any chance in them: groups, gaps and repeats follow from the row's number. */
function rows(change: (line: string, row: number) => string = (line) => line): string {
  const lines = ["id,day,customer,gender,region,offered,shown,clicked,amount,zip,filler"];
  for (let row = 0; row < ROWS; row++) {
    const customer = (row * 7919) % 90_001;
    const gender = customer % 50 === 0 ? "" : customer % 2 === 0 ? "Female" : "Male";
    // The second block of the file knows groups that the first does not, so that each thread meets them in its own order.
    const regions = row < 16_000 ? ["North", "South"] : row < 40_000 ? ["Île de la Cité", "East"] : REGIONS;
    const region = regions[(customer + (row % 997 === 0 ? 1 : 0)) % regions.length]!;
    const offered = (row * 31) % 10 < (gender === "Male" ? 5 : 4) ? 1 : 0;
    const shown = row % 3 === 0 ? 1 : 0;
    const clicked = shown === 1 && row % 11 === 0 ? 1 : 0;
    const line = `${1_000_000 + row},2026-10-${String((row % 28) + 1).padStart(2, "0")},c${customer},${gender},${region},${offered},${shown},${clicked},${(row % 977) / 100},${10_000 + (customer % 700)},some text that fills the row up to its size ${row % 13}`;
    lines.push(change(line, row));
  }
  return `${lines.join("\n")}\n`;
}

let folder: string;
const file = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "evenhand-test-"));
  writeFileSync(file("plan.yaml"), PLAN);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function audit(
  log: string,
  threads: number,
  plan: string,
  more: readonly string[],
): { status: number | null; stderr: string; result: string } {
  const output = file(`out-${threads}`);
  rmSync(output, { recursive: true, force: true });
  const args = [
    binary,
    "audit",
    file(log),
    "--plan",
    file(plan),
    "--output",
    output,
    "--format",
    "none",
    "--threads",
    String(threads),
    ...more,
  ];
  const run = spawnSync(process.execPath, args, { encoding: "utf8" });
  const result = run.status === 2 ? "" : readFileSync(join(output, "result.json"), "utf8");
  return { status: run.status, stderr: run.stderr, result };
}

/** One thread reads with care, several quickly: neither the figures nor the words may differ. */
function expectAlike(log: string, plan = "plan.yaml", ...more: readonly string[]): ReturnType<typeof audit> {
  const [one, several] = [audit(log, 1, plan, more), audit(log, 2, plan, more)];
  expect(several).toEqual(one);
  return one;
}

describe("a log large enough for several threads", () => {
  it("gives the same bytes with one thread and with two", () => {
    writeFileSync(file("plain.csv"), rows());
    const { status, result } = expectAlike("plain.csv");
    expect(status).not.toBe(2);
    expect(status).not.toBe(70);
    expect(JSON.parse(result).ledger.used).toBe(ROWS);
  });

  it("gives the same bytes, and the same words, where memory is so short that people are gathered in parts", () => {
    for (const [name, change] of [
      ["plain.csv", (line: string): string => line],
      ["ragged.csv", (line: string, row: number): string => (row === ROWS - 5 ? `${line},` : line)],
    ] as const) {
      writeFileSync(file(name), rows(change));
      const [enough, short] = [[], ["--memory", "100MB"]].map((more) => audit(name, 2, "plan.yaml", more));
      expect(short).toEqual(enough);
    }
  });

  it("gives the same bytes where rows all over the log are out of the period or filtered out", () => {
    writeFileSync(file("plain.csv"), rows());
    const keep = "  keep: { region: [North, East, Wést] }\n";
    writeFileSync(file("keep.yaml"), PLAN.replace("attributes:", `${keep}attributes:`));
    const { result } = expectAlike("plain.csv", "keep.yaml", "--period", "2026-10-05..2026-10-20");
    const { ledger } = JSON.parse(result);
    expect([ledger.read, ledger.out_of_period]).toEqual([
      ROWS,
      ROWS - [...Array(ROWS).keys()].filter((row) => row % 28 >= 4 && row % 28 <= 19).length,
    ]);
    expect(ledger.filtered).toBeGreaterThan(50_000);
  });

  it("gives the same bytes where fields are quoted, hold line ends and padding, and lines are blank", () => {
    const text = rows((line, row) =>
      row % 5 === 0
        ? line
            .replace("some text", '"some ""text"", with\na line end"')
            .replace(" that fills the row up to its size", "")
        : row % 1013 === 0
          ? `\n${line.replace("North", " North ")}`
          : line,
    );
    writeFileSync(
      file("quoted.csv"),
      text.replace(/"some ""text"", with\na line end"( \d+)/g, '"some ""text"", with\na line end$1"'),
    );
    const { result } = expectAlike("quoted.csv");
    const codes = (JSON.parse(result) as { quality: { code: string }[] }).quality.map((note) => note.code);
    expect(codes).toContain("blank-lines");
    expect(codes).toContain("padded-values");
  });

  it("names the same line of a row with one field too many, late in the file", () => {
    writeFileSync(
      file("ragged.csv"),
      rows((line, row) => (row === ROWS - 5 ? `${line},` : line)),
    );
    const { status, stderr } = expectAlike("ragged.csv");
    expect(status).toBe(2);
    expect(stderr).toContain(`ragged.csv:${ROWS - 3}:`);
  });

  it("names the same line of a value that cannot be read, and of a missing person", () => {
    writeFileSync(
      file("bad.csv"),
      rows((line, row) =>
        row === 200_000
          ? line.replace(/,[01],([01]),([01]),/, ",maybe,$1,$2,")
          : row === 300_000
            ? line.replace(/,c\d+,/, ",,")
            : line,
      ),
    );
    const { status, stderr } = expectAlike("bad.csv");
    expect(status).toBe(2);
    expect(stderr).toContain("bad.csv:200002:");
    expect(stderr).toContain("bad.csv:300002:");
  });

  it("finds a decision that stands twice, far apart, in ids that do not ascend", () => {
    writeFileSync(
      file("twice.csv"),
      rows((line, row) => (row === 320_000 ? line.replace(/^\d+/, "1000007") : line)),
    );
    const { status, stderr } = expectAlike("twice.csv");
    expect(status).toBe(2);
    expect(stderr).toContain("duplicate-decisions");
  });
});
