import { availableParallelism, tmpdir } from "node:os";
import { Command, CommanderError, Option } from "commander";
import type { Io, Output } from "./commands/io.js";
import { Refusal } from "./refusal.js";
import { version } from "./version.js";

/** Exit codes, frozen: tests hold them. Where several apply the first of 70, 2, 1, 3, 0 is given. */
export const EXIT = {
  met: 0,
  notMet: 1,
  couldNotRun: 2,
  undecided: 3,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const;

const EXAMPLES = `
Examples:
  $ evenhand init decisions.csv                 look at a log and write a plan for it
  $ evenhand check evenhand.yaml                is the plan sound, and does the log fit it?
  $ evenhand audit decisions.csv                audit it: summary here, report in evenhand-report/
  $ evenhand audit 'logs/*.csv.gz' --period 2026-10 --output report-october
  $ evenhand explain EH-1a2b3c4d                how one verdict came about, step by step

Exit codes: 0 gate met, 1 gate not met, 2 could not run, 3 could not tell,
70 a bug in evenhand, 130 and 143 interrupted.
`;

/** The table of contents: commands, flags, exit codes. Nothing is loaded before a command asks for it. */
function program(io: Io, answer: (code: number) => void): Command {
  const root = new Command("evenhand")
    .description("Fairness audits of campaign decision logs: who was offered, shown and given what, and is the gap real.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("before", EXAMPLES.trimStart())
    .configureOutput({ writeOut: io.stdout.write, writeErr: io.stderr.write, getOutHelpWidth: () => 80, getErrHelpWidth: () => 80 })
    .showSuggestionAfterError(true)
    .exitOverride();
  const command = (name: string, about: string): Command =>
    root
      .command(name)
      .description(about)
      .addOption(new Option("--color [when]", "colour: auto, always, never").choices(["auto", "always", "never"]).default("auto").preset("always"))
      .option("--no-color", "no colour")
      .option("--ascii", "plain ASCII output")
      .option("-q, --quiet", "print only what was asked for");

  command("init", "look at a log and write a commented plan for it")
    .argument("<log>", "the log file, or - for standard input")
    .option("-o, --output <file>", "where to write the plan", "evenhand.yaml")
    .option("-f, --force", "overwrite an existing plan")
    .addHelpText("after", "\nExample:\n  $ evenhand init decisions.csv\n")
    .action(async (log: string, options) => {
      const { runInit } = await import("./commands/init.js");
      answer(await runInit(log, style(options), io));
    });
  command("check", "check a plan, and that the log has its columns; computes nothing")
    .argument("[plan]", "the plan file", "evenhand.yaml")
    .option("--log <files...>", "check the header of these logs")
    .addHelpText("after", "\nExample:\n  $ evenhand check evenhand.yaml --log decisions.csv\n")
    .action(async (plan: string, options) => {
      const { runCheck } = await import("./commands/check.js");
      answer(await runCheck(plan, style(options), io));
    });
  command("audit", "audit a log: print the summary, write the report")
    .argument("[log...]", "log files or patterns; - for standard input; none takes those of the plan")
    .option("-p, --plan <file>", "the plan", "evenhand.yaml")
    .option("-o, --output <folder>", "folder for result.json, report.md, findings.csv and report.html", "evenhand-report")
    .option("--format <name>", "what goes to standard output: terminal, json, markdown, csv, html or none", "terminal")
    .option("--period <period>", "audit only this period: 2026-10, 2026-Q4, 2026, 2026-10-05..2026-11-04")
    .option("--memory <amount>", "memory for the engine, e.g. 2GB (default 800MB); more is kept on disk")
    .option("--threads <number>", "processors to use (default: all)")
    .addHelpText("after", "\nExamples:\n  $ evenhand audit decisions.csv\n  $ zcat decisions.csv.gz | evenhand audit - --plan evenhand.yaml --format json\n")
    .action(async (logs: string[], options) => {
      const { runAudit } = await import("./commands/audit.js");
      answer(await runAudit(logs, style(options), io));
    });
  command("explain", "how one finding came about: definition, formula, counts, verdict")
    .argument("<finding>", "the finding's id, e.g. EH-1a2b3c4d, or its beginning")
    .option("-r, --result <file>", "the result to look in", "evenhand-report/result.json")
    .addHelpText("after", "\nExample:\n  $ evenhand explain EH-1a2b3c4d\n")
    .action(async (finding: string, options) => {
      const { runExplain } = await import("./commands/explain.js");
      answer(await runExplain(finding, style(options), io));
    });
  return root;
}

/** `--no-color` is commander's false; everything else is passed on as it is. */
function style<T extends { color?: unknown }>(options: T): T {
  return { ...options, color: options.color === false ? "never" : options.color };
}

/** Run the command line; the answer is the exit code. */
export async function main(process: NodeJS.Process): Promise<number> {
  const { io, stop } = world(process);
  let code: number = EXIT.met;
  try {
    await program(io, (answer) => (code = answer)).parseAsync([...io.argv], { from: "user" });
    return code;
  } catch (error) {
    return await failed(error, io);
  } finally {
    stop();
  }
}

/** What the exit code and the words are when a command did not come to its end. */
async function failed(error: unknown, io: Io): Promise<number> {
  if (error instanceof CommanderError) {
    // Help and version end by this door too.
    return error.exitCode === 0 || error.code === "commander.help" ? (error.exitCode === 0 ? EXIT.met : EXIT.couldNotRun) : EXIT.couldNotRun;
  }
  if (error instanceof Refusal) {
    const { renderFaults } = await import("./commands/render-faults.js");
    io.stderr.write(renderFaults(error.faults, io.argv.includes("--ascii")));
    return EXIT.couldNotRun;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.stderr.write(`This is a bug in evenhand ${version()}; nothing was written. Please report it with what follows.\n${stack}\n`);
  return EXIT.bug;
}

/** The world outside as commands see it, and the end of listening to it. */
function world(process: NodeJS.Process): { io: Io; stop: () => void } {
  const cleanUps: (() => void)[] = [];
  const interrupt = (signal: "SIGINT" | "SIGTERM"): void => {
    for (const cleanUp of cleanUps) cleanUp();
    process.stderr.write(`evenhand: ${signal === "SIGINT" ? "interrupted" : "terminated"}; nothing was written\n`);
    process.exit(signal === "SIGINT" ? EXIT.interrupted : EXIT.terminated);
  };
  const onSigint = (): void => interrupt("SIGINT");
  const onSigterm = (): void => interrupt("SIGTERM");
  process.on("SIGINT", onSigint);
  process.on("SIGTERM", onSigterm);
  // A reader that has seen enough (head, less) closes the pipe; that is no fault of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  const output = (stream: NodeJS.WriteStream): Output => ({
    write: (text) => void stream.write(text),
    terminal: stream.isTTY === true,
    columns: Math.min(stream.isTTY === true ? (stream.columns ?? 80) : 80, 120),
  });
  return {
    io: {
      argv: process.argv.slice(2),
      cwd: process.cwd(),
      env: process.env,
      stdin: process.stdin,
      stdout: output(process.stdout),
      stderr: output(process.stderr),
      temporary: tmpdir(),
      processors: availableParallelism(),
      onStop: (cleanUp) => void cleanUps.push(cleanUp),
    },
    stop: () => {
      process.off("SIGINT", onSigint);
      process.off("SIGTERM", onSigterm);
    },
  };
}
