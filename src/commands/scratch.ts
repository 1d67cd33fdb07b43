import { lstatSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { refuse } from "../refusal.js";
import { codeOf } from "./disk.js";
import type { Io } from "./io.js";

const PREFIX = "evenhand-scratch-";

/** A private folder for the length of one piece of work, removed afterwards and when the process is stopped. */
export async function withScratch<T>(io: Io, work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string;
  try {
    folder = mkdtempSync(join(io.temporary, PREFIX));
  } catch {
    refuse("no-scratch", "no temporary folder can be made", {
      hint: "set TMPDIR to a folder with room that you may write to",
    });
  }
  clearAbandoned(io.temporary, folder);
  const remove = (): void => removeWhole(folder);
  const forget = io.onStop(remove);
  try {
    return await work(folder);
  } finally {
    remove();
    forget();
  }
}

const TRIES = 12;
const PAUSE_MS = 30;

/**
 * Remove a folder into which the engine may be writing just now. Node's own retries look only once at what is in it, so a file
 * that came meanwhile would keep the folder.
 */
function removeWhole(folder: string): void {
  for (let tries = 1; ; tries++) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (codeOf(error) !== "ENOTEMPTY" || tries === TRIES) throw error;
      // The process is about to end: nothing else may run meanwhile.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}

/** No audit runs as long as this. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/** Remove what a killed run of the same user left behind; its age is told by the folder just made, so by one clock. */
function clearAbandoned(temporary: string, own: string): void {
  const now = statSync(own);
  for (const name of readdirSync(temporary)) {
    if (!/^evenhand-scratch-[A-Za-z0-9]{6}$/.test(name)) continue;
    const path = join(temporary, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined || !found.isDirectory() || found.uid !== now.uid) continue;
    if (now.mtimeMs - found.mtimeMs < ABANDONED_MS) continue;
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Another run is at it, or it is not ours to remove.
    }
  }
}
