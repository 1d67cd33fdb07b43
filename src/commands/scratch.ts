import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { refuse } from "../refusal.js";
import type { Io } from "./io.js";

/** A private folder for the length of one piece of work, removed afterwards and when the process is stopped. */
export async function withScratch<T>(io: Io, work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string;
  try {
    folder = mkdtempSync(join(io.temporary, "evenhand-"));
  } catch {
    refuse("no-scratch", "no temporary folder can be made", { hint: "set TMPDIR to a folder with room that you may write to" });
  }
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  io.onStop(remove);
  try {
    return await work(folder);
  } finally {
    remove();
  }
}
