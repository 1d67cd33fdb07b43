import { randomBytes } from "node:crypto";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { refuse } from "../refusal.js";
import { codeOf, guarded, syncFolder, writeWhole } from "./disk.js";
import type { Io } from "./io.js";
import { shown } from "./shown.js";

/** A file of a report: its name in the folder, and all that is to stand in it. */
export interface OutputFile {
  readonly name: string;
  readonly text: string;
}

/** The files of a whole report wait here for the moment in which they are moved to their places. */
const NEXT = ".evenhand-next";
/** Where a run gathers its files before that. */
const STAGING = /^\.evenhand-[0-9a-f]{12}\.tmp$/;
/** A run is at its files for seconds; a folder this much older than ours belongs to one that was killed. */
const ABANDONED_MS = 10 * 60 * 1000;

/** Refuse, before any work is done, an output folder or file that could not be replaced safely. */
export function checkFolder(folder: string, names: readonly string[]): void {
  const found = guarded(() => statSync(folder, { throwIfNoEntry: false }));
  if (found === undefined) {
    // A link that leads nowhere would only fail in the end, after all the work.
    if (guarded(() => lstatSync(folder, { throwIfNoEntry: false })) !== undefined) notAFolder(folder);
    return;
  }
  if (!found.isDirectory()) notAFolder(folder);
  for (const name of names) checkFile(join(folder, name));
  const next = guarded(() => lstatSync(join(folder, NEXT), { throwIfNoEntry: false }));
  if (next !== undefined && !next.isDirectory()) notOurs();
}

/** Refuse an output file that exists as anything but a regular file: links, devices and pipes are never written through. */
export function checkFile(path: string): void {
  const found = guarded(() => lstatSync(path, { throwIfNoEntry: false }));
  if (found === undefined || found.isFile()) return;
  refuse("bad-output", `${shown(path)} exists and is not a regular file`, {
    hint: "remove it, or name another place with --output",
  });
}

function notAFolder(folder: string): never {
  refuse("bad-output", `the output path ${shown(folder)} is not a folder`, {
    hint: "name another with --output",
  });
}

/** Put one file in its place, whole or not at all. Where `fresh`, a file that came there meanwhile is left alone. */
export function writeFile(path: string, text: string, fresh: boolean, io: Pick<Io, "onStop">): boolean {
  return guarded(() => {
    mkdirSync(dirname(path), { recursive: true });
    const temporary = join(dirname(path), stagingName());
    const remove = (): void => rmSync(temporary, { force: true });
    const forget = io.onStop(remove);
    try {
      writeWhole(temporary, text);
      if (fresh) return linked(temporary, path);
      checkFile(path);
      renameSync(temporary, path);
      return true;
    } finally {
      remove();
      forget();
      syncFolder(dirname(path));
    }
  });
}

/** Give the file its name unless the name is taken. */
function linked(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    // A file system without hard links.
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return false;
    renameSync(temporary, path);
    return true;
  }
}

/**
 * Put the files of a report in place as one set. They are written whole into a folder of their own and forced to
 * the disk; that folder then gets the name `.evenhand-next`, which only one can have; then its files are moved to
 * their places. Whoever finds such a folder moves what is left in it first. So a full disk or a kill before the
 * naming leaves the old report, after it the next run completes the new one, and of two runs at once one report
 * stands in the end, whole. While `.evenhand-next` is there, the report is between two.
 */
export function writeFiles(folder: string, files: readonly OutputFile[], io: Pick<Io, "onStop">): void {
  const names = files.map((file) => file.name);
  guarded(() => {
    mkdirSync(folder, { recursive: true });
    const staging = join(folder, stagingName());
    const remove = (): void => rmSync(staging, { recursive: true, force: true });
    const forget = io.onStop(remove);
    try {
      mkdirSync(staging);
      clearAbandoned(folder, staging);
      for (const file of files) writeWhole(join(staging, file.name), file.text);
      syncFolder(staging);
      checkFolder(folder, names);
      const next = join(folder, NEXT);
      do moveIn(folder, names);
      while (!named(staging, next));
      syncFolder(folder);
      moveIn(folder, names);
      syncFolder(folder);
    } finally {
      remove();
      forget();
    }
  });
}

/** Give the finished folder its name; false where another run was quicker. */
function named(staging: string, next: string): boolean {
  try {
    renameSync(staging, next);
    return true;
  } catch (error) {
    if (TAKEN.includes(codeOf(error) ?? "")) return false;
    throw error;
  }
}

/** How systems say that a folder is there already and not empty. */
const TAKEN: readonly string[] = ["ENOTEMPTY", "EEXIST"];
const GONE: readonly string[] = ["ENOENT"];

/** Move what waits in `.evenhand-next` to its place: ours, or what a killed run or one at the same time left there. */
function moveIn(folder: string, names: readonly string[]): void {
  const next = join(folder, NEXT);
  const found = lstatSync(next, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) notOurs();
  for (const name of names) {
    checkFile(join(folder, name));
    ignoring(GONE, () => renameSync(join(next, name), join(folder, name)));
  }
  ignoring(GONE, () => {
    if (readdirSync(next).some((name) => !names.includes(name))) notOurs();
  });
  // Not empty: another run has already taken the name for its own.
  ignoring([...GONE, ...TAKEN], () => rmdirSync(next));
}

function notOurs(): never {
  refuse("bad-output", `${NEXT} in the output folder is not what evenhand put there`, {
    hint: "look into it and remove it, or name another folder with --output",
  });
}

/** Remove what killed runs left half-written. Age is told by our own new folder: one clock, whatever it shows. */
function clearAbandoned(folder: string, own: string): void {
  const now = statSync(own).mtimeMs;
  for (const name of readdirSync(folder)) {
    if (!STAGING.test(name)) continue;
    const path = join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found !== undefined && now - found.mtimeMs > ABANDONED_MS)
      rmSync(path, { recursive: true, force: true });
  }
}

function stagingName(): string {
  return `.evenhand-${randomBytes(6).toString("hex")}.tmp`;
}

function ignoring(codes: readonly string[], work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!codes.includes(codeOf(error) ?? "")) throw error;
  }
}
