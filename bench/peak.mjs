/**
 * Loaded into a measured process before its own code (`node --import`): tells the runner how much memory the process
 * ever held, in KiB, over the pipe the runner opened as file descriptor 3.
 */
import { readFileSync, writeSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

// Scanning threads load this too, and are part of the same process.
if (isMainThread)
  process.on("exit", () => {
    try {
      writeSync(3, String(peak()));
    } catch {
      // Nobody is listening: the process was not started by the runner.
    }
  });

/** Linux counts what the parent held before the process began into maxRSS, so there the kernel's own mark is read. */
function peak() {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
}
