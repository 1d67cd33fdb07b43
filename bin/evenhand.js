#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const BUG = 70;
const COULD_NOT_RUN = 2;
/** What Node ends with when nothing is left to do and the answer never came. */
const UNANSWERED = 13;
process.on("uncaughtException", report);
process.on("exit", () => {
  if (process.exitCode !== UNANSWERED) return;
  report("The command ended without an answer.");
});

if (!existsSync(new URL("../dist/cli.js", import.meta.url))) {
  process.stderr.write(
    "not-built: dist/ is missing\n    run 'npm ci' (or 'npm run build') in evenhand's folder first\n",
  );
  process.exit(COULD_NOT_RUN);
}
try {
  const { main } = await import("../dist/cli.js");
  process.exitCode = await main(process);
} catch (error) {
  report(error);
}

/** What went wrong in the program itself, in its own file names and without the folders of this machine. */
function report(error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const root = new URL("..", import.meta.url);
  const bare = text.replaceAll(root.href, "").replaceAll(fileURLToPath(root), "");
  process.stderr.write(`This is a bug in evenhand. Please report it with what follows.\n${bare}\n`);
  process.exit(BUG);
}
