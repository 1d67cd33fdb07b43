import { join, relative, resolve } from "node:path";
import { audit } from "../audit.js";
import { refuse } from "../refusal.js";
import { FORMATS } from "../report/formats.js";
import { renderTerminal } from "../report/terminal.js";
import { version } from "../version.js";
import { findLogs } from "./find-logs.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { type ResourceOptions, withLog } from "./open-log.js";
import { readPeriod } from "./period.js";
import { progressFor } from "./progress.js";
import { readPlan } from "./read-plan.js";
import { checkFolder, writeFiles } from "./write-files.js";

export interface AuditOptions extends StyleOptions, ResourceOptions {
  readonly plan: string;
  readonly output: string;
  readonly format: string;
  readonly period?: string;
}

/** `evenhand audit`: read, judge, write the report, print the summary, and answer with the gate's exit code. */
export async function runAudit(logs: readonly string[], options: AuditOptions, io: Io): Promise<number> {
  const style = styleFor(options, io);
  const format = FORMATS.find((one) => one.id === options.format);
  if (format === undefined && options.format !== "terminal" && options.format !== "none") {
    refuse("bad-option", `there is no format ${JSON.stringify(options.format)}`, {
      hint: `--format takes terminal, none, ${FORMATS.map((one) => one.id).join(", ")}`,
    });
  }
  const { plan, sha256, name, folder } = readPlan(options.plan, io.cwd);
  const period = options.period === undefined ? null : readPeriod(options.period);
  if (period !== null && plan.log.time === null) {
    refuse("no-time", "--period needs a time column, and the plan names none", { file: name, hint: "set log.time in the plan" });
  }
  const output = resolve(io.cwd, options.output);
  checkFolder(output, FORMATS.map((one) => one.file));
  const inputs =
    logs.length > 0 ? await findLogs(logs, io.cwd, io.stdin) : await findLogs(plan.log.files, folder, io.stdin);
  const progress = progressFor(io, style);
  const result = await withLog(io, inputs, plan, { ...options, period, progress: progress.show }, (log, engine) =>
    audit(plan, log, engine, { version: version(), planSha256: sha256, period: options.period ?? null }),
  ).finally(progress.end);
  const rendered = await Promise.all(
    FORMATS.map(async (one) => ({ format: one, text: (await one.load())(result) })),
  );
  writeFiles(
    rendered.map((one) => ({ path: join(output, one.format.file), text: one.text })),
    io.onStop,
  );
  const shown = relative(io.cwd, output) || ".";
  if (format !== undefined) io.stdout.write(rendered.find((one) => one.format === format)!.text);
  else if (options.format === "terminal") {
    io.stdout.write(
      renderTerminal(result, {
        ...style,
        width: io.stdout.columns,
        files: FORMATS.map((one) => join(shown.startsWith("..") ? options.output : shown, one.file)),
        planName: name,
      }),
    );
  }
  return result.gate.exit_code;
}
