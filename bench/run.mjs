/**
 * How long an audit takes, and how much memory, against what it cannot do without:
 *
 *     npm run bench -- --rows 1000000 --rows 10000000
 *
 * For each size the floor (DuckDB counting the rows of the same file) and the whole audit process are run in turn, so
 * that a busy minute on the machine touches both. Logs are generated once and kept in bench/out.
 *
 *     --rows N       rows of the log; may be given several times (default 1000000)
 *     --repeats N    times each is run (default 3); the median is printed
 *     --threads N    threads for both
 *     --proxies      also with the twelve features examined as stand-ins for the attributes
 *     --memory SIZE  passed on to the audit, e.g. 1GB
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeLog } from "./generate.mjs";
import { measureNode, median } from "./measure.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const AUDIT = here("../bin/evenhand.js");
const REPORT = here("out/report");
const START_UPS = 15;

const { values: options } = parseArgs({
  options: {
    rows: { type: "string", multiple: true, default: ["1000000"] },
    repeats: { type: "string", default: "3" },
    threads: { type: "string" },
    memory: { type: "string" },
    proxies: { type: "boolean", default: false },
  },
});

/** The log of so many rows; generated under another name first, so that a broken-off run leaves no half log. */
function logOf(rows) {
  const file = here(`out/log-${rows}.csv`);
  if (!existsSync(file)) {
    mkdirSync(here("out"), { recursive: true });
    console.log(`generating ${rows} rows`);
    writeLog(rows, `${file}.tmp`);
    renameSync(`${file}.tmp`, file);
  }
  return file;
}

async function floorOf(file, rows) {
  const run = await measureNode([here("floor.mjs"), file, ...(options.threads ? [options.threads] : [])]);
  if (run.code !== 0 || Number(run.stdout) !== rows) {
    throw new Error(`the floor did not count ${rows} rows: ${run.stdout}${run.stderr}`);
  }
  return run;
}

/** The same plan, with its features examined. */
function featuresPlan() {
  const plan = here("out/features.yaml");
  writeFileSync(plan, readFileSync(here("evenhand.yaml"), "utf8").replace("examine: false", "examine: true"));
  return plan;
}

async function auditOf(file, rows, plan) {
  rmSync(REPORT, { recursive: true, force: true });
  const limits = ["threads", "memory"].flatMap((name) => (options[name] ? [`--${name}`, options[name]] : []));
  const run = await measureNode([AUDIT, "audit", file, "--plan", plan, "--output", REPORT, ...limits]);
  // 1 and 3 are verdicts on the log; anything else is not an audit.
  if (![0, 1, 3].includes(run.code)) {
    throw new Error(`the audit ended with exit code ${run.code}:\n${run.stderr}`);
  }
  // A crash of Node ends with 1 as well, and would pass for a very fast audit: the result must be there, of all rows.
  const result = `${REPORT}/result.json`;
  const read = existsSync(result) ? JSON.parse(readFileSync(result, "utf8")).ledger.read : 0;
  if (read !== rows) throw new Error(`the audit read ${read} of ${rows} rows:\n${run.stderr}`);
  return run;
}

async function compare(rows, repeats) {
  const file = logOf(rows);
  const floors = [];
  const audits = [];
  const examined = [];
  for (let i = 0; i < repeats; i++) {
    floors.push(await floorOf(file, rows));
    audits.push(await auditOf(file, rows, here("evenhand.yaml")));
    if (options.proxies) examined.push(await auditOf(file, rows, featuresPlan()));
  }
  const floor = median(floors.map((run) => run.seconds));
  const audit = median(audits.map((run) => run.seconds));
  const slowest = Math.max(...audits.map((run) => run.seconds));
  const fastest = Math.min(...audits.map((run) => run.seconds));
  return {
    rows,
    "file MB": (statSync(file).size / 1e6).toFixed(0),
    "floor s": floor.toFixed(2),
    "audit s": `${audit.toFixed(2)} (${fastest.toFixed(2)}-${slowest.toFixed(2)})`,
    multiple: (audit / floor).toFixed(1),
    "floor peak MB": Math.max(...floors.map((run) => run.megabytes)).toFixed(0),
    "audit peak MB": Math.max(...audits.map((run) => run.megabytes)).toFixed(0),
    ...(options.proxies ? withFeatures(examined, audit, floor) : {}),
  };
}

/** What examining features costs on top of the audit, in floors. */
function withFeatures(runs, audit, floor) {
  const seconds = median(runs.map((run) => run.seconds));
  return {
    "with features s": seconds.toFixed(2),
    "on top": ((seconds - audit) / floor).toFixed(1),
    "peak MB": Math.max(...runs.map((run) => run.megabytes)).toFixed(0),
  };
}

/** The command saying its version, against Node doing nothing; seconds. */
async function startUp() {
  const bare = [];
  const version = [];
  for (let i = 0; i < START_UPS; i++) {
    bare.push((await measureNode(["-e", "0"])).seconds);
    const run = await measureNode([AUDIT, "--version"]);
    if (run.code !== 0) throw new Error(`--version ended with exit code ${run.code}:\n${run.stderr}`);
    version.push(run.seconds);
  }
  return { bare: median(bare), version: median(version) };
}

const tableRow = (cells) => `| ${cells.join(" | ")} |`;

/** A Markdown table, to be pasted into README.md. */
function table(lines) {
  const names = Object.keys(lines[0]);
  const heading = [tableRow(names), tableRow(names.map(() => "---:"))];
  return [...heading, ...lines.map((line) => tableRow(Object.values(line)))].join("\n");
}

function wholeNumber(name, spelling) {
  if (!/^[1-9]\d*$/.test(spelling)) throw new RangeError(`--${name} takes a whole number, not ${spelling}`);
  return Number(spelling);
}

async function main() {
  const sizes = options.rows.map((rows) => wholeNumber("rows", rows));
  const repeats = wholeNumber("repeats", options.repeats);

  const processors = cpus();
  console.log(
    `${processors.length} x ${processors[0]?.model ?? "?"}, ${(totalmem() / 1e9).toFixed(0)} GB, ` +
      `Node ${process.versions.node}, ${process.platform}-${process.arch}, median of ${repeats}`,
  );
  const lines = [];
  for (const rows of sizes) lines.push(await compare(rows, repeats));
  console.log(`\n${table(lines)}\n`);
  const { bare, version } = await startUp();
  console.log(
    `start-up: evenhand --version ${(version * 1000).toFixed(0)} ms, node -e 0 ${(bare * 1000).toFixed(0)} ms ` +
      `(median of ${START_UPS})`,
  );
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
