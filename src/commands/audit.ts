import { join, relative, resolve } from "node:path";
import { audit } from "../audit.js";
import type { AuditResult, InputFile } from "../model.js";
import { refuse } from "../refusal.js";
import { formatsOf } from "../report/formats.js";
import { renderTerminal, type TerminalOptions } from "../report/terminal.js";
import { version } from "../version.js";
import { findLogs } from "./find-logs.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { readResources, type ResourceOptions, withLog } from "./open-log.js";
import { checkNotPrivate } from "./other-result.js";
import { readPeriod } from "./period.js";
import { planPathFrom } from "./plan-path.js";
import { progressFor } from "./progress.js";
import { type AudienceOptions, publicFor, readAudience } from "./read-audience.js";
import { readFormat } from "./read-format.js";
import { readFrozen } from "./read-frozen.js";
import { readPlan, readWaivers } from "./read-plan.js";
import { together } from "./together.js";
import { checkFolder, writeFiles } from "./write-files.js";

export interface AuditOptions extends StyleOptions, ResourceOptions, AudienceOptions {
  readonly plan: string;
  readonly output: string;
  readonly format: string;
  readonly period?: string;
  /** The waivers file; where none is named, waivers.yaml beside the plan if it is there. */
  readonly waivers?: string;
  /** The plan frozen beforehand. */
  readonly frozen?: string;
  /** Digests the inputs must have, in any order. */
  readonly sha256?: readonly string[];
}

/** Where the report goes, and where `explain` looks, unless told otherwise. */
const DEFAULT_OUTPUT = "evenhand-report";

/** What lies in the folder after an audit. */
const WRITTEN = formatsOf("audit");

/** How the summary on the terminal is drawn. */
type Summary = (result: AuditResult, options: TerminalOptions) => string;

/** `evenhand proxies`: the same audit, and the summary of its features. */
export async function runProxies(logs: readonly string[], options: AuditOptions, io: Io): Promise<number> {
  const { renderProxies } = await import("../report/terminal-proxies.js");
  return runAudit(logs, options, io, renderProxies);
}

/** `evenhand audit`: read, judge, write the report, print the summary, and answer with the gate's exit code. */
export async function runAudit(
  logs: readonly string[],
  options: AuditOptions,
  io: Io,
  summary: Summary = renderTerminal,
): Promise<number> {
  const style = styleFor(options, io);
  const { format, audience, period, resources, output, file, waivers } = together({
    format: () => readFormat(options.format, ["terminal", "none"]),
    audience: () => readAudience(options, io.cwd),
    period: () => (options.period === undefined ? null : readPeriod(options.period)),
    resources: () => readResources(options, io),
    output: () => readOutput(options.output, io.cwd),
    file: () => readPlan(options.plan, io.cwd),
    waivers: () => readWaivers(options.waivers, options.plan, io.cwd),
  });
  if (audience !== null) checkNotPrivate(output);
  const frozen = options.frozen === undefined ? null : await readFrozen(options.frozen, io.cwd);
  const { plan, sha256, name, folder } = file;
  if (period !== null && plan.log.time === null) {
    refuse("no-time", "--period needs a time column, and the plan names none", {
      file: name,
      hint: "set log.time in the plan",
    });
  }
  const floor = plan.settings.disclosure_floor;
  if (audience !== null && audience.minimum < floor) {
    refuse("bad-option", `--minimum ${audience.minimum} is below the plan's disclosure floor of ${floor}`, {
      hint: `give --minimum ${floor} or more, or change settings.disclosure_floor`,
    });
  }
  const inputs =
    logs.length > 0 ? await findLogs(logs, io.cwd, io) : await findLogs(plan.log.files, folder, io);
  const progress = progressFor(io, style);
  const audited = await withLog(
    io,
    inputs,
    plan,
    { ...resources, period, progress: progress.show },
    (log, engine) => {
      checkDigests(log.inputs, options.sha256);
      return audit(plan, log, engine, {
        version: version(),
        planSha256: sha256,
        period: options.period ?? null,
        waivers,
        frozen,
      });
    },
  ).finally(progress.end);
  const result = audience === null ? audited : publicFor(audited, audience);
  const rendered = await Promise.all(
    WRITTEN.map(async (one) => ({ format: one, text: (await one.load())(result) })),
  );
  writeFiles(
    output,
    rendered.map((one) => ({ name: one.format.file, text: one.text })),
    io,
  );
  if (format !== null) {
    const made = rendered.find((one) => one.format === format)?.text;
    const render = await format.load();
    io.stdout.write(made ?? render(result, { planPath: planPathFrom(io.cwd, options.plan) }));
  } else if (options.format === "terminal") {
    io.stdout.write(
      summary(result, {
        ...style,
        width: io.stdout.columns,
        files: WRITTEN.map((one) => relative(io.cwd, join(output, one.file))),
        planName: name,
        ...(options.output === DEFAULT_OUTPUT
          ? {}
          : { result: relative(io.cwd, join(output, "result.json")) }),
      }),
    );
  }
  return result.gate.exit_code;
}

function readOutput(path: string, cwd: string): string {
  if (path === "") refuse("bad-option", "--output is empty", { hint: "name a folder for the report" });
  const output = resolve(cwd, path);
  checkFolder(
    output,
    WRITTEN.map((one) => one.file),
  );
  return output;
}

/** Refuse inputs whose bytes are not the ones agreed on: the only guard against damage that leaves a file readable. */
function checkDigests(inputs: readonly InputFile[], wanted: readonly string[] | undefined): void {
  if (wanted === undefined) return;
  const agreed = new Set(wanted.map((digest) => digest.toLowerCase()));
  const strangers = inputs.filter((input) => !agreed.has(input.sha256));
  if (strangers.length === 0 && agreed.size === new Set(inputs.map((input) => input.sha256)).size) return;
  refuse(
    "digest-mismatch",
    `the bytes of the log are not those agreed on: ${strangers.length} of ${inputs.length} files have a SHA-256 that --sha256 does not name`,
    { hint: `the files have ${inputs.map((input) => input.sha256).join(", ")}` },
  );
}
