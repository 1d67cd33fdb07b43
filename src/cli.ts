import { Command, CommanderError, Option } from "commander";
import type { Io } from "./commands/io.js";
import { openWorld } from "./commands/world.js";
import { Refusal } from "./refusal.js";
import { version } from "./version.js";

/**
 * Exit codes, frozen: tests hold them. Where several apply the first of 70, 2, 1, 3, 0 is given. A bug (70) is
 * thrown on to bin/, which also catches what goes wrong before this file can run.
 */
export const EXIT = { met: 0, notMet: 1, couldNotRun: 2, undecided: 3, bug: 70 } as const;

const EXAMPLES = `
Examples:
  $ evenhand init decisions.csv                 look at a log and write a plan for it
  $ evenhand check evenhand.yaml                is the plan sound, and does the log fit it?
  $ evenhand audit decisions.csv                audit it: summary here, report in evenhand-report/
  $ evenhand audit 'logs/*.csv.gz' --period 2026-10 --output report-october
  $ evenhand explain EH-1a2b3c4d                how one verdict came about, step by step
  $ evenhand verify result.json --log FILE      does a result hold together, and follow from its log?

Exit codes: 0 gate met, 1 gate not met, 2 could not run, 3 could not tell,
70 a bug in evenhand; 129, 130 and 143 stopped from outside.
`;

const WHEN = ["auto", "always", "never"] as const;

