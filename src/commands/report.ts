import { statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { AuditResult } from "../model.js";
import { type Fault, fault, Refusal, refuse } from "../refusal.js";
import { forTerminal } from "../report/escape.js";
import { formatsOf } from "../report/formats.js";
import { type Io, type StyleOptions, styleFor } from "./io.js";
import { checkNotPrivate, checkSameResult } from "./other-result.js";
import { type Audience, type AudienceOptions, publicFor, readAudience } from "./read-audience.js";
import { readFormat } from "./read-format.js";
import { readResult, resultIn } from "./read-result.js";
import { together } from "./together.js";
import { checkFolder, writeFiles } from "./write-files.js";

export interface ReportOptions extends StyleOptions, AudienceOptions {
  /** The folder of the report; where none is named, the one the result is in. */
  readonly output?: string;
  readonly format?: string;
  /** Where build servers are to look for the plan. */
  readonly planPath: string;
  /** Results of earlier audits, for the trend. */
  readonly earlier?: readonly string[];
}

/** `evenhand report`: show the result of an earlier audit again, as files in a folder or in one format on standard output. */
export async function runReport(named: string, options: ReportOptions, io: Io): Promise<number> {
  const style = styleFor(options, io);
  const { format, planPath, folder, audience } = together({
    format: () => (options.format === undefined ? null : readFormat(options.format, ["terminal"])),
    planPath: () => readPlanPath(options.planPath),
    folder: () => readFolder(named, options, io),
    audience: () => readAudience(options, io.cwd),
    earlier: () => checkEarlier(options),
  });
  const path = resultIn(named, io);
  const read = await readResult(path, io);
  checkPlace(read, audience, resolve(io.cwd, path), options.format === undefined ? folder : null);
  const result = audience === null ? read : publicFor(read, audience);
  const earlier = await readEarlier(options.earlier ?? [], result, io);
  if (options.format === "terminal") {
    const { renderTerminal } = await import("../report/terminal.js");
    const where = { result: relative(io.cwd, resolve(io.cwd, path)) };
    io.stdout.write(renderTerminal(result, { ...style, width: io.stdout.columns, files: [], ...where }));
    return 0;
  }
  if (format !== null) {
    io.stdout.write((await format.load())(result, { planPath, earlier }));
    return 0;
  }
  const files = await Promise.all(
    // A public report comes with the result it can be verified by.
    (audience === null ? WRITTEN : formatsOf("audit")).map(async (one) => ({
      name: one.file,
      text: (await one.load())(result, { planPath, earlier }),
    })),
  );
  writeFiles(folder, files, io);
  const written = files.map(({ name }) => relative(io.cwd, join(folder, name)));
  if (!style.quiet) io.stderr.write(`${forTerminal(`wrote ${written.join(", ")}`, style.ascii)}\n`);
  return 0;
}

/** Where the trend would not be shown, nobody shall think that there is none. */
function checkEarlier({ earlier = [], format }: ReportOptions): void {
  if (earlier.length > 0 && format !== undefined && !TREND.includes(format))
    refuse("bad-option", "--earlier is for the formats that show the trend", {
      hint: `add --format ${TREND.join(" or ")}, or leave --format out`,
    });
}

const TREND: readonly string[] = ["html", "markdown"];

/** Results of earlier audits, oldest first; refused where one of them speaks of something else. */
async function readEarlier(
  paths: readonly string[],
  result: AuditResult,
  io: Io,
): Promise<readonly AuditResult[]> {
  if (paths.length === 0) return [];
  const { notComparable } = await import("../policy/comparable.js");
  const earlier: AuditResult[] = [];
  const faults: Fault[] = [];
  for (const path of paths) {
    const one = await readResult(path, io);
    faults.push(...notComparable(one, result).map((found) => ({ ...found, file: basename(path) })));
    if (result.publication !== null && one.publication === null)
      faults.push(
        fault("private-earlier", "a public report may not show an earlier result that is private", {
          file: basename(path),
          hint: "publish it first: evenhand report EARLIER --audience public --output FOLDER",
        }),
      );
    earlier.push(one);
  }
  if (faults.length > 0) throw new Refusal(faults);
  return earlier.toSorted((a, b) => compare(a.period.last_day ?? "", b.period.last_day ?? ""));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** What is public already cannot be published from, and no report is put over or beside another result. */
function checkPlace(
  result: AuditResult,
  audience: Audience | null,
  path: string,
  folder: string | null,
): void {
  if (audience !== null && result.publication !== null)
    refuse("already-public", "the result is a public one already", {
      file: basename(path),
      hint: "name the private result; a public one is shown without --audience",
    });
  if (folder === null) return;
  if (audience === null) checkSameResult(path, folder);
  else checkNotPrivate(folder);
}

/** result.json is not among them: it is what they are made from. */
const WRITTEN = formatsOf("report");

function readPlanPath(path: string): string {
  if (path === "") refuse("bad-option", "--plan-path is empty", { hint: "name the plan's file" });
  return path;
}

function readFolder(named: string, { output, format }: ReportOptions, { cwd }: Io): string {
  if (output === "") refuse("bad-option", "--output is empty", { hint: "name a folder for the report" });
  const folder = resolve(cwd, output ?? folderOf(named, cwd));
  // What is printed needs no folder.
  if (format === undefined)
    checkFolder(
      folder,
      WRITTEN.map((one) => one.file),
    );
  return folder;
}

/** The folder that is named, or that of the file that is. */
function folderOf(named: string, cwd: string): string {
  return statSync(resolve(cwd, named), { throwIfNoEntry: false })?.isDirectory() === true
    ? named
    : dirname(resolve(cwd, named));
}
