import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import type { LogInput } from "../log/source.js";
import type { InputFile } from "../model.js";

/** Whether the files are others by their number or size alone: asked before anything is read. What is piped has no size. */
export function isOtherSize(inputs: readonly LogInput[], wanted: readonly InputFile[]): boolean {
  if (inputs.length !== wanted.length) return true;
  return inputs.some(
    (input, at) =>
      "path" in input && statSync(input.path, { throwIfNoEntry: false })?.size !== wanted[at]!.bytes,
  );
}

/** Whether the files are others by their digests: for a log that could not be read as the plan has it. */
export async function hasOtherDigest(
  inputs: readonly LogInput[],
  wanted: readonly InputFile[],
): Promise<boolean> {
  for (const [at, input] of inputs.entries())
    if ("path" in input && (await digestOf(input.path)) !== wanted[at]?.sha256) return true;
  return false;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