/** The table of contents: commands and flags. Nothing is loaded before a command asks for it. */
function program(io: Io, answer: (code: number) => void): Command {
  const root = new Command("evenhand")
    .description(
      "Fairness audits of campaign decision logs: who was offered, shown and given what, and is the gap real.",
    )
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("before", EXAMPLES.trimStart())
    .configureOutput({
      writeOut: io.stdout.write,
      writeErr: (text) => io.stderr.write(inert(text)),
      getOutHelpWidth: () => 80,
      getErrHelpWidth: () => 80,
    })
    .showSuggestionAfterError(true)
    .exitOverride();
  const command = (name: string, about: string, examples: readonly string[]): Command =>
    root
      .command(name)
      .description(about)
      .addHelpText("before", `Example:\n${examples.map((one) => `  $ ${one}\n`).join("")}`)
      .addOption(
        new Option("--color [when]", "colour: auto, always, never")
          .choices(WHEN)
          .default("auto")
          .preset("always"),
      )
      .option("--no-color", "no colour")
      .option("--ascii", "plain ASCII output")
      .option("-q, --quiet", "print only what was asked for");

  command("init", "look at a log and write a commented plan for it", ["evenhand init decisions.csv"])
    .argument("<log>", "the log file, or - for standard input")
    .option("-o, --output <file>", "where to write the plan", "evenhand.yaml")
    .option("-f, --force", "overwrite an existing plan")
    .action(async (log: string, options) => {
      const { runInit } = await import("./commands/init.js");
      answer(await runInit(log, style(options), io));
    });
  command("check", "check a plan, and that the log has its columns; computes nothing", [
    "evenhand check evenhand.yaml --log decisions.csv",
    "evenhand check evenhand.yaml --completeness",
  ])
    .argument("[plan]", "the plan file", "evenhand.yaml")
    .option("--log <files...>", "check the header of these logs")
    .option("--completeness", "list what a documented audit needs, and which plan keys are missing; no log")
    .action(async (plan: string, options) => {
      const { runCheck } = await import("./commands/check.js");
      answer(await runCheck(plan, style(options), io));
    });
  const audited = (one: Command) =>
    one
      .argument("[log...]", "log files or patterns; - for standard input; none takes those of the plan")
      .option("-p, --plan <file>", "the plan", "evenhand.yaml")
      .option(
        "-o, --output <folder>",
        "folder for result.json, report.md, findings.csv, proxies.csv and report.html",
        "evenhand-report",
      )
      .option(
        "--format <name>",
        "what goes to standard output: terminal, json, markdown, csv, proxies, html, sarif, sarif-github, junit, github, github-summary, gitlab or none",
        "terminal",
      )
      .option("--waivers <file>", "breaches accepted for a time (default: waivers.yaml beside the plan)")
      .option("--frozen <file>", "the plan frozen before the data were seen, to be held against this one")
      .option(
        "--audience <who>",
        "private, or public: figures that could point to people are withheld",
        "private",
      )
      .option("--minimum <people>", "with --audience public: fewest people of a figure shown (default 11)")
      .option(
        "--commitment-key <file>",
        "with --audience public: commit to the private result under this key",
      )
      .option("--sha256 <digests...>", "refuse the log unless its files have these SHA-256 digests")
      .option("--period <period>", "audit only this period: 2026-10, 2026-Q4, 2026, 2026-10-05..2026-11-04")
      .option("--memory <amount>", "memory for the engine, e.g. 2GB (default 800MB); more is kept on disk")
      .option("--threads <number>", "processors to use (default: all)");
  audited(
    command("audit", "audit a log: print the summary, write the report", [
      "evenhand audit decisions.csv",
      "zcat decisions.csv.gz | evenhand audit - --plan evenhand.yaml --format json",
    ]),
  ).action(async (logs: string[], options) => {
    const { runAudit } = await import("./commands/audit.js");
    answer(await runAudit(logs, style(options), io));
  });
  audited(
    command("proxies", "audit a log, and show the features that stand in for protected attributes", [
      "evenhand proxies decisions.csv",
    ]),
  ).action(async (logs: string[], options) => {
    const { runProxies } = await import("./commands/audit.js");
    answer(await runProxies(logs, style(options), io));
  });
  command("explain", "how one finding came about: definition, formula, counts, verdict", [
    "evenhand explain EH-1a2b3c4d",
  ])
    .argument("<finding>", "the finding's id, e.g. EH-1a2b3c4d, or its beginning")
    .option("-r, --result <file>", "the result to look in", "evenhand-report/result.json")
    .action(async (finding: string, options) => {
      const { runExplain } = await import("./commands/explain.js");
      answer(await runExplain(finding, style(options), io));
    });
  command("report", "write the report of an earlier audit again, or print it in another format", [
    "evenhand report evenhand-report/result.json --output report-again",
    "evenhand report evenhand-report/result.json --format sarif > evenhand.sarif",
  ])
    .argument("<result>", "the result.json of an audit, or the folder it is in")
    .option(
      "-o, --output <folder>",
      "folder for report.html, report.md, findings.csv and proxies.csv (default: that of the result)",
    )
    .option(
      "--format <name>",
      "print this instead: terminal, html, markdown, csv, proxies, json, sarif, sarif-github, junit, github, github-summary or gitlab",
    )
    .option(
      "--audience <who>",
      "private, or public: figures that could point to people are withheld",
      "private",
    )
    .option("--minimum <people>", "with --audience public: fewest people of a figure shown (default 11)")
    .option("--commitment-key <file>", "with --audience public: commit to the private result under this key")
    .option("--earlier <results...>", "result.json of earlier audits: html and markdown show the trend")
    .option("--plan-path <path>", "the plan in the repository, where findings are placed", "evenhand.yaml")
    .action(async (result: string, options) => {
      const { runReport } = await import("./commands/report.js");
      answer(await runReport(result, style(options), io));
    });
  command("compare", "what changed between the results of two periods, and what of it is no noise", [
    "evenhand compare october/result.json november/result.json",
    "evenhand compare october/result.json november/result.json --fail-on new,worse",
  ])
    .argument("<old>", "result.json of the earlier period")
    .argument("<new>", "result.json of the later period")
    .option("--format <name>", "what goes to standard output: terminal, json or markdown", "terminal")
    .option(
      "--fail-on <states>",
      "exit with 1 where a finding at level error is in one of these, e.g. new,worse",
    )
    .action(async (old: string, now: string, options) => {
      const { runCompare } = await import("./commands/compare.js");
      answer(await runCompare(old, now, style(options), io));
    });
  command("verify", "does a result hold together, and does it follow from its log?", [
    "evenhand verify evenhand-report/result.json --log decisions.csv",
    "evenhand verify result.json --key auditor.pub.pem",
  ])
    .argument(
      "[result]",
      "the result (or the folder it is in), or a frozen plan",
      "evenhand-report/result.json",
    )
    .option("--log <files...>", "work every figure out again from this log")
    .option("--frozen <file>", "the frozen plan the audit was told of")
    .option("--private <file>", "of a public result: the private one it was made from")
    .option(
      "--commitment-key <file>",
      "of a public result: the key under which it commits to the private one",
    )
    .option("--key <file>", "public key of who signed it (Ed25519, PEM)")
    .option("--signature <file>", "the signature (default: beside the result, .dsse.json)")
    .option("--strict", "fail on another version, and on what was not checked")
    .option("--memory <amount>", "memory for the engine, e.g. 2GB (default 800MB); more is kept on disk")
    .option("--threads <number>", "processors to use (default: all)")
    .action(async (result: string, options) => {
      const { runVerify } = await import("./commands/verify.js");
      answer(await runVerify(result, style(options), io));
    });
  command("sign", "sign a result or a frozen plan: a statement beside it, checkable with openssl", [
    "evenhand sign evenhand-report/result.json --key auditor.pem",
  ])
    .argument("<file>", "the result or frozen plan")
    .requiredOption("--key <file>", "private key (Ed25519, PEM, not encrypted)")
    .option("-o, --output <file>", "where to write the signature (default: beside the file, .dsse.json)")
    .action(async (file: string, options) => {
      const { runSign } = await import("./commands/sign.js");
      answer(await runSign(file, style(options), io));
    });
  command("freeze", "write down the plan's digest and today's date, before data are seen", [
    "evenhand freeze evenhand.yaml",
  ])
    .argument("[plan]", "the plan file", "evenhand.yaml")
    .option("-o, --output <file>", "where to write it; never overwritten", "evenhand.frozen.json")
    .action(async (plan: string, options) => {
      const { runFreeze } = await import("./commands/freeze.js");
      answer(await runFreeze(plan, style(options), io));
    });
  return root;
}

