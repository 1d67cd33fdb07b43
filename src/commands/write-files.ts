import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, lstatSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { refuse } from "../refusal.js";

export interface OutputFile {
  readonly path: string;
  readonly text: string;
}

/** Refuse, before any work is done, an output folder or file that could not be replaced safely. */
export function checkFolder(folder: string, names: readonly string[]): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found !== undefined && !found.isDirectory()) {
    refuse("bad-output", `the output path ${basename(folder)} is not a folder`, { hint: "name another with --output" });
  }
  for (const name of names) checkFile(join(folder, name));
}

/** Refuse an output file that exists as anything but a regular file: links, devices and pipes are never written through. */
export function checkFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return;
  refuse("bad-output", `${basename(path)} exists and is not a regular file`, {
    hint: "remove it, or name another place with --output",
  });
}

/**
 * Put files in place, all of them or none: each is written whole beside its place and forced to the disk,
 * and only when all are safe are they renamed. A full disk or a kill before that leaves what was there.
 */
export function writeFiles(files: readonly OutputFile[], onTemporary: (remove: () => void) => void = () => {}): void {
  const temporary: string[] = [];
  const remove = (): void => temporary.forEach((path) => rmSync(path, { force: true }));
  onTemporary(remove);
  try {
    const folders = new Set(files.map((file) => dirname(file.path)));
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    for (const file of files) {
      const path = join(dirname(file.path), `.${basename(file.path)}.${randomBytes(6).toString("hex")}.tmp`);
      temporary.push(path);
      writeWhole(path, Buffer.from(file.text, "utf8"));
    }
    for (const file of files) checkFile(file.path);
    files.forEach((file, index) => renameSync(temporary[index]!, file.path));
    temporary.length = 0;
    for (const folder of folders) syncFolder(folder);
  } catch (error) {
    remove();
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined || !(code in REASONS)) throw error;
    refuse("cannot-write", `the report cannot be written: ${REASONS[code]!}; what was there before is untouched`, {
      hint: "make room or name another place with --output",
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EACCES: "the folder may not be written to",
  EPERM: "the folder may not be written to",
  EROFS: "the file system is read-only",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "a part of the path is not a folder",
  ENAMETOOLONG: "the path is too long",
  EIO: "the disk reports an error",
};

function writeWhole(path: string, bytes: Buffer): void {
  const file = openSync(path, "wx", 0o644);
  try {
    // A write may take less than it was given, and says so only by its answer.
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, bytes.length - at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Force the names to the disk too; not every system lets a folder be opened. */
function syncFolder(folder: string): void {
  let handle: number | null = null;
  try {
    handle = openSync(folder, "r");
    fsyncSync(handle);
  } catch {
    // Windows.
  } finally {
    if (handle !== null) closeSync(handle);
  }
}
