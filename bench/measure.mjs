/** Runs processes and times them. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const PEAK = new URL("peak.mjs", import.meta.url).href;

/**
 * Runs `node ARGUMENTS` to its end: wall time in seconds, peak memory in MB, exit code, and what it said.
 * The process tells its own peak (peak.mjs), so no tool of the system is needed.
 */
export function measureNode(args) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(process.execPath, ["--import", PEAK, ...args], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const said = ["", "", ""];
    for (const [i, stream] of [child.stdout, child.stderr, child.stdio[3]].entries()) {
      stream.setEncoding("utf8").on("data", (text) => (said[i] += text));
    }
    let seconds = 0;
    child.on("error", reject);
    child.on("exit", () => (seconds = (performance.now() - began) / 1000));
    child.on("close", (code) => {
      const [stdout, stderr, peak] = said;
      resolve({ seconds, megabytes: (Number(peak) * 1024) / 1e6, code, stdout, stderr });
    });
  });
}

/** The middle one; of an even number, the mean of the middle two. */
export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1] + sorted[Math.floor(half)]) / 2;
}