/** `--no-color` is commander's false; everything else is passed on as it is. */
function style<T extends { color?: unknown }>(options: T): T {
  return { ...options, color: options.color === false ? "never" : options.color };
}

/** `--color` takes a word only if it is one of its own: in `--color decisions.csv` the second is the log. */
function withColorWord(argv: readonly string[]): string[] {
  const end = argv.indexOf("--");
  return argv.map((word, index) => {
    const free = word === "--color" && (end < 0 || index < end);
    return free && !WHEN.some((when) => when === argv[index + 1]) ? "--color=always" : word;
  });
}

/** What was typed may hold anything, and commander repeats it: no control, direction or invisible character gets out. */
function inert(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, (one) => `\\u{${one.codePointAt(0)!.toString(16)}}`);
}

/** Run the command line; the answer is the exit code. */
export async function main(process: NodeJS.Process): Promise<number> {
  const world = openWorld(process);
  const code = await run(world.io);
  const written = await world.close();
  return written ? code : EXIT.couldNotRun;
}

async function run(io: Io): Promise<number> {
  let code: number = EXIT.met;
  try {
    await program(io, (answer) => (code = answer)).parseAsync(withColorWord(io.argv), { from: "user" });
    return code;
  } catch (error) {
    // Help and version end by this door too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.met : EXIT.couldNotRun;
    if (!(error instanceof Refusal)) throw error;
    const { renderFaults } = await import("./commands/render-faults.js");
    io.stderr.write(renderFaults(error.faults, io.argv.includes("--ascii")));
    return EXIT.couldNotRun;
  }
}
