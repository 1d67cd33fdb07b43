#!/usr/bin/env node
import { fileURLToPath } from "node:url";

// A bug until there is an answer: even where the program cannot be loaded, or ends without one.
const BUG = 70;
process.exitCode = BUG;
process.on("uncaughtException", report);

try {
  const { main } = await import("../dist/cli.js");
  process.exitCode = await main(process);
} catch (error) {
  report(error);
}

/** What went wrong in the program itself, with its own file names but none of the folders of this machine. */
function report(error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const root = new URL("..", import.meta.url);
  const bare = text.replaceAll(root.href, "").replaceAll(fileURLToPath(root), "");
  process.stderr.write(`This is a bug in evenhand. Please report it with what follows.\n${bare}\n`);
  process.exit(BUG);
}
