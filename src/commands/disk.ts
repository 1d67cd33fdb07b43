import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { refuse } from "../refusal.js";

/** Do it, and turn what the system refuses into words. */
export function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = REASONS[codeOf(error) ?? ""];
    if (reason === undefined) throw error;
    return refuse(
      "cannot-write",
      `the output cannot be written: ${reason}; what was there before is untouched`,
      {
        hint: "make room, or name another place with --output",
      },
    );
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "a file of this size is not allowed",
  EACCES: "the folder may not be written to",
  EPERM: "the folder may not be written to",
  EROFS: "the file system is read-only",
  ENOENT: "a part of the path does not exist",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "a part of the path is not a folder",
  EISDIR: "a folder is in the way",
  ELOOP: "a link in the path leads back to itself",
  ENAMETOOLONG: "the path is too long",
  EMFILE: "too many files are open",
  EIO: "the disk reports an error",
};

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** A new file with this text, forced to the disk. */
export function writeWhole(path: string, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  const file = openSync(path, "wx", 0o644);
  try {
    // A write may take less than it was given, and says so only by its answer.
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at, bytes.length - at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Force the names to the disk too; not every system lets a folder be opened. */
export function syncFolder(folder: string): void {
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
